//! Takes an overview; gives its tables as HTML. Each has headers for its columns and rows.

use super::page::{class, ink, mark, took};
use crate::model::overview::{
    Counts, EditionDelivered, Event, Job, Overview, RECENT_MAX, SourceRow, Standing,
};
use crate::web::view::escaped;

/// What the operator was written to about; nothing where nothing is open.
pub(super) fn incidents(overview: &Overview) -> String {
    let rows: Vec<String> = overview
        .incidents
        .iter()
        .map(|open| {
            format!(
                "<tr><th scope=\"row\">{}<span class=\"sub\">{}</span></th><td class=\"nw\">{}</td><td><code>{}</code></td></tr>\n",
                escaped(&open.what),
                escaped(&open.cause),
                overview.moment(open.since),
                escaped(&open.fix)
            )
        })
        .collect();
    let rows = rows.concat();
    if rows.is_empty() {
        return rows;
    }
    let head = "<th scope=\"col\">Incident</th><th scope=\"col\">Since</th><th scope=\"col\">What mends it</th>";
    card("incidents", "Open incidents", head, &rows, "")
}

fn card(id: &str, title: &str, head: &str, rows: &str, after: &str) -> String {
    let table = if rows.is_empty() {
        "<p class=\"none\">Nothing yet.</p>\n".to_owned()
    } else {
        format!(
            "<table aria-labelledby=\"{id}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        )
    };
    format!(
        "<section class=\"card\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{table}{after}</section>\n"
    )
}

pub(super) fn jobs(overview: &Overview) -> String {
    let (shown, folded) = overview.jobs_by_need();
    let rows: String = shown.iter().map(|row| job(overview, row)).collect();
    let head = format!(
        "<th scope=\"col\">Job</th><th scope=\"col\" class=\"hs\">Schedule</th><th scope=\"col\">Last run</th><th scope=\"col\">Result</th><th scope=\"col\" class=\"n hs\">Next</th><th scope=\"col\" class=\"n hs\">Last {RECENT_MAX}</th>"
    );
    let cell = |standing, word: &str| {
        format!(
            "<span><span class=\"strip\" aria-hidden=\"true\"><i class=\"{}\"></i></span>{word}</span>",
            class(standing)
        )
    };
    let legend = format!(
        "<p class=\"leg hs\">{}{}{}{}</p>\n",
        cell(Standing::Well, "done, on time"),
        cell(Standing::Look, "late, or something missing"),
        cell(Standing::Failing, "failed or missed"),
        cell(Standing::Unknown, "at work")
    );
    card("jobs", "Jobs", &head, &rows, &format!("{}{legend}", fold(overview, &folded, &head)))
}

/// What is well and would hide what is not.
fn fold(overview: &Overview, folded: &[&Job], head: &str) -> String {
    if folded.is_empty() {
        return String::new();
    }
    let rows: String = folded.iter().map(|row| job(overview, row)).collect();
    format!(
        "<details>\n<summary>{} more, of briefs, all well</summary>\n<table aria-label=\"Jobs of briefs that are well\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</details>\n",
        folded.len()
    )
}

fn job(overview: &Overview, job: &Job) -> String {
    let last = match (job.last_at, job.took_ms) {
        (Some(at), Some(ms)) => format!("{}, {}", overview.moment(at), took(ms)),
        (Some(at), None) => overview.moment(at),
        (None, _) => "never".to_owned(),
    };
    let next = job.next_at.map_or_else(|| "–".to_owned(), |at| overview.moment(at));
    format!(
        "<tr><th scope=\"row\">{}</th><td class=\"hs mu\">{}</td><td class=\"nw\">{last}</td><td>{} {}</td><td class=\"n hs\">{next}</td><td class=\"n hs\">{}</td></tr>\n",
        escaped(&job.name),
        escaped(&job.schedule),
        mark(job.standing),
        escaped(&job.result),
        strip(job)
    )
}

/// The last runs as bars, and in words for who cannot see them.
fn strip(job: &Job) -> String {
    if job.recent.is_empty() {
        return "<span class=\"mu\">–</span>".to_owned();
    }
    let words: Vec<String> =
        job.recent.iter().map(|past| format!("{} {}", past.when, past.word)).collect();
    let bars: Vec<String> = job
        .recent
        .iter()
        .map(|past| {
            format!(
                "<i class=\"{}\" title=\"{}: {}\"></i>",
                class(past.standing),
                escaped(&past.when),
                escaped(&past.word)
            )
        })
        .collect();
    let bars = bars.concat();
    format!(
        "<span class=\"strip\" role=\"img\" aria-label=\"{}\">{bars}</span>",
        escaped(&words.join(", "))
    )
}

pub(super) fn sources(overview: &Overview) -> String {
    let rows: String = overview.sources.iter().map(|row| source(overview, row)).collect();
    let head = "<th scope=\"col\">Source</th><th scope=\"col\" class=\"hs\">Kind</th><th scope=\"col\">Last answer</th><th scope=\"col\" class=\"n\">New 24 h</th><th scope=\"col\" class=\"n hs\">Median</th><th scope=\"col\" class=\"n\">Failed 7 d</th>";
    card("sources", "Sources", head, &rows, "")
}

fn source(overview: &Overview, row: &SourceRow) -> String {
    let answered = row.answered_at.map_or_else(|| "never".to_owned(), |at| overview.moment(at));
    let error = row.error.as_ref().map_or_else(String::new, |error| {
        let until = row.left_until.map(|at| format!("; left alone until {}", overview.moment(at)));
        format!(
            "<span class=\"sub {}\">{}{}</span>",
            ink(row.standing),
            escaped(error),
            until.unwrap_or_default()
        )
    });
    let median = row.median_ms.map_or_else(|| "–".to_owned(), took);
    let failed = match (row.failed_7d, row.asked_7d) {
        (_, 0) => "–".to_owned(),
        (0, _) => "0".to_owned(),
        (failed, asked) => format!("{failed} of {asked}"),
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td class=\"hs mu\">{}</td><td>{} {answered}{error}</td><td class=\"n\">{}</td><td class=\"n hs\">{median}</td><td class=\"n\">{failed}</td></tr>\n",
        escaped(&row.id),
        escaped(&row.kind),
        mark(row.standing),
        row.items_24h
    )
}

pub(super) fn deliveries(overview: &Overview) -> String {
    let several = overview.titles.len() > 1;
    let rows: String = overview.deliveries.iter().map(|row| edition(row, several)).collect();
    let head = "<th scope=\"col\">Edition</th><th scope=\"col\" class=\"n\">Due</th><th scope=\"col\" class=\"n\">Accepted</th><th scope=\"col\" class=\"n\">Retrying</th><th scope=\"col\" class=\"n\">Bounced</th><th scope=\"col\" class=\"n\">Unsure</th><th scope=\"col\" class=\"n hs\">Refused</th>";
    let note = "<p class=\"note\">Retrying counts those not tried yet too. Unsure: the connection broke after the message was handed over; each is settled by rule before it is sent again.</p>\n";
    card("deliveries", "Deliveries", head, &rows, if rows.is_empty() { "" } else { note })
}

fn edition(row: &EditionDelivered, several: bool) -> String {
    let Counts { due, accepted, waiting, retrying, bounced, unsure, refused } = row.counts;
    let brief = if several {
        format!("<span class=\"sub\">{}</span>", escaped(&row.brief))
    } else {
        String::new()
    };
    let cell = |count: u32, colour: &str, more: &str| {
        let colour = if count == 0 { "mu" } else { colour };
        format!("<td class=\"n {colour}{more}\">{count}</td>")
    };
    format!(
        "<tr><th scope=\"row\"><span class=\"nw\">{} {}</span>{brief}</th><td class=\"n\">{due}</td>{}{}{}{}{}</tr>\n",
        row.date.format("%-d %b"),
        escaped(&row.revision),
        cell(accepted, "up", ""),
        cell(waiting + retrying, "am", ""),
        cell(bounced, "dn", ""),
        cell(unsure, "dn", ""),
        cell(refused, "dn", " hs"),
    )
}

pub(super) fn events(overview: &Overview) -> String {
    let rows: String = overview.events.iter().map(|row| event(overview, row)).collect();
    let head = "<th scope=\"col\" class=\"ev\">When</th><th scope=\"col\" class=\"ev\">About</th><th scope=\"col\">What happened</th>";
    card("events", "Recent events", head, &rows, "")
}

fn event(overview: &Overview, event: &Event) -> String {
    format!(
        "<tr><td class=\"mu nw\">{}</td><td class=\"{}\">{}</td><td>{}</td></tr>\n",
        overview.moment(event.at),
        ink(event.standing),
        escaped(&event.about),
        escaped(&event.text)
    )
}

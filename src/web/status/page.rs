//! Takes an overview; gives the status page: a sentence first, then figures, jobs, sources,
//! deliveries and events. Whatever came from outside this program is escaped. Needs no other
//! file when it is printed, and one small script when it is served.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::tables;
use crate::model::Sha256Hash;
use crate::model::overview::{Overview, Standing, length, place_of, size};
use crate::web::view::escaped;

const STYLE: &str = include_str!("../../../templates/status.css");

/// The script of a page that is served.
pub(super) const SCRIPT: &str = include_str!("../../../templates/status.js");

/// Where the page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Out of the daemon, which has the archive beside it.
    Served,
    /// Out of a file: nothing is beside it.
    Printed,
}

/// What the page may do: show itself in its own style, run its own script, ask whether the
/// daemon lives.
pub(super) fn policy() -> String {
    let style = STANDARD.encode(Sha256Hash::of(STYLE).as_bytes());
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The whole page.
pub(super) fn page(overview: &Overview, place: Place) -> String {
    let (nav, script) = match place {
        Place::Served => (
            "<nav aria-label=\"Main\"><a href=\"archive/\">Archive</a><a href=\"./\" aria-current=\"page\">Status</a></nav>",
            "<script src=\"status.js\" defer></script>\n",
        ),
        Place::Printed => ("<span class=\"mu\">Status</span>", ""),
    };
    let banner = overview.banner.as_ref().map_or_else(String::new, |banner| {
        format!("<p class=\"banner\">{}</p>\n", escaped(banner))
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}</style>\n{script}</head>\n<body>\n{banner}<header><div class=\"w\"><b class=\"logo\">CONTRABRIEF</b>{nav}<span class=\"desk\">{desk}</span></div></header>\n<main class=\"w\">\n{sentence}{figures}{incidents}{jobs}<div class=\"two\">\n{sources}{deliveries}</div>\n{events}</main>\n<footer class=\"w\">\n<p>{foot}</p>\n</footer>\n</body>\n</html>\n",
        title = escaped(&format!("{} · contrabrief", overview.sentence)),
        desk = escaped(&titles(&overview.titles)),
        sentence = sentence(overview),
        figures = figures(overview),
        incidents = tables::incidents(overview),
        jobs = tables::jobs(overview),
        sources = tables::sources(overview),
        deliveries = tables::deliveries(overview),
        events = tables::events(overview),
        foot = escaped(&foot(overview, place)),
    )
}

/// The class of a standing.
pub(super) fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Well => "well",
        Standing::Unknown => "unknown",
        Standing::Look => "look",
        Standing::Failing => "failing",
    }
}

/// The colour of a standing's words.
pub(super) fn ink(standing: Standing) -> &'static str {
    match standing {
        Standing::Well => "up",
        Standing::Unknown => "mu",
        Standing::Look => "am",
        Standing::Failing => "dn",
    }
}

/// A mark that says how something stands, also to who cannot see it.
pub(super) fn mark(standing: Standing) -> String {
    let (sign, word) = match standing {
        Standing::Well => ("✓", "well"),
        Standing::Unknown => ("–", "not known"),
        Standing::Look => ("⚠", "look"),
        Standing::Failing => ("✗", "failing"),
    };
    format!("<span class=\"{}\" role=\"img\" aria-label=\"{word}\">{sign}</span>", ink(standing))
}

/// The briefs by title; of many, how many.
fn titles(titles: &[String]) -> String {
    const NAMED_MAX: usize = 4;
    if titles.len() <= NAMED_MAX {
        return titles.join(" · ");
    }
    format!("{} briefs", titles.len())
}

fn sentence(overview: &Overview) -> String {
    let concerns: Vec<String> = overview
        .concerns
        .iter()
        .map(|concern| {
            format!(
                "<li><span>{}</span><code>{}</code></li>\n",
                escaped(&concern.text),
                escaped(&concern.help)
            )
        })
        .collect();
    let concerns = concerns.concat();
    let list = if concerns.is_empty() { concerns } else { format!("<ul>\n{concerns}</ul>\n") };
    format!(
        "<div class=\"big {}\">\n<h1>{}</h1>\n{list}<p class=\"dn\" id=\"stale\" role=\"status\" hidden>The daemon does not answer: this page is out of date.</p>\n</div>\n",
        class(overview.standing),
        escaped(&overview.sentence)
    )
}

/// The four figures under the sentence.
fn figures(overview: &Overview) -> String {
    let tile = |label: &str, standing: Option<Standing>, value: &str, rest: &str| {
        let (mark, colour) = match standing {
            Some(standing) => (format!("{} ", mark(standing)), ink(standing)),
            None => (String::new(), ""),
        };
        format!(
            "<div><dt>{}</dt><dd class=\"v {colour}\">{mark}{}</dd><dd class=\"s\">{}</dd></div>\n",
            escaped(label),
            escaped(value),
            escaped(rest)
        )
    };
    let next = match &overview.next {
        Some(next) => {
            let wait = length(next.due_at - overview.made_at);
            let rest = format!("{}, in {wait}", overview.place());
            tile("Next brief", None, &overview.moment(next.due_at), &rest)
        }
        None => tile("Next brief", None, "None planned", ""),
    };
    let last = match &overview.last {
        Some(last) => {
            let mut rest = last.date.format("%-d %B").to_string();
            for more in [last.revision.clone(), last.took_ms.map(took)].into_iter().flatten() {
                rest = format!("{rest}, {more}");
            }
            tile("Last brief", Some(last.standing), &last.words, &rest)
        }
        None => tile("Last brief", None, "None yet", ""),
    };
    let delivered = match &overview.delivered {
        Some(day) => {
            let label = if day.is_today {
                "Delivered today".to_owned()
            } else {
                format!("Delivered {}", day.date.format("%-d %B"))
            };
            let rest = day.counts.rest();
            let rest = if rest.is_empty() { "nothing open, nothing bounced" } else { &rest };
            let value = format!("{} of {}", day.counts.accepted, day.counts.due);
            tile(&label, None, &value, rest)
        }
        None => tile("Delivered", None, "Nothing yet", ""),
    };
    let archive = &overview.archive;
    let checked = archive
        .checked_at
        .map_or_else(String::new, |at| format!(", checked {}", overview.moment(at)));
    let briefs = format!("{} briefs{checked}", archive.editions);
    let kept = tile("Archive", Some(archive.standing), &archive.words, &briefs);
    format!("<dl class=\"kp\">\n{next}{last}{delivered}{kept}</dl>\n")
}

/// Milliseconds as people say them.
pub(super) fn took(ms: i64) -> String {
    length(chrono::Duration::milliseconds(ms))
}

fn foot(overview: &Overview, place: Place) -> String {
    let machine = &overview.machine;
    let written = overview.made_at.with_timezone(&overview.timezone).format("%a %-d %b %H:%M");
    let parts = [
        Some(format!("contrabrief {}", overview.version)),
        machine.database_bytes.map(|bytes| format!("database {}", size(bytes))),
        machine.schema.map(|schema| format!("schema {schema}")),
        machine.free_bytes.map(|bytes| format!("{} free", size(bytes))),
        machine.chain_head.as_ref().and_then(|head| Some(format!("chain {}", head.get(..8)?))),
        machine.beat_at.map(|at| format!("last beat {} UTC", at.format("%H:%M:%S"))),
        Some(format!(
            "written {written} {} ({} UTC)",
            place_of(overview.timezone),
            overview.made_at.format("%H:%M")
        )),
        (place == Place::Served).then(|| "renewed each minute".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

//! Takes the configuration; says how all goes: a sentence first, then what to look at, jobs,
//! sources and deliveries. Reads alone, whether a daemon is at work or not.

use std::io;
use std::path::Path;

use super::arguments::{StatusArguments, StatusFormat};
use super::console::{Console, Outcome};
use super::setup;
use crate::exit_code::ExitCode;
use crate::model::overview::{
    ConcernKind, Counts, Job, Overview, SourceRow, Standing, length, place_of, size,
};
use crate::pipeline::overview;
use crate::web;

/// The longest result that stands in a row of text.
const RESULT_CHARS_MAX: usize = 60;

pub(super) fn status(console: &mut Console<'_>, file: &Path, typed: &StatusArguments) -> Outcome {
    let config = setup::config(console, file)?;
    let overview = overview(&config, console.world.clock, None);
    if console.json {
        console.json(&overview)?;
    } else if typed.check {
        console.say(one_line(&overview))?;
    } else {
        match typed.format {
            StatusFormat::Text => text(console, &overview)?,
            StatusFormat::Html => console.bytes(web::printed(&overview).as_bytes())?,
            StatusFormat::Metrics => console.bytes(web::metrics(&overview).as_bytes())?,
        }
    }
    Ok(if typed.check { exit_code(&overview) } else { ExitCode::Done })
}

/// The worst thing decides.
fn exit_code(overview: &Overview) -> ExitCode {
    match overview.worst() {
        None => ExitCode::Done,
        Some(ConcernKind::Partial) => ExitCode::Partial,
        Some(ConcernKind::Sources) => ExitCode::NothingUsable,
        Some(ConcernKind::Delivery) => ExitCode::Delivery,
        Some(ConcernKind::Storage) => ExitCode::Storage,
    }
}

/// What a monitor shows: the sentence and the worst thing.
fn one_line(overview: &Overview) -> String {
    let word = match overview.worst() {
        None => "OK",
        Some(ConcernKind::Partial) => "WARNING",
        Some(_) => "CRITICAL",
    };
    let worst = overview.concerns.first().map(|concern| format!(": {}", concern.text));
    format!("{word} {}{}", overview.sentence, worst.unwrap_or_default())
}

fn text(console: &mut Console<'_>, overview: &Overview) -> io::Result<()> {
    console.say(&overview.sentence)?;
    for concern in &overview.concerns {
        console.say(format!("  ! {}", concern.text))?;
        console.say(format!("      {}", concern.help))?;
    }
    for open in &overview.incidents {
        console.say(format!("  ! {} (since {})", open.what, overview.moment(open.since)))?;
        console.say(format!("      {}", open.fix))?;
    }
    console.say("")?;
    for (label, words) in figures(overview) {
        console.say(format!("{label:<13} {words}"))?;
    }
    let (shown, folded) = overview.jobs_by_need();
    let jobs: Vec<_> = shown.into_iter().map(|row| job(overview, row)).collect();
    table(console, &["Job", "Schedule", "Last run", "Result", "Next", "Last 14"], &jobs)?;
    if !folded.is_empty() {
        console.say(format!("… {} more, of briefs, all well (--json has them)", folded.len()))?;
    }
    let sources: Vec<_> = overview.sources.iter().map(|row| source(overview, row)).collect();
    let heads = ["Source", "Kind", "Last answer", "New 24 h", "Median", "Failed 7 d"];
    table(console, &heads, &sources)?;
    let deliveries = overview.deliveries.iter().map(|row| {
        let Counts { due, accepted, waiting, retrying, bounced, unsure, refused } = row.counts;
        let mut cells = vec![format!("{} {} {}", row.date, row.brief, row.revision)];
        cells.extend(
            [due, accepted, waiting, retrying, bounced, unsure, refused].map(|it| it.to_string()),
        );
        cells
    });
    let heads =
        ["Delivery", "Due", "Accepted", "Waiting", "Retrying", "Bounced", "Unsure", "Refused"];
    table(console, &heads, &deliveries.collect::<Vec<_>>())?;
    let events = overview
        .events
        .iter()
        .map(|event| vec![overview.moment(event.at), event.about.clone(), event.text.clone()]);
    table(console, &["Event", "About", "What happened"], &events.collect::<Vec<_>>())
}

fn figures(overview: &Overview) -> Vec<(&'static str, String)> {
    let next = overview.next.as_ref().map_or_else(
        || "none planned".to_owned(),
        |next| {
            let wait = length(next.due_at - overview.made_at);
            format!(
                "{} {}, in {wait} ({})",
                overview.moment(next.due_at),
                overview.place(),
                next.brief
            )
        },
    );
    let last = overview.last.as_ref().map_or_else(
        || "none yet".to_owned(),
        |last| {
            let revision = last.revision.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            let took = last.took_ms.map(|ms| format!(", {}", took(ms))).unwrap_or_default();
            format!("{}: {} {}{revision}{took}", last.words, last.date.format("%-d %B"), last.brief)
        },
    );
    let delivered = overview.delivered.as_ref().map_or_else(
        || "nothing yet".to_owned(),
        |day| {
            let when = if day.is_today {
                "today".to_owned()
            } else {
                day.date.format("%-d %B").to_string()
            };
            let rest = day.counts.rest();
            let rest = if rest.is_empty() { rest } else { format!(", {rest}") };
            format!("{} of {} {when}{rest}", day.counts.accepted, day.counts.due)
        },
    );
    let archive = &overview.archive;
    let checked = archive.checked_at.map(|at| format!(", checked {}", overview.moment(at)));
    let archive = format!(
        "{}: {} briefs{}",
        archive.words.to_lowercase(),
        archive.editions,
        checked.unwrap_or_default()
    );
    let bytes = overview.machine.database_bytes.map(size);
    let schema = overview.machine.schema.map(|schema| format!(", schema {schema}"));
    let database = match bytes {
        Some(bytes) => format!("{bytes}{}", schema.unwrap_or_default()),
        None => "not there yet".to_owned(),
    };
    let zone = place_of(overview.timezone);
    let written = overview.made_at.with_timezone(&overview.timezone);
    vec![
        ("Next brief", next),
        ("Last brief", last),
        ("Delivered", delivered),
        ("Archive", archive),
        ("Database", database),
        ("Times are of", format!("{zone}, now {}", written.format("%a %-d %b %H:%M"))),
    ]
}

fn job(overview: &Overview, job: &Job) -> Vec<String> {
    let last = match (job.last_at, job.took_ms) {
        (Some(at), Some(ms)) => format!("{}, {}", overview.moment(at), took(ms)),
        (Some(at), None) => overview.moment(at),
        (None, _) => "never".to_owned(),
    };
    let next = job.next_at.map_or_else(|| "-".to_owned(), |at| overview.moment(at));
    let strip: String = job.recent.iter().map(|past| sign(past.standing)).collect();
    let result: String = job.result.chars().take(RESULT_CHARS_MAX).collect();
    let result = if result.len() < job.result.len() { format!("{result}…") } else { result };
    let schedule = job.schedule.clone();
    vec![job.name.clone(), schedule, last, format!("{} {result}", sign(job.standing)), next, strip]
}

fn source(overview: &Overview, row: &SourceRow) -> Vec<String> {
    let answered = row.answered_at.map_or_else(|| "never".to_owned(), |at| overview.moment(at));
    let failed = match row.asked_7d {
        0 => "-".to_owned(),
        asked => format!("{} of {asked}", row.failed_7d),
    };
    vec![
        row.id.clone(),
        row.kind.clone(),
        format!("{} {answered}", sign(row.standing)),
        row.items_24h.to_string(),
        row.median_ms.map_or_else(|| "-".to_owned(), took),
        failed,
    ]
}

/// One mark for each standing, which every terminal and every mail shows.
fn sign(standing: Standing) -> char {
    match standing {
        Standing::Well => '+',
        Standing::Unknown => '.',
        Standing::Look => '!',
        Standing::Failing => 'x',
    }
}

fn took(ms: i64) -> String {
    length(chrono::Duration::milliseconds(ms))
}

/// Rows under their heads, each column as wide as its widest cell; nothing without rows.
fn table(console: &mut Console<'_>, heads: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    console.say("")?;
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&heads).chain(rows).collect();
    let wide = |column: usize| {
        all.iter().filter_map(|row| row.get(column)).map(|it| it.chars().count()).max()
    };
    for row in &all {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let width = wide(column).unwrap_or_default();
                format!("{cell:<width$}")
            })
            .collect();
        console.say(cells.join("  ").trim_end())?;
    }
    Ok(())
}

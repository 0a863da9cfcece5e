//! Takes a verb about incidents; lists them, ends one, or shows that mail to the operator
//! arrives.

use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::IncidentsVerb;
use crate::cli::console::{Console, Outcome};
use crate::cli::{report, setup};
use crate::config::did_you_mean;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{IncidentRecord, Instant};

#[derive(Serialize)]
struct IncidentLine {
    key: String,
    cause: String,
    effect: String,
    fix: String,
    opened_at: Instant,
    last_seen_at: Instant,
    times_seen: u32,
    resolved_at: Option<Instant>,
    resolution: String,
    is_to_be_told: bool,
    reply: String,
}

pub(super) fn incidents(console: &mut Console<'_>, file: &Path, verb: &IncidentsVerb) -> Outcome {
    match verb {
        IncidentsVerb::List { all } => list(console, file, *all),
        IncidentsVerb::Resolve { key, because } => resolve(console, file, key, because),
        IncidentsVerb::Test => test(console, file),
    }
}

fn list(console: &mut Console<'_>, file: &Path, all: bool) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let found = if all { pipeline.past_incidents() } else { pipeline.open_incidents() };
    let found = found.map_err(|error| report::pipeline(&error))?;
    if found.is_empty() {
        console.tell("No incident: everything that was looked at works");
    }
    for record in &found {
        say(console, record)?;
    }
    let lines: Vec<IncidentLine> = found.into_iter().map(line).collect();
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

fn say(console: &mut Console<'_>, record: &IncidentRecord) -> std::io::Result<()> {
    let incident = &record.incident;
    let when = |at: Instant| at.format("%Y-%m-%d %H:%M UTC").to_string();
    let since = when(record.opened_at);
    console.say(format!("{}  since {since}  {}", incident.key, incident.cause))?;
    if let Some(at) = record.resolved_at {
        console.say(format!("  over since {}: {}", when(at), record.resolution))?;
    } else {
        console.say(format!("  effect: {}", incident.effect))?;
        console.say(format!("  to do:  {}", incident.fix))?;
    }
    if record.to_tell.is_some() && record.attempts > 0 {
        console.say(format!("  not mailed yet: {}", record.reply))?;
    }
    Ok(())
}

fn line(record: IncidentRecord) -> IncidentLine {
    IncidentLine {
        key: record.incident.key,
        cause: record.incident.cause,
        effect: record.incident.effect,
        fix: record.incident.fix,
        opened_at: record.opened_at,
        last_seen_at: record.last_seen_at,
        times_seen: record.times_seen,
        resolved_at: record.resolved_at,
        resolution: record.resolution,
        is_to_be_told: record.to_tell.is_some(),
        reply: record.reply,
    }
}

fn resolve(console: &mut Console<'_>, file: &Path, key: &str, because: &str) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let ended =
        pipeline.resolve_incident(key, because).map_err(|error| report::pipeline(&error))?;
    if ended {
        console.say(format!("ended {key}"))?;
        return Ok(ExitCode::Done);
    }
    let open = pipeline.open_incidents().map_err(|error| report::pipeline(&error))?;
    let keys = open.iter().map(|record| record.incident.key.as_str());
    let near = did_you_mean(key, keys);
    Err(Diagnostic::new(ExitCode::Usage, format!("No open incident has the key `{key}`{near}"))
        .hint("Run contrabrief incidents list to see what is open")
        .into())
}

fn test(console: &mut Console<'_>, file: &Path) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let sent = setup::runtime()?.block_on(pipeline.test_alerts());
    let reply = sent.map_err(|error| report::pipeline(&error))?;
    console.say(format!("taken: {reply}"))?;
    Ok(ExitCode::Done)
}

//! Takes a date or an edition; keeps it from every prune, lets it go, or lists what is kept.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::{report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::BriefId;

#[derive(Serialize)]
struct HoldLine {
    date: String,
    brief: Option<String>,
    since: String,
    who: String,
    why: String,
}

/// Whether what was typed is to be held or let go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Hold,
    Release,
}

pub(super) fn turn(
    console: &mut Console<'_>,
    file: &Path,
    typed: &str,
    because: &str,
    turn: Turn,
) -> Outcome {
    let (date, brief) = what(typed)?;
    let pipeline = setup::pipeline(console, file)?;
    if let Some(brief) = &brief
        && turn == Turn::Hold
        && pipeline.config().brief(brief).is_none()
        && !is_archived(&pipeline, date, brief)
    {
        return Err(unknown(typed, brief).into());
    }
    let done = match turn {
        Turn::Hold => pipeline.hold(date, brief.as_ref(), because),
        Turn::Release => pipeline.release(date, brief.as_ref(), because),
    };
    let done = done.map_err(|error| report::pipeline(&error))?;
    match (turn, done) {
        (Turn::Hold, true) => console.say(format!("held {typed}: no prune removes it"))?,
        (Turn::Hold, false) => console.tell(format!("nothing new: {typed} is held already")),
        (Turn::Release, true) => {
            console.say(format!("released {typed}: retention alone decides"))?;
        }
        (Turn::Release, false) => {
            return Err(Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not held"))
                .hint("Run contrabrief archive holds; what is held for a whole date is released for it")
                .into());
        }
    }
    Ok(ExitCode::Done)
}

pub(super) fn list(console: &mut Console<'_>, file: &Path) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let holds = pipeline.holds().map_err(|error| report::pipeline(&error))?;
    if holds.is_empty() {
        console.tell("Nothing is held: retention alone decides");
    }
    let mut lines = Vec::new();
    for hold in holds {
        let brief = hold.brief.as_ref().map_or("every brief", BriefId::as_str);
        let since = hold.since.format("%Y-%m-%d");
        console.say(format!(
            "{}  {brief:<16} since {since} by {}: {}",
            hold.date, hold.who, hold.why
        ))?;
        lines.push(HoldLine {
            date: hold.date.to_string(),
            brief: hold.brief.map(|brief| brief.to_string()),
            since: since.to_string(),
            who: hold.who,
            why: hold.why,
        });
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

fn is_archived(pipeline: &crate::pipeline::Pipeline, date: NaiveDate, brief: &BriefId) -> bool {
    let key = crate::model::EditionKey { brief: brief.clone(), date };
    // What cannot be read, or is gone, is told by the hold itself.
    !matches!(pipeline.archive().get(&key, None), Ok(None))
}

fn unknown(typed: &str, brief: &BriefId) -> Diagnostic {
    Diagnostic::new(
        ExitCode::Usage,
        format!("`{typed}` names the brief `{brief}`, which nobody knows"),
    )
    .hint("Run contrabrief archive list to see what is there")
}

/// `2026-03-25` or `2026-03-25/ai-infra`.
fn what(typed: &str) -> Result<(NaiveDate, Option<BriefId>), Ended> {
    let wrong = || {
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is neither a date nor an edition"))
            .hint("Write a date such as 2026-03-25, or with a brief 2026-03-25/ai-infra; a hold covers every revision")
    };
    let (date, brief) = match typed.split_once('/') {
        Some((date, brief)) => (date, Some(BriefId::parse(brief).map_err(|_| wrong())?)),
        None => (typed, None),
    };
    // The one form, as it is listed.
    let parsed: NaiveDate = date.parse().map_err(|_| wrong())?;
    if parsed.to_string() == date { Ok((parsed, brief)) } else { Err(wrong().into()) }
}

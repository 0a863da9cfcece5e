//! Takes the configuration; lists the coming editions.

use std::path::Path;

use chrono::{Duration, SecondsFormat};
use serde::Serialize;

use super::arguments::ScheduleVerb;
use super::console::{Console, Outcome};
use super::setup;
use crate::exit_code::ExitCode;
use crate::schedule::{Occurrence, PLANNED_DAYS, occurrences};

#[derive(Serialize)]
struct Coming {
    brief: String,
    date: String,
    due_at: String,
}

pub(super) fn schedule(console: &mut Console<'_>, file: &Path, verb: &ScheduleVerb) -> Outcome {
    let ScheduleVerb::Next = verb;
    let config = setup::config(console, file)?;
    let now = console.world.clock.now();
    let until = now + Duration::days(PLANNED_DAYS);
    let mut coming: Vec<Occurrence> = config
        .briefs
        .iter()
        .flat_map(|brief| occurrences(&brief.scope.brief, &brief.scope.plan, now, until))
        .collect();
    coming.sort();
    let lines: Vec<Coming> = coming
        .iter()
        .map(|occurrence| Coming {
            brief: occurrence.brief.to_string(),
            date: occurrence.date.to_string(),
            due_at: occurrence.due_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
        .collect();
    for line in &lines {
        console.say(format!("{}  {}  {}", line.due_at, line.date, line.brief))?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

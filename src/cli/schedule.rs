//! Takes the configuration and the store; lists the coming editions, and those that did not
//! come out at their time.

use std::path::Path;

use chrono::{Duration, SecondsFormat};
use serde::Serialize;

use super::arguments::ScheduleVerb;
use super::console::{Console, Outcome};
use super::{report, setup};
use crate::calendar;
use crate::cli::log::Talk;
use crate::exit_code::ExitCode;
use crate::model::{Instant, Occurrence, OccurrenceState};
use crate::pipeline;
use crate::schedule::{self, PLANNED_DAYS, occurrences};

#[derive(Serialize)]
struct Coming {
    brief: String,
    date: String,
    due_at: String,
}

#[derive(Serialize)]
struct Missed {
    brief: String,
    date: String,
    due_at: String,
    state: &'static str,
    reason: String,
    fix: String,
}

pub(super) fn schedule(console: &mut Console<'_>, file: &Path, verb: &ScheduleVerb) -> Outcome {
    match verb {
        ScheduleVerb::Next => next(console, file),
        ScheduleVerb::Missed { days } => missed(console, file, *days),
    }
}

fn next(console: &mut Console<'_>, file: &Path) -> Outcome {
    let mut config = setup::config(console, file)?;
    let facts = pipeline::known_closures(&config, console.world.clock)
        .map_err(|error| report::pipeline(&error))?;
    config.know(&facts);
    let now = console.world.clock.now();
    let until = now + Duration::days(PLANNED_DAYS);
    let briefs = config.briefs.iter().map(|brief| &brief.scope);
    let mut coming: Vec<schedule::Occurrence> =
        briefs.flat_map(|scope| occurrences(&scope.brief, &scope.plan, now, until)).collect();
    coming.sort();
    let lines: Vec<Coming> = coming
        .iter()
        .map(|occurrence| Coming {
            brief: occurrence.brief.to_string(),
            date: occurrence.date.to_string(),
            due_at: utc(occurrence.due_at),
        })
        .collect();
    for brief in &config.briefs {
        let plan = &brief.scope.plan;
        console.tell(format!("{} comes out {}", brief.scope.brief, plan.in_words()));
        if let Some(horizon) =
            calendar::plan_horizon(plan).filter(|last| *last < until.date_naive())
        {
            console.tell(Talk::warning(format!("holidays are known until {horizon} only and nothing is planned past it: install a newer contrabrief"
            )));
        }
    }
    for line in &lines {
        console.say(format!("{}  {}  {}", line.due_at, line.date, line.brief))?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

fn missed(console: &mut Console<'_>, file: &Path, days: u16) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let now = console.world.clock.now();
    let rows = pipeline
        .occurrences(now - Duration::days(i64::from(days)), now)
        .map_err(|error| report::pipeline(&error))?;
    let was_planned = !rows.is_empty();
    let missing = rows.into_iter().filter(|row| is_missed(row, now));
    let lines: Vec<Missed> =
        missing.filter(|row| !pipeline.is_archived(&row.key)).map(line).collect();
    match (was_planned, lines.is_empty()) {
        (false, _) => console.tell(format!(
            "nothing was planned for the last {days} days, which a daemon does: contrabrief daemon"
        )),
        (true, true) => console.tell(format!("every edition of the last {days} days came out")),
        (true, false) => {}
    }
    for line in &lines {
        console.say(format!(
            "{}  {}  {:7}  {}\n    {}",
            line.date, line.brief, line.state, line.reason, line.fix
        ))?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

/// Whether nobody has it yet, and a beat should have seen to it.
fn is_missed(row: &Occurrence, now: Instant) -> bool {
    match row.state {
        OccurrenceState::Done => false,
        OccurrenceState::Planned => row.next_at < now || row.attempts > 0,
        OccurrenceState::Waiting
        | OccurrenceState::Held
        | OccurrenceState::Missed
        | OccurrenceState::Failed
        | OccurrenceState::Skipped => true,
    }
}

fn line(row: Occurrence) -> Missed {
    Missed {
        fix: format!("contrabrief run --brief {} --date {}", row.key.brief, row.key.date),
        reason: row.reason.unwrap_or_else(|| "Due; is the daemon running?".to_owned()),
        brief: row.key.brief.to_string(),
        date: row.key.date.to_string(),
        due_at: utc(row.due_at),
        state: row.state.word(),
    }
}

fn utc(instant: Instant) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

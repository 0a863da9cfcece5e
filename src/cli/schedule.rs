//! Takes the configuration; lists the coming editions.

use std::path::Path;

use chrono::{Duration, SecondsFormat};
use serde::Serialize;

use super::arguments::ScheduleVerb;
use super::console::{Console, Outcome};
use super::{report, setup};
use crate::calendar;
use crate::exit_code::ExitCode;
use crate::pipeline;
use crate::schedule::{Occurrence, PLANNED_DAYS, occurrences};

#[derive(Serialize)]
struct Coming {
    brief: String,
    date: String,
    due_at: String,
}

pub(super) fn schedule(console: &mut Console<'_>, file: &Path, verb: &ScheduleVerb) -> Outcome {
    let ScheduleVerb::Next = verb;
    let mut config = setup::config(console, file)?;
    let facts = pipeline::known_closures(&config, console.world.clock)
        .map_err(|error| report::pipeline(&error))?;
    config.know(&facts);
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
    for brief in &config.briefs {
        let plan = &brief.scope.plan;
        console.tell(format!("{} comes out {}", brief.scope.brief, plan.in_words()));
        if let Some(horizon) =
            calendar::plan_horizon(plan).filter(|last| *last < until.date_naive())
        {
            console.tell(format!(
                "warning: holidays are known until {horizon} only and nothing is planned past it: install a newer contrabrief"
            ));
        }
    }
    for line in &lines {
        console.say(format!("{}  {}  {}", line.due_at, line.date, line.brief))?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

//! Takes what ran; gives a row for each job: when it runs, how it last went, how it went before.

use std::collections::BTreeMap;

use super::briefs::{self, Course, revision_of, took_ms};
use super::short;
use crate::config::{BriefConfig, Config};
use crate::model::overview::{Job, Overview, Past, RECENT_MAX, Standing, place_of};
use crate::model::{CalendarId, DayRule, Instant, span_words};
use crate::store::{Run, Store, StoreError};

/// The most runs of one job that are read.
const RUNS_MAX: u32 = 200;

/// Jobs of the whole desk: the verb in `runs`, the name, and when it runs.
const DESK_JOBS: [(&str, &str, &str); 4] = [
    ("verify", "Verify archive", "every night"),
    ("backup", "Back up database", "every night"),
    ("prune", "Prune archive", "every night"),
    ("bounces", "Read bounces", "every 15 min"),
];

pub(super) fn jobs(
    overview: &Overview,
    config: &Config,
    store: &Store,
    courses: &[Course],
) -> Result<Vec<Job>, StoreError> {
    let now = overview.made_at;
    let mut jobs = vec![collect(overview, config, store)?];
    for (brief, course) in config.briefs.iter().zip(courses) {
        jobs.push(brief_job(brief, course, now));
    }
    for brief in &config.briefs {
        let runs = store.runs_of("deliver", Some(&brief.scope.brief), RUNS_MAX)?;
        if config.mail.is_some() || !runs.is_empty() {
            jobs.push(deliver(brief, &runs, now));
        }
    }
    for flash in &config.flashes {
        let runs = store.runs_of("flash", Some(&flash.id), RUNS_MAX)?;
        let name = format!("Flash: {}", flash.id);
        let row = desk_job(("flash", &name, "when something happens"), &runs, overview);
        let result = if runs.is_empty() { "nothing yet".to_owned() } else { row.result.clone() };
        jobs.push(Job { brief: Some(flash.brief.to_string()), result, ..row });
    }
    let known = store.verbs()?;
    for (verb, name, schedule) in DESK_JOBS {
        if known.iter().any(|ran| ran == verb) {
            let runs = store.runs_of(verb, None, RUNS_MAX)?;
            jobs.push(desk_job((verb, name, schedule), &runs, overview));
        } else if verb == "verify" && overview.archive.checked_at.is_some() {
            jobs.push(checked_by_hand(overview));
        }
    }
    Ok(jobs)
}

fn collect(overview: &Overview, config: &Config, store: &Store) -> Result<Job, StoreError> {
    let runs = store.runs_of("collect", None, RUNS_MAX)?;
    let every = config.rhythm.articles_every;
    let schedule = format!("every {} and before briefs", span_words(every));
    let next_at = runs.first().map(|last| last.begun_at + every);
    let next_at = next_at.filter(|at| *at > overview.made_at);
    Ok(Job { next_at, ..desk_job(("collect", "Collect", &schedule), &runs, overview) })
}

fn desk_job((verb, name, schedule): (&str, &str, &str), runs: &[Run], overview: &Overview) -> Job {
    let past = |run: &Run| Past {
        when: overview.moment(run.begun_at),
        standing: standing(run),
        word: word(run),
    };
    let recent = runs.iter().take(RECENT_MAX).rev().map(past).collect();
    Job { recent, ..job((verb, name, schedule), runs.first()) }
}

fn job((verb, name, schedule): (&str, &str, &str), last: Option<&Run>) -> Job {
    Job {
        verb: verb.to_owned(),
        brief: None,
        name: name.to_owned(),
        schedule: schedule.to_owned(),
        last_at: last.map(|run| run.begun_at),
        took_ms: last.and_then(took_ms),
        standing: last.map_or(Standing::Unknown, standing),
        result: last.map_or_else(|| "not yet".to_owned(), result),
        next_at: None,
        recent: Vec::new(),
    }
}

/// An archive that was checked by hand: the archive itself says when.
fn checked_by_hand(overview: &Overview) -> Job {
    let archive = &overview.archive;
    Job {
        last_at: archive.checked_at,
        standing: archive.standing,
        result: format!("{}, {} briefs", archive.words.to_lowercase(), archive.editions),
        ..job(("verify", "Verify archive", "by hand"), None)
    }
}

fn brief_job(brief: &BriefConfig, course: &Course, now: Instant) -> Job {
    let name = format!("Brief: {}", course.brief);
    let last = course.newest.as_ref();
    let result = match last {
        Some(run) => match (run.outcome.as_deref(), revision_of(run)) {
            (Some("partial"), Some(revision)) => format!("{revision} archived, data missing"),
            (_, Some(revision)) => format!("{revision} archived"),
            _ => result(run),
        },
        None => "not yet".to_owned(),
    };
    Job {
        brief: Some(course.brief.clone()),
        result,
        next_at: briefs::next_of(brief, now).map(|next| next.due_at),
        recent: course.sessions.iter().map(briefs::Session::past).collect(),
        ..job(("run", &name, &in_words(brief)), last)
    }
}

/// When a brief comes out: `06:15 New York, sessions of XNYS`.
fn in_words(brief: &BriefConfig) -> String {
    let plan = &brief.scope.plan;
    let days = match &plan.on {
        DayRule::Sessions { calendars, .. } if calendars.len() == 1 => match calendars[0].id() {
            CalendarId::Crypto => "every day".to_owned(),
            calendar => format!("{} sessions", calendar.word()),
        },
        rule => rule.in_words(),
    };
    format!("{} {}, {days}", plan.at.format("%H:%M"), place_of(plan.timezone))
}

/// One cell for each edition: what the last of its runs came to.
fn deliver(brief: &BriefConfig, runs: &[Run], now: Instant) -> Job {
    let mut by_date = BTreeMap::new();
    for run in runs {
        if let Some(key) = &run.edition {
            by_date.entry(key.date).or_insert(run);
        }
    }
    let past = |(date, run): (&chrono::NaiveDate, &&Run)| Past {
        when: date.format("%-d %b").to_string(),
        standing: standing(run),
        word: word(run),
    };
    let skipped = by_date.len().saturating_sub(RECENT_MAX);
    let name = format!("Deliver: {}", brief.scope.brief);
    Job {
        brief: Some(brief.scope.brief.to_string()),
        next_at: briefs::next_of(brief, now).map(|next| next.due_at),
        recent: by_date.iter().skip(skipped).map(past).collect(),
        ..job(("deliver", &name, "once archived"), runs.first())
    }
}

/// How a run stands, by the word it ended with.
pub(super) fn standing(run: &Run) -> Standing {
    match run.outcome.as_deref() {
        Some("done") => Standing::Well,
        Some("partial") => Standing::Look,
        Some(_) => Standing::Failing,
        None => Standing::Unknown,
    }
}

fn word(run: &Run) -> String {
    run.outcome.clone().unwrap_or_else(|| "not ended".to_owned())
}

/// What there is to say about a run.
pub(super) fn result(run: &Run) -> String {
    match (run.outcome.as_deref(), run.detail.as_deref()) {
        (None, _) => "at work, or cut off".to_owned(),
        (Some(outcome), None | Some("")) => outcome.to_owned(),
        (Some(_), Some(detail)) => short(detail),
    }
}

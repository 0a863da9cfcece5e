//! Takes a brief's plan, its runs and its occurrences; gives how each of its last sessions
//! went: on time, late, partial, failed, missed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};

use crate::config::{BriefConfig, Config};
use crate::model::overview::{LastBrief, NextBrief, Past, RECENT_MAX, Standing, length};
use crate::model::{Instant, LATE};
use crate::schedule::{self, PLANNED_DAYS};
use crate::store::{Run, Store, StoreError};

/// How far back sessions are looked at: fourteen sessions fit, whatever the holidays.
const BACK: Duration = Duration::days(40);

/// A run that has not ended after this was cut off.
const CUT_OFF_AFTER: Duration = Duration::hours(6);

/// The most runs of a brief that are read.
const RUNS_MAX: u32 = 200;

/// How a brief's last sessions went.
pub(super) struct Course {
    pub(super) brief: String,
    /// Oldest first, at most [`RECENT_MAX`].
    pub(super) sessions: Vec<Session>,
    /// The newest run of all.
    pub(super) newest: Option<Run>,
}

/// How one session went.
pub(super) struct Session {
    pub(super) date: NaiveDate,
    pub(super) due_at: Instant,
    pub(super) standing: Standing,
    /// In a word or three.
    pub(super) word: String,
    /// Why, where its row says it.
    pub(super) why: Option<String>,
    pub(super) revision: Option<String>,
    pub(super) took_ms: Option<i64>,
}

impl Session {
    pub(super) fn past(&self) -> Past {
        Past {
            when: self.date.format("%-d %b").to_string(),
            standing: self.standing,
            word: self.word.clone(),
        }
    }
}

impl Course {
    /// What is known of a brief's sessions up to now.
    pub(super) fn of(store: &Store, brief: &BriefConfig, now: Instant) -> Result<Self, StoreError> {
        let id = &brief.scope.brief;
        let runs = store.runs_of("run", Some(id), RUNS_MAX)?;
        let backfilled = store.runs_of("backfill", Some(id), RUNS_MAX)?;
        let mut rows = BTreeMap::new();
        for row in store.occurrences(now - BACK, now)? {
            if row.key.brief == *id {
                rows.insert(row.key.date, (row.state.word(), row.reason));
            }
        }
        let mut by_date: BTreeMap<NaiveDate, Vec<&Run>> = BTreeMap::new();
        let mut all: Vec<&Run> = runs.iter().chain(&backfilled).collect();
        all.sort_by_key(|run| Reverse(run.id));
        for run in all {
            if let Some(key) = &run.edition {
                by_date.entry(key.date).or_default().push(run);
            }
        }
        let first = by_date.keys().chain(rows.keys()).min().copied();
        let planned = schedule::occurrences(id, &brief.scope.plan, now - BACK, now);
        let mut sessions: Vec<Session> = planned
            .iter()
            .filter(|session| first.is_some_and(|first| session.date >= first))
            .filter_map(|session| {
                let runs = by_date.get(&session.date).map_or(&[][..], Vec::as_slice);
                let row = rows.get(&session.date);
                let word = row.map(|(word, _)| *word);
                let went = went((session.date, session.due_at), runs, word, now)?;
                let why = row.and_then(|(_, why)| why.clone());
                Some(Session { why, ..went })
            })
            .collect();
        sessions.drain(..sessions.len().saturating_sub(RECENT_MAX));
        Ok(Self { brief: id.to_string(), sessions, newest: runs.into_iter().next() })
    }
}

/// How a session went, of its runs (newest first) and its planned row; nothing while it is only
/// due.
fn went(
    (date, due_at): (NaiveDate, Instant),
    runs: &[&Run],
    row: Option<&str>,
    now: Instant,
) -> Option<Session> {
    let session = |standing, word: String, run: Option<&Run>| {
        Some(Session {
            date,
            due_at,
            standing,
            word,
            why: None,
            revision: run.and_then(revision_of),
            took_ms: run.and_then(took_ms),
        })
    };
    // The first that gave an edition says whether it was in time.
    let made = runs.iter().rev().find(|run| is_made(run));
    if let Some(run) = made {
        let late = run.ended_at.unwrap_or(run.begun_at) - due_at;
        return match run.outcome.as_deref() {
            _ if late > LATE => {
                session(Standing::Look, format!("{} late", length(late)), Some(run))
            }
            Some("partial") => session(Standing::Look, "partial".to_owned(), Some(run)),
            _ => session(Standing::Well, "on time".to_owned(), Some(run)),
        };
    }
    if let Some(run) = runs.first() {
        return match run.ended_at {
            Some(_) => session(Standing::Failing, "failed".to_owned(), Some(run)),
            None if now - run.begun_at < CUT_OFF_AFTER => {
                session(Standing::Unknown, "at work".to_owned(), None)
            }
            None => session(Standing::Failing, "cut off".to_owned(), None),
        };
    }
    match row {
        Some("done") => session(Standing::Well, "done".to_owned(), None),
        Some(word @ ("missed" | "failed")) => session(Standing::Failing, word.to_owned(), None),
        Some(word) if word != "planned" => session(Standing::Look, word.to_owned(), None),
        _ if now - due_at > LATE => session(Standing::Failing, "missed".to_owned(), None),
        _ => None,
    }
}

fn is_made(run: &Run) -> bool {
    matches!(run.outcome.as_deref(), Some("done" | "partial"))
}

/// A run that made an edition says where it lies; its revision is the path's end.
pub(super) fn revision_of(run: &Run) -> Option<String> {
    let path = run.detail.as_deref().filter(|_| is_made(run))?;
    path.rsplit('/').next().map(ToOwned::to_owned)
}

/// How long a run took.
pub(super) fn took_ms(run: &Run) -> Option<i64> {
    run.ended_at.map(|ended| (ended - run.begun_at).num_milliseconds().max(0))
}

/// The next brief of all.
pub(super) fn next(config: &Config, now: Instant) -> Option<NextBrief> {
    config.briefs.iter().filter_map(|brief| next_of(brief, now)).min_by_key(|next| next.due_at)
}

/// The next session of a brief.
pub(super) fn next_of(brief: &BriefConfig, now: Instant) -> Option<NextBrief> {
    let scope = &brief.scope;
    let until = now + Duration::days(PLANNED_DAYS);
    let coming = schedule::occurrences(&scope.brief, &scope.plan, now, until);
    coming.into_iter().next().map(|next| NextBrief {
        brief: next.brief.to_string(),
        date: next.date,
        due_at: next.due_at,
    })
}

/// The last session of all briefs, the worst where several fell together.
pub(super) fn last(courses: &[Course]) -> Option<LastBrief> {
    let of = |course: &'_ Course| {
        course.sessions.last().map(|session| (session.due_at, session.standing))
    };
    let course = courses.iter().filter(|course| of(course).is_some()).max_by_key(|it| of(it))?;
    let session = course.sessions.last()?;
    let mut words = session.word.clone();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Some(LastBrief {
        brief: course.brief.clone(),
        date: session.date,
        due_at: session.due_at,
        standing: session.standing,
        words,
        revision: session.revision.clone(),
        took_ms: session.took_ms,
    })
}

//! Takes a span of days; gives the editions that are to be made of it and why the others are not,
//! then makes them, each from what was known at its own cut-off, and records the whole as one
//! run. Never mails: it writes down who is to get an edition, where that is asked for.

mod catching_up;
mod hands;
mod planning;
mod shelf;

use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use tokio::runtime::Handle;

use super::collecting::chain;
use super::{Pipeline, PipelineError, Produced};
use crate::archive::{Archived, Deed};
use crate::model::{BriefId, DayRule, EditionKey, Instant, NoteLevel, Revision};

/// Which days of a span are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those without an edition.
    Missing,
    /// Those without an edition whose last attempt failed.
    Failed,
    /// Every one: an edition that would come out otherwise gets its next revision.
    All,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backfill {
    /// Of which briefs, in this order on each day.
    pub briefs: Vec<BriefId>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which days of these.
    pub which: Which,
}

/// One edition of the span, before anything is made.
#[derive(Debug)]
pub struct Planned {
    /// Which.
    pub key: EditionKey,
    /// Up to when it knows things: its planned cut-off, or the end of its wait.
    pub known_at: Instant,
    /// What is to become of it.
    pub state: PlannedState,
}

/// What is to become of an edition.
#[derive(Debug)]
pub enum PlannedState {
    /// It is made.
    Due,
    /// It is there, and stays.
    Exists(Revision),
    /// No attempt at it failed.
    Untried,
    /// Its cut-off is still to come.
    Early,
    /// Neither an article nor a price was known: it cannot be made.
    NothingKnown,
    /// It cannot be looked at.
    Fault(Box<PipelineError>),
}

/// What became of an edition.
#[derive(Debug)]
pub enum BackfillState {
    /// Its first revision was made.
    Made(BackfilledEdition),
    /// It was there and came out otherwise: its next revision was made.
    Revised(BackfilledEdition),
    /// It was there and would come out the same.
    Same(BackfilledEdition),
    /// It was there, and nothing was looked at.
    Exists(Revision),
    /// No attempt at it failed before.
    Untried,
    /// Its cut-off is still to come.
    Early,
    /// It could not be made.
    Failed(Box<PipelineError>),
    /// The backfill was stopped before.
    Left,
}

/// An edition that is in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackfilledEdition {
    /// Its revision.
    pub revision: Revision,
    /// Its folder, under the archive's root.
    pub path: String,
    /// Its hash.
    pub sha256: String,
    /// Whether something is missing from it.
    pub is_partial: bool,
    /// What its reader should look at.
    pub checks: Vec<String>,
}

/// One edition of the span and what became of it.
#[derive(Debug)]
pub struct Backfilled {
    /// Which.
    pub key: EditionKey,
    /// What became of it.
    pub state: BackfillState,
}

/// Who makes them.
pub struct Hands<'h> {
    /// How many days are analysed at the same time.
    pub jobs: usize,
    /// Where a prose engine is waited for.
    pub runtime: &'h Handle,
    /// Set to end after the edition at hand.
    pub stop: &'h AtomicBool,
    /// Whether it is written down who is to get each edition.
    pub intends: bool,
}

/// Why a span cannot be filled.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    /// It ends before it begins.
    #[error("{from} comes after {to}")]
    Backwards {
        /// The first day.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
    },
    /// It is longer than any archive.
    #[error("{from} to {to} is more than forty years")]
    TooLong {
        /// The first day.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
    },
    /// No day of it has an edition.
    #[error("No day from {from} to {to} is {}", rule.day_in_words())]
    NoSession {
        /// The first day.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
        /// The brief's rule.
        rule: Box<DayRule>,
        /// The day before that has one.
        previous: NaiveDate,
        /// The day after that has one.
        next: NaiveDate,
    },
}

impl BackfilledEdition {
    fn of(archived: &Archived) -> Self {
        Self {
            revision: archived.revision(),
            path: archived.path(),
            sha256: archived.edition_sha256().to_owned(),
            is_partial: false,
            checks: Vec::new(),
        }
    }

    fn produced(produced: &Produced) -> Self {
        let checks = produced.notes.iter().filter(|note| note.level == NoteLevel::Check);
        Self {
            is_partial: produced.is_partial(),
            checks: checks.map(|note| note.text.clone()).collect(),
            ..Self::of(&produced.archived)
        }
    }
}

/// How many editions of a span came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackfillCounts {
    /// First revisions made.
    pub made: usize,
    /// Later revisions made.
    pub revised: usize,
    /// Looked at and the same.
    pub same: usize,
    /// There already, or not asked for.
    pub skipped: usize,
    /// Their cut-off is still to come.
    pub early: usize,
    /// Could not be made.
    pub failed: usize,
    /// Not come to, because it was stopped.
    pub left: usize,
}

impl BackfillCounts {
    /// Counts them.
    #[must_use]
    pub fn of(filled: &[Backfilled]) -> Self {
        let mut counts = Self::default();
        for one in filled {
            let count = match one.state {
                BackfillState::Made(_) => &mut counts.made,
                BackfillState::Revised(_) => &mut counts.revised,
                BackfillState::Same(_) => &mut counts.same,
                BackfillState::Exists(_) | BackfillState::Untried => &mut counts.skipped,
                BackfillState::Early => &mut counts.early,
                BackfillState::Failed(_) => &mut counts.failed,
                BackfillState::Left => &mut counts.left,
            };
            *count += 1;
        }
        counts
    }
}

/// In words, without what is none: `250 made, 1 skipped`.
impl std::fmt::Display for BackfillCounts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { made, revised, same, skipped, early, failed, left } = *self;
        let others = [
            (revised, "revised"),
            (same, "the same"),
            (skipped, "skipped"),
            (early, "still to come"),
            (failed, "failed"),
            (left, "left"),
        ];
        write!(formatter, "{made} made")?;
        for (count, word) in others.into_iter().filter(|(count, _)| *count > 0) {
            write!(formatter, ", {count} {word}")?;
        }
        Ok(())
    }
}

impl Backfilled {
    /// The error that kept it from being made.
    #[must_use]
    pub fn fault(&self) -> Option<&PipelineError> {
        match &self.state {
            BackfillState::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// Whether it is in the archive.
    #[must_use]
    pub fn is_there(&self) -> bool {
        use BackfillState::{Exists, Made, Revised, Same};
        matches!(self.state, Made(_) | Revised(_) | Same(_) | Exists(_))
    }
}

impl Pipeline {
    /// Makes the editions that are due, in the order of their dates, and shows each to `tell` as
    /// soon as its fate is known. What one day could not do keeps no other from being made.
    /// Gives the number of its run and what became of each.
    ///
    /// # Errors
    /// [`PipelineError::Store`] or [`PipelineError::Archive`] where the run itself cannot be
    /// recorded.
    pub fn backfill(
        &mut self,
        asked: &Backfill,
        planned: Vec<Planned>,
        hands: &Hands<'_>,
        tell: &mut dyn FnMut(&Backfilled),
    ) -> Result<(i64, Vec<Backfilled>), PipelineError> {
        let run = self.store.begin_run("backfill", None, self.clock.now())?;
        let filled = self.fill(planned, hands, tell);
        let (outcome, detail) = match &filled {
            Ok(filled) => (outcome(filled), words(asked, filled)),
            Err(error) => ("failed", chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        let filled = filled?;
        self.archive.record(&Deed {
            at: self.clock.now(),
            who: &self.operator,
            what: "backfill",
            path: "",
            why: &detail,
        })?;
        Ok((run.0, filled))
    }
}

fn outcome(filled: &[Backfilled]) -> &'static str {
    let is_there = filled.iter().filter(|filled| filled.is_there()).count();
    match filled.iter().any(|filled| matches!(filled.state, BackfillState::Left)) {
        true => "stopped",
        false if is_there == 0 => "failed",
        false if filled.iter().any(|filled| filled.fault().is_some()) => "partial",
        false => "done",
    }
}

fn words(asked: &Backfill, filled: &[Backfilled]) -> String {
    format!("{} to {}: {}", asked.from, asked.to, BackfillCounts::of(filled))
}

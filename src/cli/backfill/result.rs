//! Takes what became of a span's editions; gives the one object that `--json` prints.

use std::path::Path;

use serde::Serialize;

use super::{why_failed, why_not};
use crate::cli::arguments::BackfillArguments;
use crate::pipeline::{
    Backfill, BackfillCounts, BackfillState, Backfilled, BackfilledEdition, Planned, PlannedState,
    Which,
};

/// The whole span.
#[derive(Serialize)]
pub(super) struct Summary {
    /// The number of the run; `null` of one that was dry.
    backfill: Option<i64>,
    dry_run: bool,
    from: String,
    to: String,
    briefs: Vec<String>,
    which: &'static str,
    counts: Counts,
    /// The command that goes on, where there is something left or failed.
    resume: Option<String>,
    editions: Vec<EditionLine>,
}

/// How many came to what.
#[derive(Default, Serialize)]
struct Counts {
    made: usize,
    revised: usize,
    same: usize,
    skipped: usize,
    early: usize,
    failed: usize,
    left: usize,
    due: usize,
}

/// One edition.
#[derive(Serialize)]
pub(super) struct EditionLine {
    brief: String,
    date: String,
    state: &'static str,
    revision: Option<String>,
    path: Option<String>,
    sha256: Option<String>,
    partial: bool,
    notes: Vec<String>,
    because: Option<String>,
}

impl Summary {
    pub(super) fn of(
        asked: &Backfill,
        typed: &BackfillArguments,
        run: Option<i64>,
        filled: &[Backfilled],
    ) -> Self {
        let BackfillCounts { made, revised, same, skipped, early, failed, left } =
            BackfillCounts::of(filled);
        Self {
            backfill: run,
            dry_run: typed.dry_run,
            from: asked.from.to_string(),
            to: asked.to.to_string(),
            briefs: asked.briefs.iter().map(ToString::to_string).collect(),
            which: match asked.which {
                Which::Missing => "missing",
                Which::Failed => "failed",
                Which::All => "all",
            },
            counts: Counts { made, revised, same, skipped, early, failed, left, due: 0 },
            resume: (left + failed > 0).then(|| typed.again()),
            editions: Vec::new(),
        }
    }

    /// With its editions; of a dry run they are counted here.
    pub(super) fn with(mut self, editions: Vec<EditionLine>) -> Self {
        if self.dry_run {
            let count = |states: &[&str]| {
                editions.iter().filter(|line| states.contains(&line.state)).count()
            };
            self.counts = Counts {
                due: count(&["due"]),
                skipped: count(&["exists", "untried"]),
                early: count(&["early"]),
                failed: count(&["nothing-known", "failed"]),
                ..Counts::default()
            };
        }
        self.editions = editions;
        self
    }
}

impl EditionLine {
    pub(super) fn of(filled: &Backfilled, root: &Path) -> Self {
        let with = |edition: &BackfilledEdition, state| Self {
            revision: Some(edition.revision.to_string()),
            path: Some(root.join(&edition.path).display().to_string()),
            sha256: Some(edition.sha256.clone()),
            partial: edition.is_partial,
            notes: edition.checks.clone(),
            ..Self::bare(&filled.key, state)
        };
        let bare = |state| Self::bare(&filled.key, state);
        match &filled.state {
            BackfillState::Made(edition) => with(edition, "made"),
            BackfillState::Revised(edition) => with(edition, "revised"),
            BackfillState::Same(edition) => with(edition, "same"),
            BackfillState::Exists(revision) => {
                Self { revision: Some(revision.to_string()), ..bare("exists") }
            }
            BackfillState::Untried => bare("untried"),
            BackfillState::Early => {
                Self { because: Some(why_not(&PlannedState::Early)), ..bare("early") }
            }
            BackfillState::Failed(error) => {
                Self { because: Some(why_failed(error)), ..bare("failed") }
            }
            BackfillState::Left => bare("left"),
        }
    }

    /// Of a dry run.
    pub(super) fn planned(planned: &Planned) -> Self {
        let state = match &planned.state {
            PlannedState::Due => "due",
            PlannedState::Exists(_) => "exists",
            PlannedState::Untried => "untried",
            PlannedState::Early => "early",
            PlannedState::NothingKnown => "nothing-known",
            PlannedState::Fault(_) => "failed",
        };
        let because = Some(why_not(&planned.state)).filter(|why| !why.is_empty());
        Self { because, ..Self::bare(&planned.key, state) }
    }

    fn bare(key: &crate::model::EditionKey, state: &'static str) -> Self {
        Self {
            brief: key.brief.to_string(),
            date: key.date.to_string(),
            state,
            revision: None,
            path: None,
            sha256: None,
            partial: false,
            notes: Vec::new(),
            because: None,
        }
    }
}

//! Takes a span of days; gives the editions that it has by its brief's rule and what is to become
//! of each. Writes nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Backfill, BackfillError, Planned, PlannedState, Which};
use crate::calendar;
use crate::config::BriefConfig;
use crate::model::{AsOf, BriefId, ClosureFact, EditionKey, Instant};
use crate::pipeline::{Pipeline, PipelineError};

/// The longest span, in days: forty years.
const DAYS_MAX: i64 = 14_610;

/// Runs of a brief that are looked through for those that failed.
const RUNS_MAX: u32 = 100_000;

impl Pipeline {
    /// Every edition that a span has by its brief's rule, by date, and what is to become of it.
    /// Writes nothing.
    ///
    /// # Errors
    /// [`BackfillError`], [`PipelineError::UnknownBrief`], [`PipelineError::Future`],
    /// [`PipelineError::Store`].
    pub fn plan_backfill(&self, asked: &Backfill) -> Result<Vec<Planned>, PipelineError> {
        let Backfill { briefs, from, to, which } = asked;
        let (from, to) = (*from, *to);
        if from > to {
            return Err(BackfillError::Backwards { from, to }.into());
        }
        if (to - from).num_days() > DAYS_MAX {
            return Err(BackfillError::TooLong { from, to }.into());
        }
        let now = self.clock.now();
        let closures = self.store.closures(AsOf::at(now))?;
        let mut planned = Vec::new();
        for id in briefs {
            let brief = self.brief(&EditionKey { brief: id.clone(), date: from })?;
            let today = now.with_timezone(&brief.scope.plan.timezone).date_naive();
            if to > today {
                return Err(PipelineError::Future { date: to, today });
            }
            let failed = match which {
                Which::Failed => Some(self.failed(id)?),
                Which::Missing | Which::All => None,
            };
            for date in from.iter_days().take_while(|date| *date <= to) {
                if !has_edition(brief, date, &closures, now) {
                    continue;
                }
                let key = EditionKey { brief: id.clone(), date };
                let known_at = self.knowledge_end(&key)?;
                let state = match self.planned(&key, *which, failed.as_ref()) {
                    PlannedState::Due if known_at > now => PlannedState::Early,
                    state => state,
                };
                planned.push(Planned { key, known_at, state });
            }
        }
        if planned.is_empty() {
            return Err(self.no_session(asked)?.into());
        }
        // Stable: on each day the briefs stay in their order.
        planned.sort_by_key(|planned| planned.key.date);
        Ok(planned)
    }

    fn planned(
        &self,
        key: &EditionKey,
        which: Which,
        failed: Option<&BTreeSet<NaiveDate>>,
    ) -> PlannedState {
        match self.archive.get(key, None) {
            Err(error) => PlannedState::Fault(Box::new(error.into())),
            Ok(Some(there)) if which != Which::All => PlannedState::Exists(there.revision()),
            Ok(None) if failed.is_some_and(|failed| !failed.contains(&key.date)) => {
                PlannedState::Untried
            }
            Ok(_) => PlannedState::Due,
        }
    }

    /// Days of a brief whose last attempt failed.
    fn failed(&self, brief: &BriefId) -> Result<BTreeSet<NaiveDate>, PipelineError> {
        let mut last: BTreeMap<NaiveDate, bool> = BTreeMap::new();
        let mut runs = self.store.runs_of("run", Some(brief), RUNS_MAX)?;
        runs.extend(self.store.runs_of("backfill", Some(brief), RUNS_MAX)?);
        runs.sort_by_key(|run| Reverse(run.id));
        for run in runs {
            if let Some(key) = run.edition {
                last.entry(key.date).or_insert(run.outcome.as_deref() == Some("failed"));
            }
        }
        Ok(last.into_iter().filter_map(|(date, failed)| failed.then_some(date)).collect())
    }

    fn no_session(&self, asked: &Backfill) -> Result<BackfillError, PipelineError> {
        let Backfill { briefs, from, to, .. } = asked;
        let Some(brief) = briefs.first() else {
            return Err(PipelineError::SnapshotWithoutBrief);
        };
        let key = EditionKey { brief: brief.clone(), date: *from };
        let plan = &self.brief(&key)?.scope.plan;
        Ok(BackfillError::NoSession {
            from: *from,
            to: *to,
            rule: Box::new(plan.on.clone()),
            previous: calendar::previous_edition(plan, *from),
            next: calendar::next_edition(plan, *to),
        })
    }

    /// Says beforehand which of them cannot be made because nothing was known. What is known only
    /// grows, so the first day that knows something ends the search.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn find_nothing_known(&self, planned: &mut [Planned]) -> Result<(), PipelineError> {
        let mut knows = BTreeSet::new();
        for planned in planned {
            let key = &planned.key;
            if knows.contains(&key.brief) || !matches!(planned.state, PlannedState::Due) {
                continue;
            }
            let scope = &self.brief(key)?.scope;
            let dossier = self.store.recent_dossier(scope, key.date, AsOf::at(planned.known_at))?;
            if dossier.articles.is_empty() && dossier.bars.is_empty() {
                planned.state = PlannedState::NothingKnown;
            } else {
                knows.insert(key.brief.clone());
            }
        }
        Ok(())
    }
}

fn has_edition(
    brief: &BriefConfig,
    date: NaiveDate,
    closures: &[ClosureFact],
    now: Instant,
) -> bool {
    let mut scope = brief.scope.clone();
    let cut_off = now.min(calendar::cut_off(&scope.plan, date));
    let known = closures.iter().filter(|fact| fact.known_at <= cut_off);
    calendar::know(&mut scope, &known.cloned().collect::<Vec<_>>());
    calendar::has_edition(&scope.plan, date)
}

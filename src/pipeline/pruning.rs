//! Takes the retention; gives archive and store without what is older and not held, and a trace
//! of each thing that went. Never what an edition that stays needs to come out again. Cut off at
//! any instant, the next prune finishes.

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::collecting::chain;
use super::operating::OperatingError;
use super::spans::span;
use super::{Pipeline, PipelineError};
use crate::archive::{Hold, PruneRule, Tombstone};
use crate::model::{BriefId, EditionKey};

/// What a prune removed, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PruneReport {
    /// Editions of this date and later stay, whatever else.
    pub before: NaiveDate,
    /// The editions that went.
    pub editions: Vec<EditionKey>,
    /// Their revisions.
    pub revisions: usize,
    /// Objects that no edition names any more.
    pub objects: usize,
    /// Editions that only a hold keeps.
    pub held: Vec<EditionKey>,
    /// Rows of facts that no edition can ask for any more.
    pub facts: usize,
    /// Deliveries whose address was erased.
    pub addresses: usize,
    /// Whether the database's file still holds bytes of what went, because another process
    /// reads it: the next prune writes it anew.
    pub has_traces: bool,
}

impl Pipeline {
    /// Removes what is older than `[archive] retention` and not held, or only says what it would
    /// remove. Leaves a run.
    ///
    /// # Errors
    /// [`OperatingError::NoRetention`] where none is configured, [`PipelineError::Archive`],
    /// [`PipelineError::Store`].
    pub fn prune(&self, dry_run: bool) -> Result<PruneReport, PipelineError> {
        let years = self.config.retention_years.ok_or(OperatingError::NoRetention)?;
        if dry_run {
            return self.prune_unrecorded(years, true);
        }
        let run = self.store.begin_run("prune", None, self.clock.now())?;
        let pruned = span(run, None).in_scope(|| self.prune_unrecorded(years, false));
        let (outcome, detail) = match &pruned {
            Ok(report) => ("done", words(report)),
            Err(error) => ("failed", chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        pruned
    }

    fn prune_unrecorded(&self, years: u8, dry_run: bool) -> Result<PruneReport, PipelineError> {
        let now = self.clock.now();
        let made_before = years_before(now, years);
        let before = made_before.date_naive();
        let why = format!("retention {years}y");
        let rule = PruneRule { before, made_before, why: &why };
        let pruned = if dry_run {
            self.archive.prunable(&rule)?
        } else {
            self.archive.prune(&rule, (now, &self.operator))?
        };
        // The oldest edition that stays says what its re-run asks for.
        let oldest = pruned.oldest_left.map_or(before, |left| left.min(before));
        let stones = self.archive.tombstones()?;
        let (facts, addresses) = if pruned.oldest_left.is_none() && stones.is_empty() {
            // An archive without anything may be another one than that of the facts.
            (0, 0)
        } else if dry_run {
            (self.store.prunable_facts(oldest)?, 0)
        } else {
            // All that ever was pruned, so that a prune that was cut off is finished.
            let mut gone: Vec<_> = stones.iter().filter_map(Tombstone::key).collect();
            gone.dedup();
            (self.store.prune_facts(oldest, now)?, self.store.prune_ledger(&gone)?)
        };
        let has_traces = !dry_run && facts + addresses > 0 && self.store.scrub().is_err();
        Ok(PruneReport {
            before,
            editions: pruned.editions,
            revisions: pruned.revisions,
            objects: pruned.objects,
            held: pruned.held,
            facts,
            addresses,
            has_traces,
        })
    }

    /// Keeps the editions of a date, of one brief or of all, from every prune; `false` where
    /// they are kept already.
    ///
    /// # Errors
    /// [`PipelineError::Archive`].
    pub fn hold(
        &self,
        date: NaiveDate,
        brief: Option<&BriefId>,
        why: &str,
    ) -> Result<bool, PipelineError> {
        let by = (self.clock.now(), self.operator.as_str());
        Ok(self.archive.hold((date, brief), by, why)?)
    }

    /// Lets go what was held in the same words; `false` where nothing was.
    ///
    /// # Errors
    /// [`PipelineError::Archive`].
    pub fn release(
        &self,
        date: NaiveDate,
        brief: Option<&BriefId>,
        why: &str,
    ) -> Result<bool, PipelineError> {
        let by = (self.clock.now(), self.operator.as_str());
        Ok(self.archive.release((date, brief), by, why)?)
    }

    /// What is held.
    ///
    /// # Errors
    /// [`PipelineError::Archive`].
    pub fn holds(&self) -> Result<Vec<Hold>, PipelineError> {
        Ok(self.archive.holds()?)
    }
}

fn words(report: &PruneReport) -> String {
    let PruneReport { before, revisions, held, facts, addresses, .. } = report;
    format!(
        "before {before}: {revisions} revisions, {facts} facts, {addresses} addresses; {} editions held",
        held.len()
    )
}

fn years_before(now: DateTime<Utc>, years: u8) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(12 * u32::from(years))).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

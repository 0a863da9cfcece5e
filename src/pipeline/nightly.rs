//! Takes the runs so far and the present instant; gives which of the nightly jobs is due, and
//! whether the disks have room.

use chrono::{Days, NaiveTime};
use chrono_tz::Tz;

use super::{Pipeline, PipelineError};
use crate::calendar;
use crate::model::Instant;

/// When the night's jobs are due, in the zone of the first brief.
const AT: NaiveTime = NaiveTime::from_hms_opt(2, 40, 0).expect("a time of day");

/// Less free room than this is too little.
const FREE_BYTES_MIN: u64 = 1_000_000_000;

/// What is done once a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NightlyJob {
    /// Every hash and the chain of the archive are checked.
    Verify,
    /// The database is copied, and the copy proven.
    Backup,
    /// What is beyond retention and not held is let go.
    Prune,
}

impl NightlyJob {
    /// All of them, in the order of a night: what goes was verified and copied before.
    pub const ALL: [Self; 3] = [Self::Verify, Self::Backup, Self::Prune];

    fn verb(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Backup => "backup",
            Self::Prune => "prune",
        }
    }
}

impl Pipeline {
    /// Whether a job has not ended well, or with faults that were told, since the last night
    /// began.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn is_due_tonight(&self, job: NightlyJob, now: Instant) -> Result<bool, PipelineError> {
        if job == NightlyJob::Prune && self.config.retention_years.is_none() {
            return Ok(false);
        }
        let last = self.store.runs_of(job.verb(), None, 1)?.into_iter().next();
        let ended = last.filter(|run| run.outcome.as_deref().is_some_and(|word| word != "failed"));
        Ok(ended.is_none_or(|run| run.begun_at < self.last_night(now)))
    }

    /// A folder of ours whose disk has too little room, in words.
    #[must_use]
    pub fn tight_disk(&self) -> Option<String> {
        let folders = [&self.config.data_dir, &self.config.archive_root];
        folders.into_iter().find_map(|folder| {
            let free = fs4::available_space(folder).ok().filter(|free| *free < FREE_BYTES_MIN)?;
            Some(format!("{} MB are free at {}.", free / 1_000_000, folder.display()))
        })
    }

    fn last_night(&self, now: Instant) -> Instant {
        let zone = self.config.briefs.first().map_or(Tz::UTC, |brief| brief.scope.plan.timezone);
        let today = now.with_timezone(&zone).date_naive();
        let tonight = calendar::instant_of(today, AT, zone);
        if tonight <= now { tonight } else { calendar::instant_of(today - Days::new(1), AT, zone) }
    }
}

//! Takes beats; once a night verifies the archive, backs the database up and lets go what is
//! beyond retention, and looks whether disk and calendars will do. Tells the operator by mail
//! of what does not work, and of what works again.

use chrono::{Duration, NaiveDate};

use super::hand::{Teller, Work};
use super::troubles;
use crate::calendar;
use crate::cli::log::{About, Talk};
use crate::cli::{archive, report};
use crate::model::Instant;
use crate::pipeline::{NightlyJob, Pipeline, PipelineError, Trouble, near_horizon};

/// How often room and calendars are looked at.
const LOOK_EVERY: Duration = Duration::hours(1);

/// A nightly job that failed is tried again after this.
const AGAIN: Duration = Duration::hours(1);

/// Remembers when it last looked; when a job last ran stands in the store.
#[derive(Default)]
pub(super) struct Keeper {
    looked_at: Option<Instant>,
    tried_at: Option<Instant>,
}

impl Work for Keeper {
    const NAME: &'static str = "keeper";
    const TARGET: &'static str = "keeper";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, now: Instant) {
        if let Err(error) = self.round(pipeline, teller, now).await {
            teller.report(report::pipeline(&error));
        }
    }
}

impl Keeper {
    async fn round(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        now: Instant,
    ) -> Result<(), PipelineError> {
        if self.looked_at.is_none_or(|at| now - at >= LOOK_EVERY || at > now) {
            self.looked_at = Some(now);
            look(pipeline, now)?;
        }
        if self.tried_at.is_none_or(|at| now - at >= AGAIN || at > now) {
            for job in NightlyJob::ALL {
                if pipeline.is_due_tonight(job, now)? {
                    self.tried_at = Some(now);
                    nightly(pipeline, teller, job)?;
                }
            }
        }
        teller.at(About::default());
        let mails = pipeline.tell_incidents().await?;
        if mails.sent > 0 {
            teller.tell(format!("operator told by {} mail(s)", mails.sent));
        }
        if let Some(fault) = mails.fault {
            teller.tell(Talk::note(format!("The operator could not be told: {fault}")));
        }
        Ok(())
    }
}

fn nightly(pipeline: &mut Pipeline, teller: &Teller, job: NightlyJob) -> Result<(), PipelineError> {
    match job {
        NightlyJob::Verify => {
            let verified = pipeline.verify_archive();
            teller.at(About::default().in_run(pipeline.take_last_run()));
            let cause = match &verified {
                Ok(found) if found.faults.is_empty() => None,
                Ok(found) => Some(format!("Verification found {} fault(s).", found.faults.len())),
                Err(error) => Some(troubles::cause(error)),
            };
            troubles::set(pipeline, &Trouble::Archive, cause, "The archive is intact.")?;
            match verified {
                Ok(found) if found.faults.is_empty() => teller.tell("archive verified, no fault"),
                Ok(found) => found.faults.iter().for_each(|fault| {
                    teller.tell(Talk::note(archive::fault(fault)));
                }),
                Err(error) => teller.report(report::pipeline(&error)),
            }
        }
        NightlyJob::Backup => {
            let made = pipeline.back_up();
            teller.at(About::default().in_run(pipeline.take_last_run()));
            let cause = made.as_ref().err().map(troubles::cause);
            troubles::set(pipeline, &Trouble::Backup, cause, "A backup was made and proven.")?;
            match made {
                Ok(made) => teller.tell(format!("backed up to {}", made.file.display())),
                Err(error) => teller.report(report::pipeline(&error)),
            }
        }
        NightlyJob::Prune => {
            let pruned = pipeline.prune(false).map(|pruned| pruned.editions.len());
            teller.at(About::default().in_run(pipeline.take_last_run()));
            match pruned {
                Ok(0) => {}
                Ok(count) => {
                    teller.tell(format!("{count} edition(s) beyond retention pruned"));
                }
                Err(error) => teller.report(report::pipeline(&error)),
            }
        }
    }
    Ok(())
}

/// Room on the disks, editions that somebody made after all, sources that are silent, and how far
/// the holidays are known.
fn look(pipeline: &Pipeline, now: Instant) -> Result<(), PipelineError> {
    troubles::set(pipeline, &Trouble::Disk, pipeline.tight_disk(), "There is room again.")?;
    pipeline.resolve_made_editions()?;
    for (id, cause) in pipeline.silent_sources(now)? {
        troubles::set(pipeline, &Trouble::Source(id), cause, "It answers again.")?;
    }
    for id in pipeline.config().calendars() {
        let horizon = calendar::horizon(id).unwrap_or(NaiveDate::MAX);
        let trouble = Trouble::Calendar(id, horizon);
        let near =
            near_horizon(id, now.date_naive()).map(|words| format!("{}: {words}", id.word()));
        troubles::set(pipeline, &trouble, near, "The holidays are known again.")?;
    }
    Ok(())
}

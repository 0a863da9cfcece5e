//! Takes the configuration; runs each edition when it is due and serves readers' pages, until
//! the process is told to stop. One instance only.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::Duration;

use super::console::{Console, Outcome};
use super::{bounces, report, serving, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{EditionKey, Instant};
use crate::pipeline::{BounceSource, Pipeline, PipelineError, Trace};
use crate::schedule::{self, Occurrence};

/// How long after its time a missed edition is still made.
const GRACE: Duration = Duration::hours(6);

/// How often the mailbox is read that messages come back to.
const BOUNCES_EVERY: Duration = Duration::minutes(15);

/// How long before its cut-off an edition's sources are asked, so that what they have is
/// known in time.
const COLLECT_LEAD: Duration = Duration::minutes(10);

pub(super) fn daemon(console: &mut Console<'_>, file: &Path) -> Outcome {
    let (pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let runtime = setup::runtime()?;
    let serving = serving::start(console, &pipeline, &runtime)?;
    console.tell("daemon: started; stop it with Ctrl-C or SIGTERM");
    let (collected, made) = (BTreeSet::new(), BTreeSet::new());
    let mut daemon = Daemon { pipeline, console, collected, made, bounces_read_at: None };
    let (pulse, clock) = (serving.pulse(), daemon.console.world.clock);
    let stopped = runtime.block_on(async {
        let beat = async || {
            pulse.begins(clock.now());
            daemon.beat().await;
            pulse.ends(clock.now());
        };
        let stopped = schedule::beat(stop_signal(), beat).await;
        serving.stop().await;
        stopped
    });
    stopped.map_err(|error| {
        Diagnostic::new(ExitCode::Unexpected, "The daemon stopped").because(&error)
    })?;
    Ok(ExitCode::Done)
}

/// What one run of the daemon remembers; all else is in the store and the archive.
struct Daemon<'c, 'w> {
    pipeline: Pipeline,
    console: &'c mut Console<'w>,
    /// Editions whose sources were asked ahead of their cut-off.
    collected: BTreeSet<EditionKey>,
    /// Editions that were tried, archived or not: a failure is told once, not every beat.
    made: BTreeSet<EditionKey>,
    /// When the mailbox was last read that messages come back to.
    bounces_read_at: Option<Instant>,
}

impl Daemon<'_, '_> {
    /// One beat: asks the sources shortly before a cut-off, makes and mails what is due. A
    /// failure is told and does not stop the daemon.
    async fn beat(&mut self) {
        let now = self.console.world.clock.now();
        for occurrence in self.planned(now) {
            let key = EditionKey { brief: occurrence.brief, date: occurrence.date };
            let done = if occurrence.due_at > now {
                if !self.collected.insert(key) {
                    continue;
                }
                self.collect().await
            } else if self.made.insert(key.clone()) {
                self.make(&key).await
            } else {
                continue;
            };
            if let Err(error) = done {
                self.console.report(&report::pipeline(&error));
            }
        }
        self.read_bounces(now).await;
        self.retry().await;
        if let Err(error) = serving::tell_owners(self.console, &mut self.pipeline).await {
            self.console.report(&report::pipeline(&error));
        }
    }

    /// Reads what came back, where a mailbox is configured and it was not just read.
    async fn read_bounces(&mut self, now: Instant) {
        let is_due = self.bounces_read_at.is_none_or(|at| now - at >= BOUNCES_EVERY);
        if self.pipeline.config().bounces.is_none() || !is_due {
            return;
        }
        self.bounces_read_at = Some(now);
        match self.pipeline.read_bounces(vec![BounceSource::Configured], Trace::Kept).await {
            Ok(read) => bounces::tell(self.console, &read),
            Err(error) => self.console.report(&report::pipeline(&error)),
        }
    }

    /// Tries again what was refused for now, and is due.
    async fn retry(&mut self) {
        if self.pipeline.config().mail.is_none() {
            return;
        }
        match self.pipeline.deliver_due(false).await {
            Ok(reports) => {
                for report in reports {
                    self.console.tell(format!("{} {}  {report}", report.edition, report.revision));
                }
            }
            Err(error) => {
                self.console.report(&report::pipeline(&error));
            }
        }
    }

    fn planned(&self, now: Instant) -> Vec<Occurrence> {
        let briefs = self.pipeline.config().briefs.iter();
        briefs
            .flat_map(|brief| {
                let plan = &brief.scope.plan;
                schedule::occurrences(&brief.scope.brief, plan, now - GRACE, now + COLLECT_LEAD)
            })
            .collect()
    }

    async fn collect(&mut self) -> Result<(), PipelineError> {
        for line in self.pipeline.collect(None, None).await?.lines() {
            self.console.tell(line);
        }
        Ok(())
    }

    async fn make(&mut self, key: &EditionKey) -> Result<(), PipelineError> {
        let produced = self.pipeline.produce(key).await?;
        self.console.tell(format!("archived {key} {}", produced.archived.revision()));
        if !self.pipeline.readers(&key.brief, key.date)?.is_empty() {
            let delivered = self.pipeline.deliver(&produced.archived).await?;
            self.console.tell(delivered);
        }
        Ok(())
    }
}

async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

//! Takes the configuration; runs each edition when it is due, until the process is told to
//! stop. One instance only.

use std::cell::RefCell;
use std::path::Path;

use chrono::Duration;

use super::console::{Console, Outcome};
use super::{report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::EditionKey;
use crate::pipeline::Pipeline;
use crate::schedule::{self, Occurrence};

/// How long after its time a missed edition is still made.
const GRACE: Duration = Duration::hours(6);

/// How long before its cut-off an edition's sources are asked, so that what they have is
/// known in time.
const COLLECT_LEAD: Duration = Duration::minutes(10);

pub(super) fn daemon(console: &mut Console<'_>, file: &Path) -> Outcome {
    let (pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let runtime = setup::runtime()?;
    console.tell("daemon: started; stop it with Ctrl-C or SIGTERM");
    let shared = RefCell::new((pipeline, console));
    let stopped = runtime.block_on(schedule::beat(stop_signal(), || async {
        let (pipeline, console) = &mut *shared.borrow_mut();
        beat(pipeline, console).await;
    }));
    stopped.map_err(|error| {
        Diagnostic::new(ExitCode::Unexpected, "The daemon stopped").because(&error)
    })?;
    Ok(ExitCode::Done)
}

/// One beat: asks the sources shortly before a cut-off, makes and mails what is due. A failure
/// is told and does not stop the daemon.
async fn beat(pipeline: &mut Pipeline, console: &mut Console<'_>) {
    let now = console.world.clock.now();
    let planned: Vec<Occurrence> = pipeline
        .config()
        .briefs
        .iter()
        .flat_map(|brief| {
            let plan = &brief.scope.plan;
            schedule::occurrences(&brief.scope.brief, plan, now - GRACE, now + COLLECT_LEAD)
        })
        .collect();
    for occurrence in planned {
        let key = EditionKey { brief: occurrence.brief.clone(), date: occurrence.date };
        if pipeline.is_archived(&key) {
            continue;
        }
        if let Err(error) = make(pipeline, console, &key, occurrence.due_at <= now).await {
            console.report(&report::pipeline(&error));
        }
    }
}

async fn make(
    pipeline: &mut Pipeline,
    console: &mut Console<'_>,
    key: &EditionKey,
    is_due: bool,
) -> Result<(), crate::pipeline::PipelineError> {
    if !is_due {
        let collected = pipeline.collect(None, None).await?;
        return Ok(collected.lines().iter().for_each(|line| console.tell(line)));
    }
    let produced = pipeline.produce(key)?;
    console.tell(format!("archived {key} {}", produced.archived.revision()));
    if !pipeline.brief(key)?.recipients.is_empty() {
        let delivered = pipeline.deliver(&produced.archived).await?;
        console.tell(delivered);
    }
    Ok(())
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

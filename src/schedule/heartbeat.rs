//! Takes a question to ask again and again; asks it every few seconds until told to stop. The
//! heartbeat is tokio-cron-scheduler's, in UTC: its own time-zone jobs drift by an hour after
//! a clock change (its issue 107), so it never decides what is due.

use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// How often the question is asked, as a cron expression with seconds: every fifteen.
const EVERY: &str = "1/15 * * * * *";

/// The heartbeat could not be started or stopped.
#[derive(Debug, thiserror::Error)]
#[error("The scheduler's heartbeat failed")]
pub struct HeartbeatError(#[from] JobSchedulerError);

/// Calls `ask` on each beat until `stop` is ready. A beat that comes while `ask` is still at
/// work is dropped, not queued.
///
/// # Errors
/// [`HeartbeatError`] if the scheduler cannot be started or stopped.
pub async fn beat(
    stop: impl Future<Output = ()>,
    mut ask: impl AsyncFnMut(),
) -> Result<(), HeartbeatError> {
    let (sender, mut beats) = mpsc::channel::<()>(1);
    let mut scheduler = JobScheduler::new().await?;
    let job = Job::new_async(EVERY, move |_, _| -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let sender = sender.clone();
        Box::pin(async move {
            // A full channel means that the last beat is still at work.
            let _ = sender.try_send(());
        })
    })?;
    scheduler.add(job).await?;
    scheduler.start().await?;
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(()) = beats.recv() => ask().await,
        }
    }
    scheduler.shutdown().await?;
    Ok(())
}

//! Takes nothing; gives a beat every few seconds. The heartbeat is tokio-cron-scheduler's, in
//! UTC: its own time-zone jobs drift by an hour after a clock change (its issue 107), so it
//! never decides what is due.

use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// How often it beats, as a cron expression with seconds: every fifteen.
const EVERY: &str = "1/15 * * * * *";

/// The heartbeat could not be started or stopped.
#[derive(Debug, thiserror::Error)]
#[error("The scheduler's heartbeat failed")]
pub struct HeartbeatError(#[from] JobSchedulerError);

/// A heartbeat, until it is stopped.
pub struct Heartbeat {
    scheduler: JobScheduler,
    beats: mpsc::Receiver<()>,
}

impl Heartbeat {
    /// Starts it.
    ///
    /// # Errors
    /// [`HeartbeatError`].
    pub async fn start() -> Result<Self, HeartbeatError> {
        let (sender, beats) = mpsc::channel(1);
        let scheduler = JobScheduler::new().await?;
        let job = Job::new_async(EVERY, move |_, _| -> Pin<Box<dyn Future<Output = ()> + Send>> {
            let sender = sender.clone();
            Box::pin(async move {
                // A full channel means that nobody has heard the last beat yet.
                let _ = sender.try_send(());
            })
        })?;
        scheduler.add(job).await?;
        scheduler.start().await?;
        Ok(Self { scheduler, beats })
    }

    /// Waits for the next beat. One that nobody waits for is kept, further ones are not.
    pub async fn next(&mut self) {
        if self.beats.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// Stops it.
    ///
    /// # Errors
    /// [`HeartbeatError`].
    pub async fn stop(mut self) -> Result<(), HeartbeatError> {
        Ok(self.scheduler.shutdown().await?)
    }
}

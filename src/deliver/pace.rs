//! Takes how long a run may go on, and whoever may end it sooner; tells its workers when to
//! stop. What is on the wire is finished, and nothing else is begun.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{self, Instant};

/// How long a run takes up new messages.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// So long, where others wait for their turn.
    pub slice: Option<Duration>,
    /// Until the process closes.
    pub closing: Closing,
}

/// Whether the process is about to close; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Closing(Option<watch::Receiver<bool>>);

/// Says that the process closes.
#[derive(Debug)]
pub struct Close(watch::Sender<bool>);

impl Closing {
    /// One who says it, and what is told.
    #[must_use]
    pub fn pair() -> (Close, Self) {
        let (sender, receiver) = watch::channel(false);
        (Close(sender), Self(Some(receiver)))
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.0.as_ref().is_some_and(|said| *said.borrow())
    }

    async fn said(&self) {
        if let Some(said) = &self.0
            && said.clone().wait_for(|said| *said).await.is_ok()
        {
            return;
        }
        // Whoever could say it is gone, or never was.
        std::future::pending::<()>().await;
    }
}

impl Close {
    /// Says it, to all that were told.
    pub fn now(&self) {
        let _ = self.0.send(true);
    }
}

/// A pace that has begun.
pub(super) struct Begun {
    until: Option<Instant>,
    closing: Closing,
}

impl Pace {
    pub(super) fn begin(self) -> Begun {
        Begun { until: self.slice.map(|slice| Instant::now() + slice), closing: self.closing }
    }
}

impl Begun {
    /// Whether nothing is begun any more.
    pub(super) fn is_over(&self) -> bool {
        self.closing.is_near() || self.until.is_some_and(|until| until <= Instant::now())
    }

    /// Returns once the process closes.
    pub(super) async fn closing(&self) {
        self.closing.said().await;
    }

    /// Waits, but not beyond the end.
    pub(super) async fn wait(&self, span: Duration) {
        let left = self.until.map(|until| until.duration_since(Instant::now()));
        let span = left.map_or(span, |left| span.min(left));
        tokio::select! {
            () = time::sleep(span) => {}
            () = self.closing.said() => {}
        }
    }
}

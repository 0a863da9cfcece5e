//! Takes the process's signals; gives when to stop and when to read the configuration again.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Asked {
    /// SIGTERM, SIGINT or Ctrl-C.
    Stop,
    /// SIGHUP.
    Reload,
}

/// The signals that are listened to.
pub(in crate::cli) struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    hang_up: Signal,
}

impl Signals {
    /// Listens from here on: a signal that comes before anybody waits is kept.
    #[cfg(unix)]
    pub(in crate::cli) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Listens from here on.
    #[cfg(not(unix))]
    pub(in crate::cli) fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next.
    #[cfg(unix)]
    pub(in crate::cli) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Stop,
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.hang_up.recv() => Asked::Reload,
        }
    }

    /// Waits for the next.
    #[cfg(not(unix))]
    pub(in crate::cli) async fn next(&mut self) -> Asked {
        let _ = tokio::signal::ctrl_c().await;
        Asked::Stop
    }
}

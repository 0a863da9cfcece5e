//! Takes a signal; tells the operator's watchdog. Says the chain's head and nothing of anybody,
//! and gives a failure as words: it is never one of the run.

use super::{Pipeline, VERSION};
use crate::ping::{Signal, ping};

impl Pipeline {
    /// Tells the watchdog under `[heartbeat]`; why it could not be told, if so. Without one,
    /// nothing.
    pub async fn ping(&self, signal: Signal) -> Option<String> {
        let heartbeat = self.config.heartbeat.as_ref()?;
        // An archive that cannot be read is the run's fault to tell, not the ping's.
        let head = self.archive.chain_head().ok().flatten();
        let body = head.map(|head| head.to_string()).unwrap_or_default();
        let user_agent = format!("contrabrief/{VERSION}");
        let told = ping(heartbeat.url.expose(), signal, &body, &user_agent).await;
        let words = told.err()?.to_string();
        tracing::warn!(target: "pipeline", words, "Watchdog not told");
        Some(words)
    }
}

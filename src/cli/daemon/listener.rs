//! Takes beats; reads what came back from the mailbox that messages come back to.

use chrono::Duration;

use super::hand::{Teller, Work};
use crate::cli::log::About;
use crate::cli::{bounces, report};
use crate::model::Instant;
use crate::pipeline::{BounceSource, Pipeline, Trace};

/// How often the mailbox is read.
const EVERY: Duration = Duration::minutes(15);

/// Remembers when the mailbox was last read.
#[derive(Default)]
pub(super) struct Listener {
    read_at: Option<Instant>,
}

impl Work for Listener {
    const NAME: &'static str = "reader of bounces";
    const TARGET: &'static str = "bounces";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, now: Instant) {
        let is_due = self.read_at.is_none_or(|at| now - at >= EVERY || at > now);
        if pipeline.config().bounces.is_none() || !is_due {
            return;
        }
        self.read_at = Some(now);
        let read = pipeline.read_bounces(vec![BounceSource::Configured], Trace::Kept).await;
        teller.at(About::default().in_run(pipeline.take_last_run()));
        match read {
            Ok(read) => bounces::tell(teller, &read),
            Err(error) => teller.report(report::pipeline(&error)),
        }
    }
}

//! Takes beats; looks whether something happened that readers asked to hear of between two
//! editions, once there are new facts. Never mails: the postman is woken.

use std::sync::Arc;

use chrono::Duration;

use super::hand::{Orders, Teller, Work};
use crate::cli::log::{About, Talk};
use crate::cli::report;
use crate::model::{Batch, Instant};
use crate::pipeline::{Pipeline, PipelineError};

/// A look reads a whole watchlist; facts that come in between are seen by the next.
const EVERY: Duration = Duration::minutes(5);

/// Remembers what it looked at last; what was told stands in the store.
pub(super) struct Watcher {
    postman: Arc<Orders>,
    looked: Option<(Instant, Option<Batch>)>,
}

impl Watcher {
    pub(super) fn new(postman: Arc<Orders>) -> Self {
        Self { postman, looked: None }
    }

    fn round(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        now: Instant,
    ) -> Result<(), PipelineError> {
        if !self.is_due(pipeline, now)? {
            return Ok(());
        }
        let seen = pipeline.last_batch()?;
        for raised in pipeline.look_out()? {
            let (key, n, readers) = (&raised.key, raised.n, raised.readers);
            let words = format!("flash {key} {n}  {} ({readers} reader(s))", raised.headline);
            teller.tell(Talk::new(words).about(About::revision(key, n)));
            self.postman.beat();
        }
        self.looked = Some((now, seen));
        Ok(())
    }

    /// What comes to be known in quiet time is looked at when it is over.
    fn is_due(&self, pipeline: &Pipeline, now: Instant) -> Result<bool, PipelineError> {
        let mut is_awake = false;
        for flash in &pipeline.config().flashes {
            is_awake |= !pipeline.is_quiet(flash, now)?;
        }
        Ok(is_awake
            && match self.looked {
                None => true,
                Some((at, seen)) => {
                    (now - at >= EVERY || at > now) && pipeline.last_batch()? != seen
                }
            })
    }
}

impl Work for Watcher {
    const NAME: &'static str = "watcher";
    const TARGET: &'static str = "flashes";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, now: Instant) {
        if let Err(error) = self.round(pipeline, teller, now) {
            teller.report(report::pipeline(&error));
        }
    }
}

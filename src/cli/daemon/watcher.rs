//! Takes beats; looks whether something happened that readers asked to hear of between two
//! editions, once there are new facts. Never mails: the postman is woken.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;

use super::hand::{Orders, Teller, Work};
use crate::cli::log::{About, Talk};
use crate::cli::report;
use crate::config::FlashConfig;
use crate::model::{Batch, BriefId, Instant};
use crate::pipeline::{Pipeline, PipelineError};

/// A look reads a whole watchlist; facts that come in between are seen by the next.
const EVERY: Duration = Duration::minutes(5);

/// Remembers when it looked for each flash, and the last facts that it saw then; what was told
/// stands in the store.
pub(super) struct Watcher {
    postman: Arc<Orders>,
    looked: BTreeMap<BriefId, (Instant, Option<Batch>)>,
}

impl Watcher {
    pub(super) fn new(postman: Arc<Orders>) -> Self {
        Self { postman, looked: BTreeMap::new() }
    }

    fn look(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        flash: &FlashConfig,
        now: Instant,
    ) -> Result<(), PipelineError> {
        let seen = pipeline.last_batch()?;
        // What comes to be known in quiet time is looked at when it is over.
        if pipeline.is_quiet(flash, now)? || !self.is_due(&flash.id, seen, now) {
            return Ok(());
        }
        // Before the look: one that fails is not tried again with each beat.
        self.looked.insert(flash.id.clone(), (now, seen));
        if let Some(raised) = pipeline.look_out(flash)? {
            let (key, n, readers) = (&raised.key, raised.n, raised.readers);
            let words = format!("flash {key} {n}  {} ({readers} reader(s))", raised.headline);
            teller.tell(Talk::new(words).about(About::revision(key, n)));
            self.postman.beat();
        }
        Ok(())
    }

    fn is_due(&self, flash: &BriefId, seen: Option<Batch>, now: Instant) -> bool {
        self.looked
            .get(flash)
            .is_none_or(|(at, last)| (now - *at >= EVERY || *at > now) && *last != seen)
    }
}

impl Work for Watcher {
    const NAME: &'static str = "watcher";
    const TARGET: &'static str = "flashes";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, now: Instant) {
        for flash in pipeline.config().flashes.clone() {
            // What fails for one flash keeps no other waiting.
            if let Err(error) = self.look(pipeline, teller, &flash, now) {
                teller.report(report::pipeline(&error));
            }
        }
    }
}

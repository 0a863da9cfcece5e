//! Takes sources; asks them all, records what they gave and what went wrong. Sources are asked
//! at the same time, recorded one after another in the configured order.

mod articles;
mod collected;
mod pages;
mod prices;

use std::sync::Arc;

use tracing::Instrument as _;

use super::spans::span;
use super::{Pipeline, PipelineError};
use crate::config::Config;
use crate::model::{Instant, SourceId};
use crate::store::SourceAnswer;
use collected::CollectedSource;

pub use collected::Collected;

/// Which facts to fetch or import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Articles only.
    Articles,
    /// Prices only.
    Prices,
}

/// A file as it was handed in.
#[derive(Debug)]
pub struct ImportedFile {
    /// Its name, for faults and for guessing its format.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The configured source its facts belong to; the first one when `None`.
    pub source: Option<String>,
    /// The ticker of a price file that names none.
    pub ticker: Option<String>,
}

impl Pipeline {
    /// Asks the sources what they have now and records it.
    ///
    /// # Errors
    /// [`PipelineError::UnknownSource`], [`PipelineError::Store`]; a source that fails is a
    /// note, not an error.
    pub async fn collect(
        &mut self,
        what: Option<What>,
        only: Option<&str>,
    ) -> Result<Collected, PipelineError> {
        self.check_source(only)?;
        let run = self.store.begin_run("collect", None, self.clock.now())?;
        let collected = self.collect_unrecorded(what, only).instrument(span(run, None)).await;
        let (outcome, detail) = match &collected {
            Ok(collected) if collected.is_complete() => ("done", collected.in_short()),
            Ok(collected) => ("partial", collected.in_short()),
            Err(error) => ("failed", chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        collected
    }

    async fn collect_unrecorded(
        &mut self,
        what: Option<What>,
        only: Option<&str>,
    ) -> Result<Collected, PipelineError> {
        let fetcher = Arc::new(super::fetcher(&self.config));
        tracing::info!(
            target: "collect",
            sources = self.config.sources.len(),
            price_sources = self.config.prices.len(),
            "Asking the sources"
        );
        let mut collected = Collected::default();
        if what != Some(What::Prices) {
            self.collect_articles(&fetcher, only, &mut collected).await?;
        }
        if what != Some(What::Articles) {
            self.collect_prices(&fetcher, only, &mut collected).await?;
        }
        Ok(collected)
    }

    /// Keeps how long a source took, for the status page.
    fn record_answer(
        &self,
        label: &SourceId,
        asked_at: Instant,
        answered_at: Instant,
        line: &CollectedSource,
    ) -> Result<(), PipelineError> {
        let took = (answered_at - asked_at).num_microseconds().unwrap_or(i64::MAX).max(0);
        Ok(self.store.record_answer(&SourceAnswer {
            source: label.clone(),
            at: answered_at,
            took_us: took,
            failed: line.failed(),
            items: line.items(),
        })?)
    }

    fn check_source(&self, only: Option<&str>) -> Result<(), PipelineError> {
        let Some(asked) = only else { return Ok(()) };
        let known = source_ids(&self.config);
        if known.iter().any(|id| id == asked) {
            return Ok(());
        }
        Err(PipelineError::UnknownSource { asked: asked.to_owned(), known })
    }
}

fn source_ids(config: &Config) -> Vec<String> {
    let articles = config.sources.iter().map(|source| source.profile.id.to_string());
    articles.chain(config.prices.iter().map(|source| source.id.to_string())).collect()
}

/// An error and the cause at its root, as one sentence without its full stop: what stands
/// between them repeats either.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let words = error.to_string();
    let root = std::iter::successors(error.source(), |cause| cause.source()).last();
    match root.map(ToString::to_string) {
        Some(root) if !words.contains(&root) => format!("{words}: {root}"),
        _ => words,
    }
}

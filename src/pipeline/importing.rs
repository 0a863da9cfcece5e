//! Takes files as handed in; records their facts, dated by now or, where the operator says so,
//! by publication.

use chrono::Duration;

use super::collecting::{Collected, ImportedFile};
use super::{Pipeline, PipelineError};
use crate::calendar;
use crate::collect::{self, Fault, ReferenceFault, ReferenceHarvest};
use crate::config::Config;
use crate::model::{
    ArticleItem, AsOf, CorporateAction, DataNote, Instant, KnownBy, PriceBar, ReferenceName,
    SourceId, Ticker, TickerProfile,
};
use crate::store::{KnownAtRule, Recorded, Store};

/// How many articles are recorded in one transaction: an import that is stopped keeps what it
/// has recorded, and goes on there when it is run again.
const ARTICLES_AT_ONCE: usize = 2_000;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The file is being read.
    Reading {
        /// Its length.
        bytes: usize,
    },
    /// Its facts are about to be recorded.
    Recording {
        /// How many there are.
        total: usize,
    },
    /// So many of them have been recorded.
    Recorded {
        /// How many.
        done: usize,
    },
}

impl Pipeline {
    /// Records the articles of a file.
    ///
    /// # Errors
    /// [`PipelineError::UnknownSource`], [`PipelineError::Collect`] for a file in no known
    /// format, [`PipelineError::Store`].
    pub fn import_articles(
        &mut self,
        file: &ImportedFile,
        assumed_lag: Option<Duration>,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Collected, PipelineError> {
        let now = self.clock.now();
        let known: Vec<&SourceId> =
            self.config.sources.iter().map(|source| &source.profile.id).collect();
        let id = wanted(file.source.as_deref(), &known, "[[source]]")?;
        let source = self
            .config
            .sources
            .iter()
            .find(|source| source.profile.id == id)
            .map(|source| source.source.clone())
            .ok_or_else(|| unknown(id.as_str(), &known))?;
        tell(Progress::Reading { bytes: file.bytes.len() });
        let harvest = collect::parse_articles_file(
            &file.name,
            &file.bytes,
            &source,
            &self.config.limits,
            now,
        )?;
        let rule = match assumed_lag {
            None => KnownAtRule::At(now),
            Some(lag) => KnownAtRule::AssumePublished { lag, otherwise: now },
        };
        tell(Progress::Recording { total: harvest.items.len() });
        let mut recorded = Recorded::default();
        for (place, part) in harvest.items.chunks(ARTICLES_AT_ONCE).enumerate() {
            recorded += self.store.record_articles(part, rule, now)?;
            tell(Progress::Recorded { done: place * ARTICLES_AT_ONCE + part.len() });
        }
        let notes: Vec<DataNote> = harvest.faults.iter().map(Fault::note).collect();
        let mut collected = Collected::default();
        collected.add(&id, &recorded, notes, harvest.items.is_empty());
        Ok(collected)
    }

    /// Records the bars of a file.
    ///
    /// # Errors
    /// As [`Pipeline::import_articles`].
    pub fn import_prices(
        &mut self,
        file: &ImportedFile,
        assumed_lag: Option<Duration>,
    ) -> Result<Collected, PipelineError> {
        let now = self.clock.now();
        let known: Vec<&SourceId> = self.config.prices.iter().map(|source| &source.id).collect();
        let id = wanted(file.source.as_deref(), &known, "[[prices]]")?;
        let source = self
            .config
            .prices
            .iter()
            .find(|source| source.id == id)
            .ok_or_else(|| unknown(id.as_str(), &known))?;
        let ticker = file.ticker.as_deref().and_then(|symbol| Ticker::parse(symbol).ok());
        let mut harvest = collect::parse_prices_file(
            &file.name,
            &file.bytes,
            source,
            ticker.as_ref(),
            &self.config.tickers,
            now,
        )?;
        if let Some(lag) = assumed_lag {
            for bar in &mut harvest.bars {
                assume_published(bar, &self.config.tickers, lag, now);
            }
        }
        let recorded = self.store.record_bars(&harvest.bars, now)?;
        self.store.record_actions(&harvest.actions, now)?;
        let notes: Vec<DataNote> = harvest.faults.iter().map(Fault::note).collect();
        let mut collected = Collected::default();
        collected.add(&id, &recorded, notes, harvest.bars.is_empty());
        Ok(collected)
    }
}

/// What became of a file of names and symbols.
#[derive(Debug)]
pub struct ImportedNames {
    /// How many were new, restated or there already.
    pub recorded: Recorded,
    /// The rows that were left out.
    pub faults: Vec<ReferenceFault>,
}

impl Pipeline {
    /// Records the names of a file, known from now on.
    ///
    /// # Errors
    /// [`PipelineError::Collect`] for a file in no known format, [`PipelineError::Store`].
    pub fn import_reference(&mut self, bytes: &[u8]) -> Result<ImportedNames, PipelineError> {
        let ReferenceHarvest { names, faults } = collect::parse_reference_file(bytes)?;
        let recorded = self.store.record_reference(&names, self.clock.now())?;
        Ok(ImportedNames { recorded, faults })
    }
}

/// The names imported so far; none where nothing was recorded yet.
///
/// # Errors
/// [`PipelineError::Store`] when the database cannot be read.
pub fn reference_names(config: &Config, now: Instant) -> Result<Vec<ReferenceName>, PipelineError> {
    let path = config.data_dir.join(super::DATABASE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(Store::open(&path)?.reference(AsOf::at(now))?)
}

impl Pipeline {
    /// Records a market that was observed elsewhere: facts that carry their own `known_at`.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn record_history(
        &mut self,
        articles: &[(ArticleItem, Instant)],
        bars: &[PriceBar],
        actions: &[CorporateAction],
    ) -> Result<(), PipelineError> {
        let now = self.clock.now();
        self.store.record_dated_articles(articles, now)?;
        self.store.record_bars(bars, now)?;
        self.store.record_actions(actions, now)?;
        Ok(())
    }
}

/// Dates a bar by its session's close plus a lag, never later than now.
fn assume_published(bar: &mut PriceBar, profiles: &[TickerProfile], lag: Duration, now: Instant) {
    let Some(profile) = profiles.iter().find(|profile| profile.ticker == bar.ticker) else {
        return;
    };
    let assumed = calendar::session_close(&profile.calendar, bar.session) + lag;
    if assumed <= now {
        bar.known_at = assumed;
        bar.known_by = KnownBy::AssumedPublished;
    }
}

/// The source that was asked for, else the first one.
fn wanted(
    asked: Option<&str>,
    known: &[&SourceId],
    section: &'static str,
) -> Result<SourceId, PipelineError> {
    let first = known.first().ok_or(PipelineError::NoSource { section })?;
    Ok(asked.map_or_else(|| (*first).clone(), |id| SourceId::new(id.to_owned())))
}

fn unknown(asked: &str, known: &[&SourceId]) -> PipelineError {
    PipelineError::UnknownSource {
        asked: asked.to_owned(),
        known: known.iter().map(ToString::to_string).collect(),
    }
}

//! Takes a source, configured or only named; asks it and gives what it has, recording nothing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::collecting::chain;
use super::{VERSION, error::PipelineError};
use crate::clock::Clock;
use crate::collect::{
    self, ArticleHarvest, CollectError, Fetcher, PriceHarvest, PriceSource, Question, Source,
    SourceKind,
};
use crate::config::Config;
use crate::model::{Licence, SourceHealth, SourceId, TickerProfile};
use crate::store::Store;

/// How many days of bars are asked for to see whether a source answers.
const DAYS_PROBED: u64 = 14;

/// What one question to a source gave.
#[derive(Debug)]
pub struct Probe<H> {
    /// The source, and the ticker where it was asked about one.
    pub label: SourceId,
    /// What it has, or why it gave nothing.
    pub answer: Result<H, CollectError>,
}

impl<H> Probe<H> {
    /// Why it gave nothing, as one sentence without its full stop.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.answer.as_ref().err().map(|error| chain(error))
    }
}

/// A source that stands in no configuration: a file, or a URL of a feed.
#[must_use]
pub fn unconfigured_source(location: &str, kind: Option<SourceKind>) -> Source {
    let is_web = location.starts_with("http://") || location.starts_with("https://");
    let usual = if is_web { SourceKind::Feed } else { SourceKind::File };
    Source {
        id: SourceId::new("test"),
        kind: kind.unwrap_or(usual),
        location: location.to_owned(),
        key: None,
        tickers: Vec::new(),
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    }
}

/// The client for a configuration's sources.
#[must_use]
pub fn fetcher(config: &Config) -> Fetcher {
    let contact = config.contact.as_deref().unwrap_or("no contact configured");
    Fetcher::new(&config.limits, &format!("contrabrief/{VERSION} ({contact})"))
}

/// How every source that was asked has answered; nothing where nothing was collected yet.
///
/// # Errors
/// [`PipelineError::Store`] when the database cannot be read.
pub fn source_health(config: &Config) -> Result<BTreeMap<SourceId, SourceHealth>, PipelineError> {
    let path = config.data_dir.join(super::DATABASE);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    Ok(Store::open(&path)?.all_source_health()?)
}

/// Asks each question to a source, one after another.
pub async fn probe_articles(
    fetcher: &Fetcher,
    questions: &[Question],
    clock: Clock,
) -> Vec<Probe<ArticleHarvest>> {
    let mut probes = Vec::new();
    for question in questions {
        let answer = collect::collect_articles(fetcher, question, None, clock.now()).await;
        probes.push(Probe { label: question.label(), answer });
    }
    probes
}

/// Asks a price source about the last days of one ticker.
pub async fn probe_prices(
    fetcher: &Fetcher,
    source: &PriceSource,
    profile: &TickerProfile,
    clock: Clock,
) -> Probe<PriceHarvest> {
    let now = clock.now();
    let today = now.date_naive();
    let from = today.checked_sub_days(Days::new(DAYS_PROBED)).unwrap_or(NaiveDate::MIN);
    Probe {
        label: source.id.about(&profile.ticker),
        answer: collect::collect_bars(fetcher, source, profile, from, today, now).await,
    }
}

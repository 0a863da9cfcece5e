//! Takes a source of articles; asks it and gives what it has now.

use std::time::Duration;

use chrono::Days;

use super::fetch::Fetched;
use super::request::{Request, filled};
use super::{CollectError, Fault, Fetcher, Source, SourceKind, import, news, parse_feed, pass};
use crate::faults::Step;
use crate::model::{ArticleItem, Instant, SourceId, Ticker, Validators};

/// How far back a source is asked that can be asked for days.
const DAYS_ASKED: u64 = 3;

/// What a source of articles gave.
#[derive(Debug, Default)]
pub struct ArticleHarvest {
    /// Its articles, in its own order.
    pub items: Vec<ArticleItem>,
    /// What could not be read.
    pub faults: Vec<Fault>,
    /// For the next conditional request.
    pub validators: Option<Validators>,
    /// For how long the server says that nothing will change.
    pub fresh_for: Option<Duration>,
    /// Whether the server said that nothing has changed since the validators.
    pub is_unchanged: bool,
}

/// One question to a source: the whole of it, or what it has about one ticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The source.
    pub source: Source,
    /// The ticker, and the source's symbol for it.
    pub about: Option<(Ticker, String)>,
}

impl Question {
    /// Every question to a source: one, or one for each ticker where its location names a
    /// symbol.
    #[must_use]
    pub fn all(source: &Source) -> Vec<Self> {
        if !source.location.contains("{symbol}") {
            return vec![Self { source: source.clone(), about: None }];
        }
        let about = |ticker: &(Ticker, String)| Some(ticker.clone());
        source
            .tickers
            .iter()
            .map(|ticker| Self { source: source.clone(), about: about(ticker) })
            .collect()
    }

    /// What names it in the store and in notes: the source's id, and the ticker.
    #[must_use]
    pub fn label(&self) -> SourceId {
        match &self.about {
            None => self.source.id.clone(),
            Some((ticker, _)) => self.source.id.about(ticker),
        }
    }

    fn request(&self, now: Instant) -> Request {
        let today = now.date_naive();
        let from = today.checked_sub_days(Days::new(DAYS_ASKED)).unwrap_or(today);
        let symbol = self.about.as_ref().map_or("", |(_, symbol)| symbol);
        let request = Request::plain(filled(&self.source.location, symbol, from, today));
        match (self.source.kind, &self.source.key) {
            (SourceKind::News(provider), Some(key)) => match news::key_place(provider) {
                Some(place) => request.with_key(place, key),
                None => request,
            },
            _ => request,
        }
    }
}

/// Asks one question. A source that has not changed gives an empty harvest.
///
/// # Errors
/// [`CollectError`] when the source as a whole gave nothing readable.
pub async fn collect_articles(
    fetcher: &Fetcher,
    question: &Question,
    validators: Option<&Validators>,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let body = match fetcher.fetch(&question.request(now), validators).await? {
        Fetched::NotModified { fresh_for } => {
            let is_unchanged = true;
            return Ok(ArticleHarvest { fresh_for, is_unchanged, ..ArticleHarvest::default() });
        }
        Fetched::Body(body) => body,
    };
    let (source, limits) = (&question.source, fetcher.limits());
    let mut harvest = match source.kind {
        SourceKind::Feed => parse_feed(&body.bytes, source, limits, now)?,
        SourceKind::File => {
            import::parse_articles_file(&source.location, &body.bytes, source, limits, now)?
        }
        SourceKind::News(provider) => news::parse_news(&body.bytes, provider, source, limits, now)?,
    };
    if let Some((ticker, _)) = &question.about {
        for item in &mut harvest.items {
            if !item.vendor_tickers.contains(ticker) {
                item.vendor_tickers.push(ticker.clone());
            }
        }
    }
    harvest.validators = body.validators;
    harvest.fresh_for = body.fresh_for;
    let id = source.id.to_string();
    harvest.faults.extend(body.moved_to.map(|to| Fault::Moved { source: id, to }));
    pass(Step::CollectParsed)?;
    Ok(harvest)
}

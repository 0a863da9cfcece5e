//! Takes nothing; gives the types that say where to collect from.

use std::collections::BTreeMap;

use super::ApiKey;
use crate::model::{Adjustment, Currency, Licence, SourceId, Ticker};

/// A source of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its configured id.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// A URL, or the path of a file. A URL with `{symbol}` is asked once for each of
    /// [`Source::tickers`]; `{from}` and `{to}` become the first and last day asked for.
    pub location: String,
    /// The key its provider asks for.
    pub key: Option<ApiKey>,
    /// Whom it is asked about, each with the source's own symbol.
    pub tickers: Vec<(Ticker, String)>,
    /// Who publishes it, when its entries do not say.
    pub publisher: Option<String>,
    /// What may be kept of it.
    pub licence: Licence,
    /// Whether the pages that its entries link to are fetched for their full text.
    pub full_text: bool,
}

/// What a source of articles is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A file another system drops: JSONL, CSV or a feed.
    File,
    /// A provider's own JSON.
    News(NewsProvider),
}

/// A provider of news with JSON of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewsProvider {
    /// Finnhub's company news.
    Finnhub,
    /// Tiingo's news.
    Tiingo,
    /// Polygon's reference news.
    Polygon,
    /// Alpha Vantage's `NEWS_SENTIMENT`.
    AlphaVantage,
    /// Marketaux.
    Marketaux,
    /// The DOC 2.0 API of GDELT.
    Gdelt,
    /// The SEC's list of a company's filings.
    SecFilings,
}

/// A source of daily bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceSource {
    /// Its configured id.
    pub id: SourceId,
    /// What it answers with.
    pub kind: PriceKind,
    /// A URL or path with `{symbol} {from} {to} {from_unix} {to_unix}`.
    pub location: String,
    /// The key its provider asks for.
    pub key: Option<ApiKey>,
    /// The currency of its bars; `None` takes the ticker's.
    pub currency: Option<Currency>,
    /// How far its bars are adjusted.
    pub adjustment: Adjustment,
    /// Its own symbols, where they differ from ours.
    pub symbols: BTreeMap<Ticker, String>,
    /// The only tickers it is asked about; empty for all.
    pub only: Vec<Ticker>,
    /// Whether it is asked even where an earlier source answered, to compare the two.
    pub cross_check: bool,
}

impl PriceSource {
    /// Whether it is asked about a ticker at all.
    #[must_use]
    pub fn serves(&self, ticker: &Ticker) -> bool {
        self.only.is_empty() || self.only.contains(ticker)
    }
}

/// What a price source answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceKind {
    /// CSV with a header.
    Csv,
    /// The JSON of Yahoo's v8 chart endpoint.
    YahooChart,
    /// Alpha Vantage's daily series.
    AlphaVantage,
    /// Tiingo's end-of-day prices.
    Tiingo,
    /// Polygon's aggregates.
    Polygon,
    /// Binance's klines.
    Binance,
    /// `CoinGecko`'s market chart.
    CoinGecko,
}

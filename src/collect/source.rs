//! Takes nothing; gives the types that say where to collect from.

use std::collections::BTreeMap;

use crate::model::{Adjustment, Currency, Licence, SourceId, Ticker};

/// A source of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its configured id.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// A URL, or the path of a file.
    pub location: String,
    /// Who publishes it, when its entries do not say.
    pub publisher: Option<String>,
    /// What may be kept of it.
    pub licence: Licence,
}

/// What a source of articles is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A file another system drops: JSONL, CSV or a feed.
    File,
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
    /// The currency of its bars; `None` takes the ticker's.
    pub currency: Option<Currency>,
    /// How far its bars are adjusted.
    pub adjustment: Adjustment,
    /// Its own symbols, where they differ from ours.
    pub symbols: BTreeMap<Ticker, String>,
    /// The only tickers it is asked about; empty for all.
    pub only: Vec<Ticker>,
}

/// What a price source answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceKind {
    /// CSV with a header.
    Csv,
    /// The JSON of Yahoo's v8 chart endpoint.
    YahooChart,
}

//! Takes Alpha Vantage's `NEWS_SENTIMENT`; gives drafts. Its own scores are left aside.
//!
//! Source: <https://www.alphavantage.co/documentation/#news-sentiment>.

use serde::Deserialize;
use serde_json::Value;

use super::drafts;
use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json, stamps};

/// What it says under `Information` where the days asked for hold nothing.
const NOTHING_FOUND: &str = "No articles found";

#[derive(Deserialize)]
struct Answer {
    feed: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    title: Option<String>,
    url: Option<String>,
    /// `20230301T133000`, in UTC.
    time_published: Option<String>,
    summary: Option<String>,
    source: Option<String>,
    #[serde(default)]
    ticker_sentiment: Symbols,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let answer: Answer = match json::read(bytes, "Alpha Vantage's news") {
        Err(CollectError::Provider(words)) if words.starts_with(NOTHING_FOUND) => return Ok(()),
        answer => answer?,
    };
    gathering.add_bounded(drafts(answer.feed, |row: Row| Draft {
        id: None,
        url: row.url,
        publisher: row.source,
        title: row.title.unwrap_or_default(),
        text: row.summary.unwrap_or_default(),
        published_at: row.time_published.as_deref().and_then(stamps::text),
        tickers: row.ticker_sentiment.tickers(),
        ..Draft::default()
    }));
    Ok(())
}

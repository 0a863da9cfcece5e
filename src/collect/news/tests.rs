//! The providers' answers, as documented and as recorded, against what is read of them.

mod answers;
mod asked;
mod recorded;

use chrono::{TimeZone as _, Utc};

use super::*;
use crate::collect::{ApiKey, Fault, SourceKind};
use crate::model::{ArticleItem, Licence, SourceId, Ticker};

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn source(provider: NewsProvider) -> Source {
    Source {
        id: SourceId::new("wire"),
        kind: SourceKind::News(provider),
        location: provider.usual_url().to_owned(),
        key: Some(ApiKey::new("secretword")),
        tickers: vec![],
        publisher: None,
        licence: Licence::Excerpt,
        full_text: false,
    }
}

fn parse(provider: NewsProvider, text: &str) -> Result<ArticleHarvest, CollectError> {
    parse_news(text.as_bytes(), provider, &source(provider), &Limits::default(), now())
}

fn harvest(provider: NewsProvider, text: &str) -> ArticleHarvest {
    parse(provider, text).unwrap_or_else(|error| panic!("{provider:?}: {error}"))
}

fn titles(harvest: &ArticleHarvest) -> Vec<&str> {
    harvest.items.iter().map(|item| item.words.title.as_str()).collect()
}

/// One article as a page: what a reader of a snapshot wants to see.
fn page(item: &ArticleItem) -> String {
    let tickers: Vec<&str> = item.vendor_tickers.iter().map(Ticker::as_str).collect();
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    format!(
        "title     {}\ntext      {}\npublisher {}\nurl       {}\npublished {}\ntickers   {}\nid        {}",
        item.words.title,
        or_none(&item.words.text),
        item.words.publisher,
        item.words.url.as_deref().unwrap_or("none"),
        item.published_at.map_or("none".to_owned(), |at| at.to_rfc3339()),
        or_none(&tickers.join(" ")),
        &item.id.to_string()[..12],
    )
}

//! Takes Polygon's reference news; gives drafts.
//!
//! Source: <https://polygon.io/docs/rest/stocks/news>.

use serde::Deserialize;
use serde_json::Value;

use super::{drafts, own_id};
use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json, stamps};

#[derive(Deserialize)]
struct Answer {
    /// Left out where there is nothing.
    #[serde(default)]
    results: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    id: Option<Value>,
    publisher: Option<Publisher>,
    title: Option<String>,
    description: Option<String>,
    article_url: Option<String>,
    published_utc: Option<String>,
    #[serde(default)]
    tickers: Symbols,
}

#[derive(Deserialize)]
struct Publisher {
    name: Option<String>,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let answer: Answer = json::read(bytes, "Polygon's news")?;
    gathering.add_bounded(drafts(answer.results, |row: Row| Draft {
        id: own_id(row.id.as_ref()),
        url: row.article_url,
        publisher: row.publisher.and_then(|publisher| publisher.name),
        title: row.title.unwrap_or_default(),
        text: row.description.unwrap_or_default(),
        published_at: row.published_utc.as_deref().and_then(stamps::text),
        tickers: row.tickers.tickers(),
        ..Draft::default()
    }));
    Ok(())
}

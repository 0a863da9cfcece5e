//! Takes Tiingo's news; gives drafts. Tickers come in lower case; a publisher is a domain.
//!
//! Source: <https://www.tiingo.com/documentation/news>.

use serde::Deserialize;
use serde_json::Value;

use super::{drafts, own_id};
use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json, stamps};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Option<Value>,
    title: Option<String>,
    description: Option<String>,
    url: Option<String>,
    /// Where `publishedDate` is missing, Tiingo's own `crawlDate` says when it was found.
    published_date: Option<String>,
    crawl_date: Option<String>,
    source: Option<String>,
    #[serde(default)]
    tickers: Symbols,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let rows: Vec<Value> = json::read(bytes, "Tiingo's news")?;
    gathering.add_bounded(drafts(rows, |row: Row| Draft {
        id: own_id(row.id.as_ref()),
        url: row.url,
        publisher: row.source,
        title: row.title.unwrap_or_default(),
        text: row.description.unwrap_or_default(),
        published_at: row.published_date.or(row.crawl_date).as_deref().and_then(stamps::text),
        tickers: row.tickers.tickers(),
        ..Draft::default()
    }));
    Ok(())
}

//! Takes Finnhub's company or market news; gives drafts. A cache that renames the fields
//! (`items` with `title`, `description`, `related_symbols`) is read too.
//!
//! Source: <https://finnhub.io/docs/api/company-news>.

use serde::Deserialize;
use serde_json::Value;

use super::{drafts, own_id};
use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json, stamps};

const DUE: &str = "Finnhub's news";

#[derive(Deserialize)]
struct Row {
    id: Option<Value>,
    headline: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    description: Option<String>,
    /// Unix seconds. A cache's own `published_utc` is not read: it may stand in local time.
    datetime: Option<Value>,
    source: Option<String>,
    url: Option<String>,
    #[serde(default)]
    related: Symbols,
    #[serde(default)]
    related_symbols: Symbols,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let rows = match json::read(bytes, DUE)? {
        Value::Array(rows) => rows,
        Value::Object(mut cache) => match cache.remove("items") {
            Some(Value::Array(rows)) => rows,
            _ => return Err(json::misshapen(DUE, "it holds no list `items`")),
        },
        _ => return Err(json::misshapen(DUE, "it is no list")),
    };
    gathering.add_bounded(drafts(rows, |row: Row| Draft {
        id: own_id(row.id.as_ref()),
        url: row.url,
        publisher: row.source,
        title: row.headline.or(row.title).unwrap_or_default(),
        text: row.summary.or(row.description).unwrap_or_default(),
        published_at: row.datetime.as_ref().and_then(stamps::json),
        tickers: [row.related.tickers(), row.related_symbols.tickers()].concat(),
        ..Draft::default()
    }));
    Ok(())
}

//! Takes Marketaux' news; gives drafts. The longer of description and snippet is the text.
//!
//! Source: <https://www.marketaux.com/documentation>.

use serde::Deserialize;
use serde_json::Value;

use super::drafts;
use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json, stamps};

#[derive(Deserialize)]
struct Answer {
    data: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    uuid: Option<String>,
    title: Option<String>,
    description: Option<String>,
    snippet: Option<String>,
    url: Option<String>,
    published_at: Option<String>,
    source: Option<String>,
    #[serde(default)]
    entities: Symbols,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let answer: Answer = json::read(bytes, "Marketaux' news")?;
    gathering.add_bounded(drafts(answer.data, |row: Row| {
        let texts = [row.description, row.snippet];
        Draft {
            id: row.uuid,
            url: row.url,
            publisher: row.source,
            title: row.title.unwrap_or_default(),
            text: texts.into_iter().flatten().max_by_key(String::len).unwrap_or_default(),
            published_at: row.published_at.as_deref().and_then(stamps::text),
            tickers: row.entities.tickers(),
            ..Draft::default()
        }
    }));
    Ok(())
}

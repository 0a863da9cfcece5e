//! Takes a JSON Feed (jsonfeed.org, 1.0 and 1.1); gives what its items say. An item that is
//! broken costs only itself, and a version nobody stated costs nothing.

use serde::Deserialize;
use serde_json::Value;

use crate::collect::gather::Draft;
use crate::collect::{CollectError, dates};

/// What a JSON Feed holds.
pub(super) struct JsonFeed {
    pub(super) title: Option<String>,
    pub(super) link: Option<String>,
    /// In their order; the broken ones with why.
    pub(super) items: Vec<Result<Draft, String>>,
}

#[derive(Deserialize)]
struct Top {
    title: Option<Value>,
    home_page_url: Option<Value>,
    items: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    id: Value,
    url: Option<String>,
    external_url: Option<String>,
    title: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    summary: Option<String>,
    date_published: Option<String>,
    date_modified: Option<String>,
}

/// Reads a JSON Feed.
///
/// # Errors
/// [`CollectError::Feed`] for what is no JSON object with a list of items.
pub(super) fn read(text: &str) -> Result<JsonFeed, CollectError> {
    let refused = |reason: String| CollectError::Feed(reason);
    let top: Top = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
    let items = top.items.ok_or_else(|| refused("it is JSON without `items`".to_owned()))?;
    let words = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
    Ok(JsonFeed {
        title: words(top.title),
        link: words(top.home_page_url),
        items: items.into_iter().map(item).collect(),
    })
}

fn item(value: Value) -> Result<Draft, String> {
    let item: Item = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let text = [item.content_html, item.content_text.map(escaped), item.summary];
    let dates = [item.date_published, item.date_modified];
    Ok(Draft {
        id: match item.id {
            Value::String(id) => Some(id),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        },
        url: item.url.or(item.external_url),
        title: item.title.unwrap_or_default(),
        text: text.into_iter().flatten().max_by_key(String::len).unwrap_or_default(),
        published_at: dates.iter().flatten().find_map(|date| dates::parse(date)),
        ..Draft::default()
    })
}

/// Plain text as markup: its marks mean themselves, its line ends stay.
fn escaped(text: String) -> String {
    if !text.contains(['<', '&', '\n']) {
        return text;
    }
    quick_xml::escape::escape(text).replace('\n', "<br>")
}

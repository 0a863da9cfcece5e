//! Takes JSON text; gives its rows: one a line, or the list that a document is or holds.

use serde_json::Value;

use super::row::Row;
use crate::collect::gather::{Draft, Gathering};
use crate::collect::{CollectError, json};

const DUE: &str = "a list of articles";

/// Names under which documents hold their list.
const LISTS: [&str; 7] = ["articles", "items", "data", "results", "feed", "news", "stories"];

/// How many lines are looked at to tell JSON Lines from a broken document.
const LINES_LOOKED_AT: usize = 100;

/// How a JSON file holds its articles.
pub(super) enum Layout {
    /// One a line.
    Lines,
    /// In one list, read already.
    List(Vec<Value>),
    /// It is a JSON Feed.
    Feed,
}

/// Tells how a text holds its articles.
///
/// # Errors
/// [`CollectError::Json`] for a document that cannot be read or holds no list.
pub(super) fn layout(text: &str) -> Result<Layout, CollectError> {
    let is_row =
        |line: &str| json::line(line).ok().and_then(row).is_some_and(|row| row.is_article(&LISTS));
    if text.trim_start().lines().next().is_some_and(is_row) {
        return Ok(Layout::Lines);
    }
    match json::strict(text.as_bytes(), DUE) {
        Ok(document) => in_document(document),
        Err(_) if text.lines().take(LINES_LOOKED_AT).any(is_row) => Ok(Layout::Lines),
        Err(error) => Err(error),
    }
}

fn in_document(document: Value) -> Result<Layout, CollectError> {
    let nothing = || json::misshapen(DUE, "it holds no list of articles");
    match document {
        Value::Array(rows) => Ok(Layout::List(rows)),
        Value::Object(mut object) => {
            let version = object.get("version").and_then(Value::as_str).unwrap_or_default();
            if version.contains("jsonfeed.org") {
                return Ok(Layout::Feed);
            }
            if let Some(Value::Array(rows)) = LISTS
                .iter()
                .find(|name| object.get(**name).is_some_and(Value::is_array))
                .and_then(|name| object.remove(*name))
            {
                return Ok(Layout::List(rows));
            }
            let document = Value::Object(object);
            row(document.clone()).filter(|row| row.is_article(&LISTS)).ok_or_else(nothing)?;
            Ok(Layout::List(vec![document]))
        }
        _ => Err(nothing()),
    }
}

/// Reads one article a line; blank lines count but say nothing.
pub(super) fn lines(text: &str, gathering: &mut Gathering<'_>) {
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        gathering.add(place + 1, json::line(line).and_then(draft));
    }
}

/// Reads a list.
pub(super) fn list(rows: Vec<Value>, gathering: &mut Gathering<'_>) {
    for (place, row) in rows.into_iter().enumerate() {
        gathering.add(place + 1, draft(row));
    }
}

fn draft(value: Value) -> Result<Draft, String> {
    row(value).map(|row| row.draft()).ok_or_else(|| "it is no JSON object".to_owned())
}

fn row(value: Value) -> Option<Row> {
    match value {
        Value::Object(object) => Some(Row::of(object.into_iter())),
        _ => None,
    }
}

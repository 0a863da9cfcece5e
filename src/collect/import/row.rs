//! Takes the fields of one row, whatever their names; gives the draft of an article. The names
//! are those that vendors and their answers use, the most telling first.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::collect::gather::Draft;
use crate::collect::stamps;
use crate::collect::symbols::Symbols;
use crate::model::Instant;

const IDS: [&str; 6] = ["id", "guid", "uuid", "article_id", "news_id", "_id"];
pub(super) const TITLES: [&str; 2] = ["title", "headline"];
const TEXTS: [&str; 7] = ["text", "body", "content", "summary", "description", "snippet", "teaser"];
const URLS: [&str; 4] = ["url", "link", "article_url", "news_url"];
const PUBLISHERS: [&str; 6] =
    ["publisher", "source", "source_name", "site", "source_domain", "domain"];
const DATES: [&str; 13] = [
    "published",
    "published_at",
    "published_utc",
    "publisheddate",
    "published_date",
    "publish_date",
    "pubdate",
    "time_published",
    "datetime",
    "date",
    "seendate",
    "timestamp",
    "time",
];
const SYMBOLS: [&str; 9] = [
    "tickers",
    "symbols",
    "ticker",
    "symbol",
    "related_symbols",
    "related",
    "stocks",
    "entities",
    "ticker_sentiment",
];

/// The fields of one row by their names in lower case, with underlines for spaces and hyphens.
pub(super) struct Row(BTreeMap<String, Value>);

impl Row {
    /// A row of named fields; of two with one name the first counts.
    pub(super) fn of(fields: impl Iterator<Item = (String, Value)>) -> Self {
        let mut row = BTreeMap::new();
        for (name, value) in fields {
            row.entry(plain_name(&name)).or_insert(value);
        }
        Self(row)
    }

    /// Whether it is an article rather than a document around a list of them: it has a field
    /// for a title, be it empty, and no list of objects under one of the names given.
    pub(super) fn is_article(&self, lists: &[&str]) -> bool {
        let holds_objects =
            |value: &Value| value.as_array().is_some_and(|list| list.iter().any(Value::is_object));
        self.fields(&TITLES).next().is_some() && !self.fields(lists).any(holds_objects)
    }

    /// The draft it means.
    pub(super) fn draft(&self) -> Draft {
        Draft {
            id: self.text(&IDS).filter(|id| id != "0"),
            url: self.text(&URLS),
            publisher: self.text(&PUBLISHERS),
            title: self.text(&TITLES).unwrap_or_default(),
            text: self.text(&TEXTS).unwrap_or_default(),
            published_at: self.published_at(),
            tickers: self.symbols().map(|symbols| symbols.tickers()).unwrap_or_default(),
            ..Draft::default()
        }
    }

    fn fields<'r>(&'r self, names: &'r [&'r str]) -> impl Iterator<Item = &'r Value> {
        names.iter().filter_map(|name| self.0.get(*name))
    }

    /// The first of the fields that holds a text, a number, or an object with a name.
    fn text(&self, names: &[&str]) -> Option<String> {
        self.fields(names).filter_map(words).find(|words| !words.trim().is_empty())
    }

    /// A count since 1970 says more than a text, which may stand in anybody's local time.
    fn published_at(&self) -> Option<Instant> {
        let counted = self.fields(&DATES).filter(|value| value.is_number()).find_map(stamps::json);
        counted
            .or_else(|| self.date_and_time())
            .or_else(|| self.fields(&DATES).find_map(stamps::json))
    }

    /// A day in one field and the time of day in another.
    fn date_and_time(&self) -> Option<Instant> {
        let (date, time) = (self.0.get("date")?.as_str()?, self.0.get("time")?.as_str()?);
        stamps::text(&format!("{} {}", date.trim(), time.trim()))
    }

    fn symbols(&self) -> Option<Symbols> {
        self.fields(&SYMBOLS).find_map(|value| match value {
            Value::Array(list) if !list.is_empty() => Some(Symbols::List(list.clone())),
            Value::String(text) if !text.trim().is_empty() => Some(Symbols::Text(text.clone())),
            _ => None,
        })
    }
}

/// Publishers come as texts, or as objects with a `name` or `title`.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            ["name", "title"].iter().find_map(|key| object.get(*key)?.as_str()).map(str::to_owned)
        }
        _ => None,
    }
}

/// A name as a header may write it: `Published At`, `published-at` and `<PUBLISHED_AT>` are one.
pub(super) fn plain_name(name: &str) -> String {
    name.trim_matches(|mark: char| mark.is_whitespace() || "<>\"'\u{feff}".contains(mark))
        .to_ascii_lowercase()
        .replace([' ', '-'], "_")
}

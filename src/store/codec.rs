//! Takes the model's values; gives what the columns hold, and back. Never guesses: a column
//! that cannot be read is an error that names it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use rusqlite::Row;
use rusqlite::types::{FromSql, Type};

use crate::model::{
    Adjustment, ArticleId, BriefId, Currency, EditionKey, Finality, Instant, KnownBy, Licence,
    NoteLevel, Price, Revision, Sha256Hash, SourceId, Ticker, Wait,
};

/// A closed set and its words in the database.
pub(super) type Keys<T> = [(T, &'static str)];

pub(super) const LICENCES: &Keys<Licence> =
    &[(Licence::Full, "full"), (Licence::Excerpt, "excerpt"), (Licence::Hash, "hash")];
pub(super) const KNOWN_BYS: &Keys<KnownBy> =
    &[(KnownBy::Clock, "clock"), (KnownBy::AssumedPublished, "assumed-published")];
pub(super) const ADJUSTMENTS: &Keys<Adjustment> =
    &[(Adjustment::Raw, "raw"), (Adjustment::Splits, "splits"), (Adjustment::Full, "full")];
pub(super) const FINALITIES: &Keys<Finality> =
    &[(Finality::Closed, "closed"), (Finality::Unfinished, "unfinished")];
pub(super) const WAITS: &Keys<Wait> =
    &[(Wait::Fresh, "fresh"), (Wait::Failing, "failing"), (Wait::AskedTo, "asked-to")];
pub(super) const NOTE_LEVELS: &Keys<NoteLevel> =
    &[(NoteLevel::Check, "check"), (NoteLevel::Fine, "fine")];

/// The word of a value.
pub(super) fn key<T: PartialEq>(keys: &Keys<T>, value: &T) -> &'static str {
    keys.iter()
        .find_map(|(known, word)| (known == value).then_some(*word))
        .expect("every variant has its word")
}

/// The value whose word stands in `column`.
pub(super) fn keyed<T: Copy>(row: &Row, column: &str, keys: &Keys<T>) -> rusqlite::Result<T> {
    read(row, column, |word: String| {
        keys.iter().find_map(|(value, known)| (*known == word).then_some(*value)).ok_or(word)
    })
}

/// A column through a reader that gives back what it cannot read.
pub(super) fn read<C: FromSql, T>(
    row: &Row,
    column: &str,
    reader: impl Fn(C) -> Result<T, String>,
) -> rusqlite::Result<T> {
    reader(row.get(column)?).map_err(|value| {
        let message = format!("Column `{column}` holds `{value}`");
        let place = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(place, Type::Text, message.into())
    })
}

/// Microseconds since 1970, UTC.
pub(super) fn micros(at: Instant) -> i64 {
    at.timestamp_micros()
}

pub(super) fn instant(row: &Row, column: &str) -> rusqlite::Result<Instant> {
    read(row, column, to_instant)
}

pub(super) fn instant_if_any(row: &Row, column: &str) -> rusqlite::Result<Option<Instant>> {
    read(row, column, |at: Option<i64>| at.map(to_instant).transpose())
}

fn to_instant(micros: i64) -> Result<Instant, String> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| micros.to_string())
}

pub(super) fn date(row: &Row, column: &str) -> rusqlite::Result<NaiveDate> {
    read(row, column, |text: String| text.parse().map_err(|_| text))
}

pub(super) fn ticker(row: &Row) -> rusqlite::Result<Ticker> {
    read(row, "ticker", |text: String| Ticker::parse(&text).map_err(|_| text))
}

pub(super) fn source(row: &Row) -> rusqlite::Result<SourceId> {
    Ok(SourceId::new(row.get_ref("source")?.as_str().map_err(rusqlite::Error::from)?))
}

/// The sources of the rows read so far: a million facts share a few.
#[derive(Default)]
pub(super) struct Sources(BTreeSet<SourceId>);

impl Sources {
    pub(super) fn of(&mut self, row: &Row) -> rusqlite::Result<SourceId> {
        let id = row.get_ref("source")?.as_str().map_err(rusqlite::Error::from)?;
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let source = SourceId::new(id);
        self.0.insert(source.clone());
        Ok(source)
    }
}

pub(super) fn sha256(row: &Row, column: &str) -> rusqlite::Result<Sha256Hash> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    Sha256Hash::parse(text).map_or_else(|| read(row, column, |text: String| Err(text)), Ok)
}

pub(super) fn article_id(row: &Row) -> rusqlite::Result<ArticleId> {
    sha256(row, "id").map(ArticleId::from)
}

pub(super) fn revision(row: &Row) -> rusqlite::Result<Revision> {
    Ok(Revision(row.get("revision")?))
}

pub(super) fn edition_key(row: &Row) -> rusqlite::Result<EditionKey> {
    let brief = read(row, "brief", |text: String| BriefId::parse(&text).map_err(|_| text))?;
    Ok(EditionKey { brief, date: date(row, "date")? })
}

pub(super) fn brief_if_any(row: &Row) -> rusqlite::Result<Option<BriefId>> {
    read(row, "brief", |id: Option<String>| {
        id.map(|id| BriefId::parse(&id).map_err(|_| id)).transpose()
    })
}

pub(super) fn price(row: &Row, column: &str) -> rusqlite::Result<Price> {
    let currency = read(row, "currency", |text: String| Currency::parse(&text).map_err(|_| text))?;
    Ok(Price { e8: row.get(column)?, currency })
}

/// A list of words as a JSON array, for `json_each`.
pub(super) fn json_array<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::Value::from_iter(words).to_string()
}

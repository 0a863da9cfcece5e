//! Takes what an operator says of a day of a calendar; records it, and gives back what was known
//! at a cut-off. Never changes what was said: a mistake is taken back by a later word.

use chrono::NaiveTime;
use rusqlite::{Connection, Row, named_params};

use super::Store;
use super::batch::BatchWriter;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{AsOf, CalendarId, Closure, ClosureFact};

impl Store {
    /// Records what is said of one day.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_closure(&self, fact: &ClosureFact) -> Result<(), StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, fact.known_at)?;
            let batch = writer.number()?;
            let (says, closes_at) = match fact.closure {
                Some(Closure::Closed) => ("closed", None),
                Some(Closure::ClosesAt(at)) => ("closes-at", Some(at.format("%H:%M").to_string())),
                None => ("as-tabled", None),
            };
            let sql = include_str!("sql/closure_insert.sql");
            writer.connection().prepare_cached(sql)?.execute(named_params! {
                ":calendar": fact.calendar.word(),
                ":date": fact.date.to_string(),
                ":says": says,
                ":closes_at": closes_at,
                ":because": fact.because,
                ":known_at": micros(fact.known_at),
                ":batch": batch,
            })?;
            writer.commit()
        };
        write().map_err(during("record a closure"))
    }

    /// What was said and known at a cut-off, in the order in which it was recorded.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn closures(&self, as_of: AsOf) -> Result<Vec<ClosureFact>, StoreError> {
        known(&self.connection, as_of).map_err(during("read the closures"))
    }
}

pub(super) fn known(connection: &Connection, as_of: AsOf) -> rusqlite::Result<Vec<ClosureFact>> {
    let params = named_params! {
        ":as_of": micros(as_of.instant()),
        ":batch_max": as_of.recorded_through().map_or(i64::MAX, |batch| batch.0),
    };
    connection
        .prepare_cached(include_str!("sql/closures_known.sql"))?
        .query_map(params, closure_fact)?
        .collect()
}

fn closure_fact(row: &Row) -> rusqlite::Result<ClosureFact> {
    let closes_at = codec::read(row, "closes_at", |text: Option<String>| {
        text.map(|text| NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| text)).transpose()
    })?;
    let closure = codec::read(row, "says", |says: String| match (says.as_str(), closes_at) {
        ("closed", _) => Ok(Some(Closure::Closed)),
        ("closes-at", Some(at)) => Ok(Some(Closure::ClosesAt(at))),
        ("as-tabled", _) => Ok(None),
        _ => Err(says),
    })?;
    Ok(ClosureFact {
        calendar: codec::read(row, "calendar", |word: String| {
            CalendarId::of_word(&word).ok_or(word)
        })?,
        date: codec::date(row, "date")?,
        closure,
        because: row.get("because")?,
        known_at: codec::instant(row, "known_at")?,
    })
}

//! Takes each answer of a source and how long it took; gives those of the last days to the
//! status page. Never a fact: no edition reads it, and it is forgotten after some days.

use chrono::Duration;
use rusqlite::{Row, named_params};

use super::Store;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{Instant, SourceId};

/// How long an answer is kept: longer than any page looks back.
const KEPT: Duration = Duration::days(8);

/// One answer of a source, or its failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAnswer {
    /// The source, and the ticker where it was asked about one.
    pub source: SourceId,
    /// When it came.
    pub at: Instant,
    /// How long it took, in microseconds.
    pub took_us: i64,
    /// Whether it failed.
    pub failed: bool,
    /// How many new or changed facts it held.
    pub items: u32,
}

impl Store {
    /// Keeps an answer, and forgets those that no page looks back to.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn record_answer(&self, answer: &SourceAnswer) -> Result<(), StoreError> {
        let write = || {
            let before = micros(answer.at - KEPT);
            self.connection
                .prepare_cached(include_str!("sql/answers_forget.sql"))?
                .execute(named_params! {":before": before})?;
            self.connection
                .prepare_cached(include_str!("sql/answer_insert.sql"))?
                .execute(named_params! {
                    ":source": answer.source.as_str(),
                    ":at": micros(answer.at),
                    ":took_us": answer.took_us,
                    ":failed": answer.failed,
                    ":items": answer.items,
                })
                .map(drop)
        };
        write().map_err(during("record a source's answer"))
    }

    /// The answers since an instant, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn answers_since(&self, since: Instant) -> Result<Vec<SourceAnswer>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/answers_read.sql"))?
                .query_map(named_params! {":since": micros(since)}, answer)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the sources' answers"))
    }
}

fn answer(row: &Row) -> rusqlite::Result<SourceAnswer> {
    Ok(SourceAnswer {
        source: codec::source(row)?,
        at: codec::instant(row, "at")?,
        took_us: row.get("took_us")?,
        failed: row.get("failed")?,
        items: row.get("items")?,
    })
}

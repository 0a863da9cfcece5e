//! Takes who must not get editions, and why; gives those in force. One that was lifted stays
//! on record.

use rusqlite::{Connection, Row, named_params};

use super::Store;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{BriefId, Instant, SubscriberId, Suppression, SuppressionReason};

impl Store {
    /// Puts a suppression in force; `false` when the same one is already.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written.
    pub fn suppress(&self, suppression: &Suppression) -> Result<bool, StoreError> {
        insert(&self.connection, suppression).map_err(during("suppress a subscriber"))
    }

    /// Lifts a subscriber's suppressions, of one brief or of all, but not that it asked to be
    /// forgotten. Gives how many were in force.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they could not be written.
    pub fn lift_suppressions(
        &self,
        subscriber: &SubscriberId,
        brief: Option<&BriefId>,
        at: Instant,
    ) -> Result<usize, StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/suppression_lift.sql"))
            .and_then(|mut lift| {
                lift.execute(named_params! {
                    ":subscriber": subscriber.0,
                    ":brief": brief.map(BriefId::as_str),
                    ":at": micros(at),
                })
            })
            .map_err(during("lift a suppression"))
    }

    /// The suppressions in force, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn suppressions(&self) -> Result<Vec<Suppression>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/suppressions_read.sql"))?
                .query_map([], suppression)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the suppressions"))
    }
}

/// Writes a suppression; `false` when the same one is in force already.
pub(super) fn insert(connection: &Connection, suppression: &Suppression) -> rusqlite::Result<bool> {
    let new = connection.prepare_cached(include_str!("sql/suppression_insert.sql"))?.execute(
        named_params! {
            ":subscriber": suppression.subscriber.0,
            ":brief": suppression.brief.as_ref().map(BriefId::as_str),
            ":reason": suppression.reason.key(),
            ":detail": suppression.detail,
            ":since": micros(suppression.since),
        },
    )?;
    Ok(new > 0)
}

fn suppression(row: &Row) -> rusqlite::Result<Suppression> {
    let reason = codec::read(row, "reason", |word: String| {
        SuppressionReason::ALL.into_iter().find(|reason| reason.key() == word).ok_or(word)
    })?;
    let brief = codec::brief_if_any(row)?;
    Ok(Suppression {
        subscriber: SubscriberId(row.get("subscriber")?),
        brief,
        reason,
        detail: row.get("detail")?,
        since: codec::instant(row, "since")?,
    })
}

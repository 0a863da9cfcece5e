//! Takes the key of a delivery; gives the attempts at it, and ends the one whose answer never came.
//! Never changes an attempt that has ended.

use rusqlite::{Row, Transaction, named_params};

use super::Store;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{DeliveryKey, Instant};

/// One try to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first try.
    pub n: u32,
    /// How far it came: `before-data`, or `data` once the body may have gone out.
    pub phase: String,
    /// When the body was about to go out, or the try ended before that.
    pub started_at: Instant,
    /// When its outcome was known, or nobody waited for it any longer.
    pub ended_at: Option<Instant>,
    /// The word of the [`DeliveryState`](crate::model::DeliveryState) that it ended with.
    pub outcome: Option<String>,
    /// What the server said.
    pub reply: Option<String>,
    /// SHA-256 of the message whose body went out, in hexadecimal.
    pub message_sha256: Option<String>,
}

impl Store {
    /// Every attempt at a delivery, first to last.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn attempts(&self, key: &DeliveryKey) -> Result<Vec<Attempt>, StoreError> {
        let read = || {
            let params = named_params! {
                ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                ":revision": key.revision.0, ":subscriber": key.subscriber.0,
            };
            self.connection
                .prepare_cached(include_str!("sql/attempts_read.sql"))?
                .query_map(params, attempt)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the attempts"))
    }
}

/// Ends as unsure the attempt whose answer never came, if one is open.
pub(super) fn close_unanswered(
    transaction: &Transaction,
    key: &DeliveryKey,
    at: Instant,
) -> rusqlite::Result<()> {
    let sql = include_str!("sql/attempt_unanswered.sql");
    transaction
        .prepare_cached(sql)?
        .execute(named_params! {
            ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
            ":revision": key.revision.0, ":subscriber": key.subscriber.0, ":at": micros(at),
        })
        .map(drop)
}

fn attempt(row: &Row) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        n: row.get("n")?,
        phase: row.get("phase")?,
        started_at: codec::instant(row, "started_at")?,
        ended_at: codec::instant_if_any(row, "ended_at")?,
        outcome: row.get("outcome")?,
        reply: row.get("reply")?,
        message_sha256: row.get("message_sha256")?,
    })
}

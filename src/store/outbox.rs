//! Takes each step of a delivery; gives the ledger, on disk before the next step is taken.
//! Never changes a delivery that was accepted, and never forgets an attempt.

use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, EditionKey, Instant, Revision, SubscriberId,
};

/// One try to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first try.
    pub n: u32,
    /// How far it came: `before-data`, or `data` once the body may have gone out.
    pub phase: String,
    /// When the body was about to go out, or the try ended before that.
    pub started_at: Instant,
    /// When its outcome was known; `None` when it never was.
    pub ended_at: Option<Instant>,
    /// The [`DeliveryState`]'s word it ended with.
    pub outcome: Option<String>,
    /// What the server said.
    pub reply: Option<String>,
}

impl Store {
    /// Records the intent to deliver, on disk when this returns. A delivery that is in the
    /// ledger already stays as it is. Gives how many are new.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn intend(&self, deliveries: &[Delivery]) -> Result<usize, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let mut new = 0;
            for delivery in deliveries {
                let sql = include_str!("sql/outbox_intend.sql");
                new += transaction.prepare_cached(sql)?.execute(named_params! {
                    ":brief": delivery.key.edition.brief.as_str(),
                    ":date": delivery.key.edition.date.to_string(),
                    ":revision": delivery.key.revision.0,
                    ":subscriber": delivery.key.subscriber.0,
                    ":address": delivery.address,
                    ":message_id": delivery.message_id,
                    ":changed_at": micros(delivery.changed_at),
                })?;
            }
            transaction.commit()?;
            Ok(new)
        };
        write().map_err(during("record the intent to deliver"))
    }

    /// Notes, on disk when this returns, that the body is about to go out: from here until
    /// [`Store::settle`] the delivery is unsure.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`], [`StoreError::UnknownDelivery`], or
    /// [`StoreError::Query`]: in each case the body must not go out.
    pub fn data_started(&self, key: &DeliveryKey, at: Instant) -> Result<(), StoreError> {
        let during = during("note that the data started");
        let transaction = begin_write(&self.connection).map_err(&during)?;
        let n = attempts_of_open(&transaction, key)? + 1;
        let write = || {
            let sql = include_str!("sql/outbox_data_started.sql");
            transaction.prepare_cached(sql)?.execute(named_params! {
                ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                ":revision": key.revision.0, ":subscriber": key.subscriber.0,
                ":n": n, ":at": micros(at),
            })?;
            insert_attempt(&transaction, key, n, at, None)?;
            transaction.commit()
        };
        write().map_err(during)
    }

    /// Notes the outcome of the attempt under way. One that failed before its body went out
    /// counts as an attempt too.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`] and [`StoreError::UnknownDelivery`] by name.
    pub fn settle(
        &self,
        key: &DeliveryKey,
        state: &DeliveryState,
        at: Instant,
    ) -> Result<(), StoreError> {
        let during = during("settle a delivery");
        let transaction = begin_write(&self.connection).map_err(&during)?;
        let attempts = attempts_of_open(&transaction, key)?;
        let write = || {
            let ended = transaction.prepare_cached(include_str!("sql/attempt_end.sql"))?.execute(
                named_params! {
                    ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                    ":revision": key.revision.0, ":subscriber": key.subscriber.0,
                    ":n": attempts, ":at": micros(at),
                    ":state": state.key(), ":reply": reply(state),
                },
            )?;
            let n = if ended == 0 { attempts + 1 } else { attempts };
            if ended == 0 {
                insert_attempt(&transaction, key, n, at, Some(state))?;
            }
            transaction.prepare_cached(include_str!("sql/outbox_settle.sql"))?.execute(
                named_params! {
                    ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                    ":revision": key.revision.0, ":subscriber": key.subscriber.0,
                    ":n": n, ":at": micros(at), ":state": state.key(), ":reply": reply(state),
                },
            )?;
            transaction.commit()
        };
        write().map_err(during)
    }

    /// The ledger, of one edition or of all, by edition, revision and subscriber.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn deliveries(&self, edition: Option<&EditionKey>) -> Result<Vec<Delivery>, StoreError> {
        self.ledger(edition, None, false)
    }

    /// The deliveries of a revision that are neither accepted nor refused.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn open_deliveries(
        &self,
        edition: &EditionKey,
        revision: Revision,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.ledger(Some(edition), Some(revision), true)
    }

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

    fn ledger(
        &self,
        edition: Option<&EditionKey>,
        revision: Option<Revision>,
        open_only: bool,
    ) -> Result<Vec<Delivery>, StoreError> {
        let read = || {
            let params = named_params! {
                ":brief": edition.map(|key| key.brief.as_str()),
                ":date": edition.map(|key| key.date.to_string()),
                ":revision": revision.map(|revision| revision.0),
                ":open_only": open_only,
            };
            self.connection
                .prepare_cached(include_str!("sql/outbox_read.sql"))?
                .query_map(params, delivery)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the ledger"))
    }
}

/// How many attempts were begun at a delivery that may still be changed.
fn attempts_of_open(transaction: &Transaction, key: &DeliveryKey) -> Result<u32, StoreError> {
    let read = || {
        transaction
            .prepare_cached(include_str!("sql/outbox_state.sql"))?
            .query_row(
                named_params! {
                    ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                    ":revision": key.revision.0, ":subscriber": key.subscriber.0,
                },
                |row| Ok((row.get::<_, String>("state")?, row.get("attempts")?)),
            )
            .optional()
    };
    match read().map_err(during("read a delivery"))? {
        None => Err(StoreError::UnknownDelivery { key: Box::new(key.clone()) }),
        Some((state, _)) if state == "accepted" => {
            Err(StoreError::AlreadyAccepted { key: Box::new(key.clone()) })
        }
        Some((_, attempts)) => Ok(attempts),
    }
}

/// Without an outcome the attempt is open and its body about to go out; with one it ended
/// before that.
fn insert_attempt(
    transaction: &Transaction,
    key: &DeliveryKey,
    n: u32,
    at: Instant,
    outcome: Option<&DeliveryState>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(include_str!("sql/attempt_insert.sql"))?
        .execute(named_params! {
            ":brief": key.edition.brief.as_str(),
            ":date": key.edition.date.to_string(),
            ":revision": key.revision.0,
            ":subscriber": key.subscriber.0,
            ":n": n,
            ":phase": if outcome.is_some() { "before-data" } else { "data" },
            ":started_at": micros(at),
            ":ended_at": outcome.map(|_| micros(at)),
            ":outcome": outcome.map(DeliveryState::key),
            ":reply": outcome.map(reply),
        })
        .map(drop)
}

fn reply(state: &DeliveryState) -> &str {
    match state {
        DeliveryState::Intent | DeliveryState::DataStarted => "",
        DeliveryState::Accepted { reply }
        | DeliveryState::Deferred { reply }
        | DeliveryState::Refused { reply } => reply,
    }
}

fn delivery(row: &Row) -> rusqlite::Result<Delivery> {
    let reply: String = row.get("reply")?;
    let state = codec::read(row, "state", |word: String| {
        let reply = reply.clone();
        match word.as_str() {
            "intent" => Ok(DeliveryState::Intent),
            "unsure" => Ok(DeliveryState::DataStarted),
            "accepted" => Ok(DeliveryState::Accepted { reply }),
            "deferred" => Ok(DeliveryState::Deferred { reply }),
            "refused" => Ok(DeliveryState::Refused { reply }),
            _ => Err(word),
        }
    })?;
    Ok(Delivery {
        key: DeliveryKey {
            edition: codec::edition_key(row)?,
            revision: codec::revision(row)?,
            subscriber: SubscriberId(row.get("subscriber")?),
        },
        address: row.get("address")?,
        message_id: row.get("message_id")?,
        state,
        attempts: row.get("attempts")?,
        changed_at: codec::instant(row, "changed_at")?,
    })
}

fn attempt(row: &Row) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        n: row.get("n")?,
        phase: row.get("phase")?,
        started_at: codec::instant(row, "started_at")?,
        ended_at: codec::instant_if_any(row, "ended_at")?,
        outcome: row.get("outcome")?,
        reply: row.get("reply")?,
    })
}

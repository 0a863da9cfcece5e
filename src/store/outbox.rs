//! Takes each step of a delivery; gives the ledger, on disk before the next step is taken.
//! Never changes a delivery that was accepted, and never forgets an attempt.

use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::Store;
use super::attempts::close_unanswered;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, EditionKey, Instant, Refusal, Revision,
    Sha256Hash, StepTaken, SubscriberId,
};

impl Store {
    /// Records the intent to deliver, or that a suppression forbids it, on disk when this
    /// returns. A delivery that is in the ledger already stays as it is, unless it is open and its
    /// subscriber's address or suppression changed. Gives how many are new or changed.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn intend(&self, deliveries: &[Delivery]) -> Result<usize, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let new = insert(&transaction, deliveries)?;
            transaction.commit()?;
            Ok(new)
        };
        write().map_err(during("record the intent to deliver"))
    }

    /// Takes the steps in their order, all or none, on disk when this returns. After
    /// [`StepTaken::DataStarted`] the delivery is unsure until the attempt has ended. An attempt
    /// that ended before its body went out counts too.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`], [`StoreError::UnknownDelivery`], or
    /// [`StoreError::Query`]: in each case none was taken, and no body may go out.
    pub fn take_steps(&self, steps: &[DeliveryStep]) -> Result<(), StoreError> {
        let transaction =
            begin_write(&self.connection).map_err(during("take a delivery's step"))?;
        for step in steps {
            take_step(&transaction, step)?;
        }
        transaction.commit().map_err(during("take a delivery's step"))
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

    /// Everything open, of every edition, the oldest due first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn all_open_deliveries(&self) -> Result<Vec<Delivery>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/outbox_open.sql"))?
                .query_map([], delivery)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read what is open"))
    }

    /// Gives up what is still open of the brief's earlier editions, for the readers of these
    /// deliveries: who has today's edition does not want yesterday's. Gives how many.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written; then nothing was.
    pub fn expire_superseded(
        &self,
        by: &EditionKey,
        accepted: &[DeliveryKey],
        at: Instant,
    ) -> Result<usize, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let mut expired = 0;
            for key in accepted {
                let sql = include_str!("sql/outbox_supersede.sql");
                expired += transaction.prepare_cached(sql)?.execute(named_params! {
                    ":brief": by.brief.as_str(), ":date": by.date.to_string(),
                    ":subscriber": key.subscriber.0, ":at": micros(at),
                })?;
            }
            transaction.commit()?;
            Ok(expired)
        };
        write().map_err(during("give up earlier editions"))
    }

    /// Sets the state of a delivery by somebody's word. It is not an attempt; one whose answer
    /// never came ends as unsure, so that no later one is taken for its end.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`] and [`StoreError::UnknownDelivery`] by name.
    pub fn resolve(
        &self,
        key: &DeliveryKey,
        state: &DeliveryState,
        at: Instant,
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        let transaction = begin_write(&self.connection).map_err(during("resolve a delivery"))?;
        attempts_of_open(&transaction, key)?;
        let refusal = match state {
            DeliveryState::Refused { refusal, .. } => Some(refusal.key()),
            _ => None,
        };
        let write = || {
            close_unanswered(&transaction, key, at)?;
            let sql = include_str!("sql/outbox_resolve.sql");
            transaction.prepare_cached(sql)?.execute(named_params! {
                ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
                ":revision": key.revision.0, ":subscriber": key.subscriber.0,
                ":state": state.key(), ":refusal": refusal, ":reply": state.reply(),
                ":at": micros(at), ":expires_at": micros(expires_at),
            })?;
            transaction.commit()
        };
        write().map_err(during("resolve a delivery"))
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

/// As [`Store::intend`], within a write.
pub(super) fn insert(
    transaction: &Transaction,
    deliveries: &[Delivery],
) -> rusqlite::Result<usize> {
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
            ":state": delivery.state.key(),
            ":reply": delivery.state.reply(),
            ":changed_at": micros(delivery.changed_at),
            ":due_at": micros(delivery.due_at),
            ":expires_at": micros(delivery.expires_at),
            ":correction": delivery.correction,
        })?;
    }
    Ok(new)
}

fn take_step(transaction: &Transaction, step: &DeliveryStep) -> Result<(), StoreError> {
    let begun = attempts_of_open(transaction, &step.key)?;
    match &step.taken {
        StepTaken::DataStarted { message } => start_data(transaction, step, begun + 1, message),
        StepTaken::Resent => close_unanswered(transaction, &step.key, step.at),
        StepTaken::Postponed { reply, due_at } => postpone(transaction, step, reply, *due_at),
        StepTaken::Ended { state, due_at, short } => {
            end_attempt(transaction, step, begun, state, (*due_at, *short))
        }
    }
    .map_err(during("take a delivery's step"))
}

fn start_data(
    transaction: &Transaction,
    DeliveryStep { key, at, .. }: &DeliveryStep,
    n: u32,
    message: &Sha256Hash,
) -> rusqlite::Result<()> {
    let sql = include_str!("sql/outbox_data_started.sql");
    transaction.prepare_cached(sql)?.execute(named_params! {
        ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
        ":revision": key.revision.0, ":subscriber": key.subscriber.0,
        ":n": n, ":at": micros(*at),
    })?;
    transaction.prepare_cached(include_str!("sql/attempt_insert.sql"))?.execute(named_params! {
        ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
        ":revision": key.revision.0, ":subscriber": key.subscriber.0,
        ":n": n, ":phase": "data", ":started_at": micros(*at),
        ":ended_at": None::<i64>, ":outcome": None::<&str>, ":reply": None::<&str>,
        ":message_sha256": message.to_string(),
    })?;
    Ok(())
}

fn postpone(
    transaction: &Transaction,
    DeliveryStep { key, at, .. }: &DeliveryStep,
    reply: &str,
    due_at: Instant,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(include_str!("sql/outbox_postpone.sql"))?
        .execute(named_params! {
            ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
            ":revision": key.revision.0, ":subscriber": key.subscriber.0,
            ":at": micros(*at), ":reply": reply, ":due_at": micros(due_at),
        })
        .map(drop)
}

/// Ends the attempt whose body went out, or notes one that ended before.
fn end_attempt(
    transaction: &Transaction,
    DeliveryStep { key, at, .. }: &DeliveryStep,
    begun: u32,
    state: &DeliveryState,
    (due_at, short): (Instant, bool),
) -> rusqlite::Result<()> {
    let ended = transaction.prepare_cached(include_str!("sql/attempt_end.sql"))?.execute(
        named_params! {
            ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
            ":revision": key.revision.0, ":subscriber": key.subscriber.0,
            ":n": begun, ":at": micros(*at), ":state": state.key(), ":reply": state.reply(),
        },
    )?;
    let n = if ended == 0 { begun + 1 } else { begun };
    if ended == 0 {
        let sql = include_str!("sql/attempt_insert.sql");
        transaction.prepare_cached(sql)?.execute(named_params! {
            ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
            ":revision": key.revision.0, ":subscriber": key.subscriber.0,
            ":n": n, ":phase": "before-data", ":started_at": micros(*at),
            ":ended_at": micros(*at), ":outcome": state.key(), ":reply": state.reply(),
            ":message_sha256": None::<&str>,
        })?;
    }
    let refusal = match state {
        DeliveryState::Refused { refusal, .. } => Some(refusal.key()),
        _ => None,
    };
    transaction.prepare_cached(include_str!("sql/outbox_settle.sql"))?.execute(named_params! {
        ":brief": key.edition.brief.as_str(), ":date": key.edition.date.to_string(),
        ":revision": key.revision.0, ":subscriber": key.subscriber.0,
        ":n": n, ":at": micros(*at), ":state": state.key(), ":refusal": refusal,
        ":reply": state.reply(), ":due_at": micros(due_at), ":short": short,
    })?;
    Ok(())
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

pub(super) fn delivery(row: &Row) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        key: DeliveryKey {
            edition: codec::edition_key(row)?,
            revision: codec::revision(row)?,
            subscriber: SubscriberId(row.get("subscriber")?),
        },
        address: row.get("address")?,
        message_id: row.get("message_id")?,
        state: state(row)?,
        attempts: row.get("attempts")?,
        changed_at: codec::instant(row, "changed_at")?,
        due_at: codec::instant(row, "due_at")?,
        expires_at: codec::instant(row, "expires_at")?,
        short: row.get("short")?,
        correction: row.get("correction")?,
    })
}

fn state(row: &Row) -> rusqlite::Result<DeliveryState> {
    let reply: String = row.get("reply")?;
    let refusal = codec::read(row, "refusal", |word: Option<String>| match word {
        None => Ok(Refusal::Other),
        Some(word) => Refusal::ALL.into_iter().find(|kind| kind.key() == word).ok_or(word),
    })?;
    codec::read(row, "state", |word: String| {
        let reply = reply.clone();
        match word.as_str() {
            "intent" => Ok(DeliveryState::Intent),
            "unsure" => Ok(DeliveryState::Unsure { reply }),
            "accepted" => Ok(DeliveryState::Accepted { reply }),
            "deferred" => Ok(DeliveryState::Deferred { reply }),
            "refused" => Ok(DeliveryState::Refused { refusal, reply }),
            "expired" => Ok(DeliveryState::Expired { reply }),
            "suppressed" => Ok(DeliveryState::Suppressed { reply }),
            _ => Err(word),
        }
    })
}

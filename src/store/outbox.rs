//! Takes what deliver is about to do and what came of it; keeps the ledger. Each step is
//! committed before the next one begins.

use rusqlite::params;

use super::codec;
use super::{Store, StoreError};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, EditionKey, Instant, Revision, SubscriberId,
};

impl Store {
    /// Records that messages are to be sent. A delivery that is there already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn intend(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for delivery in deliveries {
            let key = &delivery.key;
            transaction.prepare_cached(include_str!("sql/outbox_intend.sql"))?.execute(params![
                key.edition.brief.as_str(),
                key.edition.date.to_string(),
                key.revision.0,
                key.subscriber.0,
                delivery.address,
                delivery.message_id,
                delivery.changed_at.timestamp_micros()
            ])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Records that a body is about to go out: the outcome is unsure from here on.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`], [`StoreError::Query`].
    pub fn data_started(&mut self, key: &DeliveryKey, at: Instant) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached(include_str!("sql/outbox_data_started.sql"))?
            .execute(params![
                key.edition.brief.as_str(),
                key.edition.date.to_string(),
                key.revision.0,
                key.subscriber.0,
                at.timestamp_micros()
            ])?;
        changed_one(key, changed)
    }

    /// Records what the server said.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAccepted`], [`StoreError::Query`].
    pub fn settle(
        &mut self,
        key: &DeliveryKey,
        state: &DeliveryState,
        at: Instant,
    ) -> Result<(), StoreError> {
        let reply = match state {
            DeliveryState::Accepted { reply }
            | DeliveryState::Deferred { reply }
            | DeliveryState::Refused { reply } => reply,
            DeliveryState::Intent | DeliveryState::DataStarted => "",
        };
        let changed = self
            .connection
            .prepare_cached(include_str!("sql/outbox_settle.sql"))?
            .execute(params![
                key.edition.brief.as_str(),
                key.edition.date.to_string(),
                key.revision.0,
                key.subscriber.0,
                state.key(),
                reply,
                at.timestamp_micros()
            ])?;
        changed_one(key, changed)
    }

    /// The ledger, by date, brief, revision and subscriber; of one edition when it is named.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn deliveries(&self, edition: Option<&EditionKey>) -> Result<Vec<Delivery>, StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("sql/outbox_all.sql"))?;
        let mut rows = statement.query([])?;
        let mut deliveries = Vec::new();
        while let Some(row) = rows.next()? {
            let (word, reply): (String, String) = (row.get(6)?, row.get(7)?);
            let delivery = Delivery {
                key: DeliveryKey {
                    edition: EditionKey {
                        brief: codec::brief_id(&row.get::<_, String>(0)?)?,
                        date: codec::date(&row.get::<_, String>(1)?)?,
                    },
                    revision: Revision(row.get(2)?),
                    subscriber: SubscriberId(row.get(3)?),
                },
                address: row.get(4)?,
                message_id: row.get(5)?,
                state: state(&word, reply)?,
                attempts: row.get(8)?,
                changed_at: codec::instant(row.get(9)?)?,
            };
            if edition.is_none_or(|edition| delivery.key.edition == *edition) {
                deliveries.push(delivery);
            }
        }
        Ok(deliveries)
    }
}

fn state(word: &str, reply: String) -> Result<DeliveryState, StoreError> {
    match word {
        "intent" => Ok(DeliveryState::Intent),
        "unsure" => Ok(DeliveryState::DataStarted),
        "accepted" => Ok(DeliveryState::Accepted { reply }),
        "deferred" => Ok(DeliveryState::Deferred { reply }),
        "refused" => Ok(DeliveryState::Refused { reply }),
        _ => Err(codec::bad("delivery state", word)),
    }
}

fn changed_one(key: &DeliveryKey, changed: usize) -> Result<(), StoreError> {
    if changed == 1 {
        return Ok(());
    }
    Err(StoreError::AlreadyAccepted(format!(
        "{} {} to {}",
        key.edition, key.revision, key.subscriber
    )))
}

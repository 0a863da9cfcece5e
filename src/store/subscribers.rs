//! Takes the subscribers that an operator manages here, beside those of the configuration; gives
//! them back, all or those entitled to a brief. Never gives a forgotten one an address again.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, Transaction, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{
    BriefId, Instant, ManagedSubscriber, SaidWishes, Sha256Hash, SubscriberId, WishKey,
};

impl Store {
    /// Every managed subscriber by id, also those that were forgotten.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn managed_subscribers(&self) -> Result<Vec<ManagedSubscriber>, StoreError> {
        read(&self.connection, None).map_err(during("read the subscribers"))
    }

    /// The managed subscribers who may have a brief, by id.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn entitled(&self, brief: &BriefId) -> Result<Vec<ManagedSubscriber>, StoreError> {
        read(&self.connection, Some(brief)).map_err(during("read who may have a brief"))
    }

    /// Writes subscribers as they are from now on and takes others out, all or nothing. What is
    /// still open for one that is taken out is not sent.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; also where an address is another's, or
    /// where one was forgotten.
    pub fn manage(
        &self,
        put: &[ManagedSubscriber],
        removed: &[SubscriberId],
        at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            for id in removed {
                withdraw(&transaction, id, "no longer a subscriber", at)?;
                transaction
                    .prepare_cached(include_str!("sql/subscriber_remove.sql"))?
                    .execute(named_params! {":id": id.0})?;
            }
            for one in put {
                transaction
                    .prepare_cached(include_str!("sql/subscriber_free_address.sql"))?
                    .execute(named_params! {":id": one.id.0})?;
            }
            for one in put {
                put_one(&transaction, one, at)?;
            }
            transaction.commit()
        };
        write().map_err(during("change the subscribers"))
    }
}

/// What is still open for a subscriber will not be sent.
pub(super) fn withdraw(
    transaction: &Transaction,
    id: &SubscriberId,
    why: &str,
    at: Instant,
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(include_str!("sql/outbox_withdraw.sql"))?
        .execute(named_params! {":id": id.0, ":why": why, ":at": micros(at)})
}

fn put_one(
    transaction: &Transaction,
    one: &ManagedSubscriber,
    at: Instant,
) -> rusqlite::Result<()> {
    let wish = |key| one.wishes.words(key);
    transaction.prepare_cached(include_str!("sql/subscriber_put.sql"))?.execute(named_params! {
        ":id": one.id.0,
        ":address": one.address,
        ":address_sha256": one.address_sha256.to_string(),
        ":name": one.name,
        ":client_group": one.group,
        ":owner": one.owner,
        ":watchlist": wish(WishKey::Watchlist),
        ":form": wish(WishKey::Form),
        ":attachments": wish(WishKey::Attachments),
        ":date_language": wish(WishKey::DateLanguage),
        ":timezone": wish(WishKey::Timezone),
        ":from_time": wish(WishKey::FromTime),
        ":weekdays": wish(WishKey::Weekdays),
        ":at": micros(at),
    })?;
    transaction
        .prepare_cached(include_str!("sql/entitlements_clear.sql"))?
        .execute(named_params! {":id": one.id.0})?;
    for brief in &one.briefs {
        transaction
            .prepare_cached(include_str!("sql/entitlement_insert.sql"))?
            .execute(named_params! {":id": one.id.0, ":brief": brief.as_str()})?;
    }
    Ok(())
}

fn read(
    connection: &Connection,
    brief: Option<&BriefId>,
) -> rusqlite::Result<Vec<ManagedSubscriber>> {
    connection
        .prepare_cached(include_str!("sql/subscribers_read.sql"))?
        .query_map(named_params! {":brief": brief.map(BriefId::as_str)}, subscriber)?
        .collect()
}

fn subscriber(row: &Row) -> rusqlite::Result<ManagedSubscriber> {
    let mut wishes = SaidWishes::default();
    for key in WishKey::ALL {
        let words: Option<String> = row.get(key.word())?;
        let words = words.unwrap_or_default();
        codec::read(row, key.word(), |_: Option<String>| {
            wishes.clone().set(key, &words).map_err(|_| words.clone())
        })?;
        wishes.set(key, &words).expect("it was just read");
    }
    let briefs = codec::read(row, "briefs", |ids: Option<String>| {
        let ids = ids.unwrap_or_default();
        let read: Result<BTreeSet<_>, _> = ids.split_whitespace().map(BriefId::parse).collect();
        read.map_err(|_| ids.clone())
    })?;
    Ok(ManagedSubscriber {
        id: SubscriberId(row.get("id")?),
        address: row.get("address")?,
        address_sha256: codec::read(row, "address_sha256", |hex: String| {
            Sha256Hash::parse(&hex).ok_or(hex)
        })?,
        name: row.get("name")?,
        group: row.get("client_group")?,
        owner: row.get("owner")?,
        wishes,
        briefs,
        added_at: codec::instant(row, "added_at")?,
        changed_at: codec::instant(row, "changed_at")?,
        forgotten_at: codec::instant_if_any(row, "forgotten_at")?,
    })
}

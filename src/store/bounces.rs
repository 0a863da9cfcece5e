//! Takes what came back after deliveries; keeps each message once, with what was done about it.
//! Never changes the ledger.

use chrono::Duration;
use rusqlite::{Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use super::notices::queue;
use super::outbox;
use super::suppressions::insert;
use crate::model::{
    Bounce, BounceDeed, BounceFault, BounceKind, Delivery, DeliveryKey, MatchedBy, NoticeKind,
    Sha256Hash, StatusCode, SubscriberId, Suppression,
};

/// By what a letter is looked up that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterId<'i> {
    /// Its whole Message-ID, with brackets.
    Message(&'i str),
    /// The sixteen marks before the Message-ID's `@`.
    Mark(&'i str),
}

impl Store {
    /// The delivery of a letter; `None` where none or more than one has that id.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn delivery_of(&self, letter: LetterId<'_>) -> Result<Option<Delivery>, StoreError> {
        let (message_id, mark) = match letter {
            LetterId::Message(id) => (Some(id), None),
            LetterId::Mark(mark) => (None, Some(mark)),
        };
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/outbox_by_message.sql"))?
                .query_map(
                    named_params! {":message_id": message_id, ":mark": mark},
                    outbox::delivery,
                )?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let mut found = read().map_err(during("look up a letter"))?;
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    /// Whether a message that came back was read before.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn knows_bounce(&self, message: &Sha256Hash) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/bounce_exists.sql"))
            .and_then(|mut ask| {
                let params = named_params! {":message_sha256": message.to_string()};
                ask.query_row(params, |row| row.get(0))
            })
            .map_err(during("look up a bounce"))
    }

    /// How many other letters to the address of a delivery came back because there is no such
    /// mailbox, sent within some time of it, since the subscriber's suppression was last lifted.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn failed_before(&self, delivery: &Delivery, within: Duration) -> Result<u32, StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/bounces_failed_before.sql"))
            .and_then(|mut ask| {
                let params = named_params! {
                    ":subscriber": delivery.key.subscriber.0,
                    ":address": delivery.address,
                    ":brief": delivery.key.edition.brief.as_str(),
                    ":date": delivery.key.edition.date.to_string(),
                    ":revision": delivery.key.revision.0,
                    ":sent_at": micros(delivery.changed_at),
                    ":within": within.num_microseconds(),
                };
                ask.query_row(params, |row| row.get(0))
            })
            .map_err(during("count the bounces of a subscriber"))
    }

    /// Keeps a message that came back and, with it or not at all, puts a suppression in force.
    /// `false` when the message was read before: then nothing changes.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_bounce(
        &self,
        bounce: &Bounce,
        suppression: Option<&Suppression>,
    ) -> Result<bool, StoreError> {
        let failed = during("record a bounce");
        let transaction = begin_write(&self.connection).map_err(&failed)?;
        let is_new = self.insert_bounce(bounce).map_err(&failed)?;
        if let (true, Some(suppression)) = (is_new, suppression) {
            let tell = || {
                if insert(&transaction, suppression)? {
                    queue(&transaction, suppression, NoticeKind::Left(suppression.reason))?;
                }
                Ok(())
            };
            tell().map_err(&failed)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(is_new)
    }

    fn insert_bounce(&self, bounce: &Bounce) -> rusqlite::Result<bool> {
        let key = bounce.delivery.as_ref();
        let sql = include_str!("sql/bounce_insert.sql");
        let new = self.connection.prepare_cached(sql)?.execute(named_params! {
            ":message_sha256": bounce.message.to_string(),
            ":read_at": micros(bounce.read_at),
            ":brief": key.map(|key| key.edition.brief.as_str()),
            ":date": key.map(|key| key.edition.date.to_string()),
            ":revision": key.map(|key| key.revision.0),
            ":subscriber": key.map(|key| key.subscriber.0.as_str()),
            ":matched_by": bounce.matched_by.map(MatchedBy::key),
            ":kind": bounce.kind.key(),
            ":fault": bounce.fault.key(),
            ":code": bounce.code.map(|code| code.to_string()),
            ":recipient": bounce.recipient,
            ":diagnostic": bounce.diagnostic,
            ":deed": bounce.deed.key(),
        })?;
        Ok(new > 0)
    }

    /// Erases the addresses in what came back for a subscriber who is to be forgotten. Gives in
    /// how many.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they could not be written.
    pub fn erase_bounces(&self, subscriber: &SubscriberId) -> Result<usize, StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/bounces_erase.sql"))
            .and_then(|mut erase| erase.execute(named_params! {":subscriber": subscriber.0}))
            .map_err(during("erase the addresses of bounces"))
    }

    /// Every message that came back, in the order of reading.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn bounces(&self) -> Result<Vec<Bounce>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/bounces_read.sql"))?
                .query_map([], bounce)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the bounces"))
    }
}

fn bounce(row: &Row) -> rusqlite::Result<Bounce> {
    let subscriber: Option<String> = row.get("subscriber")?;
    let delivery = |subscriber| {
        Ok::<_, rusqlite::Error>(DeliveryKey {
            edition: codec::edition_key(row)?,
            revision: codec::revision(row)?,
            subscriber: SubscriberId(subscriber),
        })
    };
    Ok(Bounce {
        message: codec::read(row, "message_sha256", |hex: String| {
            Sha256Hash::parse(&hex).ok_or(hex)
        })?,
        read_at: codec::instant(row, "read_at")?,
        delivery: subscriber.map(delivery).transpose()?,
        matched_by: codec::read(row, "matched_by", |word: Option<String>| {
            word.map(|word| word_of(MatchedBy::ALL, MatchedBy::key, word)).transpose()
        })?,
        kind: codec::read(row, "kind", |word| word_of(BounceKind::ALL, BounceKind::key, word))?,
        fault: codec::read(row, "fault", |word| word_of(BounceFault::ALL, BounceFault::key, word))?,
        code: codec::read(row, "code", |code: Option<String>| {
            code.map(|code| StatusCode::parse(&code).ok_or(code)).transpose()
        })?,
        recipient: row.get("recipient")?,
        diagnostic: row.get("diagnostic")?,
        deed: codec::read(row, "deed", |word| word_of(BounceDeed::ALL, BounceDeed::key, word))?,
    })
}

/// The value whose word that is.
fn word_of<T: Copy>(
    all: impl IntoIterator<Item = T>,
    key: fn(T) -> &'static str,
    word: String,
) -> Result<T, String> {
    all.into_iter().find(|value| key(*value) == word).ok_or(word)
}

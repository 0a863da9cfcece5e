//! Takes what readers chose for themselves; gives it to delivery and to their page.

use std::collections::BTreeSet;

use rusqlite::{Row, named_params};

use super::Store;
use super::codec::{self, Keys, micros};
use super::error::{StoreError, during};
use crate::model::{Attachment, Instant, MailForm, Preference, SubscriberId};

const FORMS: &Keys<MailForm> =
    &[(MailForm::Full, "full"), (MailForm::Short, "short"), (MailForm::Text, "text")];
const ATTACHMENTS: &Keys<Attachment> = &[(Attachment::Pdf, "pdf"), (Attachment::Json, "json")];

impl Store {
    /// Keeps a reader's choice in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written.
    pub fn prefer(&self, preference: &Preference, at: Instant) -> Result<(), StoreError> {
        let attachments = preference.attachments.as_ref().map(|set| {
            let words: Vec<&str> = set.iter().map(|one| codec::key(ATTACHMENTS, one)).collect();
            words.join(",")
        });
        self.connection
            .prepare_cached(include_str!("sql/preference_write.sql"))
            .and_then(|mut write| {
                write.execute(named_params! {
                    ":subscriber": preference.subscriber.0,
                    ":form": preference.form.as_ref().map(|form| codec::key(FORMS, form)),
                    ":attachments": attachments,
                    ":until": preference.until.map(|date| date.to_string()),
                    ":changed_at": micros(at),
                })
            })
            .map(drop)
            .map_err(during("keep a reader's choice"))
    }

    /// Every reader's choice, by its id.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn preferences(&self) -> Result<Vec<Preference>, StoreError> {
        self.read_preferences(None)
    }

    /// What one reader chose; everything as arranged where it chose nothing.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn preference(&self, subscriber: &SubscriberId) -> Result<Preference, StoreError> {
        let found = self.read_preferences(Some(subscriber))?.pop();
        Ok(found.unwrap_or_else(|| Preference::as_arranged(subscriber.clone())))
    }

    /// Forgets what a reader chose.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written.
    pub fn forget_preference(&self, subscriber: &SubscriberId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/preference_forget.sql"))
            .and_then(|mut forget| forget.execute(named_params! { ":subscriber": subscriber.0 }))
            .map(drop)
            .map_err(during("forget a reader's choice"))
    }

    fn read_preferences(&self, of: Option<&SubscriberId>) -> Result<Vec<Preference>, StoreError> {
        let read = || {
            let params = named_params! { ":subscriber": of.map(|id| &id.0) };
            self.connection
                .prepare_cached(include_str!("sql/preferences_read.sql"))?
                .query_map(params, preference)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read what readers chose"))
    }
}

fn preference(row: &Row) -> rusqlite::Result<Preference> {
    let form = codec::read(row, "form", |word: Option<String>| {
        word.map(|word| of_word(FORMS, &word).ok_or(word)).transpose()
    })?;
    let attachments = codec::read(row, "attachments", |words: Option<String>| {
        let set = |words: String| {
            let parts = words.split(',').filter(|word| !word.is_empty());
            let read: Option<BTreeSet<_>> = parts.map(|word| of_word(ATTACHMENTS, word)).collect();
            read.ok_or(words)
        };
        words.map(set).transpose()
    })?;
    let until = codec::read(row, "until", |text: Option<String>| {
        text.map(|text| text.parse().map_err(|_| text)).transpose()
    })?;
    Ok(Preference { subscriber: SubscriberId(row.get("subscriber")?), form, attachments, until })
}

fn of_word<T: Copy>(keys: &Keys<T>, word: &str) -> Option<T> {
    keys.iter().find_map(|(value, known)| (*known == word).then_some(*value))
}

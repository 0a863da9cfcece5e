//! Takes who leaves or comes back; gives the suppression and, in the same write, what the
//! account's owner is to be told. Never one without the other, and never the same thing twice.

use rusqlite::{Connection, Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use super::suppressions::insert;
use crate::model::{
    BriefId, Instant, Notice, NoticeKind, NoticeState, Sha256Hash, SubscriberId, Suppression,
    SuppressionReason,
};

impl Store {
    /// As [`Store::suppress_and_tell`], for a mail to the unsubscribe address: once, however
    /// often that mail is read. `false` when it was read before.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn suppress_by_mail(
        &self,
        message: &Sha256Hash,
        suppression: &Suppression,
    ) -> Result<bool, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let sql = include_str!("sql/leave_mail_insert.sql");
            let is_new = transaction.prepare_cached(sql)?.execute(named_params! {
                ":message_sha256": message.to_string(),
                ":subscriber": suppression.subscriber.0,
                ":read_at": micros(suppression.since),
            })? > 0;
            if is_new && insert(&transaction, suppression)? {
                queue(&transaction, suppression, NoticeKind::Left(suppression.reason))?;
            }
            transaction.commit()?;
            Ok(is_new)
        };
        write().map_err(during("let a reader leave by mail"))
    }

    /// Puts a suppression in force and queues what the owner is told of it; `false`, and
    /// nothing is told, when the same one is in force already.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written; then neither was.
    pub fn suppress_and_tell(&self, suppression: &Suppression) -> Result<bool, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let is_new = insert(&transaction, suppression)?;
            if is_new {
                queue(&transaction, suppression, NoticeKind::Left(suppression.reason))?;
            }
            transaction.commit()?;
            Ok(is_new)
        };
        write().map_err(during("suppress a subscriber"))
    }

    /// Lets a reader who left have a brief again and queues what the owner is told of it. Lifts
    /// what the reader itself asked for, of that brief and of all; what an operator or a bounce
    /// put in force stays. `false`, and nothing is told, when there was nothing to lift.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written; then neither was.
    pub fn return_and_tell(
        &self,
        subscriber: &SubscriberId,
        brief: &BriefId,
        detail: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let lifted = transaction
                .prepare_cached(include_str!("sql/suppression_return.sql"))?
                .execute(named_params! {
                    ":subscriber": subscriber.0, ":brief": brief.as_str(), ":at": micros(at),
                })?;
            if lifted > 0 {
                let told = Suppression {
                    subscriber: subscriber.clone(),
                    brief: Some(brief.clone()),
                    reason: SuppressionReason::Unsubscribed,
                    detail: detail.to_owned(),
                    since: at,
                };
                queue(&transaction, &told, NoticeKind::Returned)?;
            }
            transaction.commit()?;
            Ok(lifted > 0)
        };
        write().map_err(during("let a reader come back"))
    }

    /// The notices that are due at an instant, or every one, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn notices(&self, due_at: Option<Instant>) -> Result<Vec<Notice>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/notices_read.sql"))?
                .query_map(named_params! { ":due_at": due_at.map(micros) }, notice)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the notices"))
    }

    /// Counts an attempt to send a notice, with how far it came and, for one still queued, when
    /// the next begins.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written, or the notice was settled before.
    pub fn notice_attempted(
        &self,
        n: i64,
        state: NoticeState,
        reply: &str,
        due_at: Instant,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/notice_attempt.sql"))
            .and_then(|mut update| {
                update.execute(named_params! {
                    ":n": n, ":state": state.key(), ":reply": reply, ":due_at": micros(due_at),
                })
            })
            .map(drop)
            .map_err(during("record a notice"))
    }
}

pub(super) fn queue(
    connection: &Connection,
    of: &Suppression,
    kind: NoticeKind,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(include_str!("sql/notice_insert.sql"))?
        .execute(named_params! {
            ":subscriber": of.subscriber.0,
            ":brief": of.brief.as_ref().map(BriefId::as_str),
            ":kind": kind.key(),
            ":detail": of.detail,
            ":at": micros(of.since),
        })
        .map(drop)
}

fn notice(row: &Row) -> rusqlite::Result<Notice> {
    Ok(Notice {
        n: row.get("n")?,
        subscriber: SubscriberId(row.get("subscriber")?),
        brief: codec::brief_if_any(row)?,
        kind: codec::read(row, "kind", |word: String| NoticeKind::of_key(&word).ok_or(word))?,
        detail: row.get("detail")?,
        at: codec::instant(row, "at")?,
        state: codec::read(row, "state", |word: String| {
            NoticeState::ALL.into_iter().find(|state| state.key() == word).ok_or(word)
        })?,
        attempts: row.get("attempts")?,
        due_at: codec::instant(row, "due_at")?,
        reply: row.get("reply")?,
    })
}

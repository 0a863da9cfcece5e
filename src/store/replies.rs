//! Takes what a prose engine replied; gives its first answer to a request back by the request's
//! hash. A reply is no fact of the market: it is found by what was asked, not by when, and it
//! is the same for every cut-off.

use rusqlite::{OptionalExtension, named_params};

use super::Store;
use super::codec::micros;
use super::error::{StoreError, during};
use crate::model::{Instant, Reply, ReplyOutcome, Sha256Hash};

impl Store {
    /// Keeps a reply, an answer or a failure.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn record_reply(&self, reply: &Reply, replied_at: Instant) -> Result<(), StoreError> {
        let (answer, failure) = match &reply.outcome {
            ReplyOutcome::Answered(content) => (Some(content), None),
            ReplyOutcome::Failed(why) => (None, Some(why)),
        };
        let write = || {
            self.connection
                .prepare_cached(include_str!("sql/reply_insert.sql"))?
                .execute(named_params! {
                    ":request_sha256": reply.request_sha256.to_string(),
                    ":model": reply.model,
                    ":host": reply.host,
                    ":answer": answer,
                    ":failure": failure,
                    ":replied_at": micros(replied_at),
                })
                .map(drop)
        };
        write().map_err(during("record a prose engine's reply"))
    }

    /// The first answer to exactly this request; failures are passed over.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn answered(&self, request_sha256: Sha256Hash) -> Result<Option<Reply>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/reply_answered.sql"))?
                .query_row(named_params! {":request_sha256": request_sha256.to_string()}, |row| {
                    Ok(Reply {
                        request_sha256,
                        model: row.get("model")?,
                        host: row.get("host")?,
                        outcome: ReplyOutcome::Answered(row.get("answer")?),
                    })
                })
                .optional()
        };
        read().map_err(during("read a prose engine's answer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(outcome: ReplyOutcome) -> Reply {
        let request_sha256 = Sha256Hash::of("asked");
        Reply { request_sha256, model: "small-1".to_owned(), host: "host".to_owned(), outcome }
    }

    #[test]
    fn the_first_answer_stands_and_a_failure_is_asked_again() {
        let store = Store::open_in_memory().unwrap();
        let at = Instant::UNIX_EPOCH;
        let failed = reply(ReplyOutcome::Failed("it cannot be reached".to_owned()));
        store.record_reply(&failed, at).unwrap();
        assert_eq!(store.answered(failed.request_sha256).unwrap(), None);
        let first = reply(ReplyOutcome::Answered("one".to_owned()));
        store.record_reply(&first, at).unwrap();
        store.record_reply(&reply(ReplyOutcome::Answered("two".to_owned())), at).unwrap();
        assert_eq!(store.answered(first.request_sha256).unwrap(), Some(first));
        assert_eq!(store.answered(Sha256Hash::of("not asked")).unwrap(), None);
    }

    #[test]
    fn replies_are_only_ever_appended() {
        let store = Store::open_in_memory().unwrap();
        let kept = reply(ReplyOutcome::Answered("one".to_owned()));
        store.record_reply(&kept, Instant::UNIX_EPOCH).unwrap();
        for statement in ["UPDATE replies SET answer = 'x'", "DELETE FROM replies"] {
            let refused = store.connection.execute(statement, []).unwrap_err().to_string();
            assert!(refused.contains("only ever appended"), "{refused}");
        }
    }
}

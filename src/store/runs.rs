//! Takes the beginning and the end of each verb; gives the list of runs. Never a fact: no
//! edition reads it.

use rusqlite::{Row, named_params};

use super::Store;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{EditionKey, Instant};

/// The number of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub i64);

/// One run of one verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// What was run: `collect`, `deliver` …
    pub verb: String,
    /// For which edition, where it was for one.
    pub edition: Option<EditionKey>,
    /// When it began.
    pub begun_at: Instant,
    /// When it ended; `None` while it runs, or when it was cut off.
    pub ended_at: Option<Instant>,
    /// How it ended, in a word.
    pub outcome: Option<String>,
    /// What there is to say about it.
    pub detail: Option<String>,
}

impl Store {
    /// Notes that a verb begins.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn begin_run(
        &self,
        verb: &str,
        edition: Option<&EditionKey>,
        at: Instant,
    ) -> Result<RunId, StoreError> {
        let write = || {
            self.connection.prepare_cached(include_str!("sql/run_begin.sql"))?.insert(
                named_params! {
                    ":verb": verb,
                    ":brief": edition.map(|key| key.brief.as_str()),
                    ":date": edition.map(|key| key.date.to_string()),
                    ":begun_at": micros(at),
                },
            )
        };
        let run = write().map(RunId).map_err(during("begin a run"))?;
        self.last_run.set(Some(run));
        Ok(run)
    }

    /// The run that was begun here last, if any since it was asked: what the log names.
    pub fn take_last_run(&self) -> Option<RunId> {
        self.last_run.take()
    }

    /// Notes how a run ended.
    ///
    /// # Errors
    /// [`StoreError::UnknownRun`] if it has ended or never began.
    pub fn finish_run(
        &self,
        run: RunId,
        outcome: &str,
        detail: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            self.connection.prepare_cached(include_str!("sql/run_finish.sql"))?.execute(
                named_params! {
                    ":id": run.0, ":outcome": outcome, ":detail": detail, ":ended_at": micros(at),
                },
            )
        };
        match write().map_err(during("finish a run"))? {
            0 => Err(StoreError::UnknownRun { run: run.0 }),
            _ => Ok(()),
        }
    }

    /// The last runs, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn runs(&self, limit: u32) -> Result<Vec<Run>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/runs_read.sql"))?
                .query_map(named_params! {":limit": limit}, run)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the runs"))
    }
}

pub(super) fn run(row: &Row) -> rusqlite::Result<Run> {
    let has_edition = row.get::<_, Option<String>>("brief")?.is_some();
    Ok(Run {
        id: RunId(row.get("id")?),
        verb: row.get("verb")?,
        edition: has_edition.then(|| codec::edition_key(row)).transpose()?,
        begun_at: codec::instant(row, "begun_at")?,
        ended_at: codec::instant_if_any(row, "ended_at")?,
        outcome: row.get("outcome")?,
        detail: row.get("detail")?,
    })
}

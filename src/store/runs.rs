//! Takes the beginning and the end of a command; keeps the history of what was run.

use rusqlite::params;

use super::codec;
use super::{Store, StoreError};
use crate::model::{EditionKey, Instant};

/// One row of the history, to be finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(i64);

/// What was run, when, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The verb.
    pub verb: String,
    /// The edition it was about, if it was about one.
    pub edition: Option<EditionKey>,
    /// When it began.
    pub begun_at: Instant,
    /// When it ended; `None` while it runs, or when it was killed.
    pub finished_at: Option<Instant>,
    /// How it ended.
    pub outcome: Option<String>,
    /// In one sentence.
    pub detail: Option<String>,
}

type RunRow =
    (String, Option<String>, Option<String>, i64, Option<i64>, Option<String>, Option<String>);

impl Store {
    /// Opens a row of the history.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn begin_run(
        &mut self,
        verb: &str,
        edition: Option<&EditionKey>,
        at: Instant,
    ) -> Result<RunId, StoreError> {
        self.connection.prepare_cached(include_str!("sql/run_begin.sql"))?.execute(params![
            verb,
            edition.map(|key| key.brief.to_string()),
            edition.map(|key| key.date.to_string()),
            at.timestamp_micros()
        ])?;
        Ok(RunId(self.connection.last_insert_rowid()))
    }

    /// Closes a row of the history.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn finish_run(
        &mut self,
        run: RunId,
        outcome: &str,
        detail: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.connection.prepare_cached(include_str!("sql/run_finish.sql"))?.execute(params![
            run.0,
            at.timestamp_micros(),
            outcome,
            detail
        ])?;
        Ok(())
    }

    /// The newest rows of the history, newest first.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn runs(&self, limit: u32) -> Result<Vec<Run>, StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("sql/runs_latest.sql"))?;
        let rows = statement.query_map([limit], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })?;
        rows.map(|row| run(row?)).collect()
    }
}

fn run(
    (verb, brief, date, begun_at, finished_at, outcome, detail): RunRow,
) -> Result<Run, StoreError> {
    let edition = match (brief, date) {
        (Some(brief), Some(date)) => {
            Some(EditionKey { brief: codec::brief_id(&brief)?, date: codec::date(&date)? })
        }
        _ => None,
    };
    Ok(Run {
        verb,
        edition,
        begun_at: codec::instant(begun_at)?,
        finished_at: finished_at.map(codec::instant).transpose()?,
        outcome,
        detail,
    })
}

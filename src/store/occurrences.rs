//! Takes planned occurrences; gives those due and how each went. Never plans: the calendar is
//! the scheduler's business.

use rusqlite::{OptionalExtension as _, Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{BriefId, EditionKey, Instant, Occurrence, OccurrenceState};

impl Store {
    /// Makes `planned` all that is still to come after `now`: rows are added, moved and taken
    /// away, but for those that ran, are held or were skipped. One at or before `now` is added
    /// where it is missing and else stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn plan_occurrences(
        &self,
        planned: &[(EditionKey, Instant)],
        now: Instant,
    ) -> Result<(), StoreError> {
        let keys: Vec<_> =
            planned.iter().map(|(key, _)| (key.brief.as_str(), key.date.to_string())).collect();
        let keys = serde_json::to_string(&keys).expect("texts are JSON");
        let write = || {
            let transaction = begin_write(&self.connection)?;
            transaction
                .prepare_cached(include_str!("sql/occurrences_unplan.sql"))?
                .execute(named_params! {":planned": keys, ":now": micros(now)})?;
            let mut plan = transaction.prepare_cached(include_str!("sql/occurrence_plan.sql"))?;
            for (key, due_at) in planned {
                plan.execute(named_params! {
                    ":brief": key.brief.as_str(),
                    ":date": key.date.to_string(),
                    ":due_at": micros(*due_at),
                    ":now": micros(now),
                })?;
            }
            drop(plan);
            transaction.commit()
        };
        write().map_err(during("plan occurrences"))
    }

    /// The occurrences due from `from` to `to`, both included, by instant, brief and date.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn occurrences(&self, from: Instant, to: Instant) -> Result<Vec<Occurrence>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/occurrences_read.sql"))?
                .query_map(named_params! {":from": micros(from), ":to": micros(to)}, occurrence)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the occurrences"))
    }

    /// Those due at `now` that are not settled, in the same order.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn open_occurrences(&self, now: Instant) -> Result<Vec<Occurrence>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/occurrences_open.sql"))?
                .query_map(named_params! {":now": micros(now)}, occurrence)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the open occurrences"))
    }

    /// When the last occurrence of a brief is due, of all that were ever planned.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn last_occurrence(&self, brief: &BriefId) -> Result<Option<Instant>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/occurrence_last.sql"))?
                .query_row(named_params! {":brief": brief.as_str()}, |row| {
                    codec::instant_if_any(row, "max(due_at)")
                })
        };
        read().map_err(during("read the last occurrence"))
    }

    /// Notes how an occurrence stands: its state, reason, attempts and when it is looked at next.
    ///
    /// # Errors
    /// [`StoreError::UnknownOccurrence`] if it was never planned.
    pub fn mark_occurrence(&self, marked: &Occurrence, now: Instant) -> Result<(), StoreError> {
        let key = &marked.key;
        let write = || {
            self.connection.prepare_cached(include_str!("sql/occurrence_mark.sql"))?.execute(
                named_params! {
                    ":brief": key.brief.as_str(),
                    ":date": key.date.to_string(),
                    ":state": marked.state.word(),
                    ":reason": marked.reason,
                    ":attempts": marked.attempts,
                    ":next_at": micros(marked.next_at),
                    ":now": micros(now),
                },
            )
        };
        match write().map_err(during("mark an occurrence"))? {
            0 => Err(StoreError::UnknownOccurrence { key: Box::new(key.clone()) }),
            _ => Ok(()),
        }
    }

    /// Notes that the daemon is alive.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn note_beat(&self, beat: Beat) -> Result<(), StoreError> {
        let write = || {
            self.connection.prepare_cached(include_str!("sql/daemon_beat.sql"))?.execute(
                named_params! {
                    ":process": beat.process,
                    ":started_at": micros(beat.started_at),
                    ":beat_at": micros(beat.at),
                },
            )
        };
        write().map(drop).map_err(during("note the daemon's beat"))
    }

    /// When a daemon was last alive; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn last_beat(&self) -> Result<Option<Beat>, StoreError> {
        let read = || {
            let sql = include_str!("sql/daemon_read.sql");
            self.connection.prepare_cached(sql)?.query_row([], beat).optional()
        };
        read().map_err(during("read the daemon's beat"))
    }
}

/// A sign of life of the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Its process.
    pub process: u32,
    /// When it was started.
    pub started_at: Instant,
    /// When it was last alive.
    pub at: Instant,
}

fn beat(row: &Row) -> rusqlite::Result<Beat> {
    Ok(Beat {
        process: row.get("process")?,
        started_at: codec::instant(row, "started_at")?,
        at: codec::instant(row, "beat_at")?,
    })
}

fn occurrence(row: &Row) -> rusqlite::Result<Occurrence> {
    Ok(Occurrence {
        key: codec::edition_key(row)?,
        due_at: codec::instant(row, "due_at")?,
        next_at: codec::instant(row, "next_at")?,
        state: codec::keyed(row, "state", &OccurrenceState::WORDS)?,
        attempts: row.get("attempts")?,
        reason: row.get("reason")?,
    })
}

//! Takes planned occurrences; gives those due between two instants and how each went. Never
//! plans: the calendar is the scheduler's business.

use rusqlite::{Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, Keys, micros};
use super::error::{StoreError, during};
use crate::model::{EditionKey, Instant};

/// How an occurrence went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OccurrenceState {
    /// Still to come, or due.
    Planned,
    /// It ran.
    Done,
    /// Its time passed without a run.
    Missed,
    /// It ran and failed.
    Failed,
}

const STATES: &Keys<OccurrenceState> = &[
    (OccurrenceState::Planned, "planned"),
    (OccurrenceState::Done, "done"),
    (OccurrenceState::Missed, "missed"),
    (OccurrenceState::Failed, "failed"),
];

impl OccurrenceState {
    /// Its word, in the database and on the status page.
    #[must_use]
    pub fn word(self) -> &'static str {
        codec::key(STATES, &self)
    }
}

/// One planned edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Which edition.
    pub key: EditionKey,
    /// When it is to run.
    pub due_at: Instant,
    /// How it went.
    pub state: OccurrenceState,
}

impl Store {
    /// Plans occurrences; one that is planned already stays as it is. Gives how many are new.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn plan_occurrences(&self, planned: &[(EditionKey, Instant)]) -> Result<usize, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let mut new = 0;
            for (key, due_at) in planned {
                let sql = include_str!("sql/occurrence_plan.sql");
                new += transaction.prepare_cached(sql)?.execute(named_params! {
                    ":brief": key.brief.as_str(),
                    ":date": key.date.to_string(),
                    ":due_at": micros(*due_at),
                })?;
            }
            transaction.commit()?;
            Ok(new)
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

    /// Notes how an occurrence went.
    ///
    /// # Errors
    /// [`StoreError::UnknownOccurrence`] if it was never planned.
    pub fn mark_occurrence(
        &self,
        key: &EditionKey,
        state: OccurrenceState,
    ) -> Result<(), StoreError> {
        let write = || {
            self.connection.prepare_cached(include_str!("sql/occurrence_mark.sql"))?.execute(
                named_params! {
                    ":brief": key.brief.as_str(),
                    ":date": key.date.to_string(),
                    ":state": codec::key(STATES, &state),
                },
            )
        };
        match write().map_err(during("mark an occurrence"))? {
            0 => Err(StoreError::UnknownOccurrence { key: Box::new(key.clone()) }),
            _ => Ok(()),
        }
    }
}

fn occurrence(row: &Row) -> rusqlite::Result<Occurrence> {
    Ok(Occurrence {
        key: codec::edition_key(row)?,
        due_at: codec::instant(row, "due_at")?,
        state: codec::keyed(row, "state", STATES)?,
    })
}

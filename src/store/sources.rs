//! Takes what sources answered beside their facts; keeps validators for conditional requests
//! and appends faults for the data notes.

use rusqlite::{OptionalExtension as _, params};

use super::codec::Words as _;
use super::{Store, StoreError};
use crate::model::{DataNote, Instant, SourceId, Validators};

impl Store {
    /// What a source answered last; `None` when it never did.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn validators(&self, source: &SourceId) -> Result<Option<Validators>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(include_str!("sql/validators.sql"))?
            .query_row([&source.0], |row| {
                Ok(Validators { etag: row.get(0)?, last_modified: row.get(1)? })
            })
            .optional()?)
    }

    /// Keeps what a source answered.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn set_validators(
        &mut self,
        source: &SourceId,
        validators: &Validators,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/validators_set.sql"))?
            .execute(params![source.0, validators.etag, validators.last_modified])?;
        Ok(())
    }

    /// Appends what went wrong with a source.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn record_faults(
        &mut self,
        source: &SourceId,
        notes: &[DataNote],
        at: Instant,
    ) -> Result<(), StoreError> {
        self.in_batch(at, |transaction, batch| {
            for note in notes {
                transaction.prepare_cached(include_str!("sql/fault_insert.sql"))?.execute(
                    params![
                        source.0,
                        note.level.word(),
                        note.partial,
                        note.text,
                        at.timestamp_micros(),
                        batch
                    ],
                )?;
            }
            Ok(((), !notes.is_empty()))
        })
    }
}

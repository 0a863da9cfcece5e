//! Takes what collecting learnt about a source; gives back its validators for the next
//! request. Its faults come back only through the dossier. Never knows a URL.

use rusqlite::{OptionalExtension, named_params};

use super::Store;
use super::batch::BatchWriter;
use super::codec::{self, NOTE_LEVELS, micros};
use super::error::{StoreError, during};
use crate::model::{DataNote, Instant, SourceId, Validators};

impl Store {
    /// The validators of a source's last answer; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn validators(&self, source: &SourceId) -> Result<Option<Validators>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/validators_read.sql"))?
                .query_row(named_params! {":source": source.as_str()}, |row| {
                    let etag = row.get("etag")?;
                    Ok(Validators { etag, last_modified: row.get("last_modified")? })
                })
                .optional()
        };
        read().map_err(during("read a source's validators"))
    }

    /// Keeps the validators of a source's last answer.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be written.
    pub fn set_validators(
        &self,
        source: &SourceId,
        validators: &Validators,
    ) -> Result<(), StoreError> {
        let write = || {
            self.connection
                .prepare_cached(include_str!("sql/validators_write.sql"))?
                .execute(named_params! {
                    ":source": source.as_str(),
                    ":etag": validators.etag,
                    ":last_modified": validators.last_modified,
                })
                .map(drop)
        };
        write().map_err(during("write a source's validators"))
    }

    /// Records what a source could not give, or gave oddly, at an instant. It replaces what was
    /// said of the source before; no fault says that all is well again.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_faults(
        &self,
        source: &SourceId,
        faults: &[DataNote],
        at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, at)?;
            let all_is_well = [DataNote::fine("")];
            let faults = match faults {
                [] if last_fault(&writer, source)?.is_none_or(|text| text.is_empty()) => faults,
                [] => &all_is_well,
                _ => faults,
            };
            for fault in faults {
                let batch = writer.number()?;
                writer.connection().prepare_cached(include_str!("sql/fault_insert.sql"))?.execute(
                    named_params! {
                        ":source": source.as_str(),
                        ":at": micros(at),
                        ":level": codec::key(NOTE_LEVELS, &fault.level),
                        ":text": fault.text,
                        ":partial": fault.partial,
                        ":batch": batch,
                    },
                )?;
            }
            writer.commit()
        };
        write().map_err(during("record a source's faults"))
    }
}

/// The last thing said of a source; an empty text says that all was well again.
fn last_fault(writer: &BatchWriter, source: &SourceId) -> rusqlite::Result<Option<String>> {
    writer
        .connection()
        .prepare_cached(include_str!("sql/fault_last.sql"))?
        .query_row(named_params! {":source": source.as_str()}, |row| row.get("text"))
        .optional()
}

//! Takes facts, each with the instant at which they became known; gives dossiers, and keeps
//! the ledger of deliveries. The only SQL. Facts are appended, never changed: the database
//! itself refuses an update or a delete.

mod articles;
mod bars;
mod codec;
mod dossier;
mod error;
mod lock;
mod migrate;
mod outbox;
mod published;
mod runs;
mod sources;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use articles::{KnownAtRule, Recorded};
pub use error::StoreError;
pub use lock::Lock;
pub use runs::{Run, RunId};

use crate::model::{Batch, Instant};

/// How long a writer waits for another one, at most.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The facts and the ledger, in one SQLite file.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the database of a path, laying it out or bringing it up to date.
    ///
    /// # Errors
    /// [`StoreError::Open`], [`StoreError::NewerSchema`], [`StoreError::Corrupt`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        create_private(path)?;
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|source| StoreError::Open { path: path.to_owned(), source })?;
        Self::prepare(connection).map_err(|error| error.at(path))
    }

    /// A store that lives as long as the value, for previews and tests.
    ///
    /// # Errors
    /// [`StoreError::Query`] if SQLite itself fails.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrate::migrate(&mut connection)?;
        Ok(Self { connection })
    }

    /// Asks SQLite to check every page.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with what it found.
    pub fn check_integrity(&self) -> Result<(), StoreError> {
        let found: String =
            self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreError::Corrupt { detail: found }) }
    }

    /// The last write to the facts; `None` before the first one.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn last_batch(&self) -> Result<Option<Batch>, StoreError> {
        let last: Option<i64> =
            self.connection.query_row("SELECT MAX(id) FROM batches", [], |row| row.get(0))?;
        Ok(last.map(Batch))
    }

    /// Runs `write` in one transaction and under one new batch. When `write` says that it wrote
    /// nothing, no batch is left behind.
    fn in_batch<T>(
        &mut self,
        recorded_at: Instant,
        write: impl FnOnce(&Transaction<'_>, i64) -> Result<(T, bool), StoreError>,
    ) -> Result<T, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT INTO batches (recorded_at) VALUES (?1)",
            [recorded_at.timestamp_micros()],
        )?;
        let batch = transaction.last_insert_rowid();
        let (value, wrote) = write(&transaction, batch)?;
        if wrote {
            transaction.commit()?
        } else {
            transaction.rollback()?
        }
        Ok(value)
    }
}

/// Makes the file before SQLite does, so that nobody else can read it.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|source| StoreError::Create { path: path.to_owned(), source })
}

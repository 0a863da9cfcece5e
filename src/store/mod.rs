//! Takes facts as they come; gives the dossier of an edition as of its cut-off, and keeps
//! runs, occurrences and the ledger of deliveries. The only SQL. Facts are appended, never
//! updated, and there is no query for the latest of anything: [`Store::dossier`] alone reads
//! facts, and only by [`AsOf`](crate::model::AsOf).

mod answers;
mod articles;
mod attempts;
mod backup;
mod bars;
mod batch;
mod bounces;
mod closures;
mod codec;
mod dossier;
mod error;
mod flashes;
mod forgetting;
mod health;
mod incidents;
mod lock;
mod migrate;
mod notices;
mod occurrences;
mod outbox;
mod overview;
mod preferences;
mod prune;
mod published;
mod reference;
mod replies;
mod runs;
mod sources;
mod subscribers;
mod suppressions;
mod tellings;
mod windows;
mod words;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};

pub use answers::SourceAnswer;
pub use articles::KnownAtRule;
pub use attempts::Attempt;
pub use backup::{ASIDE, Restorable};
pub use batch::Recorded;
pub use bounces::LetterId;
pub use error::StoreError;
pub use forgetting::Erased;
pub use lock::{LOCK_FILE_NAME, Lock};
pub use occurrences::Beat;
pub use overview::Tally;
pub use runs::{Run, RunId};

use crate::model::Batch;
use error::during;

/// How long a statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    last_run: Cell<Option<RunId>>,
}

impl Store {
    /// Opens the database file, making it (readable by its owner alone) and bringing its
    /// schema up to date where needed.
    ///
    /// # Errors
    /// [`StoreError::Open`] where the file cannot be used, [`StoreError::NewerSchema`] where
    /// a later program wrote it, [`StoreError::Corrupt`] where it is no database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        create_private(path)
            .map_err(|source| StoreError::Open { path: path.to_owned(), source: source.into() })?;
        let connection = Connection::open(path)
            .map_err(|source| StoreError::Open { path: path.to_owned(), source: source.into() })?;
        Self::prepare(connection)
    }

    /// A database that is gone when it is dropped.
    ///
    /// # Errors
    /// [`StoreError::Query`] if SQLite refuses.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory().map_err(during("open in memory"))?)
    }

    fn prepare(connection: Connection) -> Result<Self, StoreError> {
        configure(&connection).map_err(during("configure the connection"))?;
        migrate::migrate(&connection)?;
        Ok(Self { connection, last_run: Cell::default() })
    }

    /// Has SQLite read every page, index and reference.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first thing found.
    pub fn check_integrity(&self) -> Result<(), StoreError> {
        let found: String = self
            .connection
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .map_err(during("check the database"))?;
        if found != "ok" {
            return Err(StoreError::Corrupt { detail: found });
        }
        let orphan: Option<String> = self
            .connection
            .query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
            .optional()
            .map_err(during("check the references"))?;
        orphan.map_or(Ok(()), |table| {
            Err(StoreError::Corrupt { detail: format!("`{table}` refers to a missing row") })
        })
    }

    /// The last write, which names the store's present state; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn last_batch(&self) -> Result<Option<Batch>, StoreError> {
        self.connection
            .query_row(include_str!("sql/batch_last.sql"), [], |row| row.get(0).map(Batch))
            .optional()
            .map_err(during("read the last batch"))
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The room for statements covers every query of this folder.
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // FULL: a delivery's "data started" must be on disk before the body leaves.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Without it, INSERT OR REPLACE removes a fact behind the back of the delete trigger.
    connection.pragma_update(None, "recursive_triggers", true)?;
    plan_once(connection)?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Plans do not depend on the values asked for: SQLite would plan each lookup anew.
fn plan_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Makes the file before SQLite does, because SQLite would let the group read it. Its
/// side files take over the mode; what others may read, of an older copy, they may no more.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    #[cfg(unix)]
    for side in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(side);
        close_to_others(Path::new(&file))?;
    }
    Ok(())
}

#[cfg(unix)]
fn close_to_others(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    match std::fs::metadata(file) {
        Ok(facts) if facts.permissions().mode() & 0o077 != 0 => {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

//! Takes what SQLite and the file system complain of; gives the store's errors, each naming
//! the thing and the value. Never gives advice: hints are the caller's.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::model::{DeliveryKey, EditionKey};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database file could not be made or opened.
    #[error("Database `{path}` cannot be opened")]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite or the system said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A later version of the program wrote this database.
    #[error("Database has schema {found}, this program knows schemas up to {known}")]
    NewerSchema {
        /// The file's schema.
        found: i64,
        /// The newest one known.
        known: i64,
    },
    /// An earlier version of the program wrote this database, and nobody has brought it up to
    /// date yet.
    #[error("Database has schema {found}, this program reads schema {known}")]
    OlderSchema {
        /// The file's schema.
        found: i64,
        /// The one that is read.
        known: i64,
    },
    /// The file is damaged or is no database.
    #[error("Database is damaged: {detail}")]
    Corrupt {
        /// What the check found.
        detail: String,
    },
    /// Another process holds the lock.
    #[error("Store is in use by {holder}")]
    Locked {
        /// Who, as far as the lock file tells: `process 4711`.
        holder: String,
    },
    /// The lock file could not be made or locked.
    #[error("Lock file `{path}` cannot be used")]
    LockFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Another process reads the database, so that its old pages cannot be dropped yet.
    #[error("Database is read by another process: what was erased is still in its files")]
    InUse,
    /// A backup, or a file of one that is brought back, cannot be written.
    #[error("Backup file `{path}` cannot be written")]
    Backup {
        /// The file.
        path: PathBuf,
        /// What SQLite or the system said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file stands where the backup should go.
    #[error("`{path}` is there already: a backup never writes over a file")]
    BackupExists {
        /// The file.
        path: PathBuf,
    },
    /// What was to be brought back is no database of this program.
    #[error("`{path}` is no backup: {why}")]
    NotABackup {
        /// The file.
        path: PathBuf,
        /// What SQLite said, or what it lacks.
        why: String,
    },
    /// A read or write failed.
    #[error("Store could not {task}")]
    Query {
        /// What was being done: `record articles`.
        task: &'static str,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The delivery had been accepted: the ledger keeps that.
    #[error(
        "Delivery of `{}` {} to `{}` was accepted before and is never changed",
        .key.edition, .key.revision, .key.subscriber
    )]
    AlreadyAccepted {
        /// Which delivery.
        key: Box<DeliveryKey>,
    },
    /// No intent was recorded for the delivery.
    #[error(
        "Delivery of `{}` {} to `{}` has no recorded intent",
        .key.edition, .key.revision, .key.subscriber
    )]
    UnknownDelivery {
        /// Which delivery.
        key: Box<DeliveryKey>,
    },
    /// The occurrence was never planned.
    #[error("Occurrence of `{key}` was never planned")]
    UnknownOccurrence {
        /// Which edition.
        key: Box<EditionKey>,
    },
    /// The run has ended or never began.
    #[error("Run {run} is not open")]
    UnknownRun {
        /// Its number.
        run: i64,
    },
}

/// Names what was being done when SQLite complained; damage is told apart.
pub(super) fn during(task: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Corrupt { detail: source.to_string() }
        }
        _ => StoreError::Query { task, source },
    }
}

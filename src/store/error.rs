//! Takes what SQLite and the file system refused; gives errors that name the thing.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be made.
    #[error("Database `{path}` cannot be made or written")]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// SQLite cannot open the file.
    #[error("Database `{path}` cannot be opened")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The file was written by a newer version of the program.
    #[error("The database has schema {found}, this program knows schemas up to {known}")]
    NewerSchema {
        /// In the file.
        found: u32,
        /// In this program.
        known: u32,
    },
    /// The file is damaged or is no database.
    #[error("The database is damaged: {detail}")]
    Corrupt {
        /// SQLite's words.
        detail: String,
    },
    /// Another instance holds the lock.
    #[error("Another contrabrief is at work here: process {holder}")]
    Locked {
        /// Its process id, as it wrote it.
        holder: String,
    },
    /// The lock file cannot be used.
    #[error("Lock file `{path}` cannot be used")]
    LockFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A stored value is not what this program writes.
    #[error("The database holds `{value}`, which is not a {what}")]
    Value {
        /// What it should have been.
        what: &'static str,
        /// What is there.
        value: String,
    },
    /// An accepted delivery was about to be changed.
    #[error("Delivery {0} was accepted and is never changed")]
    AlreadyAccepted(String),
    /// A query failed.
    #[error("The database refused a query")]
    Query(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { detail: error.to_string() }
            }
            _ => Self::Query(error),
        }
    }
}

impl StoreError {
    /// Names the file in an error that happened while opening it.
    pub(super) fn at(self, path: &Path) -> Self {
        match self {
            Self::Query(source) => Self::Open { path: path.to_owned(), source },
            Self::Corrupt { detail } => {
                Self::Corrupt { detail: format!("{}: {detail}", path.display()) }
            }
            other => other,
        }
    }
}

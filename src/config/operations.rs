//! Takes nothing; gives what keeps an installation healthy, as configured. None of it shapes an
//! edition, and none of it is in a snapshot.

use std::path::PathBuf;

/// Where copies of the database go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupConfig {
    /// The folder; best on another disk than the database.
    pub folder: PathBuf,
    /// How many of the newest are kept.
    pub keep: usize,
}

//! Takes what could not be done to keep an installation healthy; gives it as an error that names
//! the thing.

use std::path::PathBuf;

/// Why a backup, a restore, a prune or a mail to the operator could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OperatingError {
    /// The folder of backups cannot be made, read or thinned out.
    #[error("Backup folder or file `{path}` cannot be used")]
    BackupFolder {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A backup would take the place of what is there, and nobody said that it may.
    #[error("`{path}` is there: a backup takes its place only when told so")]
    WouldReplace {
        /// The file.
        path: PathBuf,
    },
    /// A prune needs a rule.
    #[error("No retention is configured: nothing is ever pruned")]
    NoRetention,
    /// The operator was to be told and no address is configured.
    #[error("Nobody is configured who is told when something does not work")]
    NoAlerts,
    /// The mail server does not take a mail to the operator.
    #[error("The mail to the operator was not taken: {reply}")]
    NotTold {
        /// The server's words.
        reply: String,
    },
}

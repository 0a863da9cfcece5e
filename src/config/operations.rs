//! Takes nothing; gives what keeps an installation healthy, as configured. None of it shapes an
//! edition, and none of it is in a snapshot.

use std::path::PathBuf;

use super::{MailTransport, Secret};

/// How the process logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for a person.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// Both, with the words by which they are named.
    pub const ALL: [(&'static str, Self); 2] = [("human", Self::Human), ("json", Self::Json)];
}

/// Where copies of the database go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupConfig {
    /// The folder; best on another disk than the database.
    pub folder: PathBuf,
    /// How many of the newest are kept.
    pub keep: usize,
}

/// Who is told when something does not work, and over what.
#[derive(Clone, Debug)]
pub struct AlertsConfig {
    /// The operator's mailbox.
    pub mail: String,
    /// The `From` mailbox.
    pub from: String,
    /// A transport of its own, or the one of editions.
    pub transport: MailTransport,
}

/// The operator's watchdog, which says when a run does not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeartbeatConfig {
    /// Its address; who knows it can ping, so it is never printed.
    pub url: Secret,
}

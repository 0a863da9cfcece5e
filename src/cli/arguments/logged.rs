//! Takes how the log is asked for and a verb; gives the format, the name under which the verb
//! speaks in it, and whether it may quote readers' addresses.

use clap::ValueEnum;

use super::{DeliverVerb, Verb};
use crate::config::LogFormat;

/// A format of the log as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum LogFormatWord {
    /// Lines for a person
    Human,
    /// One JSON object a line
    Json,
}

impl From<LogFormatWord> for LogFormat {
    fn from(word: LogFormatWord) -> Self {
        match word {
            LogFormatWord::Human => Self::Human,
            LogFormatWord::Json => Self::Json,
        }
    }
}

impl Verb {
    /// Who speaks in the log, and whether addresses are put out of sight: those of verbs that
    /// run by themselves are, those that a person asked for are not.
    pub(in crate::cli) fn logged(&self) -> (&'static str, bool) {
        match self {
            Self::Demo(_) => ("demo", false),
            Self::Init { .. } => ("init", false),
            Self::Check => ("check", false),
            Self::Collect { .. } => ("collect", true),
            Self::Import(_) => ("import", false),
            Self::Run { .. } => ("run", true),
            Self::Rerun { .. } => ("rerun", true),
            Self::Backfill(_) => ("backfill", true),
            Self::Preview { .. } => ("preview", false),
            Self::Archive(_) => ("archive", false),
            Self::Deliver(DeliverVerb::Show(_)) => ("deliver", false),
            Self::Deliver(_) => ("deliver", true),
            Self::Schedule(_) => ("schedule", false),
            Self::Flashes(_) => ("flashes", false),
            Self::Calendar(_) => ("calendar", false),
            Self::Daemon => ("daemon", true),
            Self::Status(_) => ("status", true),
            Self::Sources(_) => ("sources", false),
            Self::Tickers(_) => ("tickers", false),
            Self::Subscribers(_) => ("subscribers", false),
            Self::Explain { .. } => ("explain", false),
            Self::Doctor => ("doctor", false),
            Self::Operations(_) => ("operations", false),
            Self::Score { .. } => ("score", false),
            Self::Completions { .. } => ("completions", false),
            Self::Man { .. } => ("man", false),
        }
    }
}

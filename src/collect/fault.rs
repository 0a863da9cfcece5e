//! Takes one thing that could not be read; gives the sentence that says so in the brief.

use std::fmt;

use chrono::NaiveDate;

use crate::model::{DataNote, Ticker};

/// One thing that was left out or read with doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Entries beyond the limit were left out.
    TooManyEntries {
        /// Of which source.
        source: String,
        /// How many there were.
        found: usize,
        /// How many were read.
        read: usize,
    },
    /// Its address has moved for good.
    Moved {
        /// Of which source.
        source: String,
        /// Where it is now.
        to: String,
    },
    /// A document with content gave no entry.
    NoEntries {
        /// Of which source.
        source: String,
    },
    /// The feed was broken and was read after a repair.
    Repaired {
        /// Of which source.
        source: String,
        /// What was broken.
        what: String,
    },
    /// Entries without a readable date: kept, marked undated.
    Undated {
        /// Of which source.
        source: String,
        /// How many.
        count: usize,
    },
    /// An entry dated in the future was left out.
    FutureDated {
        /// Of which source.
        source: String,
        /// Its title.
        title: String,
        /// The date it claims.
        claimed: String,
    },
    /// Broken JSON was read after a repair.
    RepairedJson {
        /// Of which source.
        source: String,
    },
    /// The same article stood there more than once and was kept once.
    Merged {
        /// Of which source.
        source: String,
        /// How many were too many.
        count: usize,
    },
    /// A row of a file was left out.
    Row {
        /// Of which source.
        source: String,
        /// Which row, from 1.
        row: usize,
        /// Why.
        reason: String,
    },
    /// More rows of a file were left out than are worth naming one by one.
    MoreRows {
        /// Of which source.
        source: String,
        /// How many besides those named.
        count: usize,
    },
    /// Something odd about bars that were kept.
    OddBar {
        /// Of which source.
        source: String,
        /// Whose and which.
        bars: Bars,
        /// What is odd, of one as of many.
        reason: String,
    },
    /// Pages behind entries gave no text; what the entries say themselves was kept.
    Pages {
        /// Of which source.
        source: String,
        /// How many.
        count: usize,
        /// Why the last of them did not.
        reason: String,
    },
    /// Bars were left out.
    Bar {
        /// Of which source.
        source: String,
        /// Whose and which.
        bars: Bars,
        /// Why, of one as of many.
        reason: String,
    },
    /// More was wrong with bars than is worth naming.
    MoreBars {
        /// Of which source.
        source: String,
        /// How many bars besides those named.
        count: usize,
    },
}

/// Bars of one ticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// Whose.
    pub ticker: Ticker,
    /// Of which sessions; without any, of all that were answered.
    pub sessions: Vec<NaiveDate>,
}

/// So many sessions are named; the others are counted.
const SESSIONS_NAMED_MAX: usize = 3;

impl fmt::Display for Bars {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ticker, sessions } = self;
        let noun = if self.is_one() { "The bar" } else { "The bars" };
        write!(formatter, "{noun} {ticker}")?;
        let named = sessions.iter().take(SESSIONS_NAMED_MAX);
        for (place, session) in named.enumerate() {
            write!(formatter, "{} {session}", if place == 0 { "" } else { "," })?;
        }
        match sessions.len().saturating_sub(SESSIONS_NAMED_MAX) {
            0 => Ok(()),
            more => write!(formatter, " and {more} more"),
        }
    }
}

impl Bars {
    fn is_one(&self) -> bool {
        self.sessions.len() < 2
    }
}

impl Fault {
    /// The fault as a data note. None of them makes an edition partial: what could not be read
    /// was one entry of many.
    #[must_use]
    pub fn note(&self) -> DataNote {
        let words = self.words();
        match self {
            Self::Merged { .. } => DataNote::fine(words),
            _ => DataNote::check(words),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::TooManyEntries { source, found, read } => {
                format!("Source {source} gave {found} entries; the first {read} were read.")
            }
            Self::Moved { source, to } => {
                format!("Source {source} has moved for good to {to}: change its url.")
            }
            Self::NoEntries { source } => {
                format!("Source {source} gave a document without a single entry.")
            }
            Self::Repaired { source, what } => {
                format!("Source {source} gave a broken feed, which was mended: {what}.")
            }
            Self::RepairedJson { source } => {
                format!("Source {source} gave broken JSON, which was repaired before reading.")
            }
            Self::Merged { source, count: 1 } => {
                format!("Source {source} gave one article twice, which was kept once.")
            }
            Self::Merged { source, count } => {
                format!("Source {source} gave articles more than once: {count} duplicates merged.")
            }
            Self::Undated { source, count: 1 } => {
                format!("Source {source} gave an entry without a readable date.")
            }
            Self::Undated { source, count } => {
                format!("Source {source} gave {count} entries without a readable date.")
            }
            Self::FutureDated { source, title, claimed } => format!(
                "An entry of source {source} was left out, because it is dated {claimed}, in the future: “{title}”."
            ),
            Self::Row { source, row, reason } => {
                format!("Row {row} of source {source} was left out: {reason}.")
            }
            Self::MoreRows { source, count } => {
                format!("{count} more row(s) of source {source} were left out.")
            }
            Self::OddBar { source, bars, reason } => {
                let are = if bars.is_one() { "is" } else { "are" };
                format!("{bars} of source {source} {are} odd: {reason}.")
            }
            Self::Pages { source, count, reason } => {
                format!("{count} page(s) of source {source} gave no full text: {reason}.")
            }
            Self::Bar { source, bars, reason } => {
                let were = if bars.is_one() { "was" } else { "were" };
                format!("{bars} of source {source} {were} left out: {reason}.")
            }
            Self::MoreBars { source, count } => {
                format!("{count} more bar(s) of source {source} were left out or are odd.")
            }
        }
    }
}

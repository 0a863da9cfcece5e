//! Takes the name of a step; gives leave to take it. In the program as it is shipped it always
//! does and leaves no code: only where debug assertions are on, as in tests, can any step fail or
//! kill the process. Never acts but by a plan that the same process made: no key of the
//! configuration and no variable of the environment leads here.

#[cfg(debug_assertions)]
mod planned;
#[cfg(not(debug_assertions))]
mod shipped;

use std::io;

#[cfg(debug_assertions)]
pub use planned::{Act, Fault, Plan, disarm, plan, plan_here, reached};
#[cfg(debug_assertions)]
pub(crate) use planned::{around, write};
#[cfg(not(debug_assertions))]
pub(crate) use shipped::{around, write};

/// A step at which a test can kill the process or have an error returned; `docs/faults.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A source is about to be asked.
    CollectAsked,
    /// Its answer has come whole, and nothing of it is read.
    CollectAnswered,
    /// Its answer is read, and nothing of it is recorded.
    CollectParsed,
    /// A write holds the lock of the database, and nothing is written.
    StoreBegun,
    /// All rows of a write are written, and nothing is committed.
    StoreWritten,
    /// A write is committed, and nobody has been told.
    StoreCommitted,
    /// An edition has come to the archive, and nothing is done.
    ArchiveBegun,
    /// Something of the archive is about to be changed on the disk: a file made, written, flushed,
    /// renamed or removed.
    ArchiveDisk,
    /// The edition's folder is whole and flushed, under a name that no reader looks for.
    ArchiveWritten,
    /// The folder has its name, and is not in the chain.
    ArchiveRenamed,
    /// The edition is in the chain, and `LATEST` does not name it.
    ArchiveSealed,
    /// `LATEST` names the edition, and the index does not know of it.
    ArchiveNamed,
    /// The index knows of the edition, and the audit does not.
    ArchiveIndexed,
    /// All of the archive knows of the edition, and the store does not.
    ArchiveAudited,
    /// The server waits for a body, and the ledger does not know.
    DeliverEnveloped,
    /// The ledger holds the delivery for unsure, and no byte of the body has gone out.
    DeliverUnsure,
    /// The server has taken the message, and the ledger does not know.
    DeliverAccepted,
}

impl Step {
    /// All of them, in the order of a day.
    pub const ALL: [Self; 17] = [
        Self::CollectAsked,
        Self::CollectAnswered,
        Self::CollectParsed,
        Self::StoreBegun,
        Self::StoreWritten,
        Self::StoreCommitted,
        Self::ArchiveBegun,
        Self::ArchiveDisk,
        Self::ArchiveWritten,
        Self::ArchiveRenamed,
        Self::ArchiveSealed,
        Self::ArchiveNamed,
        Self::ArchiveIndexed,
        Self::ArchiveAudited,
        Self::DeliverEnveloped,
        Self::DeliverUnsure,
        Self::DeliverAccepted,
    ];

    /// Its name, as plans and documents write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CollectAsked => "collect.asked",
            Self::CollectAnswered => "collect.answered",
            Self::CollectParsed => "collect.parsed",
            Self::StoreBegun => "store.begun",
            Self::StoreWritten => "store.written",
            Self::StoreCommitted => "store.committed",
            Self::ArchiveBegun => "archive.begun",
            Self::ArchiveDisk => "archive.disk",
            Self::ArchiveWritten => "archive.written",
            Self::ArchiveRenamed => "archive.renamed",
            Self::ArchiveSealed => "archive.sealed",
            Self::ArchiveNamed => "archive.named",
            Self::ArchiveIndexed => "archive.indexed",
            Self::ArchiveAudited => "archive.audited",
            Self::DeliverEnveloped => "deliver.enveloped",
            Self::DeliverUnsure => "deliver.unsure",
            Self::DeliverAccepted => "deliver.accepted",
        }
    }
}

/// Goes through a step; an error where a test planned one.
pub(crate) fn at(step: Step) -> io::Result<()> {
    around(step, || Ok(()))
}

//! Takes an archive's root; gives what can be told of it without reading the editions. Opens
//! nothing for writing and mends nothing: it looks beside a process that writes.

use std::path::Path;

use super::error::ArchiveError;
use super::open::MARKER;
use super::{audit, index};
use crate::model::Instant;

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Editions, however many revisions each has.
    pub editions: usize,
    /// Revisions.
    pub revisions: usize,
    /// When it was last checked whole, and whether nothing was wrong.
    pub checked: Option<(Instant, bool)>,
    /// The hash of the chain's last line, as its table of contents names it.
    pub chain_head: Option<String>,
}

impl Glance {
    /// Looks at an archive.
    ///
    /// # Errors
    /// [`ArchiveError::ShareMissing`] where the marker is not there, [`ArchiveError::Disk`]
    /// where nothing can be read.
    pub fn at(root: &Path, marker: bool) -> Result<Self, ArchiveError> {
        let is_there = if marker { root.join(MARKER).is_file() } else { root.is_dir() };
        if !is_there {
            return Err(ArchiveError::ShareMissing { root: root.to_owned() });
        }
        let checked = audit::last_check(root)?.map(|checked| (checked.at, checked.clean));
        let summary = index::read(root).unwrap_or_default();
        let (editions, revisions) = summary.counts();
        Ok(Self { editions, revisions, checked, chain_head: summary.chain_head })
    }
}

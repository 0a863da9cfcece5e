//! Takes a question (dates, a brief, a revision) and the name of a file; gives the answer as one
//! zip that an auditor can check alone. Every byte is checked against its hash on the way: an
//! altered file stops the export, and nothing half-written ever bears the file's name.

mod letter;
mod pack;
mod plan;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::archived::unpacked;
use super::audit::Deed;
use super::disk::{file_name, temporary_path};
use super::error::{ArchiveError, disk};
use super::{Archive, Tombstone, links};
use crate::model::{BriefId, EditionKey, Instant, Revision, Sha256Hash};

use pack::Packer;
use plan::{Piece, Plan};

/// Bytes of the finished zip that are hashed at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Which editions: all of them where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportQuestion {
    /// The first date.
    pub from: Option<NaiveDate>,
    /// The last date.
    pub to: Option<NaiveDate>,
    /// Of one brief alone.
    pub brief: Option<BriefId>,
    /// One revision of each edition alone.
    pub revision: Option<Revision>,
}

impl ExportQuestion {
    pub(super) fn asks_for(&self, key: &EditionKey, revision: Revision) -> bool {
        self.from.is_none_or(|from| from <= key.date)
            && self.to.is_none_or(|to| key.date <= to)
            && self.brief.as_ref().is_none_or(|brief| *brief == key.brief)
            && self.revision.is_none_or(|wanted| wanted == revision)
    }

    /// The question in words: `2026-03-19 to 2026-03-25, brief harbour, every revision`.
    #[must_use]
    pub fn words(&self) -> String {
        let dates = match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("{from} and later"),
            (None, Some(to)) => format!("up to {to}"),
            (None, None) => "every date".to_owned(),
        };
        let brief = match &self.brief {
            Some(brief) => format!("brief {brief}"),
            None => "every brief".to_owned(),
        };
        let revision = match self.revision {
            Some(revision) => format!("revision {revision}"),
            None => "every revision".to_owned(),
        };
        format!("{dates}, {brief}, {revision}")
    }
}

/// Where an export goes.
#[derive(Clone, Copy, Debug)]
pub struct ExportTarget<'target> {
    /// The file or folder.
    pub path: &'target Path,
    /// Whether what stands there is replaced.
    pub replace: bool,
}

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Revisions.
    pub revisions: usize,
    /// Stones of revisions that went by the retention.
    pub tombstones: usize,
    /// Files in the zip.
    pub files: usize,
    /// Of the zip.
    pub size: u64,
    /// Of the zip.
    pub sha256: Sha256Hash,
}

impl Archive {
    /// Writes what a question asks for into one zip, checked as it is read, and leaves an audit
    /// line.
    ///
    /// # Errors
    /// [`ArchiveError::NothingAsked`] when there is no such edition, [`ArchiveError::Pruned`]
    /// when it is gone, [`ArchiveError::Altered`], [`ArchiveError::Unsealed`] or
    /// [`ArchiveError::Missing`] when the archive is not as it was sealed,
    /// [`ArchiveError::TargetInside`], [`ArchiveError::TargetExists`] or
    /// [`ArchiveError::Target`] for the file.
    pub fn export(
        &self,
        question: &ExportQuestion,
        target: ExportTarget<'_>,
        (at, who): (Instant, &str),
    ) -> Result<Exported, ArchiveError> {
        self.refuse_inside(target.path)?;
        refuse_existing(target)?;
        let plan = Plan::of(&self.root, question, &self.stones_of(question)?)?;
        let aside = Aside::beside(target.path);
        let files = self.pack(&plan, &aside.path)?;
        let failed = failed_on(target.path);
        let (size, sha256) = digest(&aside.path).map_err(failed)?;
        let name = file_name(target.path);
        self.record(&Deed {
            at,
            who,
            what: "export",
            path: &question.words(),
            why: &format!("{} revisions to {name}, sha256 {sha256}", plan.revisions),
        })?;
        refuse_existing(target)?;
        fs::rename(&aside.path, target.path).map_err(failed_on(target.path))?;
        let (revisions, tombstones) = (plan.revisions, plan.tombstones);
        Ok(Exported { revisions, tombstones, files, size, sha256 })
    }

    pub(super) fn stones_of(
        &self,
        question: &ExportQuestion,
    ) -> Result<Vec<Tombstone>, ArchiveError> {
        let mut stones = self.tombstones()?;
        stones.retain(|stone| {
            stone.key().is_some_and(|key| question.asks_for(&key, Revision(stone.revision)))
        });
        Ok(stones)
    }

    /// Fails for a place within the archive, by whatever way it is named.
    pub(super) fn refuse_inside(&self, target: &Path) -> Result<(), ArchiveError> {
        let real = |path: &Path| {
            let named = if path.as_os_str().is_empty() { Path::new(".") } else { path };
            fs::canonicalize(named).ok()
        };
        let there = target.ancestors().find_map(real);
        match (there, real(&self.root)) {
            (Some(there), Some(root)) if there.starts_with(&root) => {
                Err(ArchiveError::TargetInside { path: target.to_owned() })
            }
            _ => Ok(()),
        }
    }

    fn pack(&self, plan: &Plan, aside: &Path) -> Result<usize, ArchiveError> {
        let failed = || failed_on(aside);
        let file = OpenOptions::new().write(true).create_new(true).open(aside).map_err(failed())?;
        let mut packer = Packer::new(file);
        for (path, piece) in &plan.pieces {
            let bytes = match piece {
                Piece::Made(bytes) => bytes.clone(),
                Piece::Sealed(sha256) => self.sealed(path, *sha256)?,
                Piece::Object(sha256) => {
                    let bytes = self.whole(path)?;
                    unpacked(&bytes[..], *sha256, &self.root.join(path))?;
                    bytes
                }
            };
            packer.add(path, &bytes).map_err(failed())?;
        }
        // The sums themselves.
        let files = packer.files + 1;
        packer.finish().map_err(failed())?;
        Ok(files)
    }

    fn sealed(&self, path: &str, sha256: Sha256Hash) -> Result<Vec<u8>, ArchiveError> {
        let bytes = self.whole(path)?;
        if Sha256Hash::of(&bytes) == sha256 {
            Ok(bytes)
        } else {
            Err(ArchiveError::Altered { path: path.to_owned() })
        }
    }

    fn whole(&self, path: &str) -> Result<Vec<u8>, ArchiveError> {
        let file = self.root.join(path);
        match links::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(ArchiveError::Missing { path: path.to_owned() })
            }
            other => other.map_err(disk("read", &file)),
        }
    }
}

/// Fails where something stands that is not to be replaced.
pub(super) fn refuse_existing(target: ExportTarget<'_>) -> Result<(), ArchiveError> {
    if !target.replace && fs::symlink_metadata(target.path).is_ok() {
        return Err(ArchiveError::TargetExists { path: target.path.to_owned() });
    }
    Ok(())
}

/// Turns an I/O error into [`ArchiveError::Target`].
pub(super) fn failed_on(path: &Path) -> impl FnOnce(io::Error) -> ArchiveError + use<> {
    let path = path.to_owned();
    move |source| ArchiveError::Target { path, source }
}

/// A file under another name, which goes unless it was renamed.
pub(super) struct Aside {
    pub(super) path: PathBuf,
}

impl Aside {
    pub(super) fn beside(target: &Path) -> Self {
        let parent = target.parent().unwrap_or(Path::new(""));
        Self { path: temporary_path(parent, &file_name(target)) }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The size and hash of a file, read piece by piece.
fn digest(path: &Path) -> io::Result<(u64, Sha256Hash)> {
    let mut file = File::open(path)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    let (mut size, mut running) = (0, Sha256Hash::running());
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok((size, running.finish()));
        }
        size += read as u64;
        running.take(&chunk[..read]);
    }
}

//! Takes what went wrong with the archive; gives it as a type to branch on.

use std::io;
use std::path::{Path, PathBuf};

/// What can go wrong between an edition and the archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The root has no marker file: perhaps the share is not mounted.
    #[error("Archive root `{}` has no marker file: perhaps the share is not mounted", root.display())]
    ShareMissing {
        /// The configured root.
        root: PathBuf,
    },
    /// The disk or share failed.
    #[error("Cannot {doing} `{}`", path.display())]
    Disk {
        /// A verb.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// The operating system's words.
        #[source]
        source: io::Error,
    },
    /// Another content stands where the revision should go.
    #[error("Revision folder `{path}` exists with another content")]
    Occupied {
        /// Relative to the root.
        path: String,
    },
    /// A file is not what the manifest says.
    #[error("File `{path}` does not match its SHA-256 in the archive")]
    Altered {
        /// Relative to the root.
        path: String,
    },
    /// The archive does not have it.
    #[error("The archive has no `{path}`")]
    Missing {
        /// Relative to the root, or an object's digest.
        path: String,
    },
    /// It was there, and went by the retention.
    #[error("`{path}` was pruned: its tombstone says when and why")]
    Pruned {
        /// The revision or edition, relative to the root.
        path: String,
    },
    /// It lies in the archive, and nothing there seals it.
    #[error("`{path}` lies in the archive, but nothing seals it")]
    Unsealed {
        /// Relative to the root.
        path: String,
    },
    /// No edition answers a question.
    #[error("The archive has no edition of {question}")]
    NothingAsked {
        /// The question in words.
        question: String,
    },
    /// Something stands where an export should go.
    #[error("`{}` exists already", path.display())]
    TargetExists {
        /// The file.
        path: PathBuf,
    },
    /// An export would lie in the archive itself.
    #[error("`{}` lies in the archive itself, where nothing but editions is written", path.display())]
    TargetInside {
        /// The file or folder.
        path: PathBuf,
    },
    /// An export cannot be written.
    #[error("Export `{}` cannot be written", path.display())]
    Target {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        #[source]
        source: io::Error,
    },
    /// The archive is to be signed, and by no key.
    #[error("No key is configured that could sign the archive")]
    NoSigningKey,
    /// What is not as it was sealed is not signed.
    #[error("`{path}` is not as it was sealed: nothing was signed")]
    NotSigned {
        /// The first that is not, relative to the root.
        path: String,
    },
    /// What is held cannot be known, so nothing may go.
    #[error("Line {line} of `holds.jsonl` cannot be read: what is held is not known")]
    HoldsUnreadable {
        /// Which line, from 1.
        line: usize,
    },
    /// A name that some file system refuses or that leads elsewhere.
    #[error("`{name}` cannot be a file name in the archive")]
    UnsafeName {
        /// The name.
        name: String,
    },
    /// A brief cannot be read for its figures.
    #[error("`{path}` has not the figures that this version reads")]
    PageUnreadable {
        /// Relative to the root.
        path: String,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// A manifest cannot be read.
    #[error("Manifest `{path}` cannot be read")]
    ManifestUnreadable {
        /// Relative to the root.
        path: String,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
}

impl ArchiveError {
    /// Whether the archive can be read but not written.
    pub(super) fn is_read_only(&self) -> bool {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        matches!(self, Self::Disk { source, .. }
            if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem))
    }
}

/// Turns an I/O error into [`ArchiveError::Disk`].
pub(super) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ArchiveError {
    let path = path.to_owned();
    move |source| ArchiveError::Disk { doing, path, source }
}

//! Takes paths of an archive; refuses those that a symbolic link would lead elsewhere. An
//! archive holds none: nothing is read, written or removed through one. The root itself may be
//! reached over links, as a mounted share often is.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::disk::entries;
use super::error::{ArchiveError, disk};
use super::{holds, index, tombstone};

/// Whether a name in the root is one that the archive uses.
fn is_own(name: &str) -> bool {
    let is_year = name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    let own =
        ["chain", "audit", "objects", "method", index::FOLDER, tombstone::FOLDER, holds::FILE];
    is_year || own.contains(&name)
}

/// Refuses an archive of whose folders one is a link.
pub(super) fn refuse_in_root(root: &Path) -> Result<(), ArchiveError> {
    let found = entries(root)?;
    match found.iter().find(|(name, kind)| kind.is_symlink() && is_own(name)) {
        Some((name, _)) => Err(refused(&root.join(name))),
        None => Ok(()),
    }
}

/// Refuses a path below the root of which any part is a link. What is not there is none.
pub(super) fn refuse(root: &Path, relative: &Path) -> Result<(), ArchiveError> {
    let mut path = root.to_owned();
    for part in relative.components() {
        path.push(part);
        refuse_one(&path)?;
    }
    Ok(())
}

/// Refuses a path that is a link itself.
pub(super) fn refuse_one(path: &Path) -> Result<(), ArchiveError> {
    if fs::symlink_metadata(path).is_ok_and(|facts| facts.is_symlink()) {
        return Err(refused(path));
    }
    Ok(())
}

/// Opens a file; a link, a folder or a device is none.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_file() { File::open(path) } else { Err(no_file()) }
}

/// The content of a file, opened so.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refused(path: &Path) -> ArchiveError {
    disk("follow the symbolic link", path)(no_file())
}

fn no_file() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "an archive holds files and folders alone")
}

//! Takes paths and bytes; gives writes that survive a power cut. Never writes over a file
//! that readers may hold, except by renaming a finished one onto it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::{ArchiveError, disk};
use super::links;
use crate::faults::{self, Step};

/// Every change of the disk goes through here, so that tests can have any one of them fail.
fn step<T>(change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    faults::around(Step::ArchiveDisk, change)
}

fn write_all(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    faults::write(Step::ArchiveDisk, bytes, |bytes| file.write_all(bytes))
}

/// Goes through a step of a write.
pub(super) fn pass(step: Step, path: &Path) -> Result<(), ArchiveError> {
    faults::at(step).map_err(disk("go on with", path))
}

/// Writes a file that did not exist, and waits for the disk.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let mut file = step(|| OpenOptions::new().write(true).create_new(true).open(path))
        .map_err(disk("create", path))?;
    write_all(&mut file, bytes).map_err(disk("write", path))?;
    step(|| file.sync_all()).map_err(disk("flush", path))
}

/// Renames within the volume. An error of a share whose rename happened all the same is none.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), ArchiveError> {
    let was_there = fs::symlink_metadata(to).is_ok();
    match step(|| fs::rename(from, to)) {
        Err(_) if !was_there && happened(from, to) => Ok(()),
        other => other.map_err(disk("rename to", to)),
    }
}

fn happened(from: &Path, to: &Path) -> bool {
    let is_gone =
        fs::symlink_metadata(from).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    is_gone && fs::symlink_metadata(to).is_ok()
}

/// Makes one folder that did not exist.
pub(super) fn create_folder(path: &Path) -> Result<(), ArchiveError> {
    step(|| fs::create_dir(path)).map_err(disk("create folder", path))
}

/// Removes a file, or a folder and all that is in it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step(|| if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) })
}

/// Replaces a derived file (`LATEST`, the index): readers see the old or the new one whole.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let temporary = temporary_path(parent, &file_name(path));
    write_new(&temporary, bytes)?;
    rename(&temporary, path)?;
    sync_folder(parent)
}

/// Appends whole lines, and waits for the disk. A torn last line, left by a power cut, is
/// cut off first: what it said was never acknowledged.
pub(super) fn append_lines(path: &Path, lines: &str) -> Result<(), ArchiveError> {
    if let Some(parent) = path.parent() {
        create_folders(parent)?;
    }
    links::refuse_one(path)?;
    let existing = read_or_empty(path)?;
    let whole = existing.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let mut file = step(|| OpenOptions::new().append(true).create(true).open(path))
        .map_err(disk("open", path))?;
    if whole < existing.len() {
        step(|| file.set_len(whole as u64)).map_err(disk("mend", path))?;
    }
    write_all(&mut file, lines.as_bytes()).map_err(disk("append to", path))?;
    step(|| file.sync_all()).map_err(disk("flush", path))
}

/// Makes folders and waits for each parent.
pub(super) fn create_folders(path: &Path) -> Result<(), ArchiveError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create_folders(parent)?;
    }
    match step(|| fs::create_dir(path)) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(disk("create folder", path)),
    }?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Waits until a folder's entries are on disk. Shares that cannot do that say so with
/// `EINVAL` or `EBADF`, which is not a fault of ours.
pub(super) fn sync_folder(path: &Path) -> Result<(), ArchiveError> {
    const EBADF: i32 = 9;
    const EINVAL: i32 = 22;
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    match step(|| File::open(path).and_then(|folder| folder.sync_all())) {
        Err(error) if matches!(error.raw_os_error(), Some(EBADF | EINVAL)) => Ok(()),
        other => other.map_err(disk("flush folder", path)),
    }
}

/// The content of a file that may not exist yet.
pub(super) fn read_or_empty(path: &Path) -> Result<Vec<u8>, ArchiveError> {
    match links::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        other => other.map_err(disk("read", path)),
    }
}

/// Makes a file read-only for everybody.
pub(super) fn make_read_only(path: &Path) -> Result<(), ArchiveError> {
    let mut permissions = fs::metadata(path).map_err(disk("inspect", path))?.permissions();
    permissions.set_readonly(true);
    step(|| fs::set_permissions(path, permissions)).map_err(disk("make read-only", path))
}

/// A name on the same volume that no reader takes for an edition.
pub(super) fn temporary_path(parent: &Path, name: &str) -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    parent.join(format!(".tmp-{name}-{}-{count}", std::process::id()))
}

/// The entries of a folder by name, sorted; symbolic links are not followed.
pub(super) fn entries(path: &Path) -> Result<Vec<(String, fs::FileType)>, ArchiveError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(disk("list", path))? {
        let entry = entry.map_err(disk("list", path))?;
        let kind = entry.file_type().map_err(disk("inspect", &entry.path()))?;
        found.push((entry.file_name().to_string_lossy().into_owned(), kind));
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(found)
}

/// The last part of a path.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

//! Takes a path; gives a copy of the whole database there, consistent while others write, and
//! brings such a copy back. Never leaves half a file under a final name, never writes over one,
//! and never throws away the database that a restored one takes the place of.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{StoreError, during};
use super::{BUSY_TIMEOUT, Store, create_private};

/// How often a copy is begun again when another process holds the database.
const ATTEMPTS_MAX: u32 = 20;

/// What the name of a file begins with that is still being written.
pub const ASIDE: &str = ".tmp-";

/// The files that SQLite lays beside a database.
const SIDES: [&str; 2] = ["-wal", "-shm"];

impl Store {
    /// Copies the database to a file that must not exist yet: written aside, checked page by
    /// page, on disk, and only then under its name. Others may write meanwhile: the copy is the
    /// state of one instant. Gives its size in bytes.
    ///
    /// # Errors
    /// [`StoreError::BackupExists`] where the file is there, [`StoreError::Backup`] where it
    /// cannot be written, [`StoreError::Corrupt`] where the copy does not pass its check.
    ///
    /// # Source
    /// <https://www.sqlite.org/backup.html>
    pub fn back_up(&self, to: &Path) -> Result<u64, StoreError> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(StoreError::BackupExists { path: to.to_owned() });
        }
        let aside = aside(to);
        remove(&aside);
        let written = copy(&self.connection, &aside).and_then(|()| put_in_place(&aside, to));
        if written.is_err() {
            remove(&aside);
        }
        written
    }

    /// Copies a backup aside, checks it and brings its schema up to date, all beside the
    /// database at `database`, which is not touched. [`Restorable::put`] then takes its place.
    /// Whoever restores holds the lock.
    ///
    /// # Errors
    /// [`StoreError::NotABackup`] where the file is no database of this program,
    /// [`StoreError::Corrupt`], [`StoreError::NewerSchema`] or [`StoreError::Backup`].
    pub fn restorable(backup: &Path, database: &Path) -> Result<Restorable, StoreError> {
        let aside = aside(database);
        remove(&aside);
        let restorable = Restorable { aside, database: database.to_owned() };
        let from = open_backup(backup)?;
        copy(&from, &restorable.aside)?;
        drop(from);
        let store = Store::open(&restorable.aside)?;
        store.check_integrity()?;
        drop(store);
        Ok(restorable)
    }
}

/// A checked copy of a backup beside the database; gone when dropped.
#[derive(Debug)]
pub struct Restorable {
    aside: PathBuf,
    database: PathBuf,
}

impl Restorable {
    /// Whether a database is there that it would take the place of.
    #[must_use]
    pub fn replaces(&self) -> bool {
        fs::symlink_metadata(&self.database).is_ok()
    }

    /// Takes the database's place. What was there stays beside it, under its name and `kept`; at
    /// every instant one of the two is in place, whole.
    ///
    /// # Errors
    /// [`StoreError::Backup`] naming what could not be written.
    pub fn put(self, kept: &str) -> Result<Option<PathBuf>, StoreError> {
        let beside = with_suffix(&self.database, kept);
        let replaces = self.replaces();
        if replaces {
            settle(&self.database);
            keep(&self.database, &beside)?;
        }
        for side in SIDES {
            let path = with_suffix(&self.database, side);
            if !path.exists() {
                continue;
            }
            keep(&path, &with_suffix(&beside, side))?;
            fs::remove_file(&path).map_err(failed(&path))?;
        }
        sync_file(&self.aside)?;
        fs::rename(&self.aside, &self.database).map_err(failed(&self.database))?;
        sync_parent(&self.database)?;
        Ok(replaces.then_some(beside))
    }
}

impl Drop for Restorable {
    fn drop(&mut self) {
        remove(&self.aside);
    }
}

/// Opened for reading alone; refused when it is no database of this program.
fn open_backup(path: &Path) -> Result<Connection, StoreError> {
    let refused = |why: String| StoreError::NotABackup { path: path.to_owned(), why };
    let from = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| refused(error.to_string()))?;
    let ask = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'batches'";
    let tables: i64 =
        from.query_row(ask, [], |row| row.get(0)).map_err(|error| refused(error.to_string()))?;
    if tables == 0 { Err(refused("it holds no facts of contrabrief".to_owned())) } else { Ok(from) }
}

/// Writes a checked copy, one file, for its owner alone.
fn copy(from: &Connection, aside: &Path) -> Result<(), StoreError> {
    let unwritten = |source: rusqlite::Error| StoreError::Backup {
        path: aside.to_owned(),
        source: source.into(),
    };
    create_private(aside).map_err(failed(aside))?;
    let mut to = Connection::open(aside).map_err(unwritten)?;
    to.busy_timeout(BUSY_TIMEOUT).map_err(unwritten)?;
    let backup = Backup::new(from, &mut to).map_err(unwritten)?;
    let mut attempts = 0;
    loop {
        // All pages in one step: one reading transaction, beside which others may write.
        match backup.step(-1).map_err(unwritten)? {
            StepResult::Done => break,
            _ if attempts < ATTEMPTS_MAX => attempts += 1,
            _ => return Err(StoreError::InUse),
        }
    }
    drop(backup);
    // One file that can be carried away: a log beside it would be part of it.
    to.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(unwritten)?;
    let store = Store { connection: to, last_run: Cell::default() };
    store.check_integrity()?;
    store.connection.close().map_err(|(_, error)| unwritten(error))?;
    sync_file(aside)
}

fn put_in_place(aside: &Path, to: &Path) -> Result<u64, StoreError> {
    let bytes = fs::metadata(aside).map_err(failed(aside))?.len();
    fs::rename(aside, to).map_err(failed(to))?;
    sync_parent(to)?;
    Ok(bytes)
}

/// Brings what the log holds into the file, where that can still be done.
fn settle(database: &Path) {
    let settled = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|connection| {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
        .map_err(during("settle the database"));
    if let Err(error) = settled {
        tracing::warn!(target: "store", %error, "The database that is replaced is kept with its log");
    }
}

/// A second name for a file, or a copy where the file system knows no second names. A name that
/// is taken is never written to: it may be the file itself.
fn keep(path: &Path, beside: &Path) -> Result<(), StoreError> {
    let copied = || {
        let mut to = File::options().write(true).create_new(true).open(beside)?;
        std::io::copy(&mut File::open(path)?, &mut to)?;
        to.sync_all()
    };
    let kept = match fs::hard_link(path, beside) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => copied(),
        linked => linked,
    };
    kept.map_err(failed(beside))
}

fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    path.with_file_name(format!("{ASIDE}{}", name.unwrap_or_default()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    path.with_file_name(format!("{}{suffix}", name.unwrap_or_default()))
}

/// Leftovers of a copy; what is not there is no fault.
fn remove(aside: &Path) {
    let sides = SIDES.iter().copied().chain(["-journal"]);
    for path in std::iter::once(aside.to_owned()).chain(sides.map(|side| with_suffix(aside, side)))
    {
        let _ = fs::remove_file(path);
    }
}

fn sync_file(path: &Path) -> Result<(), StoreError> {
    let file = File::options().read(true).write(true).open(path);
    file.and_then(|file| file.sync_all()).map_err(failed(path))
}

/// Waits until the name is on disk. A share that cannot do that says so, which is no fault.
fn sync_parent(path: &Path) -> Result<(), StoreError> {
    const EBADF: i32 = 9;
    const EINVAL: i32 = 22;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    match File::open(parent).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.raw_os_error(), Some(EBADF | EINVAL)) => Ok(()),
        other => other.map_err(failed(parent)),
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Backup { path, source: source.into() }
}

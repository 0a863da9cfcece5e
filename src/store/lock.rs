//! Takes the database's path; gives the lock that lets one process at a time work on it. The
//! system frees it when the process ends, however it ends. Never waits.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::Store;
use super::error::StoreError;

/// The lock file's name, beside the database.
pub const LOCK_FILE_NAME: &str = "contrabrief.lock";

/// Held as long as this value lives.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// A child that was just forked holds our files until it becomes another program: closing alone
/// would leave the lock with it for so long.
impl Drop for Lock {
    fn drop(&mut self) {
        // Closing frees it where this fails.
        let _ = self.file.unlock();
    }
}

impl Store {
    /// Takes the lock beside the database at `path`, whether or not that exists yet.
    ///
    /// # Errors
    /// [`StoreError::Locked`] with the holder if another process has it,
    /// [`StoreError::LockFile`] if the file cannot be used.
    pub fn lock(path: &Path) -> Result<Lock, StoreError> {
        let path = path.with_file_name(LOCK_FILE_NAME);
        let fault = |source| StoreError::LockFile { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { holder: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(fault(source)),
        }
        write_holder(&mut file).map_err(fault)?;
        Ok(Lock { file })
    }
}

fn write_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "process {}", std::process::id())?;
    file.sync_data()
}

/// Some systems do not let others read a locked file: then the holder has no name.
fn holder(file: &mut File) -> String {
    const HOLDER_BYTES_MAX: u64 = 64;
    let mut text = String::new();
    match file.take(HOLDER_BYTES_MAX).read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "another process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_let_go_is_free_though_a_child_still_holds_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.db");
        let lock = Store::lock(&path).unwrap();
        let of_a_child = lock.file.try_clone().unwrap();
        drop(lock);
        Store::lock(&path).unwrap();
        drop(of_a_child);
    }
}

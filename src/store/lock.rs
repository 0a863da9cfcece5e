//! Takes a data folder; gives the lock that keeps a second writer out of it. The operating
//! system releases it when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use super::{Store, StoreError};

/// Held while a command writes; released when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

const FILE_NAME: &str = "contrabrief.lock";

impl Store {
    /// Takes the lock of a data folder.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it, [`StoreError::LockFile`] when the
    /// file cannot be used.
    pub fn lock(data_dir: &Path) -> Result<Lock, StoreError> {
        let path = data_dir.join(FILE_NAME);
        let failed = |source| StoreError::LockFile { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The holder's own words are a courtesy: without them the refusal stands.
                let _ = file.read_to_string(&mut holder);
                return Err(StoreError::Locked { holder: holder.trim().to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        writeln!(file, "{}", std::process::id()).map_err(failed)?;
        Ok(Lock { _file: file })
    }
}

//! Takes the data folder; gives the key that signs links, bounce addresses and Message-IDs,
//! making it where there is none yet. Never uses a key that others than its owner may read,
//! and never replaces one: links in mails of years ago are signed with it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{Pipeline, PipelineError};
use crate::deliver::TokenKey;

/// The key's file name in the data folder.
pub(super) const FILE: &str = "token.key";

/// How long a key is: as long as SHA-256's output (RFC 2104, 3).
const BYTES: usize = 32;

/// Why the key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenKeyError {
    /// The file cannot be made or read.
    #[error("Token key `{path}` cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Others than its owner may read it, or write it.
    #[error("Token key `{0}` may be read by others: run `chmod 600 {0}`")]
    Exposed(PathBuf),
    /// It is not a key's length.
    #[error("Token key `{path}` has {found} bytes, not {BYTES}: bring back the one of a backup")]
    Length {
        /// The file.
        path: PathBuf,
        /// How many bytes it has.
        found: usize,
    },
}

impl Pipeline {
    /// The key of this installation.
    ///
    /// # Errors
    /// [`PipelineError::TokenKey`].
    pub fn token_key(&self) -> Result<TokenKey, PipelineError> {
        token_key(&self.config.data_dir)
    }
}

/// The key in a data folder, made on first use.
pub(super) fn token_key(data_dir: &Path) -> Result<TokenKey, PipelineError> {
    let path = data_dir.join(FILE);
    let failed = |source| TokenKeyError::File { path: path.clone(), source };
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    make(&path).map_err(failed)?;
    Ok(read(&path)?.ok_or_else(|| failed(ErrorKind::NotFound.into()))?)
}

/// Copies a key to a place that has none; `false` where there is no key to copy, or one there
/// already.
pub(super) fn carry(from: &Path, to: &Path) -> Result<bool, TokenKeyError> {
    if read(from)?.is_none() || to.exists() {
        return Ok(false);
    }
    let key =
        fs::read(from).map_err(|source| TokenKeyError::File { path: from.to_owned(), source })?;
    lay(to, &key).map_err(|source| TokenKeyError::File { path: to.to_owned(), source })?;
    Ok(true)
}

/// Puts a key of a backup in another one's place, which stays under a name beside it. At every
/// instant there is a key.
pub(super) fn replace(from: &Path, path: &Path, beside: &Path) -> Result<(), TokenKeyError> {
    let failed = |source| TokenKeyError::File { path: path.to_owned(), source };
    read(from)?;
    let old = fs::read(path).map_err(failed)?;
    lay(beside, &old).map_err(failed)?;
    let draft = path.with_extension("key-restored");
    let _ = fs::remove_file(&draft);
    carry(from, &draft)?;
    fs::rename(&draft, path).and_then(|()| sync_folder(path)).map_err(failed)
}

/// Whether two files hold different keys; a file that is not there differs from none.
pub(super) fn differ(one: &Path, other: &Path) -> bool {
    matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one != other)
}

/// The key in a file; `None` where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<TokenKey>, TokenKeyError> {
    let failed = |source| TokenKeyError::File { path: path.to_owned(), source };
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        metadata => metadata.map_err(failed)?,
    };
    if is_exposed(&metadata) {
        return Err(TokenKeyError::Exposed(path.to_owned()));
    }
    let bytes = fs::read(path).map_err(failed)?;
    if bytes.len() != BYTES {
        return Err(TokenKeyError::Length { path: path.to_owned(), found: bytes.len() });
    }
    Ok(Some(TokenKey::new(bytes)))
}

fn make(path: &Path) -> io::Result<()> {
    let mut key = [0; BYTES];
    getrandom::fill(&mut key).map_err(io::Error::from)?;
    lay(path, &key)
}

/// Writes a key beside its place, then gives it its name: nobody ever sees half of one, and of
/// two processes that make one at once the first wins.
fn lay(path: &Path, key: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("key-{}", std::process::id()));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(key)?;
        file.sync_all()
    });
    let named = written.and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        named => named,
    });
    let _ = fs::remove_file(&draft);
    named?;
    sync_folder(path)
}

/// A key that vanished with the power would make every link that was mailed meanwhile void.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_exposed(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = token_key(folder.path()).unwrap();
        assert_eq!(token_key(folder.path()).unwrap(), first);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(token_key(other.path()).unwrap(), first);
        let names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names, [FILE], "no draft is left behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn processes_that_make_a_key_at_once_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        make(&path).unwrap();
        let first = fs::read(&path).unwrap();
        make(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first, "the first one wins");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        token_key(folder.path()).unwrap();
        let path = folder.path().join(FILE);
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refusal = token_key(folder.path()).unwrap_err().to_string();
            assert!(refusal.contains("chmod 600"), "{refusal}");
        }
    }

    #[test]
    fn a_damaged_key_is_refused_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        token_key(folder.path()).unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "short").unwrap();
        let refusal = token_key(folder.path()).unwrap_err().to_string();
        assert!(refusal.contains("has 5 bytes, not 32"), "{refusal}");
        assert_eq!(fs::read(&path).unwrap(), b"short");
    }
}

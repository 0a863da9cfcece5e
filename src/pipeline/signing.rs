//! Takes a path; lays a new key there that signs archives, for its owner's eyes alone. Never
//! writes over a file. Also signs what an archive holds unsigned, when an operator says so.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Pipeline, PipelineError};
use crate::archive::{KeyError, PublicKey, Signed, SigningKey};

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The file cannot be made.
    #[error("Signing key `{}` cannot be made", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What chance gave is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Makes a key and gives the half of it that auditors get.
///
/// # Errors
/// [`SigningKeyError::File`], also where a file is there already.
pub fn make_signing_key(path: &Path) -> Result<PublicKey, SigningKeyError> {
    let failed = |source| SigningKeyError::File { path: path.to_owned(), source };
    let (mut seed, mut id) = ([0; 32], [0; 8]);
    let filled = getrandom::fill(&mut seed).and_then(|()| getrandom::fill(&mut id));
    filled.map_err(|error| failed(error.into()))?;
    let text = SigningKey::file(&seed, id)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(SigningKey::read(&text)?.public())
}

impl Pipeline {
    /// Believes these keys instead of the configured ones.
    pub fn believe(&mut self, keys: Vec<PublicKey>) {
        self.archive.believe(keys);
    }

    /// Signs every line of the chain that has no good signature.
    ///
    /// # Errors
    /// [`PipelineError::Archive`].
    pub fn sign_archive(&self) -> Result<Signed, PipelineError> {
        Ok(self.archive.sign((self.clock.now(), &self.operator))?)
    }
}

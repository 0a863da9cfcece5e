//! Takes the name of a secret and where it may lie; gives it wrapped, so that it can be used
//! but never printed.

use std::fmt;
use std::path::{Path, PathBuf};

/// A secret that prints as `[redacted]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// A secret that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("Secret file `{path}` cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is there and holds nothing.
    #[error("Secret file `{0}` is empty")]
    Empty(PathBuf),
    /// Others than its owner may read the file.
    #[error("Secret file `{0}` may be read by others: run `chmod 600 {0}`")]
    Exposed(PathBuf),
}

/// Reads a secret from a file, without the line end that editors add.
///
/// # Errors
/// [`SecretError`] for a file that is missing, empty, or open to others.
pub(super) fn from_file(path: &Path) -> Result<Secret, SecretError> {
    let unreadable = |source| SecretError::Unreadable { path: path.to_owned(), source };
    if is_exposed(&std::fs::metadata(path).map_err(unreadable)?) {
        return Err(SecretError::Exposed(path.to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(SecretError::Empty(path.to_owned()));
    }
    Ok(Secret::new(secret))
}

#[cfg(unix)]
fn is_exposed(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[redacted]");
    }

    /// Row 70 of `docs/security.md`.
    #[cfg(unix)]
    #[test]
    fn a_secret_file_open_to_others_is_refused_and_a_closed_one_is_trimmed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        let missing = from_file(&path).unwrap_err();
        assert!(matches!(missing, SecretError::Unreadable { .. }), "{missing}");
        std::fs::write(&path, "hunter2\n").unwrap();
        for mode in [0o644, 0o640, 0o604, 0o660] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let refused = from_file(&path).unwrap_err();
            assert!(matches!(refused, SecretError::Exposed(_)), "{mode:o}: {refused}");
            assert!(!refused.to_string().contains("hunter2"));
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        for (written, secret) in
            [("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), (" hunter 2 ", " hunter 2 ")]
        {
            std::fs::write(&path, written).unwrap();
            assert_eq!(from_file(&path).unwrap().expose(), secret);
        }
        for empty in ["", "\n", "\r\n\n"] {
            std::fs::write(&path, empty).unwrap();
            assert!(matches!(from_file(&path), Err(SecretError::Empty(_))), "{empty:?}");
        }
    }
}

//! Takes a maildir; gives the messages that nobody has seen, and marks those that are done with
//! by the flag `S`, in `cur`. Never replaces a file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::{Fate, Found, MESSAGE_BYTES_MAX, MESSAGES_MAX, MailboxError, Stopped};

/// Sets a file's unique name and its flags apart.
const INFO: &str = ":2,";

pub(super) fn read<E>(
    folder: &Path,
    reader: &mut impl FnMut(Found<'_>) -> Result<Fate, E>,
) -> Result<(), Stopped<E>> {
    let failed = |path: &Path, source| MailboxError::File { path: path.to_owned(), source };
    let mut unseen = Vec::new();
    for inner in ["new", "cur"] {
        let path = folder.join(inner);
        unseen.extend(names(&path).map_err(|error| failed(&path, error))?);
    }
    // Names begin with the time of delivery.
    unseen.sort();
    let skipped = unseen.len().saturating_sub(MESSAGES_MAX);
    for (name, path) in unseen.into_iter().skip(skipped) {
        let bytes = match bytes(&path) {
            // Somebody else moved it meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            bytes => bytes.map_err(|error| failed(&path, error))?,
        };
        let found = Found { place: &name, bytes: bytes.as_deref() };
        if reader(found).map_err(Stopped::Reader)? == Fate::Done {
            mark(folder, &name, &path).map_err(|error| failed(&path, error))?;
        }
    }
    Ok(())
}

/// The files without the flag `S`, by name and path.
fn names(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_seen = name.rsplit_once(INFO).is_some_and(|(_, flags)| flags.contains('S'));
        if !is_seen && !name.starts_with('.') && entry.file_type()?.is_file() {
            names.push((name, entry.path()));
        }
    }
    Ok(names)
}

fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let limit = MESSAGE_BYTES_MAX as u64 + 1;
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MESSAGE_BYTES_MAX).then_some(bytes))
}

/// Moves a message to `cur` under its flags and `S`; flags stand in the order of the alphabet.
fn mark(folder: &Path, name: &str, path: &Path) -> io::Result<()> {
    let (unique, flags) = name.rsplit_once(INFO).unwrap_or((name, ""));
    let mut flags: Vec<char> = flags.chars().chain(['S']).collect();
    flags.sort_unstable();
    flags.dedup();
    let flags: String = flags.into_iter().collect();
    let seen = folder.join("cur").join(format!("{unique}{INFO}{flags}"));
    if seen.exists() {
        let words = format!("`{}` is there already", seen.display());
        return Err(io::Error::new(ErrorKind::AlreadyExists, words));
    }
    fs::rename(path, seen)
}

//! Takes where messages come back to; gives each one that is new there, and marks those that are
//! done with. Never deletes a message and never marks one that was left.

mod file;
mod imap;
mod maildir;
mod wire;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::{Path, PathBuf};

pub use imap::{ImapError, ImapSettings};

use super::bounce::MESSAGE_BYTES_MAX;

/// The most messages that one reading takes from a mailbox that is marked; the newest ones. The
/// next reading goes on.
const MESSAGES_MAX: usize = 500;

/// Where messages come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailbox {
    /// A maildir: `new` and `cur` within a folder.
    Maildir(PathBuf),
    /// An mbox, or one message; only read.
    File(PathBuf),
    /// A folder of an IMAP server.
    Imap(Box<ImapSettings>),
}

impl Mailbox {
    /// The mailbox at a path: a maildir if it is a folder.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        if path.is_dir() { Self::Maildir(path.to_owned()) } else { Self::File(path.to_owned()) }
    }
}

/// What becomes of a message in its mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Marked as seen, where the mailbox has marks.
    Done,
    /// Left as it is.
    Left,
}

/// A message as it was found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'m> {
    /// Where: a file's name, a UID.
    pub place: &'m str,
    /// Its bytes; `None` where there are more than [`MESSAGE_BYTES_MAX`].
    pub bytes: Option<&'m [u8]>,
}

/// Why a mailbox could not be read, or not to its end. What was read before is done with.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// A file or folder cannot be read, or a message not be marked.
    #[error("Mailbox `{path}` cannot be read")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The IMAP server.
    #[error("IMAP server `{host}` cannot be read")]
    Imap {
        /// Its name.
        host: String,
        /// What went wrong.
        #[source]
        source: ImapError,
    },
}

/// Why a reading ended early.
#[derive(Debug)]
pub enum Stopped<E> {
    /// The mailbox failed.
    Mailbox(MailboxError),
    /// The reader of the messages failed; the message it failed at is left.
    Reader(E),
}

impl<E> From<MailboxError> for Stopped<E> {
    fn from(error: MailboxError) -> Self {
        Self::Mailbox(error)
    }
}

/// Gives each message that is new in a mailbox to its reader, oldest first, and marks those that
/// the reader is done with before the next one is given.
///
/// # Errors
/// [`Stopped`]; the messages before are read and marked.
pub async fn read_mailbox<E>(
    mailbox: &Mailbox,
    reader: &mut impl FnMut(Found<'_>) -> Result<Fate, E>,
) -> Result<(), Stopped<E>> {
    match mailbox {
        Mailbox::Maildir(folder) => maildir::read(folder, reader),
        Mailbox::File(path) => {
            let failed = |source| MailboxError::File { path: path.clone(), source };
            let file = std::fs::File::open(path).map_err(failed)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            file::read(file, &name, path, reader)
        }
        Mailbox::Imap(settings) => imap::read(settings, reader).await,
    }
}

/// The same for an mbox or a message that comes over a pipe.
///
/// # Errors
/// As [`read_mailbox`].
pub fn read_stream<E>(
    stream: impl Read,
    reader: &mut impl FnMut(Found<'_>) -> Result<Fate, E>,
) -> Result<(), Stopped<E>> {
    file::read(stream, "standard input", Path::new("-"), reader)
}

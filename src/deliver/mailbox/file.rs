//! Takes a file or a pipe; gives its one message, or each message of an mbox (RFC 4155). Only
//! reads.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::{Fate, Found, MESSAGE_BYTES_MAX, MailboxError, Stopped};

/// The most messages of one mbox.
const MESSAGES_MAX: usize = 100_000;

/// The line that begins a message of an mbox.
const FROM: &[u8] = b"From ";

pub(super) fn read<E>(
    stream: impl Read,
    name: &str,
    path: &Path,
    reader: &mut impl FnMut(Found<'_>) -> Result<Fate, E>,
) -> Result<(), Stopped<E>> {
    let failed = |source| MailboxError::File { path: path.to_owned(), source };
    let mut stream = BufReader::new(stream);
    let is_mbox = stream.fill_buf().map_err(failed)?.starts_with(FROM);
    let mut message = Message::default();
    let mut number = 0;
    loop {
        let line = next_line(&mut stream).map_err(failed)?;
        let begins = is_mbox && message.ends_empty && line.starts_with(FROM);
        if (begins || line.is_empty()) && message.is_begun {
            number += 1;
            let place = if is_mbox { format!("{name}, message {number}") } else { name.to_owned() };
            let bytes = (!message.is_too_large).then_some(message.bytes.as_slice());
            reader(Found { place: &place, bytes }).map_err(Stopped::Reader)?;
        }
        if line.is_empty() || number == MESSAGES_MAX {
            return Ok(());
        }
        if begins {
            message = Message { is_begun: true, ..Message::default() };
        } else {
            message.take(&line, is_mbox);
        }
    }
}

/// A message while it is read.
struct Message {
    bytes: Vec<u8>,
    is_begun: bool,
    is_too_large: bool,
    /// Whether its last line was empty: only then a line that says `From` begins the next.
    ends_empty: bool,
}

impl Default for Message {
    fn default() -> Self {
        Self { bytes: Vec::new(), is_begun: false, is_too_large: false, ends_empty: true }
    }
}

impl Message {
    fn take(&mut self, line: &[u8], is_mbox: bool) {
        self.is_begun = true;
        self.ends_empty = line.trim_ascii().is_empty();
        // `>From` is how an mbox writes a line that begins with From.
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = is_mbox && quotes > 0 && line[quotes..].starts_with(FROM);
        let line = if is_quoted { &line[1..] } else { line };
        if self.bytes.len() + line.len() > MESSAGE_BYTES_MAX {
            self.is_too_large = true;
        } else {
            self.bytes.extend_from_slice(line);
        }
    }
}

/// A line with its end, or as much of it as a message may have; empty at the end.
fn next_line(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(MESSAGE_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
    Ok(line)
}

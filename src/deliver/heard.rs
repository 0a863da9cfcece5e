//! Takes bytes as a mail server says them; gives lines of bounded length in plain characters.
//! Never waits for the end of a line that has none, and keeps none of it beyond the limit.

use std::io::{self, ErrorKind};

/// What is kept of a line. RFC 5321, 4.5.3.1.5, allows 512 bytes, and lettre reads 1,000.
const LINE_BYTES_MAX: usize = 900;
/// A server that says more between two of our commands is not answering.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How much was heard of the line and of the answer at hand.
#[derive(Debug, Default)]
pub(super) struct Heard {
    line_bytes: usize,
    answer_bytes: usize,
}

impl Heard {
    /// Something was asked: what comes now is another answer.
    pub(super) fn begin(&mut self) {
        self.answer_bytes = 0;
    }

    /// Leaves in the bytes what is to be read of them; gives how many those are.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] for an answer without an end.
    pub(super) fn take(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.answer_bytes += bytes.len();
        if self.answer_bytes > ANSWER_BYTES_MAX {
            return Err(io::Error::new(ErrorKind::InvalidData, "the answer has no end"));
        }
        let mut kept = Vec::with_capacity(bytes.len());
        for part in bytes.utf8_chunks() {
            for mark in part.valid().chars() {
                self.keep(mark, &mut kept);
            }
            for _ in part.invalid() {
                self.keep('?', &mut kept);
            }
        }
        bytes[..kept.len()].copy_from_slice(&kept);
        Ok(kept.len())
    }

    /// A mark never gets longer, so that what is kept fits where it came from.
    fn keep(&mut self, mark: char, kept: &mut Vec<u8>) {
        let mark = if mark.is_ascii_control() && !"\r\n\t".contains(mark) { '?' } else { mark };
        self.line_bytes = if mark == '\n' { 0 } else { self.line_bytes + mark.len_utf8() };
        if self.line_bytes <= LINE_BYTES_MAX || mark == '\r' {
            kept.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(parts: &[&[u8]]) -> Vec<u8> {
        let mut heard = Heard::default();
        let take = |part: &&[u8]| {
            let mut bytes = part.to_vec();
            let length = heard.take(&mut bytes).unwrap();
            bytes.truncate(length);
            bytes
        };
        parts.iter().flat_map(take).collect()
    }

    #[test]
    fn a_line_without_an_end_is_cut_and_the_next_one_is_whole() {
        let long = "550 5.1.1 ".to_owned() + &"x".repeat(1_000_000);
        let text = format!("{long}\r\n250 ok\r\n");
        for size in [1, 7, 4096, text.len()] {
            let parts: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let kept = String::from_utf8(heard(&parts)).unwrap();
            let (first, rest) = kept.split_once("\r\n").unwrap();
            assert_eq!((first, rest), (&long[..LINE_BYTES_MAX], "250 ok\r\n"), "{size}");
        }
    }

    #[test]
    fn controls_and_bytes_that_are_no_text_become_question_marks() {
        assert_eq!(heard(&[b"250 a\0\x1b[31m\x07\xe4\xff\tb\r\n"]), b"250 a??[31m???\tb\r\n");
        assert_eq!(heard(&["250 Grüße\r\n".as_bytes()]), "250 Grüße\r\n".as_bytes());
    }

    #[test]
    fn an_answer_without_an_end_is_an_error_and_a_question_begins_another() {
        let mut heard = Heard::default();
        let mut bytes = vec![b'x'; ANSWER_BYTES_MAX];
        assert!(heard.take(&mut bytes).is_ok());
        assert!(heard.take(&mut [b'x']).is_err());
        heard.begin();
        assert!(heard.take(&mut [b'x']).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_text_of_short_lines(parts in prop::collection::vec(
            prop::collection::vec(any::<u8>(), 0..2_000), 0..4)) {
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            let text = String::from_utf8(heard(&parts)).unwrap();
            let longest = text.lines().map(|line| line.trim_end_matches('\r').len()).max();
            prop_assert!(longest.unwrap_or(0) <= LINE_BYTES_MAX + text.matches('\r').count());
        }
    }
}

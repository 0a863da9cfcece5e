//! Any bytes as the page behind an entry.

#![no_main]

mod common;

use contrabrief::collect::extract_article;
use libfuzzer_sys::fuzz_target;

/// What an article must hold to be told from a notice.
const WORDS_MIN: usize = 80;

fuzz_target!(|bytes: &[u8]| {
    let limits = common::limits();
    let read = || extract_article(bytes, Some("text/html"), "https://wire.example/helix", &limits);
    match read() {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(text) => {
            assert!(text.chars().count() <= limits.text_chars_max);
            assert!(text.split_whitespace().count() >= WORDS_MIN);
            assert!(!text.chars().any(|mark| mark.is_control() && mark != '\n'), "{text:?}");
            assert_eq!(text, read().expect("what was read once is read again"));
        }
    }
});

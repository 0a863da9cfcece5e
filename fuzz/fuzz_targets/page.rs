//! Any bytes as the page behind an entry.

#![no_main]

mod common;

use contrabrief::collect::extract_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = common::limits();
    match extract_article(bytes, None, "https://wire.example/1", &limits) {
        Ok(text) => {
            assert!(text.chars().count() <= limits.text_chars_max);
            assert!(!text.chars().any(|mark| mark.is_control() && mark != '\n'));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

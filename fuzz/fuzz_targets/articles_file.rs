//! Any bytes as a file of articles; a small first one chooses its name.

#![no_main]

mod common;

use contrabrief::collect::{SourceKind, parse_articles_file};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["a.jsonl", "a.csv", "a.xml", "a.json", "dropped"];

fuzz_target!(|bytes: &[u8]| {
    let (names, file) = common::chosen(&NAMES, bytes);
    let source = common::source(SourceKind::File);
    for name in names {
        common::check_articles(
            || parse_articles_file(name, file, &source, &common::limits(), common::now()),
            false,
        );
    }
});

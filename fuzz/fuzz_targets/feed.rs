//! Any bytes as a feed.

#![no_main]

mod common;

use contrabrief::collect::{SourceKind, parse_feed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = common::source(SourceKind::Feed);
    common::check_articles(|| parse_feed(bytes, &source, &common::limits(), common::now()), true);
});

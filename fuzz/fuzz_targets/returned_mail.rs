//! Any bytes as a message that came back: a report on a delivery, a complaint, an answer, a mail
//! that asks to leave; alone or as a file of many.

#![no_main]

use std::convert::Infallible;

use contrabrief::deliver::bounce;
use contrabrief::deliver::mailbox::{Fate, Found, read_stream};
use contrabrief::deliver::{TokenKey, read_leave_mail};
use libfuzzer_sys::fuzz_target;

/// What is kept of a server's words, generously.
const WORDS_BYTES_MAX: usize = 4_096;

fuzz_target!(|bytes: &[u8]| {
    let key = TokenKey::new([7; 32]);
    let returned = bounce::read(bytes, &key);
    assert!(!returned.reports.is_empty());
    // Nobody can make up the mark of a letter without the key.
    assert_eq!(returned.mark, None);
    for report in &returned.reports {
        assert!(report.diagnostic.len() <= WORDS_BYTES_MAX);
        assert!(!report.diagnostic.chars().any(char::is_control), "{:?}", report.diagnostic);
    }
    for address in returned.reports.iter().flat_map(|report| &report.recipients) {
        let _ = returned.about(address);
    }
    assert_eq!(returned, bounce::read(bytes, &key));
    let leaves = read_leave_mail(bytes);
    assert!(leaves.is_none_or(|token| !token.chars().any(char::is_control)));
    let mut take = |found: Found<'_>| -> Result<Fate, Infallible> {
        if let Some(bytes) = found.bytes {
            let _ = bounce::read(bytes, &key);
        }
        Ok(Fate::Done)
    };
    if read_stream(bytes, &mut take).is_err() {
        // A stream that is neither a message nor a file of messages is refused.
    }
});

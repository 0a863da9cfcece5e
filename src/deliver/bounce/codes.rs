//! Takes a server's words; gives the enhanced codes in them and what they say is at fault.
//! Never takes a number for a code that does not stand where servers write codes.

use crate::model::{BounceFault, StatusCode};

/// Words that tell a refusal by policy, whatever code stands beside them.
const POLICY_WORDS: [&str; 12] = [
    "spam",
    "blocked",
    "blacklisted",
    "blacklist",
    "blocklist",
    "blocklisted",
    "policy",
    "reputation",
    "dmarc",
    "spf",
    "dkim",
    "unsolicited",
];

/// The codes of a line: behind a reply code of their class (`550 5.1.1`) or a `#`, which is how
/// qmail and Exchange write them.
pub(super) fn codes_in(line: &str) -> Vec<StatusCode> {
    let bytes = line.as_bytes();
    let is_code_mark = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let mut codes = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_code_mark(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|byte| is_code_mark(**byte)).count();
        let (end, begin) = (at + length, at);
        at = end;
        if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        // A code at the end of a sentence takes its full stop along.
        let word = line[begin..end].trim_end_matches('.');
        if let Some(code) = StatusCode::parse(word)
            && is_led(&bytes[..begin], code.class)
        {
            codes.push(code);
        }
    }
    codes
}

/// Whether what stands before a code is a `#` or a reply code of its class.
fn is_led(before: &[u8], class: u8) -> bool {
    let Some((last, rest)) = before.split_last() else { return false };
    let rest = match last {
        b'#' => return true,
        b'(' | b'[' => rest,
        _ => before,
    };
    let Some((b' ' | b'-', rest)) = rest.split_last() else { return false };
    let Some((head, [first, second, third])) = rest.split_last_chunk::<3>() else { return false };
    let is_reply = *first == b'0' + class && second.is_ascii_digit() && third.is_ascii_digit();
    let stands_alone =
        head.last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.');
    is_reply && stands_alone
}

/// The code that decides and the fault it tells. A mailbox is at fault only if nothing speaks
/// against it: no other code, no word of policy.
pub(super) fn judge(
    status: Option<StatusCode>,
    words: &str,
    in_words: &[StatusCode],
) -> (Option<StatusCode>, BounceFault) {
    let told: Vec<StatusCode> = status
        .into_iter()
        .chain(in_words.iter().copied())
        .filter(|code| !code.is_unspecific())
        .collect();
    let against = told.iter().find(|code| code.fault() != BounceFault::Mailbox);
    match (against.or(told.first()), status) {
        (None, unspecific) => (unspecific, BounceFault::Other),
        (Some(code), _) if code.fault() == BounceFault::Mailbox && tells_policy(words) => {
            (Some(*code), BounceFault::Policy)
        }
        (Some(code), _) => (Some(*code), code.fault()),
    }
}

/// Whether a word of policy stands in a text, outside of addresses, hosts and links.
fn tells_policy(text: &str) -> bool {
    let plain = text.split_whitespace().filter(|word| {
        let inner = word.trim_matches(|mark: char| mark.is_ascii_punctuation());
        !inner.contains(['@', '.', '/'])
    });
    plain
        .flat_map(|word| word.split(|mark: char| !mark.is_ascii_alphanumeric()))
        .any(|word| POLICY_WORDS.iter().any(|policy| word.eq_ignore_ascii_case(policy)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        codes_in(line).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn codes_are_found_where_servers_write_them() {
        for (line, code) in [
            ("550 5.1.1 <joe@reader.example>: User unknown", "5.1.1"),
            ("smtp;550-5.1.1 The account does not exist.", "5.1.1"),
            ("Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1"),
            ("<mail.reader.example #5.1.10 smtp;RecipientNotFound>", "5.1.10"),
            ("returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'", "5.1.10"),
            ("452 4.2.2 over quota", "4.2.2"),
            ("550 (5.7.1) no, and that is final", "5.7.1"),
            ("ended with 550 5.1.1.", "5.1.1"),
        ] {
            assert_eq!(found(line), [code], "{line}");
        }
    }

    #[test]
    fn other_numbers_are_no_codes() {
        for line in [
            "see section 5.1.1 of the contract",
            "from 5.1.1.9 at 550",
            "version 550 v5.1.1",
            "550 5.1.1beta",
            "450 5.1.1 classes differ",
            "5.1.1",
            "1550 5.1.1",
            "x550 5.1.1",
            "550 5.1.1.2",
            "ü550 5.1",
        ] {
            assert_eq!(found(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_mailbox_is_at_fault_only_if_nothing_speaks_against_it() {
        let code = |text| StatusCode::parse(text).unwrap();
        let fault = |status, words: &str| judge(status, words, &codes_in(words)).1;
        let gone = Some(code("5.1.1"));
        assert_eq!(fault(gone, "unknown user"), BounceFault::Mailbox);
        assert_eq!(fault(Some(code("5.0.0")), "550 5.1.1 unknown"), BounceFault::Mailbox);
        assert_eq!(fault(None, "550 5.1.10 not found"), BounceFault::Mailbox);
        assert_eq!(fault(gone, "550 5.7.1 denied"), BounceFault::Policy);
        assert_eq!(fault(gone, "550 5.1.1 Blocked: bad reputation"), BounceFault::Policy);
        assert_eq!(fault(gone, "452 4.2.2 later"), BounceFault::Full);
        assert_eq!(fault(gone, "<policy@spam.example>: unknown"), BounceFault::Mailbox);
        assert_eq!(fault(Some(code("5.0.0")), "no"), BounceFault::Other);
        assert_eq!(fault(None, "no"), BounceFault::Other);
    }
}

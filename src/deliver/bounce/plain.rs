//! Takes the words of a message without a report for machines; gives what they say. Never
//! believes anybody but a mail server, and never reads what is quoted.

use crate::model::BounceKind;

use super::codes::{codes_in, judge};
use super::fields::{self, Fields, addresses};
use super::report::by_class;
use super::{RecipientReport, shorten};

/// The most lines that are read.
const LINES_MAX: usize = 500;
/// The most addresses that are taken from the words.
const ADDRESSES_MAX: usize = 50;

/// From whom mail servers write.
const SERVERS: [&str; 4] = ["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster"];

/// How the copy of a letter begins in reports for people, in lower case.
const COPY_BEGINS: [&str; 8] = [
    "--- below this line is a copy",
    "------ this is a copy of",
    "----- original message",
    "-----original message",
    "--- original message",
    "---------- forwarded message",
    "original message headers",
    "original message follows",
];

/// What a message without a report says.
pub(super) fn read(header: &Fields, text: &str) -> RecipientReport {
    let failed: Vec<&str> = header.all("x-failed-recipients").flat_map(addresses).collect();
    let is_server = !failed.is_empty() || is_from_server(header);
    if !is_server {
        let (kind, words) = if is_auto_reply(header) {
            (BounceKind::AutoReply, "a machine answers")
        } else {
            (BounceKind::Unclassified, "no report of a mail server")
        };
        return RecipientReport::saying(kind, words);
    }
    let own = own_lines(text);
    let codes: Vec<_> = own.iter().flat_map(|line| codes_in(line)).collect();
    let telling = own.iter().find(|line| !codes_in(line).is_empty());
    let words: Vec<&str> = own.iter().copied().filter(|line| !codes_in(line).is_empty()).collect();
    let (code, fault) = judge(None, &words.join(" "), &codes);
    let code = code.or(codes.first().copied());
    let told = own.iter().copied().flat_map(addresses).take(ADDRESSES_MAX);
    RecipientReport {
        kind: by_class(code),
        fault,
        code,
        diagnostic: shorten(telling.map_or("a mail server's words, without a code", |line| line)),
        recipients: if failed.is_empty() {
            told.map(str::to_owned).collect()
        } else {
            owned(&failed)
        },
    }
}

fn owned(addresses: &[&str]) -> Vec<String> {
    addresses.iter().map(|address| (*address).to_owned()).collect()
}

/// The Message-IDs in a copy of the letter among the words.
pub(super) fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '>', '|']);
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| fields::message_ids(value).next())?
    })
}

/// The lines that are the server's own: neither quoted nor of the letter's copy.
fn own_lines(text: &str) -> Vec<&str> {
    text.lines()
        .take(LINES_MAX)
        .take_while(|line| !begins_copy(line))
        .filter(|line| !line.trim_start().starts_with(['>', '|']))
        .collect()
}

fn begins_copy(line: &str) -> bool {
    let line = line.trim_start().to_ascii_lowercase();
    let is_header = ["return-path:", "received:", "message-id:", "mime-version:", "subject:"]
        .iter()
        .any(|name| line.starts_with(name));
    is_header || COPY_BEGINS.iter().any(|begin| line.starts_with(begin))
}

/// Whether a mail server wrote it: it says so by its name, or by an empty return path.
fn is_from_server(header: &Fields) -> bool {
    let from = header.get("from").unwrap_or_default();
    let locals = addresses(from).filter_map(|address| address.split('@').next());
    let is_named = locals
        .chain([from])
        .any(|local| SERVERS.iter().any(|server| local.trim().eq_ignore_ascii_case(server)));
    is_named || header.get("return-path") == Some("<>") && !is_auto_reply(header)
}

/// Whether a machine answers for a person (RFC 3834, 5, and what was there before it).
fn is_auto_reply(header: &Fields) -> bool {
    let says = |name: &str, words: &[&str]| {
        header.get(name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            words.iter().any(|word| value.trim_start().starts_with(word))
        })
    };
    let marks = ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply-from"];
    says("auto-submitted", &["auto-replied", "auto-generated"])
        || marks.into_iter().any(|name| header.get(name).is_some())
        || says("precedence", &["auto_reply", "auto-reply"])
        || says("x-precedence", &["auto_reply", "auto-reply"])
        || says("subject", &["automatic reply:", "out of office:", "autoreply:", "auto:"])
}

//! Takes the bytes of a message that came back; gives what it says, about which letter, and whom
//! it names. Pure, and safe with any bytes. Never believes a code in quoted text, and calls what
//! it does not understand unclassified.
//!
//! Delivery reports are RFC 3464 in RFC 6522 (also RFC 6533's international form), complaints
//! RFC 5965. Only where there is no such part are the words of the message read.

mod codes;
mod fields;
mod plain;
mod report;
mod rules;

#[cfg(test)]
mod tests;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

pub use rules::{Case, FAILURES_TO_SUPPRESS, FAILURES_WITHIN, Verdict, judge};

use crate::model::{BounceFault, BounceKind, StatusCode};

use super::token::TokenKey;
use fields::{Fields, addresses, message_ids};

/// The largest message that is read, in bytes: reports may carry the letter in whole.
pub const MESSAGE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The most content types in a message that is taken apart: parts within parts are freed by
/// recursion, and a report has a dozen.
const CONTENT_TYPES_MAX: usize = 200;

/// The most Message-IDs that are looked up for one message.
const MESSAGE_IDS_MAX: usize = 20;

/// The most addresses that are tried as tokens.
const TOKENS_MAX: usize = 100;

/// The longest of the server's words that are kept, in characters.
const DIAGNOSTIC_CHARS_MAX: usize = 500;

/// What a message that came back says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The mark of the letter's Message-ID, out of a signed address.
    pub mark: Option<String>,
    /// Message-IDs that the letter may have, the likeliest first.
    pub message_ids: Vec<String>,
    /// What it says of each recipient; never empty.
    pub reports: Vec<RecipientReport>,
}

/// What it says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientReport {
    /// What happened.
    pub kind: BounceKind,
    /// What is at fault.
    pub fault: BounceFault,
    /// The code that says so.
    pub code: Option<StatusCode>,
    /// The server's words.
    pub diagnostic: String,
    /// The recipient, as it was at the end and at first.
    pub recipients: Vec<String>,
}

impl RecipientReport {
    fn saying(kind: BounceKind, words: &str) -> Self {
        Self {
            kind,
            fault: BounceFault::Other,
            code: None,
            diagnostic: shorten(words),
            recipients: Vec::new(),
        }
    }

    /// Whether it names an address.
    #[must_use]
    pub fn names(&self, address: &str) -> bool {
        let own = plain_address(address);
        own.is_some() && self.recipients.iter().any(|other| plain_address(other) == own)
    }
}

impl Returned {
    /// The report on an address; where none names it, the first.
    #[must_use]
    pub fn about(&self, address: &str) -> &RecipientReport {
        let named = self.reports.iter().find(|report| report.names(address));
        named.or(self.reports.first()).expect("there is always a report")
    }
}

/// An address for comparison: letter case matters to nobody, and a domain has two spellings.
fn plain_address(address: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = match url::Host::parse(domain) {
        Ok(host) => host.to_string(),
        Err(_) => domain.to_lowercase(),
    };
    (!local.is_empty()).then(|| format!("{}@{domain}", local.to_lowercase()))
}

/// Reads a message; the key tells which addresses are signed by us.
#[must_use]
pub fn read(bytes: &[u8], key: &TokenKey) -> Returned {
    let bytes = &bytes[..bytes.len().min(MESSAGE_BYTES_MAX)];
    let header = Fields::of(bytes);
    let content_types = count(bytes, b"content-type");
    let parsed =
        (content_types <= CONTENT_TYPES_MAX).then(|| MessageParser::default().parse(bytes));
    let parsed = parsed.flatten();
    let letter = parsed.as_ref().and_then(|message| returned_header(message, bytes));
    let mut reports = parsed.as_ref().map(|message| in_parts(message)).unwrap_or_default();
    let text = parsed.as_ref().and_then(text_of).unwrap_or_default();
    if let Some(letter) = &letter {
        complete(&mut reports, letter);
    }
    if reports.is_empty() {
        reports.push(plain::read(&header, &text));
    }
    let from_text = plain::message_ids(&text);
    let from_letter =
        letter.iter().filter_map(|letter| letter.get("message-id")).flat_map(message_ids);
    let from_answer = ["references", "in-reply-to"].into_iter().flat_map(|name| header.all(name));
    let mut ids = Vec::new();
    let candidates = from_letter.chain(from_text).chain(from_answer.flat_map(message_ids));
    for id in candidates.take(MESSAGE_IDS_MAX) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    let mark = token(&header, letter.as_ref(), parsed.as_ref(), key);
    Returned { mark, message_ids: ids, reports }
}

/// The reports of the parts that are made for machines.
fn in_parts(message: &Message<'_>) -> Vec<RecipientReport> {
    let mut reports = Vec::new();
    for part in &message.parts {
        match part_type(part).as_str() {
            "message/delivery-status" | "message/global-delivery-status" => {
                reports.extend(report::of_delivery(part.contents()));
            }
            "message/feedback-report" => reports.push(report::of_feedback(part.contents())),
            _ => {}
        }
    }
    reports
}

/// A complaint without its recipient is about whom the letter was to.
fn complete(reports: &mut [RecipientReport], letter: &Fields) {
    let complaints = reports.iter_mut().filter(|report| report.kind == BounceKind::Complaint);
    for report in complaints.filter(|report| report.recipients.is_empty()) {
        report.recipients = letter.all("to").flat_map(addresses).map(str::to_owned).collect();
    }
}

/// The header of the letter that came back with the report.
fn returned_header(message: &Message<'_>, bytes: &[u8]) -> Option<Fields> {
    message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(letter) => {
            let is_plain = part.encoding == mail_parser::Encoding::None;
            let raw = if is_plain { bytes.get(part.offset_body as usize..) } else { None };
            Some(Fields::of(raw.unwrap_or(letter.raw_message())))
        }
        _ if is_header_part(&part_type(part)) => Some(Fields::of(part.contents())),
        _ => None,
    })
}

fn is_header_part(content_type: &str) -> bool {
    ["text/rfc822-headers", "message/rfc822-headers", "message/global-headers"]
        .contains(&content_type)
}

/// `type/subtype` in lower case; empty where there is none.
fn part_type(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(String::new, |own| {
        format!("{}/{}", own.ctype(), own.subtype().unwrap_or_default()).to_ascii_lowercase()
    })
}

/// The words of the message, for people.
fn text_of(message: &Message<'_>) -> Option<String> {
    message.body_text(0).map(std::borrow::Cow::into_owned)
}

/// The mark in an address that we signed, wherever it stands: a signature is good everywhere.
fn token(
    header: &Fields,
    letter: Option<&Fields>,
    message: Option<&Message<'_>>,
    key: &TokenKey,
) -> Option<String> {
    const TO: [&str; 7] = [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "to",
        "cc",
        "original-recipient",
    ];
    let feedback = message.map(|message| {
        let parts = message.parts.iter();
        let feedback = parts.filter(|part| part_type(part) == "message/feedback-report");
        feedback.map(|part| Fields::of(part.contents())).collect::<Vec<_>>()
    });
    let feedback = feedback.unwrap_or_default();
    let came_to = TO.into_iter().flat_map(|name| header.all(name));
    let came_from = ["return-path", "x-envelope-from"].into_iter();
    let came_from =
        letter.into_iter().flat_map(|letter| came_from.clone().flat_map(|name| letter.all(name)));
    let complained = feedback.iter().flat_map(|fields| fields.all("original-mail-from"));
    came_to
        .chain(came_from)
        .chain(complained)
        .flat_map(addresses)
        .take(TOKENS_MAX)
        .find_map(|address| key.read_bounce(address.split('@').next()?))
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

/// Words for a list and the store: one line, no controls, not too long.
fn shorten(text: &str) -> String {
    super::address::clean(text).chars().take(DIAGNOSTIC_CHARS_MAX).collect()
}

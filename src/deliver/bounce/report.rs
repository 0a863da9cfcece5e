//! Takes the part of a report that is made for machines; gives what it says of each recipient.
//! What is missing stays unknown.

use crate::model::{BounceFault, BounceKind, StatusCode};

use super::codes::{codes_in, judge};
use super::fields::{Fields, addresses, behind_type};
use super::{RecipientReport, shorten};

/// The most recipients that are read of one report.
const RECIPIENTS_MAX: usize = 100;

/// The kinds of feedback by which a reader complains (RFC 5965, 7.3). `not-spam` praises,
/// `auth-failure` (RFC 6591) and `virus` are a server's own findings.
const COMPLAINTS: [&str; 4] = ["abuse", "fraud", "opt-out", "opt-out-list"];

/// A `message/delivery-status` part: a block for the message, then one for each recipient
/// (RFC 3464, 2.1). Some servers leave the empty line between them out.
pub(super) fn of_delivery(bytes: &[u8]) -> Vec<RecipientReport> {
    let blocks = Fields::blocks(bytes);
    let reports: Vec<_> = blocks.iter().filter_map(of_recipient).take(RECIPIENTS_MAX).collect();
    if reports.is_empty() {
        let words = "a delivery report without a recipient";
        return vec![RecipientReport::saying(BounceKind::Unclassified, words)];
    }
    reports
}

fn of_recipient(block: &Fields) -> Option<RecipientReport> {
    let fields = ["final-recipient", "original-recipient"];
    let named: Vec<&str> = fields.into_iter().flat_map(|name| block.all(name)).collect();
    let action = block.get("action").map(str::to_ascii_lowercase);
    let status = block.get("status").and_then(|value| StatusCode::parse(first_word(value)));
    if named.is_empty() && action.is_none() && status.is_none() {
        return None;
    }
    let diagnostic = behind_type(block.get("diagnostic-code").unwrap_or_default());
    let (code, fault) = judge(status, diagnostic, &codes_in(diagnostic));
    // A comment may follow: `failed (user unknown)`.
    let kind = match action.as_deref().map(first_word) {
        Some("failed") => BounceKind::Failed,
        Some("delayed") => BounceKind::Delayed,
        Some("delivered" | "relayed" | "expanded") => BounceKind::Delivered,
        Some(_) => BounceKind::Unclassified,
        None => by_class(code),
    };
    let is_failure = kind == BounceKind::Failed;
    let recipients = named.iter().flat_map(|value| addresses(behind_type(value)));
    Some(RecipientReport {
        kind,
        fault: if is_failure { fault } else { BounceFault::Other },
        code,
        diagnostic: shorten(diagnostic),
        recipients: recipients.map(str::to_owned).collect(),
    })
}

/// What a code alone says.
pub(super) fn by_class(code: Option<StatusCode>) -> BounceKind {
    match code.map(|code| code.class) {
        Some(5) => BounceKind::Failed,
        Some(4) => BounceKind::Delayed,
        Some(2) => BounceKind::Delivered,
        _ => BounceKind::Unclassified,
    }
}

fn first_word(value: &str) -> &str {
    value.split(|mark: char| mark.is_whitespace() || mark == '(').next().unwrap_or_default()
}

/// A `message/feedback-report` part (RFC 5965, 3).
pub(super) fn of_feedback(bytes: &[u8]) -> RecipientReport {
    let fields = Fields::of(bytes);
    let feedback = fields.get("feedback-type").unwrap_or_default().to_ascii_lowercase();
    let is_complaint = COMPLAINTS.contains(&first_word(&feedback));
    let kind = if is_complaint { BounceKind::Complaint } else { BounceKind::Unclassified };
    let by = fields.get("source-domain").or(fields.get("user-agent")).unwrap_or("somebody");
    let to = fields.all("original-rcpt-to").flat_map(addresses).map(str::to_owned).collect();
    let words = format!("{feedback} report by {by}");
    RecipientReport { recipients: to, ..RecipientReport::saying(kind, &words) }
}

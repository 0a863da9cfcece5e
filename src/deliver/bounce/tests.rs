//! Reports as servers write them, and what hostile ones try.

use proptest::prelude::*;

use super::*;

const READER: &str = "jo@reader.example";
const MARK: &str = "0123456789abcdef";
const ID: &str = "<2026-03-25.harbour.r001.0123456789abcdef@desk.example>";

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../tests/support/bounces/", $name, ".eml"))
    };
}

fn key() -> TokenKey {
    TokenKey::new("not a secret")
}

fn token() -> String {
    format!("{}@bounces.desk.example", key().bounce_local_part(MARK))
}

/// A fixture as it comes back for the reader.
fn filled(fixture: &str) -> String {
    fixture.replace("{token}", &token()).replace("{to}", READER).replace("{id}", ID)
}

fn returned(fixture: &str) -> Returned {
    let text = filled(fixture);
    let read_lf = read(text.as_bytes(), &key());
    let read_crlf = read(text.replace('\n', "\r\n").as_bytes(), &key());
    assert_eq!(read_crlf, read_lf, "line ends change nothing");
    read_lf
}

#[test]
fn reports_are_read_as_servers_write_them() {
    use {BounceFault as Fault, BounceKind as Kind};
    for (name, fixture, kind, fault, code) in [
        ("postfix", fixture!("postfix"), Kind::Failed, Fault::Mailbox, "5.1.1"),
        ("policy", fixture!("postfix-policy"), Kind::Failed, Fault::Policy, "5.7.1"),
        ("delayed", fixture!("postfix-delayed"), Kind::Delayed, Fault::Other, "4.4.1"),
        ("exim", fixture!("exim"), Kind::Failed, Fault::Mailbox, "5.1.1"),
        ("exchange", fixture!("exchange"), Kind::Failed, Fault::Mailbox, "5.1.10"),
        ("gmail", fixture!("gmail"), Kind::Failed, Fault::Mailbox, "5.1.1"),
        ("qmail", fixture!("qmail"), Kind::Failed, Fault::Mailbox, "5.1.1"),
        ("ses", fixture!("ses"), Kind::Failed, Fault::Full, "5.2.2"),
    ] {
        let returned = returned(fixture);
        let report = returned.about(READER);
        assert_eq!((report.kind, report.fault), (kind, fault), "{name}: {returned:#?}");
        assert_eq!(report.code.unwrap().to_string(), code, "{name}");
        assert!(report.names("JO@Reader.Example"), "{name}: {returned:#?}");
        assert!(!report.names("ann@reader.example"), "{name}");
        let has_token = name != "exchange";
        assert_eq!(returned.mark.is_some(), has_token, "{name}");
        // Amazon gives each letter a Message-ID of its own: only the token matches.
        assert_eq!(returned.message_ids.contains(&ID.to_owned()), name != "ses", "{name}");
        assert!(returned.message_ids.len() <= 2, "{name}: {returned:#?}");
    }
}

/// Found by fuzzing: a debug assertion of the parser's, that no such message exists.
#[test]
fn a_letter_within_a_letter_within_a_report_is_read() {
    let text = "Content-Type: multipart/report; boundary=\"b\"\n\n--b\nContent-Type: message/rfc822\n\n\
        Content-Type: message/rfc822\n\n\n--b--\n";
    assert_eq!(read(text.as_bytes(), &key()).about(READER).kind, BounceKind::Unclassified);
}

#[test]
fn complaints_are_matched_by_the_envelope_they_quote() {
    let signed = returned(fixture!("complaint"));
    assert_eq!(signed.mark.as_deref(), Some(MARK));
    assert_eq!(signed.about(READER).kind, BounceKind::Complaint);
    assert!(!signed.about(READER).names(READER), "it is redacted");
    let unsigned = returned(fixture!("complaint-unsigned"));
    assert_eq!(
        (unsigned.mark.as_deref(), unsigned.message_ids.as_slice()),
        (None, &[ID.to_owned()][..])
    );
    assert!(unsigned.about(READER).names(READER));
}

#[test]
fn feedback_that_is_no_complaint_is_unclassified() {
    for feedback in ["not-spam", "auth-failure", "virus", "other", "abusive", ""] {
        let text = filled(fixture!("complaint"));
        let text = text.replace("Feedback-Type: abuse", &format!("Feedback-Type: {feedback}"));
        let returned = read(text.as_bytes(), &key());
        assert_eq!(returned.about(READER).kind, BounceKind::Unclassified, "{feedback}");
    }
}

#[test]
fn answers_of_machines_and_people_are_no_bounces() {
    assert_eq!(returned(fixture!("away")).about(READER).kind, BounceKind::AutoReply);
    let answer = returned(fixture!("answer"));
    assert_eq!(answer.about(READER).kind, BounceKind::Unclassified);
    assert_eq!(answer.mark.as_deref(), Some(MARK), "it is known which letter it answers");
    for mark in ["X-Autoreply: yes", "Precedence: auto_reply", "X-Autorespond: vacation"] {
        let text =
            filled(fixture!("answer")).replacen("In-Reply-To", &format!("{mark}\nIn-Reply-To"), 1);
        assert_eq!(
            read(text.as_bytes(), &key()).about(READER).kind,
            BounceKind::AutoReply,
            "{mark}"
        );
    }
}

#[test]
fn a_code_in_quoted_text_is_not_believed() {
    let report = returned(fixture!("quoted-code"));
    assert_eq!(report.about(READER).kind, BounceKind::Unclassified);
    // qmail's own line counts, the letter it quotes does not.
    assert_eq!(returned(fixture!("qmail")).about(READER).fault, BounceFault::Mailbox);
}

#[test]
fn each_recipient_has_its_own_report() {
    let returned = returned(fixture!("two-recipients"));
    assert_eq!(returned.about(READER).kind, BounceKind::Delivered);
    assert_eq!(returned.about("gone@reader.example").kind, BounceKind::Failed);
    assert!(!returned.about("ann@reader.example").names("ann@reader.example"));
}

#[test]
fn a_forged_token_is_none() {
    let signed = key().bounce_local_part(MARK);
    let foreign = TokenKey::new("another").bounce_local_part(MARK);
    let other_mark = signed.replacen(MARK, "fedcba9876543210", 1);
    for forged in [foreign.as_str(), &other_mark, &signed[..signed.len() - 2], "b..", "b.x.00"] {
        let text =
            filled(&fixture!("postfix").replace("{token}", &format!("{forged}@desk.example")));
        assert_eq!(read(text.as_bytes(), &key()).mark, None, "{forged}");
    }
}

#[test]
fn what_is_missing_stays_unknown() {
    let head = "From: MAILER-DAEMON@a.example\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n";
    for (part, kind) in [
        ("", BounceKind::Unclassified),
        ("Reporting-MTA: dns; a.example\n", BounceKind::Unclassified),
        ("Final-Recipient: rfc822; jo@reader.example\n", BounceKind::Unclassified),
        ("Action: failed\n", BounceKind::Failed),
        ("Action: invented\nStatus: 5.1.1\n", BounceKind::Unclassified),
        ("Status: 5.1.1\n", BounceKind::Failed),
        ("Status: 4.1.1\n", BounceKind::Delayed),
        ("Action: delayed\nStatus: 5.1.1\n", BounceKind::Delayed),
        ("Action: failed (expired)\nStatus: 4.4.7 (expired)\n", BounceKind::Failed),
    ] {
        let returned = read(format!("{head}{part}\n--b--\n").as_bytes(), &key());
        assert_eq!(returned.about(READER).kind, kind, "{part}");
        assert!(!returned.about(READER).names(READER) || part.starts_with("Final"), "{part}");
    }
    let expired = read(format!("{head}Action: failed\nStatus: 4.1.1\n").as_bytes(), &key());
    assert_eq!(
        expired.about(READER).fault,
        BounceFault::Other,
        "a transient code is no missing mailbox"
    );
}

#[test]
fn a_report_of_somebody_else_inside_a_returned_letter_is_not_read() {
    let inner = filled(fixture!("postfix"));
    let text = format!(
        "From: ann@reader.example\nTo: brief@desk.example\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nLook.\n\n--outer\nContent-Type: message/rfc822\n\n{inner}\n--outer--\n"
    );
    assert_eq!(read(text.as_bytes(), &key()).about(READER).kind, BounceKind::Unclassified);
}

#[test]
fn parts_within_parts_end_no_process() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(300_000);
    assert_eq!(read(deep.as_bytes(), &key()).about(READER).kind, BounceKind::Unclassified);
    let allowed = "Content-Type: message/rfc822\n\n".repeat(CONTENT_TYPES_MAX);
    assert_eq!(read(allowed.as_bytes(), &key()).about(READER).kind, BounceKind::Unclassified);
    let digests = (0..CONTENT_TYPES_MAX)
        .map(|n| format!("Content-Type: multipart/digest; boundary=b{n}\n\n--b{n}\n\n"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(read(digests.as_bytes(), &key()).about(READER).kind, BounceKind::Unclassified);
}

fn fixtures() -> [&'static str; 8] {
    [
        fixture!("postfix"),
        fixture!("exim"),
        fixture!("exchange"),
        fixture!("gmail"),
        fixture!("qmail"),
        fixture!("complaint"),
        fixture!("away"),
        fixture!("two-recipients"),
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let returned = read(&bytes, &key());
        prop_assert!(!returned.reports.is_empty());
        prop_assert_eq!(returned.mark, None);
    }

    #[test]
    fn damaged_reports_are_read_and_never_sign_themselves(
        which in 0..8_usize,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..12),
        splice in any::<prop::sample::Index>(),
    ) {
        let mut bytes = filled(fixtures()[which]).replace(&token(), "b.x@desk.example").into_bytes();
        for (at, byte, deed) in cuts {
            let at = at.index(bytes.len());
            match deed {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let from = splice.index(bytes.len());
        let tail = bytes[from..].to_vec();
        bytes.extend(tail);
        let returned = read(&bytes, &key());
        prop_assert_eq!(&returned.mark, &None);
        let report = returned.about(READER);
        prop_assert!(report.diagnostic.chars().count() <= DIAGNOSTIC_CHARS_MAX);
        prop_assert!(returned.message_ids.len() <= MESSAGE_IDS_MAX);
    }
}

//! Attacks on the message: hostile words in every place, wishes, links, and what outside
//! programs say of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::letter::Sending;
use super::readable::Readable;
use super::*;
use crate::model::{
    Attachment, BriefId, Delivery, DeliveryKey, DeliveryState, EditionKey, Instant, MailForm,
    Revision, Subscriber, SubscriberId, Wishes,
};

const TEXT: &str = "Kräne ruhen\n.\nFrom here on\ntrailing  \n";
const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Kräne</title></head><body style=\"margin:0\"><p>Kräne ruhen</p><img src=\"cid:tones.png@contrabrief\" alt=\"Tones, &quot;mixed&quot;\" width=\"9\"></body></html>\n";

fn key() -> TokenKey {
    TokenKey::new("not a secret")
}

fn settings(sending: Option<Sending>) -> LetterSettings {
    let address = |text| MailAddress::parse(text, Some("Harbour Desk")).unwrap();
    LetterSettings {
        from: address("desk@harbour.example"),
        reply_to: None,
        list_id: "harbour.brief.example".to_owned(),
        title: "Harbour".to_owned(),
        unsubscribe: Some(address("leave@harbour.example")),
        language: "en".to_owned(),
        sending: sending.map(Arc::new),
    }
}

fn sending(dkim: Option<DkimSigner>) -> Sending {
    let text = |text: &str| Some(text.to_owned());
    Sending {
        key: key(),
        public_url: text("https://brief.harbour.example"),
        bounce_domain: text("bounces.harbour.example"),
        dkim,
    }
}

fn letter(headline: &str, text: &str, page: &str) -> Letter {
    let date = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap();
    let picture = pictures::Picture::new("tones.png@contrabrief".to_owned(), b"\x89PNG".to_vec());
    Letter {
        settings: settings(None),
        key: EditionKey { brief: BriefId::parse("harbour").unwrap(), date: date.date_naive() },
        revision: Revision::FIRST,
        edition_sha256: "0".repeat(64),
        subject: letter::subject(&settings(None), Revision::FIRST, "2026-03-25", headline),
        date: Instant::from(date),
        late: None,
        page: Readable::page(page),
        short_page: Readable::page(&parts::without_pictures(page)),
        text: Readable::text(text),
        pictures: vec![picture],
        files: vec![
            parts::File::new(Attachment::Pdf, b"%PDF-1.7".to_vec()),
            parts::File::new(Attachment::Json, b"{}".to_vec()),
        ],
    }
}

fn parcel(letter: Letter, wishes: Wishes) -> Parcel {
    let date = letter.date;
    Parcel {
        delivery: Delivery {
            key: DeliveryKey {
                edition: letter.key.clone(),
                revision: letter.revision,
                subscriber: SubscriberId("ana".to_owned()),
            },
            address: "ana@reader.example".to_owned(),
            message_id: "<2026-03-25.harbour.r001.0123456789abcdef@harbour.example>".to_owned(),
            state: DeliveryState::Intent,
            attempts: 0,
            changed_at: date,
            due_at: date,
            expires_at: date,
            short: false,
            correction: None,
        },
        subscriber: Subscriber {
            id: SubscriberId("ana".to_owned()),
            address: "ana@reader.example".to_owned(),
            name: Some("Ana Łuk".to_owned()),
            group: None,
            owner: None,
            wishes,
        },
        in_reply_to: None,
        letter: Arc::new(letter),
    }
}

fn wishes(form: MailForm, attachments: &[Attachment]) -> Wishes {
    let attachments: BTreeSet<_> = attachments.iter().copied().collect();
    Wishes { form, attachments, ..Wishes::default() }
}

fn read(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn types(bytes: &[u8]) -> Vec<String> {
    let message = read(bytes);
    let kinds = message.parts.iter().filter_map(|part| part.content_type());
    kinds.map(|kind| kind.subtype().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_message_has_the_parts_that_its_reader_wishes() {
    let types = |form, files: &[Attachment], short| {
        let mut parcel = parcel(letter("Cranes idle", TEXT, PAGE), wishes(form, files));
        parcel.delivery.short = short;
        types(&message_of(&parcel, &settings(Some(sending(None)))).unwrap().bytes)
    };
    let files = [Attachment::Pdf, Attachment::Json];
    let full = ["alternative", "plain", "related", "html", "png"];
    assert_eq!(types(MailForm::Full, &[], false), full);
    assert_eq!(
        types(MailForm::Full, &files, false),
        [&["mixed"][..], &full, &["pdf", "json"]].concat()
    );
    assert_eq!(types(MailForm::Full, &files, true), ["alternative", "plain", "html"]);
    assert_eq!(types(MailForm::Short, &[], false), ["alternative", "plain", "html"]);
    assert_eq!(types(MailForm::Text, &[], false), ["plain"]);
    assert_eq!(types(MailForm::Text, &files[..1], false), ["mixed", "plain", "pdf"]);
    assert_eq!(types(MailForm::Text, &files, true), ["plain"], "a text stays a text");
}

#[test]
fn a_short_page_says_what_its_pictures_showed() {
    let parcel = parcel(letter("Cranes idle", TEXT, PAGE), wishes(MailForm::Short, &[]));
    let bytes = message_of(&parcel, &settings(None)).unwrap().bytes;
    let page = read(&bytes).body_html(0).unwrap().into_owned();
    assert!(page.contains("Tones, &quot;mixed&quot;") && !page.contains("<img"), "{page}");
}

#[test]
fn files_are_called_by_what_they_hold() {
    let wishes = wishes(MailForm::Full, &[Attachment::Pdf, Attachment::Json]);
    let bytes = message_of(&parcel(letter("Cranes idle", TEXT, PAGE), wishes), &settings(None));
    let bytes = bytes.unwrap().bytes;
    let message = read(&bytes);
    let names: Vec<_> = message.attachments().filter_map(|part| part.attachment_name()).collect();
    assert!(names.ends_with(&["harbour-2026-03-25-r001.pdf", "harbour-2026-03-25-r001.json"]));
    assert_eq!(message.parts.iter().rev().nth(1).unwrap().contents(), b"%PDF-1.7");
}

#[test]
fn a_reader_leaves_by_signed_links_in_header_text_and_page() {
    let parcel = parcel(letter("Cranes idle", TEXT, PAGE), Wishes::default());
    let outgoing = message_of(&parcel, &settings(Some(sending(None)))).unwrap();
    let message = read(&outgoing.bytes);
    let token = key().leave_token(&parcel.subscriber.id, &parcel.letter.key.brief);
    let page = format!("https://brief.harbour.example/unsubscribe/{token}");
    let head = String::from_utf8(outgoing.bytes.clone()).unwrap();
    let head = head.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", " ");
    let mailto = format!("<mailto:leave@harbour.example?subject=unsubscribe%20{token}>");
    assert!(head.contains(&format!("List-Unsubscribe: <{page}>, {mailto}")), "{head}");
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{head}");
    assert!(message.body_text(0).unwrap().contains(&page));
    assert!(message.body_html(0).unwrap().contains(&format!("href=\"{page}\"")));
    let bounce = key().bounce_local_part("0123456789abcdef");
    let from = MailAddress::parse(&format!("{bounce}@bounces.harbour.example"), None).unwrap();
    assert_eq!(outgoing.from, from);

    let by_mail = Sending { public_url: None, bounce_domain: None, ..sending(None) };
    let outgoing = message_of(&parcel, &settings(Some(by_mail))).unwrap();
    let text = String::from_utf8(outgoing.bytes).unwrap();
    assert!(!text.contains("List-Unsubscribe-Post"), "RFC 8058 wants an https address");
    assert_eq!(outgoing.from, settings(None).from);
}

#[test]
fn a_message_sent_again_differs_by_its_attempt_alone() {
    let (pem, _) = ed25519();
    let signer = DkimSigner::new("harbour.example", &[("s1", &pem)]).unwrap();
    let settings = settings(Some(sending(Some(signer))));
    let mut parcel = parcel(letter("Cranes idle", TEXT, PAGE), Wishes::default());
    let first = message_of(&parcel, &settings).unwrap().bytes;
    assert_eq!(first, message_of(&parcel, &settings).unwrap().bytes);
    parcel.delivery.state = DeliveryState::Unsure { reply: String::new() };
    parcel.delivery.attempts = 1;
    let again = message_of(&parcel, &settings).unwrap().bytes;
    assert_eq!(again, [b"X-Contrabrief-Attempt: 2\r\n", first.as_slice()].concat());
}

#[test]
fn a_correction_says_why_in_text_and_page() {
    let mut parcel = parcel(letter("Cranes idle", TEXT, PAGE), Wishes::default());
    parcel.delivery.correction = Some("A <b>wrong</b>\r\nBcc: price\u{202e}".to_owned());
    let bytes = message_of(&parcel, &settings(None)).unwrap().bytes;
    let message = read(&bytes);
    let text = message.body_text(0).unwrap();
    assert!(text.starts_with("Correction: A <b>wrong</b> Bcc: price"), "{text}");
    let page = message.body_html(0).unwrap();
    assert!(page.contains("</b> A &lt;b&gt;wrong&lt;/b&gt; Bcc: price</p>"), "{page}");
    assert!(message.bcc().is_none());
}

#[test]
fn a_late_edition_says_so_above_all_else() {
    let letter = Letter { late: Some("2 h 5 min".to_owned()), ..letter("Idle", TEXT, PAGE) };
    let bytes = message_of(&parcel(letter, Wishes::default()), &settings(None)).unwrap().bytes;
    let message = read(&bytes);
    assert!(message.body_text(0).unwrap().starts_with("Published 2 h 5 min late.\r\n\r\nKr"));
    assert!(message.body_html(0).unwrap().contains(">Published 2 h 5 min late.</p>"));
}

#[test]
fn long_lines_lone_dots_and_trailing_blanks_come_back_as_they_were() {
    let text = format!("{}\n.\n..\nFrom me\nblank \t\n\n.", "ä".repeat(5_000));
    let parcel = parcel(letter("Cranes idle", &text, PAGE), Wishes::default());
    let bytes = message_of(&parcel, &settings(None)).unwrap().bytes;
    assert_sound(&bytes);
    assert_eq!(read(&bytes).body_text(0).unwrap().replace("\r\n", "\n"), text);
}

#[test]
fn an_address_with_letters_beyond_ascii_says_what_it_needs() {
    let parse = |text| MailAddress::parse(text, None).unwrap();
    assert!(!parse("ana@bücher.example").needs_smtputf8());
    assert_eq!(parse("ana@BÜCHER.example").domain(), "xn--bcher-kva.example");
    let composed = parse("an\u{e3}@reader.example");
    assert!(composed.needs_smtputf8());
    assert_eq!(composed, parse("ana\u{303}@reader.example"), "NFC");
    let quoted = MailAddress::parse("\"a b\"@reader.example", None).unwrap_err();
    assert!(quoted.to_string().contains("quoted"), "{quoted}");
    let mut parcel = parcel(letter("Cranes idle", TEXT, PAGE), Wishes::default());
    parcel.delivery.address = "an\u{e3}@reader.example".to_owned();
    let bytes = message_of(&parcel, &settings(None)).unwrap().bytes;
    let message = read(&bytes);
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("anã@reader.example"));
}

/// What holds of every message: no line too long, no line end of another kind, one header each.
fn assert_sound(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("ASCII");
    assert!(text.is_ascii());
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{}", line.len());
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
    }
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let mut names: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    names.sort_unstable();
    let expected = [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "Feedback-ID",
        "From",
        "List-Id",
        "List-Unsubscribe",
        "MIME-Version",
        "Message-ID",
        "Precedence",
        "Subject",
        "To",
        "X-Contrabrief-Edition",
    ];
    assert_eq!(names, expected);
}

#[test]
fn no_control_character_of_any_place_does_harm() {
    let marks = (0_u8..0x20).chain([0x7f]).map(char::from);
    for mark in marks.chain(['\u{85}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{2066}']) {
        let hostile = format!("Cranes{mark}Bcc: all@harbour.example{mark}{mark}idle");
        let mut parcel = parcel(letter(&hostile, &hostile, PAGE), Wishes::default());
        parcel.delivery.correction = Some(hostile.clone());
        let bytes = message_of(&parcel, &settings(None)).unwrap().bytes;
        assert_sound(&bytes);
        let subject = read(&bytes).subject().unwrap().to_owned();
        assert_eq!(subject, "Harbour, 2026-03-25: Cranes Bcc: all@harbour.example idle");
        parcel.subscriber.name = Some(hostile);
        let only_turns = ['\u{202e}', '\u{2066}'].contains(&mark);
        assert_eq!(message_of(&parcel, &settings(None)).is_ok(), only_turns, "{mark:?}");
    }
}

proptest! {
    #[test]
    fn no_words_of_others_break_a_message(
        headline in any::<String>(),
        name in "[^\\p{C}\\u{2028}\\u{2029}]{0,300}",
        correction in any::<String>(),
        text in any::<String>(),
    ) {
        let mut parcel = parcel(letter(&headline, &text, PAGE), Wishes::default());
        parcel.delivery.correction = Some(correction);
        parcel.subscriber.name = Some(name);
        assert_sound(&message_of(&parcel, &settings(None)).unwrap().bytes);
    }
}

fn ed25519() -> (String, Vec<u8>) {
    use base64::Engine as _;
    let der = ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new());
    let der = der.unwrap().as_ref().to_vec();
    let base64 = base64::engine::general_purpose::STANDARD.encode(&der);
    (format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----\n"), der)
}

#[test]
fn a_dkim_key_that_cannot_sign_is_refused_in_plain_words() {
    let (pem, _) = ed25519();
    let fault = |domain, selector, pem| DkimSigner::new(domain, &[(selector, pem)]).unwrap_err();
    assert_eq!(fault("harbour.example", "s1", "no key"), DkimError::Pem);
    assert!(matches!(fault("harbour.example", "s;1", &pem), DkimError::Name(_)));
    assert!(matches!(fault("harbour example", "s1", &pem), DkimError::Name(_)));
    let signer = DkimSigner::new("harbour.example", &[("s1", &pem)]).unwrap();
    assert!(!format!("{signer:?}").contains(&pem[30..60]));
    assert!(signer.records()[0].1.starts_with("v=DKIM1; k=ed25519; p="));
}

#[expect(clippy::disallowed_methods, reason = "which checkers there are, the environment says")]
fn named(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

/// Where outside programs are asked for, one that is missing fails; else it is said aloud.
fn missing(what: &str) {
    let required = named("CONTRABRIEF_MAIL_CHECKERS").is_some();
    assert!(!required, "{what} is not here");
    eprintln!("!! SKIPPED: {what} is not here: signatures are not checked with it");
}

#[test]
fn dkimpy_mailauth_and_pythons_strict_parser_take_our_messages() {
    let folder = tempfile::tempdir().unwrap();
    let Ok(rsa) = Command::new("openssl")
        .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
        .output()
    else {
        return missing("openssl");
    };
    let rsa = String::from_utf8(rsa.stdout).unwrap();
    let (ed25519, _) = ed25519();
    let signer = DkimSigner::new("harbour.example", &[("rsa1", &rsa), ("ed1", &ed25519)]).unwrap();
    let records: std::collections::BTreeMap<_, _> = signer.records().into_iter().collect();
    let dns = folder.path().join("dns.json");
    std::fs::write(&dns, serde_json::to_string(&records).unwrap()).unwrap();
    let settings = settings(Some(sending(Some(signer))));
    let hostile = format!("{}\r\nBcc: all@harbour.example\n.\n", "Kräne ".repeat(900));
    let files = [Attachment::Pdf, Attachment::Json];
    let mut messages = Vec::new();
    for (place, (words, form, files)) in [
        ("Cranes idle", MailForm::Full, &files[..]),
        ("Cranes idle", MailForm::Short, &[]),
        (&hostile, MailForm::Text, &[]),
        (&hostile, MailForm::Full, &files),
    ]
    .into_iter()
    .enumerate()
    {
        let mut parcel = parcel(letter(words, words, PAGE), wishes(form, files));
        parcel.delivery.correction = Some(words.to_owned());
        parcel.in_reply_to = Some("<first@harbour.example>".to_owned());
        let path = folder.path().join(format!("{place}.eml"));
        std::fs::write(&path, message_of(&parcel, &settings).unwrap().bytes).unwrap();
        messages.push(path);
    }
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/mail_verify");
    let python = named("CONTRABRIEF_PYTHON").unwrap_or_else(|| "python3".to_owned());
    for (what, program, probe, script) in [
        ("dkimpy", python.as_str(), ["-c", "import dkim, nacl"], "verify.py"),
        ("mailauth", "node", ["-e", "require('mailauth')"], "verify.cjs"),
    ] {
        let probed = Command::new(program).args(probe).output();
        if !probed.is_ok_and(|output| output.status.success()) {
            missing(what);
            continue;
        }
        let check =
            Command::new(program).arg(scripts.join(script)).arg(&dns).args(&messages).output();
        let check = check.unwrap();
        let words = |bytes| String::from_utf8_lossy(bytes).into_owned();
        assert!(check.status.success(), "{}{}", words(&check.stdout), words(&check.stderr));
    }
}

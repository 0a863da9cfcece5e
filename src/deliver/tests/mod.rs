//! Attacks on delivery: a server that refuses, drops and stays silent at each phase.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeZone as _, Utc};
use mail_parser::{MessageParser, MimeHeaders as _};

use super::*;
use crate::archive::{Archive, Archived, ProgramFacts};
use crate::model::{
    AsOf, BriefId, Delivery, DeliveryKey, DeliveryState, DeliveryStep, Edition, EditionKey,
    Instant, OnUnsure, Reason, Rendition, Revision, Sha256Hash, StepTaken, Subscriber,
    SubscriberId, Wishes,
};

#[expect(dead_code, reason = "the integration tests use the rest of it")]
#[path = "../../../tests/support/smtp_server.rs"]
mod smtp_server;
#[path = "../../../tests/support/tls_smtp.rs"]
mod tls_smtp;

mod encrypted;
mod names;
mod odd;
mod paced;
mod patience;
mod pictured;
mod throttled;

use smtp_server::{Act, Rule, SmtpServer};

fn archived(revision: u16) -> (tempfile::TempDir, Archived) {
    archived_with(revision, "<p>Kräne ruhen</p>\n.\n", &[])
}

/// An edition with a page for its mail, and pictures.
fn archived_with(revision: u16, page: &str, pictures: &[&str]) -> (tempfile::TempDir, Archived) {
    let files = pictures.iter().map(|name| Rendition::new(name, "image/png", b"\x89PNG".to_vec()));
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::init(folder.path()).unwrap();
    let at = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap();
    let edition = Edition {
        key: EditionKey { brief: BriefId::parse("harbour").unwrap(), date: at.date_naive() },
        revision: Revision(revision),
        reason: Reason::Scheduled,
        as_of: AsOf::at(at),
        headline: "Cranes idle\r\nBcc: all@harbour.example".to_owned(),
        overall_hundredths: None,
        tickers: Vec::new(),
        checks: 0,
        renditions: [
            Rendition::new("email.html", "text/html", page),
            Rendition::new("brief.txt", "text/plain", "Kräne ruhen\n.\nEnde\n"),
        ]
        .into_iter()
        .chain(files)
        .collect(),
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: None,
        objects: Vec::new(),
    };
    let text = |text: &str| text.to_owned();
    let program = ProgramFacts { version: text("1"), engine: text("e"), tzdb: text("t") };
    let archived = archive.store(&edition, at, &program, "tests").unwrap();
    (folder, archived)
}

fn settings() -> LetterSettings {
    let address = |text| MailAddress::parse(text, Some("Harbour Desk")).unwrap();
    LetterSettings {
        from: address("desk@harbour.example"),
        reply_to: None,
        list_id: "harbour.brief.example".to_owned(),
        title: "Harbour".to_owned(),
        unsubscribe: Some(address("leave@harbour.example")),
        language: "en".to_owned(),
        sending: None,
    }
}

fn parcel(archived: &Archived, id: &str, state: DeliveryState) -> Parcel {
    let id = SubscriberId(id.to_owned());
    let address = format!("{id}@reader.example");
    let message_id = message_id(archived, &id, &settings(), &TokenKey::new("not a secret"));
    let key = DeliveryKey {
        edition: archived.key().clone(),
        revision: archived.revision(),
        subscriber: id.clone(),
    };
    let changed_at = archived.as_of();
    Parcel {
        delivery: Delivery {
            key,
            address: address.clone(),
            message_id,
            state,
            attempts: 0,
            changed_at,
            due_at: changed_at,
            expires_at: changed_at + Duration::from_hours(24),
            short: false,
            correction: None,
        },
        subscriber: Subscriber {
            id,
            address,
            name: Some("Ana Łuk".to_owned()),
            group: None,
            owner: None,
            wishes: Wishes::default(),
        },
        in_reply_to: None,
        letter: Arc::new(Letter::of(archived, &settings()).unwrap()),
    }
}

/// Remembers the steps, in order.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<String>>>);

impl Book {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Ledger for Book {
    fn now(&self) -> Instant {
        Utc.with_ymd_and_hms(2026, 3, 25, 10, 20, 0).unwrap()
    }

    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
        self.0.lock().unwrap().extend(steps.iter().map(
            |DeliveryStep { key, taken, .. }| match taken {
                StepTaken::DataStarted { .. } => format!("{} started", key.subscriber),
                StepTaken::Resent => format!("{} resent", key.subscriber),
                StepTaken::Postponed { .. } => format!("{} postponed", key.subscriber),
                StepTaken::Ended { state, .. } => format!("{} {}", key.subscriber, state.key()),
            },
        ));
        Ok(())
    }
}

fn unsure() -> DeliveryState {
    DeliveryState::Unsure { reply: String::new() }
}

fn smtp(server: &SmtpServer) -> SmtpSettings {
    smtp_at(server.address.port())
}

fn smtp_at(port: u16) -> SmtpSettings {
    let limit = Duration::from_secs(5);
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        trust: Trust::WebPki,
        login: Some(Login { user: "desk".to_owned(), password: Password("secret".to_owned()) }),
        hello_name: "desk.example".to_owned(),
        patience: Patience {
            connect: limit,
            mail: limit,
            rcpt: limit,
            data: limit,
            body: limit,
            reply: limit,
        },
    }
}

fn policy(on_unsure: OnUnsure) -> DeliveryPolicy {
    DeliveryPolicy {
        connections: 1,
        domain_rate: DomainRate { burst: 1, per_minute: 0 },
        on_unsure,
        unsure_wait: Duration::ZERO,
        pause: Duration::ZERO,
        ..DeliveryPolicy::default()
    }
}

async fn send(
    parcels: Vec<Parcel>,
    settings: SmtpSettings,
    policy: DeliveryPolicy,
) -> (Report, Vec<String>) {
    let (book, letter) = (Book::default(), self::settings());
    let transport = Transport::Smtp(Box::new(settings));
    let ledger = Box::new(book.clone());
    let report = deliver(parcels, &transport, &letter, &policy, ledger).await.unwrap();
    (report, book.lines())
}

async fn run(
    rules: &[Rule],
    state: DeliveryState,
    on_unsure: OnUnsure,
) -> (Report, Vec<String>, SmtpServer) {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(rules).await;
    let parcels = ["ana", "bo", "cy"].map(|id| parcel(&archived, id, state.clone()));
    let (report, book) = send(parcels.to_vec(), smtp(&server), policy(on_unsure)).await;
    (report, book, server)
}

fn counts(report: &Report) -> [usize; 4] {
    [&report.accepted, &report.deferred, &report.refused, &report.unsure].map(Vec::len)
}

#[tokio::test]
async fn each_subscriber_gets_one_message_over_one_connection() {
    let (report, book, server) = run(&[], DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    assert_eq!(book[..2], ["ana started", "ana accepted"]);
    let seen = server.seen.lock().unwrap();
    assert_eq!((seen.connections, seen.taken.len()), (1, 3));
    assert_eq!(seen.taken[1].to, "<bo@reader.example>");
}

#[tokio::test]
async fn a_refused_recipient_leaves_the_others_delivered() {
    let rules = [("RCPT TO:<bo@", Act::Reply("550 5.1.1 nobody here"))];
    let (report, book, _server) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [2, 0, 1, 0]);
    assert!(!book.contains(&"bo started".to_owned()), "{book:?}");
}

#[tokio::test]
async fn a_drop_before_the_body_is_surely_not_sent() {
    for rule in [("DATA", Act::Drop), ("MAIL", Act::Drop), ("RCPT", Act::Reply("451 later"))] {
        let (report, book, server) = run(&[rule], DeliveryState::Intent, OnUnsure::Hold).await;
        assert_eq!(counts(&report), [0, 3, 0, 0], "{rule:?}");
        assert_eq!(book, ["ana deferred", "bo deferred", "cy deferred"]);
        assert!(server.seen.lock().unwrap().taken.is_empty());
    }
}

#[tokio::test]
async fn a_drop_after_the_final_dot_is_unsure() {
    let rules = [(".", Act::Drop)];
    let (report, book, _server) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [0, 0, 0, 3]);
    assert_eq!(book[..2], ["ana started", "ana unsure"]);
}

#[tokio::test]
async fn a_reply_after_the_final_dot_is_believed() {
    for (reply, expected) in [("554 no", [0, 0, 3, 0]), ("452 full", [0, 3, 0, 0])] {
        let rules = [(".", Act::Reply(reply))];
        let (report, ..) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
        assert_eq!(counts(&report), expected);
    }
}

#[tokio::test]
async fn an_unsure_delivery_follows_the_policy_under_the_same_message_id() {
    let (report, book, server) = run(&[], unsure(), OnUnsure::Hold).await;
    assert_eq!((counts(&report), book.len()), ([0, 0, 0, 3], 0));
    assert_eq!(server.seen.lock().unwrap().connections, 0);
    let (report, _, server) = run(&[], unsure(), OnUnsure::AssumeSent).await;
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    assert_eq!(server.seen.lock().unwrap().connections, 0);
    let (_, _, first) = run(&[(".", Act::Drop)], DeliveryState::Intent, OnUnsure::Hold).await;
    let (_, book, again) = run(&[], unsure(), OnUnsure::Resend).await;
    assert!(book[..3].iter().all(|line| line.ends_with(" resent")), "{book:?}");
    let body = |server: &SmtpServer| server.seen.lock().unwrap().taken[0].body.clone();
    assert_eq!(body(&first), body(&again));
    assert!(body(&again).contains("Message-ID: <2026-03-25.harbour.r001."));
}

#[tokio::test]
async fn a_refused_login_stops_all_and_blames_nobody() {
    let rules = [("AUTH", Act::Reply("535 5.7.8 wrong password"))];
    let (report, book, server) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [0, 3, 0, 0]);
    assert_eq!(book, ["ana postponed", "bo postponed", "cy postponed"]);
    assert!(report.halted.unwrap().contains("535"));
    assert_eq!(server.seen.lock().unwrap().connections, 1);
}

#[tokio::test]
async fn starttls_never_falls_back_to_plain() {
    let server = SmtpServer::start(&[]).await;
    let (_folder, archived) = archived(1);
    let encrypted = SmtpSettings { tls: TlsMode::Starttls, ..smtp(&server) };
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let (report, _) = send(parcels, encrypted, policy(OnUnsure::Hold)).await;
    assert!(report.halted.unwrap().contains("STARTTLS"));
    let seen = server.seen.lock().unwrap();
    assert!(!seen.lines.iter().any(|line| line.starts_with("AUTH")));
}

#[tokio::test]
async fn a_folder_gets_a_delivery_once() {
    let (_folder, archived) = archived(1);
    let out = tempfile::tempdir().unwrap();
    let parcels = ["ana", "../Bo"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    for _attempt in 0..2 {
        let transport = Transport::Folder(out.path().to_owned());
        let (book, policy) = (Box::new(Book::default()), policy(OnUnsure::Hold));
        deliver(parcels[..1].to_vec(), &transport, &settings(), &policy, book).await.unwrap();
    }
    let names: Vec<_> =
        std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["2026-03-25.harbour.r001.ana.eml"]);
}

#[test]
fn a_message_is_the_same_on_two_builds_and_reads_back() {
    let (_folder, archived) = archived(2);
    let letter = Letter::of(&archived, &settings()).unwrap();
    let to = MailAddress::parse("ana@bücher.example", Some("Ana Łuk")).unwrap();
    let first = "<2026-03-25.harbour.r001.00@harbour.example>";
    let build = || compose_message(&letter, &to, "<a.b@harbour.example>", Some(first)).unwrap();
    let bytes = build();
    assert_eq!(bytes, build());
    let message = MessageParser::default().parse(&bytes).unwrap();
    let subject = "Correction r002: Harbour, 2026-03-25: Cranes idle Bcc: all@harbour.example";
    assert_eq!(message.subject(), Some(subject));
    assert_eq!(message.message_id(), Some("a.b@harbour.example"));
    assert_eq!(message.in_reply_to().as_text(), Some(&first[1..first.len() - 1]));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-03-25T10:15:00Z");
    assert!(message.bcc().is_none());
    let recipient = message.to().unwrap().first().unwrap();
    assert_eq!(recipient.address(), Some("ana@xn--bcher-kva.example"));
    assert_eq!(recipient.name(), Some("Ana Łuk"));
    assert_eq!(message.body_text(0).unwrap().replace('\r', ""), "Kräne ruhen\n.\nEnde\n");
    assert!(message.body_html(0).unwrap().contains("Kräne ruhen"));
    for header in ["List-Id", "List-Unsubscribe", "Auto-Submitted", "X-Contrabrief-Edition"] {
        assert!(message.header(header).is_some(), "{header}");
    }
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998 && line.is_ascii()));
}

#[test]
fn an_address_that_could_end_a_header_is_refused() {
    for mark in (0_u8..0x20).chain([0x7f]).map(char::from).chain(['\u{85}', '\u{2028}']) {
        let text = format!("ana{mark}@reader.example");
        assert!(MailAddress::parse(&text, None).is_err(), "{text:?}");
        let name = format!("Ana{mark}Bcc: x");
        assert!(MailAddress::parse("ana@reader.example", Some(&name)).is_err(), "{name:?}");
    }
    for text in [
        "",
        "ana",
        "@reader.example",
        "ana@",
        "\"a b\"@reader.example",
        "a b@reader.example",
        "ana@re%61der.example",
        "ana@192.0.2.1",
        "ana@reader..example",
    ] {
        assert!(MailAddress::parse(text, None).is_err(), "{text}");
    }
}

#[test]
fn no_debug_print_shows_the_password() {
    let login = Login { user: "desk".to_owned(), password: Password("secret".to_owned()) };
    assert!(!format!("{login:?}").contains("secret"));
}

#[tokio::test]
async fn the_memory_transport_keeps_messages() {
    let (_folder, archived) = archived(1);
    let list = Arc::new(Mutex::new(Vec::new()));
    let transport = Transport::Memory(Arc::clone(&list));
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let (book, policy) = (Box::new(Book::default()), policy(OnUnsure::Hold));
    deliver(parcels, &transport, &settings(), &policy, book).await.unwrap();
    assert_eq!(list.lock().unwrap()[0].key.subscriber.0, "ana");
}

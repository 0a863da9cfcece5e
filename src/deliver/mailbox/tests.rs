//! Mailboxes that are read without losing, marking or deleting what is not done with.

use std::convert::Infallible;
use std::fs;
use std::time::Duration;

use super::*;
use crate::deliver::{Login, Password, TlsMode, Trust};

#[path = "../../../tests/support/imap_server.rs"]
mod imap_server;
use imap_server::{Act, ImapServer, Rule};

const FIRST: &[u8] = b"Subject: first\r\n\r\nFrom here on\r\n";
const SECOND: &[u8] = b"Subject: second\r\n\r\nbody\r\n";

/// Reads a mailbox; each message has the fate that its bytes say.
async fn read_all(mailbox: &Mailbox, fate: Fate) -> (Vec<String>, Option<String>) {
    let mut found = Vec::new();
    let read = read_mailbox(mailbox, &mut |message| {
        found.push(message.bytes.map_or("too large".to_owned(), |bytes| {
            String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().to_owned()
        }));
        Ok::<_, Infallible>(fate)
    })
    .await;
    let fault = match read {
        Ok(()) => None,
        Err(Stopped::Mailbox(error)) => {
            let cause = std::error::Error::source(&error).unwrap().to_string();
            Some(format!("{error}: {cause}"))
        }
    };
    (found, fault)
}

fn maildir() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for inner in ["new", "cur", "tmp"] {
        fs::create_dir(folder.path().join(inner)).unwrap();
    }
    fs::write(folder.path().join("new/1774000002.a.host"), SECOND).unwrap();
    fs::write(folder.path().join("cur/1774000001.a.host:2,F"), FIRST).unwrap();
    fs::write(folder.path().join("cur/1774000000.a.host:2,S"), "Subject: seen\n\n").unwrap();
    fs::write(folder.path().join("tmp/1774000003.a.host"), "Subject: half\n\n").unwrap();
    fs::create_dir(folder.path().join("new/folder")).unwrap();
    folder
}

fn files(folder: &Path, inner: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join(inner))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_maildirs_unseen_messages_are_read_and_marked_and_none_is_lost() {
    let folder = maildir();
    let mailbox = Mailbox::at(folder.path());
    let read = read_all(&mailbox, Fate::Done).await;
    assert_eq!(read, (vec!["Subject: first".to_owned(), "Subject: second".to_owned()], None));
    let seen = ["1774000000.a.host:2,S", "1774000001.a.host:2,FS", "1774000002.a.host:2,S"];
    assert_eq!(files(folder.path(), "cur"), seen);
    assert_eq!(files(folder.path(), "new"), ["folder"]);
    assert_eq!(files(folder.path(), "tmp"), ["1774000003.a.host"]);
    let marked = fs::read(folder.path().join("cur/1774000002.a.host:2,S")).unwrap();
    assert_eq!(marked, SECOND);
    assert_eq!(read_all(&mailbox, Fate::Done).await, (Vec::new(), None));
}

#[tokio::test]
async fn what_is_left_stays_where_and_as_it_is() {
    let folder = maildir();
    let before = (files(folder.path(), "new"), files(folder.path(), "cur"));
    let mailbox = Mailbox::at(folder.path());
    for _ in 0..2 {
        assert_eq!(read_all(&mailbox, Fate::Left).await.0.len(), 2);
        assert_eq!((files(folder.path(), "new"), files(folder.path(), "cur")), before);
    }
}

#[tokio::test]
async fn a_marked_message_never_replaces_another() {
    let folder = maildir();
    fs::write(folder.path().join("cur/1774000002.a.host:2,S"), "Subject: other\n\n").unwrap();
    let (read, fault) = read_all(&Mailbox::at(folder.path()), Fate::Done).await;
    assert_eq!(read.len(), 2);
    assert!(fault.unwrap().contains("is there already"));
    assert_eq!(fs::read(folder.path().join("new/1774000002.a.host")).unwrap(), SECOND);
}

#[tokio::test]
async fn a_folder_that_is_no_maildir_and_a_missing_file_are_faults() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nothing")] {
        let (read, fault) = read_all(&Mailbox::at(&path), Fate::Done).await;
        assert!(read.is_empty() && fault.unwrap().contains("cannot be read"));
    }
}

#[tokio::test]
async fn an_mbox_gives_each_message_and_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bounces");
    let mbox = "From a Wed Mar 25\nSubject: one\n\n>From quoted\nFrom inside a paragraph\n\nFrom b Wed Mar 25\nSubject: two\n\n\nFrom c\nSubject: three\n";
    fs::write(&path, mbox).unwrap();
    let mut found = Vec::new();
    let mailbox = Mailbox::at(&path);
    let mut reader = |message: Found<'_>| {
        found.push((
            message.place.to_owned(),
            String::from_utf8(message.bytes.unwrap().to_vec()).unwrap(),
        ));
        Ok::<_, Infallible>(Fate::Done)
    };
    assert!(read_mailbox(&mailbox, &mut reader).await.is_ok());
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].1, "Subject: one\n\nFrom quoted\nFrom inside a paragraph\n\n");
    assert_eq!(found[2], ("bounces, message 3".to_owned(), "Subject: three\n".to_owned()));
    assert_eq!(fs::read_to_string(&path).unwrap(), mbox);
}

#[tokio::test]
async fn one_message_is_a_file_and_one_that_is_too_large_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.eml");
    fs::write(&path, FIRST).unwrap();
    assert_eq!(read_all(&Mailbox::at(&path), Fate::Left).await.0, ["Subject: first"]);
    let large = vec![b'x'; MESSAGE_BYTES_MAX + 1];
    fs::write(&path, &large).unwrap();
    assert_eq!(read_all(&Mailbox::at(&path), Fate::Left).await.0, ["too large"]);
    fs::write(&path, "").unwrap();
    assert!(read_all(&Mailbox::at(&path), Fate::Left).await.0.is_empty());
    let maildir = maildir();
    fs::write(maildir.path().join("new/1774000009.a.host"), &large).unwrap();
    let (read, _) = read_all(&Mailbox::at(maildir.path()), Fate::Left).await;
    assert_eq!(read.last().unwrap(), "too large");
}

fn settings(server: &ImapServer) -> ImapSettings {
    ImapSettings {
        host: server.address.ip().to_string(),
        port: server.address.port(),
        tls: TlsMode::None,
        login: Login {
            user: "bounces".to_owned(),
            password: Password("not \"a\" secret".to_owned()),
        },
        folder: "INBOX".to_owned(),
        done_folder: None,
        trust: Trust::WebPki,
        step_timeout: Duration::from_secs(20),
    }
}

fn imap(settings: ImapSettings) -> Mailbox {
    Mailbox::Imap(Box::new(settings))
}

#[tokio::test]
async fn imap_messages_are_fetched_unmarked_then_marked_one_by_one() {
    let server = ImapServer::start(&[FIRST, SECOND], &[]).await;
    let read = read_all(&imap(settings(&server)), Fate::Done).await;
    assert_eq!(read, (vec!["Subject: first".to_owned(), "Subject: second".to_owned()], None));
    let seen = server.seen.lock().unwrap();
    assert!(seen.messages.iter().all(|message| message.is_seen && message.folder == "INBOX"));
    let expected = [
        "LOGIN \"bounces\" \"not \\\"a\\\" secret\"",
        "SELECT \"INBOX\"",
        "UID SEARCH UNSEEN UNDELETED",
        "UID FETCH 7 (UID RFC822.SIZE)",
        "UID FETCH 7 (UID BODY.PEEK[])",
        "UID STORE 7 +FLAGS.SILENT (\\Seen)",
        "UID FETCH 8 (UID RFC822.SIZE)",
        "UID FETCH 8 (UID BODY.PEEK[])",
        "UID STORE 8 +FLAGS.SILENT (\\Seen)",
        "LOGOUT",
    ];
    assert_eq!(seen.commands, expected);
}

#[tokio::test]
async fn imap_messages_that_are_left_stay_unseen() {
    let server = ImapServer::start(&[FIRST, SECOND], &[]).await;
    assert_eq!(read_all(&imap(settings(&server)), Fate::Left).await.0.len(), 2);
    let seen = server.seen.lock().unwrap();
    assert!(seen.messages.iter().all(|message| !message.is_seen));
    assert!(!seen.commands.iter().any(|command| command.contains("STORE")));
}

#[tokio::test]
async fn imap_messages_are_moved_where_the_operator_says() {
    let server = ImapServer::start(&[FIRST], &[]).await;
    let settings = ImapSettings { done_folder: Some("Done".to_owned()), ..settings(&server) };
    assert_eq!(read_all(&imap(settings.clone()), Fate::Done).await.1, None);
    assert_eq!(server.seen.lock().unwrap().messages[0].folder, "Done");
    let say = "* CAPABILITY IMAP4rev1\r\nA0002 OK done\r\n";
    let server = ImapServer::start(&[FIRST], &[("CAPABILITY", Act::Say(say))]).await;
    let address = (server.address.ip().to_string(), server.address.port());
    let settings = ImapSettings { host: address.0, port: address.1, ..settings };
    let fault = read_all(&imap(settings), Fate::Done).await.1.unwrap();
    assert!(fault.contains("leave `imap_done` out"), "{fault}");
}

#[tokio::test]
async fn a_failing_imap_server_is_a_fault_and_nothing_is_marked() {
    let rules: [(Rule, &str); 9] = [
        (("LOGIN", Act::Reply("NO wrong password")), "log in"),
        (("LOGIN", Act::Drop), "log in"),
        (("SELECT", Act::Reply("NO no such folder")), "open the folder"),
        (("UID SEARCH", Act::Say("* SEARCH )(\r\n")), "search"),
        (("UID SEARCH", Act::Drop), "search"),
        (("UID FETCH 7 (UID BODY", Act::Say("* 1 FETCH (UID 7 BODY[] {9999}\r\nhalf")), "fetch"),
        (("UID FETCH 7 (UID BODY", Act::Silence), "fetch"),
        (("UID FETCH 7 (UID RFC", Act::Say("\u{0}\u{7f}garbage\r\n")), "fetch"),
        (("UID FETCH 7 (UID BODY", Act::Flood(MESSAGE_BYTES_MAX * 2)), "longer than allowed"),
    ];
    for (rule, words) in rules {
        let server = ImapServer::start(&[FIRST], &[rule]).await;
        let mut settings = settings(&server);
        if !matches!(rule.1, Act::Flood(_)) {
            settings.step_timeout = Duration::from_millis(300);
        }
        let (read, fault) = read_all(&imap(settings), Fate::Done).await;
        let fault = fault.unwrap();
        assert!(read.is_empty() && fault.contains(words), "{rule:?}: {fault}");
        assert!(!fault.contains("secret"), "{fault}");
        assert!(!server.seen.lock().unwrap().messages[0].is_seen, "{rule:?}");
    }
}

#[tokio::test]
async fn what_was_read_before_the_server_failed_is_marked() {
    let server = ImapServer::start(&[FIRST, SECOND], &[("UID FETCH 8", Act::Drop)]).await;
    let (read, fault) = read_all(&imap(settings(&server)), Fate::Done).await;
    assert_eq!(read, ["Subject: first"]);
    assert!(fault.is_some());
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.messages.iter().map(|kept| kept.is_seen).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_message_that_the_server_calls_too_large_is_not_fetched() {
    let say = "* 1 FETCH (UID 7 RFC822.SIZE 4000000000)\r\nA0004 OK done\r\n";
    let server = ImapServer::start(&[FIRST], &[("UID FETCH 7 (UID RFC", Act::Say(say))]).await;
    let (read, fault) = read_all(&imap(settings(&server)), Fate::Left).await;
    assert_eq!((read, fault), (vec!["too large".to_owned()], None));
    let seen = server.seen.lock().unwrap();
    assert!(!seen.commands.iter().any(|command| command.contains("PEEK")));
}

#[tokio::test]
async fn a_password_never_travels_in_clear() {
    let server = ImapServer::start(&[FIRST], &[]).await;
    let elsewhere = ImapSettings { host: "mail.desk.example".to_owned(), ..settings(&server) };
    let fault = read_all(&imap(elsewhere), Fate::Done).await.1.unwrap();
    assert!(fault.contains("Refused to send a password in clear"), "{fault}");
    for tls in [TlsMode::Starttls, TlsMode::Tls] {
        // It consents to anything, but never speaks TLS.
        let own =
            ImapSettings { tls, step_timeout: Duration::from_millis(500), ..settings(&server) };
        let fault = read_all(&imap(own), Fate::Done).await.1.unwrap();
        assert!(fault.contains("agree on TLS"), "{fault}");
    }
    let seen = server.seen.lock().unwrap();
    assert!(!seen.commands.iter().any(|command| command.starts_with("LOGIN")));
}

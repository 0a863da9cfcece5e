//! Takes what happened to a reader; gives the mail that tells the account's owner, the same on
//! every attempt. Never holds the reader's address, and never asks for an answer.

use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, SinglePart};

use crate::model::{
    BriefId, DeliveryKey, EditionKey, Instant, Notice, NoticeKind, Revision, Sha256Hash,
    SuppressionReason,
};

use super::address::{MailAddress, clean};
use super::letter::LetterError;
use super::message::Outgoing;
use super::smtp::{Fault, Session};
use super::transport::{SentMessage, Transport, put};

/// Who tells whom, and the names of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeSettings {
    /// Who sends; its domain stands in the Message-ID.
    pub from: MailAddress,
    /// The account's owner.
    pub to: MailAddress,
    /// The reader's display name, if any.
    pub reader: Option<String>,
    /// The brief's title; not for all of them.
    pub title: Option<String>,
}

/// The mail that tells an owner, as plain text.
///
/// # Errors
/// [`LetterError::Build`] when the library refuses.
///
/// # Source
/// RFC 3834 (Auto-Submitted: no mailbox answers it).
pub fn notice_message(notice: &Notice, settings: &NoticeSettings) -> Result<Vec<u8>, LetterError> {
    plain_message(&Plain {
        from: &settings.from,
        to: &settings.to,
        at: notice.at,
        id: message_id(notice, settings.from.domain()),
        answers: None,
        subject: subject(notice, settings),
        text: text(notice, settings),
    })
}

/// What a message that is no edition says.
pub(super) struct Plain<'p> {
    pub(super) from: &'p MailAddress,
    pub(super) to: &'p MailAddress,
    pub(super) at: Instant,
    pub(super) id: String,
    /// The Message-ID of the mail that it belongs under.
    pub(super) answers: Option<String>,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Plain text that no mailbox answers.
pub(super) fn plain_message(plain: &Plain<'_>) -> Result<Vec<u8>, LetterError> {
    let text = Body::new_with_encoding(
        plain.text.replace('\n', "\r\n"),
        ContentTransferEncoding::QuotedPrintable,
    )
    .expect("any text can be quoted-printable");
    let part = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text);
    let header = |name: &'static str, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    let mut message = Message::builder()
        .from(plain.from.mailbox())
        .to(plain.to.mailbox())
        .date(SystemTime::from(plain.at))
        .message_id(Some(plain.id.clone()))
        .subject(plain.subject.clone())
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", "en"));
    if let Some(id) = &plain.answers {
        message = message.in_reply_to(id.clone()).references(id.clone());
    }
    Ok(message.singlepart(part)?.formatted())
}

/// Sends one message that is no edition: its reply, or why it was not taken.
///
/// # Errors
/// The server's reply, or what the network did.
pub async fn send_plain(
    transport: &Transport,
    from: &MailAddress,
    to: &MailAddress,
    bytes: &[u8],
) -> Result<String, String> {
    let hash = Sha256Hash::of(bytes);
    let key = placeholder_key();
    match transport {
        Transport::Folder(folder) => {
            let name = format!("notice.{}.eml", hash.short());
            put(folder, &name, bytes).map_err(|error| error.to_string())?;
            Ok(format!("Written to `{name}`"))
        }
        Transport::Memory(list) => {
            let mut list = list.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            list.push(SentMessage { key, bytes: bytes.to_vec() });
            Ok("Kept in memory".to_owned())
        }
        Transport::Smtp(settings) => {
            let (from, to) = (from.clone(), to.clone());
            let outgoing = Outgoing { from, to, bytes: bytes.to_vec() };
            let sent = async {
                let mut session = Session::open(settings).await?;
                session.envelope(&outgoing).await?;
                let reply = session.body(&outgoing.bytes).await?;
                session.close().await;
                Ok(reply)
            };
            sent.await.map_err(Fault::into_words)
        }
    }
}

/// A transport asks for a delivery; a notice is none.
fn placeholder_key() -> DeliveryKey {
    let brief = BriefId::parse("notice").expect("a plain word");
    let date = chrono::NaiveDate::default();
    DeliveryKey {
        edition: EditionKey { brief, date },
        revision: Revision::FIRST,
        subscriber: crate::model::SubscriberId("owner".to_owned()),
    }
}

fn message_id(notice: &Notice, domain: &str) -> String {
    let Notice { n, subscriber, brief, kind, at, .. } = notice;
    let brief = brief.as_ref().map_or("", BriefId::as_str);
    let micros = at.timestamp_micros();
    let hash = Sha256Hash::of(format!("{n}\n{subscriber}\n{brief}\n{}\n{micros}", kind.key()));
    format!("<notice.{n}.{}@{domain}>", &hash.to_string()[..16])
}

fn subject(notice: &Notice, settings: &NoticeSettings) -> String {
    let reader = name(notice, settings);
    let brief = settings.title.as_deref();
    clean(&match notice.kind {
        NoticeKind::Returned => format!("{reader} gets {} again", brief.unwrap_or("every brief")),
        NoticeKind::Left(SuppressionReason::Bounced) => {
            format!("{reader}: the mailbox takes no more mail")
        }
        NoticeKind::Left(_) => {
            format!("{reader} no longer gets {}", brief.unwrap_or("any brief"))
        }
    })
}

fn name(notice: &Notice, settings: &NoticeSettings) -> String {
    settings.reader.clone().unwrap_or_else(|| notice.subscriber.to_string())
}

fn text(notice: &Notice, settings: &NoticeSettings) -> String {
    let id = &notice.subscriber;
    let reader = clean(
        &settings.reader.as_ref().map_or_else(|| id.to_string(), |name| format!("{name} ({id})")),
    );
    let brief = clean(settings.title.as_deref().unwrap_or("every brief of this desk"));
    let when = notice.at.format("%A %-d %B %Y at %H:%M UTC");
    let detail = clean(&notice.detail);
    let what = match notice.kind {
        NoticeKind::Left(SuppressionReason::Unsubscribed) => {
            format!("{reader} unsubscribed from {brief} on {when}, with {detail}.")
        }
        NoticeKind::Left(SuppressionReason::Bounced) => format!(
            "Mail to {reader} came back on {when}, so {brief} is no longer sent there. The mail server's words:\n\n    {detail}"
        ),
        NoticeKind::Left(SuppressionReason::Complained) => {
            format!("{reader} called {brief} spam on {when}. It is no longer sent there.")
        }
        NoticeKind::Left(_) => {
            format!("{reader} no longer gets {brief} since {when}: {detail}")
        }
        NoticeKind::Returned => {
            format!("{reader} asked for {brief} again on {when}, with {detail}.")
        }
    };
    let after = match notice.kind {
        NoticeKind::Left(SuppressionReason::Unsubscribed) => {
            "No further edition is sent to this reader. Nobody else is affected, and the archive keeps every edition.\n\nThe reader can come back with the unsubscribe link of any mail of that brief: its page offers it. Should a contract ask for the brief, please speak with the reader."
        }
        NoticeKind::Left(SuppressionReason::Bounced) => {
            "Please ask the reader for another address."
        }
        NoticeKind::Left(_) => "Nobody else is affected, and the archive keeps every edition.",
        NoticeKind::Returned => "The next edition goes out to this reader as it used to.",
    };
    format!(
        "{what}\n\n{after}\n\n-- \nYou get this mail because the account of this reader is yours. Nobody reads answers to it.\n"
    )
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use mail_parser::MessageParser;

    use super::*;
    use crate::model::{NoticeState, SubscriberId};

    fn notice(kind: NoticeKind) -> Notice {
        let at = "2026-03-24T06:31:07Z".parse().unwrap();
        Notice {
            n: 7,
            subscriber: SubscriberId("pm-1".to_owned()),
            brief: BriefId::parse("harbour").ok(),
            kind,
            detail: "the page behind the link in the mail".to_owned(),
            at,
            state: NoticeState::Queued,
            attempts: 0,
            due_at: at,
            reply: String::new(),
        }
    }

    fn settings() -> NoticeSettings {
        NoticeSettings {
            from: MailAddress::parse_mailbox("Desk <brief@desk.example>").unwrap(),
            to: MailAddress::parse("owner@desk.example", None).unwrap(),
            reader: Some("Jo Réader".to_owned()),
            title: Some("Harbour desk".to_owned()),
        }
    }

    const LEFT: NoticeKind = NoticeKind::Left(SuppressionReason::Unsubscribed);

    #[test]
    fn an_owner_reads_who_left_what_when_and_how() {
        let bytes = notice_message(&notice(LEFT), &settings()).unwrap();
        assert_eq!(bytes, notice_message(&notice(LEFT), &settings()).unwrap(), "the same bytes");
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.subject(), Some("Jo Réader no longer gets Harbour desk"));
        let id = mail.message_id().unwrap();
        assert!(id.starts_with("notice.7.") && id.ends_with("@desk.example"), "{id}");
        let submitted = mail.header("Auto-Submitted").and_then(|value| value.as_text());
        assert_eq!(submitted, Some("auto-generated"));
        let said = mail.body_text(0).unwrap();
        insta::assert_snapshot!(said);
    }

    #[test]
    fn each_kind_says_what_happened_and_another_event_has_another_id() {
        let mut ids = std::collections::BTreeSet::new();
        for (kind, subject) in [
            (LEFT, "Jo Réader no longer gets Harbour desk"),
            (NoticeKind::Returned, "Jo Réader gets Harbour desk again"),
            (
                NoticeKind::Left(SuppressionReason::Bounced),
                "Jo Réader: the mailbox takes no more mail",
            ),
            (
                NoticeKind::Left(SuppressionReason::Complained),
                "Jo Réader no longer gets Harbour desk",
            ),
        ] {
            let bytes = notice_message(&notice(kind), &settings()).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            assert_eq!(mail.subject(), Some(subject));
            ids.insert(mail.message_id().unwrap().to_owned());
        }
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn names_and_replies_that_would_add_headers_or_lines_do_not() {
        let mut hostile = notice(NoticeKind::Left(SuppressionReason::Bounced));
        hostile.detail = "550 no\r\nBcc: all@desk.example\r\n.\r\nQUIT".to_owned();
        let mut settings = settings();
        settings.reader = Some("Jo\r\nBcc: all@desk.example\u{202e}".to_owned());
        let bytes = notice_message(&hostile, &settings).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert!(mail.bcc().is_none());
        let said = mail.body_text(0).unwrap();
        assert!(said.contains("    550 no Bcc: all@desk.example . QUIT"), "{said}");
    }

    #[tokio::test]
    async fn a_notice_in_a_folder_never_takes_an_edition_s_name_and_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let NoticeSettings { from, to, .. } = settings();
        let transport = Transport::Folder(folder.path().to_owned());
        let first = send_plain(&transport, &from, &to, b"one").await.unwrap();
        assert_eq!(send_plain(&transport, &from, &to, b"one").await.unwrap(), first);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let list = Arc::new(Mutex::new(Vec::new()));
        let transport = Transport::Memory(Arc::clone(&list));
        send_plain(&transport, &from, &to, b"one").await.unwrap();
        assert_eq!(list.lock().unwrap()[0].bytes, b"one");
    }
}

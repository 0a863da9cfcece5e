//! Takes a letter and who gets it; gives the message's bytes, the same on every build. Never
//! reads a clock and draws no boundary or Message-ID by chance.

use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};

use crate::archive::Archived;
use crate::model::{
    Attachment, DeliveryState, Edition, EditionKey, Flash, MailForm, Revision, Sha256Hash,
    SubscriberId, Wishes,
};

use super::address::{MailAddress, clean};
use super::headers::{ReaderLinks, checked_id, list_headers};
use super::letter::{Letter, LetterError, LetterSettings, flash_sha256};
use super::parts::{self, Above, Body};
use super::run::Parcel;
use super::token::TokenKey;

/// A message on its way and its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The envelope sender.
    pub from: MailAddress,
    /// The envelope recipient.
    pub to: MailAddress,
    /// The message.
    pub bytes: Vec<u8>,
}

/// The Message-ID of an edition to a subscriber: the same on every attempt, with no address
/// in it, and its last mark unguessable without the key.
#[must_use]
pub fn message_id(
    archived: &Archived,
    subscriber: &SubscriberId,
    settings: &LetterSettings,
    key: &TokenKey,
) -> String {
    let says = (archived.key(), archived.revision(), archived.edition_sha256());
    id_of(says, subscriber, settings, key)
}

/// The Message-ID of a flash to a subscriber, as that of an edition.
#[must_use]
pub fn flash_message_id(
    flash: &Flash,
    subscriber: &SubscriberId,
    settings: &LetterSettings,
    key: &TokenKey,
) -> String {
    let sha256 = flash_sha256(flash).to_string();
    id_of((&flash.key, flash.n, &sha256), subscriber, settings, key)
}

fn id_of(
    (edition, revision, sha256): (&EditionKey, Revision, &str),
    subscriber: &SubscriberId,
    settings: &LetterSettings,
    key: &TokenKey,
) -> String {
    let mark = key.sign("message", &format!("{subscriber}\n{sha256}"), 8);
    let domain = settings.from.domain();
    format!("<{}.{}.{revision}.{mark}@{domain}>", edition.date, edition.brief)
}

/// The message to the list that is archived with an edition. It comes from an edition on its
/// way into the archive, and cannot be delivered: a [`Parcel`] needs a [`Letter`].
///
/// # Errors
/// [`LetterError::Encoding`] when a part is missing or not text; as [`compose_message`].
pub fn list_message(edition: &Edition, settings: &LetterSettings) -> Result<Vec<u8>, LetterError> {
    let letter = Letter::of_list(edition, settings)?;
    let Letter { key, revision, .. } = &letter;
    let domain = settings.from.domain();
    let id = format!("<{}.{}.{revision}.list@{domain}>", key.date, key.brief);
    let list = MailAddress::parse(&format!("{}@{domain}", key.brief), Some(&settings.title))?;
    compose_message(&letter, &list, &id, None)
}

/// A parcel's message: the same on every call, but for a mark on one sent again while nobody
/// knows whether it arrived.
///
/// # Errors
/// [`LetterError::Address`], [`LetterError::Dkim`], and as [`compose_message`].
pub fn message_of(parcel: &Parcel, settings: &LetterSettings) -> Result<Outgoing, LetterError> {
    let Parcel { delivery, subscriber, in_reply_to, letter } = parcel;
    let to = MailAddress::parse(&delivery.address, subscriber.name.as_deref())?;
    let sending = settings.sending.as_deref();
    let links = sending.map(|sending| {
        let token = sending.key.leave_token(&subscriber.id, &letter.key.brief);
        ReaderLinks { token, public_url: sending.public_url.clone() }
    });
    let request = Request {
        wishes: &subscriber.wishes,
        short: delivery.short,
        correction: delivery.correction.as_deref(),
        links: links.as_ref(),
        in_reply_to: in_reply_to.as_deref(),
    };
    let mut bytes = compose(letter, &to, &delivery.message_id, &request)?;
    if let Some(dkim) = sending.and_then(|sending| sending.dkim.as_ref()) {
        bytes = dkim.sign(&bytes, letter.date.timestamp())?;
    }
    // Above the signature, which does not cover it: the rest stays what it was.
    if matches!(delivery.state, DeliveryState::Unsure { .. }) && delivery.attempts > 0 {
        let mark = format!("X-Contrabrief-Attempt: {}\r\n", delivery.attempts + 1);
        bytes.splice(0..0, mark.into_bytes());
    }
    let from = match sending.and_then(|sending| Some((sending, sending.bounce_domain.as_ref()?))) {
        Some((sending, domain)) => {
            let local = sending.key.bounce_local_part(message_mark(&delivery.message_id)?);
            MailAddress::parse(&format!("{local}@{domain}"), None)?
        }
        None => settings.from.clone(),
    };
    Ok(Outgoing { from, to, bytes })
}

/// The mark by which a Message-ID's local part ends.
fn message_mark(message_id: &str) -> Result<&str, LetterError> {
    let local = message_id.rsplit_once('@').map(|(local, _)| local);
    local
        .and_then(|local| local.rsplit_once('.'))
        .map(|(_, mark)| mark)
        .ok_or_else(|| LetterError::Header { header: "Message-ID", value: message_id.to_owned() })
}

/// What a reader's copy has of its own.
struct Request<'a> {
    wishes: &'a Wishes,
    /// The full form was too large.
    short: bool,
    correction: Option<&'a str>,
    links: Option<&'a ReaderLinks>,
    in_reply_to: Option<&'a str>,
}

/// The message in full to somebody without wishes or links, before DKIM.
///
/// `in_reply_to` is the Message-ID of the first revision, under which clients thread a
/// correction.
///
/// # Errors
/// [`LetterError::Header`] for an unsafe id, [`LetterError::Build`] when the library refuses.
pub fn compose_message(
    letter: &Letter,
    to: &MailAddress,
    message_id: &str,
    in_reply_to: Option<&str>,
) -> Result<Vec<u8>, LetterError> {
    let wishes = &Wishes::default();
    let request = Request { wishes, short: false, correction: None, links: None, in_reply_to };
    compose(letter, to, message_id, &request)
}

/// # Source
/// RFC 5322 (message), RFC 2919 (List-Id), RFC 2369 and 8058 (List-Unsubscribe), RFC 3834
/// (Auto-Submitted).
fn compose(
    letter: &Letter,
    to: &MailAddress,
    message_id: &str,
    request: &Request<'_>,
) -> Result<Vec<u8>, LetterError> {
    let settings = &letter.settings;
    let mut builder = Message::builder()
        .from(settings.from.mailbox())
        .to(to.mailbox())
        .date(SystemTime::from(letter.date))
        .message_id(Some(checked_id("Message-ID", message_id)?))
        .subject(letter.subject.clone());
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(reply_to.mailbox());
    }
    if let Some(first) = request.in_reply_to {
        let first = checked_id("In-Reply-To", first)?;
        builder = builder.in_reply_to(first.clone()).references(first);
    }
    for (name, value) in list_headers(letter, request.links) {
        if !value.chars().all(|mark| mark == ' ' || mark.is_ascii_graphic()) {
            return Err(LetterError::Header { header: name, value });
        }
        let name = HeaderName::new_from_ascii_str(name);
        builder = builder.raw_header(HeaderValue::new(name, value));
    }
    let body = body(letter, request);
    let seed = Sha256Hash::of(format!("boundary\n{message_id}")).to_string();
    Ok(match parts::content(body, &seed) {
        parts::Content::Single(part) => builder.singlepart(part)?,
        parts::Content::Multi(parts) => builder.multipart(parts)?,
    }
    .formatted())
}

/// What a message holds, by its reader's wishes. The short form of one that was too large has
/// neither pictures nor files.
fn body<'a>(letter: &'a Letter, request: &Request<'_>) -> Body<'a> {
    let Request { wishes, short, .. } = *request;
    let correction = request.correction.map(clean).filter(|reason| !reason.is_empty());
    let above = correction.map(Above::Correction).or(letter.late.clone().map(Above::Late));
    let leaving = request.links.and_then(|links| links.shown(&letter.settings));
    let [top, end] = parts::text_lines(above.as_ref(), leaving.as_deref());
    let text = letter.text.with(&top, &end);
    let form = if short { wishes.form.max(MailForm::Short) } else { wishes.form };
    let page = match form {
        MailForm::Text => None,
        MailForm::Short => Some(&letter.short_page),
        MailForm::Full => Some(&letter.page),
    };
    let [top, end] = parts::page_rows(above.as_ref(), leaving.as_deref());
    let html = page.map(|page| page.with(&top, &end));
    let pictures = if form == MailForm::Full { letter.pictures.as_slice() } else { &[] };
    let wanted = |kind: &Attachment| !short && wishes.attachments.contains(kind);
    let files = letter.files.iter().filter(|file| wanted(&file.kind));
    let files = files.map(|file| (letter.file_name(file.kind), file));
    Body { text, html, pictures, files: files.collect() }
}

//! Takes an archived edition and a recipient; gives the message's bytes, the same on every
//! build. Never reads a clock and draws no boundary or Message-ID by chance.

use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, MultiPart, SinglePart};

use crate::archive::{ArchiveError, Archived};
use crate::model::{Edition, EditionKey, Instant, Revision, Sha256Hash, SubscriberId, file_names};

use super::address::{InvalidAddress, MailAddress, clean};
use super::pictures::{Picture, related, shown};
use super::run::Parcel;

/// What the operator configured for the letters of a brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterSettings {
    /// Who sends; its domain stands in the Message-IDs.
    pub from: MailAddress,
    /// Who gets answers, if somebody else.
    pub reply_to: Option<MailAddress>,
    /// The list's id, a host name such as `harbour.brief.example`.
    pub list_id: String,
    /// The brief's title, first in the subject.
    pub title: String,
    /// Where a mail unsubscribes, if anywhere.
    pub unsubscribe: Option<MailAddress>,
    /// Language tag of the content, such as `en`.
    pub language: String,
}

/// A letter before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    settings: LetterSettings,
    key: EditionKey,
    revision: Revision,
    edition_sha256: String,
    headline: String,
    date: Instant,
    html: String,
    text: String,
    /// Those that the page shows.
    pictures: Vec<Picture>,
}

/// Why a letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The recipient's address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// The archive cannot give the mail's parts.
    #[error("Archive cannot give the letter's parts")]
    Archive(#[from] ArchiveError),
    /// A part is not UTF-8.
    #[error("Archived file `{file}` is not UTF-8")]
    Encoding {
        /// Which.
        file: &'static str,
    },
    /// A header's value is not safe.
    #[error("Header `{header}` cannot hold `{value:?}`")]
    Header {
        /// Which header.
        header: &'static str,
        /// The value.
        value: String,
    },
    /// The mail library refuses.
    #[error("Message cannot be built")]
    Build(#[from] lettre::error::Error),
}

impl Letter {
    /// The letter of an archived edition; dated by its cut-off.
    ///
    /// # Errors
    /// [`LetterError::Archive`] when a part is missing or altered, [`LetterError::Encoding`]
    /// when it is not text.
    pub fn of(archived: &Archived, settings: &LetterSettings) -> Result<Self, LetterError> {
        let part = |file: &'static str| {
            String::from_utf8(archived.rendition(file)?).map_err(|_| LetterError::Encoding { file })
        };
        let html = part(file_names::EMAIL_HTML)?;
        let files = archived.manifest().outputs.iter().map(|output| output.path.as_str());
        let place = (archived.key(), archived.revision());
        let pictures = shown(&html, place, files, |file| archived.rendition(file))?;
        Ok(Self {
            settings: settings.clone(),
            key: archived.key().clone(),
            revision: archived.revision(),
            edition_sha256: archived.edition_sha256().to_owned(),
            headline: archived.manifest().headline.clone(),
            date: archived.as_of(),
            html,
            text: part(file_names::TEXT)?,
            pictures,
        })
    }

    fn subject(&self) -> String {
        let correction = if self.revision > Revision::FIRST {
            format!("Correction {}: ", self.revision)
        } else {
            String::new()
        };
        let Self { settings, key, headline, .. } = self;
        clean(&format!("{correction}{}, {}: {headline}", settings.title, key.date))
    }
}

/// The Message-ID of an edition to a subscriber: the same on every attempt, with no address
/// in it, and unguessable parts only by who knows the edition.
#[must_use]
pub fn message_id(
    archived: &Archived,
    subscriber: &SubscriberId,
    settings: &LetterSettings,
) -> String {
    let hash = Sha256Hash::of(format!("{subscriber}\n{}", archived.edition_sha256())).to_string();
    let key = archived.key();
    let domain = settings.from.domain();
    format!("<{}.{}.{}.{}@{domain}>", key.date, key.brief, archived.revision(), &hash[..16])
}

/// The message to the list that is archived with an edition. It comes from an edition on its
/// way into the archive, and cannot be delivered: a [`Parcel`](super::Parcel) needs a [`Letter`].
///
/// # Errors
/// [`LetterError::Encoding`] when a part is missing or not text; as [`compose_message`].
pub fn list_message(edition: &Edition, settings: &LetterSettings) -> Result<Vec<u8>, LetterError> {
    let part = |file: &'static str| {
        edition
            .rendition(file)
            .and_then(|rendition| String::from_utf8(rendition.bytes.clone()).ok())
            .ok_or(LetterError::Encoding { file })
    };
    let html = part(file_names::EMAIL_HTML)?;
    let files = edition.renditions.iter().map(|rendition| rendition.file_name.as_str());
    let bytes = |file: &str| {
        let rendition = edition.rendition(file).expect("the edition lists it");
        Ok::<_, LetterError>(rendition.bytes.clone())
    };
    let pictures = shown(&html, (&edition.key, edition.revision), files, bytes)?;
    let letter = Letter {
        settings: settings.clone(),
        key: edition.key.clone(),
        revision: edition.revision,
        edition_sha256: edition.sha256().to_string(),
        headline: edition.headline.clone(),
        date: edition.as_of.instant(),
        html,
        text: part(file_names::TEXT)?,
        pictures,
    };
    let Letter { key, revision, .. } = &letter;
    let domain = settings.from.domain();
    let id = format!("<{}.{}.{revision}.list@{domain}>", key.date, key.brief);
    let list = MailAddress::parse(&format!("{}@{domain}", key.brief), Some(&settings.title))?;
    compose_message(&letter, &list, &id, None)
}

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

/// A parcel's message: the same on every call.
///
/// # Errors
/// [`LetterError::Address`], and as [`compose_message`].
pub fn message_of(parcel: &Parcel, settings: &LetterSettings) -> Result<Outgoing, LetterError> {
    let Parcel { delivery, subscriber, in_reply_to, letter } = parcel;
    let to = MailAddress::parse(&delivery.address, subscriber.name.as_deref())?;
    let bytes = compose_message(letter, &to, &delivery.message_id, in_reply_to.as_deref())?;
    Ok(Outgoing { from: settings.from.clone(), to, bytes })
}

/// The message as it goes to the relay, before DKIM.
///
/// `in_reply_to` is the Message-ID of the first revision, under which clients thread a
/// correction.
///
/// # Errors
/// [`LetterError::Header`] for an unsafe id, [`LetterError::Build`] when the library refuses.
///
/// # Source
/// RFC 5322 (message), RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe), RFC 3834
/// (Auto-Submitted).
pub fn compose_message(
    letter: &Letter,
    to: &MailAddress,
    message_id: &str,
    in_reply_to: Option<&str>,
) -> Result<Vec<u8>, LetterError> {
    let settings = &letter.settings;
    let mut builder = Message::builder()
        .from(settings.from.mailbox())
        .to(to.mailbox())
        .date(SystemTime::from(letter.date))
        .message_id(Some(checked_id("Message-ID", message_id)?))
        .subject(letter.subject());
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(reply_to.mailbox());
    }
    if let Some(first) = in_reply_to {
        let first = checked_id("In-Reply-To", first)?;
        builder = builder.in_reply_to(first.clone()).references(first);
    }
    for (name, value) in list_headers(letter) {
        if !value.chars().all(|mark| mark == ' ' || mark.is_ascii_graphic()) {
            return Err(LetterError::Header { header: name, value });
        }
        let name = HeaderName::new_from_ascii_str(name);
        builder = builder.raw_header(HeaderValue::new(name, value));
    }
    let boundary = Sha256Hash::of(format!("boundary\n{message_id}")).to_string();
    let parts = MultiPart::alternative()
        .boundary(&boundary[..32])
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text));
    let page = part(ContentType::TEXT_HTML, &letter.html);
    let parts = if letter.pictures.is_empty() {
        parts.singlepart(page)
    } else {
        parts.multipart(related(page, &letter.pictures, &boundary[32..]))
    };
    Ok(builder.multipart(parts)?.formatted())
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::QuotedPrintable)
        .expect("any text can be quoted-printable");
    SinglePart::builder().header(content_type).body(body)
}

fn list_headers(letter: &Letter) -> Vec<(&'static str, String)> {
    let Letter { settings, key, revision, edition_sha256, .. } = letter;
    let edition = format!("{} {} {revision} {edition_sha256}", key.date, key.brief);
    let mut headers = vec![
        ("List-Id", format!("<{}>", settings.list_id)),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("Precedence", "list".to_owned()),
        ("X-Contrabrief-Edition", edition),
        ("Content-Language", settings.language.clone()),
    ];
    if let Some(unsubscribe) = &settings.unsubscribe {
        let mailto = format!("<mailto:{}?subject=unsubscribe>", unsubscribe.address());
        headers.push(("List-Unsubscribe", mailto));
    }
    headers
}

fn checked_id(header: &'static str, id: &str) -> Result<String, LetterError> {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let fine = inner.is_some_and(|inner| {
        let marks = inner.chars().all(|mark| mark.is_ascii_graphic() && !"<>".contains(mark));
        marks && inner.matches('@').count() == 1 && inner.len() <= 250
    });
    if fine { Ok(id.to_owned()) } else { Err(LetterError::Header { header, value: id.to_owned() }) }
}

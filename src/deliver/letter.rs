//! Takes an archived edition; gives what its letters have in common, before one is addressed.
//! Never takes from an edition's files what the archive did not check.

use std::sync::Arc;

use crate::archive::{ArchiveError, Archived};
use crate::model::{
    Attachment, Edition, EditionKey, Flash, Instant, LATE, Rendition, Revision, Sha256Hash,
    file_names, span_words,
};

use super::address::{InvalidAddress, MailAddress, clean};
use super::dkim::{DkimError, DkimSigner};
use super::parts::{File, without_pictures};
use super::pictures::{Picture, shown};
use super::readable::Readable;
use super::token::TokenKey;

/// A longer subject ends in an ellipsis: mail programs show no more than a line of it.
const SUBJECT_CHARS_MAX: usize = 400;

/// What may be attached, where it lies in an edition, and its media type.
pub(super) const ATTACHABLE: [(Attachment, &str, &str); 2] = [
    (Attachment::Pdf, file_names::PDF, "application/pdf"),
    (Attachment::Json, file_names::JSON, "application/json"),
];

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
    /// What only a sender has; `None` for the message that is archived.
    pub sending: Option<Arc<Sending>>,
}

/// What a message needs on its way to a reader and the archived one does without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Signs what a reader's links and bounce address carry.
    pub key: TokenKey,
    /// Under which address the pages for readers are served, without a slash at its end.
    pub public_url: Option<String>,
    /// The domain that bounces come back to; without it they go to the sender.
    pub bounce_domain: Option<String>,
    /// Signs messages; without it the relay does.
    pub dkim: Option<DkimSigner>,
}

/// A letter before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub(super) settings: LetterSettings,
    pub(super) key: EditionKey,
    pub(super) revision: Revision,
    pub(super) edition_sha256: String,
    pub(super) subject: String,
    pub(super) date: Instant,
    /// How late it came out, where that is worth saying.
    pub(super) late: Option<String>,
    pub(super) page: Readable,
    /// The page without its pictures.
    pub(super) short_page: Readable,
    pub(super) text: Readable,
    /// Those that the page shows.
    pub(super) pictures: Vec<Picture>,
    /// The files that a reader may wish for, as far as the edition has them.
    pub(super) files: Vec<File>,
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
    /// The message cannot be signed.
    #[error(transparent)]
    Dkim(#[from] DkimError),
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
        let mut attachable = Vec::new();
        for (attachment, file, _) in ATTACHABLE {
            if archived.manifest().outputs.iter().any(|output| output.path == file) {
                attachable.push(File::new(attachment, archived.rendition(file)?));
            }
        }
        Ok(Self {
            settings: settings.clone(),
            key: archived.key().clone(),
            revision: archived.revision(),
            edition_sha256: archived.edition_sha256().to_owned(),
            subject: subject(
                settings,
                archived.revision(),
                &archived.key().date.to_string(),
                &archived.manifest().headline,
            ),
            date: archived.as_of(),
            late: late(archived),
            page: Readable::page(&html),
            short_page: Readable::page(&without_pictures(&html)),
            text: Readable::text(&part(file_names::TEXT)?),
            pictures,
            files: attachable,
        })
    }

    /// The letter of an archived edition cut to a reader's wishes, from the cut's renditions and
    /// under its headline; `date` is how that reader writes the edition's date, if another way.
    ///
    /// # Errors
    /// [`LetterError::Encoding`] when a part is missing or not text.
    pub fn of_cut(
        archived: &Archived,
        (headline, date): (&str, Option<&str>),
        renditions: &[Rendition],
        settings: &LetterSettings,
    ) -> Result<Self, LetterError> {
        let find = |file: &str| renditions.iter().find(|one| one.file_name == file);
        let part = |file: &'static str| {
            find(file)
                .and_then(|rendition| String::from_utf8(rendition.bytes.clone()).ok())
                .ok_or(LetterError::Encoding { file })
        };
        let html = part(file_names::EMAIL_HTML)?;
        let place = (archived.key(), archived.revision());
        let files = renditions.iter().map(|rendition| rendition.file_name.as_str());
        let pictures = shown(&html, place, files, |file| {
            Ok::<_, LetterError>(find(file).expect("it is listed").bytes.clone())
        })?;
        let attachable = ATTACHABLE
            .into_iter()
            .filter_map(|(kind, file, _)| Some(File::new(kind, find(file)?.bytes.clone())));
        Ok(Self {
            settings: settings.clone(),
            key: archived.key().clone(),
            revision: archived.revision(),
            edition_sha256: archived.edition_sha256().to_owned(),
            subject: subject(
                settings,
                archived.revision(),
                &date.map_or_else(|| archived.key().date.to_string(), str::to_owned),
                headline,
            ),
            date: archived.as_of(),
            late: late(archived),
            page: Readable::page(&html),
            short_page: Readable::page(&without_pictures(&html)),
            text: Readable::text(&part(file_names::TEXT)?),
            pictures,
            files: attachable.collect(),
        })
    }

    /// The letter of an edition on its way into the archive: nothing can be delivered of it,
    /// because it is only written into the archive itself.
    pub(super) fn of_list(
        edition: &Edition,
        settings: &LetterSettings,
    ) -> Result<Self, LetterError> {
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
        Ok(Self {
            settings: LetterSettings { sending: None, ..settings.clone() },
            key: edition.key.clone(),
            revision: edition.revision,
            edition_sha256: edition.sha256().to_string(),
            subject: subject(
                settings,
                edition.revision,
                &edition.key.date.to_string(),
                &edition.headline,
            ),
            date: edition.as_of.instant(),
            late: None,
            page: Readable::page(&html),
            short_page: Readable::page(&without_pictures(&html)),
            text: Readable::text(&part(file_names::TEXT)?),
            pictures,
            files: Vec::new(),
        })
    }

    /// The letter of a flash: it has neither pictures nor files, and its subject no date, for it
    /// is read within the hour.
    #[must_use]
    pub fn of_flash(flash: &Flash, settings: &LetterSettings) -> Self {
        let subject = clean(&format!("{}: {}", settings.title, flash.headline));
        Self {
            settings: settings.clone(),
            key: flash.key.clone(),
            revision: flash.n,
            edition_sha256: flash_sha256(flash).to_string(),
            subject: shorten(&subject, SUBJECT_CHARS_MAX),
            date: flash.at,
            late: None,
            page: Readable::page(&flash.html),
            short_page: Readable::page(&flash.html),
            text: Readable::text(&flash.text),
            pictures: Vec::new(),
            files: Vec::new(),
        }
    }

    /// How an attached file is called: by what it holds, in ASCII.
    pub(super) fn file_name(&self, kind: Attachment) -> String {
        let Self { key, revision, .. } = self;
        let ending = match kind {
            Attachment::Pdf => "pdf",
            Attachment::Json => "json",
        };
        format!("{}-{}-{revision}.{ending}", key.brief, key.date)
    }
}

/// One line, whatever the headline holds.
pub(super) fn subject(
    settings: &LetterSettings,
    revision: Revision,
    date: &str,
    headline: &str,
) -> String {
    let correction =
        if revision > Revision::FIRST { format!("Correction {revision}: ") } else { String::new() };
    let subject = clean(&format!("{correction}{}, {date}: {headline}", settings.title));
    shorten(&subject, SUBJECT_CHARS_MAX)
}

/// How late a first revision was made after what it knows; the archived bytes do not say it, so
/// that they come out the same whenever they are made.
fn late(archived: &Archived) -> Option<String> {
    let late = archived.manifest().produced_at - archived.as_of();
    let is_worth_saying = archived.revision() == Revision::FIRST && late > LATE;
    is_worth_saying.then(|| span_words(late))
}

/// What a flash says, as a hash.
pub(super) fn flash_sha256(flash: &Flash) -> Sha256Hash {
    Sha256Hash::of(format!("{}\n{}", flash.text, flash.html))
}

/// A text of at most `chars` characters.
fn shorten(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars - 1).collect();
    format!("{}…", kept.trim_end())
}

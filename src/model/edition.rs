//! Takes rendered bytes; gives the edition: one brief for one date in one revision.

use std::fmt;

use chrono::NaiveDate;

use super::{AsOf, BriefId, Sha256Hash};

/// Which edition: a brief and a date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionKey {
    /// The brief.
    pub brief: BriefId,
    /// The session it is for.
    pub date: NaiveDate,
}

impl fmt::Display for EditionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.brief, self.date)
    }
}

/// The number of a revision, from 1; written `r001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u16);

impl Revision {
    /// The first one.
    pub const FIRST: Self = Self(1);

    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Reads `r001`, `001` or `1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix('r').unwrap_or(text).parse().ok()?;
        (number > 0).then_some(Self(number))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "r{:03}", self.0)
    }
}

/// Why a revision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The first edition of its date.
    Scheduled,
    /// Facts that came after the first one.
    LateData,
    /// Another config, other templates or another engine, on the same facts.
    Config,
}

impl Reason {
    /// The word in the manifest.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::LateData => "late-data",
            Self::Config => "config",
        }
    }

    /// The reason of a word in a manifest.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Scheduled, Self::LateData, Self::Config]
            .into_iter()
            .find(|reason| reason.key() == key)
    }
}

/// One format of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Its file name in the archive: `brief.html`.
    pub file_name: String,
    /// Its media type, with the charset where it is text.
    pub media_type: String,
    /// The whole file.
    pub bytes: Vec<u8>,
    /// Of `bytes`.
    pub sha256: Sha256Hash,
}

impl Rendition {
    /// Wraps a file's bytes and hashes them.
    #[must_use]
    pub fn new(file_name: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let sha256 = Sha256Hash::of(&bytes);
        Self { file_name: file_name.to_owned(), media_type: media_type.to_owned(), bytes, sha256 }
    }
}

/// The renditions' file names.
pub mod file_names {
    /// Source of truth for text, greppable.
    pub const MARKDOWN: &str = "brief.md";
    /// Self-contained page.
    pub const HTML: &str = "brief.html";
    /// The body of the mail.
    pub const EMAIL_HTML: &str = "email.html";
    /// 72 columns, for terminals and the mail's plain part.
    pub const TEXT: &str = "brief.txt";
    /// For machines.
    pub const JSON: &str = "brief.json";
    /// Price, articles and tone of the takeaway's ticker, for the mail.
    pub const PRICE_TONE: &str = "price-tone.png";
    /// What followed similar moments, for the mail.
    pub const BASE_RATE: &str = "base-rate.png";
    /// The day's scores on one axis, for the mail.
    pub const TONES: &str = "tones.png";
    /// The lines of the scoreboard's first rows, for the mail.
    pub const SPARKS: [&str; 12] = [
        "spark-01.png",
        "spark-02.png",
        "spark-03.png",
        "spark-04.png",
        "spark-05.png",
        "spark-06.png",
        "spark-07.png",
        "spark-08.png",
        "spark-09.png",
        "spark-10.png",
        "spark-11.png",
        "spark-12.png",
    ];
    /// Paged, for paper.
    pub const PDF: &str = "brief.pdf";
    /// The message before DKIM, addressed to the list.
    pub const MESSAGE: &str = "email.eml";
    /// The input set.
    pub const INPUTS: &str = "inputs.json";
    /// What an outside prose engine was asked and answered; absent when none was.
    pub const NARRATION: &str = "narration.json";
}

/// A file that the archive keeps beside the editions, by its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedObject {
    /// What it is: `config`, `template brief.html.tera`, `article …`.
    pub role: String,
    /// The whole content, before compression.
    pub bytes: Vec<u8>,
}

/// Everything about one edition that goes to the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Which brief and date.
    pub key: EditionKey,
    /// Which revision.
    pub revision: Revision,
    /// Why this revision was made.
    pub reason: Reason,
    /// What it knew.
    pub as_of: AsOf,
    /// The headline, for the index and the mail's subject.
    pub headline: String,
    /// Overall score in hundredths, for the index; `None` when too thin to say.
    pub overall_hundredths: Option<i16>,
    /// The watchlist, for the index.
    pub tickers: Vec<String>,
    /// How many data notes ask to be looked at, for the index.
    pub checks: u32,
    /// The files, all of them reproducible.
    pub renditions: Vec<Rendition>,
    /// Digest of the input set.
    pub inputs_sha256: Sha256Hash,
    /// Digest of the config snapshot, which is among `objects`.
    pub config_sha256: Sha256Hash,
    /// Digest of the template set, whose files are among `objects`.
    pub templates_sha256: Sha256Hash,
    /// The chain head the renditions name.
    pub chain_head: Option<Sha256Hash>,
    /// What the edition was made from, kept by content.
    pub objects: Vec<ArchivedObject>,
}

impl Edition {
    /// The edition's hash: SHA-256 over its `SHA256SUMS` file, the lines of which are sorted
    /// by file name.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hash {
        Sha256Hash::of(self.sums())
    }

    /// The content of `SHA256SUMS`, as `sha256sum` writes it.
    #[must_use]
    pub fn sums(&self) -> String {
        let mut lines: Vec<_> = self
            .renditions
            .iter()
            .map(|rendition| format!("{}  {}\n", rendition.sha256, rendition.file_name))
            .collect();
        lines.sort_by(|left, right| left[66..].cmp(&right[66..]));
        lines.concat()
    }

    /// The rendition of a file name.
    #[must_use]
    pub fn rendition(&self, file_name: &str) -> Option<&Rendition> {
        self.renditions.iter().find(|rendition| rendition.file_name == file_name)
    }
}

/// The Content-ID of a picture in a mail: the same whenever it is made again, another in each
/// edition.
///
/// # Source
/// RFC 2392 (`cid:` addresses), RFC 2045 (Content-ID is unique in the world).
#[must_use]
pub fn content_id(file_name: &str, key: &EditionKey, revision: Revision) -> String {
    format!("{file_name}.{}.{}.{revision}@contrabrief", key.date, key.brief)
}

/// An edition's folder, relative to the archive's root, with `/` between its parts.
#[must_use]
pub fn edition_path(key: &EditionKey, revision: Revision) -> String {
    format!("{}/{}/{revision}", key.date.format("%Y/%m/%d"), key.brief)
}

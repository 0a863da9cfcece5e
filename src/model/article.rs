//! Takes what a source said; gives the article as a dated, versioned fact. Never carries
//! markup: titles and texts are plain.

use super::{Instant, KnownBy, Licence, Sha256Hash, SourceId, Ticker};

/// What makes an article itself, whatever its text becomes: 64 hexadecimal digits of the
/// SHA-256 over its source's id and its guid, canonical URL or content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The id of the entry that `source` calls `identity` (guid, canonical URL or content).
    #[must_use]
    pub fn of(source: &SourceId, identity: &str) -> Self {
        Self(Sha256Hash::of(format!("{source}\n{identity}")).to_string())
    }
}

/// What a source said, before the store dates and numbers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleItem {
    /// Its identity.
    pub id: ArticleId,
    /// The configured source it came by.
    pub source: SourceId,
    /// Who published it, as readers know them, such as `Reuters`.
    pub publisher: String,
    /// Its address, http or https, if it has one.
    pub url: Option<String>,
    /// Plain text, one line, never empty.
    pub title: String,
    /// Plain text of the summary or body, paragraphs parted by a line feed; may be empty.
    pub text: String,
    /// When the publisher says it came out; `None` when it says nothing readable.
    pub published_at: Option<Instant>,
    /// What may be kept of it.
    pub licence: Licence,
    /// Tickers that the vendor attached.
    pub vendor_tickers: Vec<Ticker>,
    /// Plain text of the page behind `url`, where the operator may keep it and it could be
    /// had; paragraphs parted by a line feed.
    pub full_text: Option<String>,
    /// Whether the publisher has taken it back.
    pub withdrawn: bool,
}

impl ArticleItem {
    /// The hash by which a changed text is a new version: title, text and date.
    #[must_use]
    pub fn content_sha256(&self) -> Sha256Hash {
        let date = self.published_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        Sha256Hash::of(format!("{}\n{}\n{date}", self.title, self.text))
    }
}

/// One version of an article as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// What the source said.
    pub item: ArticleItem,
    /// 1 for the first text seen under this id, then 2, 3 …
    pub version: u32,
    /// When this store first had this version.
    pub known_at: Instant,
    /// How `known_at` came about.
    pub known_by: KnownBy,
    /// Of the item as it came, also where the licence keeps less of the text.
    pub content_sha256: Sha256Hash,
}

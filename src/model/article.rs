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
    /// The hash by which a changed text is a new version: title, text, date and withdrawal,
    /// as the source said them. A page that is fetched later makes no new version.
    #[must_use]
    pub fn said_sha256(&self) -> Sha256Hash {
        let date = self.published_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let withdrawn = if self.withdrawn { "\nwithdrawn" } else { "" };
        let mut said = Sha256Hash::running();
        for part in [&self.title, "\n", &self.text, "\n", &date, withdrawn] {
            said.take(part.as_bytes());
        }
        said.finish()
    }

    /// The hash of all that was known of it: what the source said and the page behind it.
    #[must_use]
    pub fn content_sha256(&self) -> Sha256Hash {
        self.content_beside(self.said_sha256())
    }

    /// [`ArticleItem::content_sha256`], where `said` is known already.
    #[must_use]
    pub fn content_beside(&self, said: Sha256Hash) -> Sha256Hash {
        match &self.full_text {
            None => said,
            Some(full_text) => Sha256Hash::of(format!("{said}\n{full_text}")),
        }
    }

    /// Lets go of its words: who it is and when it came out remain.
    pub fn forget_words(&mut self) {
        (self.title, self.text, self.publisher) = Default::default();
        (self.url, self.full_text) = (None, None);
    }

    /// The longest text known of it: that of its page, else what its source said.
    #[must_use]
    pub fn body(&self) -> &str {
        self.full_text.as_deref().unwrap_or(&self.text)
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

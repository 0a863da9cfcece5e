//! Takes what a source said; gives the article as a dated, versioned fact. Never carries
//! markup: titles and texts are plain.

use std::fmt;
use std::sync::{Arc, LazyLock};

use thin_vec::ThinVec;

use super::{Instant, KnownBy, Licence, Sha256Hash, SourceId, Ticker};

/// What makes an article itself, whatever its text becomes: the SHA-256 over its source's id and
/// its guid, canonical URL or content. Written as 64 hexadecimal digits, and ordered like them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(Sha256Hash);

impl ArticleId {
    /// The id of the entry that `source` calls `identity` (guid, canonical URL or content).
    #[must_use]
    pub fn of(source: &SourceId, identity: &str) -> Self {
        Self(Sha256Hash::of(format!("{source}\n{identity}")))
    }

    /// The digest that it is.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl From<Sha256Hash> for ArticleId {
    fn from(hash: Sha256Hash) -> Self {
        Self(hash)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

/// What an article says, and who says it where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleWords {
    /// Who published it, as readers know them, such as `Reuters`.
    pub publisher: String,
    /// Its address, http or https, if it has one.
    pub url: Option<String>,
    /// Plain text, one line, never empty.
    pub title: String,
    /// Plain text of the summary or body, paragraphs parted by a line feed; may be empty.
    pub text: String,
    /// Plain text of the page behind `url`, where the operator may keep it and it could be
    /// had; paragraphs parted by a line feed.
    pub full_text: Option<String>,
}

impl ArticleWords {
    /// Those of an article whose words nobody holds, who are many: all share one.
    #[must_use]
    pub fn unknown() -> Arc<Self> {
        static UNKNOWN: LazyLock<Arc<ArticleWords>> = LazyLock::new(Arc::default);
        Arc::clone(&UNKNOWN)
    }

    /// The longest text known: that of its page, else what its source said.
    #[must_use]
    pub fn body(&self) -> &str {
        self.full_text.as_deref().unwrap_or(&self.text)
    }
}

/// What a source said, before the store dates and numbers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleItem {
    /// Its identity.
    pub id: ArticleId,
    /// The configured source it came by.
    pub source: SourceId,
    /// What it says. Whoever keeps the article keeps the same words.
    pub words: Arc<ArticleWords>,
    /// When the publisher says it came out; `None` when it says nothing readable.
    pub published_at: Option<Instant>,
    /// What may be kept of it.
    pub licence: Licence,
    /// Tickers that the vendor attached.
    pub vendor_tickers: ThinVec<Ticker>,
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
        for part in [&self.words.title, "\n", &self.words.text, "\n", &date, withdrawn] {
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
        match &self.words.full_text {
            None => said,
            Some(full_text) => Sha256Hash::of(format!("{said}\n{full_text}")),
        }
    }

    /// Lets go of its words: who it is and when it came out remain.
    pub fn forget_words(&mut self) {
        self.words = ArticleWords::unknown();
    }

    /// Its words, to be changed for this holder alone.
    pub fn words_mut(&mut self) -> &mut ArticleWords {
        Arc::make_mut(&mut self.words)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_articles_whose_words_are_held_elsewhere_take_128_megabytes() {
        assert!(size_of::<Article>() <= 128, "{}", size_of::<Article>());
    }
}

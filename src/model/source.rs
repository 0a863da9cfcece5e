//! Takes nothing; gives the types that name where facts come from and what may be kept.

use std::fmt;

/// The id of a configured source, such as `sec-press`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub String);

impl fmt::Display for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How much of an article the operator may store and quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Licence {
    /// The whole text.
    Full,
    /// The title and the first [`EXCERPT_CHARS_MAX`] characters.
    Excerpt,
    /// The title only; the text is known by its hash.
    Hash,
}

/// The longest excerpt kept under [`Licence::Excerpt`], in characters.
pub const EXCERPT_CHARS_MAX: usize = 400;

/// What the analysis knows of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceProfile {
    /// The configured id.
    pub id: SourceId,
    /// How much its stories count against others.
    ///
    /// # Units
    /// Hundredths: 100 is one whole story.
    pub weight_hundredths: u16,
    /// What may be kept of it.
    pub licence: Licence,
}

/// How the instant `known_at` of a fact came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownBy {
    /// Our clock, when we first had it.
    Clock,
    /// Publication plus a lag, by `import --assume-published`: reconstructed, not
    /// point-in-time.
    AssumedPublished,
}

/// What makes the next request to a source conditional (RFC 9110, 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header as it came.
    pub etag: Option<String>,
    /// The `Last-Modified` header as it came.
    pub last_modified: Option<String>,
}

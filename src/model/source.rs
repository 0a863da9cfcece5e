//! Takes nothing; gives the types that name where facts come from and what may be kept.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::{Instant, Ticker};

/// The id of a configured source, such as `sec-press`.
///
/// # Shape
/// One text, however many articles came by that source and share it: each holds one pointer to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(Arc<Box<str>>);

impl Borrow<str> for SourceId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl SourceId {
    /// The id that a source has in the config.
    #[must_use]
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self(Arc::new(id.into()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What names this source's answers about one ticker in the store and in notes.
    #[must_use]
    pub fn about(&self, ticker: &Ticker) -> Self {
        Self::new(format!("{self} {ticker}"))
    }
}

/// How much of an article the operator may store and quote, in the order of growing
/// strictness.
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

/// How a source has answered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceHealth {
    /// When it last answered.
    pub last_ok_at: Option<Instant>,
    /// Failures since then.
    pub failures_in_a_row: u32,
    /// When the first of these was.
    pub failing_since: Option<Instant>,
    /// What the last of these said.
    pub last_error: Option<String>,
    /// Until when it is left alone, and why.
    pub wait: Option<(Instant, Wait)>,
}

/// Why a source is left alone for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Its last answer is still fresh, as its server says.
    Fresh,
    /// It keeps failing.
    Failing,
    /// Its server asked for it.
    AskedTo,
}

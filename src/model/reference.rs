//! Takes nothing; gives the shape of a name that headlines use and of what it means, watched
//! or not. Never says whether a sentence means it.

use super::{Ticker, TickerKind};

/// What kind of thing a name of the reference list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// A company, listed or not.
    Equity,
    /// A fund traded like a share.
    Etf,
    /// A token.
    Crypto,
    /// An index.
    Index,
    /// Gold, crude, wheat.
    Commodity,
    /// A currency.
    Currency,
    /// One that speaks or decides and is not traded: a central bank, a court, a rating house.
    Body,
}

/// The kinds and the words that files and tables use for them.
pub const REFERENCE_KINDS: [(ReferenceKind, &str); 7] = [
    (ReferenceKind::Equity, "equity"),
    (ReferenceKind::Etf, "etf"),
    (ReferenceKind::Crypto, "crypto"),
    (ReferenceKind::Index, "index"),
    (ReferenceKind::Commodity, "commodity"),
    (ReferenceKind::Currency, "currency"),
    (ReferenceKind::Body, "body"),
];

impl ReferenceKind {
    /// The kind that a word means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        REFERENCE_KINDS
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(word))
            .map(|(kind, _)| *kind)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        REFERENCE_KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether it has a price that a brief could follow as one name among others.
    #[must_use]
    pub fn is_security(self) -> bool {
        matches!(self, Self::Equity | Self::Etf | Self::Crypto)
    }
}

impl From<TickerKind> for ReferenceKind {
    fn from(kind: TickerKind) -> Self {
        match kind {
            TickerKind::Equity => Self::Equity,
            TickerKind::Etf => Self::Etf,
            TickerKind::Index => Self::Index,
            TickerKind::Crypto => Self::Crypto,
        }
    }
}

/// One row of a reference list: a name, what else it is called, and its symbol if it has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferenceName {
    /// The symbol; bodies and private companies have none.
    pub ticker: Option<Ticker>,
    /// The name as the list gives it, a legal one perhaps.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: ReferenceKind,
}

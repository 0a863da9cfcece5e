//! Takes symbols and facts about listed companies, funds and tokens; gives the types
//! that name them. Never knows a price and never reads a list from anywhere.

use std::fmt;

use super::{Calendar, Currency};

/// The longest symbol accepted, in characters.
pub const TICKER_CHARS_MAX: usize = 20;

/// A symbol such as `NVDA`, `BRK.B`, `^GSPC` or `BTC/USD`, in upper case.
///
/// # Shape
/// Its characters stand in the value itself: a day holds a million tickers, and pairs of them.
/// Zeros behind the last one keep the order that of the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticker {
    marks: [u8; TICKER_CHARS_MAX],
    length: u8,
}

/// A text that cannot be a ticker symbol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not a ticker symbol: use 1 to {TICKER_CHARS_MAX} of the characters A-Z 0-9 . - ^ / = and start with a letter, a digit or ^",
    .0.escape_debug()
)]
pub struct InvalidTicker(String);

impl Ticker {
    /// Reads a symbol; lower case is raised.
    ///
    /// # Errors
    /// [`InvalidTicker`] for an empty, overlong or oddly marked text.
    pub fn parse(text: &str) -> Result<Self, InvalidTicker> {
        let symbol = text.trim().to_ascii_uppercase();
        let first_is_fine =
            symbol.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '^');
        let all_are_fine =
            symbol.chars().all(|mark| mark.is_ascii_alphanumeric() || ".-^/=".contains(mark));
        let ends_fine = !symbol.ends_with('.');
        if first_is_fine && all_are_fine && ends_fine && symbol.len() <= TICKER_CHARS_MAX {
            let mut marks = [0; TICKER_CHARS_MAX];
            marks[..symbol.len()].copy_from_slice(symbol.as_bytes());
            let length = u8::try_from(symbol.len()).unwrap_or_default();
            Ok(Self { marks, length })
        } else {
            Err(InvalidTicker(text.to_owned()))
        }
    }

    /// The symbol as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.marks[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Display for Ticker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Ticker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Ticker").field(&self.as_str()).finish()
    }
}

/// What kind of thing a ticker names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TickerKind {
    /// A share of a company.
    Equity,
    /// A fund traded like a share.
    Etf,
    /// An index, not tradable itself.
    Index,
    /// A token traded around the clock.
    Crypto,
}

/// How one ticker stands to another, as the operator configured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationKind {
    /// The other one sells to this one.
    Supplier,
    /// The other one buys from this one.
    Customer,
    /// Both want the same buyers.
    Competitor,
    /// Its product replaces this one's.
    Substitute,
    /// Same sector, no closer tie.
    Sector,
}

/// One configured relation: `to` is the [`RelationKind`] of the profile's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What `to` is to the owner of the profile.
    pub kind: RelationKind,
    /// The related ticker.
    pub to: Ticker,
}

/// All that is configured about one ticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TickerProfile {
    /// The symbol.
    pub ticker: Ticker,
    /// The name a reader knows, such as `Nvidia`.
    pub name: String,
    /// Other names that mean it without doubt.
    pub aliases: Vec<String>,
    /// Share, fund, index or token.
    pub kind: TickerKind,
    /// Whose sessions its bars follow.
    pub calendar: Calendar,
    /// The currency of its prices.
    pub currency: Currency,
    /// What its returns are measured against; `None` measures against nothing.
    pub benchmark: Option<Ticker>,
    /// Configured relations, for second-order effects.
    pub relations: Vec<Relation>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_but_real_symbols_are_read() {
        for symbol in ["NVDA", "BRK.B", "^GSPC", "BTC/USD", "EURUSD=X", "brk-b", "7203"] {
            assert!(Ticker::parse(symbol).is_ok(), "{symbol}");
        }
    }

    proptest! {
        #[test]
        fn a_symbol_comes_back_and_is_ordered_like_its_text(
            one in "[A-Z^][A-Z0-9.^/=-]{0,18}[A-Z]", other in "[A-Z][A-Z0-9-]{0,3}",
        ) {
            let [left, right] = [&one, &other].map(|text| Ticker::parse(text).unwrap());
            prop_assert_eq!(left.as_str(), &one);
            prop_assert_eq!(format!("{left:?}"), format!("Ticker({one:?})"));
            prop_assert_eq!(left.cmp(&right), one.cmp(&other));
        }
    }

    #[test]
    fn paths_and_pictures_are_no_symbols() {
        for symbol in ["", "../x", "A B", "🚀", "A\0", "AAAAAAAAAAAAAAAAAAAAA", "X.", "/etc"] {
            assert!(Ticker::parse(symbol).is_err(), "{symbol}");
        }
    }
}

//! Takes what a price source said; gives daily bars and corporate actions as dated facts.
//! Bars stay as they came: adjustment is computed in `analyse`, as of a cut-off.

use chrono::NaiveDate;

use super::{Instant, KnownBy, Price, SourceId, Ticker};

/// How far a source had already adjusted a bar when it gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Adjustment {
    /// As traded.
    Raw,
    /// For splits only.
    Splits,
    /// For splits and dividends.
    Full,
}

/// Whether a bar's session was over when the bar came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finality {
    /// The session had closed: usable.
    Closed,
    /// It was still trading: kept, never used.
    Unfinished,
}

/// One daily bar.
///
/// # Shape
/// All four prices are positive and in one currency, `low <= open, close <= high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceBar {
    /// Whose bar.
    pub ticker: Ticker,
    /// The trading day, in the exchange's civil time.
    pub session: NaiveDate,
    /// First trade.
    pub open: Price,
    /// Highest trade.
    pub high: Price,
    /// Lowest trade.
    pub low: Price,
    /// Last trade.
    pub close: Price,
    /// Units traded, if told.
    pub volume: Option<u64>,
    /// How far it was adjusted by its source.
    pub adjustment: Adjustment,
    /// Whether its session was over.
    pub finality: Finality,
    /// The configured source it came by.
    pub source: SourceId,
    /// When this store first had this bar with these figures.
    pub known_at: Instant,
    /// How `known_at` came about.
    pub known_by: KnownBy,
}

/// What a corporate action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// `new` shares for each `old` share: 10 for 1 is `new: 10, old: 1`.
    Split {
        /// Shares after.
        new: u32,
        /// Shares before.
        old: u32,
    },
    /// Cash per share.
    Dividend {
        /// Amount per share, in the bar's units of that day.
        amount: Price,
    },
}

/// A split or dividend, effective from the open of its ex-session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorporateAction {
    /// Whose action.
    pub ticker: Ticker,
    /// First session that trades without it.
    pub ex_session: NaiveDate,
    /// What it does.
    pub kind: ActionKind,
    /// The configured source it came by.
    pub source: SourceId,
    /// When this store first had it.
    pub known_at: Instant,
}

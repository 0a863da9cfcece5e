//! Takes nothing; gives the nouns of the portfolio view: what is held, what was measured of it,
//! and the section of the brief. Every figure is already rounded; no floating number stands here.

use super::{
    Amount, BasisPoints, Bullet, Cited, Claim, Currency, Evidence, Horizon, Price, Score,
    Sentiment, Setup, Stance, Ticker, TickerProfile,
};

/// In what a holdings file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Shares, tokens: valued at the last close.
    Quantity,
    /// Per cent of the portfolio, as told.
    Weight,
}

impl Basis {
    /// The column's name, and the word in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Weight => "weight",
        }
    }
}

/// One position as the file tells it.
///
/// # Units
/// `size_e8` is in hundred-millionths of a share, or of one per cent; a short is negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Who it is.
    pub profile: TickerProfile,
    /// How much, never zero.
    pub size_e8: i64,
}

/// What a brief's readers hold.
///
/// # Shape
/// By symbol, each once; of quantities, all in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// In what the file counts.
    pub basis: Basis,
    /// The positions, at least one.
    pub lines: Vec<Holding>,
}

impl Holdings {
    /// The currency of all values; `None` of weights, which have no money.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        let first = self.lines.first().filter(|_| self.basis == Basis::Quantity)?;
        Some(first.profile.currency)
    }
}

/// What became of the file that `holdings` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldingsFile {
    /// It was read.
    Read(Holdings),
    /// It could not be used, and why, as a whole sentence: the brief goes out without it.
    Unread(String),
}

impl HoldingsFile {
    /// The positions, where there are any.
    #[must_use]
    pub fn lines(&self) -> &[Holding] {
        match self {
            Self::Read(holdings) => &holdings.lines,
            Self::Unread(_) => &[],
        }
    }

    pub(super) fn lines_mut(&mut self) -> &mut [Holding] {
        match self {
            Self::Read(holdings) => &mut holdings.lines,
            Self::Unread(_) => &mut [],
        }
    }
}

/// A portfolio as measured at the cut-off.
///
/// # Units
/// Shares are of gross exposure, the sum of the sizes of all positions that have a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioView {
    /// In what the file counts.
    pub basis: Basis,
    /// Gross exposure; `None` of weights.
    pub gross: Option<Amount>,
    /// Long less short; `None` of weights.
    pub net: Option<Amount>,
    /// The sizes of all weights added up: 10 000 is the whole portfolio. `None` of quantities.
    pub told: Option<BasisPoints>,
    /// Share of the long positions.
    pub long: BasisPoints,
    /// Share of the short positions.
    pub short: BasisPoints,
    /// Largest share first, ties by symbol.
    pub positions: Vec<Position>,
    /// Tone weighted by exposure; `None` when no position has one.
    pub tone: Option<Sentiment>,
    /// Share of exposure on which tone was measured.
    pub tone_covered: BasisPoints,
    /// The last session's return; `None` when no position has one.
    pub day: Option<BasisPoints>,
    /// Share of exposure before the move on which the return was measured.
    pub day_covered: BasisPoints,
    /// The takeaways that touch a position, largest stake first.
    pub stakes: Vec<Stake>,
    /// Positions without a price: in no figure.
    pub unvalued: Vec<Ticker>,
}

/// One position as measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Symbol.
    pub ticker: Ticker,
    /// Name.
    pub name: String,
    /// As told, see [`Holding`].
    pub size_e8: i64,
    /// Last close in the shares of the edition's date; `None` of a weight without a price.
    pub close: Option<Price>,
    /// Market value, negative when short; `None` of weights.
    pub value: Option<Amount>,
    /// Share of gross exposure, negative when short.
    pub share: BasisPoints,
    /// Return of its last closed session; `None` when stale or unknown.
    pub day: Option<BasisPoints>,
    /// Its part in the portfolio's return.
    pub contribution: Option<BasisPoints>,
    /// Its tone; `None` when too thin to say or not on the watchlist.
    pub score: Option<Score>,
    /// Whether it is on the watchlist: of other names the tone is not measured.
    pub is_watched: bool,
    /// The bars of its last session.
    pub bars: Option<Evidence>,
}

/// How a takeaway stands to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// It expects what the position gains by.
    With,
    /// It expects what the position loses by.
    Against,
    /// It expects a wide range, no direction.
    Open,
}

impl Bearing {
    /// How a stance stands to a position of that sign.
    #[must_use]
    pub fn of(stance: Stance, is_long: bool) -> Self {
        match (stance, is_long) {
            (Stance::Range, _) => Self::Open,
            (Stance::Above, true) | (Stance::Below, false) => Self::With,
            (Stance::Above, false) | (Stance::Below, true) => Self::Against,
        }
    }

    /// The word in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::With => "with",
            Self::Against => "against",
            Self::Open => "open",
        }
    }
}

/// A takeaway that touches a position, and how much is at stake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// Whose takeaway.
    pub ticker: Ticker,
    /// Its setup.
    pub setup: Setup,
    /// Where it stands.
    pub stance: Stance,
    /// How that stands to the position.
    pub bearing: Bearing,
    /// The position's share of gross exposure, negative when short.
    pub share: BasisPoints,
    /// When the takeaway's question is answered.
    pub horizon: Horizon,
    /// One standard deviation of the abnormal return over the horizon; `None` when not measured.
    pub sigma: Option<BasisPoints>,
    /// The size of the share times `sigma`.
    pub at_stake: Option<BasisPoints>,
    /// The same in money; `None` of weights.
    pub money: Option<Amount>,
    /// What the takeaway rests on.
    pub split: Claim,
}

/// The portfolio's section of a brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioSection {
    /// What is held and how shares are counted.
    pub basis: String,
    /// Exposure, tone, last session.
    pub facts: Vec<Bullet>,
    /// Largest share first.
    pub rows: Vec<PositionRow>,
    /// One row per takeaway that touches a position, largest stake first.
    pub stakes: Vec<StakeRow>,
    /// What "at stake" means, or that nothing is.
    pub stakes_note: String,
    /// The figures behind the words, for machines.
    pub view: PortfolioView,
}

/// One position in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionRow {
    /// Symbol.
    pub ticker: Ticker,
    /// Name.
    pub name: String,
    /// The quantity or weight, as told.
    pub held: String,
    /// Its value, or its last close where weights are told.
    pub value: String,
    /// Share of gross exposure.
    pub share: String,
    /// Return of its last closed session.
    pub day: Option<BasisPoints>,
    /// Its part in the portfolio's return.
    pub contribution: Option<BasisPoints>,
    /// Its tone.
    pub score: Option<Score>,
}

/// A takeaway that touches a position, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StakeRow {
    /// Whose.
    pub ticker: Ticker,
    /// Setup, stance, whether there is a call.
    pub takeaway: Cited,
    /// `with the long position`.
    pub bearing: String,
    /// How that stands to the position, for colour and mark.
    pub sign: super::Sign,
    /// How much is at stake.
    pub at_stake: String,
}

//! Takes nothing; gives what the charts of a brief show: whole numbers only, each of them in
//! the brief's JSON. How they are drawn is `render`'s business.

use chrono::NaiveDate;

use super::{BasisPoints, Price, Score, Stance, Ticker};

/// One closed session of a ticker, with the tone of the edition that followed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTone {
    /// The session.
    pub session: NaiveDate,
    /// Its close in units of the edition's date: splits are undone.
    pub close: Price,
    /// The tone of the first edition after it, as known at that edition's cut-off; `None` when
    /// too thin to say.
    pub tone: Option<Score>,
    /// Articles that edition read about the ticker.
    pub articles: u32,
    /// Stories they told.
    pub stories: u32,
}

/// A quarter of a ticker's sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PricePath {
    /// At most 64 sessions, oldest first: the ends of the 63 whose return the scoreboard gives.
    pub sessions: Vec<SessionTone>,
}

/// What happened after one earlier moment of the same setup.
///
/// # Units
/// Cumulative abnormal return over the horizon, signed by the stance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastOutcome {
    /// Whose moment it was.
    pub ticker: Ticker,
    /// The edition it would have stood in.
    pub date: NaiveDate,
    /// Rounded; what rounds to nothing may still have been right.
    pub outcome: BasisPoints,
    /// Whether the stance was right.
    pub right: bool,
}

/// Everything a brief draws. What is absent cannot be drawn honestly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charts {
    /// Price and tone of the takeaway's ticker.
    pub price_tone: Option<PriceToneChart>,
    /// The outcomes behind the takeaway's base rate.
    pub base_rate: Option<BaseRateChart>,
    /// Where the day's scores stand.
    pub tones: Option<TonesChart>,
}

/// Price and tone of one ticker, session by session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceToneChart {
    /// Whose.
    pub ticker: Ticker,
    /// What is drawn.
    pub path: PricePath,
    /// The same in a sentence.
    pub words: String,
}

/// The outcomes of earlier moments, and what they come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseRateChart {
    /// Whose takeaway they stand behind.
    pub ticker: Ticker,
    /// Where it stands.
    pub stance: Stance,
    /// Over how many sessions an outcome runs.
    pub horizon_sessions: u16,
    /// By date, then by ticker.
    pub outcomes: Vec<PastOutcome>,
    /// How many were right.
    pub right: u32,
    /// The middle outcome.
    pub median: BasisPoints,
    /// 80 % interval of the mean.
    pub interval: (BasisPoints, BasisPoints),
    /// The same in a sentence.
    pub words: String,
}

/// One ticker on the strip of scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TonePlace {
    /// Who.
    pub ticker: Ticker,
    /// Where.
    pub score: Score,
    /// Whether the takeaway is about it.
    pub leads: bool,
}

/// The day's scores on one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TonesChart {
    /// Highest score first; at least one.
    pub places: Vec<TonePlace>,
    /// The score over all of them.
    pub overall: Option<Score>,
    /// The same in a sentence.
    pub words: String,
}

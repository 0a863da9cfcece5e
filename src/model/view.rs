//! Takes nothing; gives the shape of what `analyse` found: one view per ticker and the day's
//! totals. Every figure is already rounded; no floating number stands here.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    Article, BasisPoints, Claim, DataNote, Hundredths, PortfolioView, Price, Score, Sentiment,
    Setup, SourceId, Stance, Takeaway, Ticker, TickerProfile,
};

/// Everything the analysis found for one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayView {
    /// Sentiment over the whole watchlist.
    pub overall: Overall,
    /// One view per ticker of the watchlist, in the configured order.
    pub tickers: Vec<TickerView>,
    /// What happened: the day's leading sentences, best first.
    pub summary: Vec<Claim>,
    /// Who wins or loses by the day's stories, strongest first.
    pub effects: Vec<Effect>,
    /// Dated or bucketed events that the articles speak of, nearest first.
    pub outlooks: Vec<Outlook>,
    /// What the day means for what is held; `None` without holdings or without any price.
    pub portfolio: Option<PortfolioView>,
    /// The record of earlier takeaways.
    pub scorecard: Scorecard,
    /// What was missing, thin, merged or left out.
    pub notes: Vec<DataNote>,
    /// Every article version that may be cited, by id and version.
    pub cited: Vec<Article>,
    /// Which of today's articles tells which story of whom.
    pub told: Vec<Told>,
}

/// One of today's articles that names a ticker of the watchlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number of the story that it tells.
    pub story: usize,
    /// Who published it.
    pub publisher: String,
    /// The tickers of the watchlist that it names.
    pub tickers: BTreeSet<Ticker>,
}

/// Sentiment over the whole watchlist: the mention-weighted mean of the tickers' scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overall {
    /// `None` when no ticker has a score.
    pub sentiment: Option<Sentiment>,
    /// The previous edition's, if there was one.
    pub previous: Option<Score>,
    /// Articles in the news window that mention a ticker of the watchlist.
    pub articles: u32,
    /// Stories they tell.
    pub stories: u32,
    /// Publishers they came from.
    pub publishers: u32,
}

/// What the analysis found for one ticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TickerView {
    /// Who it is.
    pub profile: TickerProfile,
    /// Price and risk; `None` when no usable bar is known.
    pub market: Option<MarketView>,
    /// How much was said, and how.
    pub coverage: Coverage,
    /// `None` when too thin to say.
    pub sentiment: Option<Sentiment>,
    /// Its score in the previous edition.
    pub previous_score: Option<Score>,
    /// The stories that moved the score, heaviest first.
    pub stories: Vec<StoryView>,
    /// The summary: one to three quoted or measured sentences.
    pub summary: Vec<Claim>,
    /// What could lift it, nearest first.
    pub catalysts: Vec<Outlook>,
    /// What could sink it, nearest first.
    pub risks: Vec<Outlook>,
    /// Price against evidence.
    pub gap: Gap,
    /// The contrarian takeaway; `None` is the honest "no contrarian case today".
    pub takeaway: Option<Takeaway>,
}

/// Price and risk of a ticker at its last closed session.
///
/// # Units
/// Returns in basis points, z-scores and beta in hundredths, volatility annualised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketView {
    /// The last closed session known at the cut-off.
    pub session: NaiveDate,
    /// Its close, as traded.
    pub close: Price,
    /// One-session return.
    pub day: Option<BasisPoints>,
    /// Return over 63 sessions.
    pub quarter: Option<BasisPoints>,
    /// One-session return beyond the benchmark's, beta-adjusted.
    pub abnormal_day: Option<BasisPoints>,
    /// `abnormal_day` in standard deviations.
    pub z_day: Option<Hundredths>,
    /// Twenty-session abnormal return in standard deviations.
    pub z_month: Option<Hundredths>,
    /// Shrunk beta to the benchmark.
    pub beta: Option<Hundredths>,
    /// Where it stands within its year.
    pub range: RangeView,
    /// Split-adjusted closes of the last 30 sessions, oldest first.
    pub closes: Vec<Price>,
    /// Where the last bar came from.
    pub source: SourceId,
    /// Sessions of its calendar that have closed since `session`: 0 when up to date.
    pub stale_sessions: u16,
}

/// Where a close stands within its year of 365 days.
///
/// # Units
/// Ratios of prices in basis points, volatility annualised, its ratio in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RangeView {
    /// Against the year's highest price: 0 or negative.
    pub below_high: Option<BasisPoints>,
    /// Against the year's lowest price: 0 or positive.
    pub above_low: Option<BasisPoints>,
    /// The year's largest fall from a close to a later one: 0 or negative.
    pub drawdown: Option<BasisPoints>,
    /// Of sixty sessions.
    pub volatility: Option<BasisPoints>,
    /// That over the whole year's: 1.00 is usual.
    pub volatility_to_year: Option<Hundredths>,
}

/// How much was said about a ticker in the news window, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Articles that mention it.
    pub articles: u32,
    /// Stories: near-duplicates count once.
    pub stories: u32,
    /// Publishers.
    pub publishers: u32,
    /// Stories that lean positive, are neutral, lean negative.
    pub positive: u32,
    /// Neutral stories.
    pub neutral: u32,
    /// Negative stories.
    pub negative: u32,
    /// Weighted standard deviation of the stories' scores.
    pub dispersion: Option<Hundredths>,
    /// Half of the 80 % interval of the ticker's score.
    pub margin: Option<Hundredths>,
    /// Attention against its own last 60 sessions, robust z.
    pub attention_z: Option<Hundredths>,
    /// Share of weight on stories not seen in the last ten sessions.
    pub novelty_pct: Option<u8>,
}

/// One story about a ticker: an article and its near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryView {
    /// The sentence that carries it, with the article it came from and its duplicates.
    pub lead: Claim,
    /// Its score for this ticker.
    pub score: Score,
    /// Articles that tell it.
    pub articles: u32,
    /// Whether it was already known in the last ten sessions.
    pub is_new: bool,
}

/// How price and evidence stand to each other over the last 20 sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The price has moved further than the tone supports.
    PriceAhead,
    /// The tone has moved further than the price.
    EvidenceAhead,
    /// Neither.
    InLine,
    /// Price or tone is missing.
    Unknown,
}

impl Gap {
    /// The words readers see.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::PriceAhead => "Price ahead",
            Self::EvidenceAhead => "Evidence ahead",
            Self::InLine => "In line",
            Self::Unknown => "Not measured",
        }
    }
}

/// Which way something pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Up.
    Positive,
    /// Down.
    Negative,
    /// Both ways.
    Mixed,
    /// Neither.
    Neutral,
}

/// When something is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// On a date.
    On(NaiveDate),
    /// Within weeks.
    Weeks,
    /// Within 30 to 90 days.
    Months,
    /// Within 12 to 36 months.
    Years,
}

/// Who wins or loses by a story: another name, or its own where an analysis goes through both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Who is affected.
    pub ticker: Ticker,
    /// Whose story it is.
    pub from: Ticker,
    /// Which way.
    pub sign: Sign,
    /// Over which horizon.
    pub when: When,
    /// Why, with the sentence it rests on.
    pub reason: Claim,
    /// The event that would bring it, where one is named.
    pub catalyst: Option<Claim>,
}

/// A dated or bucketed event found in the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// When.
    pub when: When,
    /// Which way it pulls.
    pub sign: Sign,
    /// Whom it touches.
    pub tickers: Vec<Ticker>,
    /// What, with its evidence.
    pub claim: Claim,
}

/// The record of published takeaways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scorecard {
    /// Takeaways whose horizon has closed.
    pub closed: u32,
    /// How many were right.
    pub right: u32,
    /// Takeaways still open.
    pub open: u32,
    /// Mean Brier score of the closed ones that carried a probability, in ten-thousandths:
    /// 2500 is what always saying 50 gives.
    pub brier_e4: Option<u32>,
    /// Mean outcome of the closed ones and its 80 % interval; `None` when they are too few.
    pub mean: Option<(BasisPoints, (BasisPoints, BasisPoints))>,
    /// The last ones that closed, newest first.
    pub last: Vec<ClosedTakeaway>,
}

/// A takeaway whose horizon has closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedTakeaway {
    /// The edition it stood in.
    pub date: NaiveDate,
    /// Whose.
    pub ticker: Ticker,
    /// Its setup.
    pub setup: Setup,
    /// Where it stood.
    pub stance: Stance,
    /// The probability that was given to it, in hundredths.
    pub conviction_pct: Option<u8>,
    /// The abnormal return over its horizon, signed by the stance.
    pub outcome: BasisPoints,
    /// Whether it was right.
    pub right: bool,
}

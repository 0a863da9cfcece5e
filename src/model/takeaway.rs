//! Takes nothing; gives the nouns of the contrarian method: setup, stance, base rate,
//! conviction, takeaway. How they are found is `analyse`'s business.

use chrono::NaiveDate;

use super::{BasisPoints, Claim, PastOutcome, PricePath, Ticker};

/// A configuration of crowd and price with a fixed trigger and horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setup {
    /// Everybody is glad, loudly, after a rise.
    EuphoricCrowding,
    /// Everybody is sad, loudly, after a fall.
    Capitulation,
    /// Good and new news, and the price fell against the market.
    GoodNewsIgnored,
    /// Bad news, and the price rose against the market.
    BadNewsAbsorbed,
    /// A large move that no story explains.
    MoveWithoutNews,
    /// Old news retold, and the price moved again.
    StaleStory,
    /// One-sided coverage for weeks, and a flat price.
    ConsensusWithoutDoubt,
    /// Tone trends one way, the price the other.
    NarrativeAndPricePart,
    /// Many stories, no direction, wide disagreement.
    LoudAndUndecided,
    /// News on a related name that this one's price has not met yet.
    SecondOrderNotPriced,
}

impl Setup {
    /// Every setup, in the order of the method page.
    pub const ALL: [Self; 10] = [
        Self::EuphoricCrowding,
        Self::Capitulation,
        Self::GoodNewsIgnored,
        Self::BadNewsAbsorbed,
        Self::MoveWithoutNews,
        Self::StaleStory,
        Self::ConsensusWithoutDoubt,
        Self::NarrativeAndPricePart,
        Self::LoudAndUndecided,
        Self::SecondOrderNotPriced,
    ];

    /// The key in the store and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::EuphoricCrowding => "euphoric-crowding",
            Self::Capitulation => "capitulation",
            Self::GoodNewsIgnored => "good-news-ignored",
            Self::BadNewsAbsorbed => "bad-news-absorbed",
            Self::MoveWithoutNews => "move-without-news",
            Self::StaleStory => "stale-story",
            Self::ConsensusWithoutDoubt => "consensus-without-doubt",
            Self::NarrativeAndPricePart => "narrative-and-price-part",
            Self::LoudAndUndecided => "loud-and-undecided",
            Self::SecondOrderNotPriced => "second-order-not-priced",
        }
    }

    /// The setup of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setup| setup.key() == key)
    }

    /// The name readers see.
    #[must_use]
    pub fn words(self) -> String {
        self.key().replace('-', " ")
    }
}

/// Where the contrarian stands, as the sign of the abnormal return he expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// Expects more than the benchmark.
    Above,
    /// Expects less than the benchmark.
    Below,
    /// Expects a wide range, no direction.
    Range,
}

impl Stance {
    /// The key in the store and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Range => "range",
        }
    }

    /// The stance of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Above, Self::Below, Self::Range].into_iter().find(|stance| stance.key() == key)
    }
}

/// What happened after similar moments, as known at the cut-off.
///
/// # Units
/// Cumulative abnormal return over the horizon, signed by the stance, in basis points;
/// shares in whole per cent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseRate {
    /// De-clustered earlier occurrences whose horizon has closed.
    pub n: u32,
    /// How many tickers they came from.
    pub tickers: u32,
    /// The earliest of them; `None` when there are none.
    pub since: Option<NaiveDate>,
    /// The figures; `None` below [`BaseRate::N_MIN`]: too few to say.
    pub figures: Option<BaseRateFigures>,
    /// The ticker's own occurrences among them; `None` where nothing could be computed.
    pub own: Option<OwnRate>,
    /// Each of the occurrences, by date, then by ticker.
    pub outcomes: Vec<PastOutcome>,
}

/// What happened in one ticker, drawn to what happened in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnRate {
    /// Its own occurrences.
    pub n: u32,
    /// Their mean outcome, drawn to the mean of all by the method's K occurrences.
    pub mean: BasisPoints,
}

impl BaseRate {
    /// The fewest occurrences that give figures.
    pub const N_MIN: u32 = 8;
}

/// The figures of a base rate with enough occurrences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseRateFigures {
    /// Share of occurrences in which the stance was right.
    pub hit_pct: u8,
    /// Median outcome.
    pub median: BasisPoints,
    /// Lower and upper quartile.
    pub middle_half: (BasisPoints, BasisPoints),
    /// Mean outcome, shrunk as the method says.
    pub mean: BasisPoints,
    /// 80 % interval of the mean.
    pub interval: (BasisPoints, BasisPoints),
    /// Share of all days on which the same stance would have been right.
    pub all_days_hit_pct: u8,
}

impl BaseRateFigures {
    /// Whether the interval leaves zero out.
    #[must_use]
    pub fn excludes_zero(&self) -> bool {
        self.interval.0.0 > 0 || self.interval.1.0 < 0
    }
}

/// The probability given to the stance being right, and its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conviction {
    /// In hundredths: 58 is "58 in 100".
    pub pct: u8,
    /// The word.
    pub level: ConvictionLevel,
}

/// The words of conviction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConvictionLevel {
    /// No call.
    None,
    /// Slightly better than a coin.
    Low,
    /// Worth a look.
    Medium,
    /// Seldom given.
    High,
}

impl ConvictionLevel {
    /// The word readers see.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// When a takeaway's question will be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Sessions counted from the edition's own.
    pub sessions: u16,
    /// The date of the last of them.
    pub until: NaiveDate,
}

/// The contrarian claim of a ticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takeaway {
    /// Whose.
    pub ticker: Ticker,
    /// The leading setup.
    pub setup: Setup,
    /// Other setups that fired.
    pub also: Vec<Setup>,
    /// Where the contrarian stands.
    pub stance: Stance,
    /// What the crowd holds, measured.
    pub crowd: Claim,
    /// Where price, attention and tone disagree or are stretched.
    pub split: Claim,
    /// The strongest opposing sentence, quoted; `None` says "no dissent found".
    pub dissent: Option<Claim>,
    /// What happened after similar moments.
    pub base_rate: BaseRate,
    /// The record in a sentence, its evidence the bars it was computed from.
    pub record: Claim,
    /// `None` when there are too few occurrences to say.
    pub conviction: Option<Conviction>,
    /// What would prove it wrong: levels and dates that can be checked.
    pub falsifiers: Vec<Claim>,
    /// When the question is answered.
    pub horizon: Horizon,
    /// The quarter that led here.
    pub path: PricePath,
}

impl Takeaway {
    /// Whether the record speaks against the stance: then there is no call.
    #[must_use]
    pub fn record_disagrees(&self) -> bool {
        self.base_rate
            .figures
            .is_some_and(|figures| figures.interval.1.0 < 0 || figures.hit_pct < 50)
    }
}

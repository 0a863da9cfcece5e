//! Takes nothing; gives the shape of everything measured of one ticker at one cut-off, unrounded.
//! For those who compute it again; readers get the rounded figures of a view.

use chrono::NaiveDate;

use super::{Instant, Ticker};

/// One ticker at one edition, from what was known at its cut-off. What could not be measured is
/// `None`.
///
/// # Units
/// Tones and shares are ratios, z-scores plain numbers, returns and sigma logarithmic, the
/// range's figures ratios of prices. `docs/method.md` has the formulas.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// Of whom.
    pub ticker: Ticker,
    /// The edition's date.
    pub date: NaiveDate,
    /// What it could know.
    pub cut_off: Instant,
    /// What the crowd held; `None` before the ticker's first story.
    pub crowd: Option<CrowdMeasures>,
    /// What the price did.
    pub price: PriceMeasures,
    /// Where the price stands within its year.
    pub range: RangeMeasures,
}

/// The crowd's half.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CrowdMeasures {
    /// Stories of the window.
    pub stories: u32,
    /// Articles that tell them.
    pub articles: u32,
    /// Stories of equal weight that would weigh as much.
    pub effective: f64,
    /// Shrunk to neutral.
    pub tone: f64,
    /// Share of the non-neutral weight on the majority's side.
    pub one_sided: Option<f64>,
    /// Weighted standard deviation of the scores.
    pub dispersion: Option<f64>,
    /// Weight share of new stories.
    pub novelty: Option<f64>,
    /// Attention against the ticker's own past.
    pub attention_z: Option<f64>,
    /// Tone against the ticker's own past.
    pub tone_z: Option<f64>,
    /// Mean tone of the long window.
    pub tone_month: Option<f64>,
    /// Short mean of tone less the long one, in its own standard deviations.
    pub trend_z: Option<f64>,
    /// Share of recent sessions whose dispersion was no greater.
    pub dispersion_rank: Option<f64>,
    /// One-sided sessions of the last twenty.
    pub one_sided_sessions: u16,
}

/// The price's half, at the last closed session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PriceMeasures {
    /// That session.
    pub session: Option<NaiveDate>,
    /// Shrunk beta of the sessions before it.
    pub beta: Option<f64>,
    /// Its abnormal return.
    pub abnormal: Option<f64>,
    /// Standard deviation of the abnormal returns before it.
    pub sigma: Option<f64>,
    /// Abnormal return over one session, in sigmas.
    pub z_day: Option<f64>,
    /// Over five.
    pub z_week: Option<f64>,
    /// Over twenty.
    pub z_month: Option<f64>,
}

/// Where a close stands within its year of 365 days, itself included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RangeMeasures {
    /// Close over the year's highest price, less one: 0 or negative.
    pub below_high: Option<f64>,
    /// Close over the year's lowest price, less one: 0 or positive.
    pub above_low: Option<f64>,
    /// The year's largest fall from a close to a later one: 0 or negative.
    pub drawdown: Option<f64>,
    /// Annualised standard deviation of sixty total returns.
    pub volatility: Option<f64>,
    /// That over the same of the whole year.
    pub volatility_to_year: Option<f64>,
}

/// A story as it counted, so that the crowd's half can be computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldStory {
    /// Of whom.
    pub ticker: Ticker,
    /// The edition's date.
    pub date: NaiveDate,
    /// Whether nothing like it was told in the sessions before.
    pub is_new: bool,
    /// The articles that tell it.
    pub articles: Vec<ToldArticle>,
}

/// One article of a story, as it concerns the ticker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToldArticle {
    /// When it was published, or first seen if that was earlier.
    pub dated: Instant,
    /// How much it is about the ticker, 0 to 1.
    pub relevance: f64,
    /// How much its source counts.
    pub source_weight: f64,
    /// The ticker's score in it, -1 to 1.
    pub score: f64,
}

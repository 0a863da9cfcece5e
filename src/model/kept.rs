//! Takes nothing; gives the shape of what one news window came to, ticker by ticker: measured
//! once as of its cut-off, kept by the store, never changed.

use std::collections::BTreeMap;

use super::{Instant, Sha256Hash, Ticker};

/// Windows by the hash of everything that they were measured from, so that what is found under
/// a hash is what measuring again would give.
pub type KeptWindows = BTreeMap<Sha256Hash, KeptWindow>;

/// What one news window came to.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptWindow {
    /// What it could know.
    pub cut_off: Instant,
    /// Every ticker with a story.
    pub crowds: BTreeMap<Ticker, Crowd>,
    /// Every pair of names that a story names, the lesser ticker first.
    pub pairs: BTreeMap<(Ticker, Ticker), Together>,
}

/// What the crowd holds of one ticker in one window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Crowd {
    /// Articles that tell its stories.
    pub articles: u32,
    /// Its stories.
    pub stories: u32,
    /// Stories that lean its way.
    pub positive: u32,
    /// Stories that lean neither way.
    pub neutral: u32,
    /// Stories that lean against it.
    pub negative: u32,
    /// Shrunk to neutral.
    pub tone: f64,
    /// Stories of equal weight that would weigh as much.
    pub effective: f64,
    /// Share of the non-neutral weight on the majority's side.
    pub one_sided: Option<f64>,
    /// Weighted standard deviation of the scores.
    pub dispersion: Option<f64>,
    /// Half of the 80 % interval of the tone.
    pub margin: Option<f64>,
    /// Weight share of new stories; missing where too little past is known.
    pub novelty: Option<f64>,
    /// Whether a story is mainly about the ticker.
    pub primary: bool,
}

/// How two names stand together in a window's stories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Stories that name both.
    pub stories: u64,
    /// Their weight: 1 / (k - 1) for a story of k names.
    ///
    /// # Units
    /// Millionths.
    pub weight_e6: u64,
    /// Stories that set them on one side.
    pub shared: u64,
    /// Stories that set them against each other.
    pub opposed: u64,
}

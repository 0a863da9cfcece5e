//! Takes nothing; gives the shape of what one news window came to, ticker by ticker: measured
//! once as of its cut-off, kept by the store, never changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Instant, Sha256Hash, Ticker};

/// Windows by the hash of everything that they were measured from, so that what is found under
/// a hash is what measuring again would give.
pub type KeptWindows = BTreeMap<Sha256Hash, Arc<KeptWindow>>;

/// What one news window came to.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptWindow {
    /// What it could know.
    pub cut_off: Instant,
    /// Every ticker with a story.
    pub crowds: BTreeMap<Ticker, Crowd>,
    /// Every pair of names that a story names, the lesser ticker first, by pair.
    pub pairs: Vec<((Ticker, Ticker), Together)>,
    /// What later windows need of it; `None` where it lies too far back to be asked for.
    pub telling: Option<Telling>,
}

/// What later windows need of one, to know which words are common and which stories are old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// How many texts it had.
    pub texts: u32,
    /// The hash of each of their words and how many texts it stands in, by hash.
    pub words: Vec<(u64, u32)>,
    /// Its stories in the order in which they were told.
    pub stories: Vec<KeptStory>,
}

/// A story by the words of its first article.
///
/// # Units
/// A word is its place in the telling's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptStory {
    /// The words of the title, ascending.
    pub title: Vec<u32>,
    /// The words of the title and of the first sentence, ascending.
    pub opening: Vec<u32>,
    /// Whom it is mainly about.
    pub about: Vec<Ticker>,
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
    pub stories: u32,
    /// Their weight: 1 / (k - 1) for a story of k names.
    ///
    /// # Units
    /// Millionths.
    pub weight_e6: u64,
    /// Stories that set them on one side.
    pub shared: u32,
    /// Stories that set them against each other.
    pub opposed: u32,
}

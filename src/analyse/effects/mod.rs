//! Takes the day's main stories; gives who wins or loses by them: names that a sentence sets
//! beside the story's own, its own where an analysis goes through both, and names with a relation
//! to it, configured or learned. Never without the sentence it rests on.

mod related;
mod sides;
mod stated;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::universe::Universe;
use crate::model::{Effect, Outlook, Sign, Ticker};
use related::related;
use stated::stated;

/// The most effects of one edition.
const EFFECTS_MAX: usize = 8;
/// A story or sentence this strong reaches others.
const STRONG: f64 = 0.20;

/// Effects of today's stories, one per pair of names: what a sentence states before what a
/// configured relation suggests, that before what was only learned, then the strongest first.
pub(super) fn effects(universe: &Universe, outlooks: &[Outlook]) -> Vec<Effect> {
    let mut best: BTreeMap<(Ticker, Ticker), (Strength, Effect)> = BTreeMap::new();
    for (from, name) in universe.names.iter().enumerate() {
        for story in name.stories.iter().filter(|story| story.primary) {
            let said = stated(universe, from, story, outlooks);
            for (strength, effect) in
                said.into_iter().chain(related(universe, from, story, outlooks))
            {
                let pair = (effect.ticker.clone(), effect.from.clone());
                let is_stronger = best
                    .get(&pair)
                    .is_none_or(|(other, _)| strength.order(other) == Ordering::Greater);
                if is_stronger {
                    best.insert(pair, (strength, effect));
                }
            }
        }
    }
    let mut ranked: Vec<_> = best.into_iter().collect();
    ranked.sort_by(|left, right| right.1.0.order(&left.1.0).then(left.0.cmp(&right.0)));
    let mut told = BTreeSet::new();
    let mut listed: BTreeSet<Ticker> = BTreeSet::new();
    ranked
        .into_iter()
        .map(|(_, (_, effect))| effect)
        .filter(|effect| {
            // That one story leaves a name alone is no news where another moves it.
            let is_first = listed.insert(effect.ticker.clone());
            (is_first || effect.sign != Sign::Neutral)
                && told.insert((effect.ticker.clone(), effect.reason.text().to_owned()))
        })
        .take(EFFECTS_MAX)
        .collect()
}

/// How much an effect counts, and what it rests on, the weakest first.
#[derive(Clone, Copy)]
enum Strength {
    /// A learned relation.
    Learned(f64),
    /// A configured relation.
    Configured(f64),
    /// A sentence.
    Stated(f64),
}

impl Strength {
    fn order(&self, other: &Self) -> Ordering {
        let (one, two) = (self.place(), other.place());
        one.0.cmp(&two.0).then(one.1.total_cmp(&two.1))
    }

    fn place(self) -> (u8, f64) {
        match self {
            Self::Learned(size) => (0, size),
            Self::Configured(size) => (1, size),
            Self::Stated(size) => (2, size),
        }
    }
}

//! Takes one name in its universe; gives a quarter of its closes, each beside the tone and the
//! number of articles of the edition that followed. Never looks past the cut-off.

use std::collections::BTreeMap;

use super::features::Features;
use super::universe::{Name, Universe};
use crate::model::{Price, PricePath, Score, SessionTone};

/// The closes at the ends of a quarter's 63 sessions.
const SESSIONS: usize = 64;

/// What editions after one close came to; of several (a weekend's), the last tone counts.
#[derive(Default)]
struct After {
    tone: Option<Score>,
    articles: u32,
    stories: u32,
}

impl After {
    fn add(&mut self, features: &Features, stories_min: u32) {
        self.tone = features.tone(stories_min).map(Score::from_unrounded).or(self.tone);
        self.articles += features.crowd.map_or(0, |crowd| crowd.articles);
        self.stories += features.stories();
    }
}

/// The last quarter of `name`; empty without a price.
pub(super) fn path(universe: &Universe, name: &Name) -> PricePath {
    let mut after: BTreeMap<usize, After> = BTreeMap::new();
    for features in &name.features {
        // An edition with a stale price belongs to a session that is missing.
        if let Some(row) = features.price.row.filter(|_| features.price.stale_sessions == 0) {
            after.entry(row).or_default().add(features, universe.policy.stories_min);
        }
    }
    let rows = &name.market.rows;
    let first = rows.len().saturating_sub(SESSIONS);
    let shown = rows.iter().enumerate().skip(first);
    let sessions = shown.filter_map(|(place, row)| {
        let close = Price::from_f64(row.close, row.bar.close.currency).ok()?;
        let After { tone, articles, stories } = after.remove(&place).unwrap_or_default();
        Some(SessionTone { session: row.session, close, tone, articles, stories })
    });
    PricePath { sessions: sessions.collect() }
}

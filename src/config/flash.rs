//! Takes nothing; gives the shape of `[[flash]]`: what readers hear of between two editions.

use std::collections::BTreeSet;

use crate::model::{BriefId, FlashRules, QuietTime, Subscriber, Ticker};

/// A flash: rules on the names of a brief, and who asked to hear of them.
#[derive(Clone, Debug)]
pub struct FlashConfig {
    /// Its id; no brief has the same.
    pub id: BriefId,
    /// Its title, first in the subject.
    pub title: String,
    /// The brief whose editions it stands between.
    pub brief: BriefId,
    /// The names that it watches, all of the brief's watchlist.
    pub tickers: BTreeSet<Ticker>,
    /// What it goes out for.
    pub rules: FlashRules,
    /// The hours in which none goes out, in the brief's zone.
    pub quiet: Option<QuietTime>,
    /// How many go out a day at most.
    pub per_day_max: u32,
    /// Who asked for it in the configuration.
    pub recipients: Vec<Subscriber>,
}

//! Takes the dossier of one edition; gives all that can be found in it. Never asks for anything
//! that the dossier does not hold, and never uses what its cut-off did not know.
//!
//! The modules stand in the order in which they need each other: text, time and prices, the
//! universe in which they meet, the contrarian method, the words.

pub mod linking;
pub mod reading;
pub mod sentiment;
pub mod stories;

mod hands;
mod path;
mod policy;
mod policy_keys;
mod statistics;

mod earlier;
mod series;
mod timeline;

mod market;
mod range;
mod returns;

mod crowd;
mod features;
mod relations;
mod setups;
mod teller;
mod universe;
mod windows;

mod conviction;
mod judging;
mod record;

mod dissent;
mod effects;
mod horizon;
mod market_view;
mod outlooks;
mod portfolio;
mod scorecard;
mod split;
mod summary;
mod takeaway;
mod takeaway_words;
mod wording;
mod worth;

mod cut;
mod day;
mod explaining;
mod flashes;
mod measuring;
mod notes;

#[cfg(test)]
mod tests;

pub use cut::cut;
pub use earlier::earlier_news;
pub use explaining::{ArticleExplanation, ScoreExplanation, SentenceExplanation, StoryExplanation};
pub use flashes::flash_triggers;
pub use hands::{Hands, in_turn};
pub use judging::{Judged, PastOutcome, judge};
pub use linking::{EntitySpan, Known, Link, LinkPosition, LinkReason, Linker, NameSpan};
pub use policy::{Policy, RecordPolicy, RelationPolicy, SetupPolicy, SummaryPolicy};
pub use policy_keys::PolicyFault;
pub use sentiment::Engine;

pub use teller::Teller;
pub use windows::Windows;

use std::borrow::Cow;

use crate::model::{
    Article, ClosedTakeaway, DayView, Dossier, KeptWindows, Measures, PublishedEdition,
    PublishedTakeaway, Ticker, ToldStory,
};
use universe::Universe;

/// Everything that one edition can say, from what was known at its cut-off.
///
/// # Shape
/// Equal facts give equal views, whatever order they stand in; facts known after the cut-off
/// change nothing.
#[must_use]
pub fn analyse(dossier: &Dossier, policy: &Policy) -> DayView {
    day::day_view(&Universe::new(&Windows::new(dossier, policy)), &in_turn)
}

/// The same view on what a teller told, and the windows that nobody had kept: without measuring
/// again what is kept. `hands` says who does what.
#[must_use]
pub fn analyse_told(teller: Teller<'_>, hands: &Hands) -> (DayView, KeptWindows) {
    let universe = Universe::of(teller.windows, teller.finish(hands));
    (day::day_view(&universe, hands), universe.fresh)
}

/// A day analysed but for what earlier editions published: that may be known only later.
pub struct Ahead<'a> {
    universe: Universe<'a>,
    day: DayView,
}

impl Ahead<'_> {
    /// The windows that nobody had kept.
    #[must_use]
    pub fn fresh(&self) -> &KeptWindows {
        &self.universe.fresh
    }

    /// The view that [`analyse`] would give of a dossier with this past.
    #[must_use]
    pub fn looking_back(
        mut self,
        previous: Option<&PublishedEdition>,
        record: &[PublishedTakeaway],
    ) -> DayView {
        day::look_back(&mut self.day, &self.universe, previous, record);
        self.day
    }
}

/// Analyses a dossier whatever earlier editions published, and hands that over, so that days can
/// be analysed beside each other and still look back on the day before. The windows that nobody
/// had kept go to `told` first: the next day waits for nothing else.
pub fn analyse_ahead<T>(
    teller: Teller<'_>,
    told: impl FnOnce(&KeptWindows),
    then: impl FnOnce(Ahead<'_>) -> T,
) -> T {
    let universe = Universe::of(teller.windows, teller.finish(&in_turn));
    told(&universe.fresh);
    let day = day::without_past(&universe, &in_turn);
    then(Ahead { universe, day })
}

/// What the score of one watched ticker was made of; `None` for any other ticker.
#[must_use]
pub fn explain(dossier: &Dossier, policy: &Policy, ticker: &Ticker) -> Option<ScoreExplanation> {
    explaining::explain(&Universe::new(&Windows::new(dossier, policy)), ticker)
}

/// Everything measured at every edition that the dossier reaches back to, each from what was
/// known at its own cut-off.
#[must_use]
pub fn measures(dossier: &Dossier, policy: &Policy) -> Vec<Measures> {
    measuring::measures(&Universe::new(&Windows::new(dossier, policy)))
}

/// Every takeaway in the dossier's record whose horizon has closed, by date and ticker.
#[must_use]
pub fn closed_takeaways(dossier: &Dossier, policy: &Policy) -> Vec<ClosedTakeaway> {
    scorecard::closed(&Universe::new(&Windows::new(dossier, policy)), &dossier.record)
}

/// The stories that [`measures`] were taken on.
#[must_use]
pub fn told_stories(dossier: &Dossier, policy: &Policy) -> Vec<ToldStory> {
    measuring::told_stories(&Windows::new(dossier, policy))
}

/// The sentiment engine that scores every edition, with its version.
#[must_use]
pub fn engine_name() -> &'static str {
    Engine::default().name()
}

/// The dossier with its articles in the order that its shape promises and without any that
/// became known too late: a store that errs must not make the day depend on it.
fn in_order(dossier: &Dossier) -> Cow<'_, Dossier> {
    let by_time = |left: &Article, right: &Article| {
        (left.known_at.cmp(&right.known_at))
            .then_with(|| left.item.id.cmp(&right.item.id))
            .then_with(|| left.version.cmp(&right.version))
            .then_with(|| left.content_sha256.cmp(&right.content_sha256))
    };
    let as_of = dossier.as_of.instant();
    let known = dossier.articles.iter().all(|article| article.known_at <= as_of);
    if known && dossier.articles.is_sorted_by(|left, right| by_time(left, right).is_le()) {
        return Cow::Borrowed(dossier);
    }
    let mut sorted = dossier.clone();
    sorted.articles.retain(|article| article.known_at <= as_of);
    sorted.articles.sort_by(by_time);
    Cow::Owned(sorted)
}

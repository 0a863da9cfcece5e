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

mod series;
mod timeline;

mod market;
mod range;
mod returns;

mod crowd;
mod features;
mod relations;
mod setups;
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
pub use explaining::{ArticleExplanation, ScoreExplanation, SentenceExplanation, StoryExplanation};
pub use flashes::flash_triggers;
pub use hands::{Hands, in_turn};
pub use judging::{Judged, PastOutcome, judge};
pub use linking::{EntitySpan, Known, Link, LinkPosition, LinkReason, Linker, NameSpan};
pub use policy::{Policy, RecordPolicy, RelationPolicy, SetupPolicy, SummaryPolicy};
pub use policy_keys::PolicyFault;
pub use reading::ReadBefore;
pub use sentiment::Engine;

use std::borrow::Cow;

use reading::Reads;

use crate::model::{
    Article, ClosedTakeaway, DayView, Dossier, KeptWindows, Measures, PublishedEdition,
    PublishedTakeaway, Sha256Hash, Ticker, ToldStory,
};

/// Everything that one edition can say, from what was known at its cut-off.
///
/// # Shape
/// Equal facts give equal views, whatever order they stand in; facts known after the cut-off
/// change nothing.
#[must_use]
pub fn analyse(dossier: &Dossier, policy: &Policy) -> DayView {
    let dossier = in_order(dossier);
    day::day_view(&universe::Universe::new(&dossier, policy), &in_turn)
}

/// The same view, without measuring again what `kept` holds, and the windows that it did not
/// hold. [`window_keys`] says which ones are asked for, `hands` who does what.
#[must_use]
pub fn analyse_keeping(
    dossier: &Dossier,
    policy: &Policy,
    kept: &KeptWindows,
    hands: &Hands,
) -> (DayView, KeptWindows) {
    let dossier = in_order(dossier);
    let universe = universe::Universe::with_kept(&dossier, policy, kept, Reads::Anew, hands);
    (day::day_view(&universe, hands), universe.fresh)
}

/// A day analysed but for what earlier editions published: that may be known only later.
pub struct Ahead<'a> {
    universe: universe::Universe<'a>,
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
/// be analysed beside each other and still look back on the day before. What `before` has read is
/// not read again.
pub fn analyse_ahead<T>(
    dossier: &Dossier,
    policy: &Policy,
    kept: &KeptWindows,
    before: &mut ReadBefore,
    then: impl FnOnce(Ahead<'_>) -> T,
) -> T {
    let dossier = in_order(dossier);
    let universe =
        universe::Universe::with_kept(&dossier, policy, kept, Reads::Before(before), &in_turn);
    let day = day::without_past(&universe, &in_turn);
    then(Ahead { universe, day })
}

/// The hash of everything that each window of the dossier is measured from, its own last.
#[must_use]
pub fn window_keys(dossier: &Dossier, policy: &Policy) -> Vec<Sha256Hash> {
    let dossier = in_order(dossier);
    let timeline = timeline::Timeline::new(&dossier, policy);
    windows::Plan::new(&dossier, &timeline, policy, &KeptWindows::new()).keys
}

/// What the score of one watched ticker was made of; `None` for any other ticker.
#[must_use]
pub fn explain(dossier: &Dossier, policy: &Policy, ticker: &Ticker) -> Option<ScoreExplanation> {
    let dossier = in_order(dossier);
    explaining::explain(&universe::Universe::new(&dossier, policy), ticker)
}

/// Everything measured at every edition that the dossier reaches back to, each from what was
/// known at its own cut-off.
#[must_use]
pub fn measures(dossier: &Dossier, policy: &Policy) -> Vec<Measures> {
    let dossier = in_order(dossier);
    measuring::measures(&universe::Universe::new(&dossier, policy))
}

/// Every takeaway in the dossier's record whose horizon has closed, by date and ticker.
#[must_use]
pub fn closed_takeaways(dossier: &Dossier, policy: &Policy) -> Vec<ClosedTakeaway> {
    let dossier = in_order(dossier);
    scorecard::closed(&universe::Universe::new(&dossier, policy), &dossier.record)
}

/// The stories that [`measures`] were taken on.
#[must_use]
pub fn told_stories(dossier: &Dossier, policy: &Policy) -> Vec<ToldStory> {
    let dossier = in_order(dossier);
    measuring::told_stories(&universe::Universe::new(&dossier, policy))
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

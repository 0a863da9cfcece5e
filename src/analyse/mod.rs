//! Takes the dossier of one edition; gives all that can be found in it. Never asks for anything
//! that the dossier does not hold, and never uses what its cut-off did not know.
//!
//! The modules stand in the order in which they need each other: text, time and prices, the
//! universe in which they meet, the contrarian method, the words.

pub mod linking;
pub mod reading;
pub mod sentiment;
pub mod stories;

mod policy;
mod policy_keys;
mod statistics;

mod series;
mod timeline;

mod market;
mod returns;

mod crowd;
mod features;
mod setups;
mod universe;

mod conviction;
mod record;

mod dissent;
mod effects;
mod horizon;
mod market_view;
mod outlooks;
mod portfolio;
mod scorecard;
mod summary;
mod takeaway;
mod takeaway_words;
mod wording;

mod day;
mod explaining;
mod notes;

#[cfg(test)]
mod tests;

pub use explaining::{ArticleExplanation, ScoreExplanation, SentenceExplanation, StoryExplanation};
pub use linking::{EntitySpan, Known, Link, LinkPosition, LinkReason, Linker, NameSpan};
pub use policy::{Policy, RecordPolicy, SetupPolicy};
pub use policy_keys::PolicyFault;
pub use sentiment::Engine;

use std::borrow::Cow;

use crate::model::{Article, DayView, Dossier, Ticker};

/// Everything that one edition can say, from what was known at its cut-off.
///
/// # Shape
/// Equal facts give equal views, whatever order they stand in; facts known after the cut-off
/// change nothing.
#[must_use]
pub fn analyse(dossier: &Dossier, policy: &Policy) -> DayView {
    let dossier = in_order(dossier);
    day::day_view(&universe::Universe::new(&dossier, policy))
}

/// What the score of one watched ticker was made of; `None` for any other ticker.
#[must_use]
pub fn explain(dossier: &Dossier, policy: &Policy, ticker: &Ticker) -> Option<ScoreExplanation> {
    let dossier = in_order(dossier);
    explaining::explain(&universe::Universe::new(&dossier, policy), ticker)
}

/// The sentiment engine that scores every edition, with its version.
#[must_use]
pub fn engine_name() -> &'static str {
    Engine::default().name()
}

/// The dossier with its articles in the order that its shape promises and without any that
/// became known too late: a store that errs must not make the day depend on it.
fn in_order(dossier: &Dossier) -> Cow<'_, Dossier> {
    let key = |article: &Article| {
        (article.known_at, article.item.id.clone(), article.version, article.content_sha256)
    };
    let as_of = dossier.as_of.instant();
    let known = dossier.articles.iter().all(|article| article.known_at <= as_of);
    if known && dossier.articles.is_sorted_by_key(key) {
        return Cow::Borrowed(dossier);
    }
    let mut sorted = dossier.clone();
    sorted.articles.retain(|article| article.known_at <= as_of);
    sorted.articles.sort_by_key(key);
    Cow::Owned(sorted)
}

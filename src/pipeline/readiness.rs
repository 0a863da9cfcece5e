//! Takes an edition, what it waits for and an instant; gives what was still missing then.

use std::collections::BTreeSet;

use super::recipe::Recipe;
use super::{Pipeline, PipelineError};
use crate::calendar;
use crate::model::{AsOf, Dossier, EditionKey, Instant, PriceBar, Ticker, TickerProfile};
use crate::schedule::Gate;

/// What an edition had of what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Names whose last closed session has no price.
    pub unpriced: Vec<Ticker>,
    /// Names of the watchlist.
    pub names: usize,
    /// Articles in the news window.
    pub articles: usize,
}

impl Readiness {
    /// What is missing, in words; `None` where nothing is.
    #[must_use]
    pub fn missing(&self, gate: &Gate) -> Option<String> {
        let Self { unpriced, names, articles } = self;
        let priced = names - unpriced.len();
        let mut missing = Vec::new();
        if priced * 100 < names * usize::from(gate.prices_pct) {
            let listed: Vec<String> = unpriced.iter().take(5).map(ToString::to_string).collect();
            let more = if unpriced.len() > listed.len() { " and others" } else { "" };
            missing.push(format!(
                "{priced} of {names} names have a price of the last session ({}{more} have none)",
                listed.join(", ")
            ));
        }
        if *articles < gate.articles_min {
            let wanted = gate.articles_min;
            missing.push(format!("{articles} of {wanted} articles are here"));
        }
        (!missing.is_empty()).then(|| missing.join("; "))
    }

    fn of(dossier: &Dossier) -> Self {
        let at = dossier.as_of.instant();
        let (from, until) = calendar::news_window(&dossier.scope.plan, dossier.date);
        let is_new = |known_at: Instant, published_at: Option<Instant>| {
            let at = published_at.unwrap_or(known_at);
            from < at && at <= until
        };
        let articles = dossier.articles.iter();
        let new: BTreeSet<_> = articles
            .filter(|article| is_new(article.known_at, article.item.published_at))
            .map(|article| &article.item.id)
            .collect();
        let watchlist = &dossier.scope.watchlist;
        let is_unpriced = |profile: &&TickerProfile| {
            let session = calendar::last_closed_session(&profile.calendar, at);
            let bars = dossier.bars.get(&profile.ticker).map_or(&[][..], Vec::as_slice);
            !bars.iter().any(|bar: &PriceBar| bar.session == session)
        };
        let unpriced = watchlist.iter().filter(is_unpriced);
        Self {
            unpriced: unpriced.map(|profile| profile.ticker.clone()).collect(),
            names: watchlist.len(),
            articles: new.len(),
        }
    }
}

impl Pipeline {
    /// What the store knew at an instant of what an edition waits for.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`], [`PipelineError::Store`].
    pub fn readiness(&self, key: &EditionKey, at: Instant) -> Result<Readiness, PipelineError> {
        let recipe = Recipe::current(&self.config, self.brief(key)?)?;
        let scope = &recipe.brief()?.scope;
        Ok(Readiness::of(&self.store.recent_dossier(scope, key.date, AsOf::at(at))?))
    }

    /// The last instant whose knowledge may enter a first edition: its cut-off, or the end of
    /// its wait.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`].
    pub fn knowledge_end(&self, key: &EditionKey) -> Result<Instant, PipelineError> {
        let brief = self.brief(key)?;
        let cut_off = calendar::cut_off(&brief.scope.plan, key.date);
        Ok(brief.timetable().deadline(key.date).map_or(cut_off, |deadline| deadline.max(cut_off)))
    }
}

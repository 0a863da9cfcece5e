//! Takes a recipe, a date and a cut-off; gives the dossier, whole, or as a day needs it: with the
//! articles of its last window alone. Never lets a fact go without what stands for it.

use chrono::NaiveDate;

use super::recipe::Recipe;
use super::{Pipeline, PipelineError, inputs};
use crate::analyse;
use crate::model::{AsOf, Dossier};

impl Pipeline {
    /// Everything known at a cut-off, with all words.
    pub(super) fn dossier(
        &self,
        recipe: &Recipe,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, PipelineError> {
        Ok(self.store.dossier(&recipe.brief()?.scope, date, self.pinned(as_of)?)?)
    }

    /// Everything known at a cut-off, but that earlier articles are set aside; `recorded_through`
    /// is fixed, so that the manifest can name it.
    pub(super) fn recent_dossier(
        &self,
        recipe: &Recipe,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, PipelineError> {
        let as_of = self.pinned(as_of)?;
        let mut dossier = self.store.recent_dossier(&recipe.brief()?.scope, date, as_of)?;
        tracing::info!(
            target: "store",
            date = %date,
            as_of = %as_of.instant(),
            articles = dossier.articles.len(),
            bars = dossier.bars.values().map(Vec::len).sum::<usize>(),
            "Dossier read"
        );
        if dossier.words_after.is_some_and(|until| until <= as_of.instant()) {
            let listed = inputs::listed_before(&dossier);
            let policy = &recipe.config.policy;
            dossier.set_aside(analyse::earlier_news(&dossier, policy, listed));
        }
        Ok(dossier)
    }

    /// Has a dossier be looked at as an edition knew it, and gives how it was looked at before: a
    /// copy would hold its articles twice.
    pub(super) fn look_as_of(
        &self,
        recipe: &Recipe,
        dossier: &mut Dossier,
        as_of: AsOf,
    ) -> Result<AsOf, PipelineError> {
        if !dossier.reaches_back_to(as_of.instant()) {
            let scope = &recipe.brief()?.scope;
            *dossier = self.store.recent_dossier(scope, dossier.date, dossier.as_of)?;
        }
        Ok(std::mem::replace(&mut dossier.as_of, as_of))
    }

    /// With the last batch that is recorded by now.
    fn pinned(&self, as_of: AsOf) -> Result<AsOf, PipelineError> {
        Ok(match (as_of.recorded_through(), self.store.last_batch()?) {
            (None, Some(last)) => AsOf::replay(as_of.instant(), last),
            _ => as_of,
        })
    }
}

//! Takes an edition that is in the archive; records what it published, where its maker died before
//! that was done. Never changes an edition.

use super::Hands;
use crate::archive::Archived;
use crate::model::{EditionKey, Revision};
use crate::pipeline::making::make;
use crate::pipeline::narrating::{Asking, Replies};
use crate::pipeline::recipe::Recipe;
use crate::pipeline::{Pipeline, PipelineError, collecting};

impl Pipeline {
    /// Finishes an edition that was archived when its maker died, before what it published was
    /// recorded: the next one looks back on it.
    pub(super) fn catch_up(&mut self, key: &EditionKey, revision: Revision, hands: &Hands<'_>) {
        if let Err(error) = hands.runtime.block_on(self.try_to_catch_up(key, revision, hands)) {
            let why = collecting::chain(&error);
            tracing::warn!(target: "archive", %key, why, "Later editions cannot look back on it");
        }
    }

    async fn try_to_catch_up(
        &mut self,
        key: &EditionKey,
        revision: Revision,
        hands: &Hands<'_>,
    ) -> Result<(), PipelineError> {
        if self.store.has_published(key, revision)? {
            return Ok(());
        }
        let archived = self.archived(key, Some(revision))?;
        if hands.intends && revision == Revision::FIRST {
            self.intend(&archived)?;
        }
        self.publish_again(&archived).await
    }

    /// Rebuilds an archived edition and records what it published.
    async fn publish_again(&mut self, archived: &Archived) -> Result<(), PipelineError> {
        let recipe = Recipe::archived(archived)?;
        let dossier = self.recent_dossier(&recipe, archived.key().date, archived.knowledge())?;
        let place = self.place_of(archived)?;
        let mut replies = Replies::of(archived, Asking::Kept)?;
        let narrated = self.narrated(&dossier, &recipe, &mut replies).await?;
        let again = make(&dossier, narrated, &recipe, &place)?;
        if again.edition.sha256().to_string() == archived.edition_sha256() {
            return self.publish(&again, archived);
        }
        Err(PipelineError::NotRebuilt {
            key: archived.key().clone(),
            revision: archived.revision(),
            made_by: archived.manifest().version.clone(),
        })
    }
}

//! Takes an edition's key; makes it from what the store knows, archives it and records what it
//! published. What is there already and would come out the same stays; what would not gets its
//! next revision. Never mails.

use tracing::Instrument as _;

use super::making::{Made, make};
use super::narrating::{Asking, Replies};
use super::recipe::Recipe;
use super::spans::span;
use super::{Pipeline, PipelineError, Produced, collecting};
use crate::archive::Archived;
use crate::model::{AsOf, DayView, Dossier, EditionKey, Instant};

impl Pipeline {
    /// Makes and archives the edition of `date` from what the store knows at the cut-off. An
    /// equal edition that is there already is returned as it is.
    ///
    /// # Errors
    /// [`PipelineError::NotASession`], [`PipelineError::Future`],
    /// [`PipelineError::NothingUsable`], or what a stage could not do.
    pub async fn produce(&mut self, key: &EditionKey) -> Result<Produced, PipelineError> {
        self.produce_at(key, self.clock.now().min(self.knowledge_end(key)?)).await
    }

    /// The same from what was known at an instant: an edition that waited knows more than one
    /// that did not.
    ///
    /// # Errors
    /// As [`Pipeline::produce`].
    pub async fn produce_at(
        &mut self,
        key: &EditionKey,
        known_at: Instant,
    ) -> Result<Produced, PipelineError> {
        let run = self.store.begin_run("run", Some(key), self.clock.now())?;
        let within = span(run, Some(key));
        let produced = self.produce_unrecorded(key, known_at).instrument(within).await;
        let (outcome, detail) = match &produced {
            Ok(produced) if produced.is_partial() => ("partial", produced.archived.path()),
            Ok(produced) => ("done", produced.archived.path()),
            Err(error) => ("failed", collecting::chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        produced
    }

    async fn produce_unrecorded(
        &mut self,
        key: &EditionKey,
        known_at: Instant,
    ) -> Result<Produced, PipelineError> {
        let brief = self.brief(key)?.clone();
        self.check_date(key)?;
        let recipe = Recipe::current(&self.config, &brief)?;
        let mut dossier = self.recent_dossier(&recipe, key.date, AsOf::at(known_at))?;
        if let Some(latest) = self.archive.get(key, None)? {
            return self.produce_again(&recipe, &mut dossier, latest, None).await;
        }
        let place = self.first_place()?;
        let mut replies = Replies::none(Asking::Recorded);
        let narrated = self.narrated(&dossier, &recipe, &mut replies).await?;
        self.keep(make(&dossier, narrated, &recipe, &place)?)
    }

    /// An edition that is archived already: as it is where it would come out the same, else its
    /// next revision.
    pub(super) async fn produce_again(
        &mut self,
        recipe: &Recipe,
        dossier: &mut Dossier,
        latest: Archived,
        day: Option<DayView>,
    ) -> Result<Produced, PipelineError> {
        let mut replies = Replies::of(&latest, Asking::Recorded)?.having(dossier, day);
        let asked = self.look_as_of(recipe, dossier, latest.knowledge())?;
        let again = self.made_as(dossier, recipe, &latest, &mut replies).await;
        dossier.as_of = asked;
        let again = again?;
        if again.edition.sha256().to_string() == latest.edition_sha256() {
            self.publish(&again, &latest)?;
            return Ok(Produced { archived: latest, is_new: false, notes: again.notes });
        }
        self.revise(dossier, recipe, &latest, &again, &mut replies).await
    }

    /// The edition that these facts come to in the place of an archived one.
    async fn made_as(
        &self,
        dossier: &Dossier,
        recipe: &Recipe,
        archived: &Archived,
        replies: &mut Replies,
    ) -> Result<Made, PipelineError> {
        let narrated = self.narrated(dossier, recipe, replies).await?;
        make(dossier, narrated, recipe, &self.place_of(archived)?)
    }

    /// Archives what was made and records what it published.
    pub(super) fn keep(&mut self, made: Made) -> Result<Produced, PipelineError> {
        let archived = self.seal(&made)?;
        self.publish(&made, &archived)?;
        Ok(Produced { archived, is_new: true, notes: made.notes })
    }

    /// Archives what was made.
    pub(super) fn seal(&mut self, made: &Made) -> Result<Archived, PipelineError> {
        if made.is_empty() {
            let (key, notes) = (made.edition.key.clone(), made.notes.clone());
            return Err(PipelineError::NothingUsable { key, notes });
        }
        tracing::debug!(target: "archive", key = %made.edition.key, "Archiving");
        let archived = self.archive.store(
            &made.edition,
            self.clock.now(),
            &made.program_facts(),
            &self.operator,
        )?;
        tracing::info!(target: "archive", path = archived.path(), "Edition archived");
        Ok(archived)
    }

    /// Records scores and takeaways, for "since yesterday" and the scorecard. Once per
    /// revision, however often it is asked.
    pub(super) fn publish(
        &mut self,
        made: &Made,
        archived: &Archived,
    ) -> Result<(), PipelineError> {
        let (edition, takeaways) = made.published();
        self.store.record_published(
            archived.key(),
            archived.revision(),
            archived.as_of(),
            &edition,
            &takeaways,
            self.clock.now(),
        )?;
        Ok(())
    }
}

//! Takes an archived edition; gives it rebuilt, compared byte by byte, or revised with later
//! knowledge or today's configuration. Never mails.

use crate::archive::{Archived, ProgramFacts};
use crate::model::{AsOf, Dossier, EditionKey, Instant, Reason, Revision, file_names};

use super::comparing::{Before, causes_of};
use super::making::{Made, MadeBy, Place, make};
use super::missing::missing;
use super::narrating::{Asking, Replies};
use super::recipe::Recipe;
use super::{Pipeline, PipelineError, Produced};

/// What a re-run may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// Exactly what the archived edition knew.
    Archived,
    /// Everything with `known_at` at or before this instant, over the same news window.
    At(Instant),
}

/// By which configuration and templates a re-run works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settings {
    /// Those in the manifest.
    Snapshot,
    /// Today's.
    Current,
}

/// One file that a re-run made differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The rendition's file name.
    pub file_name: String,
    /// In the archive; `None` when the archive has no such file.
    pub archived: Option<String>,
    /// Rebuilt; `None` when it was not made again.
    pub rebuilt: Option<String>,
}

/// What a re-run found.
#[derive(Debug)]
pub enum Replayed {
    /// Every byte is the same.
    Same(Archived),
    /// A plain reproduction gave other bytes: nothing was written.
    Different {
        /// The archived edition.
        archived: Archived,
        /// Which files differ.
        differences: Vec<Difference>,
        /// Which of inputs, config, templates, prose, engine, program, time zones changed.
        causes: Vec<&'static str>,
        /// What of the inputs is not as it was, in words.
        inputs: Vec<String>,
        /// What tried to make it again.
        program: ProgramFacts,
    },
    /// Other knowledge or settings gave other bytes: a new revision.
    Revised(Produced),
}

impl Pipeline {
    /// Rebuilds an archived edition.
    ///
    /// # Errors
    /// [`PipelineError::NoEdition`], or what a stage could not do.
    pub async fn rerun(
        &mut self,
        key: &EditionKey,
        revision: Option<Revision>,
        knowledge: Knowledge,
        settings: Settings,
    ) -> Result<Replayed, PipelineError> {
        let archived = self.archived(key, revision).map_err(|error| self.why_none(key, error))?;
        let recipe = match settings {
            Settings::Snapshot => Recipe::archived(&archived)?,
            Settings::Current => Recipe::current(&self.config, self.brief(key)?)?,
        };
        let as_of = match knowledge {
            Knowledge::Archived => archived.knowledge(),
            Knowledge::At(instant) => AsOf::at(instant),
        };
        let mut dossier = self.recent_dossier(&recipe, key.date, as_of)?;
        let place = self.place_of(&archived)?;
        self.look_as_of(&recipe, &mut dossier, archived.knowledge())?;
        let mut replies = match (knowledge, settings) {
            (Knowledge::Archived, Settings::Snapshot) => Replies::of(&archived, Asking::Never)?,
            (_, Settings::Snapshot) => Replies::of(&archived, Asking::Recorded)?,
            (_, Settings::Current) => Replies::of(&archived, Asking::Recorded)?.answers_only(),
        };
        let narrated = self.narrated(&dossier, &recipe, &mut replies).await?;
        let again = make(&dossier, narrated, &recipe, &place)?;
        if again.edition.sha256().to_string() == archived.edition_sha256() {
            return Ok(Replayed::Same(archived));
        }
        if (knowledge, settings) == (Knowledge::Archived, Settings::Snapshot) {
            let knew = self.dossier(&recipe, key.date, as_of)?;
            return Ok(different(archived, &again, &knew));
        }
        dossier.as_of = as_of;
        let revised = self.revise(&dossier, &recipe, &archived, &again, &mut replies).await?;
        Ok(Replayed::Revised(revised))
    }

    /// A day that has no edition, or has not come, says so.
    fn why_none(&self, key: &EditionKey, error: PipelineError) -> PipelineError {
        match (&error, self.check_date(key)) {
            (PipelineError::NoEdition { .. }, Err(why)) => why,
            _ => error,
        }
    }

    /// Archives the next revision of an edition that came out differently.
    pub(super) async fn revise(
        &mut self,
        dossier: &Dossier,
        recipe: &Recipe,
        before: &Archived,
        again: &Made,
        replies: &mut Replies,
    ) -> Result<Produced, PipelineError> {
        let latest = self.archive.get(before.key(), None)?;
        let last = latest.as_ref().map_or(before.revision(), Archived::revision);
        let reason = if again.edition.inputs_sha256.to_string() == before.manifest().inputs_sha256 {
            Reason::Config
        } else {
            Reason::LateData
        };
        let place = Place {
            revision: last.next(),
            reason,
            chain_head: self.archive.chain_head()?,
            before: Some(Before::of(latest.as_ref().unwrap_or(before))?),
            made_by: MadeBy::this(),
        };
        let narrated = self.narrated(dossier, recipe, replies).await?;
        self.keep(make(dossier, narrated, recipe, &place)?)
    }

    /// Where an archived edition stands.
    pub(super) fn place_of(&self, archived: &Archived) -> Result<Place, PipelineError> {
        Ok(Place {
            revision: archived.revision(),
            reason: archived.reason().unwrap_or(Reason::Scheduled),
            chain_head: archived.chain_head(),
            before: self.compared_with(archived)?,
            made_by: MadeBy::of(archived),
        })
    }
}

/// What a plain re-run made otherwise, and what is known of the cause.
fn different(archived: Archived, again: &Made, knew: &Dossier) -> Replayed {
    let now = again.edition.rendition(file_names::INPUTS);
    let inputs = match (archived.rendition(file_names::INPUTS), now) {
        (Ok(then), Some(now)) => missing(&then, &now.bytes, knew),
        _ => Vec::new(),
    };
    let mut causes = causes_of(&archived, again);
    // A text that is gone while its hash stayed is an input all the same.
    if !inputs.is_empty() && !causes.contains(&"inputs") {
        causes.retain(|cause| *cause != "program" || again.is_by_another(&archived));
        causes.insert(0, "inputs");
    }
    Replayed::Different {
        differences: differences(&archived, again),
        causes,
        inputs,
        program: again.program_facts(),
        archived,
    }
}

fn differences(archived: &Archived, again: &Made) -> Vec<Difference> {
    let outputs = &archived.manifest().outputs;
    let mut names: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    names.extend(again.edition.renditions.iter().map(|rendition| rendition.file_name.as_str()));
    names.sort_unstable();
    names.dedup();
    let before = |name: &str| outputs.iter().find(|output| output.path == name);
    names
        .into_iter()
        .map(|name| Difference {
            file_name: name.to_owned(),
            archived: before(name).map(|output| output.sha256.clone()),
            rebuilt: again.edition.rendition(name).map(|rendition| rendition.sha256.to_string()),
        })
        .filter(|difference| difference.archived != difference.rebuilt)
        .collect()
}

#[cfg(test)]
mod tests;

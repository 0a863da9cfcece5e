//! Takes two revisions of one edition; gives what changed between them: for the later one's
//! folder when it is made, and for whoever asks. Never writes.

use crate::archive::{Archived, Manifest};
use crate::model::{Edition, EditionKey, Rendition, Revision, Sha256Hash, file_names};
use crate::render::{self, Comparison, DiffFacts, DiffSide};

use super::making::Made;
use super::{Pipeline, PipelineError};

/// The revision before, as far as a comparison needs it.
#[derive(Clone)]
pub(super) struct Before {
    pub(super) revision: Revision,
    markdown: String,
    json: String,
    made_from: MadeFrom,
}

/// By what two revisions may differ.
#[derive(Clone, PartialEq, Eq)]
struct MadeFrom {
    inputs: String,
    config: String,
    templates: String,
    prose: Option<String>,
}

/// What changed between two archived revisions.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Figures, sources and lines.
    pub found: Comparison,
    /// Which of inputs, config, templates, prose, program changed.
    pub causes: Vec<&'static str>,
    /// The same as Markdown.
    pub markdown: String,
}

impl Pipeline {
    /// Compares two revisions of an edition: those given, or the latest and the one before.
    ///
    /// # Errors
    /// [`PipelineError::NoEdition`], [`PipelineError::OneRevision`], or what the archive could
    /// not give.
    pub fn compare(
        &self,
        key: &EditionKey,
        revisions: Option<(Revision, Revision)>,
    ) -> Result<Compared, PipelineError> {
        let (before, after) = if let Some((before, after)) = revisions {
            (before, self.archived(key, Some(after))?)
        } else {
            let after = self.archived(key, None)?;
            let before = after.manifest().supersedes.map(Revision);
            (before.ok_or_else(|| PipelineError::OneRevision { key: key.clone() })?, after)
        };
        let before = self.archived(key, Some(before))?;
        let causes = causes(&MadeFrom::archived(&before), &MadeFrom::archived(&after));
        let (old, new) = (Before::of(&before)?, Before::of(&after)?);
        let found = render::compare(old.side(), new.side());
        let facts = DiffFacts {
            key,
            headline: &after.manifest().headline,
            banner: None,
            why: None,
            causes: &causes,
        };
        let markdown = render::diff_markdown(facts, &found);
        Ok(Compared { found, causes, markdown })
    }

    /// The revision that an archived one was compared with when it was made; `None` for a first
    /// one, and for one of a version that compared nothing.
    pub(super) fn compared_with(
        &self,
        archived: &Archived,
    ) -> Result<Option<Before>, PipelineError> {
        let Some(before) = archived.manifest().supersedes.map(Revision) else { return Ok(None) };
        let page = render::diff_file_name(before, "html");
        if !archived.manifest().outputs.iter().any(|output| output.path == page) {
            return Ok(None);
        }
        Before::of(&self.archived(archived.key(), Some(before))?).map(Some)
    }
}

impl Before {
    pub(super) fn of(archived: &Archived) -> Result<Self, PipelineError> {
        let text = |file: &str| -> Result<String, PipelineError> {
            let bytes = archived.rendition(file)?;
            String::from_utf8(bytes).map_err(|_| PipelineError::NotText(file.to_owned()))
        };
        Ok(Self {
            revision: archived.revision(),
            markdown: text(file_names::MARKDOWN)?,
            json: text(file_names::JSON)?,
            made_from: MadeFrom::archived(archived),
        })
    }

    fn side(&self) -> DiffSide<'_> {
        DiffSide { revision: self.revision, markdown: &self.markdown, json: &self.json }
    }

    /// The page that compares with this revision, by its name in the later one's folder.
    pub(super) fn page(&self) -> String {
        render::diff_file_name(self.revision, "html")
    }

    /// The files that say what an edition changes.
    pub(super) fn diff(
        &self,
        edition: &Edition,
        banner: Option<&str>,
        why: Option<&str>,
    ) -> Vec<Rendition> {
        let text = |file: &str| {
            let rendition = edition.rendition(file);
            rendition.map(|rendition| String::from_utf8_lossy(&rendition.bytes).into_owned())
        };
        let markdown = text(file_names::MARKDOWN).unwrap_or_default();
        let json = text(file_names::JSON).unwrap_or_default();
        let after = DiffSide { revision: edition.revision, markdown: &markdown, json: &json };
        let facts = DiffFacts {
            key: &edition.key,
            headline: &edition.headline,
            banner,
            why,
            causes: &causes(&self.made_from, &MadeFrom::made(edition)),
        };
        render::diff(facts, self.side(), after).into()
    }
}

impl MadeFrom {
    fn archived(archived: &Archived) -> Self {
        let manifest: &Manifest = archived.manifest();
        let prose = manifest.outputs.iter().find(|output| output.path == file_names::NARRATION);
        Self {
            inputs: manifest.inputs_sha256.clone(),
            config: manifest.config_sha256.clone(),
            templates: manifest.templates_sha256.clone(),
            prose: prose.map(|output| output.sha256.clone()),
        }
    }

    fn made(edition: &Edition) -> Self {
        let words = |hash: Sha256Hash| hash.to_string();
        let prose = edition.rendition(file_names::NARRATION);
        Self {
            inputs: words(edition.inputs_sha256),
            config: words(edition.config_sha256),
            templates: words(edition.templates_sha256),
            prose: prose.map(|rendition| words(rendition.sha256)),
        }
    }
}

/// Which causes an archived edition and one that was made again differ by. By the same program
/// from the same things it is the program all the same: another build of it.
pub(super) fn causes_of(archived: &Archived, again: &Made) -> Vec<&'static str> {
    let mut causes = worked_from(&MadeFrom::archived(archived), &MadeFrom::made(&again.edition));
    let (then, now) = (archived.manifest(), again.program_facts());
    let own = |engine: &str| engine.split(", prose by ").next().unwrap_or_default().to_owned();
    let compared = [
        ("engine", own(&then.engine) != own(&now.engine)),
        ("program", then.version != now.version),
        ("time zones", then.tzdb != now.tzdb),
    ];
    causes.extend(compared.iter().filter(|(_, differs)| *differs).map(|(cause, _)| *cause));
    if causes.is_empty() { vec!["program"] } else { causes }
}

/// What differs; the program when all that it worked from is the same.
fn causes(before: &MadeFrom, after: &MadeFrom) -> Vec<&'static str> {
    let causes = worked_from(before, after);
    if causes.is_empty() { vec!["program"] } else { causes }
}

fn worked_from(before: &MadeFrom, after: &MadeFrom) -> Vec<&'static str> {
    let compared = [
        ("inputs", before.inputs != after.inputs),
        ("config", before.config != after.config),
        ("templates", before.templates != after.templates),
        ("prose", before.prose != after.prose),
    ];
    compared.iter().filter(|(_, differs)| *differs).map(|(cause, _)| *cause).collect()
}

//! Takes a dossier, the day in prose, a config snapshot and templates; gives a whole edition. Pure: the same
//! arguments give the same bytes, today and years later.

use crate::analyse;
use crate::archive::{Archived, ProgramFacts};
use crate::calendar;
use crate::compose;
use crate::deliver;
use crate::model::{
    DataNote, DayView, Dossier, Edition, EditionKey, PublishedEdition, PublishedTakeaway, Reason,
    Rendition, Revision, Sha256Hash, file_names,
};
use crate::render;

use super::comparing::Before;
use super::mailing::letter_settings;
use super::narrating::Narrated;
use super::recipe::Recipe;
use super::{PipelineError, VERSION, inputs};

/// Where an edition stands in the archive.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) revision: Revision,
    pub(super) reason: Reason,
    /// The archive's chain head before this edition.
    pub(super) chain_head: Option<Sha256Hash>,
    /// The revision that it is compared with.
    pub(super) before: Option<Before>,
    pub(super) made_by: MadeBy,
}

/// What an edition prints of the program. One that is made again prints what it printed first: a
/// newer program that makes all else as it was has made it again.
#[derive(Clone)]
pub(super) struct MadeBy {
    pub(super) version: String,
    pub(super) tzdb: String,
}

impl MadeBy {
    pub(super) fn this() -> Self {
        Self { version: VERSION.to_owned(), tzdb: calendar::TZDB_VERSION.to_owned() }
    }

    pub(super) fn of(archived: &Archived) -> Self {
        let manifest = archived.manifest();
        Self { version: manifest.version.clone(), tzdb: manifest.tzdb.clone() }
    }
}

/// An edition and what was said of its data.
pub(super) struct Made {
    pub(super) edition: Edition,
    pub(super) notes: Vec<DataNote>,
    pub(super) engine: String,
    pub(super) day: DayView,
}

impl Made {
    /// Whether neither an article nor a price stands behind it.
    pub(super) fn is_empty(&self) -> bool {
        self.day.tickers.iter().all(|view| view.market.is_none() && view.coverage.articles == 0)
    }

    /// Whether another version made an archived edition.
    pub(super) fn is_by_another(&self, archived: &Archived) -> bool {
        archived.manifest().version != self.program_facts().version
    }

    /// What the manifest says of the program.
    pub(super) fn program_facts(&self) -> ProgramFacts {
        ProgramFacts {
            version: VERSION.to_owned(),
            engine: self.engine.clone(),
            tzdb: calendar::TZDB_VERSION.to_owned(),
        }
    }

    /// What later editions look back on.
    pub(super) fn published(&self) -> (PublishedEdition, Vec<PublishedTakeaway>) {
        let date = self.edition.key.date;
        let edition = PublishedEdition {
            date,
            overall: self.day.overall.sentiment.map(|sentiment| sentiment.score),
            scores: self
                .day
                .tickers
                .iter()
                .map(|view| {
                    (view.profile.ticker.clone(), view.sentiment.map(|sentiment| sentiment.score))
                })
                .collect(),
        };
        let takeaways = self.day.tickers.iter().filter_map(|view| view.takeaway.as_ref());
        let takeaways = takeaways.map(|takeaway| PublishedTakeaway {
            date,
            ticker: takeaway.ticker.clone(),
            setup: takeaway.setup,
            stance: takeaway.stance,
            conviction_pct: takeaway.conviction.map(|conviction| conviction.pct),
            horizon_sessions: takeaway.horizon.sessions,
        });
        (edition, takeaways.collect())
    }
}

/// Composes and renders one edition.
pub(super) fn make(
    dossier: &Dossier,
    narrated: Narrated,
    recipe: &Recipe,
    place: &Place,
) -> Result<Made, PipelineError> {
    let brief_config = recipe.brief()?;
    let key = EditionKey { brief: dossier.scope.brief.clone(), date: dossier.date };
    tracing::info!(target: "compose", date = %dossier.date, "Composing and rendering");
    let inputs = inputs::inputs(dossier);
    let Narrated { day, by, record } = narrated;
    let engine = engine(by.as_deref());
    let context = context(dossier, recipe, place, engine.clone(), inputs.sha256)?;
    let brief = compose::compose(dossier, &day, &context);
    tracing::debug!(target: "render", date = %dossier.date, "Rendering");
    let mut renditions = render::render(&brief, &recipe.templates, &brief_config.look)?;
    let mut edition = Edition {
        revision: place.revision,
        reason: place.reason,
        as_of: dossier.as_of,
        headline: brief.headline.clone(),
        overall_hundredths: brief.overall.map(|sentiment| sentiment.score.hundredths()),
        tickers: dossier.scope.watchlist.iter().map(|profile| profile.ticker.to_string()).collect(),
        checks: checks(&brief.notes),
        inputs_sha256: inputs.sha256,
        config_sha256: context.config_sha256,
        templates_sha256: context.templates_sha256,
        chain_head: place.chain_head,
        objects: recipe.objects(),
        key,
        renditions: Vec::new(),
    };
    renditions.push(inputs);
    renditions.extend(record);
    edition.renditions = renditions;
    if let Some(before) = &place.before {
        let (banner, why) = (context.banner.as_deref(), context.correction.as_deref());
        let diff = before.diff(&edition, banner, why);
        edition.renditions.extend(diff);
    }
    if let Some(message) = list_message(&edition, recipe)? {
        edition.renditions.push(message);
    }
    Ok(Made { edition, notes: brief.notes, engine, day })
}

/// What the brief says of itself.
pub(super) fn context(
    dossier: &Dossier,
    recipe: &Recipe,
    place: &Place,
    engine: String,
    inputs_sha256: Sha256Hash,
) -> Result<compose::Context, PipelineError> {
    let brief_config = recipe.brief()?;
    Ok(compose::Context {
        title: brief_config.title.clone(),
        revision: place.revision,
        correction: correction(dossier, place),
        diff: place.before.as_ref().map(Before::page),
        banner: brief_config.banner.clone(),
        disclosures: brief_config.disclosures.clone(),
        disclosure: brief_config.disclosure.clone(),
        version: place.made_by.version.clone(),
        engine,
        tzdb: place.made_by.tzdb.clone(),
        inputs_sha256,
        config_sha256: recipe.config_sha256(),
        templates_sha256: recipe.templates.sha256(),
        chain_head: place.chain_head,
        reproduce: format!(
            "contrabrief rerun --brief {} --date {} --rev {}",
            dossier.scope.brief, dossier.date, place.revision.0
        ),
        excerpt: None,
    })
}

/// The message before DKIM, addressed to the list itself.
fn list_message(edition: &Edition, recipe: &Recipe) -> Result<Option<Rendition>, PipelineError> {
    let Some(mail) = &recipe.config.mail else { return Ok(None) };
    let settings = letter_settings(mail, recipe.brief()?)?;
    let bytes = deliver::list_message(edition, &settings)?;
    Ok(Some(Rendition::new(file_names::MESSAGE, "message/rfc822", bytes)))
}

fn checks(notes: &[DataNote]) -> u32 {
    let asking = notes.iter().filter(|note| note.level == crate::model::NoteLevel::Check).count();
    u32::try_from(asking).unwrap_or(u32::MAX)
}

/// The banner of a later revision: why it was made, and what came late.
fn correction(dossier: &Dossier, place: &Place) -> Option<String> {
    let planned = calendar::cut_off(&dossier.scope.plan, dossier.date);
    let late = dossier.articles.iter().filter(|article| article.known_at > planned).count();
    let revision = place.revision;
    match place.reason {
        Reason::Scheduled => None,
        Reason::Config => Some(format!(
            "Revision {revision}: the same facts under a changed configuration, templates or program."
        )),
        Reason::LateData => Some(format!(
            "Revision {revision}: rebuilt with what became known later, {late} article{} among it.",
            if late == 1 { "" } else { "s" }
        )),
    }
}

/// The sentiment engine, and who wrote prose beside the program itself.
fn engine(prose_by: Option<&str>) -> String {
    let own = analyse::engine_name();
    prose_by.map_or_else(|| own.to_owned(), |by| format!("{own}, prose by {by}"))
}

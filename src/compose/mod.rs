//! Takes what the analysis found; gives one brief: its sections in their order, its words, its
//! footnotes. Adds no fact of its own, and leaves out what has nothing to say.

mod citations;
mod headline;
mod names;
mod scoreboard;
mod sections;
mod strip;
mod takeaway_box;
mod words;

#[cfg(test)]
mod tests;

use crate::calendar::TZDB_VERSION;
use crate::model::{
    Brief, DayView, Dossier, EditionKey, Masthead, Provenance, Revision, Sha256Hash, edition_path,
};

use citations::Citations;

/// What a brief says beside the facts.
#[derive(Clone, Debug)]
pub struct Context {
    /// The brief's title.
    pub title: String,
    /// Which revision this is.
    pub revision: Revision,
    /// What changed against the revision before.
    pub correction: Option<String>,
    /// A line that stands on every page.
    pub banner: Option<String>,
    /// The operator's disclosures, as Markdown paragraphs; ours are used when there are none.
    pub disclosures: Vec<String>,
    /// The program's version.
    pub version: String,
    /// The sentiment engine and its version.
    pub engine: String,
    /// Digest of the input set.
    pub inputs_sha256: Sha256Hash,
    /// Digest of the config snapshot.
    pub config_sha256: Sha256Hash,
    /// Digest of the templates.
    pub templates_sha256: Sha256Hash,
    /// The archive's chain head before this edition.
    pub chain_head: Option<Sha256Hash>,
    /// The command that rebuilds it.
    pub reproduce: String,
}

/// The longest preheader, in characters: what mail clients show beside the subject.
const PREHEADER_CHARS_MAX: usize = 110;

const DISCLOSURE: &str = "Produced automatically from the sources listed; no analyst has reviewed \
    it. It is not investment advice, an offer or a recommendation. Scores measure the tone of the \
    coverage, not the worth of a security.";

/// Composes the brief of an edition.
#[must_use]
pub fn compose(dossier: &Dossier, day: &DayView, context: &Context) -> Brief {
    let mut cite = Citations::new(dossier, day);
    let lead = takeaway_box::lead(day);
    let headline = headline::headline(day, lead);
    let deck = headline::deck(&mut cite, day, lead);
    let bullets = sections::bullets(&mut cite, day, lead);
    let takeaway = takeaway_box::takeaway_box(&mut cite, day, lead);
    let scoreboard = scoreboard::rows(day);
    let cards = names::cards(&mut cite, day, &scoreboard);
    let effects = sections::effects(&mut cite, day);
    let calendar = sections::calendar(&mut cite, day);
    let changes = sections::changes(&mut cite, dossier, day);
    Brief {
        masthead: masthead(dossier, context),
        preheader: headline::preheader(day, &headline, PREHEADER_CHARS_MAX),
        headline,
        deck,
        strip: strip::strip(day),
        bullets,
        takeaway,
        scoreboard_note: scoreboard::note(day),
        scoreboard,
        names: cards,
        effects,
        calendar,
        changes,
        scorecard: sections::scorecard(day),
        notes: sections::notes(dossier, day),
        sources: cite.footnotes(),
        provenance: provenance(dossier, context),
        disclosures: if context.disclosures.is_empty() {
            vec![DISCLOSURE.to_owned()]
        } else {
            context.disclosures.clone()
        },
        overall: day.overall.sentiment,
        overall_previous: day.overall.previous,
    }
}

fn masthead(dossier: &Dossier, context: &Context) -> Masthead {
    let as_of = dossier.as_of.instant();
    Masthead {
        title: context.title.clone(),
        brief: dossier.scope.brief.clone(),
        date: dossier.date,
        date_words: words::weekday_date(dossier.date),
        revision: context.revision,
        as_of,
        as_of_words: words::civil_time(as_of, &dossier.scope.plan),
        banner: context.banner.clone(),
        correction: context.correction.clone(),
    }
}

fn provenance(dossier: &Dossier, context: &Context) -> Provenance {
    let key = EditionKey { brief: dossier.scope.brief.clone(), date: dossier.date };
    Provenance {
        version: context.version.clone(),
        engine: context.engine.clone(),
        tzdb: TZDB_VERSION.to_owned(),
        inputs_sha256: context.inputs_sha256,
        config_sha256: context.config_sha256,
        templates_sha256: context.templates_sha256,
        chain_head: context.chain_head,
        archive_path: edition_path(&key, context.revision),
        reproduce: context.reproduce.clone(),
    }
}

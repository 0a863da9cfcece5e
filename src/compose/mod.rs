//! Takes what was known and what was found; gives one brief: sections in their order, words,
//! numbered footnotes. Never computes a figure that `analyse` did not give.

mod bullets;
mod case;
mod charts;
mod cite;
mod dates;
mod disclosure;
mod excerpt;
mod flash;
mod front;
mod names;
mod portfolio;
mod strip;
mod tables;
mod takeaway;
mod voice;
mod words;

use crate::model::{
    Brief, DataNote, DayView, DisclosureFields, Dossier, EditionKey, Masthead, Provenance,
    Revision, Sha256Hash, edition_path,
};
pub use excerpt::Excerpt;
pub use flash::{FlashContext, compose_flash};

use cite::Citations;
use front::Front;
use voice::Voice;

/// What stands under every brief whose operator writes nothing else.
const DISCLOSURE: &str = "Produced automatically from the sources listed; no analyst has reviewed it. It is not investment advice, an offer or a recommendation. Sentiment describes the tone of articles; past patterns need not repeat.";

/// What a brief says about itself, beside the day's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The brief's title.
    pub title: String,
    /// Which revision this is.
    pub revision: Revision,
    /// What changed against the revision before.
    pub correction: Option<String>,
    /// The page beside this one that compares it with the revision before.
    pub diff: Option<String>,
    /// A line that stands on every page.
    pub banner: Option<String>,
    /// The operator's disclosures as Markdown paragraphs; ours when empty.
    pub disclosures: Vec<String>,
    /// What a regulated producer states; `None` where nothing is configured.
    pub disclosure: Option<DisclosureFields>,
    /// The program's version.
    pub version: String,
    /// The sentiment engine and its version.
    pub engine: String,
    /// The time-zone database.
    pub tzdb: String,
    /// Digest of the input set.
    pub inputs_sha256: Sha256Hash,
    /// Digest of the config snapshot.
    pub config_sha256: Sha256Hash,
    /// Digest of the templates.
    pub templates_sha256: Sha256Hash,
    /// The archive's chain head before this edition.
    pub chain_head: Option<Sha256Hash>,
    /// The command that rebuilds the edition, or the cut.
    pub reproduce: String,
    /// Which part of an edition is written; `None` for the whole.
    pub excerpt: Option<Excerpt>,
}

/// Writes the brief of one day; of a reader's cut, where `day` was cut to its names.
#[must_use]
pub fn compose(dossier: &Dossier, day: &DayView, context: &Context) -> Brief {
    let mut cite = Citations::of(dossier, day);
    let ranked = tables::ranked(day);
    let lead = takeaway::lead(day);
    // In reading order, because that is the order of the footnotes' numbers.
    let voice = Voice::of(dossier);
    let front = Front { day, lead, voice: &voice };
    let headline = front::headline(front);
    let deck = front::deck(front, &mut cite);
    let bullets = bullets::bullets(front, &mut cite);
    let takeaway = takeaway::takeaway_box(front, &mut cite);
    let portfolio = day.portfolio.as_ref().map(|view| portfolio::section(view, day, &mut cite));
    let names = ranked.iter().map(|view| names::card(view, &mut cite)).collect();
    let effects = tables::effects(day, &mut cite);
    let calendar = tables::calendar(day, &mut cite);
    let excerpt = context.excerpt.as_ref();
    let changes = tables::changes(dossier, day, excerpt.map(|one| &one.cut), &mut cite);
    Brief {
        masthead: masthead(dossier, day, context),
        headline,
        deck,
        preheader: front::preheader(front),
        strip: strip::strip(day, &ranked),
        bullets,
        takeaway,
        charts: charts::charts(front, &ranked),
        scoreboard: ranked.iter().map(|view| tables::score_row(view)).collect(),
        scoreboard_note: tables::scoreboard_note(day, &ranked),
        portfolio,
        names,
        effects,
        calendar,
        changes,
        scorecard: tables::scorecard(&day.scorecard, excerpt.map(|one| one.of_names)),
        notes: notes(dossier, day),
        sources: cite.footnotes(),
        provenance: provenance(dossier, context),
        disclosures: disclosures(context),
        disclosure: disclosure::lines(context.disclosure.as_ref(), dossier, day),
        takeaways: day.tickers.iter().filter_map(|view| view.takeaway.clone()).collect(),
        overall: day.overall.sentiment,
        overall_previous: day.overall.previous,
    }
}

fn masthead(dossier: &Dossier, day: &DayView, context: &Context) -> Masthead {
    let as_of = dossier.as_of.instant();
    let cut = context.excerpt.as_ref().map(|excerpt| excerpt.cut.clone()).unwrap_or_default();
    let zone = cut.zone.unwrap_or(dossier.scope.plan.timezone);
    let line = |excerpt| Box::new(excerpt::line(excerpt, dossier, day, context.revision));
    Masthead {
        title: context.title.clone(),
        brief: dossier.scope.brief.clone(),
        date: dossier.date,
        date_words: dates::weekday_date(dossier.date, cut.dates),
        date_long: dates::long_date(dossier.date, cut.dates),
        revision: context.revision,
        as_of,
        as_of_words: words::cut_off(as_of, zone, dossier.date, cut.dates),
        banner: context.banner.clone(),
        correction: context.correction.clone(),
        diff: context.diff.clone(),
        cut: context.excerpt.as_ref().map(line),
    }
}

/// The day's notes, worst first, and always one that counts the evidence.
fn notes(dossier: &Dossier, day: &DayView) -> Vec<DataNote> {
    let mut notes: Vec<DataNote> = dossier.notes.iter().chain(&day.notes).cloned().collect();
    notes.sort_by(|one, other| one.level.cmp(&other.level).then(other.partial.cmp(&one.partial)));
    let mut kept: Vec<DataNote> = Vec::with_capacity(notes.len() + 1);
    for note in notes {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    let overall = &day.overall;
    kept.push(DataNote::fine(format!(
        "{} used, telling {}, from {}.",
        words::count(overall.articles, "article"),
        words::count(overall.stories, "story"),
        words::count(overall.publishers, "publisher"),
    )));
    kept
}

fn provenance(dossier: &Dossier, context: &Context) -> Provenance {
    let key = EditionKey { brief: dossier.scope.brief.clone(), date: dossier.date };
    Provenance {
        version: context.version.clone(),
        engine: context.engine.clone(),
        tzdb: context.tzdb.clone(),
        inputs_sha256: context.inputs_sha256,
        config_sha256: context.config_sha256,
        templates_sha256: context.templates_sha256,
        chain_head: context.chain_head,
        archive_path: edition_path(&key, context.revision),
        reproduce: context.reproduce.clone(),
    }
}

fn disclosures(context: &Context) -> Vec<String> {
    if context.disclosures.is_empty() {
        vec![DISCLOSURE.to_owned()]
    } else {
        context.disclosures.clone()
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

//! Takes a brief; gives what templates see at its head and its foot: who, when, which revision,
//! how it went, and how to check and to reproduce it.

use serde::Serialize;

use super::page::{optional, plain};
use super::shape::Statement;
use crate::model::Brief;

/// Who, when, which revision, and how it went.
#[derive(Serialize)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) brief_id: String,
    pub(super) headline: String,
    pub(super) preheader: String,
    pub(super) banner: String,
    pub(super) correction: String,
    pub(super) diff: String,
    pub(super) date: String,
    pub(super) date_words: String,
    pub(super) revision: u16,
    pub(super) revision_name: String,
    pub(super) as_of: String,
    pub(super) as_of_words: String,
    /// Date and cut-off as the fonts of the PDF can write them.
    pub(super) on_paper: [String; 2],
    pub(super) cut: String,
    pub(super) cut_dates: &'static str,
    pub(super) overall_known: bool,
    pub(super) overall_words: String,
    pub(super) overall_previous: String,
}

/// How to check and to reproduce.
#[derive(Serialize)]
pub(super) struct Foot {
    pub(super) version: String,
    pub(super) engine: String,
    pub(super) tzdb: String,
    pub(super) inputs_sha256: String,
    pub(super) config_sha256: String,
    pub(super) templates_sha256: String,
    pub(super) chain_head: String,
    pub(super) archive_path: String,
    pub(super) edition_sha256: String,
    pub(super) reproduce: String,
    pub(super) disclosures: Vec<String>,
    pub(super) disclosure: Vec<Statement>,
}

impl Head {
    pub(super) fn of(brief: &Brief) -> Self {
        let masthead = &brief.masthead;
        Self {
            title: plain(&masthead.title),
            brief_id: masthead.brief.to_string(),
            headline: plain(&brief.headline),
            preheader: plain(&brief.preheader),
            banner: optional(masthead.banner.as_deref()),
            correction: optional(masthead.correction.as_deref()),
            diff: optional(masthead.diff.as_deref()),
            date: masthead.date.to_string(),
            date_words: plain(&masthead.date_words),
            revision: masthead.revision.0,
            revision_name: masthead.revision.to_string(),
            as_of: masthead.as_of.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            as_of_words: plain(&masthead.as_of_words),
            on_paper: [
                on_paper(&masthead.date_words, || masthead.date.to_string()),
                on_paper(&masthead.as_of_words, || {
                    masthead.as_of.format("%Y-%m-%d %H:%M UTC").to_string()
                }),
            ],
            cut: optional(masthead.cut.as_ref().map(|cut| cut.words.as_str())),
            cut_dates: masthead.cut.as_ref().map_or("", |cut| cut.dates),
            overall_known: brief.overall.is_some(),
            overall_words: brief
                .overall
                .map_or("too thin to say", |overall| overall.band.words())
                .to_owned(),
            overall_previous: brief.overall_previous.map(|s| s.to_string()).unwrap_or_default(),
        }
    }
}

/// A date in words, or in figures where the fonts lack its letters.
fn on_paper(words: &str, figures: impl Fn() -> String) -> String {
    const FIRST_CJK: char = '\u{2e80}';
    if words.chars().any(|mark| mark >= FIRST_CJK) { figures() } else { plain(words) }
}

impl Foot {
    pub(super) fn of(brief: &Brief) -> Self {
        let provenance = &brief.provenance;
        Self {
            version: plain(&provenance.version),
            engine: plain(&provenance.engine),
            tzdb: plain(&provenance.tzdb),
            inputs_sha256: provenance.inputs_sha256.to_string(),
            config_sha256: provenance.config_sha256.to_string(),
            templates_sha256: provenance.templates_sha256.to_string(),
            chain_head: provenance.chain_head.map(|head| head.to_string()).unwrap_or_default(),
            archive_path: plain(&provenance.archive_path),
            edition_sha256: brief
                .masthead
                .cut
                .as_ref()
                .map(|cut| cut.edition_sha256.to_string())
                .unwrap_or_default(),
            reproduce: plain(&provenance.reproduce),
            disclosures: brief.disclosures.clone(),
            disclosure: brief.disclosure.iter().map(Statement::of).collect(),
        }
    }
}

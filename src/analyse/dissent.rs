//! Takes one ticker's stories and which way the crowd leans; gives the strongest sentence that
//! says otherwise. Never more of it than its licence allows.

use super::universe::{Name, Universe};
use super::wording::{cite, may_quote, quote};
use super::worth::worth;
use crate::model::Claim;

/// A sentence has to lean at least this far.
const DISSENT_MIN: f64 = 0.10;
/// How much a sentence of a story already told counts.
const TOLD_WEIGHT: f64 = 0.7;

/// The strongest sentence against `crowd` (its sign), by strength, relevance, source, novelty and
/// whether it tells anything: a teaser that happens to lean is no dissent worth reading; `None` says that none was found.
pub(super) fn dissent(universe: &Universe, name: &Name, crowd: f64) -> Option<Claim> {
    let mut best: Option<(f64, Claim)> = None;
    for story in &name.stories {
        let novelty = if story.is_new { 1.0 } else { TOLD_WEIGHT };
        for &(reading, place) in &story.members {
            let read = &universe.readings[reading];
            let article = &universe.dossier.articles[read.article];
            let mention = &read.mentions[place];
            let source = universe.windows.source_weight(&article.item.source);
            for sentence in &mention.sentences {
                let against = -crowd.signum() * sentence.score;
                let usable = against >= DISSENT_MIN && may_quote(article, sentence.index);
                let text = read.sentences.get(sentence.index).filter(|_| usable);
                let Some(text) = text else { continue };
                let telling = worth(text, sentence.index == 0);
                let weight = against * mention.relevance * source * novelty * telling;
                if best.as_ref().is_none_or(|(other, _)| weight > *other) {
                    let said = quote(text, &[&article.item.words.publisher]);
                    best = Some((weight, Claim::new(said, cite(article, Some(text)), [])));
                }
            }
        }
    }
    best.map(|(_, claim)| claim)
}

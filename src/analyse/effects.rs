//! Takes the day's main stories; gives who else wins or loses by them: names that a sentence
//! sets beside the story's own, and names with a configured relation to it. Never without the
//! sentence it rests on.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::crowd::Story;
use super::horizon;
use super::outlooks::{outlooks_claim, sign_of, story_when};
use super::reading::{Mention, MentionSentence};
use super::universe::{Universe, pull};
use super::wording::{cite, may_quote, quote};
use crate::model::{Article, Claim, Effect, Outlook, RelationKind, Ticker, TickerKind, When};

/// The most effects of one edition.
const EFFECTS_MAX: usize = 8;
/// A story or sentence this strong reaches others.
const STRONG: f64 = 0.20;
/// What a sentence without a lean counts: enough to be listed, last.
const UNSTATED: f64 = 0.05;

/// Effects of today's stories, one per pair of names: what a sentence states before what only
/// a relation suggests, then the strongest first.
pub(super) fn effects(universe: &Universe, outlooks: &[Outlook]) -> Vec<Effect> {
    let mut best: BTreeMap<(Ticker, Ticker), (Strength, Effect)> = BTreeMap::new();
    for (from, name) in universe.names.iter().enumerate() {
        for story in name.stories.iter().filter(|story| story.primary) {
            let said = stated(universe, from, story, outlooks);
            let read_across = configured(universe, from, story, outlooks);
            let said = said.into_iter().map(|(size, effect)| (Strength::Stated(size), effect));
            let read_across =
                read_across.into_iter().map(|(size, effect)| (Strength::Related(size), effect));
            for (strength, effect) in said.chain(read_across) {
                let pair = (effect.ticker.clone(), effect.from.clone());
                let is_stronger = best
                    .get(&pair)
                    .is_none_or(|(other, _)| strength.order(other) == Ordering::Greater);
                if is_stronger {
                    best.insert(pair, (strength, effect));
                }
            }
        }
    }
    let mut ranked: Vec<_> = best.into_iter().collect();
    ranked.sort_by(|left, right| right.1.0.order(&left.1.0).then(left.0.cmp(&right.0)));
    let mut told = BTreeSet::new();
    ranked
        .into_iter()
        .map(|(_, (_, effect))| effect)
        .filter(|effect| told.insert((effect.ticker.clone(), effect.reason.text().to_owned())))
        .take(EFFECTS_MAX)
        .collect()
}

/// How much an effect counts, and what it rests on.
enum Strength {
    /// A configured relation.
    Related(f64),
    /// A sentence.
    Stated(f64),
}

impl Strength {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Stated(_), Self::Related(_)) => Ordering::Greater,
            (Self::Related(_), Self::Stated(_)) => Ordering::Less,
            (Self::Stated(left), Self::Stated(right))
            | (Self::Related(left), Self::Related(right)) => left.total_cmp(right),
        }
    }
}

/// Others of whom the story speaks: in a sentence that sets them beside its own ticker, or in
/// a sentence of their own further down, as where an analysis goes through winners and losers.
fn stated(
    universe: &Universe,
    from: usize,
    story: &Story,
    outlooks: &[Outlook],
) -> Vec<(f64, Effect)> {
    let own = &universe.names[from].market.profile.ticker;
    let mut found = Vec::new();
    for &(reading, place) in &story.members {
        let read = &universe.readings[reading];
        let article = &universe.dossier.articles[read.article];
        let mention = &read.mentions[place];
        let others = read.mentions.iter().filter(|other| {
            let is_second = !other.primary || in_title(mention);
            other.ticker != *own && !in_title(other) && is_second
        });
        for other in others {
            let said: Vec<&MentionSentence> = other
                .sentences
                .iter()
                .filter(|sentence| speaks_of_others(mention, sentence))
                .filter(|sentence| may_quote(article, sentence.index))
                .collect();
            let size = |sentence: &&&MentionSentence| sentence.score.abs();
            let Some(strongest) =
                said.iter().max_by(|left, right| size(left).total_cmp(&size(right)))
            else {
                continue;
            };
            let Some(text) = read.sentences.get(strongest.index) else { continue };
            let effect = Effect {
                ticker: other.ticker.clone(),
                from: own.clone(),
                sign: sign_of(said.iter().map(|sentence| sentence.score)),
                when: own_when(universe, article, text)
                    .or_else(|| story_when(universe, story))
                    .unwrap_or(When::Weeks),
                reason: Claim::new(
                    quote(text, &[&article.item.publisher]),
                    cite(article, Some(text)),
                    [],
                ),
                catalyst: outlooks_claim(outlooks, own),
            };
            found.push((story.weight * strongest.score.abs().max(UNSTATED), effect));
        }
    }
    found
}

fn in_title(mention: &Mention) -> bool {
    mention.sentences.iter().any(|sentence| sentence.index == 0)
}

/// Beside the story's own ticker only a strong sentence tells; a sentence of its own always.
fn speaks_of_others(own: &Mention, sentence: &MentionSentence) -> bool {
    let together = own.sentences.iter().any(|other| other.index == sentence.index);
    if together { sentence.score.abs() >= STRONG } else { sentence.index > 0 }
}

/// The horizon that the sentence itself names.
fn own_when(universe: &Universe, article: &Article, sentence: &str) -> Option<When> {
    let said = article.item.published_at.unwrap_or(article.known_at).date_naive();
    horizon::when(sentence, said, universe.dossier.date)
}

/// Others with a configured relation: a competitor's gain is their loss, a customer's or a
/// supplier's gain is theirs too. Marked as read-across, because no sentence says so.
fn configured(
    universe: &Universe,
    from: usize,
    story: &Story,
    outlooks: &[Outlook],
) -> Vec<(f64, Effect)> {
    let origin = &universe.names[from];
    let lead = &universe.readings[story.members[0].0];
    let article = &universe.dossier.articles[lead.article];
    if story.score.abs() < STRONG {
        return Vec::new();
    }
    let title = article.item.title.as_str();
    let tradable =
        |other: &&usize| universe.names[**other].market.profile.kind != TickerKind::Index;
    // Of a name that the story speaks of itself, its own sentence tells more than a relation.
    let is_named = |other: &&usize| {
        let ticker = &universe.names[**other].market.profile.ticker;
        story.members.iter().any(|(reading, _)| {
            universe.readings[*reading].mentions.iter().any(|mention| mention.ticker == *ticker)
        })
    };
    let others = origin.related.keys().filter(tradable).filter(|other| !is_named(other));
    others
        .map(|other| {
            let (kind, profile) = (origin.related[other], universe.names[*other].market.profile);
            let signed = story.score * pull(kind);
            let reason = format!(
                "Read-across to {}, {} {}: {}",
                profile.name,
                kind_words(kind),
                origin.market.profile.name,
                quote(title, &[&article.item.publisher]),
            );
            let effect = Effect {
                ticker: profile.ticker.clone(),
                from: origin.market.profile.ticker.clone(),
                sign: sign_of([signed]),
                when: story_when(universe, story).unwrap_or(When::Weeks),
                reason: Claim::new(reason, cite(article, Some(title)), []),
                catalyst: outlooks_claim(outlooks, &origin.market.profile.ticker),
            };
            (story.weight * story.score.abs(), effect)
        })
        .collect()
}

/// What the affected name is to the story's own.
fn kind_words(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Supplier => "a supplier of",
        RelationKind::Customer => "a customer of",
        RelationKind::Competitor => "a competitor of",
        RelationKind::Substitute => "a substitute for",
        RelationKind::Sector => "in the same sector as",
    }
}

//! Takes a strong story; gives those who have a relation to its ticker, configured or learned,
//! and are not named by it. Marked as read-across, because no sentence says so.

use super::{STRONG, Strength};
use crate::analyse::crowd::Story;
use crate::analyse::outlooks::{outlooks_claim, sign_of, story_when};
use crate::analyse::relations;
use crate::analyse::universe::{Universe, pull};
use crate::analyse::wording::{cite, quote};
use crate::analyse::worth::{TELLING, worth};
use crate::model::{Claim, Effect, Outlook, RelationKind, TickerKind, When};

/// What ties a name to the story's own.
struct Tie {
    /// 1 if good news on the story's ticker is good for it, -1 if it is bad.
    pull: f64,
    /// What it rests on, before the story's headline.
    words: String,
    strength: Strength,
}

/// A competitor's gain is their loss, a customer's or a supplier's gain is theirs too; what was
/// only learned is worded as a suggestion, with its figures.
pub(super) fn related(
    universe: &Universe,
    from: usize,
    story: &Story,
    outlooks: &[Outlook],
) -> Vec<(Strength, Effect)> {
    let origin = universe.names[from].market.profile;
    let lead = &universe.readings[story.members[0].0];
    let article = &universe.dossier.articles[lead.article];
    let title = article.item.words.title.as_str();
    // What asks or advertises reaches nobody else.
    if story.score.abs() < STRONG || worth(title, true) < TELLING {
        return Vec::new();
    }
    let others = (0..universe.names.len()).filter(|other| may_gain(universe, story, *other));
    others
        .filter_map(|other| {
            let tie = tie(universe, from, other, story)?;
            let headline = quote(title, &[&article.item.words.publisher]);
            let reason = format!("{}: {headline}", tie.words);
            let effect = Effect {
                ticker: universe.names[other].market.profile.ticker.clone(),
                from: origin.ticker.clone(),
                sign: sign_of([story.score * tie.pull]),
                when: story_when(universe, story).unwrap_or(When::Weeks),
                reason: Claim::new(reason, cite(article, Some(title)), []),
                catalyst: outlooks_claim(outlooks, &origin.ticker),
            };
            Some((tie.strength, effect))
        })
        .collect()
}

/// Nobody gains by an index; of a name that the story speaks of itself, its own sentence tells
/// more than a relation.
fn may_gain(universe: &Universe, story: &Story, other: usize) -> bool {
    let profile = universe.names[other].market.profile;
    let is_named = story.members.iter().any(|(reading, _)| {
        universe.readings[*reading].mentions.iter().any(|mention| mention.ticker == profile.ticker)
    });
    profile.kind != TickerKind::Index && !is_named
}

fn tie(universe: &Universe, from: usize, other: usize, story: &Story) -> Option<Tie> {
    let name = |place: usize| universe.names[place].market.profile.name.as_str();
    let size = story.weight * story.score.abs();
    if let Some(kind) = universe.names[from].related.get(&other) {
        let words = format!("Read-across to {}, {} {}", name(other), kind_words(*kind), name(from));
        return Some(Tie { pull: pull(*kind), words, strength: Strength::Configured(size) });
    }
    let learned = relations::learned(universe, other, from, universe.today())?;
    let words = format!(
        "Possible read-across to {}, which the record ties to {} ({})",
        name(other),
        name(from),
        learned.words()
    );
    let strength = Strength::Learned(size * learned.strength());
    Some(Tie { pull: learned.pull, words, strength })
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

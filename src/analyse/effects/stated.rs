//! Takes a main story; gives those of whom its sentences say what it means for them. Never more
//! of a sentence than its licence allows.

use super::sides::sign_said;
use super::{STRONG, Strength};
use crate::analyse::crowd::Story;
use crate::analyse::horizon;
use crate::analyse::outlooks::{outlooks_claim, story_when};
use crate::analyse::reading::{Mention, MentionSentence, Reading};
use crate::analyse::universe::Universe;
use crate::analyse::wording::{cite, may_quote, quote};
use crate::model::{Article, Claim, Effect, Outlook, Sign, Ticker, When};

/// What a sentence without a lean counts: enough to be listed, last.
const UNSTATED: f64 = 0.05;
/// An article that goes through so many others speaks of its own name as one of them.
const OTHERS_OF_ANALYSIS: usize = 2;

/// An article that tells the story, with what it says of the story's own ticker.
struct Telling<'u> {
    universe: &'u Universe<'u>,
    story: &'u Story,
    read: &'u Reading,
    article: &'u Article,
    own: &'u Mention,
}

/// Others of whom the story speaks, in a sentence that sets them beside its own ticker or in one
/// of their own further down; and its own ticker, where an analysis goes through several.
pub(super) fn stated(
    universe: &Universe,
    from: usize,
    story: &Story,
    outlooks: &[Outlook],
) -> Vec<(Strength, Effect)> {
    let own = &universe.names[from].market.profile.ticker;
    let mut found = Vec::new();
    for &(reading, place) in &story.members {
        let read = &universe.readings[reading];
        let article = &universe.dossier.articles[read.article];
        let telling = Telling { universe, story, read, article, own: &read.mentions[place] };
        let others = read.mentions.iter().filter(|other| other.ticker != *own);
        let others: Vec<_> = others.filter_map(|other| telling.of_other(other, outlooks)).collect();
        let is_analysis = others.len() >= OTHERS_OF_ANALYSIS;
        found.extend(others);
        found.extend(is_analysis.then(|| telling.of_own(outlooks)).flatten());
    }
    found
}

impl Telling<'_> {
    fn of_other(&self, other: &Mention, outlooks: &[Outlook]) -> Option<(Strength, Effect)> {
        if in_title(other) || (other.primary && !in_title(self.own)) {
            return None;
        }
        let said: Vec<&MentionSentence> = other
            .sentences
            .iter()
            .filter(|sentence| self.speaks_of_others(sentence))
            .filter(|sentence| may_quote(self.article, sentence.index))
            .collect();
        let strongest = strongest(said.iter().copied())?;
        let scores = said.iter().map(|sentence| sentence.score);
        let sign = sign_said(self.read.sentences.get(strongest.index)?, scores);
        self.effect(&other.ticker, strongest, sign, outlooks)
    }

    /// What it means for the story's own ticker, in a sentence that takes a side.
    fn of_own(&self, outlooks: &[Outlook]) -> Option<(Strength, Effect)> {
        let below = self
            .own
            .sentences
            .iter()
            .filter(|sentence| sentence.index > 0 && may_quote(self.article, sentence.index));
        let sided: Vec<(&MentionSentence, Sign)> = below
            .filter_map(|said| {
                let text = self.read.sentences.get(said.index)?;
                Some((said, sign_said(text, [said.score])))
            })
            .filter(|(_, sign)| *sign != Sign::Neutral)
            .collect();
        // A sentence that weighs both sides is the verdict.
        let (said, sign) = sided.into_iter().max_by(|left, right| {
            let rank =
                |(said, sign): &(&MentionSentence, Sign)| (*sign == Sign::Mixed, said.score.abs());
            let (left, right) = (rank(left), rank(right));
            left.0.cmp(&right.0).then(left.1.total_cmp(&right.1))
        })?;
        self.effect(&self.own.ticker, said, sign, outlooks)
    }

    /// Beside the story's own ticker only a strong sentence tells; a sentence of its own always.
    fn speaks_of_others(&self, sentence: &MentionSentence) -> bool {
        let together = self.own.sentences.iter().any(|other| other.index == sentence.index);
        if together { sentence.score.abs() >= STRONG } else { sentence.index > 0 }
    }

    fn effect(
        &self,
        ticker: &Ticker,
        said: &MentionSentence,
        sign: Sign,
        outlooks: &[Outlook],
    ) -> Option<(Strength, Effect)> {
        let text = self.read.sentences.get(said.index)?;
        let least = if sign == Sign::Mixed { STRONG } else { UNSTATED };
        let effect = Effect {
            ticker: ticker.clone(),
            from: self.own.ticker.clone(),
            sign,
            when: self
                .when(text)
                .or_else(|| story_when(self.universe, self.story))
                .unwrap_or(When::Weeks),
            reason: Claim::new(
                quote(text, &[&self.article.item.words.publisher]),
                cite(self.article, Some(text)),
                [],
            ),
            catalyst: outlooks_claim(outlooks, &self.own.ticker),
        };
        let size = self.story.weight * said.score.abs().max(least);
        Some((Strength::Stated(size), effect))
    }

    /// The horizon that the sentence itself names.
    fn when(&self, sentence: &str) -> Option<When> {
        let item = &self.article.item;
        let said = item.published_at.unwrap_or(self.article.known_at).date_naive();
        horizon::when(sentence, said, self.universe.dossier.date)
    }
}

fn strongest<'s>(said: impl Iterator<Item = &'s MentionSentence>) -> Option<&'s MentionSentence> {
    said.max_by(|left, right| left.score.abs().total_cmp(&right.score.abs()))
}

fn in_title(mention: &Mention) -> bool {
    mention.sentences.iter().any(|sentence| sentence.index == 0)
}

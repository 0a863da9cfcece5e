//! Takes the day's stories and prices; gives the summary of a ticker and of the day: the
//! publishers' own sentences first, then the move, measured. Never a sentence of ours about what
//! happened.
//!
//! A sentence is worth its centrality among all of them, times how new, how weighty and how
//! recent its article is, times how much it tells; of two that say the same only one is chosen.

mod candidates;
mod centrality;
mod choice;
mod measured;

use std::collections::BTreeSet;

use super::crowd::Story;
use super::universe::{Name, Universe};
use super::wording::{cite, quote};
use crate::model::{Article, Claim, Score, StoryView};
pub(super) use candidates::Quotable;
use candidates::{Candidate, of_day, of_name};
use choice::choose;
use measured::move_claim;

/// Sentences quoted in a ticker's summary.
const TICKER_SENTENCES: usize = 2;
/// Sentences quoted of the whole day.
const DAY_SENTENCES: usize = 2;
/// Stories listed for a ticker.
const STORIES_SHOWN: usize = 8;
/// Duplicates named as evidence beside the lead.
const DUPLICATES_CITED: usize = 4;

/// One to three claims; none when nothing is known.
pub(super) fn summary(universe: &Universe, quotable: &Quotable, place: usize) -> Vec<Claim> {
    let found = of_name(universe, quotable, place);
    let one_story = found.iter().all(|one| one.story == found[0].story);
    let apart = |one: &Candidate, other: &Candidate| one_story || one.story != other.story;
    let chosen = choose(&found, apart, TICKER_SENTENCES, &universe.policy.summary);
    let said = chosen.into_iter().map(|candidate| said(universe, candidate));
    said.chain(move_claim(universe, &universe.names[place])).collect()
}

/// What happened, in the words of the publishers: no two sentences of one story or one name.
pub(super) fn day_summary(universe: &Universe, quotable: &Quotable) -> Vec<Claim> {
    let found = of_day(universe, quotable);
    let apart = |one: &Candidate, other: &Candidate| {
        one.story != other.story && one.tickers.is_disjoint(&other.tickers)
    };
    let chosen = choose(&found, apart, DAY_SENTENCES, &universe.policy.summary);
    chosen.into_iter().map(|candidate| said(universe, candidate)).collect()
}

/// A sentence with all who printed it in these words.
fn said(universe: &Universe, candidate: &Candidate) -> Claim {
    let article = |reading: &usize| &universe.dossier.articles[universe.readings[*reading].article];
    let mut publishers: Vec<&str> = Vec::new();
    for publisher in
        candidate.printed_by.iter().map(|reading| &article(reading).item.words.publisher)
    {
        if !publishers.contains(&publisher.as_str()) {
            publishers.push(publisher);
        }
    }
    let mut evidence =
        candidate.printed_by.iter().map(|reading| cite(article(reading), Some(candidate.text)));
    let first = evidence.next().expect("a candidate stands in an article");
    Claim::new(quote(candidate.text, &publishers), first, evidence.take(DUPLICATES_CITED))
}

/// The stories readers see, heaviest first.
pub(super) fn story_views(universe: &Universe, name: &Name) -> Vec<StoryView> {
    let shown = name.stories.iter().take(STORIES_SHOWN);
    shown
        .map(|story| StoryView {
            lead: lead(universe, story),
            score: Score::from_unrounded(story.score),
            articles: u32::try_from(story.members.len()).unwrap_or(u32::MAX),
            is_new: story.is_new,
        })
        .collect()
}

fn first_article<'a>(universe: &'a Universe, story: &Story) -> &'a Article {
    &universe.dossier.articles[universe.readings[story.members[0].0].article]
}

/// The headline of the weightiest article, with everybody who told the story.
fn lead(universe: &Universe, story: &Story) -> Claim {
    let article =
        |member: &(usize, usize)| &universe.dossier.articles[universe.readings[member.0].article];
    let first = first_article(universe, story);
    let mut publishers = vec![first.item.words.publisher.as_str()];
    let mut seen: BTreeSet<&str> = publishers.iter().copied().collect();
    for member in &story.members {
        let publisher = article(member).item.words.publisher.as_str();
        if seen.insert(publisher) {
            publishers.push(publisher);
        }
    }
    let others = story.members[1..].iter().take(DUPLICATES_CITED);
    Claim::new(
        quote(&first.item.words.title, &publishers),
        cite(first, Some(&first.item.words.title)),
        others.map(|member| cite(article(member), None)),
    )
}

//! Takes the readings of one window after another; gives stories: near-duplicates and rewrites of
//! one event told once. Never looks ahead of its window and never depends on the order of a hash.

mod memory;
mod past;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use crate::analyse::reading::Reading;
use crate::model::{Article, Instant, Ticker};

pub(super) use past::{Past, sessions_recalled};
pub(super) use vocabulary::SESSIONS_KEPT;
pub use vocabulary::{Vocabulary, Words};

use memory::Memory;
use vocabulary::Word;

/// From this likeness on two articles tell one story: `docs/stories.md` has the measurement.
const SAME_STORY: f64 = 0.18;
/// So much likeness an hour between them takes: news of the next day is often the next step.
const AN_HOUR_APART: f64 = 0.6 / 72.0;
/// Fewer common words than this prove nothing, unless the texts have no more.
const COMMON_WORDS_MIN: usize = 2;
/// A word in more stories than this finds no candidates.
const RARE_STORIES_MAX: usize = 60;

/// An article and its near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryCluster {
    /// Indices into the readings, earliest known first.
    pub members: Vec<usize>,
    /// The words of the first article.
    words: Words,
    /// Whom it is mainly about.
    about: BTreeSet<Ticker>,
}

/// An article that looks for its story.
struct Told<'r> {
    reading: usize,
    at: Instant,
    words: Words,
    about: BTreeSet<&'r Ticker>,
    /// The numbers of those in this window: quicker to compare than their names.
    numbers: Vec<usize>,
}

/// Groups the readings `within` one window into stories, earliest known first; `vocabulary`
/// learns their words beforehand.
#[must_use]
pub fn cluster(
    articles: &[Article],
    readings: &[Reading],
    within: &[usize],
    vocabulary: &mut Vocabulary,
) -> Vec<StoryCluster> {
    let mut order = within.to_vec();
    order.sort_by_key(|&index| {
        let article = &articles[readings[index].article];
        (article.known_at, &article.item.id, article.version, index)
    });
    order.dedup();
    let mut numbers: BTreeMap<&Ticker, usize> = BTreeMap::new();
    let told: Vec<Told<'_>> = order
        .iter()
        .map(|&index| {
            let reading = &readings[index];
            let article = &articles[reading.article];
            let line = |place: usize| reading.sentences.get(place).unwrap_or_default();
            let about = main_tickers(reading);
            let mut number = |ticker| {
                let next = numbers.len();
                *numbers.entry(ticker).or_insert(next)
            };
            Told {
                reading: index,
                at: article.item.published_at.unwrap_or(article.known_at),
                words: vocabulary.learn(line(0), line(1)),
                numbers: about.iter().copied().map(&mut number).collect(),
                about,
            }
        })
        .collect();
    vocabulary.settle();
    let leader = leaders(&told, vocabulary);
    let mut clusters: BTreeMap<usize, StoryCluster> = BTreeMap::new();
    for (place, one) in told.into_iter().enumerate() {
        let story = clusters.entry(leader[place]).or_insert_with(|| StoryCluster {
            members: Vec::new(),
            words: one.words,
            about: one.about.into_iter().cloned().collect(),
        });
        story.members.push(one.reading);
    }
    clusters.into_values().collect()
}

/// For each article the first one of its story. Only that one is compared, so that a chain of
/// small changes cannot join two different stories.
fn leaders(told: &[Told<'_>], vocabulary: &Vocabulary) -> Vec<usize> {
    let mut heads_with: BTreeMap<Word, Vec<usize>> = BTreeMap::new();
    let mut leader: Vec<usize> = (0..told.len()).collect();
    for (place, one) in told.iter().enumerate() {
        let known = one.words.all().iter().filter_map(|word| heads_with.get(word));
        let rare = known.filter(|heads| heads.len() <= RARE_STORIES_MAX);
        let mut candidates: Vec<usize> = rare.flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(f64, usize)> = None;
        for head in candidates {
            let likeness = likeness(one, &told[head], vocabulary);
            if likeness >= SAME_STORY && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, head));
            }
        }
        if let Some((_, head)) = best {
            leader[place] = head;
        } else {
            for &word in one.words.all() {
                heads_with.entry(word).or_default().push(place);
            }
        }
    }
    leader
}

/// How surely two articles tell one story: 0 where they are about different tickers.
fn likeness(one: &Told<'_>, head: &Told<'_>, vocabulary: &Vocabulary) -> f64 {
    let is_same = one.words == head.words;
    if !one.numbers.iter().any(|number| head.numbers.contains(number))
        || !(is_same || one.words.share(&head.words, COMMON_WORDS_MIN))
    {
        return 0.0;
    }
    vocabulary.likeness(&one.words, &head.words) - taken_by_time(one.at - head.at)
}

fn taken_by_time(apart: chrono::TimeDelta) -> f64 {
    let minutes = i32::try_from(apart.num_minutes().abs()).unwrap_or(i32::MAX);
    AN_HOUR_APART * f64::from(minutes) / 60.0
}

/// Whether two texts, so many hours apart and about one ticker, tell one story.
#[must_use]
pub fn is_one_story(vocabulary: &Vocabulary, left: &Words, right: &Words, hours: f64) -> bool {
    left.share(right, COMMON_WORDS_MIN)
        && vocabulary.likeness(left, right) - AN_HOUR_APART * hours >= SAME_STORY
}

/// The tickers a reading is mainly about; all of them where none is primary. Boilerplate
/// about two companies is two stories.
fn main_tickers(reading: &Reading) -> BTreeSet<&Ticker> {
    let has_primary = reading.mentions.iter().any(|mention| mention.primary);
    reading
        .mentions
        .iter()
        .filter(|mention| mention.primary || !has_primary)
        .map(|mention| &mention.ticker)
        .collect()
}

#[cfg(test)]
mod tests;

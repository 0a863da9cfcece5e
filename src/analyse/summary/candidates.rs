//! Takes the stories of some names; gives every sentence that may be quoted of them, once, with
//! all articles that print it. Never one that its licence keeps back.

use std::collections::{BTreeMap, BTreeSet};

use super::centrality::{Vector, centrality};
use crate::analyse::crowd::Story;
use crate::analyse::hands::{self, Hands};
use crate::analyse::statistics::number;
use crate::analyse::universe::{Name, Universe};
use crate::analyse::wording::may_quote;
use crate::analyse::worth::worth;
use crate::model::Ticker;

/// The most sentences that are compared with each other, the weightiest.
const CANDIDATES_MAX: usize = 160;

/// A sentence that may be quoted.
pub(super) struct Candidate<'u> {
    pub(super) text: &'u str,
    /// Which of today's stories tells it.
    pub(super) story: usize,
    /// Whose stories it was found in.
    pub(super) tickers: BTreeSet<&'u Ticker>,
    /// The readings of the articles that print it, weightiest first.
    pub(super) printed_by: Vec<usize>,
    pub(super) words: Vector,
    /// How much such a sentence tells.
    pub(super) telling: f64,
    /// Weight of the weightiest article x novelty x what the sentence tells; in the end times
    /// centrality.
    pub(super) worth: f64,
}

/// A sentence in one article.
#[derive(Clone, Copy)]
struct Print<'u> {
    text: &'u str,
    story: usize,
    ticker: &'u Ticker,
    reading: usize,
    telling: f64,
    worth: f64,
}

/// Every sentence that may be quoted, in each article that prints it, by watched name.
pub(in crate::analyse) struct Quotable<'u>(Vec<Vec<Print<'u>>>);

impl<'u> Quotable<'u> {
    pub(in crate::analyse) fn of(universe: &'u Universe<'u>, hands: &Hands) -> Self {
        let places = places(universe);
        let of_name = |name: usize| prints(universe, &universe.names[name], &places);
        Self(hands::map(hands, universe.watched().count(), of_name))
    }
}

/// The candidates of the watched name at `place`, best first, ties by text.
pub(super) fn of_name<'u>(
    universe: &Universe<'u>,
    quotable: &Quotable<'u>,
    place: usize,
) -> Vec<Candidate<'u>> {
    ranked(universe, joined(quotable.0[place].clone()))
}

/// Those of all watched names; the more articles tell a story, the more it counts.
pub(super) fn of_day<'u>(universe: &Universe<'u>, quotable: &Quotable<'u>) -> Vec<Candidate<'u>> {
    let mut all: Vec<Print<'u>> = quotable.0.iter().flatten().copied().collect();
    for print in &mut all {
        let told = universe.clusters[print.story].members.len();
        print.worth *= 1.0 + libm::log(number(told));
    }
    ranked(universe, joined(all))
}

/// Which of today's stories each reading tells.
fn places(universe: &Universe) -> BTreeMap<usize, usize> {
    let clusters = universe.clusters.iter().enumerate();
    clusters
        .flat_map(|(place, cluster)| cluster.members.iter().map(move |reading| (*reading, place)))
        .collect()
}

fn prints<'u>(
    universe: &'u Universe<'u>,
    name: &'u Name<'u>,
    places: &BTreeMap<usize, usize>,
) -> Vec<Print<'u>> {
    let mut found = Vec::new();
    for story in name.stories.iter().filter(|story| story.primary) {
        let place = places[&story.members[0].0];
        of_story(universe, &name.market.profile.ticker, story, place, &mut found);
    }
    found
}

fn ranked<'u>(universe: &Universe, mut found: Vec<Candidate<'u>>) -> Vec<Candidate<'u>> {
    let mut numbers = BTreeMap::new();
    for candidate in &mut found {
        candidate.words = numbered(&universe.vocabulary.vector(candidate.text), &mut numbers);
    }
    let vectors: Vec<Vector> = found.iter().map(|candidate| candidate.words.clone()).collect();
    for (candidate, central) in found.iter_mut().zip(centrality(&vectors)) {
        candidate.worth *= central;
    }
    sort(&mut found);
    found
}

fn sort(candidates: &mut [Candidate<'_>]) {
    candidates.sort_by(|left, right| {
        right.worth.total_cmp(&left.worth).then_with(|| left.text.cmp(right.text))
    });
}

/// The title of each article that is mainly about the ticker, and the sentences that name it.
fn of_story<'u>(
    universe: &'u Universe<'u>,
    ticker: &'u Ticker,
    story: &'u Story,
    place: usize,
    prints: &mut Vec<Print<'u>>,
) {
    let scales = universe.scales();
    let cut_off = universe.dossier.as_of.instant();
    let novelty = if story.is_new { 1.0 } else { universe.policy.summary.told };
    for &(reading, mention) in &story.members {
        let read = &universe.readings[reading];
        let article = &universe.dossier.articles[read.article];
        let weight = novelty * scales.weight((reading, mention), cut_off);
        let mention = &read.mentions[mention];
        let title = mention.primary.then_some(0);
        let named = mention.sentences.iter().map(|sentence| sentence.index);
        let indices: BTreeSet<usize> = title.into_iter().chain(named).collect();
        for index in indices.into_iter().filter(|index| may_quote(article, *index)) {
            let Some(text) = read.sentences.get(index) else { continue };
            let telling = worth(text, index == 0);
            let worth = weight * telling;
            prints.push(Print { text, story: place, ticker, reading, telling, worth });
        }
    }
}

/// One candidate for each wording, as weighty as its weightiest article.
/// The best candidates, one for each wording, as weighty as its weightiest article.
fn joined(mut prints: Vec<Print<'_>>) -> Vec<Candidate<'_>> {
    prints.sort_by(|left, right| {
        right.worth.total_cmp(&left.worth).then(left.reading.cmp(&right.reading))
    });
    let best = best_texts(&prints);
    let mut by_text: BTreeMap<&str, Candidate<'_>> = BTreeMap::new();
    for print in prints.into_iter().filter(|print| best.contains(print.text)) {
        let candidate = by_text.entry(print.text).or_insert_with(|| Candidate {
            text: print.text,
            story: print.story,
            tickers: BTreeSet::new(),
            printed_by: Vec::new(),
            words: Vector::new(),
            telling: print.telling,
            worth: print.worth,
        });
        candidate.tickers.insert(print.ticker);
        if !candidate.printed_by.contains(&print.reading) {
            candidate.printed_by.push(print.reading);
        }
    }
    let mut found: Vec<Candidate<'_>> = by_text.into_values().collect();
    sort(&mut found);
    found
}

/// The weightiest wordings of prints that come weightiest first, ties by text.
fn best_texts<'u>(prints: &[Print<'u>]) -> BTreeSet<&'u str> {
    let mut met = BTreeSet::new();
    let mut texts: Vec<(f64, &str)> = Vec::new();
    for print in prints {
        let is_beaten = texts.len() >= CANDIDATES_MAX
            && texts.last().is_some_and(|(least, _)| print.worth < *least);
        if is_beaten {
            break;
        }
        if met.insert(print.text) {
            texts.push((print.worth, print.text));
        }
    }
    texts.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    texts.into_iter().take(CANDIDATES_MAX).map(|(_, text)| text).collect()
}

/// Words as numbers of one list, ascending.
fn numbered(words: &BTreeMap<String, f64>, numbers: &mut BTreeMap<String, usize>) -> Vector {
    let mut vector: Vector = words
        .iter()
        .map(|(word, weight)| {
            let next = numbers.len();
            (*numbers.entry(word.clone()).or_insert(next), *weight)
        })
        .collect();
    vector.sort_by_key(|(number, _)| *number);
    vector
}

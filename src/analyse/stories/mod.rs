//! Takes the readings of one window; gives stories: near-duplicates told once. Never looks
//! outside the window and never depends on the order of a hash.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::analyse::reading::Reading;
use crate::model::{Article, Ticker};

/// From this share of common terms on two articles tell one story, in percent.
const SAME_STORY_PCT: usize = 50;
/// Fewer common terms than this prove nothing.
const COMMON_TERMS_MIN: usize = 3;
/// A term in more stories than this finds no candidates.
const RARE_STORIES_MAX: usize = 30;
/// Sentences of the text that join the title in the terms.
const LEAD_SENTENCES: usize = 1;

static STOP: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a an and are as at be been but by can could did do does for from had has have \
    he her his how i if in into is it its may more most new no not of off on one or our out over \
    s said say says she should so than that the their them then there these they this to up was \
    we were what when where which who why will with would you your stock stocks share shares inc \
    corp company market today"
        .split_whitespace()
        .collect()
});

/// An article and its near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryCluster {
    /// Indices into the readings, earliest known first.
    pub members: Vec<usize>,
    /// Significant terms of all members, for novelty.
    pub terms: BTreeSet<String>,
}

/// Groups the readings `within` one window into stories, earliest known first.
#[must_use]
pub fn cluster(articles: &[Article], readings: &[Reading], within: &[usize]) -> Vec<StoryCluster> {
    let mut order = within.to_vec();
    order.sort_by_key(|&index| {
        let article = &articles[readings[index].article];
        (article.known_at, &article.item.id, article.version, index)
    });
    order.dedup();
    let terms: Vec<BTreeSet<String>> =
        order.iter().map(|&index| terms_of(&readings[index])).collect();
    let ids = number(&terms);
    let about: Vec<BTreeSet<&Ticker>> =
        order.iter().map(|&index| main_tickers(&readings[index])).collect();
    let leader = leaders(&ids, &about);
    let mut clusters: BTreeMap<usize, StoryCluster> = BTreeMap::new();
    for (place, set) in terms.into_iter().enumerate() {
        let story = clusters
            .entry(leader[place])
            .or_insert_with(|| StoryCluster { members: Vec::new(), terms: BTreeSet::new() });
        story.members.push(order[place]);
        story.terms.extend(set);
    }
    clusters.into_values().collect()
}

/// The terms as ascending numbers: those are compared much faster than words.
fn number(terms: &[BTreeSet<String>]) -> Vec<Vec<usize>> {
    let words: BTreeSet<&str> = terms.iter().flatten().map(String::as_str).collect();
    let ids: BTreeMap<&str, usize> =
        words.into_iter().enumerate().map(|(id, word)| (word, id)).collect();
    terms.iter().map(|set| set.iter().map(|word| ids[word.as_str()]).collect()).collect()
}

/// For each article the first one of its story. Only that one is compared, so that a chain of
/// small changes cannot join two different stories.
fn leaders(ids: &[Vec<usize>], about: &[BTreeSet<&Ticker>]) -> Vec<usize> {
    let size = ids.iter().flatten().max().map_or(0, |most| most + 1);
    let mut heads_with: Vec<Vec<usize>> = vec![Vec::new(); size];
    let mut rare_common = vec![0_usize; ids.len()];
    let mut leader: Vec<usize> = (0..ids.len()).collect();
    for place in 0..ids.len() {
        let rare: Vec<usize> = ids[place]
            .iter()
            .copied()
            .filter(|&id| heads_with[id].len() <= RARE_STORIES_MAX)
            .collect();
        let mut candidates = Vec::new();
        for &head in rare.iter().flat_map(|&id| &heads_with[id]) {
            rare_common[head] += 1;
            if rare_common[head] == 1 {
                candidates.push(head);
            }
        }
        candidates.sort_unstable();
        let mut best: Option<(usize, usize, usize)> = None;
        for head in candidates {
            let enough_rare = std::mem::take(&mut rare_common[head]) >= rare.len().min(2);
            if !enough_rare || about[place].is_disjoint(&about[head]) {
                continue;
            }
            let (common, all) = overlap(&ids[place], &ids[head]);
            let enough = common >= COMMON_TERMS_MIN || common == all;
            let better = best.is_none_or(|(most, of, _)| common * of > most * all);
            if enough && better && 100 * common >= SAME_STORY_PCT * all {
                best = Some((common, all, head));
            }
        }
        if let Some((_, _, head)) = best {
            leader[place] = head;
        } else {
            for &id in &ids[place] {
                heads_with[id].push(place);
            }
        }
    }
    leader
}

/// How many numbers two ascending lists share, and how many there are in all.
fn overlap(left: &[usize], right: &[usize]) -> (usize, usize) {
    let (mut at, mut other, mut common) = (0, 0, 0);
    while let (Some(one), Some(two)) = (left.get(at), right.get(other)) {
        at += usize::from(one <= two);
        other += usize::from(two <= one);
        common += usize::from(one == two);
    }
    (common, left.len() + right.len() - common)
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

/// The Jaccard similarity of two sets of terms, 0 to 1; two empty sets share nothing.
#[must_use]
pub fn similarity(left: &BTreeSet<String>, right: &BTreeSet<String>) -> f64 {
    let common = left.intersection(right).count();
    let all = left.len() + right.len() - common;
    if all == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    let share = common as f64 / all as f64;
    share
}

fn terms_of(reading: &Reading) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for sentence in reading.sentences.iter().take(1 + LEAD_SENTENCES) {
        let lower = sentence.to_lowercase();
        for word in lower.split(|mark: char| !mark.is_alphanumeric()) {
            if !word.is_empty() && !STOP.contains(word) {
                terms.insert(stem(word).to_owned());
            }
        }
    }
    terms
}

/// Takes off the endings of plural and tense, if enough of the word remains.
fn stem(word: &str) -> &str {
    for ending in ["ing", "ies", "ed", "es", "s"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 3
            && !rest.ends_with('s')
        {
            return rest;
        }
    }
    word
}

#[cfg(test)]
mod tests;

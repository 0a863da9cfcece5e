//! Takes texts one after another; gives how much each of their words tells, and how alike two
//! texts are. Never learns from a text that came later than those it compares.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static STOP: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a an and are as at be been but by can could did do does for from had has have \
    he her his how i if in into is it its may more most new no not of off on one or our out over \
    s said say says she should so than that the their them then there these they this to up was \
    we were what when where which who why will with would you your stock stocks share shares inc \
    corp company market today"
        .split_whitespace()
        .collect()
});

/// In how many of the texts seen so far each word stands.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: BTreeMap<String, usize>,
    /// Texts with the word, by its number.
    seen_in: Vec<u32>,
    texts: u32,
}

/// The words of a text, as ascending numbers of one vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Of the title.
    title: Vec<usize>,
    /// Of the title and the first sentence.
    opening: Vec<usize>,
}

impl Vocabulary {
    /// Learns a text and gives its words.
    pub fn learn(&mut self, title: &str, first_sentence: &str) -> Words {
        let of_title = self.number(title);
        let mut opening = self.number(first_sentence);
        opening.extend(&of_title);
        let words = Words { title: ascending(of_title), opening: ascending(opening) };
        for &word in &words.opening {
            self.seen_in[word] += 1;
        }
        self.texts += 1;
        words
    }

    fn number(&mut self, text: &str) -> Vec<usize> {
        let lower = text.to_lowercase();
        let told = telling(&lower);
        told.map(|word| {
            let next = self.numbers.len();
            let number = *self.numbers.entry(word.to_owned()).or_insert(next);
            if number == self.seen_in.len() {
                self.seen_in.push(0);
            }
            number
        })
        .collect()
    }

    /// The words of a text with their weights, frequency in the text times inverse document
    /// frequency, scaled to length 1. A word never learned counts as if seen once.
    #[must_use]
    pub fn vector(&self, text: &str) -> BTreeMap<String, f64> {
        let lower = text.to_lowercase();
        let mut vector: BTreeMap<String, f64> = BTreeMap::new();
        for word in telling(&lower) {
            let seen = self.numbers.get(word).map_or(0, |number| self.seen_in[*number]);
            *vector.entry(word.to_owned()).or_default() += self.weight(seen);
        }
        let length = libm::sqrt(vector.values().map(|weight| weight * weight).sum());
        if length > 0.0 {
            for weight in vector.values_mut() {
                *weight /= length;
            }
        }
        vector
    }

    /// How alike two texts are, 0 to 1: the mean of the cosines of their titles and of their
    /// openings. A text without words is like none.
    ///
    /// # Source
    /// Cosine of word vectors weighted by inverse document frequency: Spärck Jones 1972, "A
    /// statistical interpretation of term specificity"; w = ln(1 + texts / texts with the word).
    #[must_use]
    pub fn likeness(&self, left: &Words, right: &Words) -> f64 {
        let titles = self.cosine(&left.title, &right.title);
        let openings = self.cosine(&left.opening, &right.opening);
        f64::midpoint(titles, openings)
    }

    fn cosine(&self, left: &[usize], right: &[usize]) -> f64 {
        let square = |words: &[usize]| -> f64 { words.iter().map(|&word| self.square(word)).sum() };
        let length = libm::sqrt(square(left) * square(right));
        if length > 0.0 { square(&common(left, right)) / length } else { 0.0 }
    }

    fn square(&self, word: usize) -> f64 {
        let weight = self.weight(self.seen_in[word]);
        weight * weight
    }

    /// What a word in so many texts tells.
    fn weight(&self, seen_in: u32) -> f64 {
        libm::log1p(f64::from(self.texts) / f64::from(seen_in.max(1)))
    }
}

/// The stems of the words that tell something, from a text in small letters.
fn telling(lower: &str) -> impl Iterator<Item = &str> {
    let words = lower.split(|mark: char| !mark.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !STOP.contains(word)).map(stem)
}

impl Words {
    /// The numbers of all words, ascending.
    pub(super) fn all(&self) -> &[usize] {
        &self.opening
    }

    /// The share of common words among all of two texts, 0 to 1 (Jaccard 1912).
    #[must_use]
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = common(&self.opening, &other.opening).len();
        let all = self.opening.len() + other.opening.len() - shared;
        let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if all == 0 { 0.0 } else { share(shared) / share(all) }
    }

    /// Whether two texts share at least `least` words.
    pub(super) fn share(&self, other: &Self, least: usize) -> bool {
        common(&self.opening, &other.opening).len() >= least
    }
}

/// What two ascending lists share.
fn common(left: &[usize], right: &[usize]) -> Vec<usize> {
    let (mut at, mut other, mut found) = (0, 0, Vec::new());
    while let (Some(one), Some(two)) = (left.get(at), right.get(other)) {
        if one == two {
            found.push(*one);
        }
        at += usize::from(one <= two);
        other += usize::from(two <= one);
    }
    found
}

fn ascending(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
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

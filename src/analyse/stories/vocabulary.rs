//! Takes texts one after another; gives how much each of their words tells, and how alike two
//! texts are. Never learns from a text that came later than those it compares.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use crate::model::Telling;

static STOP: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a an and are as at be been but by can could did do does for from had has have \
    he her his how i if in into is it its may more most new no not of off on one or our out over \
    s said say says she should so than that the their them then there these they this to up was \
    we were what when where which who why will with would you your stock stocks share shares inc \
    corp company market today"
        .split_whitespace()
        .collect()
});

/// Sessions whose texts a vocabulary remembers: long enough to know the common words, and short
/// enough that a window depends on a bounded past.
pub(in crate::analyse) const SESSIONS_KEPT: usize = 60;

/// In how many of the texts seen lately each word stands.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The place of each word in `seen_in`.
    places: BTreeMap<u64, usize>,
    /// Texts with the word, by its place.
    seen_in: Vec<u32>,
    /// What is remembered, the last session last.
    sessions: VecDeque<Session>,
    texts: u32,
    /// What a word tells by the number of texts it is in; empty while texts are learned.
    weights: Vec<f64>,
}

/// The texts of one session.
#[derive(Clone, Debug, Default)]
struct Session {
    texts: u32,
    /// Texts with the word.
    seen_in: BTreeMap<Word, u32>,
}

/// A word of one vocabulary. Words are in the order of their hashes, the same in every
/// vocabulary, so that sums over them do not depend on what was learned first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    pub(super) hash: u64,
    /// Its place among the words of the vocabulary, in the order in which they were learned.
    pub(super) place: usize,
}

/// The words of a text, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Of the title.
    pub(super) title: Vec<Word>,
    /// Of the title and the first sentence.
    pub(super) opening: Vec<Word>,
}

impl Vocabulary {
    /// Begins a session, and forgets what is older than the sessions that are kept.
    pub fn next_session(&mut self) {
        self.sessions.push_back(Session::default());
        while self.sessions.len() > SESSIONS_KEPT {
            let oldest = self.sessions.pop_front().unwrap_or_default();
            self.texts -= oldest.texts;
            for (word, texts) in oldest.seen_in {
                self.seen_in[word.place] -= texts;
            }
        }
    }

    /// Begins a session that was told before, and learns its texts. Gives its words in the order
    /// of the telling.
    pub(super) fn recall(&mut self, telling: &Telling) -> Vec<Word> {
        self.next_session();
        let counted = telling.words.iter();
        let counted: Vec<_> = counted.map(|(hash, texts)| (self.word(*hash), *texts)).collect();
        for (word, texts) in &counted {
            self.seen_in[word.place] += texts;
        }
        self.texts += telling.texts;
        self.weights.clear();
        let words = counted.iter().map(|(word, _)| *word).collect();
        if let Some(session) = self.sessions.back_mut() {
            *session = Session { texts: telling.texts, seen_in: counted.into_iter().collect() };
        }
        words
    }

    /// How many texts the last session has, and its words with the number of texts they stand in.
    pub(super) fn last_session(&self) -> (u32, Vec<(u64, u32)>) {
        self.sessions.back().map_or_else(Default::default, |session| {
            let words = session.seen_in.iter().map(|(word, texts)| (word.hash, *texts));
            (session.texts, words.collect())
        })
    }

    /// Weighs all words by what was learned so far: comparing is faster from here on.
    pub(super) fn settle(&mut self) {
        let most = self.seen_in.iter().copied().max().unwrap_or(0);
        self.weights = (0..=most).map(|seen_in| self.weigh(seen_in)).collect();
    }

    /// Learns a text and gives its words.
    pub fn learn(&mut self, title: &str, first_sentence: &str) -> Words {
        let of_title = self.words(title);
        let mut opening = self.words(first_sentence);
        opening.extend(&of_title);
        let words = Words { title: ascending(of_title), opening: ascending(opening) };
        for word in &words.opening {
            self.seen_in[word.place] += 1;
        }
        self.weights.clear();
        self.texts += 1;
        if self.sessions.is_empty() {
            self.sessions.push_back(Session::default());
        }
        if let Some(session) = self.sessions.back_mut() {
            session.texts += 1;
            for word in &words.opening {
                *session.seen_in.entry(*word).or_default() += 1;
            }
        }
        words
    }

    fn words(&mut self, text: &str) -> Vec<Word> {
        let lower = text.to_lowercase();
        telling(&lower).map(|word| self.word(hash(word))).collect()
    }

    fn word(&mut self, hash: u64) -> Word {
        let place = *self.places.entry(hash).or_insert(self.seen_in.len());
        if place == self.seen_in.len() {
            self.seen_in.push(0);
        }
        Word { hash, place }
    }

    /// The words of a text with their weights, frequency in the text times inverse document
    /// frequency, scaled to length 1. A word never learned counts as if seen once.
    #[must_use]
    pub fn vector(&self, text: &str) -> BTreeMap<String, f64> {
        let lower = text.to_lowercase();
        let mut vector: BTreeMap<String, f64> = BTreeMap::new();
        for word in telling(&lower) {
            let seen = self.places.get(&hash(word)).map_or(0, |place| self.seen_in[*place]);
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

    fn cosine(&self, left: &[Word], right: &[Word]) -> f64 {
        let square = |words: &[Word]| -> f64 { words.iter().map(|word| self.square(*word)).sum() };
        let length = libm::sqrt(square(left) * square(right));
        let mut shared = 0.0;
        each_shared(left, right, |word| shared += self.square(word));
        if length > 0.0 { shared / length } else { 0.0 }
    }

    fn square(&self, word: Word) -> f64 {
        let weight = self.weight(self.seen_in[word.place]);
        weight * weight
    }

    /// What a word in so many texts tells.
    fn weight(&self, seen_in: u32) -> f64 {
        let place = usize::try_from(seen_in).unwrap_or(usize::MAX);
        self.weights.get(place).copied().unwrap_or_else(|| self.weigh(seen_in))
    }

    fn weigh(&self, seen_in: u32) -> f64 {
        libm::log1p(f64::from(self.texts) / f64::from(seen_in.max(1)))
    }
}

/// # Source
/// FNV-1a in 64 bits (Fowler, Noll, Vo): of a million words no two are expected to meet.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The stems of the words that tell something, from a text in small letters.
fn telling(lower: &str) -> impl Iterator<Item = &str> {
    let words = lower.split(|mark: char| !mark.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !STOP.contains(word)).map(stem)
}

impl Words {
    /// The numbers of all words, ascending.
    pub(super) fn all(&self) -> &[Word] {
        &self.opening
    }

    /// The share of common words among all of two texts, 0 to 1 (Jaccard 1912).
    #[must_use]
    pub fn jaccard(&self, other: &Self) -> f64 {
        let mut shared = 0;
        each_shared(&self.opening, &other.opening, |_| shared += 1);
        let all = self.opening.len() + other.opening.len() - shared;
        let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if all == 0 { 0.0 } else { share(shared) / share(all) }
    }

    /// Whether two texts share at least `least` words.
    pub(super) fn share(&self, other: &Self, least: usize) -> bool {
        let mut shared = 0;
        each_shared(&self.opening, &other.opening, |_| shared += 1);
        shared >= least
    }
}

/// Shows each word that two ascending lists share.
fn each_shared(left: &[Word], right: &[Word], mut shared: impl FnMut(Word)) {
    let (mut at, mut other) = (0, 0);
    while let (Some(one), Some(two)) = (left.get(at), right.get(other)) {
        if one == two {
            shared(*one);
        }
        at += usize::from(one <= two);
        other += usize::from(two <= one);
    }
}

fn ascending(mut numbers: Vec<Word>) -> Vec<Word> {
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

//! Takes a sentence with its target masked; gives hashed features: words and their neighbours,
//! parts of words, what the lexicon knows, and all of it once more as seen from the target.
//!
//! A feature is a bucket of 2^20 and a value in tenths; `docs/sentiment.md` lists the kinds.

use super::compare::comparisons;
use super::lexicon::{BAD, DOWN, GOOD, HEDGE, MINUS, PLUS, UP};
use super::signals::{Signal, signals};
use super::target_features;
use super::tokens::{Kind, Token, tokens};
use super::words::{Place, Word};

/// Buckets are numbered in so many bits.
pub const BUCKET_BITS: u32 = 20;

/// One property of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Below 2^[`BUCKET_BITS`].
    pub bucket: u32,
    /// Tenths.
    pub value: i32,
    /// The first and the last token it comes from.
    pub(super) tokens: (usize, usize),
}

/// The kinds of features; the number is part of the hash.
#[derive(Clone, Copy)]
pub(super) enum Family {
    Words = 1,
    Skip,
    Letters,
    Stems,
    Sum,
    Comparison,
    Signal,
    Noun,
    Classes,
    Marks,
    Beside,
    Clause,
    ClauseSum,
    ClauseSignal,
    Distance,
    Side,
    SideClass,
    Order,
    Between,
    NearSum,
}

const START: u64 = 0x5EED;
const END: u64 = 0xE4D;
/// Tokens on either side of a signal that are features with it.
const BESIDE_REACH: usize = 4;

/// What takes the features of a sentence.
pub(super) trait Sink {
    fn feature(&mut self, feature: Feature);

    /// What the word that counts as token `at` brings there by itself.
    fn word(&mut self, at: usize, word: &Word, place: Place);
}

/// Takes them one by one, those of words too.
impl<F: FnMut(Feature)> Sink for F {
    fn feature(&mut self, feature: Feature) {
        self(feature);
    }

    fn word(&mut self, at: usize, word: &Word, place: Place) {
        word.features(place, (at, at), self);
    }
}

/// A sentence read once: what rules and features are made of.
pub(super) struct Sentence<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) signals: Vec<Signal>,
    /// The sign of the first comparison of two figures.
    pub(super) comparison: i64,
    /// The class symbol of each token, framed by `<` and `>`.
    symbols: Vec<u8>,
}

/// The sentence in the form that is read: lower case, one kind of apostrophe.
pub(super) fn lowered(text: &str) -> String {
    // Most have none of these, and are copied once.
    if !text.contains('’') {
        return text.to_ascii_lowercase();
    }
    let mut lower = text.replace('’', "'");
    lower.make_ascii_lowercase();
    lower
}

impl<'a> Sentence<'a> {
    pub(super) fn read(lower: &'a str, target: Option<&str>, others: &[&str]) -> Self {
        let tokens = tokens(lower, target, others);
        let signals = signals(&tokens);
        let comparison = comparisons(&tokens).next().map_or(0, |(_, weight)| weight.signum());
        let mut symbols = Vec::with_capacity(tokens.len() + 2);
        symbols.push(b'<');
        symbols.extend(tokens.iter().map(symbol));
        symbols.push(b'>');
        Self { tokens, signals, comparison, symbols }
    }

    /// Whether there is anything to judge.
    pub(super) fn says_something(&self) -> bool {
        self.tokens.iter().any(|token| token.kind == Kind::Word)
    }

    /// Whether it asks or supposes.
    pub(super) fn is_unsure(&self) -> bool {
        self.tokens.iter().any(|token| token.text == "?" || token.classes.any(HEDGE))
    }

    /// All features; one that the sentence has twice comes twice.
    pub(super) fn features(&self, sink: &mut impl Sink) {
        self.words(sink);
        self.stems(sink);
        self.lexicon(sink);
        self.classes(sink);
        target_features::emit(self, sink);
    }

    fn words(&self, sink: &mut impl Sink) {
        let last = self.tokens.len();
        let word = |place: usize| match place {
            0 => START,
            place if place > last => END,
            place => self.tokens[place - 1].word.id,
        };
        sink.feature(feature(Family::Words, &[START], 10, (0, 0)));
        sink.feature(feature(Family::Words, &[END], 10, (last, last)));
        for (at, token) in self.tokens.iter().enumerate() {
            sink.word(at, &token.word, Place::Sentence);
        }
        let (mut one, mut two) = (word(0), word(1));
        for place in 0..=last {
            let of = |length: usize| {
                (place.saturating_sub(1), (place + length).saturating_sub(2).min(last))
            };
            sink.feature(feature(Family::Words, &[one, two], 10, of(2)));
            let three = word(place + 2);
            if place < last {
                sink.feature(feature(Family::Words, &[one, two, three], 7, of(3)));
                sink.feature(feature(Family::Skip, &[one, three], 5, of(3)));
            }
            (one, two) = (two, three);
        }
    }

    fn stems(&self, sink: &mut impl Sink) {
        for (at, pair) in self.tokens.windows(2).enumerate() {
            let key = [pair[0].word.stem, pair[1].word.stem];
            sink.feature(feature(Family::Stems, &key, 7, (at, at + 1)));
        }
    }

    fn lexicon(&self, sink: &mut impl Sink) {
        let all = (0, self.tokens.len());
        sink.feature(feature(Family::Sum, &[self.sum(|_| true)], 10, all));
        let bad = u64::from(self.tokens.iter().any(|token| token.classes.any(BAD)));
        let sign = as_key(self.comparison);
        sink.feature(feature(Family::Comparison, &[sign], 15, all));
        sink.feature(feature(Family::Comparison, &[sign, bad], 15, all));
        for signal in &self.signals {
            self.signal(signal, Family::Signal, sink);
        }
    }

    /// A signal by its kind, its noun and its negation.
    pub(super) fn signal(&self, signal: &Signal, family: Family, sink: &mut impl Sink) {
        use super::signals::Sense;
        let at = (signal.at, signal.at);
        let (kind, noun) = match signal.sense {
            Sense::Moves { up, noun: None } => (u64::from(up), None),
            Sense::Moves { up, noun: Some(noun) } => {
                let bad = self.tokens[noun].classes.any(BAD);
                (2 + u64::from(up) + 2 * u64::from(bad), Some((noun, up)))
            }
            Sense::Judges if (signal.weight > 0) != signal.negated => (6, None),
            Sense::Judges => (7, None),
            Sense::Change => (8 + u64::from(signal.weight > 0), None),
        };
        sink.feature(feature(family, &[kind], 10, at));
        if let Some((noun, up)) = noun {
            let span = (signal.at.min(noun), signal.at.max(noun));
            sink.feature(feature(
                Family::Noun,
                &[family as u64, u64::from(up), self.tokens[noun].word.id],
                10,
                span,
            ));
        }
        if signal.negated {
            sink.feature(feature(family, &[10], 10, at));
        }
    }

    fn classes(&self, sink: &mut impl Sink) {
        let (symbols, last) = (&self.symbols, self.tokens.len());
        let place = |at: usize| at.saturating_sub(1).min(last);
        let mut tonal = 0;
        for at in 0..symbols.len() {
            tonal = tonal.max(at);
            tonal += symbols[tonal..].iter().take_while(|symbol| !is_tonal(**symbol)).count();
            let runs = (2..=4).filter_map(|length| symbols.get(at..at + length));
            for run in runs.filter(|run| tonal < at + run.len()) {
                let span = (place(at), place(at + run.len() - 1));
                sink.feature(feature(Family::Classes, &[packed(run)], 5, span));
            }
        }
        let mut marked: Vec<(usize, u8)> = Vec::with_capacity(symbols.len());
        let all = symbols.iter().copied().enumerate();
        marked.extend(all.filter(|(_, symbol)| !matches!(symbol, b'w' | b'.')));
        for length in 2..=3 {
            for run in marked.windows(length) {
                let key = run.iter().fold(0, |key, (_, symbol)| key << 8 | u64::from(*symbol));
                let span = (place(run[0].0), place(run[length - 1].0));
                sink.feature(feature(Family::Marks, &[length as u64, key], 5, span));
            }
        }
        self.beside(sink);
    }

    pub(super) fn symbol(&self, at: usize) -> u8 {
        self.symbols[at + 1]
    }

    /// The words around each word that the lexicon knows.
    fn beside(&self, sink: &mut impl Sink) {
        let known = UP | DOWN | GOOD | BAD | PLUS | MINUS;
        for (at, token) in self.tokens.iter().enumerate() {
            if !token.classes.any(known) {
                continue;
            }
            let end = (at + BESIDE_REACH + 1).min(self.tokens.len());
            for place in at.saturating_sub(BESIDE_REACH)..end {
                if place != at && self.tokens[place].kind == Kind::Word {
                    let key = [
                        u64::from(self.symbol(at)),
                        u64::from(place < at),
                        self.tokens[place].word.id,
                    ];
                    sink.feature(feature(Family::Beside, &key, 5, (at.min(place), at.max(place))));
                }
            }
        }
    }

    /// The sum of the signals at such places, in whole units within -3 and 3.
    pub(super) fn sum(&self, is_in: impl Fn(usize) -> bool) -> u64 {
        let sum: i64 =
            self.signals.iter().filter(|signal| is_in(signal.at)).map(|signal| signal.weight).sum();
        let half = 500 * sum.signum();
        as_key(((sum + half) / 1000).clamp(-3, 3))
    }
}

/// A feature from the parts of its key.
#[inline]
pub(super) fn feature(
    family: Family,
    parts: &[u64],
    value: i32,
    tokens: (usize, usize),
) -> Feature {
    let start = (family as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let key = parts
        .iter()
        .fold(start, |key, part| (key ^ part).wrapping_mul(0xBF58_476D_1CE4_E5B9).rotate_left(29));
    let mixed = (key ^ (key >> 32)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let bucket = u32::try_from(mixed >> (64 - BUCKET_BITS)).unwrap_or_default();
    Feature { bucket, value, tokens }
}

/// Whether a run with such a symbol is a feature.
fn is_tonal(symbol: u8) -> bool {
    matches!(symbol, b'U' | b'D' | b'P' | b'M' | b'N' | b'g' | b'b' | b'f')
}

/// A class symbol: what the lexicon says of a token, else what it is.
fn symbol(token: &Token<'_>) -> u8 {
    match token.kind {
        Kind::Number | Kind::Change(_) => b'#',
        Kind::Target => b'T',
        Kind::Other => b'O',
        Kind::Mark if token.text == "?" => b'?',
        Kind::Mark if token.text == "%" => b'%',
        Kind::Mark | Kind::Link => b'.',
        Kind::Word if token.classes == token.word.classes => token.word.symbol,
        Kind::Word => token.classes.symbol(),
    }
}

pub(super) fn as_key(signed: i64) -> u64 {
    signed.cast_unsigned()
}

pub(super) fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(bytes.len() as u64, |key, byte| key << 8 | u64::from(*byte))
}

//! Takes 100,000 made-up names and a megabyte of made-up sentences; gives the bytes per second
//! at which one thread names every entity in them, and what the automaton alone would take.

use aho_corasick::{AhoCorasick, MatchKind};
use contrabrief::analyse::Linker;
use contrabrief::model::{ReferenceKind, ReferenceName, Ticker};
use divan::Bencher;
use divan::counter::BytesCount;

const NAMES: usize = 100_000;
const TEXT_BYTES: usize = 1 << 20;
/// Words between two names: headlines and articles name something every dozen words.
const WORDS_BETWEEN: u64 = 12;
const SYLLABLES: [&str; 24] = [
    "ar", "bel", "cor", "dan", "el", "for", "gan", "hol", "in", "jas", "kel", "lor", "mar", "nov",
    "or", "pel", "quin", "ras", "sol", "tan", "ul", "ver", "win", "zen",
];
const PLAIN: [&str; 24] = [
    "after", "bank", "cost", "demand", "earned", "fell", "growth", "higher", "in", "its", "lower",
    "market", "of", "over", "profit", "quarter", "rose", "sales", "said", "the", "to", "while",
    "with", "year",
];

fn main() {
    divan::main();
}

/// A linear generator: the same names and text on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from((self.0 >> 33) % bound).unwrap_or_default()
    }

    fn word(&mut self) -> String {
        let syllables = 2 + self.below(2);
        let word: String = (0..syllables).map(|_| SYLLABLES[self.below(24)]).collect();
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    }
}

fn names() -> Vec<ReferenceName> {
    let mut numbers = Numbers(4);
    (0..NAMES)
        .map(|place| {
            let words: Vec<String> = (0..2 + numbers.below(2)).map(|_| numbers.word()).collect();
            ReferenceName {
                ticker: Ticker::parse(&format!("Z{place}")).ok(),
                name: words.join(" "),
                aliases: Vec::new(),
                kind: ReferenceKind::Equity,
            }
        })
        .collect()
}

/// What finds the same names, and parts of words besides, in any case and without judgement.
fn automaton(names: &[ReferenceName]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(names.iter().map(|name| &name.name))
        .expect("the names fit")
}

/// Which name is spoken of next.
#[derive(Clone, Copy, Debug)]
enum Draw {
    /// As in news: the name of rank r is drawn in proportion to 1 / r (Zipf's law).
    Zipf,
    /// Each name as often as any other: no name is ever near the processor.
    Even,
}

impl Draw {
    fn name(self, numbers: &mut Numbers) -> usize {
        match self {
            Self::Even => numbers.below(NAMES as u64),
            // Half of what is left of the ranks, again and again: one octave as often as another.
            Self::Zipf => {
                let octave = numbers.below(u64::from(NAMES.ilog2()));
                (1 << octave) + numbers.below(1 << octave) - 1
            }
        }
    }
}

fn sentences(names: &[ReferenceName], draw: Draw) -> Vec<String> {
    let mut numbers = Numbers(5);
    let mut sentences = Vec::new();
    let mut bytes = 0;
    while bytes < TEXT_BYTES {
        let mut sentence = String::from("Yesterday");
        for _ in 0..24 {
            sentence.push(' ');
            match numbers.below(WORDS_BETWEEN) {
                0 => sentence.push_str(&names[draw.name(&mut numbers)].name),
                1 => sentence.push_str(&numbers.word()),
                _ => sentence.push_str(PLAIN[numbers.below(24)]),
            }
        }
        sentence.push('.');
        bytes += sentence.len();
        sentences.push(sentence);
    }
    sentences
}

#[divan::bench(args = [Draw::Zipf, Draw::Even])]
fn every_entity_of_each_sentence(bencher: Bencher, draw: Draw) {
    let names = names();
    let linker = Linker::with_reference([], &names);
    let sentences = sentences(&names, draw);
    let bytes: usize = sentences.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        sentences.iter().map(|sentence| linker.entities_in(sentence).len()).sum::<usize>()
    });
}

#[divan::bench(args = [Draw::Zipf, Draw::Even])]
fn the_automaton_alone_at_every_byte(bencher: Bencher, draw: Draw) {
    let names = names();
    let automaton = automaton(&names);
    let sentences = sentences(&names, draw);
    let bytes: usize = sentences.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        sentences.iter().map(|sentence| automaton.find_iter(sentence).count()).sum::<usize>()
    });
}

#[divan::bench]
fn build_from_a_hundred_thousand_names(bencher: Bencher) {
    let names = names();
    bencher.bench(|| Linker::with_reference([], &names));
}

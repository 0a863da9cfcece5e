//! Takes a sentence and the model; gives the words that moved its score. Never more than a
//! reader can take in.

use super::RuleVerdict;
use super::features::{Feature, Sentence};
use super::model::Model;
use super::tally::Tally;

const WORDS_MAX: usize = 5;
/// Words that move the odds less than this, in log-odds, are not worth a reader's time.
const LEAST: f64 = 0.05;

/// Words that tell a reader nothing, whatever they weigh.
const SMALL: [&str; 20] = [
    "an", "and", "are", "as", "at", "by", "for", "from", "have", "in", "is", "its", "of", "on",
    "that", "the", "their", "to", "was", "with",
];

/// A word and what it did to the score.
///
/// # Units
/// Log-odds of positive against negative; half of a pair's weight goes to each of its ends. What
/// belongs to the sentence as a whole is nobody's.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredWord {
    /// In lower case; a name stands as it was given.
    pub word: String,
    /// Signed.
    pub weight: f64,
}

pub(super) fn words(read: &Sentence<'_>, verdict: RuleVerdict) -> Vec<ScoredWord> {
    let model = Model::shipped();
    let judged = model.judge(Tally::shipped(read), verdict.push);
    let mut halves = vec![0_i64; read.tokens.len()];
    read.features(&mut |feature: Feature| {
        let (first, last) = feature.tokens;
        if last < halves.len() {
            let [positive, negative] = Tally::of(feature, model).toward;
            halves[first] += positive - negative;
            halves[last] += positive - negative;
        }
    });
    let mut words: Vec<ScoredWord> = Vec::new();
    for (token, lean) in read.tokens.iter().zip(halves) {
        let thousandths = i32::try_from(lean.clamp(-1_000_000, 1_000_000)).unwrap_or_default();
        let weight = f64::from(thousandths) / 2.0 * judged.unit;
        match words.iter_mut().find(|known| known.word == token.text) {
            Some(known) => known.weight += weight,
            None => words.push(ScoredWord { word: token.text.to_owned(), weight }),
        }
    }
    words.retain(|word| {
        let tells = word.word.len() > 1 && !SMALL.contains(&word.word.as_str());
        tells && word.weight.abs() >= LEAST
    });
    words.sort_by(|left, right| right.weight.abs().total_cmp(&left.weight.abs()));
    words.truncate(WORDS_MAX);
    words
}

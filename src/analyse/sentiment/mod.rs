//! Takes a sentence and whom it is asked about; gives a score, how sure it is, and the words
//! that moved it. Never downloads anything, and gives the same score on every machine.
//!
//! A linear model over hashed, target-aware features, blended with a lexicon and rules; the
//! method, its training and its measured figures are in `docs/sentiment.md`.

mod compare;
mod entities;
mod explanation;
mod features;
mod lexicon;
mod model;
mod roles;
mod rules;
mod signals;
mod tally;
mod target_features;
mod tokens;
mod words;

use std::sync::LazyLock;

use crate::model::Sha256Hash;

pub use explanation::ScoredWord;
pub use features::{BUCKET_BITS, Feature};
pub use model::{Model, Probabilities};

use features::Sentence;
use model::exact;
use signals::{Sense, Signal};
use tally::Tally;

/// Raised when scores may change for another reason than new weights.
const VERSION: &str = "3.0.0";
/// The rules say half of the most they can at so many milli-units.
const HALF: i64 = 1500;
/// Nouns whose fall is good for one and bad for another.
const EITHER_WAY: [&str; 5] = ["inflation", "yields", "unemployment", "claims", "taxes"];
/// So much louder where words were turned round. Tried: 1 to 6; from 1 to 3 nothing changes where
/// the weights know the source, and where they do not a seventh of the flips goes.
const TURNED: f64 = 3.0;
/// What a question or a supposition leaves of it.
const UNSURE_PCT: i64 = 60;

static NAME: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256Hash::of(Model::packed()).to_string();
    format!("linear+rules {VERSION} (weights {})", &hash[..12])
});

/// What scores a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The linear model and the rules that are compiled in.
    #[default]
    Embedded,
}

/// The tone of a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// -1 to 1, unrounded.
    pub score: f64,
    /// -1, 0 or 1: the class with the least expected cost.
    pub class: i8,
    /// How likely that class is, 0 to 1; calibrated.
    pub confidence: f64,
    /// How likely it is that the sentence has a tone at all, 0 to 1.
    pub tonality: f64,
}

impl Engine {
    /// Its name, its version and the start of its weights' SHA-256, as an edition prints it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Embedded => &NAME,
        }
    }

    /// The tone of `sentence` for `target`, or as a whole without one. `others` are further
    /// names in it. A sentence without a letter is neutral.
    #[must_use]
    pub fn score(&self, sentence: &str, target: Option<&str>, others: &[&str]) -> Scored {
        match self {
            Self::Embedded => {
                let (lower, names) = plain(sentence, target, others);
                let read = names.read(&lower);
                if !read.says_something() {
                    return Scored { score: 0.0, class: 0, confidence: 1.0, tonality: 0.0 };
                }
                let model = Model::shipped();
                let verdict = verdict(&read);
                let probable = model.judge(Tally::shipped(&read), verdict.push).probable;
                let class = probable.class();
                let score = on_side(model.score(&probable, verdict.score), class);
                let tonality = 1.0 - probable.neutral;
                Scored { score, class, confidence: probable.confidence(), tonality }
            }
        }
    }

    /// The words that moved the score of such a sentence, the strongest first.
    #[must_use]
    pub fn explain(
        &self,
        sentence: &str,
        target: Option<&str>,
        others: &[&str],
    ) -> Vec<ScoredWord> {
        match self {
            Self::Embedded => {
                let (lower, names) = plain(sentence, target, others);
                let read = names.read(&lower);
                explanation::words(&read, verdict(&read))
            }
        }
    }
}

/// A score against its own class would be read as an error: it is 0 then.
fn on_side(score: f64, class: i8) -> f64 {
    if f64::from(class) * score < 0.0 { 0.0 } else { score }
}

/// The features of a sentence, each as often as it has it, for training.
#[must_use]
pub fn features(sentence: &str, target: Option<&str>, others: &[&str]) -> Vec<Feature> {
    let (lower, names) = plain(sentence, target, others);
    let mut found = Vec::new();
    names.read(&lower).features(&mut |feature: Feature| found.push(feature));
    found
}

/// What lexicon and rules alone say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleVerdict {
    /// -1 to 1.
    pub score: f64,
    /// How hard it pushes the odds, -3 to 3.
    pub push: f64,
}

/// What lexicon and rules alone say, for calibration.
#[must_use]
pub fn rule_verdict(sentence: &str, target: Option<&str>, others: &[&str]) -> RuleVerdict {
    let (lower, names) = plain(sentence, target, others);
    verdict(&names.read(&lower))
}

/// Words that were turned round, such as a falling cost, mislead whoever counts words: there
/// the rules speak louder.
fn insistence(read: &Sentence<'_>, score: f64) -> f64 {
    let is_turned = |signal: &Signal| {
        let moves_bad = matches!(signal.sense, Sense::Moves { noun: Some(noun), .. }
            if read.tokens[noun].classes.any(lexicon::BAD) && !EITHER_WAY.contains(&read.tokens[noun].text));
        exact(signal.weight) * score > 0.0 && (moves_bad || signal.negated)
    };
    if read.signals.iter().any(is_turned) && !read.is_unsure() { TURNED } else { 1.0 }
}

/// Where several names share a sentence the rules decide what belongs to the target; else all
/// that is said counts.
fn verdict(read: &Sentence<'_>) -> RuleVerdict {
    let shared = read.tokens.iter().any(|token| token.kind == tokens::Kind::Other);
    let said: i64 = if shared {
        rules::weigh(&read.tokens, &read.signals).iter().map(|(_, weight)| weight).sum()
    } else {
        let signals: i64 = read.signals.iter().map(|signal| signal.weight).sum();
        signals + 1000 * read.comparison
    };
    let sum = if read.is_unsure() { said * UNSURE_PCT / 100 } else { said };
    let score = exact(sum * 1000 / (sum.abs() + HALF)) / 1000.0;
    RuleVerdict { score, push: score * insistence(read, score) }
}

/// Names in the form that is read.
struct Names {
    target: Option<String>,
    others: Vec<String>,
}

impl Names {
    fn read<'a>(&self, lower: &'a str) -> Sentence<'a> {
        let others: Vec<&str> = self.others.iter().map(String::as_str).collect();
        Sentence::read(lower, self.target.as_deref(), &others)
    }
}

fn plain(sentence: &str, target: Option<&str>, others: &[&str]) -> (String, Names) {
    let names = Names {
        target: target.map(features::lowered),
        others: others.iter().map(|name| features::lowered(name)).collect(),
    };
    (features::lowered(sentence), names)
}

#[cfg(test)]
mod tests;

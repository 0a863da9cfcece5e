//! Takes a sentence and whom it is asked about; gives a score and the words that moved it.
//! Never downloads anything, and gives the same score on every machine.

mod compare;
mod lexicon;
mod rules;
mod text;
mod tokens;

pub use text::{TargetScore, TextScore, score_text};

/// Half of the full score is reached at so many milli-units.
const HALF: i64 = 1500;

/// What scores a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Our lexicon and rules.
    #[default]
    Rules,
}

/// The tone of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// -1 to 1, unrounded.
    pub score: f64,
    /// 0 when nothing was found or all of it disagrees, towards 1 when much agrees.
    pub confidence: f64,
    /// The words that moved the score, in text order.
    pub words: Vec<ScoredWord>,
}

/// A word and what it did to the score.
///
/// # Units
/// One direction with its noun, or one judging word, is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredWord {
    /// In lower case.
    pub word: String,
    /// Signed.
    pub weight: f64,
}

impl Engine {
    /// Its name and version, as an edition prints it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rules => "rules 1.0.0",
        }
    }

    /// The tone of `sentence` for `target`, or as a whole without one. `others` are further
    /// names in it.
    #[must_use]
    pub fn score(&self, sentence: &str, target: Option<&str>, others: &[&str]) -> Scored {
        match self {
            Self::Rules => by_rules(sentence, target, others),
        }
    }
}

fn by_rules(sentence: &str, target: Option<&str>, others: &[&str]) -> Scored {
    // The typographic apostrophe is the plain one, so that "isn’t" is found.
    let lower = sentence.replace('’', "'").to_ascii_lowercase();
    let target = target.map(|name| name.replace('’', "'"));
    let others: Vec<String> = others.iter().map(|name| name.replace('’', "'")).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let tokens = tokens::tokens(&lower, target.as_deref(), &others);
    let of_markets = target.is_some() || lower.contains(['$', '%']);
    let weights = rules::weigh(&tokens, target.is_some(), of_markets);
    let sum: i64 = weights.iter().map(|(_, weight)| weight).sum();
    let size: i64 = weights.iter().map(|(_, weight)| weight.abs()).sum();
    Scored {
        score: unit(sum * 1000 / (sum.abs() + HALF)),
        confidence: unit(sum.abs() * 1000 / (size + HALF)),
        words: weights
            .into_iter()
            .map(|(at, weight)| ScoredWord {
                word: tokens[at].text.to_owned(),
                weight: unit(weight),
            })
            .collect(),
    }
}

/// Milli-units as a fraction.
fn unit(milli: i64) -> f64 {
    f64::from(i32::try_from(milli).unwrap_or(if milli < 0 { i32::MIN } else { i32::MAX })) / 1000.0
}

#[cfg(test)]
mod tests;

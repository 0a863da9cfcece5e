//! Takes answers to rows the model has not learnt; gives the temperature of its confidence and
//! the map from probabilities to a score. Never changes a weight.

use std::fmt;

use contrabrief::analyse::sentiment::{Probabilities, RuleVerdict};

use super::Answer;
use super::fit::{Features, Weights, probabilities};
use super::rows::{CALIBRATION, Row, TRAINED};

/// What a verdict of the rules is worth, in log-odds. Tried: 0, 0.3, 0.6, 0.9, 1.2; 0.3 gains a
/// point where `FinEntity` is left out and costs `SEntFiN` a fifth of one.
const RULE_ODDS: f64 = 0.3;

/// score = slope (p+ - p-) + rule slope x rules + offset.
pub(crate) struct ScoreMap {
    pub(crate) slope: f64,
    pub(crate) rule_slope: f64,
    pub(crate) offset: f64,
}

impl fmt::Display for ScoreMap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { slope, rule_slope, offset } = self;
        write!(formatter, "{slope:.3} (p+ - p-) + {rule_slope:.3} rules + {offset:.3}")
    }
}

/// How the weights' log-odds and the rules' verdict come together.
pub(crate) struct Blend {
    /// Factor of the weights' log-odds.
    pub(crate) temperature: f64,
    /// Log-odds for positive, and against negative, of a verdict of 1.
    pub(crate) rule_odds: f64,
}

impl fmt::Display for Blend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "temperature {:.2}, rules {:.2}", self.temperature, self.rule_odds)
    }
}

impl Blend {
    /// How likely each class is, both taken together.
    pub(crate) fn of(&self, answer: [f32; 3], verdict: RuleVerdict) -> Probabilities {
        let [positive, negative, neutral] =
            answer.map(|part| libm::pow(f64::from(part).max(1e-9), self.temperature));
        let push = libm::exp(self.rule_odds * verdict.push);
        let (positive, negative) = (positive * push, negative / push);
        let sum = positive + negative + neutral;
        Probabilities { negative: negative / sum, neutral: neutral / sum, positive: positive / sum }
    }
}

/// The temperature, to the hundredth, that makes the answers most likely.
pub(crate) fn blend(rows: &[Row], answers: &[Answer], verdicts: &[RuleVerdict]) -> Blend {
    let loss = |temperature: f64| -> f64 {
        let blend = Blend { temperature, rule_odds: RULE_ODDS };
        answers
            .iter()
            .filter(|(row, _)| TRAINED.contains(&rows[*row].set))
            .map(|(row, answer)| {
                let probable = blend.of(*answer, verdicts[*row]);
                let right = [probable.positive, probable.negative, probable.neutral];
                -libm::log(right[rows[*row].class].max(1e-12))
            })
            .sum()
    };
    let steps = (50..=120).map(|hundredths| f64::from(hundredths) / 100.0);
    let best = steps.min_by(|left, right| loss(*left).total_cmp(&loss(*right)));
    Blend { temperature: best.unwrap_or(1.0), rule_odds: RULE_ODDS }
}

/// Least squares on the sets that carry scores; none of them trained a weight.
pub(crate) fn score_map(
    rows: &[Row],
    features: &[Features],
    weights: &Weights,
    blend: &Blend,
    verdicts: &[RuleVerdict],
) -> ScoreMap {
    let mut normal = [[0.0_f64; 4]; 3];
    let mut points = Vec::new();
    for ((row, features), &rule) in rows.iter().zip(features).zip(verdicts) {
        if !CALIBRATION.contains(&row.set) {
            continue;
        }
        let probable = blend.of(probabilities(weights, features), rule);
        let known = [probable.positive - probable.negative, rule.score, 1.0];
        points.push((row, known));
        for (line, left) in normal.iter_mut().zip(known) {
            for (cell, right) in line.iter_mut().zip(known) {
                *cell += left * right;
            }
            line[3] += left * row.score;
        }
    }
    let [slope, rule_slope, offset] = solve(normal);
    for set in CALIBRATION {
        let (mut product, mut ours, mut theirs) = (0.0, 0.0, 0.0);
        for (row, known) in points.iter().filter(|(row, _)| row.set == set) {
            let score = slope * known[0] + rule_slope * known[1] + offset;
            product += score * row.score;
            ours += score * score;
            theirs += row.score * row.score;
        }
        println!("{set}: cosine {:.3}", product / libm::sqrt(ours * theirs));
    }
    ScoreMap { slope, rule_slope, offset }
}

/// Gauss-Jordan on three equations.
fn solve(mut lines: [[f64; 4]; 3]) -> [f64; 3] {
    for pivot in 0..3 {
        let head = lines[pivot][pivot];
        lines[pivot] = lines[pivot].map(|cell| cell / head);
        for other in (0..3).filter(|other| *other != pivot) {
            let factor = lines[other][pivot];
            let head = lines[pivot];
            for (cell, above) in lines[other].iter_mut().zip(head) {
                *cell -= factor * above;
            }
        }
    }
    lines.map(|line| line[3])
}

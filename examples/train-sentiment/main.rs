//! Trains, measures and packs the sentiment engine's weights. The same bytes each time.
//!
//!     cargo run --release --example train-sentiment -- ../shared/data/sentiment
//!
//! Prints cross-validation and leave-one-set-out figures, fits temperature and score map, and
//! writes `src/analyse/sentiment/weights.bin`; with `--only-measure` it writes nothing.
//! `docs/sentiment.md` explains the figures, `NOTICE` names the sets that the weights come from.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a program for developers: weights are f32, and it prints its tables"
)]

mod calibration;
mod fit;
mod own;
mod report;
mod rows;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use contrabrief::analyse::sentiment::{Model, RuleVerdict, features, rule_verdict};

use fit::{BUCKETS, Features, Weights};
use rows::{OWN, Row, TRAINED};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/analyse/sentiment/weights.bin");
const FOLDS: u32 = 5;

/// What is fitted on some rows and asked about others.
struct Trial {
    name: String,
    learns: Vec<usize>,
    answers: Vec<usize>,
}

/// A row and how likely it is positive, negative, neutral, by the weights alone.
type Answer = (usize, [f32; 3]);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("usage: train-sentiment FOLDER [--only-measure]")?;
    let mut rows = rows::read(Path::new(folder))?;
    rows.extend(own::rows());
    let features: Vec<Features> = rows.iter().map(features_of).collect();

    let trials = trials(&rows);
    let answers = run(&trials, &rows, &features);
    let validated: Vec<Answer> = trials
        .iter()
        .zip(&answers)
        .filter(|(trial, _)| trial.name == "fold")
        .flat_map(|(_, answers)| answers.iter().copied())
        .collect();
    let verdicts: Vec<RuleVerdict> = rows.iter().map(verdict_of).collect();
    let blend = calibration::blend(&rows, &validated, &verdicts);
    println!("Cross-validation ({FOLDS} folds by text), {blend}\n");
    report::header();
    for set in TRAINED {
        report::line(set, &rows, &of_set(&rows, &validated, set), &blend, &verdicts);
    }
    println!("\nLeave one set out\n");
    report::header();
    for (trial, answers) in trials.iter().zip(&answers).filter(|(trial, _)| trial.name != "fold") {
        report::line(&trial.name, &rows, answers, &blend, &verdicts);
    }

    let all: Vec<usize> = (0..rows.len()).filter(|&row| trains(&rows[row])).collect();
    let weights = quantise(&fit::fit(&rows, &features, &all));
    let map = calibration::score_map(&rows, &features, &weights.dense(), &blend, &verdicts);
    println!("\nScore map: {map}\n");
    report::rules_alone(&rows, &verdicts);
    let packed = weights.model(&blend, &map).pack()?;
    println!("\n{} bytes, {} buckets in use", packed.len(), weights.used());
    if !arguments.iter().any(|argument| argument == "--only-measure") {
        std::fs::write(WEIGHTS, &packed)?;
        println!("written to src/analyse/sentiment/weights.bin");
    }
    Ok(())
}

fn trains(row: &Row) -> bool {
    TRAINED.contains(&row.set) || row.set == OWN
}

fn features_of(row: &Row) -> Features {
    let others: Vec<&str> = row.others.iter().map(String::as_str).collect();
    let found = features(&row.text, row.target.as_deref(), &others);
    let square: i32 = found.iter().map(|feature| feature.value * feature.value).sum();
    let norm = (square as f32).sqrt().max(1.0);
    found.iter().map(|feature| (feature.bucket, feature.value as f32 / norm)).collect()
}

fn verdict_of(row: &Row) -> RuleVerdict {
    let others: Vec<&str> = row.others.iter().map(String::as_str).collect();
    rule_verdict(&row.text, row.target.as_deref(), &others)
}

fn trials(rows: &[Row]) -> Vec<Trial> {
    let pick = |wanted: &dyn Fn(&Row) -> bool| -> Vec<usize> {
        (0..rows.len()).filter(|&row| wanted(&rows[row])).collect()
    };
    let folds = (0..FOLDS).map(|fold| Trial {
        name: "fold".to_owned(),
        learns: pick(&|row| trains(row) && row.fold != fold),
        answers: pick(&|row| trains(row) && row.fold == fold),
    });
    let sets = TRAINED.iter().map(|set| Trial {
        name: format!("without {set}"),
        learns: pick(&|row| trains(row) && row.set != *set),
        answers: pick(&|row| row.set == *set),
    });
    folds.chain(sets).collect()
}

/// The answers of each trial; several run at once, each by itself.
fn run(trials: &[Trial], rows: &[Row], features: &[Features]) -> Vec<Vec<Answer>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(vec![Vec::new(); trials.len()]);
    let work = || {
        while let Some(trial) = trials.get(next.fetch_add(1, Ordering::SeqCst)) {
            let weights = quantise(&fit::fit(rows, features, &trial.learns)).dense();
            let answers = trial
                .answers
                .iter()
                .map(|&row| (row, fit::probabilities(&weights, &features[row])))
                .collect();
            let at = trials.iter().position(|other| std::ptr::eq(other, trial));
            if let (Some(at), Ok(mut done)) = (at, done.lock()) {
                done[at] = answers;
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    done.into_inner().unwrap_or_default()
}

fn of_set(rows: &[Row], answers: &[Answer], set: &str) -> Vec<Answer> {
    answers.iter().copied().filter(|(row, _)| rows[*row].set == set).collect()
}

/// Weights as whole numbers of `unit`; the greatest is 127.
struct Quantised {
    unit: f32,
    weights: Vec<[i8; 2]>,
}

/// Neutral is the zero of the log-odds.
fn quantise(weights: &Weights) -> Quantised {
    let against_neutral: Vec<[f32; 2]> =
        weights.chunks(3).map(|three| [three[0] - three[2], three[1] - three[2]]).collect();
    let most =
        against_neutral.iter().flatten().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let unit = (most / 127.0).max(f32::MIN_POSITIVE);
    let round = |weight: f32| (weight / unit).round() as i8;
    Quantised { unit, weights: against_neutral.iter().map(|pair| pair.map(round)).collect() }
}

impl Quantised {
    /// As [`fit::probabilities`] wants them.
    fn dense(&self) -> Weights {
        let mut dense = vec![0.0; 3 * BUCKETS];
        for (three, [positive, negative]) in dense.chunks_mut(3).zip(&self.weights) {
            three[0] = f32::from(*positive) * self.unit;
            three[1] = f32::from(*negative) * self.unit;
        }
        dense
    }

    fn used(&self) -> usize {
        self.weights.iter().filter(|pair| **pair != [0, 0]).count()
    }

    fn model(&self, blend: &calibration::Blend, map: &calibration::ScoreMap) -> Model {
        let millionths = |value: f64| (value * 1e6).round() as i32;
        Model {
            step: millionths(f64::from(self.unit) * blend.temperature),
            rule_odds: millionths(blend.rule_odds),
            slope: millionths(map.slope),
            rule_slope: millionths(map.rule_slope),
            offset: millionths(map.offset),
            weights: self.weights.clone(),
        }
    }
}

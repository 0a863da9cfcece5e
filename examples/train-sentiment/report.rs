//! Takes answers; prints how good they are, one line a set.

use contrabrief::analyse::sentiment::RuleVerdict;

use super::Answer;
use super::calibration::Blend;
use super::rows::{Row, TRAINED};

const BINS: usize = 10;

pub(crate) fn header() {
    println!("| set | rows | accuracy | macro-F1 | flips | calibration error | conflicts |");
    println!("|---|---|---|---|---|---|---|");
}

/// Accuracy, macro-F1, the share called the opposite, the expected calibration error in ten
/// bins, and the accuracy where the names of one text differ.
pub(crate) fn line(
    name: &str,
    rows: &[Row],
    answers: &[Answer],
    blend: &Blend,
    verdicts: &[RuleVerdict],
) {
    let mut table = [[0.0_f64; 3]; 3];
    let mut bins = [[0.0_f64; 2]; BINS];
    let mut conflicts = [0.0_f64; 2];
    for (at, answer) in answers {
        let row = &rows[*at];
        let probable = blend.of(*answer, verdicts[*at]);
        let called = match probable.class() {
            1 => 0,
            -1 => 1,
            _ => 2,
        };
        let right = f64::from(u8::from(called == row.class));
        table[row.class][called] += 1.0;
        let confidence = probable.confidence();
        let bin = (0..BINS - 1).filter(|bin| confidence * BINS as f64 >= (bin + 1) as f64).count();
        bins[bin][0] += confidence;
        bins[bin][1] += right;
        if row.conflicts {
            conflicts[0] += right;
            conflicts[1] += 1.0;
        }
    }
    let all = answers.len() as f64;
    let (accuracy, macro_f1) = figures(&table);
    let flips = (table[0][1] + table[1][0]) / all;
    let error: f64 = bins.iter().map(|bin| (bin[0] - bin[1]).abs()).sum::<f64>() / all;
    let conflicts = if conflicts[1] > 0.0 {
        format!("{:.3} of {}", conflicts[0] / conflicts[1], conflicts[1])
    } else {
        "none".to_owned()
    };
    println!(
        "| {name} | {all} | {accuracy:.3} | {macro_f1:.3} | {:.2} % | {error:.3} | {conflicts} |",
        100.0 * flips
    );
}

/// What lexicon and rules reach without the model, at the band's edge of 0.1.
pub(crate) fn rules_alone(rows: &[Row], verdicts: &[RuleVerdict]) {
    for set in TRAINED {
        let mut table = [[0.0_f64; 3]; 3];
        for (row, &verdict) in rows.iter().zip(verdicts).filter(|(row, _)| row.set == set) {
            let said = verdict.score;
            let called = if said >= 0.1 { 0 } else { 2 - usize::from(said <= -0.1) };
            table[row.class][called] += 1.0;
        }
        let (accuracy, macro_f1) = figures(&table);
        println!("rules alone, {set}: accuracy {accuracy:.3}, macro-F1 {macro_f1:.3}");
    }
}

fn figures(table: &[[f64; 3]; 3]) -> (f64, f64) {
    let all: f64 = table.iter().flatten().sum();
    let right: f64 = (0..3).map(|class| table[class][class]).sum();
    let f1 = |class: usize| {
        let is: f64 = table[class].iter().sum();
        let called: f64 = table.iter().map(|line| line[class]).sum();
        2.0 * table[class][class] / (is + called).max(1.0)
    };
    (right / all, (0..3).map(f1).sum::<f64>() / 3.0)
}

//! The rules on single sentences, and on the shared labelled sets where they are present.

use std::collections::BTreeMap;
use std::io::Write as _;

use proptest::prelude::*;

use super::*;

fn score(sentence: &str, target: &str, others: &[&str]) -> f64 {
    Engine::Rules.score(sentence, Some(target), others).score
}

#[test]
fn less_of_a_bad_thing_is_good() {
    assert!(score("Northlight cut its debt", "Northlight", &[]) > 0.1);
    assert!(score("Northlight's net loss narrowed", "Northlight", &[]) > 0.1);
    assert!(score("Northlight costs rose", "Northlight", &[]) < -0.1);
}

#[test]
fn figures_are_compared_with_their_units() {
    assert!(score("Northlight sales were 1.2 bn from 900 mln", "Northlight", &[]) > 0.1);
    assert!(score("Northlight loss of 3 mln vs profit of 2 mln", "Northlight", &[]) < -0.1);
}

#[test]
fn one_name_wins_over_the_other() {
    let sentence = "Northlight overtakes Plumtree";
    assert!(score(sentence, "Northlight", &["Plumtree"]) > 0.1);
    assert!(score(sentence, "Plumtree", &["Northlight"]) < -0.1);
    let sentence = "Northlight loses share to Plumtree";
    assert!(score(sentence, "Northlight", &["Plumtree"]) < -0.1);
    assert!(score(sentence, "Plumtree", &["Northlight"]) > 0.1);
}

#[test]
fn negation_turns_and_questions_weaken() {
    assert!(score("Northlight is not strong", "Northlight", &[]) < -0.1);
    let plain = score("Northlight shares surge", "Northlight", &[]);
    assert!(score("Will Northlight shares surge?", "Northlight", &[]) < plain);
}

#[test]
fn the_clause_of_the_target_counts() {
    let sentence = "Northlight shares surge, while Plumtree shares plunge";
    assert!(score(sentence, "Northlight", &["Plumtree"]) > 0.1);
    assert!(score(sentence, "Plumtree", &["Northlight"]) < -0.1);
}

proptest! {
    #[test]
    fn any_text_has_a_score_in_range(text in "\\PC{0,80}", name in "\\PC{0,8}") {
        let scored = Engine::Rules.score(&text, Some(&name), &[&name]);
        prop_assert!((-1.0..=1.0).contains(&scored.score));
        prop_assert!((0.0..=1.0).contains(&scored.confidence));
    }
}

/// Accuracy and macro-F1 on one set, `None` where the data is absent.
fn measure(file: &str) -> Option<(f64, f64)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/sentiment/");
    let Ok(lines) = std::fs::read_to_string(format!("{folder}{file}.jsonl")) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED {file}: ../shared/data is absent");
        return None;
    };
    let rows: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &rows {
        if let Some(target) = row["target"].as_str() {
            names.entry(row["text"].as_str().expect("a text")).or_default().push(target);
        }
    }
    let mut table = [[0_u32; 3]; 3];
    for row in &rows {
        let text = row["text"].as_str().expect("a text");
        let target = row["target"].as_str();
        let others: Vec<&str> = names.get(text).map_or(Vec::new(), |all| {
            all.iter().copied().filter(|name| Some(*name) != target).collect()
        });
        let score = Engine::Rules.score(text, target, &others).score;
        let said = if score >= 0.1 { 2 } else { usize::from(score > -0.1) };
        let is = match row["label"].as_str() {
            Some("positive") => 2,
            Some("neutral") => 1,
            _ => 0,
        };
        table[is][said] += 1;
    }
    let sum = |pick: &dyn Fn(usize) -> u32| (0..3).map(pick).sum::<u32>();
    let all = sum(&|is| table[is].iter().sum());
    let accuracy = f64::from(sum(&|is| table[is][is])) / f64::from(all);
    let f1 = (0..3)
        .map(|is| {
            let both = f64::from(table[is].iter().sum::<u32>() + sum(&|from| table[from][is]));
            2.0 * f64::from(table[is][is]) / both
        })
        .sum::<f64>()
        / 3.0;
    println!("{file}: accuracy {accuracy:.3}, macro-F1 {f1:.3}, {table:?}");
    Some((accuracy, f1))
}

#[test]
fn the_rules_reach_what_the_draft_reached() {
    let least = [("sentfin", 0.66), ("finentity", 0.67), ("twitter", 0.70)];
    let measured = least.map(|(file, least)| (file, least, measure(file)));
    for (file, least, figures) in measured {
        if let Some((accuracy, _)) = figures {
            assert!(accuracy >= least, "{file}: {accuracy:.3} is below {least}");
        }
    }
}

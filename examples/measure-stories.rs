//! Measures how well one story is told from two, on pairs of articles labelled by hand.
//!
//!     cargo run --release --example measure-stories -- ../shared/data/news
//!
//! `docs/story-pairs.csv` has the pairs: two ids, the stratum that they were drawn from, the
//! label. `docs/stories.md` explains the figures.

#![allow(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a program for developers: it counts pairs and prints its tables"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use contrabrief::analyse::reading::split_sentences;
use contrabrief::analyse::stories::{Vocabulary, Words, is_one_story};

const PAIRS: &str = include_str!("../docs/story-pairs.csv");
/// Pairs further apart than this are asked whether the later one is news at all.
const NEXT_DAY_HOURS: f64 = 20.0;

struct Article {
    at: DateTime<Utc>,
    id: String,
    title: String,
    first_sentence: String,
}

/// Two articles, what a reader said of them, and what the rules see.
struct Pair {
    is_same: bool,
    tunes: bool,
    hours: f64,
    likeness: f64,
    is_one: bool,
    old_jaccard: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: measure-stories FOLDER")?;
    let articles = articles(Path::new(&folder))?;
    let pairs = judge(&articles);
    let same = pairs.iter().filter(|pair| pair.is_same).count();
    println!("{} articles, {} pairs, {same} of them one story\n", articles.len(), pairs.len());
    println!("| rule | pairs | precision | recall | F1 |\n|---|---|---|---|---|");
    for (name, half) in [("tuned on", true), ("held out", false)] {
        let of_half = |pair: &&Pair| pair.tunes == half;
        line(&format!("this rule, {name}"), pairs.iter().filter(of_half), |pair| pair.is_one);
        let old = |pair: &Pair| pair.old_jaccard >= 0.5;
        line(&format!("Jaccard 0.5, {name}"), pairs.iter().filter(of_half), old);
    }
    println!("\n| likeness from | all pairs: precision | recall | next day: precision | recall |");
    println!("|---|---|---|---|---|");
    for hundredths in (14..=50).step_by(4) {
        let from = f64::from(hundredths) / 100.0;
        let all = figures(pairs.iter(), |pair| pair.likeness >= from);
        let later = pairs.iter().filter(|pair| pair.hours >= NEXT_DAY_HOURS);
        let later = figures(later, |pair| pair.likeness >= from);
        let [p, r, q, s] = [all.0, all.1, later.0, later.1];
        println!("| {from:.2} | {p:.2} | {r:.2} | {q:.2} | {s:.2} |");
    }
    Ok(())
}

fn articles(folder: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        for row in fs::read_to_string(path)?.lines() {
            let row: serde_json::Value = serde_json::from_str(row)?;
            let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            let written = text("published");
            let whole =
                if written.contains('T') { written } else { format!("{written}T12:00:00Z") };
            found.push(Article {
                at: whole.parse()?,
                id: text("id"),
                title: text("title"),
                first_sentence: split_sentences(&text("summary"))
                    .first()
                    .map_or_else(String::new, |&first| first.to_owned()),
            });
        }
    }
    found.sort_by(|left, right| (left.at, &left.id).cmp(&(right.at, &right.id)));
    Ok(found)
}

/// Each pair as the rules saw it when the later article came.
fn judge(articles: &[Article]) -> Vec<Pair> {
    let asked: Vec<[&str; 4]> = PAIRS
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').collect::<Vec<_>>().try_into().ok())
        .collect();
    let wanted: BTreeSet<&str> =
        asked.iter().flat_map(|[left, right, ..]| [*left, *right]).collect();
    let mut vocabulary = Vocabulary::default();
    let mut known: BTreeMap<&str, (Words, &Article)> = BTreeMap::new();
    let mut pairs = Vec::new();
    for article in articles {
        let words = vocabulary.learn(&article.title, &article.first_sentence);
        if !wanted.contains(article.id.as_str()) {
            continue;
        }
        known.insert(&article.id, (words, article));
        for (place, [left, right, _, label]) in asked.iter().enumerate() {
            let (Some(left), Some(right)) = (known.get(left), known.get(right)) else { continue };
            if left.1.id != article.id && right.1.id != article.id {
                continue;
            }
            let hours = (right.1.at - left.1.at).num_minutes().abs() as f64 / 60.0;
            pairs.push(Pair {
                is_same: *label == "same",
                tunes: place % 2 == 0,
                hours,
                likeness: vocabulary.likeness(&left.0, &right.0),
                is_one: is_one_story(&vocabulary, &left.0, &right.0, hours),
                old_jaccard: left.0.jaccard(&right.0),
            });
        }
    }
    pairs
}

fn line<'p>(
    name: &str,
    pairs: impl Iterator<Item = &'p Pair> + Clone,
    says_same: impl Fn(&Pair) -> bool,
) {
    let count = pairs.clone().count();
    let (precision, recall, f1) = figures(pairs.clone(), &says_same);
    let right = pairs.clone().filter(|pair| pair.is_same && says_same(pair)).count() as f64;
    let said = pairs.clone().filter(|pair| says_same(pair)).count() as f64;
    let same = pairs.filter(|pair| pair.is_same).count() as f64;
    let ([a, b], [c, d]) = (wilson(right, said), wilson(right, same));
    println!(
        "| {name} | {count} | {precision:.2} ({a:.2} to {b:.2}) | {recall:.2} ({c:.2} to {d:.2}) | {f1:.2} |"
    );
}

/// Precision, recall, F1.
fn figures<'p>(
    pairs: impl Iterator<Item = &'p Pair>,
    says_same: impl Fn(&Pair) -> bool,
) -> (f64, f64, f64) {
    let (mut right, mut said, mut same) = (0.0, 0.0, 0.0);
    for pair in pairs {
        let says = says_same(pair);
        right += f64::from(u8::from(says && pair.is_same));
        said += f64::from(u8::from(says));
        same += f64::from(u8::from(pair.is_same));
    }
    let (precision, recall) = (right / f64::max(said, 1.0), right / f64::max(same, 1.0));
    (precision, recall, 2.0 * precision * recall / f64::max(precision + recall, f64::MIN_POSITIVE))
}

/// The 95 % interval of a share (Wilson 1927).
fn wilson(hits: f64, all: f64) -> [f64; 2] {
    const Z: f64 = 1.96;
    let share = hits / all;
    let middle = share + Z * Z / (2.0 * all);
    let half = Z * libm::sqrt(share * (1.0 - share) / all + Z * Z / (4.0 * all * all));
    [-half, half].map(|half| (middle + half) / (1.0 + Z * Z / all))
}

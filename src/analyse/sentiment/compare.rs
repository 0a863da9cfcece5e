//! Takes tokens; gives what a comparison of two figures says: "rose to 5 mln from 4 mln",
//! "loss of 2 vs profit of 3". Integers only.

use super::lexicon::{BAD, GOOD};
use super::roles::COMPARES;
use super::tokens::Token;

const WEIGHT: i64 = 1000;
/// Words looked at on each side of the comparing word.
const REACH: usize = 8;

/// The weight of each comparison in milli-units, at the token that compares.
pub(super) fn comparisons(tokens: &[Token<'_>]) -> impl Iterator<Item = (usize, i64)> {
    (0..tokens.len())
        .filter(|&at| tokens[at].plays(COMPARES))
        .filter_map(|at| compare(tokens, at).map(|weight| (at, weight)))
}

fn compare(tokens: &[Token<'_>], at: usize) -> Option<i64> {
    let before = at.saturating_sub(REACH);
    let after = (at + 1 + REACH).min(tokens.len());
    let left = (before..at).rev().find(|&place| tokens[place].is_number())?;
    let right = (at + 1..after).find(|&place| tokens[place].is_number())?;
    let says = |range: std::ops::Range<usize>, stem: &str| {
        tokens[range].iter().any(|token| token.text.starts_with(stem))
    };
    let (loss, profit) = (says(before..at, "loss"), says(before..at, "profit"));
    if loss && says(at..right, "profit") {
        return Some(-WEIGHT);
    }
    if profit && says(at..right, "loss") {
        return Some(WEIGHT);
    }
    let older = amount(tokens, right)?;
    let newer = amount(tokens, left)?;
    let is_year = |place: usize| {
        let text = tokens[place].text;
        text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
    };
    if is_year(left) || is_year(right) {
        return None;
    }
    let topic = (before..at).rev().find(|&place| tokens[place].classes.any(GOOD | BAD));
    let bad = topic.is_some_and(|place| tokens[place].classes.any(BAD));
    let sign = match newer.cmp(&older) {
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => -1,
    };
    Some(if bad { -sign * WEIGHT } else { sign * WEIGHT })
}

/// The figure at `place` with its unit, in thousandths.
fn amount(tokens: &[Token<'_>], place: usize) -> Option<i128> {
    let text = tokens[place].text.replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let milli = whole.parse::<i128>().ok()?.checked_mul(1000)? + digits.parse::<i128>().ok()?;
    let unit = match tokens.get(place + 1).map_or("", |token| token.text) {
        "k" | "thousand" => 1_000,
        "lakh" => 100_000,
        "m" | "mn" | "mln" | "million" => 1_000_000,
        "cr" | "crore" => 10_000_000,
        "b" | "bn" | "billion" => 1_000_000_000,
        _ => 1,
    };
    milli.checked_mul(unit)
}

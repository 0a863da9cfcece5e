//! Takes the tokens of a sentence and their signals; gives the weight of each word that moves
//! the tone for the target, in milli-units. Integers only: the same score on every machine.

use super::compare::comparisons;
use super::lexicon::{CEDED, OVER};
use super::roles::{DOES_GOOD, DOES_HARM, TAKES};
use super::signals::{Sense, Signal};
use super::tokens::{Kind, Token};

/// A direction alone where nothing speaks of a market: below the neutral band's edge.
const FAINT: i64 = 150;
const RELATION: i64 = 1400;
/// A word further from the target is taken for somebody else's.
const TARGET_REACH: usize = 12;
const NAME_REACH: usize = 4;
/// Words between what is done and to whom: `a threat to the`.
const DONE_REACH: usize = 2;
/// A word outside the target's clauses keeps so many thousandths.
const ELSEWHERE: i64 = 100;

/// The words that move the tone of `tokens`, by position, clauses applied.
pub(super) fn weigh(tokens: &[Token<'_>], signals: &[Signal]) -> Vec<(usize, i64)> {
    let targeted = tokens.iter().any(|token| token.kind == Kind::Target);
    let of_markets = targeted || tokens.iter().any(|token| matches!(token.text, "$" | "%"));
    let relations = if targeted { relations(tokens) } else { Vec::new() };
    let related = |at: usize| relations.iter().any(|&(place, _)| place == at);
    let mut weights: Vec<(usize, i64)> = signals
        .iter()
        .filter(|signal| !related(signal.at))
        .map(|signal| (signal.at, if of_markets { signal.weight } else { faint(signal) }))
        .collect();
    weights.extend(comparisons(tokens));
    if targeted {
        keep_to_target(tokens, &mut weights);
    }
    weights.extend(relations);
    weights.sort_unstable();
    weights
}

fn faint(signal: &Signal) -> i64 {
    match signal.sense {
        Sense::Moves { noun: None, .. } => signal.weight.clamp(-FAINT, FAINT),
        _ => signal.weight,
    }
}

/// Weakens what is said outside the target's clauses or too far from it.
fn keep_to_target(tokens: &[Token<'_>], weights: &mut [(usize, i64)]) {
    let targets: Vec<usize> =
        (0..tokens.len()).filter(|&at| tokens[at].kind == Kind::Target).collect();
    let in_own = |at: usize| targets.iter().any(|&own| tokens[own].clause == tokens[at].clause);
    let near = |at: usize| targets.iter().any(|own| own.abs_diff(at) <= TARGET_REACH);
    let shared = tokens.iter().any(|token| token.kind == Kind::Other);
    if shared || weights.iter().any(|&(at, _)| in_own(at)) {
        for (at, weight) in weights {
            if !in_own(*at) || !near(*at) {
                *weight = *weight * ELSEWHERE / 1000;
            }
        }
    }
}

/// What one name does to the target: "A beats B", "A loses share to B", "A wins orders from B",
/// "at the expense of B", "helps B".
fn relations(tokens: &[Token<'_>]) -> Vec<(usize, i64)> {
    (0..tokens.len())
        .filter_map(|at| {
            let found = done_to_one(tokens, at).or_else(|| between_two(tokens, at));
            found.map(|sign| (at, sign * RELATION))
        })
        .collect()
}

/// +1 where the word at `at` does the target good, -1 where it harms it, whoever does it.
fn done_to_one(tokens: &[Token<'_>], at: usize) -> Option<i64> {
    let (sign, reach) = match &tokens[at] {
        token if token.text == "expense" => (-1, NAME_REACH),
        token if token.plays(DOES_GOOD) => (1, DONE_REACH),
        token if token.plays(DOES_HARM) => (-1, DONE_REACH),
        _ => return None,
    };
    let right = &tokens[at + 1..(at + 1 + reach).min(tokens.len())];
    let name = right.iter().find(|token| token.is_name())?;
    (name.kind == Kind::Target).then_some(sign)
}

/// +1 where the word at `at` says that the target gains on another name, -1 the other way.
fn between_two(tokens: &[Token<'_>], at: usize) -> Option<i64> {
    let token = &tokens[at];
    let right = &tokens[at + 1..(at + 1 + NAME_REACH).min(tokens.len())];
    let follows = |word: &str| right.iter().any(|token| token.text == word);
    let ceded = token.classes.any(CEDED) && follows("to");
    let won_from = token.plays(TAKES) && follows("from");
    if !ceded && !won_from && !token.classes.any(OVER) {
        return None;
    }
    let left = tokens[at.saturating_sub(NAME_REACH)..at].iter().rev().find(|t| t.is_name())?;
    let reach = if ceded || won_from { right } else { &right[..right.len().min(2)] };
    let name = reach.iter().find(|t| t.is_name()).filter(|name| name.kind != left.kind)?;
    let winner = if ceded { name } else { left };
    Some(if winner.kind == Kind::Target { 1 } else { -1 })
}

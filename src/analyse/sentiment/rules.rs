//! Takes the tokens of a sentence; gives the weight of each word that moves the tone, in
//! milli-units. Integers only, so that the score is the same on every machine.

use super::compare::comparisons;
use super::lexicon::{BAD, CEDED, DOWN, GOOD, HEDGE, MINUS, NOT, OVER, PLUS, UP};
use super::tokens::{Kind, Token};

/// A direction with a noun, a judging word, a direction alone.
const FULL: i64 = 1000;
const ALONE: i64 = 600;
/// A direction alone where nothing speaks of a market: below the neutral band's edge.
const FAINT: i64 = 150;
const RELATION: i64 = 1400;
const NOUN_REACH: usize = 6;
/// A word further from the target is taken for somebody else's.
const TARGET_REACH: usize = 12;
const NAME_REACH: usize = 4;
/// A word outside the target's clauses keeps so many thousandths.
const ELSEWHERE: i64 = 100;

/// The words that move the tone of `tokens`, by position, hedges and clauses applied.
pub(super) fn weigh(tokens: &[Token<'_>], targeted: bool, of_markets: bool) -> Vec<(usize, i64)> {
    let alone = if of_markets { ALONE } else { FAINT };
    let relations = if targeted { relations(tokens) } else { Vec::new() };
    let related = |at: usize| relations.iter().any(|&(place, _)| place == at);
    let mut weights: Vec<(usize, i64)> = (0..tokens.len())
        .filter(|&at| !related(at))
        .filter_map(|at| word_weight(tokens, at, alone).map(|weight| (at, weight)))
        .collect();
    weights.extend(comparisons(tokens));
    if targeted {
        let own = |clause: u16| {
            tokens.iter().any(|token| token.kind == Kind::Target && token.clause == clause)
        };
        let in_own = |at: usize| own(tokens[at].clause);
        let shared = tokens.iter().any(|token| token.kind == Kind::Other);
        if shared || weights.iter().any(|&(at, _)| in_own(at)) {
            let near = |at: usize| {
                tokens.iter().enumerate().any(|(place, token)| {
                    token.kind == Kind::Target && place.abs_diff(at) <= TARGET_REACH
                })
            };
            for (at, weight) in &mut weights {
                if !in_own(*at) || !near(*at) {
                    *weight = *weight * ELSEWHERE / 1000;
                }
            }
        }
    }
    weights.extend(relations);
    let unsure =
        tokens.iter().any(|token| token.kind == Kind::Question || token.classes.any(HEDGE));
    if unsure {
        for (_, weight) in &mut weights {
            *weight = *weight * 6 / 10;
        }
    }
    weights.sort_unstable();
    weights
}

fn word_weight(tokens: &[Token<'_>], at: usize, alone: i64) -> Option<i64> {
    if let Kind::Change(sign) = tokens[at].kind {
        return Some(sign * FULL);
    }
    let classes = tokens[at].classes;
    let plain = if classes.any(UP | DOWN) {
        let direction = if classes.any(UP) { 1 } else { -1 };
        match noun_near(tokens, at) {
            Some(true) => direction * FULL,
            Some(false) => -direction * FULL,
            None => direction * alone,
        }
    } else if classes.any(PLUS) {
        FULL
    } else if classes.any(MINUS) {
        -FULL
    } else {
        return None;
    };
    let negated = tokens[at.saturating_sub(3)..at].iter().enumerate().any(|(place, token)| {
        let next = tokens.get(at.saturating_sub(3) + place + 1);
        token.classes.any(NOT) && next.is_none_or(|next| !matches!(next.text, "only" | "brainer"))
    });
    Some(if negated { -plain * 7 / 10 } else { plain })
}

/// Whether the nearest noun is good (`true`) or bad to have more of.
fn noun_near(tokens: &[Token<'_>], at: usize) -> Option<bool> {
    let clause = tokens[at].clause;
    (1..=NOUN_REACH)
        .flat_map(|step| [at.checked_sub(step), at.checked_add(step)])
        .flatten()
        .filter_map(|place| tokens.get(place))
        .filter(|token| token.clause.abs_diff(clause) <= 1)
        .find(|token| token.classes.any(GOOD | BAD))
        .map(|token| !token.classes.any(BAD))
}

/// What one name does to the target: "A beats B", "A loses share to B", "at the expense of B".
fn relations(tokens: &[Token<'_>]) -> Vec<(usize, i64)> {
    let is_name = |token: &Token<'_>| matches!(token.kind, Kind::Target | Kind::Other);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let token = &tokens[at];
        let right = &tokens[at + 1..(at + 1 + NAME_REACH).min(tokens.len())];
        if token.text == "expense"
            && let Some(name) = right.iter().find(|token| is_name(token))
            && name.kind == Kind::Target
        {
            found.push((at, -RELATION));
            continue;
        }
        let ceded = token.classes.any(CEDED) && right.iter().any(|token| token.text == "to");
        if !ceded && !token.classes.any(OVER) {
            continue;
        }
        let left = tokens[at.saturating_sub(NAME_REACH)..at].iter().rev().find(|t| is_name(t));
        let reach = if ceded { right } else { &right[..right.len().min(2)] };
        let (Some(left), Some(name)) = (left, reach.iter().find(|t| is_name(t))) else { continue };
        let winner = if ceded { name } else { left };
        match (left.kind, name.kind) {
            (Kind::Target, Kind::Other) | (Kind::Other, Kind::Target) => {
                let sign = if winner.kind == Kind::Target { 1 } else { -1 };
                found.push((at, sign * RELATION));
            }
            _ => {}
        }
    }
    found
}

//! Takes tokens; gives the words that move the tone, each with its direction and its noun.
//! Never looks at whom the sentence is asked about.

use super::lexicon::{BAD, DOWN, GOOD, MINUS, NOT, PLUS, UP};
use super::roles::{CLAIM, DENIES, ENDS_OBJECT, TRANSITIVE};
use super::tokens::{Kind, Token};

/// A direction with a noun, or a judging word; a direction alone. Milli-units.
pub(super) const FULL: i64 = 1000;
const ALONE: i64 = 600;
const NOUN_REACH: usize = 6;
const NEGATION_REACH: usize = 3;

/// A word that moves the tone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signal {
    /// Its token.
    pub(super) at: usize,
    /// Signed milli-units.
    pub(super) weight: i64,
    /// What kind of word it is.
    pub(super) sense: Sense,
    /// Whether a negation before it turned it round.
    pub(super) negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Up or down, and the token of the noun it moves, if one is near.
    Moves { up: bool, noun: Option<usize> },
    /// Judges by itself.
    Judges,
    /// A signed percentage.
    Change,
}

/// The signals of `tokens`, in order.
pub(super) fn signals(tokens: &[Token<'_>]) -> Vec<Signal> {
    (0..tokens.len()).filter_map(|at| signal(tokens, at)).collect()
}

fn signal(tokens: &[Token<'_>], at: usize) -> Option<Signal> {
    if let Kind::Change(sign) = tokens[at].kind {
        return Some(Signal { at, weight: sign * FULL, sense: Sense::Change, negated: false });
    }
    let classes = tokens[at].classes;
    let (plain, sense) = if classes.any(UP | DOWN) {
        let up = classes.any(UP);
        let noun = noun_near(tokens, at);
        let direction = if up { 1 } else { -1 };
        let plain = match noun {
            Some(place) if tokens[place].classes.any(BAD) => -direction * FULL,
            Some(_) => direction * FULL,
            None => direction * ALONE,
        };
        (plain, Sense::Moves { up, noun })
    } else if classes.any(PLUS) {
        (FULL, Sense::Judges)
    } else if classes.any(MINUS) {
        (-FULL, Sense::Judges)
    } else {
        return None;
    };
    let negated = is_negated(tokens, at) || is_denied(tokens, at);
    let weight = if negated { -plain * 7 / 10 } else { plain };
    Some(Signal { at, weight, sense, negated })
}

/// The nearest noun that the word at `at` can move, the left one first.
fn noun_near(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let of_clause = |place: &usize| tokens[*place].clause == tokens[at].clause;
    let left = (0..at).rev().take_while(of_clause).take(subject_reach(tokens, at));
    let right = (at + 1..tokens.len()).take_while(of_clause).take(NOUN_REACH);
    let right = right.take_while(|&place| {
        let named = tokens[place].is_name() && place > at + 1;
        !named && !tokens[place].plays(ENDS_OBJECT)
    });
    let moved = |place: &usize| tokens[*place].classes.any(GOOD | BAD);
    let (left, right) = (left.into_iter().find(moved), right.into_iter().find(moved));
    match (left, right) {
        (Some(left), Some(right)) => {
            let nearer = if at - left <= right - at { left } else { right };
            // `yields lift profits` is about profits.
            Some(if tokens[at].plays(TRANSITIVE) { right } else { nearer })
        }
        (one, other) => one.or(other),
    }
}

/// A name right before a verb is what moves: `Plumtree rises` says nothing of a noun before it,
/// `profit at Plumtree rises` does.
fn subject_reach(tokens: &[Token<'_>], at: usize) -> usize {
    let Some(subject) = at.checked_sub(1).filter(|&place| tokens[place].is_name()) else {
        return NOUN_REACH;
    };
    let before = subject.checked_sub(1).map_or("", |place| tokens[place].text);
    if ["at", "of", "for", "in"].contains(&before) { NOUN_REACH } else { 0 }
}

fn is_negated(tokens: &[Token<'_>], at: usize) -> bool {
    (at.saturating_sub(NEGATION_REACH)..at).any(|place| {
        let next = tokens.get(place + 1).map_or("", |token| token.text);
        tokens[place].classes.any(NOT) && !matches!(next, "only" | "brainer")
    })
}

/// Whether somebody before denies what is said: `rejects claims that it faces a crunch`.
fn is_denied(tokens: &[Token<'_>], at: usize) -> bool {
    (0..at.saturating_sub(1)).any(|place| {
        let object = &tokens[place + 1..at.min(place + 3)];
        tokens[place].plays(DENIES) && object.iter().any(|token| token.plays(CLAIM))
    })
}

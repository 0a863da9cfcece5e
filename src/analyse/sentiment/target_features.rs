//! Takes a sentence with a target; gives the features as seen from it: its clauses, the sides
//! and distances of the words, the other names. Gives none where no target stands.

use super::features::{Family, Feature, Sentence, as_key, feature, symbol};
use super::tokens::Kind;

/// Further words are only left or right.
const NEAR_TOKENS: usize = 8;
/// Tokens on each side whose signals are summed up as near.
const NEAR_SUM_TOKENS: usize = 6;

pub(super) fn emit(sentence: &Sentence<'_>, sink: &mut impl FnMut(Feature)) {
    let places = |kind: Kind| -> Vec<usize> {
        (0..sentence.tokens.len()).filter(|&at| sentence.tokens[at].kind == kind).collect()
    };
    let targets = places(Kind::Target);
    let Some(&first) = targets.first() else { return };
    clause(sentence, &targets, sink);
    sides(sentence, &targets, sink);
    names(sentence, first, &places(Kind::Other), sink);
    let right = sentence.sum(|at| (first..=first + NEAR_SUM_TOKENS).contains(&at));
    let left = sentence.sum(|at| (first.saturating_sub(NEAR_SUM_TOKENS)..first).contains(&at));
    sink(feature(Family::NearSum, &[1, right], 10, (first, first)));
    sink(feature(Family::NearSum, &[0, left], 10, (first, first)));
}

/// The words and signals of the clauses that name the target.
fn clause(sentence: &Sentence<'_>, targets: &[usize], sink: &mut impl FnMut(Feature)) {
    let tokens = &sentence.tokens;
    let is_own = |at: usize| targets.iter().any(|&own| tokens[own].clause == tokens[at].clause);
    let mut before: Option<usize> = None;
    for at in (0..tokens.len()).filter(|&at| is_own(at)) {
        sink(feature(Family::Clause, &[sentence.ids[at]], 10, (at, at)));
        if let Some(before) = before {
            let pair = [sentence.ids[before], sentence.ids[at]];
            sink(feature(Family::Clause, &pair, 10, (before, at)));
        }
        before = Some(at);
    }
    let all = (0, tokens.len());
    let (own, whole) = (sentence.sum(is_own), sentence.sum(|_| true));
    sink(feature(Family::ClauseSum, &[own], 10, all));
    sink(feature(Family::ClauseSum, &[own, whole], 10, all));
    for signal in sentence.signals.iter().filter(|signal| is_own(signal.at)) {
        sentence.signal(signal, Family::ClauseSignal, sink);
    }
}

/// Every word by its side of the nearest mention of the target and by its distance.
fn sides(sentence: &Sentence<'_>, targets: &[usize], sink: &mut impl FnMut(Feature)) {
    for (at, token) in sentence.tokens.iter().enumerate() {
        let Some(nearest) = targets.iter().min_by_key(|own| own.abs_diff(at)) else { continue };
        if token.kind == Kind::Target {
            continue;
        }
        let distance = nearest.abs_diff(at);
        let step = match distance {
            0..=2 => distance as u64,
            3..=4 => 4,
            5..=NEAR_TOKENS => 8,
            _ => 9,
        };
        let side = u64::from(at > *nearest);
        let word = sentence.ids[at];
        sink(feature(Family::Distance, &[side, step, word], 8, (at, at)));
        sink(feature(Family::Side, &[side, word], 8, (at, at)));
        if distance <= NEAR_TOKENS && at + 1 < sentence.ids.len() {
            let pair = [side, word, sentence.ids[at + 1]];
            sink(feature(Family::Side, &pair, 6, (at, at + 1)));
        }
        let class = symbol(token);
        if b"UDPMN".contains(&class) {
            let key = [side, step, u64::from(class)];
            sink(feature(Family::SideClass, &key, 8, (at, at)));
        }
    }
}

/// Which name comes first, and the words between the target and the nearest other name.
fn names(sentence: &Sentence<'_>, target: usize, others: &[usize], sink: &mut impl FnMut(Feature)) {
    let order = others.first().map_or(0, |other| if target < *other { 1 } else { 2 });
    sink(feature(Family::Order, &[as_key(order)], 10, (target, target)));
    let Some(&other) = others.iter().min_by_key(|other| other.abs_diff(target)) else { return };
    let direction = u64::from(target < other);
    for at in target.min(other) + 1..target.max(other) {
        sink(feature(Family::Between, &[direction, sentence.ids[at]], 10, (at, at)));
    }
}

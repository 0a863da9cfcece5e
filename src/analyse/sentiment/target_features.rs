//! Takes a sentence with a target; gives the features as seen from it: its clauses, the sides
//! and distances of the words, the other names. Gives none where no target stands.

use super::features::{Family, Sentence, Sink, as_key, feature};
use super::tokens::Kind;
use super::words::{Distance, Place};

/// Tokens on each side whose signals are summed up as near.
const NEAR_SUM_TOKENS: usize = 6;

pub(super) fn emit(sentence: &Sentence<'_>, sink: &mut impl Sink) {
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
    sink.feature(feature(Family::NearSum, &[1, right], 10, (first, first)));
    sink.feature(feature(Family::NearSum, &[0, left], 10, (first, first)));
}

/// The words and signals of the clauses that name the target.
fn clause(sentence: &Sentence<'_>, targets: &[usize], sink: &mut impl Sink) {
    let tokens = &sentence.tokens;
    let is_own = |at: usize| targets.iter().any(|&own| tokens[own].clause == tokens[at].clause);
    let mut before: Option<usize> = None;
    for at in (0..tokens.len()).filter(|&at| is_own(at)) {
        sink.word(at, &tokens[at].word, Place::Clause);
        if let Some(before) = before {
            let pair = [tokens[before].word.id, tokens[at].word.id];
            sink.feature(feature(Family::Clause, &pair, 10, (before, at)));
        }
        before = Some(at);
    }
    let all = (0, tokens.len());
    let (own, whole) = (sentence.sum(is_own), sentence.sum(|_| true));
    sink.feature(feature(Family::ClauseSum, &[own], 10, all));
    sink.feature(feature(Family::ClauseSum, &[own, whole], 10, all));
    for signal in sentence.signals.iter().filter(|signal| is_own(signal.at)) {
        sentence.signal(signal, Family::ClauseSignal, sink);
    }
}

/// Every word by its side of the nearest mention of the target and by its distance.
fn sides(sentence: &Sentence<'_>, targets: &[usize], sink: &mut impl Sink) {
    for (at, token) in sentence.tokens.iter().enumerate() {
        let Some(nearest) = targets.iter().min_by_key(|own| own.abs_diff(at)) else { continue };
        if token.kind == Kind::Target {
            continue;
        }
        let (right, distance) = (at > *nearest, Distance::of(nearest.abs_diff(at)));
        sink.word(at, &token.word, Place::Side { right, distance });
        let side = u64::from(right);
        if let Some(next) = sentence.tokens.get(at + 1).filter(|_| distance != Distance::Far) {
            let pair = [side, token.word.id, next.word.id];
            sink.feature(feature(Family::Side, &pair, 6, (at, at + 1)));
        }
        let class = sentence.symbol(at);
        if b"UDPMN".contains(&class) {
            let key = [side, distance.key(), u64::from(class)];
            sink.feature(feature(Family::SideClass, &key, 8, (at, at)));
        }
    }
}

/// Which name comes first, and the words between the target and the nearest other name.
fn names(sentence: &Sentence<'_>, target: usize, others: &[usize], sink: &mut impl Sink) {
    let order = others.first().map_or(0, |other| if target < *other { 1 } else { 2 });
    sink.feature(feature(Family::Order, &[as_key(order)], 10, (target, target)));
    let Some(&other) = others.iter().min_by_key(|other| other.abs_diff(target)) else { return };
    let direction = u64::from(target < other);
    for at in target.min(other) + 1..target.max(other) {
        sink.feature(feature(
            Family::Between,
            &[direction, sentence.tokens[at].word.id],
            10,
            (at, at),
        ));
    }
}

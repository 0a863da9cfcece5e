//! Takes tokens; gives whether directions and denials stay as they are in the evidence. It
//! knows common words only, and no grammar.

use std::collections::BTreeSet;

use super::figures::{Figure, figures};
use super::lexicon::{DENIALS, DOWN, UP, has};
use super::tokens::Token;

/// A direction word so many tokens away still speaks of a number.
const REACH: usize = 6;

/// Which way a word points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Up,
    Down,
}

/// Whether a sentence points where its evidence points: as a whole, and number by number; and
/// whether it denies if and only if a claim it cites does.
pub(super) fn are_kept(said: &[Token], texts: &[Vec<Token>], claims: &[Vec<Token>]) -> bool {
    let known: BTreeSet<Way> = texts.iter().flatten().filter_map(way).collect();
    let points_alike = said.iter().filter_map(way).all(|way| known.contains(&way));
    let denies_alike = said.iter().any(denies) == claims.iter().flatten().any(denies);
    points_alike && denies_alike && figures(said).iter().all(|one| number_is_kept(one, said, texts))
}

/// The way of a number is that of the nearest word in its clause. Where the evidence gives the
/// number a way, the sentence may not give it another.
fn number_is_kept(figure: &Figure, said: &[Token], texts: &[Vec<Token>]) -> bool {
    let Some(way) = way_beside(said, figure.place) else { return true };
    let known: BTreeSet<Way> = texts
        .iter()
        .flat_map(|tokens| {
            let same = figures(tokens).into_iter().filter(|other| figure.is_same(other));
            same.filter_map(|other| way_beside(tokens, other.place)).collect::<Vec<_>>()
        })
        .collect();
    known.is_empty() || known.contains(&way)
}

fn way_beside(tokens: &[Token], place: usize) -> Option<Way> {
    let clause = tokens[place].clause;
    let fits = |token: &&Token| token.clause == clause;
    let before = tokens[..place].iter().rev().take(REACH).take_while(fits).find_map(way);
    before.or_else(|| tokens[place + 1..].iter().take(REACH).take_while(fits).find_map(way))
}

fn way(token: &Token) -> Option<Way> {
    let word = token.lower();
    if has(UP, &word) { Some(Way::Up) } else { has(DOWN, &word).then_some(Way::Down) }
}

fn denies(token: &Token) -> bool {
    let word = token.lower();
    has(DENIALS, &word) || word.ends_with("n't") || word.ends_with("n’t")
}

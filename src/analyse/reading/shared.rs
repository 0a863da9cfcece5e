//! Takes the places of articles; gives what they say, whoever reads which of them.

use super::{Reading, read_these};
use crate::analyse::hands::{self, Hands};
use crate::analyse::linking::Linker;
use crate::analyse::sentiment::Engine;
use crate::model::Article;

/// Articles read by one hand in a row: long enough for their words to come again.
const SHARE: usize = 64;

/// What the articles at `places` say, in that order, but for those that name nobody.
pub(in crate::analyse) fn read_shared(
    articles: &[Article],
    places: &[usize],
    linker: &Linker,
    hands: &Hands,
) -> Vec<Reading> {
    let shares: Vec<&[usize]> = places.chunks(SHARE).collect();
    let read = |number: usize| {
        read_these(articles, shares[number].iter().copied(), linker, &Engine::default())
    };
    hands::map(hands, shares.len(), read).into_iter().flatten().collect()
}

//! Takes the places of articles; gives what they say: read now, or read the day before.

use super::{ReadBefore, Reading, read_one};
use crate::analyse::hands::{self, Hands};
use crate::analyse::linking::Linker;
use crate::analyse::sentiment::Engine;
use crate::model::Dossier;

/// Articles read by one hand in a row: long enough for their words to come again.
const SHARE: usize = 64;

/// Where the readings of a day come from.
pub(in crate::analyse) enum Reads<'r> {
    /// Every article is read.
    Anew,
    /// What was read the day before is not read again.
    Before(&'r mut ReadBefore),
}

impl Reads<'_> {
    /// What the articles at `places` say, in that order, but for those that name nobody.
    pub(in crate::analyse) fn read(
        self,
        dossier: &Dossier,
        places: &[usize],
        linker: &Linker,
        hands: &Hands,
    ) -> Vec<Reading> {
        let read = |place: usize| read_one(&dossier.articles, place, linker, Engine::default());
        if let Self::Before(before) = self {
            return before.read(dossier, places, read);
        }
        let shares: Vec<&[usize]> = places.chunks(SHARE).collect();
        let read_share = |number: usize| -> Vec<Reading> {
            shares[number].iter().copied().filter_map(read).collect()
        };
        hands::map(hands, shares.len(), read_share).into_iter().flatten().collect()
    }
}

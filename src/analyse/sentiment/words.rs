//! Takes a word in lower case; gives what it brings to any sentence it stands in. The news of a day
//! says the same words again and again: each is looked up, stemmed and cut into parts once.

use std::cell::RefCell;
use std::rc::Rc;

use rust_stemmers::{Algorithm, Stemmer};

use super::features::{Family, Feature, feature, packed};
use super::lexicon::{Classes, Phrase, phrases};
use super::model::Model;
use super::roles::Roles;
use super::tally::{SmallTally, Tally};

/// So many words are kept, each in one of the two slots that its key gives it.
const SLOTS: usize = 1 << 15;
/// Words of no more bytes are keys themselves.
const KEY_BYTES_MAX: usize = 15;
/// A word of fewer letters is its own part.
const LETTERS_MIN: usize = 4;
/// Tenths.
const LETTERS_VALUE: i32 = 2;

thread_local! {
    static KEPT: RefCell<Vec<Option<Rc<Word>>>> = RefCell::new(vec![None; SLOTS]);
    static MASKS: [Rc<Word>; 4] = Mask::ALL.map(|mask| Rc::new(Word::masked(mask)));
}

/// Where a word stands, as far as it alone is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere in the sentence.
    Sentence,
    /// In a clause that names the target.
    Clause,
    /// Left or right of the target, and how far.
    Side { right: bool, distance: Distance },
}

/// Tokens from a word to the nearest mention of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distance {
    One,
    Two,
    ToFour,
    ToEight,
    Far,
}

/// What stands for all figures, all names or all addresses.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mask {
    Number,
    Target,
    Other,
    Link,
}

/// A word by itself.
pub(super) struct Word {
    key: u128,
    text: Box<str>,
    /// Its number.
    pub(super) id: u64,
    /// That of its stem.
    pub(super) stem: u64,
    pub(super) classes: Classes,
    /// That of its classes.
    pub(super) symbol: u8,
    pub(super) roles: Roles,
    /// Those it opens.
    pub(super) phrases: &'static [Phrase],
    /// What its features add up to at each place, under the shipped weights.
    tallies: [SmallTally; Place::COUNT],
}

impl Place {
    const COUNT: usize = 2 + 2 * Distance::ALL.len();

    fn all() -> [Self; Self::COUNT] {
        std::array::from_fn(|at| match at {
            0 => Self::Sentence,
            1 => Self::Clause,
            _ => Self::Side { right: at % 2 == 1, distance: Distance::ALL[(at - 2) / 2] },
        })
    }

    fn index(self) -> usize {
        match self {
            Self::Sentence => 0,
            Self::Clause => 1,
            Self::Side { right, distance } => 2 + 2 * distance as usize + usize::from(right),
        }
    }
}

impl Distance {
    const ALL: [Self; 5] = [Self::One, Self::Two, Self::ToFour, Self::ToEight, Self::Far];

    pub(super) fn of(tokens: usize) -> Self {
        match tokens {
            0 | 1 => Self::One,
            2 => Self::Two,
            3..=4 => Self::ToFour,
            5..=8 => Self::ToEight,
            _ => Self::Far,
        }
    }

    /// Its number in the hash of a feature.
    pub(super) fn key(self) -> u64 {
        [1, 2, 4, 8, 9][self as usize]
    }
}

impl Mask {
    const ALL: [Self; 4] = [Self::Number, Self::Target, Self::Other, Self::Link];

    fn id(self) -> u64 {
        match self {
            Self::Number => u64::from(b'#'),
            Self::Target => 1,
            Self::Other => 2,
            Self::Link => 3,
        }
    }
}

impl Word {
    /// The word as it is known already, or looked at now.
    pub(super) fn known(lower: &str) -> Rc<Self> {
        let key = key(lower);
        let slots = slots(key);
        KEPT.with_borrow_mut(|kept| {
            let of_slots = slots.iter().filter_map(|slot| kept[*slot].as_ref());
            let is_it = |word: &&Rc<Self>| {
                word.key == key && (lower.len() <= KEY_BYTES_MAX || *word.text == *lower)
            };
            if let Some(word) = of_slots.clone().find(is_it) {
                return word.clone();
            }
            let free = slots.iter().find(|slot| kept[**slot].is_none()).unwrap_or(&slots[0]);
            kept[*free].insert(Rc::new(Self::looked_at(lower, key))).clone()
        })
    }

    /// What counts in the place of a figure, a name or an address.
    pub(super) fn mask(mask: Mask) -> Rc<Self> {
        MASKS.with(|masks| masks[mask as usize].clone())
    }

    fn looked_at(lower: &str, key: u128) -> Self {
        let classes = Classes::of(lower);
        let word = Self {
            key,
            text: lower.into(),
            id: text_hash(lower),
            stem: text_hash(&Stemmer::create(Algorithm::English).stem(lower)),
            classes,
            symbol: classes.symbol(),
            roles: Roles::of(lower),
            phrases: phrases(lower),
            tallies: Default::default(),
        };
        word.tallied()
    }

    fn masked(mask: Mask) -> Self {
        let classes = Classes::default();
        let word = Self {
            key: 0,
            text: Box::default(),
            id: mask.id(),
            stem: mask.id(),
            classes,
            symbol: classes.symbol(),
            roles: Roles::default(),
            phrases: &[],
            tallies: Default::default(),
        };
        word.tallied()
    }

    fn tallied(mut self) -> Self {
        let model = Model::shipped();
        for place in Place::all() {
            let mut sum = Tally::default();
            self.features(place, (0, 0), &mut |feature| sum += Tally::of(feature, model));
            self.tallies[place.index()] = sum.into();
        }
        self
    }

    pub(super) fn tally(&self, place: Place) -> Tally {
        self.tallies[place.index()].into()
    }

    /// What it brings to a sentence where it is that token, without its neighbours.
    pub(super) fn features(
        &self,
        place: Place,
        token: (usize, usize),
        give: &mut dyn FnMut(Feature),
    ) {
        let mut own = |family, key: &[u64], value| give(feature(family, key, value, token));
        match place {
            Place::Sentence => {
                own(Family::Words, &[self.id], 10);
                own(Family::Stems, &[self.stem], 7);
                for run in letter_runs(&self.text) {
                    own(Family::Letters, &[run], LETTERS_VALUE);
                }
            }
            Place::Clause => own(Family::Clause, &[self.id], 10),
            Place::Side { right, distance } => {
                let side = u64::from(right);
                own(Family::Distance, &[side, distance.key(), self.id], 8);
                own(Family::Side, &[side, self.id], 8);
            }
        }
    }
}

/// What a word is looked up by: its bytes, where they are few enough that no other word has the
/// same; else their hash.
fn key(lower: &str) -> u128 {
    if lower.len() <= KEY_BYTES_MAX {
        return lower.bytes().fold(1, |key, byte| key << 8 | u128::from(byte));
    }
    u128::from(u64::MAX) << 64 | u128::from(text_hash(lower))
}

fn slots(key: u128) -> [usize; 2] {
    let mixed = (key ^ key >> 61).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [mixed >> 32, mixed >> 48].map(|bits| usize::try_from(bits % SLOTS as u128).unwrap_or_default())
}

/// A word's runs of three to five letters, its ends marked.
fn letter_runs(word: &str) -> Vec<u64> {
    if word.len() < LETTERS_MIN {
        return Vec::new();
    }
    let framed = [b"<", word.as_bytes(), b">"].concat();
    (3..=5).flat_map(|length| framed.windows(length).map(packed)).collect()
}

/// FNV-1a, 64 bits.
fn text_hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_share_a_slot_are_not_taken_for_each_other() {
        let words: Vec<String> = (0..4 * SLOTS).map(|number| format!("word{number}")).collect();
        for word in words.iter().chain(&words) {
            let known = Word::known(word);
            assert_eq!((&*known.text, known.id), (word.as_str(), text_hash(word)));
        }
    }

    #[test]
    fn every_place_has_a_tally_of_its_own() {
        assert_eq!(Place::all().map(Place::index), std::array::from_fn(|at| at));
    }
}

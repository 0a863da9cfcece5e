//! Takes a word in lower case; gives what it brings to any sentence it stands in. The news of a day
//! says the same words again and again: each is looked up, stemmed and cut into parts once.

use std::cell::RefCell;
use std::rc::Rc;

use rust_stemmers::{Algorithm, Stemmer};

use super::features::{letter_buckets, text_hash};
use super::lexicon::{Classes, Phrase, phrases};
use super::roles::Roles;

/// So many words are kept, each in the one place that its number gives it.
const PLACES: usize = 1 << 14;

thread_local! {
    static KEPT: RefCell<Vec<Option<Rc<Word>>>> = RefCell::new(vec![None; PLACES]);
}

/// A word by itself.
pub(super) struct Word {
    text: Box<str>,
    /// Its number.
    pub(super) id: u64,
    /// That of its stem.
    pub(super) stem: u64,
    pub(super) classes: Classes,
    pub(super) roles: Roles,
    /// Those it opens.
    pub(super) phrases: &'static [Phrase],
    /// The buckets of its runs of letters.
    pub(super) letters: Box<[u32]>,
}

impl Word {
    /// The word as it is known already, or looked at now.
    pub(super) fn known(lower: &str) -> Rc<Self> {
        let id = text_hash(lower);
        let place = usize::try_from(id % PLACES as u64).unwrap_or_default();
        KEPT.with_borrow_mut(|kept| match &kept[place] {
            Some(word) if *word.text == *lower => word.clone(),
            _ => kept[place].insert(Rc::new(Self::looked_at(lower, id))).clone(),
        })
    }

    fn looked_at(lower: &str, id: u64) -> Self {
        Self {
            text: lower.into(),
            id,
            stem: text_hash(&Stemmer::create(Algorithm::English).stem(lower)),
            classes: Classes::of(lower),
            roles: Roles::of(lower),
            phrases: phrases(lower),
            letters: letter_buckets(lower),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_share_a_place_are_not_taken_for_each_other() {
        let words: Vec<String> = (0..4 * PLACES).map(|number| format!("word{number}")).collect();
        for word in words.iter().chain(&words) {
            let known = Word::known(word);
            assert_eq!((&*known.text, known.id), (word.as_str(), text_hash(word)));
        }
    }
}

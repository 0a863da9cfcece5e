//! Takes our word list, compiled in; gives what a word or phrase means for the tone. Expanded
//! once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::tokens::{Kind, Token};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("lexicon.txt")));

#[derive(Default)]
struct Lexicon {
    words: BTreeMap<String, u16>,
    /// By their first word.
    phrases: BTreeMap<String, Vec<Phrase>>,
}

/// Words that mean something together.
pub(super) struct Phrase {
    /// Those behind the first.
    rest: Vec<String>,
    classes: u16,
}

/// What a word means; a word may be of several classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u16);

pub(super) const UP: u16 = 1;
pub(super) const DOWN: u16 = 2;
pub(super) const GOOD: u16 = 4;
pub(super) const BAD: u16 = 8;
pub(super) const PLUS: u16 = 16;
pub(super) const MINUS: u16 = 32;
pub(super) const OVER: u16 = 64;
pub(super) const CEDED: u16 = 128;
pub(super) const NOT: u16 = 256;
pub(super) const HEDGE: u16 = 512;
pub(super) const FLAT: u16 = 1024;
/// Opens a phrase of the lexicon.
const OPENS: u16 = 2048;

/// The one that counts most first.
const SYMBOLS: [(u16, u8); 9] = [
    (UP, b'U'),
    (DOWN, b'D'),
    (PLUS, b'P'),
    (MINUS, b'M'),
    (NOT, b'N'),
    (GOOD, b'g'),
    (BAD, b'b'),
    (HEDGE, b'h'),
    (FLAT, b'f'),
];

impl Classes {
    pub(super) fn of(lower: &str) -> Self {
        let classes = LEXICON.words.get(lower).copied().unwrap_or(0);
        let negated = if lower.ends_with("n't") { NOT } else { 0 };
        Self(classes | negated)
    }

    pub(super) fn any(self, classes: u16) -> bool {
        self.0 & classes != 0
    }

    /// The class that counts most as a letter; `w` where there is none.
    pub(super) fn symbol(self) -> u8 {
        let known = SYMBOLS.iter().find(|(class, _)| self.any(*class));
        known.map_or(b'w', |(_, symbol)| *symbol)
    }
}

/// The phrases that `lower` opens.
pub(super) fn phrases(lower: &str) -> &'static [Phrase] {
    LEXICON.phrases.get(lower).map_or(&[], Vec::as_slice)
}

/// Gives the first word of each phrase what the phrase means, and the others nothing: the
/// longest phrase wins.
pub(super) fn mark_phrases(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        if !tokens[at].classes.any(OPENS) {
            continue;
        }
        if let Some((last, classes)) = phrase_at(tokens, at) {
            tokens[at].classes = Classes(classes);
            for token in &mut tokens[at + 1..=last] {
                token.classes = Classes::default();
            }
        }
    }
}

/// The last token of the longest phrase that opens at `at`, and what it means.
fn phrase_at(tokens: &[Token<'_>], at: usize) -> Option<(usize, u16)> {
    let phrases = tokens[at].word.phrases.iter();
    let told = phrases.filter_map(|phrase| Some((end_of(phrase, tokens, at)?, phrase.classes)));
    told.max_by_key(|(last, _)| *last)
}

/// The last token of `phrase` if it opens at `at`. Hyphens join.
fn end_of(phrase: &Phrase, tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut last = at;
    for word in &phrase.rest {
        let is_hyphen = |token: &&Token<'_>| token.kind == Kind::Mark && token.text == "-";
        last += 1 + tokens[last + 1..].iter().take_while(is_hyphen).count();
        let token = tokens.get(last)?;
        if token.kind != Kind::Word || token.text != *word {
            return None;
        }
    }
    Some(last)
}

impl Lexicon {
    fn read(list: &str) -> Self {
        let mut read = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let Some(class) = parts.next().and_then(class_named) else { continue };
            // A word with a hyphen is read as two.
            for form in parts.flat_map(|part| forms(&part.replace('-', "_"))) {
                read.add(&form, class);
            }
        }
        read
    }

    fn add(&mut self, form: &str, class: u16) {
        let Some((first, rest)) = form.split_once('_') else {
            *self.words.entry(form.to_owned()).or_default() |= class;
            return;
        };
        *self.words.entry(first.to_owned()).or_default() |= OPENS;
        let phrases = self.phrases.entry(first.to_owned()).or_default();
        let rest: Vec<String> = rest.split('_').map(str::to_owned).collect();
        match phrases.iter_mut().find(|known| known.rest == rest) {
            Some(known) => known.classes |= class,
            None => phrases.push(Phrase { rest, classes: class }),
        }
    }
}

fn class_named(name: &str) -> Option<u16> {
    Some(match name {
        "up" => UP,
        "down" => DOWN,
        "good" => GOOD,
        "bad" => BAD,
        "plus" => PLUS,
        "minus" => MINUS,
        "over" => OVER,
        "ceded" => CEDED,
        "not" => NOT,
        "hedge" => HEDGE,
        "flat" => FLAT,
        _ => return None,
    })
}

fn forms(part: &str) -> Vec<String> {
    if let Some(noun) = part.strip_suffix('*') {
        return vec![noun.to_owned(), format!("{noun}s")];
    }
    let Some(verb) = part.strip_suffix('+') else { return vec![part.to_owned()] };
    let consonant_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o']));
    if let Some(stem) = consonant_y {
        return vec![
            verb.to_owned(),
            format!("{stem}ies"),
            format!("{stem}ied"),
            format!("{verb}ing"),
        ];
    }
    let hisses = ["s", "sh", "ch", "x", "z"].iter().any(|end| verb.ends_with(end));
    let third = if hisses { format!("{verb}es") } else { format!("{verb}s") };
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    vec![verb.to_owned(), third, format!("{stem}ed"), format!("{stem}ing")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_class() {
        for line in include_str!("lexicon.txt").lines().filter(|line| !line.starts_with('#')) {
            let class = line.split_whitespace().next().unwrap_or("");
            assert!(class_named(class).is_some(), "`{class}`");
        }
    }

    #[test]
    fn forms_are_expanded() {
        assert!(Classes::of("rallied").any(UP));
        assert!(Classes::of("losses").any(BAD));
        assert!(Classes::of("slashes").any(DOWN));
        assert!(Classes::of("isn't").any(NOT));
    }

    #[test]
    fn a_phrase_means_something_else_than_its_words() {
        let found =
            super::super::tokens::tokens("profit warning, better-than-expected sales", None, &[]);
        assert!(found[0].classes.any(MINUS) && !found[0].classes.any(GOOD));
        assert!(found[2].classes.any(PLUS) && !found[1].classes.any(MINUS));
    }
}

//! Takes our word list, compiled in; gives what a word or phrase means for the tone. Expanded
//! once.

use std::sync::LazyLock;

use super::tokens::{Kind, Token};

static WORDS: LazyLock<Vec<(String, u16)>> = LazyLock::new(|| expand(include_str!("lexicon.txt")));

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
const PHRASE_WORDS_MAX: usize = 4;

impl Classes {
    pub(super) fn of(lower: &str) -> Self {
        let classes = classes_of(lower).unwrap_or(0);
        let negated = if lower.ends_with("n't") { NOT } else { 0 };
        Self(classes | negated)
    }

    pub(super) fn any(self, classes: u16) -> bool {
        self.0 & classes != 0
    }
}

/// Gives the first word of each phrase what the phrase means, and the others nothing: the
/// longest phrase wins.
pub(super) fn mark_phrases(tokens: &mut [Token<'_>]) {
    let mut joined = String::new();
    for at in 0..tokens.len() {
        if !tokens[at].classes.any(OPENS) {
            continue;
        }
        if let Some((last, classes)) = phrase_at(tokens, at, &mut joined) {
            tokens[at].classes = Classes(classes);
            for token in &mut tokens[at + 1..=last] {
                token.classes = Classes::default();
            }
        }
    }
}

/// The last token of the longest phrase that opens at `at`, and what it means. Hyphens join.
fn phrase_at(tokens: &[Token<'_>], at: usize, joined: &mut String) -> Option<(usize, u16)> {
    joined.clear();
    let mut longest = None;
    let mut words = 0;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            Kind::Mark if token.text == "-" => continue,
            Kind::Word if words < PHRASE_WORDS_MAX => words += 1,
            _ => break,
        }
        if words > 1 {
            joined.push('_');
        }
        joined.push_str(token.text);
        if words > 1
            && let Some(classes) = classes_of(joined)
        {
            longest = Some((place, classes));
        }
    }
    longest
}

fn classes_of(word: &str) -> Option<u16> {
    let found = WORDS.binary_search_by(|(known, _)| known.as_str().cmp(word));
    found.ok().map(|at| WORDS[at].1)
}

fn expand(list: &str) -> Vec<(String, u16)> {
    let mut words: Vec<(String, u16)> = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split_whitespace();
        let Some(class) = parts.next().and_then(class_named) else { continue };
        for part in parts {
            // A word with a hyphen is read as two.
            let part = part.replace('-', "_");
            for form in forms(&part) {
                if let Some((first, _)) = form.split_once('_') {
                    words.push((first.to_owned(), OPENS));
                }
                words.push((form, class));
            }
        }
    }
    words.sort();
    let mut merged: Vec<(String, u16)> = Vec::new();
    for (word, class) in words {
        match merged.last_mut() {
            Some((known, classes)) if *known == word => *classes |= class,
            _ => merged.push((word, class)),
        }
    }
    merged
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

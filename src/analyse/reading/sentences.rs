//! Takes a plain text; gives its sentences. Never breaks after an abbreviation or inside a
//! figure.

use std::ops::Range;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::ArticleWords;

const ABBREVIATIONS: [&str; 34] = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "inc.", "corp.", "co.", "ltd.", "plc.", "p.m.", "a.m.",
    "u.s.", "u.k.", "e.u.", "no.", "vs.", "jr.", "sr.", "st.", "jan.", "feb.", "mar.", "apr.",
    "aug.", "sept.", "sep.", "oct.", "nov.", "dec.", "e.g.", "i.e.", "est.", "approx.",
];

/// The title of an article and the sentences of its text, which stand in the article's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentences {
    words: Arc<ArticleWords>,
    /// Places of the sentences behind the title in the body.
    spans: Vec<Range<usize>>,
}

impl Sentences {
    /// Those of an article with these words.
    #[must_use]
    pub fn of(words: Arc<ArticleWords>) -> Self {
        let spans = spans(words.body());
        Self { words, spans }
    }

    /// The title at 0, then the sentences of the text; `None` behind the last.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let Some(behind_title) = index.checked_sub(1) else { return Some(&self.words.title) };
        Some(&self.words.body()[self.spans.get(behind_title)?.clone()])
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let body = self.words.body();
        let behind_title = self.spans.iter().map(move |span| &body[span.clone()]);
        std::iter::once(self.words.title.as_str()).chain(behind_title)
    }
}

/// The sentences of `text` in order, trimmed, none empty.
#[must_use]
pub fn split_sentences(text: &str) -> Vec<&str> {
    spans(text).into_iter().map(|span| &text[span]).collect()
}

fn spans(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = end;
        end += line.len();
        add_spans(line.trim_end_matches(['\r', '\n']), start, &mut found);
    }
    found
}

/// Adds the sentences of a paragraph that begins at `start`.
fn add_spans(paragraph: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let mut add = |from: usize, to: usize| {
        let sentence = &paragraph[from..to];
        let from = start + to - sentence.trim_start().len();
        let sentence = sentence.trim();
        if !sentence.is_empty() {
            found.push(from..from + sentence.len());
        }
    };
    let (mut open, mut end) = (0, 0);
    for piece in pieces(paragraph) {
        end += piece.len();
        if !ends_in_abbreviation(&paragraph[open..end]) {
            add(open, end);
            open = end;
        }
    }
    add(open, paragraph.len());
}

/// What stands between the bounds of sentences (Unicode Standard Annex 29). Two rules settle most
/// of them without its tables, which are slow: `x. Y` is always a bound, and within ASCII only a
/// full stop, a question or an exclamation mark makes one, and no full stop before a small letter
/// or a digit.
fn pieces(paragraph: &str) -> impl Iterator<Item = &str> {
    split_at_capitals(paragraph).flat_map(|piece| {
        let is_whole = has_no_bound(piece);
        let parts = (!is_whole).then(|| piece.split_sentence_bounds());
        is_whole.then_some(piece).into_iter().chain(parts.into_iter().flatten())
    })
}

/// Cuts behind the space of `x. Y`.
fn split_at_capitals(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_bound = |marks: &[u8]| matches!(marks, [b'.' | b'?' | b'!', b' ', next] if next.is_ascii_uppercase());
        let end = rest.as_bytes().windows(3).position(is_bound).map_or(rest.len(), |at| at + 2);
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}

/// Whether nothing but the end of `piece` can be a bound.
fn has_no_bound(piece: &str) -> bool {
    let bytes = piece.trim_end_matches(' ').as_bytes();
    bytes.iter().enumerate().all(|(at, mark)| match mark {
        b'.' => {
            bytes.get(at + 1).is_none_or(|next| next.is_ascii_lowercase() || next.is_ascii_digit())
        }
        b'?' | b'!' => at + 1 == bytes.len(),
        mark => (b' '..=b'~').contains(mark),
    })
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(last) = sentence.split_whitespace().next_back() else { return false };
    let last = last.trim_start_matches(['(', '"', '“']);
    let is_initial =
        last.len() == 2 && last.ends_with('.') && last.as_bytes()[0].is_ascii_uppercase();
    is_initial || ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `collect`, but that it does not ask for the size beforehand: the library's answer
    /// underflows at the end of a text.
    fn listed<'t>(pieces: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        pieces.fold(Vec::new(), |mut all, piece| {
            all.push(piece);
            all
        })
    }

    proptest::proptest! {
        #[test]
        fn bounds_are_those_of_the_standard(text in "[aB1 .?!,'\")(…é\t-]{0,40}") {
            let quick = listed(pieces(&text));
            proptest::prop_assert_eq!(quick, listed(text.split_sentence_bounds()));
        }
    }

    #[test]
    fn sentences_are_trimmed_and_their_places_are_those_of_the_text() {
        let text = "  Plum rose. \u{a0}It fell!\r\n\r\n Then « it » rose… \nOnce more ";
        let sentences = ["Plum rose.", "It fell!", "Then « it » rose…", "Once more"];
        assert_eq!(split_sentences(text), sentences);
        let words = ArticleWords {
            title: "Plum".to_owned(),
            text: text.to_owned(),
            ..ArticleWords::default()
        };
        let read = Sentences::of(Arc::new(words));
        assert_eq!(read.iter().collect::<Vec<_>>(), [&["Plum"][..], &sentences].concat());
        assert_eq!((read.get(0), read.get(3)), (Some("Plum"), Some("Then « it » rose…")));
        assert_eq!(read.get(5), None);
    }

    #[test]
    fn abbreviations_and_figures_do_not_end_a_sentence() {
        let text = "Northlight Inc. rose 3.5 percent. Mr. Plum of the U.S. Bureau said so.\nNext.";
        assert_eq!(
            split_sentences(text),
            ["Northlight Inc. rose 3.5 percent.", "Mr. Plum of the U.S. Bureau said so.", "Next."]
        );
    }
}

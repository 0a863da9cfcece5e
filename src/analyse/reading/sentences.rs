//! Takes a plain text; gives its sentences. Never breaks after an abbreviation or inside a
//! figure.

use unicode_segmentation::UnicodeSegmentation;

const ABBREVIATIONS: [&str; 34] = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "inc.", "corp.", "co.", "ltd.", "plc.", "p.m.", "a.m.",
    "u.s.", "u.k.", "e.u.", "no.", "vs.", "jr.", "sr.", "st.", "jan.", "feb.", "mar.", "apr.",
    "aug.", "sept.", "sep.", "oct.", "nov.", "dec.", "e.g.", "i.e.", "est.", "approx.",
];

/// The sentences of `text` in order, trimmed, none empty.
#[must_use]
pub fn split_sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for paragraph in text.lines() {
        let mut open = String::new();
        for piece in pieces(paragraph) {
            open.push_str(piece);
            if !ends_in_abbreviation(&open) {
                push(&mut sentences, &open);
                open.clear();
            }
        }
        push(&mut sentences, &open);
    }
    sentences
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

fn push(sentences: &mut Vec<String>, sentence: &str) {
    let trimmed = sentence.trim();
    if !trimmed.is_empty() {
        sentences.push(trimmed.to_owned());
    }
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
    fn abbreviations_and_figures_do_not_end_a_sentence() {
        let text = "Northlight Inc. rose 3.5 percent. Mr. Plum of the U.S. Bureau said so.\nNext.";
        assert_eq!(
            split_sentences(text),
            ["Northlight Inc. rose 3.5 percent.", "Mr. Plum of the U.S. Bureau said so.", "Next."]
        );
    }
}

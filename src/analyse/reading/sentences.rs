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
        for piece in paragraph.split_sentence_bounds() {
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

    #[test]
    fn abbreviations_and_figures_do_not_end_a_sentence() {
        let text = "Northlight Inc. rose 3.5 percent. Mr. Plum of the U.S. Bureau said so.\nNext.";
        assert_eq!(
            split_sentences(text),
            ["Northlight Inc. rose 3.5 percent.", "Mr. Plum of the U.S. Bureau said so.", "Next."]
        );
    }
}

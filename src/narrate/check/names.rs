//! Takes tokens; gives whether every name among them stands in the evidence: words with a
//! capital letter, words with digits in them. Names in lower case are not seen.

use super::figures::is_figure;
use super::lexicon::{MONTHS, OPENERS, WEEKDAYS, has};
use super::tokens::Token;

/// Whether every name of a sentence stands in one of the texts or is the subject's, and names
/// that stand side by side do so there too: of `JP Morgan` and `Stanley Works` nobody makes
/// `Morgan Stanley`.
pub(super) fn are_grounded(said: &[Token], texts: &[Vec<Token>], subject: &[Vec<Token>]) -> bool {
    let known = || texts.iter().chain(subject);
    let stands = |name: &Token| known().flatten().any(|token| token.text == name.text);
    let stand_together = |first: &Token, second: &Token| {
        known().any(|tokens| {
            tokens.windows(2).any(|pair| pair[0].text == first.text && pair[1].text == second.text)
        })
    };
    said.iter().enumerate().filter(|(_, token)| is_name(token)).all(|(place, name)| {
        let before = place.checked_sub(1).map(|before| &said[before]);
        let before = before.filter(|before| name.is_joined && is_name(before));
        stands(name)
            && before.is_none_or(|before| {
                is_calendar(before) || is_calendar(name) || stand_together(before, name)
            })
    })
}

fn is_name(token: &Token) -> bool {
    let has_capital = token.text.chars().any(char::is_uppercase);
    let has_digit = token.text.chars().any(|mark| mark.is_ascii_digit());
    let opens = token.is_opener && has(OPENERS, &token.lower());
    (has_capital || has_digit) && !opens && !is_figure(token)
}

fn is_calendar(token: &Token) -> bool {
    has(MONTHS, &token.text) || has(WEEKDAYS, &token.text)
}

//! Takes a sentence; gives how much such a sentence tells, 0 to 1. A question, a list or a teaser
//! tells little; what leans on the sentence before cannot stand alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// From here on a sentence tells something.
pub(super) const TELLING: f64 = 0.5;
/// What a question, a list or a teaser counts.
const TEASER: f64 = 0.15;
/// What a sentence counts whose subject stands in another.
const LEANING: f64 = 0.3;
/// What a sentence counts that has to be cut, is hardly one, or points back.
const UNWIELDY: f64 = 0.6;
/// A sentence of fewer words is hardly one.
const WORDS_MIN: usize = 5;
/// One of more characters is cut in a quotation.
const CHARS_MAX: usize = 280;

/// How an invitation to read, to buy or to guess is worded.
const TEASERS: [&str; 57] = [
    "we rank",
    "should you buy",
    "should i buy",
    "time to buy",
    "better buy",
    "best stock",
    "best growth stock",
    "top stock",
    "top growth stock",
    "stock to buy",
    "stocks to buy",
    "stock to own",
    "stocks to own",
    "stocks to watch",
    "stocks that",
    "stocks i",
    "stock i",
    "stocks you",
    "stock you",
    "buy and hold",
    "buy hand over fist",
    "buy right now",
    "buy now",
    "no brainer",
    "millionaire",
    "passive income",
    "what you need to know",
    "what to know",
    "what investors",
    "things to know",
    "you need to",
    "you should know",
    "if you invested",
    "how much you",
    "how much you d",
    "dirt cheap",
    "a screaming buy",
    "wall street s favorite",
    "watch now",
    "click here",
    "sign up",
    "read more",
    "don t miss",
    "stocks in focus",
    "a buy",
    "ai buy",
    "strong buy",
    "worth buying",
    "reason to buy",
    "reasons to buy",
    "reason to avoid",
    "forever stock",
    "favorite stock",
    "stock right now",
    "stocks right now",
    "could make you",
    "and more",
];

/// What follows the first word of a teaser, by that word.
static BY_FIRST_WORD: LazyLock<BTreeMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut teasers: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for teaser in TEASERS {
        let mut words = teaser.split(' ');
        let first = words.next().unwrap_or_default();
        teasers.entry(first).or_default().push(words.collect());
    }
    teasers
});

/// What a list is made of, right behind its number.
const LISTED: [&str; 16] = [
    "stocks",
    "stock",
    "reasons",
    "things",
    "ways",
    "etfs",
    "companies",
    "charts",
    "takeaways",
    "top",
    "best",
    "growth",
    "tech",
    "dividend",
    "unstoppable",
    "magnificent",
];

const LEANS: [&str; 16] = [
    "it", "its", "he", "she", "they", "their", "his", "her", "this", "that", "these", "those",
    "but", "and", "however", "also",
];

const NUMBERS: [&str; 10] =
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "these"];

/// How much `sentence` tells; a title stands alone however short it is.
pub(super) fn worth(sentence: &str, is_title: bool) -> f64 {
    let lower = sentence.to_lowercase();
    let words: Vec<&str> =
        lower.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let trails_off = lower.trim_end().ends_with("& more");
    // Behind a statement it only spoils the end.
    let announces = words.windows(2).position(|pair| pair == ["here", "s"]);
    let teases = trails_off || announces == Some(0) || invites(&words);
    if teases || sentence.trim_end().ends_with(['?', '!']) || is_list(&words) {
        return TEASER;
    }
    if !is_title && words.first().is_some_and(|first| LEANS.contains(first)) {
        return LEANING;
    }
    // `The line` is one of which was spoken before, `The Oqra Network` a name.
    let points_back =
        sentence.strip_prefix("The ").is_some_and(|rest| rest.starts_with(char::is_lowercase));
    let is_long = sentence.chars().count() > CHARS_MAX;
    let is_unwieldy =
        is_long || announces.is_some() || (!is_title && (points_back || words.len() < WORDS_MIN));
    if is_unwieldy { UNWIELDY } else { 1.0 }
}

/// Whether one of [`TEASERS`] stands among `words`.
fn invites(words: &[&str]) -> bool {
    (0..words.len()).any(|place| {
        let behind = &words[place + 1..];
        BY_FIRST_WORD
            .get(words[place])
            .is_some_and(|teasers| teasers.iter().any(|rest| behind.starts_with(rest)))
    })
}

/// `3 growth stocks …`, `My top 5 …`.
fn is_list(words: &[&str]) -> bool {
    let is_number = |word: &str| {
        (word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()))
            || NUMBERS.contains(&word)
    };
    let start = words.iter().take(4).position(|word| is_number(word));
    start.is_some_and(|at| words.iter().skip(at + 1).take(2).any(|word| LISTED.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_lists_and_teasers_tell_little() {
        let little = [
            "Is Acme a buy before its results?",
            "3 Growth Stocks to Hold for a Decade",
            "My Top 2 Stocks for the Year",
            "Here's Why Acme Rose Today",
            "Full Slate of Earnings: ACME, BORE & More",
            "Acme: a no-brainer for patient savers",
        ];
        for sentence in little {
            assert!(worth(sentence, true) < 0.5, "{sentence}");
        }
        for sentence in ["Acme opens three plants in 2 towns", "Acme buys Borealis for $3 billion"]
        {
            assert!((worth(sentence, true) - 1.0).abs() < f64::EPSILON, "{sentence}");
        }
        assert!(worth("Acme fell by a third. Here's how it trades today", true) > TELLING);
        assert!(worth("The site lifts its supply by 8% and opens a month ahead.", false) < 1.0);
        assert!(worth("Its sales rose 9% in the quarter.", false) < 0.5);
        assert!(worth("Sales rose.", false) < 1.0);
    }
}

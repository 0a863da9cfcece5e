//! Takes a profile; gives the names that mean it and says whether a found name really stands
//! there: whole words, capital where the word is also a common one.

use crate::model::{Ticker, TickerProfile};

/// Endings that readers leave out.
const LEGAL: [&str; 18] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "ag",
    "se",
    "sa",
    "nv",
    "n.v",
    "s.a",
    "holdings",
    "group",
];
/// Words around `target` that make it a price target.
const TARGET_COMPANY: [&str; 10] =
    ["price", "prices", "date", "of", "for", "to", "raised", "cut", "by", "at"];
/// Names up to this length are taken only as written.
const SHORT_CHARS: usize = 4;

#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) written: String,
    pub(super) ticker: Ticker,
}

/// The name, the name without its legal ending, and the aliases.
pub(super) fn names_of(profile: &TickerProfile) -> Vec<Name> {
    let full = profile.name.trim();
    let mut written = vec![full.to_owned(), without_legal(full)];
    written.extend(profile.aliases.iter().map(|alias| alias.trim().to_owned()));
    written.retain(|name| name.chars().count() > 1);
    written.sort();
    written.dedup();
    written.into_iter().map(|written| Name { written, ticker: profile.ticker.clone() }).collect()
}

fn without_legal(name: &str) -> String {
    let mut rest = name;
    while let Some((head, last)) = rest.rsplit_once(' ') {
        let bare = last.trim_matches(['.', ',']).to_ascii_lowercase();
        if !LEGAL.contains(&bare.as_str()) {
            break;
        }
        rest = head.trim_end_matches([',', ' ', '&']);
    }
    rest.trim_end_matches(".com").to_owned()
}

impl Name {
    /// Whether the bytes `start..end` of `sentence` are this name and not a part of, or another
    /// use of, a word.
    pub(super) fn stands_at(&self, sentence: &str, start: usize, end: usize) -> bool {
        let before = sentence[..start].chars().next_back();
        let after = sentence[end..].chars().next();
        let joins = |mark: Option<char>| mark.is_some_and(char::is_alphanumeric);
        if joins(before) || joins(after) || before == Some('$') {
            return false;
        }
        let found = &sentence[start..end];
        let capital = |text: &str| text.starts_with(char::is_uppercase);
        if self.written.chars().count() <= SHORT_CHARS && found != self.written {
            // A headline in capitals shouts the name.
            return found.len() == SHORT_CHARS
                && found == self.written.to_uppercase()
                && !sentence.chars().any(char::is_lowercase);
        }
        if capital(&self.written) && !capital(found) {
            return false;
        }
        !(self.written.eq_ignore_ascii_case("target") && is_price_target(sentence, start, end))
    }
}

fn is_price_target(sentence: &str, start: usize, end: usize) -> bool {
    let word = |text: Option<&str>| {
        let bare = text.unwrap_or("").trim_matches(|mark: char| !mark.is_alphanumeric());
        bare.to_ascii_lowercase()
    };
    word(sentence[..start].split_whitespace().next_back()) == "price"
        || TARGET_COMPANY.contains(&word(sentence[end..].split_whitespace().next()).as_str())
}

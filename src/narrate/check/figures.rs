//! Takes tokens; gives whether every number among them stands in the evidence with the same
//! value, sign, currency and unit. Numbers in words count too.

use super::lexicon::{MONTHS, has};
use super::tokens::Token;

/// A number as far as it can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Digits and point as written, without marks between thousands; or the word itself.
    value: String,
    sign: Option<char>,
    currency: Option<char>,
    /// `%`, `billion`, `bps`, a month for a day of it, or nothing.
    unit: String,
    /// Place among the tokens.
    pub(super) place: usize,
}

impl Figure {
    /// Whether this number may be said on the strength of `other`. A plus may be left out; one
    /// that is added, a minus that is added or left out, changes what is said.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let signs_agree =
            self.sign == other.sign || (self.sign.is_none() && other.sign == Some('+'));
        signs_agree
            && self.value == other.value
            && self.currency == other.currency
            && self.unit == other.unit
    }
}

/// Number words and the digits they stand for. "One" is left out: it is a pronoun too.
const WORDS: [(&str, &str); 22] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("hundred", "100"),
    ("zero", "0"),
];

/// Words that are a quantity themselves: they have to stand in the evidence as they are.
const QUANTITIES: &str = "\
    half halved third thirds quarter quarters twice thrice double doubled doubles doubling \
    triple tripled triples tripling quadrupled tenfold dozen dozens hundreds thousand thousands \
    million millions billion billions trillion trillions first second fourth fifth sixth seventh \
    eighth ninth tenth thirteen fourteen sixteen seventeen eighteen nineteen majority most all";

/// Units, each with the one word for it.
const UNITS: [(&str, &str); 18] = [
    ("%", "%"),
    ("percent", "%"),
    ("percentage", "points"),
    ("points", "points"),
    ("point", "points"),
    ("bps", "bps"),
    ("bp", "bps"),
    ("basis", "bps"),
    ("k", "thousand"),
    ("thousand", "thousand"),
    ("m", "million"),
    ("mn", "million"),
    ("million", "million"),
    ("b", "billion"),
    ("bn", "billion"),
    ("billion", "billion"),
    ("trillion", "trillion"),
    ("tn", "trillion"),
];

/// Endings of a number that are part of it and no unit.
const ENDINGS: [&str; 7] = ["", "x", "st", "nd", "rd", "th", "s"];

/// Whether every number of a sentence stands in one of the texts.
pub(super) fn are_grounded(said: &[Token], texts: &[Vec<Token>]) -> bool {
    let known: Vec<Figure> = texts.iter().flat_map(|tokens| figures(tokens)).collect();
    figures(said).iter().all(|figure| known.iter().any(|other| figure.is_same(other)))
}

/// The numbers among tokens.
pub(super) fn figures(tokens: &[Token]) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut unit_taken = None;
    for (place, token) in tokens.iter().enumerate() {
        if unit_taken == Some(place) {
            continue;
        }
        let Some((currency, value, written)) = number(token) else { continue };
        let unit = match unit_of(&written) {
            Some(unit) => unit.to_owned(),
            None if !ENDINGS.contains(&written.as_str()) => continue,
            None => {
                let of_next = unit_behind(tokens, place);
                unit_taken = of_next.is_some().then_some(place + 1);
                of_next.map_or_else(
                    || month_beside(tokens, place, &value).unwrap_or_default(),
                    str::to_owned,
                )
            }
        };
        found.push(Figure { value, sign: token.sign, currency, unit, place });
    }
    found
}

/// Whether a token is a number or a word for one.
pub(super) fn is_figure(token: &Token) -> bool {
    number(token).is_some_and(|(_, _, written)| {
        ENDINGS.contains(&written.as_str()) || unit_of(&written).is_some()
    })
}

/// Currency, value and what is written behind it.
fn number(token: &Token) -> Option<(Option<char>, String, String)> {
    let lower = token.lower();
    if let Some((_, digits)) = WORDS.iter().find(|(word, _)| *word == lower) {
        return Some((None, (*digits).to_owned(), String::new()));
    }
    if has(QUANTITIES, &lower) {
        return Some((None, lower, String::new()));
    }
    let mut rest = lower.trim_start_matches('±');
    let currency = rest.chars().next().filter(|mark| "$€£¥₿".contains(*mark));
    rest = currency.map_or(rest, |mark| &rest[mark.len_utf8()..]);
    if !rest.starts_with(|mark: char| mark.is_ascii_digit()) {
        return None;
    }
    let is_part = |mark: char| mark.is_ascii_digit() || ",.:".contains(mark);
    let end = rest.find(|mark| !is_part(mark)).unwrap_or(rest.len());
    let value: String = rest[..end].chars().filter(|mark| *mark != ',').collect();
    Some((currency, value, rest[end..].to_owned()))
}

fn unit_of(word: &str) -> Option<&'static str> {
    UNITS.iter().find(|(known, _)| *known == word).map(|(_, unit)| *unit)
}

/// The unit in the next word, or in the next two: `per cent`.
fn unit_behind(tokens: &[Token], place: usize) -> Option<&'static str> {
    let next = tokens.get(place + 1).filter(|next| next.is_joined)?.lower();
    let is_percent =
        next == "per" && tokens.get(place + 2).is_some_and(|after| after.text == "cent");
    if is_percent { Some("%") } else { unit_of(&next) }
}

/// The month that a day belongs to: `24 March` or `March 24`. So a date lends its number to no
/// count.
fn month_beside(tokens: &[Token], place: usize, value: &str) -> Option<String> {
    let is_day = value.len() <= 2 && value.parse().is_ok_and(|day: u8| (1..=31).contains(&day));
    let neighbours =
        [tokens.get(place + 1), place.checked_sub(1).and_then(|place| tokens.get(place))];
    let month = neighbours.into_iter().flatten().find(|token| has(MONTHS, &token.text));
    month.filter(|_| is_day).map(Token::lower)
}

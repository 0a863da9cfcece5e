//! Takes dates, counts and enums; gives the words readers see. Never asks for a locale.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::dates;
use crate::model::{DateLanguage, Instant, Stance, Takeaway, When};

/// `25 March 2026`.
pub(super) fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `25 March`.
pub(super) fn day_month(date: NaiveDate) -> String {
    date.format("%-d %B").to_string()
}

/// `25 Mar 2026`.
pub(super) fn short_date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `24 Mar 2026 18:42 UTC`.
pub(super) fn instant(at: Instant) -> String {
    at.format("%-d %b %Y %H:%M UTC").to_string()
}

/// The city that a zone is named after.
pub(super) fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or("UTC").replace('_', " ")
}

/// `06:15 New York`: civil time and the city of a zone; with the date where it is not `date`.
pub(super) fn cut_off(at: Instant, zone: Tz, date: NaiveDate, language: DateLanguage) -> String {
    let civil = at.with_timezone(&zone);
    let city = city(zone);
    let time = civil.format("%H:%M").to_string();
    let known_on = civil.date_naive();
    if known_on == date {
        format!("{time} {city}")
    } else {
        let on = if language == DateLanguage::English { " on " } else { ", " };
        format!("{time} {city}{on}{}", dates::long_date(known_on, language))
    }
}

/// `1 article`, `2 articles`.
pub(super) fn count(number: u32, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// The first letter raised.
pub(super) fn capital(text: &str) -> String {
    let mut marks = text.chars();
    marks.next().map(|first| first.to_uppercase().chain(marks).collect()).unwrap_or_default()
}

/// An opening as it stands after a colon: the first letter lowered, unless it is `name`'s.
pub(super) fn within_a_sentence(opening: &str, name: &str) -> String {
    let mut marks = opening.chars();
    match marks.next() {
        Some(first) if !opening.starts_with(name) => first.to_lowercase().chain(marks).collect(),
        _ => opening.to_owned(),
    }
}

/// A sentence with its stop: none is added after a mark that ends one.
pub(super) fn stopped(sentence: &str) -> String {
    let text = sentence.trim_end();
    if text.ends_with(['.', '!', '?', '…', ':']) || text.ends_with(".”") {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// `Intel's`, `Meta Platforms'`.
pub(super) fn possessive(name: &str) -> String {
    let mark = if name.ends_with(['s', 'S']) { "’" } else { "’s" };
    format!("{name}{mark}")
}

/// When something is expected.
pub(super) fn when(when: When) -> String {
    match when {
        When::On(date) => long_date(date),
        When::Weeks => "Weeks".to_owned(),
        When::Months => "30–90 days".to_owned(),
        When::Years => "12–36 months".to_owned(),
    }
}

/// What the contrarian expects, without a subject.
pub(super) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Above => "more than the market",
        Stance::Below => "less than the market",
        Stance::Range => "a wide range without direction",
    }
}

/// Where the contrarian stands, as he says it himself.
pub(super) fn leaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Above => "we lean above the market",
        Stance::Below => "we lean below the market",
        Stance::Range => "we expect a wide range",
    }
}

/// What the contrarian expects a name to do.
pub(super) fn expectation(stance: Stance) -> &'static str {
    match stance {
        Stance::Above => "to beat its market",
        Stance::Below => "to lag its market",
        Stance::Range => "to move more than usual, either way,",
    }
}

/// `58 in 100, n = 41`, or why there is no figure.
pub(super) fn odds(takeaway: &Takeaway) -> String {
    let n = takeaway.base_rate.n;
    match takeaway.conviction {
        Some(conviction) => format!("{} in 100, n = {n}", conviction.pct),
        None => format!("too few similar moments to say, n = {n}"),
    }
}

/// A number below eleven, or twenty, as a word.
pub(super) fn small(number: usize) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match number {
        20 => "twenty".to_owned(),
        _ => WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned()),
    }
}

/// `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `text` within `limit` characters, cut at a word.
pub(super) fn within(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    for word in text.split_whitespace() {
        if kept.chars().count() + word.chars().count() + 2 > limit {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    if kept.is_empty() {
        kept = text.chars().take(limit - 1).collect();
    }
    kept.trim_end_matches([',', ';', ':', '.']).to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    #[test]
    fn a_cut_off_is_written_for_readers() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 25).expect("a day");
        let at = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).single().expect("an instant");
        let new_york = chrono_tz::America::New_York;
        let words = |at, zone, language| cut_off(at, zone, date, language);
        assert_eq!(words(at, new_york, DateLanguage::English), "06:15 New York");
        assert_eq!(
            words(at + chrono::Days::new(2), new_york, DateLanguage::English),
            "06:15 New York on 27 March 2026"
        );
        assert_eq!(
            words(at, chrono_tz::Pacific::Kiritimati, DateLanguage::German),
            "00:15 Kiritimati, 26. März 2026"
        );
    }

    #[test]
    fn long_words_are_cut_at_a_word() {
        assert_eq!(within("one two three", 9), "one two…");
        assert_eq!(within("one two", 9), "one two");
        assert_eq!(within("incomprehensible", 9).chars().count(), 9);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(count(1, "story"), "1 story");
        assert_eq!(count(2, "story"), "2 stories");
        assert_eq!(count(2, "takeaway"), "2 takeaways");
        assert_eq!(count(0, "article"), "0 articles");
    }
}

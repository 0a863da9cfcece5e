//! Takes a sentence and the day it was said; gives when the thing it speaks of is expected.
//! Never guesses: a sentence without a cue of the grammar has no horizon, and a question none.
//!
//! ```text
//! dated   = ["on" | "by"] (MONTH DAY | DAY MONTH) [YEAR] | YYYY-MM-DD
//! span    = forward NUMBER ["to" | "-"] [NUMBER] UNIT      "over 12 to 36 months"
//! forward = "within" | "over" | "in" | "for", ["the"], ["next" | "coming"]
//! loose   = ("next" | "coming" | "this") ("week(s)" | "month(s)" | "quarter(s)" | "year(s)")
//! end     = "year-end" | "end of the year" | "by" YEAR | "in" YEAR
//! ```
//! A span of the past ("over the last two years", "the best gain in seven years") is none.

use chrono::{Datelike, NaiveDate};

use crate::model::When;

/// When what `sentence` speaks of is expected, said on `said` and read on `today`; events
/// before `today` are past.
pub(super) fn when(sentence: &str, said: NaiveDate, today: NaiveDate) -> Option<When> {
    if sentence.trim_end().ends_with('?') {
        return None;
    }
    let lower = sentence.to_lowercase();
    let words = words(&lower);
    (0..words.len())
        .find_map(|place| dated(&words[place..], said, today))
        .or_else(|| {
            let ahead = |place: usize| !looks_back(&words[..place]);
            (0..words.len()).find_map(|place| span(&words[place..]).filter(|_| ahead(place)))
        })
        .or_else(|| (0..words.len()).find_map(|place| loose(&words[place..], said)))
}

/// Days from `today`, to put the nearest first; a bucket counts as its middle.
pub(super) fn distance_days(when: When, today: NaiveDate) -> i64 {
    match when {
        When::On(date) => (date - today).num_days(),
        When::Weeks => 14,
        When::Months => 60,
        When::Years => 720,
    }
}

fn words(lower: &str) -> Vec<&str> {
    lower
        .split(|mark: char| mark.is_whitespace() || mark == '\u{2013}' || mark == '\u{2014}')
        .map(|word| word.trim_matches(|mark: char| !mark.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

fn at<'w>(words: &[&'w str], place: usize) -> &'w str {
    words.get(place).copied().unwrap_or_default()
}

fn dated(words: &[&str], said: NaiveDate, today: NaiveDate) -> Option<When> {
    let first = at(words, 0);
    let is_digit = |mark: char| mark.is_ascii_digit();
    if first.starts_with(is_digit)
        && let Ok(date) = NaiveDate::parse_from_str(first, "%Y-%m-%d")
    {
        return (date >= today).then_some(When::On(date));
    }
    let (month, day, year) = match (month(first), day(first)) {
        (Some(month), _) => (month, day(at(words, 1))?, at(words, 2)),
        (None, Some(day)) => (self::month(at(words, 1))?, day, at(words, 2)),
        _ => return None,
    };
    let date = match year_number(year) {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day)?,
        None => nearest(said, month, day)?,
    };
    (date >= today).then_some(When::On(date))
}

/// A day without a year: the nearest one to the day it was said, so that "Oct. 28" is past in
/// November and ahead in September, and "Jan. 5" is ahead in December.
fn nearest(said: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    (said.year() - 1..=said.year() + 1)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|date| (*date - said).num_days().abs())
}

/// English month names, in full or by their usual abbreviations. "may" and "march" are verbs
/// too: they count only beside a day, which the caller asks for.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let fits = |name: &&str| {
        **name == *word
            || (name.len() > 4 && word == &name[..3])
            || (word == "sept" && name.starts_with("sept"))
    };
    let place = MONTHS.iter().position(fits)?;
    u32::try_from(place + 1).ok()
}

fn day(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

fn year_number(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| (2000..2100).contains(year))
}

fn span(words: &[&str]) -> Option<When> {
    if !["within", "over", "in", "for", "next", "coming", "during"].contains(&at(words, 0)) {
        return None;
    }
    let mut place = 1;
    while ["the", "next", "coming", "about", "just", "roughly", "a"].contains(&at(words, place)) {
        place += 1;
    }
    let (low, range_end) = at(words, place).split_once('-').unwrap_or((at(words, place), ""));
    if range_end.starts_with(|mark: char| mark.is_alphabetic()) {
        return unit_days(range_end).zip(quantity(low)).map(|(unit, count)| bucket(unit * count));
    }
    let mut most = quantity(low)?;
    if let Some(higher) = quantity(range_end) {
        most = higher;
    }
    place += 1;
    if ["to", "or", "and", "of"].contains(&at(words, place)) {
        if let Some(higher) = quantity(at(words, place + 1)) {
            most = higher;
            place += 1;
        }
        place += 1;
    }
    unit_days(at(words, place)).map(|unit| bucket(unit * most))
}

/// Whether a span after these words measures a record: "the highest close in 13 months".
fn looks_back(before: &[&str]) -> bool {
    const REACH: usize = 6;
    const RECORDS: [&str; 9] =
        ["most", "least", "record", "never", "first", "ever", "high", "low", "unseen"];
    const NO_RECORDS: [&str; 5] = ["invest", "interest", "request", "west", "guest"];
    before.iter().rev().take(REACH).any(|word| {
        let superlative = word.len() > 4 && word.ends_with("est");
        RECORDS.contains(word)
            || ["best", "worst", "lowest"].contains(word)
            || superlative && !NO_RECORDS.contains(word)
    })
}

fn loose(words: &[&str], said: NaiveDate) -> Option<When> {
    match (at(words, 0), at(words, 1)) {
        ("within" | "in", unit @ ("days" | "weeks" | "months" | "years"))
            if at(words, 0) == "within" || unit == "weeks" && at(words, 2) == "ahead" =>
        {
            unit_days(unit).map(|unit| bucket(unit * 2))
        }
        ("next" | "coming" | "this", "week" | "weeks" | "days") | ("this", "month") => {
            Some(When::Weeks)
        }
        ("next" | "coming", "month" | "months" | "quarter" | "quarters") | ("this", "quarter") => {
            Some(When::Months)
        }
        ("next", "year") => Some(to_middle_of(said.year() + 1, said)),
        ("next" | "coming", "years" | "decade") => Some(When::Years),
        ("year-end", _) | ("year", "end") => Some(to_year_end(said)),
        ("end", "of") if ["year", "this"].contains(&at(words, 2)) || at(words, 3) == "year" => {
            Some(to_year_end(said))
        }
        ("by" | "in" | "until", year) => {
            let later = year_number(year).filter(|year| *year > said.year());
            later.map(|year| to_middle_of(year, said))
        }
        _ => None,
    }
}

/// A year named without a day: its middle stands for it.
fn to_middle_of(year: i32, said: NaiveDate) -> When {
    NaiveDate::from_ymd_opt(year, 7, 1)
        .map_or(When::Years, |middle| bucket((middle - said).num_days()))
}

fn to_year_end(said: NaiveDate) -> When {
    bucket(i64::from(365_u32.saturating_sub(said.ordinal())))
}

fn quantity(word: &str) -> Option<i64> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    match word {
        "couple" => Some(2),
        "few" | "several" => Some(3),
        _ => word
            .parse()
            .ok()
            .or_else(|| WORDS.iter().position(|name| *name == word)?.try_into().ok())
            .filter(|count| (1..=120).contains(count)),
    }
}

fn unit_days(word: &str) -> Option<i64> {
    match word {
        "day" | "days" => Some(1),
        "week" | "weeks" => Some(7),
        "month" | "months" => Some(30),
        "quarter" | "quarters" => Some(90),
        "year" | "years" => Some(365),
        _ => None,
    }
}

/// To 30 days weeks, to nine months the middle bucket, beyond it years.
fn bucket(days: i64) -> When {
    match days {
        ..=30 => When::Weeks,
        31..=270 => When::Months,
        _ => When::Years,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(sentence: &str) -> Option<When> {
        when(sentence, date(2026, 10, 5), date(2026, 10, 6))
    }

    #[test]
    fn spans_fall_into_their_buckets() {
        let spans = [
            ("Deliveries start within weeks.", When::Weeks),
            ("It will decide in the coming weeks.", When::Weeks),
            ("A ruling is due in three weeks.", When::Weeks),
            ("The chip ships next quarter.", When::Months),
            ("It expects approval within 90 days.", When::Months),
            ("Margins recover by year-end.", When::Months),
            ("The plant opens in six months.", When::Months),
            ("Demand doubles over 12 to 36 months.", When::Years),
            ("It hires over the next two years.", When::Years),
            ("Interest in it may double in two years.", When::Years),
            ("A 12-18 month plan over 12-18 months.", When::Years),
            ("It will be carbon neutral by 2030.", When::Years),
            ("The plant starts in 2027.", When::Months),
        ];
        for (sentence, expected) in spans {
            assert_eq!(read(sentence), Some(expected), "{sentence}");
        }
    }

    #[test]
    fn dates_are_read_in_both_orders() {
        for sentence in [
            "Acme reports on Oct. 28.",
            "Acme reports on 28 October, after the close.",
            "Acme reports on October 28th, 2026.",
            "Acme reports on 2026-10-28.",
        ] {
            assert_eq!(read(sentence), Some(When::On(date(2026, 10, 28))), "{sentence}");
        }
        assert_eq!(read("The hearing is on Jan. 5."), Some(When::On(date(2027, 1, 5))));
    }

    #[test]
    fn the_past_is_no_horizon() {
        for sentence in [
            "Sales doubled over the past two years.",
            "Sales fell over the last three months.",
            "Acme reported on Sept. 28.",
            "It may rise.",
            "Can it double within two years?",
            "The index heads for its highest close in 13 months.",
            "Shares soar toward their best gain in 7 years.",
            "He had never seen a quarter like this in 25 years.",
            "Shares surge the most in over six years.",
            "The march goes on.",
            "Shares fell 3% in 2024.",
            "",
        ] {
            assert_eq!(read(sentence), None, "{sentence}");
        }
    }
}

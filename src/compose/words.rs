//! Takes dates, counts and signs; gives them as readers say them.

use chrono::NaiveDate;

use crate::model::{Gap, Instant, Plan, Sign, Stance, When};

/// `Wednesday 25 March 2026`.
pub(super) fn weekday_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// `24 March`.
pub(super) fn day_and_month(date: NaiveDate) -> String {
    date.format("%-d %B").to_string()
}

/// `06:15 New York`: the plan's zone by its city.
pub(super) fn civil_time(instant: Instant, plan: &Plan) -> String {
    let city = plan.timezone.name().rsplit('/').next().unwrap_or("UTC").replace('_', " ");
    format!("{} {city}", instant.with_timezone(&plan.timezone).format("%H:%M"))
}

/// `24 Mar 2026 18:42 UTC`.
pub(super) fn utc(instant: Instant) -> String {
    instant.format("%-d %b %Y %H:%M UTC").to_string()
}

/// `1 article`, `18 articles`.
pub(super) fn count(number: u32, thing: &str) -> String {
    match (number, thing.strip_suffix('y')) {
        (1, _) => format!("1 {thing}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {thing}s"),
    }
}

/// `Weeks`, `30–90 days`, `12–36 months`, `28 October`.
pub(super) fn when(when: When) -> String {
    match when {
        When::On(date) => day_and_month(date),
        When::Weeks => "Weeks".to_owned(),
        When::Months => "30–90 days".to_owned(),
        When::Years => "12–36 months".to_owned(),
    }
}

/// Where the contrarian stands, as a verb phrase after a name.
pub(super) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Above => "beats its benchmark",
        Stance::Below => "lags its benchmark",
        Stance::Range => "swings widely, without a direction",
    }
}

/// Which way a gap points, for colour.
pub(super) fn gap_sign(gap: Gap) -> Sign {
    match gap {
        Gap::EvidenceAhead => Sign::Positive,
        Gap::PriceAhead => Sign::Negative,
        Gap::InLine | Gap::Unknown => Sign::Neutral,
    }
}

/// Which way a figure points.
pub(super) fn sign_of(figure: i64) -> Sign {
    match figure {
        0 => Sign::Neutral,
        up if up > 0 => Sign::Positive,
        _ => Sign::Negative,
    }
}

/// A text cut at a word, with an ellipsis, to at most `chars_max` characters.
pub(super) fn shortened(text: &str, chars_max: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars_max) else { return text.to_owned() };
    let room = text[..end].char_indices().nth_back(0).map_or(0, |(place, _)| place);
    let cut = text[..room].rfind(' ').unwrap_or(room);
    format!("{}…", text[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}

/// Several things in a sentence: `A`, `A and B`, `A, B and C`.
pub(super) fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

//! Takes dates as publishers write them; gives instants, or nothing. A date that cannot be
//! read never becomes "now", and one without a zone is taken as UTC, the zone that feeds mean
//! when they say nothing.

mod months;
mod tokens;
mod zones;

#[cfg(test)]
mod tests;

use chrono::{Days, NaiveDate, TimeDelta, TimeZone as _, Utc};

use crate::model::Instant;
use tokens::{Clock, Parts};

/// Nothing on the web was published before it: older dates are mistakes.
const YEAR_MIN: i32 = 1970;

/// Longer texts are no dates.
const CHARS_MAX: usize = 80;

/// Reads a date: RFC 822 and 2822, W3CDTF and ISO 8601 in every precision, asctime, dates with
/// slashes (month first), dots (day first) or month names of a dozen languages. `24:00` is the
/// midnight after, not the one before.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > CHARS_MAX {
        return None;
    }
    let parts = tokens::parts(text)?;
    let day = day_of(&parts)?;
    let civil = day.checked_add_days(Days::new(0))?.and_hms_opt(0, 0, 0)?;
    let clock = parts.clock.unwrap_or(Clock::MIDNIGHT);
    let within_day = TimeDelta::seconds(clock.seconds_of_day(parts.is_afternoon)?);
    let offset = TimeDelta::minutes(parts.offset_minutes.unwrap_or(0).into());
    let local = civil.checked_add_signed(within_day)?;
    Some(Utc.from_utc_datetime(&local.checked_sub_signed(offset)?))
        .map(|at| at + TimeDelta::nanoseconds(clock.nanoseconds.into()))
}

fn day_of(parts: &Parts) -> Option<NaiveDate> {
    let year = parts.year.filter(|year| *year >= YEAR_MIN)?;
    match parts.day_of_year {
        Some(ordinal) => NaiveDate::from_yo_opt(year, ordinal),
        None => NaiveDate::from_ymd_opt(year, parts.month.unwrap_or(1), parts.day.unwrap_or(1)),
    }
}

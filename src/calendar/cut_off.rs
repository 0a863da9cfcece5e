//! Takes a plan and a date; gives the cut-off of that edition and its news window.

use chrono::{Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::previous_edition;
use crate::model::{Instant, Plan};

/// The longest gap that a clock change tears into civil time, in minutes.
const GAP_MINUTES_MAX: i64 = 24 * 60;

/// P(D): the planned knowledge cut-off of the edition of `date`.
#[must_use]
pub fn cut_off(plan: &Plan, date: NaiveDate) -> Instant {
    instant_of(date, plan.at, plan.timezone)
}

/// The news window of the edition of `date`: after the previous edition's cut-off, up to and
/// including its own.
#[must_use]
pub fn news_window(plan: &Plan, date: NaiveDate) -> (Instant, Instant) {
    (cut_off(plan, previous_edition(plan, date)), cut_off(plan, date))
}

/// Civil time to an instant. A time that a clock change skips means the first valid instant
/// after the gap; one that it repeats means its first occurrence.
#[must_use]
pub fn instant_of(date: NaiveDate, time: NaiveTime, timezone: Tz) -> Instant {
    let civil = date.and_time(time);
    (0..=GAP_MINUTES_MAX)
        .find_map(|minutes| {
            match timezone.from_local_datetime(&(civil + Duration::minutes(minutes))) {
                LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Some(instant),
                LocalResult::None => None,
            }
        })
        .map_or_else(
            || Utc.from_utc_datetime(&(civil + Days::new(1))),
            |instant| instant.with_timezone(&Utc),
        )
}

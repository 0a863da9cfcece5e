//! Takes a calendar and a date; gives sessions, their neighbours and their closes.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::closures;
use super::instant_of;
use crate::model::{CalendarId, CalendarRef, Closure, Instant};

/// The longest run of days without a session that is looked through, closures of an operator
/// among them; bounds every search.
const DAYS_WITHOUT_SESSION_MAX: u64 = 400;

/// Whether `date` is a trading day. Beyond the tables (see [`covers`]) every Monday to Friday
/// counts as one.
#[must_use]
pub fn is_session<'c>(calendar: impl Into<CalendarRef<'c>>, date: NaiveDate) -> bool {
    let calendar = calendar.into();
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    calendar.id == CalendarId::Crypto
        || (!weekend && closures::exception(calendar, date) != Some(Closure::Closed))
}

/// Whether the holiday tables were checked for this date.
#[must_use]
pub fn covers<'c>(calendar: impl Into<CalendarRef<'c>>, date: NaiveDate) -> bool {
    closures::coverage(calendar.into().id).is_none_or(|(first, last)| first <= date && date <= last)
}

/// The last date for which holidays are known; `None` of a calendar that has none.
#[must_use]
pub fn horizon<'c>(calendar: impl Into<CalendarRef<'c>>) -> Option<NaiveDate> {
    closures::coverage(calendar.into().id).map(|(_, last)| last)
}

/// What makes `date` other than a usual weekday: no session, or one that ends early.
#[must_use]
pub fn exception<'c>(calendar: impl Into<CalendarRef<'c>>, date: NaiveDate) -> Option<Closure> {
    let calendar = calendar.into();
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    if weekend { None } else { closures::exception(calendar, date) }
}

/// The last session before `date`.
#[must_use]
pub fn previous_session<'c>(calendar: impl Into<CalendarRef<'c>>, date: NaiveDate) -> NaiveDate {
    let calendar = calendar.into();
    (1..=DAYS_WITHOUT_SESSION_MAX)
        .filter_map(|days| date.checked_sub_days(Days::new(days)))
        .find(|day| is_session(calendar, *day))
        .unwrap_or(date)
}

/// The first session after `date`.
#[must_use]
pub fn next_session<'c>(calendar: impl Into<CalendarRef<'c>>, date: NaiveDate) -> NaiveDate {
    let calendar = calendar.into();
    (1..=DAYS_WITHOUT_SESSION_MAX)
        .filter_map(|days| date.checked_add_days(Days::new(days)))
        .find(|day| is_session(calendar, *day))
        .unwrap_or(date)
}

/// The session `count` sessions after `date`; `date` itself for 0.
#[must_use]
pub fn session_after<'c>(
    calendar: impl Into<CalendarRef<'c>>,
    date: NaiveDate,
    count: u16,
) -> NaiveDate {
    let calendar = calendar.into();
    (0..count).fold(date, |day, _| next_session(calendar, day))
}

/// Every session from `from` to `to`, both included, ascending.
pub fn sessions_between<'c>(
    calendar: impl Into<CalendarRef<'c>>,
    from: NaiveDate,
    to: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    let calendar = calendar.into();
    from.iter_days().take_while(move |day| *day <= to).filter(move |day| is_session(calendar, *day))
}

/// The instant at which a session's continuous trading ends; an auction may follow within a
/// quarter of an hour. A session of [`CalendarId::Crypto`] closes at 24:00 UTC.
#[must_use]
pub fn session_close<'c>(calendar: impl Into<CalendarRef<'c>>, session: NaiveDate) -> Instant {
    let calendar = calendar.into();
    if calendar.id == CalendarId::Crypto {
        return instant_of(session + Days::new(1), NaiveTime::MIN, Tz::UTC);
    }
    let close = match closures::exception(calendar, session) {
        Some(Closure::ClosesAt(early)) => early,
        _ => usual_close(calendar.id, session),
    };
    instant_of(session, close, timezone(calendar))
}

/// The last session that had closed at `instant`.
#[must_use]
pub fn last_closed_session<'c>(
    calendar: impl Into<CalendarRef<'c>>,
    instant: Instant,
) -> NaiveDate {
    let calendar = calendar.into();
    let today = instant.with_timezone(&timezone(calendar)).date_naive();
    let closed_today = is_session(calendar, today) && session_close(calendar, today) <= instant;
    if closed_today { today } else { previous_session(calendar, today) }
}

/// The exchange's own zone.
#[must_use]
pub fn timezone<'c>(calendar: impl Into<CalendarRef<'c>>) -> Tz {
    match calendar.into().id {
        CalendarId::Xnys | CalendarId::Xnas => Tz::America__New_York,
        CalendarId::Xlon => Tz::Europe__London,
        CalendarId::Xetr => Tz::Europe__Berlin,
        CalendarId::Xtks => Tz::Asia__Tokyo,
        CalendarId::Xhkg => Tz::Asia__Hong_Kong,
        CalendarId::Crypto => Tz::UTC,
        CalendarId::Xtse => Tz::America__Toronto,
        CalendarId::Xasx => Tz::Australia__Sydney,
        CalendarId::Xpar => Tz::Europe__Paris,
        CalendarId::Xswx => Tz::Europe__Zurich,
    }
}

/// The end of continuous trading on a usual day, in the market's zone.
pub(super) fn usual_close(calendar: CalendarId, session: NaiveDate) -> NaiveTime {
    // Tokyo lengthened its day by half an hour on 2024-11-05.
    let tokyo_is_longer = session >= NaiveDate::from_ymd_opt(2024, 11, 5).unwrap_or(NaiveDate::MAX);
    let (hour, minute) = match calendar {
        CalendarId::Xlon => (16, 30),
        CalendarId::Xetr | CalendarId::Xpar | CalendarId::Xswx => (17, 30),
        CalendarId::Xtks if tokyo_is_longer => (15, 30),
        CalendarId::Xtks => (15, 0),
        CalendarId::Xnys
        | CalendarId::Xnas
        | CalendarId::Xhkg
        | CalendarId::Xtse
        | CalendarId::Xasx => (16, 0),
        CalendarId::Crypto => (0, 0),
    };
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}

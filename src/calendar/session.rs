//! Takes a calendar and a date; gives sessions, their neighbours and their closes.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::closures::{self, Exception};
use super::instant_of;
use crate::model::{CalendarId, Instant};

/// The longest run of days without a session that any calendar has; bounds every search.
const DAYS_WITHOUT_SESSION_MAX: u64 = 20;

/// Whether `date` is a trading day. Beyond the tables (see [`covers`]) every Monday to Friday
/// counts as one.
#[must_use]
pub fn is_session(calendar: CalendarId, date: NaiveDate) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    calendar == CalendarId::Crypto
        || (!weekend && !matches!(closures::exception(calendar, date), Some(Exception::Closed)))
}

/// Whether the holiday tables were checked for this date.
#[must_use]
pub fn covers(calendar: CalendarId, date: NaiveDate) -> bool {
    closures::covers(calendar, date)
}

/// The last session before `date`.
#[must_use]
pub fn previous_session(calendar: CalendarId, date: NaiveDate) -> NaiveDate {
    (1..=DAYS_WITHOUT_SESSION_MAX)
        .filter_map(|days| date.checked_sub_days(Days::new(days)))
        .find(|day| is_session(calendar, *day))
        .unwrap_or(date)
}

/// The first session after `date`.
#[must_use]
pub fn next_session(calendar: CalendarId, date: NaiveDate) -> NaiveDate {
    (1..=DAYS_WITHOUT_SESSION_MAX)
        .filter_map(|days| date.checked_add_days(Days::new(days)))
        .find(|day| is_session(calendar, *day))
        .unwrap_or(date)
}

/// The session `count` sessions after `date`; `date` itself for 0.
#[must_use]
pub fn session_after(calendar: CalendarId, date: NaiveDate, count: u16) -> NaiveDate {
    (0..count).fold(date, |day, _| next_session(calendar, day))
}

/// Every session from `from` to `to`, both included, ascending.
pub fn sessions_between(
    calendar: CalendarId,
    from: NaiveDate,
    to: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to).filter(move |day| is_session(calendar, *day))
}

/// The instant at which a session's closing price is made. A session of [`CalendarId::Crypto`]
/// closes at 24:00 UTC.
#[must_use]
pub fn session_close(calendar: CalendarId, session: NaiveDate) -> Instant {
    if calendar == CalendarId::Crypto {
        return instant_of(session + Days::new(1), NaiveTime::MIN, Tz::UTC);
    }
    let close = match closures::exception(calendar, session) {
        Some(Exception::ClosesAt(early)) => early,
        _ => usual_close(calendar, session),
    };
    instant_of(session, close, timezone(calendar))
}

/// The last session that had closed at `instant`.
#[must_use]
pub fn last_closed_session(calendar: CalendarId, instant: Instant) -> NaiveDate {
    let today = instant.with_timezone(&timezone(calendar)).date_naive();
    let closed_today = is_session(calendar, today) && session_close(calendar, today) <= instant;
    if closed_today { today } else { previous_session(calendar, today) }
}

/// The exchange's own zone.
#[must_use]
pub fn timezone(calendar: CalendarId) -> Tz {
    match calendar {
        CalendarId::Xnys | CalendarId::Xnas => Tz::America__New_York,
        CalendarId::Xlon => Tz::Europe__London,
        CalendarId::Xetr => Tz::Europe__Berlin,
        CalendarId::Xtks => Tz::Asia__Tokyo,
        CalendarId::Xhkg => Tz::Asia__Hong_Kong,
        CalendarId::Crypto => Tz::UTC,
    }
}

fn usual_close(calendar: CalendarId, session: NaiveDate) -> NaiveTime {
    // Tokyo lengthened its day by half an hour on 2024-11-05.
    let tokyo_is_longer = session >= NaiveDate::from_ymd_opt(2024, 11, 5).unwrap_or(NaiveDate::MAX);
    let (hour, minute) = match calendar {
        CalendarId::Xlon => (16, 30),
        CalendarId::Xetr => (17, 30),
        CalendarId::Xtks if tokyo_is_longer => (15, 30),
        CalendarId::Xtks => (15, 0),
        CalendarId::Xnys | CalendarId::Xnas | CalendarId::Xhkg => (16, 0),
        CalendarId::Crypto => (0, 0),
    };
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}

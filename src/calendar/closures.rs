//! Takes a calendar and a date; gives closures and early closes. The tables are those of the
//! crate exchange-hours, with the unscheduled closures that it lacks laid over them.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use exchange_hours::{Exchange, HolidayKind, calendar_for_exchange};

use crate::model::CalendarId;

/// What a date is for an exchange, beyond its weekday.
pub(super) enum Exception {
    /// No session.
    Closed,
    /// A session that ends early, at this civil time.
    ClosesAt(NaiveTime),
}

/// Days on which an exchange stayed shut without notice or by royal proclamation, storm or
/// outage, which exchange-hours 1.3 takes for sessions.
const UNSCHEDULED: [(CalendarId, (i32, u32, u32)); 6] = [
    (CalendarId::Xlon, (2022, 9, 19)),
    (CalendarId::Xtks, (2020, 10, 1)),
    (CalendarId::Xhkg, (2020, 10, 13)),
    (CalendarId::Xhkg, (2021, 10, 13)),
    (CalendarId::Xhkg, (2023, 7, 17)),
    (CalendarId::Xhkg, (2024, 9, 6)),
];

/// The exception of a date, if it has one.
pub(super) fn exception(calendar: CalendarId, date: NaiveDate) -> Option<Exception> {
    let unscheduled = UNSCHEDULED.iter().any(|(shut, (year, month, day))| {
        *shut == calendar && NaiveDate::from_ymd_opt(*year, *month, *day) == Some(date)
    });
    if unscheduled {
        return Some(Exception::Closed);
    }
    if calendar == CalendarId::Xetr && is_last_weekday_before_silvester(date) {
        return NaiveTime::from_hms_opt(14, 0, 0).map(Exception::ClosesAt);
    }
    match calendar_for_exchange(exchange(calendar)?).holiday_on(date)?.kind() {
        HolidayKind::Closed => Some(Exception::Closed),
        HolidayKind::EarlyClose { close_ssm }
        | HolidayKind::LateOpenAndEarlyClose { close_ssm, .. } => {
            NaiveTime::from_num_seconds_from_midnight_opt(close_ssm, 0).map(Exception::ClosesAt)
        }
        _ => None,
    }
}

/// Xetra's year ends at 14:00 on its last session, which exchange-hours 1.3 does not know; 31
/// December is closed.
fn is_last_weekday_before_silvester(date: NaiveDate) -> bool {
    let is_weekday = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let is_last = match date.day() {
        30 => is_weekday,
        28 | 29 => date.weekday() == Weekday::Fri,
        _ => false,
    };
    date.month() == 12 && is_last
}

/// Whether the tables were checked for this date; beyond them only weekends are known.
pub(super) fn covers(calendar: CalendarId, date: NaiveDate) -> bool {
    exchange(calendar).is_none_or(|exchange| {
        calendar_for_exchange(exchange)
            .holiday_coverage()
            .is_some_and(|coverage| coverage.contains(date))
    })
}

fn exchange(calendar: CalendarId) -> Option<Exchange> {
    match calendar {
        CalendarId::Xnys => Some(Exchange::Nyse),
        CalendarId::Xnas => Some(Exchange::Nasdaq),
        CalendarId::Xlon => Some(Exchange::Lse),
        CalendarId::Xetr => Some(Exchange::Xetra),
        CalendarId::Xtks => Some(Exchange::Tse),
        CalendarId::Xhkg => Some(Exchange::Hkex),
        CalendarId::Crypto => None,
    }
}

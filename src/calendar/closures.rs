//! Takes a calendar and a date; gives closures and early closes, and how far they are known.
//! What an operator said counts first, then our corrections, then the tables of the crate
//! exchange-hours and, beyond them, standing rules.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use exchange_hours::{Exchange, HolidayKind, calendar_for_exchange};

use super::session::usual_close;
use super::{by_rule, corrections};
use crate::model::{CalendarId, CalendarRef, Closure};

/// The last day for which holidays are taken from standing rules: as far as New York has
/// published its own.
const RULES_REACH: (i32, u32, u32) = (2028, 12, 31);

/// What a weekday is for an exchange, if it is not an usual one.
pub(super) fn exception(calendar: CalendarRef<'_>, date: NaiveDate) -> Option<Closure> {
    calendar.closures.get(&date).copied().or_else(|| tabled(calendar.id, date))
}

/// The same by the tables alone.
pub(super) fn tabled(calendar: CalendarId, date: NaiveDate) -> Option<Closure> {
    let exchange = exchange(calendar)?;
    if let Some(correction) = corrections::correction(calendar, date) {
        return Some(correction);
    }
    if calendar == CalendarId::Xetr && is_last_weekday_before_silvester(date) {
        return NaiveTime::from_hms_opt(14, 0, 0).map(Closure::ClosesAt);
    }
    if let Some(rule) = rule(calendar)
        && date > published(exchange)
    {
        return if date <= rules_reach() { rule(date) } else { None };
    }
    match calendar_for_exchange(exchange).holiday_on(date)?.kind() {
        HolidayKind::Closed => Some(Closure::Closed),
        HolidayKind::EarlyClose { close_ssm }
        | HolidayKind::LateOpenAndEarlyClose { close_ssm, .. } => {
            let at = NaiveTime::from_num_seconds_from_midnight_opt(close_ssm, 0)?;
            early_close(calendar, date, at).map(Closure::ClosesAt)
        }
        _ => None,
    }
}

/// The end of continuous trading, as of usual days. The crate counts Hong Kong's closing auction
/// in, and knows early ends of Xetra's late trade, long after the close.
fn early_close(calendar: CalendarId, date: NaiveDate, at: NaiveTime) -> Option<NaiveTime> {
    let at = if calendar == CalendarId::Xhkg { NaiveTime::from_hms_opt(12, 0, 0)? } else { at };
    (at < usual_close(calendar, date)).then_some(at)
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

/// The first and the last day for which closures are known; `None` of a calendar that has none.
pub(super) fn coverage(calendar: CalendarId) -> Option<(NaiveDate, NaiveDate)> {
    let exchange = exchange(calendar)?;
    let first = calendar_for_exchange(exchange)
        .holiday_coverage()
        .map_or(NaiveDate::MAX, exchange_hours::HolidayCoverage::first);
    let last = published(exchange);
    Some((first, if rule(calendar).is_some() { last.max(rules_reach()) } else { last }))
}

fn published(exchange: Exchange) -> NaiveDate {
    calendar_for_exchange(exchange)
        .holiday_coverage()
        .map_or(NaiveDate::MIN, exchange_hours::HolidayCoverage::last)
}

fn rules_reach() -> NaiveDate {
    let (year, month, day) = RULES_REACH;
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

fn rule(calendar: CalendarId) -> Option<fn(NaiveDate) -> Option<Closure>> {
    match calendar {
        CalendarId::Xpar => Some(by_rule::paris),
        CalendarId::Xtse => Some(by_rule::toronto),
        _ => None,
    }
}

fn exchange(calendar: CalendarId) -> Option<Exchange> {
    match calendar {
        // Nasdaq rests when New York does; the crate knows New York's holidays for longer.
        CalendarId::Xnys | CalendarId::Xnas => Some(Exchange::Nyse),
        CalendarId::Xlon => Some(Exchange::Lse),
        CalendarId::Xetr => Some(Exchange::Xetra),
        CalendarId::Xtks => Some(Exchange::Tse),
        CalendarId::Xhkg => Some(Exchange::Hkex),
        CalendarId::Xtse => Some(Exchange::Tsx),
        CalendarId::Xasx => Some(Exchange::Asx),
        CalendarId::Xpar => Some(Exchange::EuronextParis),
        CalendarId::Xswx => Some(Exchange::Six),
        CalendarId::Crypto => None,
    }
}

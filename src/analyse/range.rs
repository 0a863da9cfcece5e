//! Takes rows of a ticker; gives where a close stands within the year before it. Never looks past
//! that close.

use chrono::Days;

use super::series::Row;
use super::statistics::{deviation, number};
use crate::model::{CalendarId, RangeMeasures};

/// Sessions behind volatility.
const VOLATILITY_SESSIONS: usize = 60;
/// A year of days, and how much of it has to be known for its high to be called one.
const YEAR_DAYS: (u64, i64) = (365, 358);

/// Measured at the last of `rows`.
pub(super) fn range(rows: &[Row], calendar: CalendarId) -> RangeMeasures {
    let volatility = rows
        .len()
        .checked_sub(VOLATILITY_SESSIONS)
        .and_then(|first| complete_deviation(&rows[first..]))
        .map(|daily| daily * libm::sqrt(number(sessions_a_year(calendar))));
    let mut found = RangeMeasures { volatility, ..RangeMeasures::default() };
    let Some(year) = year(rows) else { return found };
    let last = year[year.len() - 1].close;
    let high = year.iter().map(|row| row.high.max(row.close)).fold(0.0, f64::max);
    let low = year.iter().map(|row| row.low.min(row.close)).fold(f64::INFINITY, f64::min);
    found.below_high = (high > 0.0).then(|| last / high - 1.0);
    found.above_low = (low > 0.0 && low.is_finite()).then(|| last / low - 1.0);
    found.drawdown = Some(drawdown(year));
    found.volatility_to_year =
        volatility.zip(complete_deviation(&year[1..])).map(|(now, daily)| {
            now / (daily * libm::sqrt(number(sessions_a_year(calendar)))).max(f64::MIN_POSITIVE)
        });
    found
}

/// The rows of the year, if enough of it is known.
fn year<'r, 'a>(rows: &'r [Row<'a>]) -> Option<&'r [Row<'a>]> {
    let last = rows.last()?.session;
    let (days, known_min) = YEAR_DAYS;
    let since = last.checked_sub_days(Days::new(days))?;
    let known = (last - rows.first()?.session).num_days() >= known_min;
    known.then(|| &rows[rows.partition_point(|row| row.session < since)..])
}

fn drawdown(year: &[Row]) -> f64 {
    let mut peak = 0.0_f64;
    let falls = year.iter().map(|row| {
        peak = peak.max(row.close);
        row.close / peak - 1.0
    });
    falls.fold(0.0, f64::min)
}

/// Of the total returns; `None` where one is missing.
fn complete_deviation(rows: &[Row]) -> Option<f64> {
    let totals: Option<Vec<f64>> = rows.iter().map(|row| row.total).collect();
    deviation(&totals?)
}

fn sessions_a_year(calendar: CalendarId) -> usize {
    if calendar == CalendarId::Crypto { 365 } else { 252 }
}

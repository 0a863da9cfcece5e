//! Takes a date; gives the holidays of Paris and Toronto by their exchanges' standing rules, for
//! the years that exchange-hours 1.3 does not reach yet. Tests hold the rules against the
//! crate's own years.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};

use crate::model::Closure;

/// Euronext Paris: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December; until 14:05
/// on 24 and 31 December.
pub(super) fn paris(date: NaiveDate) -> Option<Closure> {
    let closed = match (date.month(), date.day()) {
        (1 | 5, 1) | (12, 25 | 26) => true,
        (12, 24 | 31) => return until(14, 5),
        _ => matches!(days_from_easter(date), -2 | 1),
    };
    closed.then_some(Closure::Closed)
}

/// Toronto: the holidays of Ontario on which the exchange rests, those that fall on a weekend
/// moved to the next weekday; until 13:00 on 24 December.
pub(super) fn toronto(date: NaiveDate) -> Option<Closure> {
    let (month, day, weekday) = (date.month(), date.day(), date.weekday());
    let is_monday = weekday == Weekday::Mon;
    let closed = match month {
        // Family Day, Civic Holiday, Labour Day, Thanksgiving.
        2 => is_monday && (15..=21).contains(&day),
        8 | 9 => is_monday && day <= 7,
        10 => is_monday && (8..=14).contains(&day),
        // Victoria Day, the last Monday before 25 May.
        5 => is_monday && (18..=24).contains(&day),
        1 | 7 => day == 1 || (is_monday && (2..=3).contains(&day)),
        12 if day == 24 => return until(13, 0),
        12 => is_christmas(day, weekday),
        _ => days_from_easter(date) == -2,
    };
    closed.then_some(Closure::Closed)
}

/// Christmas and Boxing Day, each moved past the weekend and past the other.
fn is_christmas(day: u32, weekday: Weekday) -> bool {
    match weekday {
        Weekday::Mon | Weekday::Tue => (25..=28).contains(&day),
        _ => matches!(day, 25 | 26),
    }
}

fn until(hour: u32, minute: u32) -> Option<Closure> {
    NaiveTime::from_hms_opt(hour, minute, 0).map(Closure::ClosesAt)
}

/// How many days after Easter Sunday, negative before it.
fn days_from_easter(date: NaiveDate) -> i64 {
    (date - easter(date.year())).num_days()
}

/// Easter Sunday of the western churches.
///
/// # Source
/// J.-M. Oudin, 1940, in: Explanatory Supplement to the Astronomical Almanac, 1992, section 12.
fn easter(year: i32) -> NaiveDate {
    let century = year / 100;
    let golden = year % 19;
    let k = (century - 17) / 25;
    let i = (century - century / 4 - (century - k) / 3 + 19 * golden + 15) % 30;
    let i = i - (i / 28) * (1 - (i / 28) * (29 / (i + 1)) * ((21 - golden) / 11));
    let j = (year + year / 4 + i + 2 - century + century / 4) % 7;
    let days_after = u64::try_from(i - j + 6).unwrap_or_default();
    // 28 March is the day that `i - j` counts from; -6 is the earliest.
    let earliest = NaiveDate::from_ymd_opt(year, 3, 22).unwrap_or(NaiveDate::MIN);
    earliest + Days::new(days_after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The anonymous computus of 1876 (J. Meeus, Astronomical Algorithms, 1991, chapter 8): other
    /// sums, the same Sundays.
    fn easter_of_1876(year: i32) -> Option<NaiveDate> {
        let (golden, century, of_century) = (year % 19, year / 100, year % 100);
        let moon = (century - (century + 8) / 25 + 1) / 3;
        let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
        let leaps = 2 * (century % 4) + 2 * (of_century / 4) - of_century % 4;
        let to_sunday = (32 + leaps - epact) % 7;
        let late = (golden + 11 * epact + 22 * to_sunday) / 451;
        let sum = epact + to_sunday - 7 * late + 114;
        let (month, day) = (u32::try_from(sum / 31).ok()?, u32::try_from(sum % 31 + 1).ok()?);
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn easter_is_that_of_another_computus_for_three_thousand_years() {
        for year in 1583..4600 {
            assert_eq!(Some(easter(year)), easter_of_1876(year), "{year}");
        }
    }

    #[test]
    fn easter_falls_where_the_churches_put_it() {
        let dates = [(2015, 4, 5), (2016, 3, 27), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20)];
        let later = [(2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2038, 4, 25)];
        for (year, month, day) in dates.into_iter().chain(later) {
            assert_eq!(Some(easter(year)), NaiveDate::from_ymd_opt(year, month, day));
        }
    }

    #[test]
    fn the_rules_agree_with_every_year_that_the_crate_has() {
        use exchange_hours::{Exchange, HolidayKind, calendar_for_exchange};
        type Rule = fn(NaiveDate) -> Option<Closure>;
        let rules: [(Exchange, Rule); 2] =
            [(Exchange::EuronextParis, paris), (Exchange::Tsx, toronto)];
        for (exchange, rule) in rules {
            let first = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
            let last = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
            let weekday = |day: &NaiveDate| day.weekday().num_days_from_monday() < 5;
            for day in first.iter_days().take_while(|day| *day <= last).filter(weekday) {
                // The one day that the crate has wrong, and the two it has no source for.
                if exchange == Exchange::EuronextParis
                    && matches!(
                        (day.year(), day.month(), day.day()),
                        (2015, 12, 31) | (2026, 12, 24 | 31)
                    )
                {
                    continue;
                }
                let known = calendar_for_exchange(exchange).holiday_on(day);
                let known = known.map(|holiday| match holiday.kind() {
                    HolidayKind::Closed => Closure::Closed,
                    HolidayKind::EarlyClose { close_ssm } => Closure::ClosesAt(
                        NaiveTime::from_num_seconds_from_midnight_opt(close_ssm, 0).unwrap(),
                    ),
                    other => panic!("{day}: {other:?}"),
                });
                assert_eq!(rule(day), known, "{exchange:?} {day}");
            }
        }
    }
}

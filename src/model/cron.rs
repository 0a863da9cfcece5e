//! Takes a cron pattern as typed; gives its one time of day and its days, or why it cannot plan
//! editions. The only door to croner. Never asks what day it is.

use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use croner::Cron;

/// The first day on which a pattern is tried out.
const TRIED_FROM: (i32, u32, u32) = (2015, 1, 1);

/// How many days a pattern is tried out on: a whole cycle of weekdays and leap years.
const TRIED_DAYS: u64 = 28 * 365 + 7;

/// The most days between two editions.
const DAYS_BETWEEN_MAX: u64 = 366;

/// A cron pattern of five fields that names one minute and one hour.
#[derive(Clone, Debug, PartialEq)]
pub struct CronRule {
    pattern: String,
    /// Shared: the sets of a pattern's fields are large.
    cron: Arc<Cron>,
    at: NaiveTime,
    days_in_words: String,
    knows_weekends: bool,
}

impl Eq for CronRule {}

/// Why a cron pattern cannot plan editions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCron {
    /// Not five fields.
    #[error(
        "`{0}` is not a cron rule: write minute, hour, day, month and weekday, such as `cron:30 6 * * MON-FRI`"
    )]
    Fields(String),
    /// More than one time of day.
    #[error(
        "`{0}` can fire more than once a day, and a brief has one edition a day: write one minute and one hour, such as `cron:30 6 * * MON-FRI`"
    )]
    Twice(String),
    /// croner cannot read it.
    #[error("`{0}` is not a cron rule: {1}")]
    Unreadable(String, String),
    /// It leaves more than a year without an edition, perhaps for ever.
    #[error("`{0}` leaves more than a year without an edition")]
    TooSeldom(String),
}

impl CronRule {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`InvalidCron`], each variant as it says.
    pub fn parse(typed: &str) -> Result<Self, InvalidCron> {
        let fields: Vec<&str> = typed.split_whitespace().collect();
        let pattern = fields.join(" ");
        let [minute, hour, ..] = fields[..] else { return Err(InvalidCron::Fields(pattern)) };
        if fields.len() != 5 {
            return Err(InvalidCron::Fields(pattern));
        }
        let cron: Cron = pattern
            .parse()
            .map_err(|error| InvalidCron::Unreadable(pattern.clone(), plain(&error)))?;
        let (Some(minute), Some(hour)) = (number(minute), number(hour)) else {
            return Err(InvalidCron::Twice(pattern));
        };
        let at = NaiveTime::from_hms_opt(hour, minute, 0)
            .ok_or_else(|| InvalidCron::Fields(pattern.clone()))?;
        let days_in_words = days_in_words(&cron);
        let mut rule =
            Self { pattern, cron: Arc::new(cron), at, days_in_words, knows_weekends: false };
        rule.try_out()?;
        Ok(rule)
    }

    /// The pattern, its fields parted by one space.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Its time of day.
    #[must_use]
    pub fn at(&self) -> NaiveTime {
        self.at
    }

    /// Whether it fires on this civil date.
    #[must_use]
    pub fn is_on(&self, date: NaiveDate) -> bool {
        // A civil time is asked for as if it were UTC: no clock change can hide it.
        self.cron.is_time_matching(&date.and_time(self.at).and_utc()).unwrap_or(false)
    }

    /// Its days in words: `on Monday, Tuesday, and Friday`.
    #[must_use]
    pub fn days_in_words(&self) -> &str {
        &self.days_in_words
    }

    /// Whether it may fire on a Saturday or Sunday.
    #[must_use]
    pub fn knows_weekends(&self) -> bool {
        self.knows_weekends
    }

    fn try_out(&mut self) -> Result<(), InvalidCron> {
        let (year, month, day) = TRIED_FROM;
        let first = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let mut last = first;
        for date in first.iter_days().take_while(|date| *date <= first + Days::new(TRIED_DAYS)) {
            if self.is_on(date) {
                last = date;
                self.knows_weekends |= matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            } else if date - Days::new(DAYS_BETWEEN_MAX) > last {
                return Err(InvalidCron::TooSeldom(self.pattern.clone()));
            }
        }
        Ok(())
    }
}

/// A field that names one number, as `6` or `06`.
fn number(field: &str) -> Option<u32> {
    field.bytes().all(|byte| byte.is_ascii_digit()).then(|| field.parse().ok()).flatten()
}

/// What croner says, as the end of a sentence.
fn plain(error: &impl std::fmt::Display) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}

/// croner's description without its time of day, which the plan tells with its zone.
fn days_in_words(cron: &Cron) -> String {
    let told = cron.describe();
    let told = told.trim_end_matches('.');
    told.split_once(", ").map_or_else(|| "every day".to_owned(), |(_, days)| days.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_pattern_with_one_minute_and_one_hour_has_a_time_days_and_words() {
        let rule = CronRule::parse("30  6 * *  MON-FRI").unwrap();
        assert_eq!(rule.pattern(), "30 6 * * MON-FRI");
        assert_eq!(rule.at().to_string(), "06:30:00");
        assert_eq!(rule.days_in_words(), "on Monday, Tuesday, Wednesday, Thursday, and Friday");
        assert!(rule.is_on(date(2026, 11, 27)) && !rule.is_on(date(2026, 11, 28)));
        assert!(!rule.knows_weekends());
        let daily = CronRule::parse("05 06 * * *").unwrap();
        assert_eq!(daily.days_in_words(), "every day");
        assert!(daily.knows_weekends());
    }

    #[test]
    fn a_pattern_that_can_fire_twice_a_day_is_refused() {
        for typed in ["*/30 6 * * *", "0 6,18 * * *", "0 * * * *", "0-1 6 * * *", "* * * * *"] {
            let refusal = CronRule::parse(typed).unwrap_err();
            assert_eq!(refusal, InvalidCron::Twice(typed.to_owned()));
            assert!(refusal.to_string().contains("one edition a day"));
        }
    }

    #[test]
    fn what_is_no_pattern_or_never_fires_is_refused() {
        for typed in ["", "6", "0 30 6 * * MON", "@daily", "0 6 * *"] {
            assert!(matches!(CronRule::parse(typed), Err(InvalidCron::Fields(_))), "{typed}");
        }
        for typed in ["99 6 * * *", "0 25 * * *", "0 6 * * NOON", "x 6 * * *"] {
            assert!(matches!(CronRule::parse(typed), Err(InvalidCron::Unreadable(..))), "{typed}");
        }
        for typed in ["0 6 30 2 *", "0 6 29 2 *"] {
            assert!(matches!(CronRule::parse(typed), Err(InvalidCron::TooSeldom(_))), "{typed}");
        }
    }
}

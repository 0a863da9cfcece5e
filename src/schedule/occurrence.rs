//! Takes a plan and a span of time; gives the occurrences in it: one for each day of its rule, at
//! the cut-off of that day, and none past the holidays that are known.

use chrono::{Days, NaiveDate};

use crate::calendar;
use crate::model::{BriefId, Instant, Plan};

/// One planned edition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When its knowledge ends and its run begins.
    pub due_at: Instant,
    /// The day it is for.
    pub date: NaiveDate,
    /// The brief it is an edition of.
    pub brief: BriefId,
}

/// How far ahead occurrences are planned.
pub const PLANNED_DAYS: i64 = 30;

/// Every occurrence with `from < due_at <= to`, by time, strictly ascending. Past the plan's horizon
/// (see [`calendar::plan_horizon`]) there is none: which days are sessions would be a guess.
#[must_use]
pub fn occurrences(brief: &BriefId, plan: &Plan, from: Instant, to: Instant) -> Vec<Occurrence> {
    let civil = |instant: Instant| instant.with_timezone(&plan.timezone).date_naive();
    let first = civil(from).checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN);
    let horizon = calendar::plan_horizon(plan).unwrap_or(NaiveDate::MAX);
    calendar::editions_between(plan, first, civil(to).min(horizon))
        .map(|date| Occurrence {
            due_at: calendar::cut_off(plan, date),
            date,
            brief: brief.clone(),
        })
        .filter(|occurrence| from < occurrence.due_at && occurrence.due_at <= to)
        .collect()
}

/// The date that a run without `--date` means: today in the plan's zone.
#[must_use]
pub fn default_date(plan: &Plan, now: Instant) -> NaiveDate {
    now.with_timezone(&plan.timezone).date_naive()
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeZone as _, Utc};
    use chrono_tz::Tz;

    use super::*;
    use crate::model::CalendarId;

    fn plan(hour: u32, minute: u32) -> Plan {
        Plan {
            at: NaiveTime::from_hms_opt(hour, minute, 0).unwrap(),
            timezone: Tz::America__New_York,
            on: CalendarId::Crypto.into(),
        }
    }

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Instant {
        Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).unwrap()
    }

    fn due_times(plan: &Plan, from: Instant, to: Instant) -> Vec<String> {
        let brief = BriefId::parse("desk").unwrap();
        occurrences(&brief, plan, from, to)
            .iter()
            .map(|occurrence| occurrence.due_at.format("%m-%d %H:%M").to_string())
            .collect()
    }

    #[test]
    fn a_morning_run_keeps_its_civil_hour_across_both_clock_changes() {
        let spring = due_times(&plan(6, 15), at(2026, 3, 7, 0, 0), at(2026, 3, 9, 0, 0));
        assert_eq!(spring, ["03-07 11:15", "03-08 10:15"]);
        let autumn = due_times(&plan(6, 15), at(2026, 10, 31, 0, 0), at(2026, 11, 2, 0, 0));
        assert_eq!(autumn, ["10-31 10:15", "11-01 11:15"]);
    }

    #[test]
    fn a_skipped_hour_fires_at_the_first_valid_instant_and_a_doubled_one_once() {
        let skipped = due_times(&plan(2, 30), at(2026, 3, 8, 0, 0), at(2026, 3, 9, 0, 0));
        assert_eq!(skipped, ["03-08 07:00"]);
        let doubled = due_times(&plan(1, 30), at(2026, 11, 1, 0, 0), at(2026, 11, 2, 0, 0));
        assert_eq!(doubled, ["11-01 05:30"]);
    }
}

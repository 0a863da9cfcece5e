//! Civil time against every zone there is, 2020 to 2035: one occurrence per day of a rule, in order,
//! at the instant that a clock on the wall means.

use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::occurrences;
use crate::calendar::{cut_off, editions_between, news_window, plan_horizon};
use crate::model::{BriefId, CalendarId, CronRule, DayRule, Instant, Needs, Plan};

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn minute_of_day(minute: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minute % 1_440 * 60, 0).unwrap()
}

fn utc(date: NaiveDate) -> Instant {
    date.and_time(NaiveTime::MIN).and_utc()
}

fn civil(instant: Instant, zone: Tz) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// Every instant at which a clock on the wall shows `civil_time`, found through offsets alone.
fn shown_at(civil_time: NaiveDateTime, zone: Tz) -> Vec<Instant> {
    let hours = [-30, -6, -1, 0, 1, 6, 30];
    let offset = |hours: i64| {
        zone.offset_from_utc_datetime(&(civil_time + Duration::hours(hours)))
            .fix()
            .local_minus_utc()
    };
    let mut offsets: Vec<i32> = hours.into_iter().map(offset).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let candidates = offsets
        .into_iter()
        .map(|seconds| (civil_time - Duration::seconds(i64::from(seconds))).and_utc());
    let mut found: Vec<Instant> =
        candidates.filter(|instant| civil(*instant, zone) == civil_time).collect();
    found.sort_unstable();
    found
}

/// Whether the cut-off is the first instant at which the wall shows the time, or has passed it.
fn check_cut_off(plan: &Plan, day: NaiveDate) {
    let (due, wanted, zone) = (cut_off(plan, day), day.and_time(plan.at), plan.timezone);
    if let Some(first) = shown_at(wanted, zone).first() {
        assert_eq!(due, *first, "{zone} {wanted}");
        return;
    }
    assert!(civil(due, zone) > wanted, "{zone} {wanted}: {due}");
    assert!(civil(due - Duration::seconds(1), zone) < wanted, "{zone} {wanted}: {due}");
}

/// The days on which a zone changes its clocks.
fn clock_changes(zone: Tz) -> Vec<NaiveDate> {
    let offset =
        |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix();
    let days = date(2020, 1, 1).iter_days().take_while(|day| *day <= date(2035, 12, 31));
    days.filter(|day| offset(*day) != offset(*day + Days::new(1))).collect()
}

#[test]
fn around_every_clock_change_an_hour_that_is_skipped_or_doubled_fires_once_at_its_first_instant() {
    let (mut changes, mut skipped, mut doubled) = (0_u32, 0_u32, 0_u32);
    for zone in TZ_VARIANTS {
        for change in clock_changes(zone) {
            changes += 1;
            for day in [change - Days::new(1), change, change + Days::new(1)] {
                for quarter in 0..96 {
                    let at = minute_of_day(quarter * 15);
                    check_cut_off(&Plan { at, timezone: zone, on: DayRule::EveryDay }, day);
                    match shown_at(day.and_time(at), zone).len() {
                        0 => skipped += 1,
                        1 => {}
                        _ => doubled += 1,
                    }
                }
            }
        }
    }
    // It would prove nothing if no clock had changed.
    assert!(changes > 4_000 && skipped > 8_000 && doubled > 8_000, "{changes} {skipped} {doubled}");
}

fn check_all_years(plan: &Plan) {
    let (from, to) = (utc(date(2020, 1, 1)), utc(date(2036, 1, 1)));
    let brief = BriefId::parse("desk").unwrap();
    let planned = occurrences(&brief, plan, from, to);
    let name = plan.in_words();
    assert!(planned.windows(2).all(|two| two[0].due_at < two[1].due_at), "{name}");
    let last = plan_horizon(plan).unwrap_or(date(2036, 1, 1));
    let due: Vec<NaiveDate> = editions_between(plan, date(2019, 12, 29), last)
        .filter(|day| from < cut_off(plan, *day) && cut_off(plan, *day) <= to)
        .collect();
    assert_eq!(planned.iter().map(|one| one.date).collect::<Vec<_>>(), due, "{name}");
    for two in planned.windows(2) {
        assert_eq!(news_window(plan, two[1].date), (two[0].due_at, two[1].due_at), "{name}");
    }
    let middle = planned[planned.len() / 2].due_at;
    let mut halves = occurrences(&brief, plan, from, middle);
    halves.extend(occurrences(&brief, plan, middle, to));
    assert_eq!(halves, planned, "{name}");
}

#[test]
fn every_zone_has_one_occurrence_a_day_in_order_and_its_news_windows_tile_time() {
    for (place, zone) in (0_u32..).zip(TZ_VARIANTS) {
        check_all_years(&Plan {
            at: minute_of_day(place * 37),
            timezone: zone,
            on: DayRule::EveryDay,
        });
    }
}

fn rule() -> impl Strategy<Value = DayRule> {
    let id = prop::sample::select(CalendarId::ALL.to_vec()).prop_map(|(_, id)| id);
    let needs = prop::sample::select(vec![Needs::All, Needs::Any]);
    let sessions = (needs, prop::collection::vec(id, 1..4)).prop_map(|(needs, ids)| {
        DayRule::Sessions { needs, calendars: ids.into_iter().map(Into::into).collect() }
    });
    let patterns = ["30 6 * * MON-FRI", "0 0 * * *", "15 2 L * *", "45 23 * * 1#1", "5 1 1,15 * *"];
    let cron = prop::sample::select(patterns.to_vec())
        .prop_map(|pattern| DayRule::Cron(CronRule::parse(pattern).unwrap()));
    prop_oneof![3 => sessions, 2 => cron, 1 => Just(DayRule::EveryDay)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_rule_in_any_zone_has_one_occurrence_per_day_and_none_past_the_horizon(
        on in rule(), minute in 0_u32..1_440, zone in 0_usize..TZ_VARIANTS.len()
    ) {
        let at = match &on {
            DayRule::Cron(cron) => cron.at(),
            _ => minute_of_day(minute),
        };
        check_all_years(&Plan { at, timezone: TZ_VARIANTS[zone], on });
    }

    #[test]
    fn any_civil_time_of_any_day_and_zone_is_met_at_its_first_instant(
        days in 0_u64..5_844, minute in 0_u32..1_440, zone in 0_usize..TZ_VARIANTS.len()
    ) {
        let (at, timezone) = (minute_of_day(minute), TZ_VARIANTS[zone]);
        let plan = Plan { at, timezone, on: DayRule::EveryDay };
        check_cut_off(&plan, date(2020, 1, 1) + Days::new(days));
    }
}

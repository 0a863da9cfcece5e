//! The calendars against an independent table where it is present, and the laws that sessions
//! and cut-offs obey on every day.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::{
    BriefId, CalendarId, Closure, ClosureFact, Closures, CronRule, Currency, DayRule, Needs, Plan,
    Scope, Ticker, TickerKind, TickerProfile,
};

const ALL: [CalendarId; 11] = [
    CalendarId::Xnys,
    CalendarId::Xnas,
    CalendarId::Xlon,
    CalendarId::Xetr,
    CalendarId::Xtks,
    CalendarId::Xhkg,
    CalendarId::Xtse,
    CalendarId::Xasx,
    CalendarId::Xpar,
    CalendarId::Xswx,
    CalendarId::Crypto,
];

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Days on which the table and the calendar differ, of those that the calendar covers.
fn differences(calendar: CalendarId, file: &str) -> Vec<String> {
    let path = format!("{}/../shared/data/calendars/{file}", env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = fs::read_to_string(path) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED {file}: ../shared/data is absent");
        return Vec::new();
    };
    let rows: BTreeMap<NaiveDate, (&str, &str)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].parse().unwrap(), (cells[1], cells[2]))
        })
        .collect();
    // The table of Frankfurt ends with the year's last session.
    let weekdays = date(2015, 1, 1).iter_days().take_while(|day| *day <= date(2027, 12, 30));
    weekdays
        .filter(|day| covers(calendar, *day))
        .filter(|day| !matches!(day.format("%u").to_string().as_str(), "6" | "7"))
        .filter_map(|day| {
            let row = rows.get(&day);
            let is_open = row.is_none_or(|(status, _)| *status != "closed");
            if is_session(calendar, day) != is_open {
                return Some(format!("{day}: the table says open = {is_open}"));
            }
            let close = row.filter(|(status, _)| *status == "early_close").map(|(_, at)| *at)?;
            let closes = session_close(calendar, day).with_timezone(&timezone(calendar));
            let closes = closes.format("%H:%M").to_string();
            (closes != close).then(|| format!("{day}: closes at {closes}, the table says {close}"))
        })
        .collect()
}

#[test]
fn new_york_london_frankfurt_and_tokyo_agree_with_an_independent_table() {
    for (calendar, file) in [
        (CalendarId::Xnys, "xnys_2015_2027.csv"),
        (CalendarId::Xlon, "xlon_2015_2027.csv"),
        (CalendarId::Xetr, "xfra_2015_2027.csv"),
        (CalendarId::Xtks, "xtks_2015_2027.csv"),
    ] {
        assert_eq!(differences(calendar, file), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn a_half_day_closes_early_and_a_mourning_day_not_at_all() {
    let black_friday = session_close(CalendarId::Xnys, date(2025, 11, 28));
    assert_eq!(black_friday.to_rfc3339(), "2025-11-28T18:00:00+00:00");
    assert!(!is_session(CalendarId::Xnys, date(2025, 1, 9)));
    assert!(!is_session(CalendarId::Xlon, date(2022, 9, 19)));
}

#[test]
fn a_token_has_a_session_every_day_that_closes_at_midnight() {
    let saturday = date(2026, 3, 21);
    assert!(is_session(CalendarId::Crypto, saturday));
    let close = session_close(CalendarId::Crypto, saturday);
    assert_eq!(close.to_rfc3339(), "2026-03-22T00:00:00+00:00");
    assert_eq!(last_closed_session(CalendarId::Crypto, close), saturday);
}

#[test]
fn the_new_markets_keep_their_half_days_and_holidays() {
    let close = |calendar, day| {
        session_close(calendar, day).with_timezone(&timezone(calendar)).format("%H:%M").to_string()
    };
    assert_eq!(close(CalendarId::Xtse, date(2026, 12, 24)), "13:00");
    assert_eq!(close(CalendarId::Xasx, date(2023, 12, 22)), "14:10");
    assert_eq!(close(CalendarId::Xpar, date(2015, 12, 31)), "14:05");
    assert_eq!(close(CalendarId::Xhkg, date(2026, 2, 16)), "12:00");
    assert_eq!(close(CalendarId::Xetr, date(2026, 5, 25)), "17:30");
    assert_eq!(close(CalendarId::Xetr, date(2026, 12, 30)), "14:00");
    assert!(!is_session(CalendarId::Xswx, date(2026, 8, 1)));
    assert!(!is_session(CalendarId::Xpar, date(2027, 3, 29)));
    assert!(!is_session(CalendarId::Xtse, date(2027, 12, 28)));
    assert!(!is_session(CalendarId::Xnas, date(2018, 12, 5)));
}

#[test]
fn tokyo_lengthened_its_day_on_5_november_2024() {
    let close = |day| session_close(CalendarId::Xtks, day).to_rfc3339();
    assert_eq!(close(date(2024, 11, 1)), "2024-11-01T06:00:00+00:00");
    assert_eq!(close(date(2024, 11, 5)), "2024-11-05T06:30:00+00:00");
}

#[test]
fn an_exception_is_a_closed_weekday_or_a_close_before_the_usual_one() {
    let early = exception(CalendarId::Xnys, date(2026, 11, 27));
    assert_eq!(early, NaiveTime::from_hms_opt(13, 0, 0).map(Closure::ClosesAt));
    assert_eq!(exception(CalendarId::Xnys, date(2026, 12, 25)), Some(Closure::Closed));
    assert_eq!(exception(CalendarId::Xnys, date(2026, 11, 28)), None, "a Saturday");
    for calendar in ALL {
        for day in date(2010, 1, 1).iter_days().take_while(|day| *day <= date(2027, 12, 31)) {
            if let Some(Closure::ClosesAt(at)) = exception(calendar, day) {
                assert!(at < session::usual_close(calendar, day), "{calendar:?} {day} {at}");
            }
        }
    }
}

#[test]
fn sessions_are_counted_over_holidays_and_weekends() {
    let eve = date(2026, 11, 25);
    let after = |count| session_after(CalendarId::Xnys, eve, count);
    assert_eq!([0, 1, 2].map(after), [eve, date(2026, 11, 27), date(2026, 11, 30)]);
}

#[test]
fn a_skipped_time_means_the_first_instant_after_the_gap_were_it_a_whole_day() {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let spring = instant_of(date(2026, 3, 8), at(2, 30), Tz::America__New_York);
    assert_eq!(spring.to_rfc3339(), "2026-03-08T07:00:00+00:00");
    // Samoa had no 30 December 2011.
    let skipped = instant_of(date(2011, 12, 30), at(8, 0), Tz::Pacific__Apia);
    assert_eq!(skipped.to_rfc3339(), "2011-12-30T10:00:00+00:00");
}

#[test]
fn every_market_but_the_one_around_the_clock_has_a_horizon() {
    for calendar in ALL {
        match horizon(calendar) {
            Some(last) => {
                assert!(last >= date(2027, 12, 31), "{calendar:?} ends on {last}");
                assert!(covers(calendar, last) && !covers(calendar, last + Days::new(1)));
            }
            None => assert_eq!(calendar, CalendarId::Crypto),
        }
    }
}

fn fact(day: NaiveDate, closure: Option<Closure>) -> ClosureFact {
    let known_at = instant_of(date(2026, 3, 2), NaiveTime::MIN, Tz::UTC);
    let because = "storm".to_owned();
    ClosureFact { calendar: CalendarId::Xnys, date: day, closure, because, known_at }
}

#[test]
fn a_later_word_about_a_day_counts_and_can_take_an_earlier_one_back() {
    let day = date(2026, 3, 4);
    let early = Closure::ClosesAt(NaiveTime::from_hms_opt(13, 0, 0).unwrap());
    let mut facts = vec![fact(day, Some(Closure::Closed))];
    let known = |facts: &[ClosureFact]| Closures::of(facts).calendar(CalendarId::Xnys);
    let shut = known(&facts);
    assert!(!is_session(&shut, day) && is_session(CalendarId::Xnys, day));
    assert_eq!(next_session(&shut, date(2026, 3, 3)), date(2026, 3, 5));
    facts.push(fact(day, Some(early)));
    assert_eq!(session_close(&known(&facts), day).to_rfc3339(), "2026-03-04T18:00:00+00:00");
    facts.push(fact(day, None));
    assert_eq!(known(&facts), CalendarId::Xnys.into());
    // Another market's days are its own.
    assert_eq!(Closures::of(&facts[..1]).calendar(CalendarId::Xlon), CalendarId::Xlon.into());
}

fn plan(on: DayRule) -> Plan {
    let at = NaiveTime::from_hms_opt(6, 30, 0).unwrap();
    Plan { at, timezone: Tz::America__New_York, on }
}

fn both(needs: Needs) -> Plan {
    let calendars = vec![CalendarId::Xnys.into(), CalendarId::Xlon.into()];
    plan(DayRule::Sessions { needs, calendars })
}

#[test]
fn a_day_of_two_markets_needs_all_or_any_of_them() {
    // Thanksgiving, which London works through, and the summer bank holiday, the other way round.
    for day in [date(2026, 11, 26), date(2026, 8, 31)] {
        assert!(!has_edition(&both(Needs::All), day) && has_edition(&both(Needs::Any), day));
    }
    assert!(!has_edition(&both(Needs::Any), date(2026, 12, 25)));
    assert_eq!(previous_edition(&both(Needs::All), date(2026, 11, 27)), date(2026, 11, 25));
    let (start, end) = news_window(&both(Needs::All), date(2026, 11, 27));
    assert_eq!((end - start).num_hours(), 48);
}

#[test]
fn the_editions_of_a_span_are_its_sessions_with_both_ends() {
    let plan = plan(CalendarId::Xnys.into());
    let days = editions_between(&plan, date(2026, 3, 6), date(2026, 3, 10));
    let days: Vec<NaiveDate> = days.collect();
    assert_eq!(days, [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)]);
}

#[test]
fn a_plan_learns_of_a_day_only_what_its_own_cut_off_knew_and_a_name_all_of_it() {
    let (in_time, late) = (date(2026, 3, 4), date(2026, 3, 2));
    let in_time_fact = fact(in_time, Some(Closure::Closed));
    let mut late_fact = fact(late, Some(Closure::Closed));
    late_fact.known_at =
        cut_off(&plan(CalendarId::Xnys.into()), late) + chrono::Duration::seconds(1);
    let mut scope = Scope {
        brief: BriefId::parse("desk").unwrap(),
        plan: plan(CalendarId::Xnys.into()),
        watchlist: vec![TickerProfile {
            ticker: Ticker::parse("ACME").unwrap(),
            name: "Acme".to_owned(),
            aliases: Vec::new(),
            kind: TickerKind::Equity,
            calendar: CalendarId::Xnys.into(),
            currency: Currency::USD,
            benchmark: None,
            relations: Vec::new(),
        }],
        others: Vec::new(),
        sources: Vec::new(),
        price_chain: Vec::new(),
        holdings: None,
    };
    know(&mut scope, &[in_time_fact, late_fact]);
    assert!(!has_edition(&scope.plan, in_time) && has_edition(&scope.plan, late));
    let calendar = &scope.watchlist[0].calendar;
    assert!(!is_session(calendar, in_time) && !is_session(calendar, late));
}

#[test]
fn a_cron_rule_and_every_day_go_by_no_market() {
    let cron = plan(DayRule::Cron(CronRule::parse("30 6 1 * *").unwrap()));
    assert_eq!(previous_edition(&cron, date(2026, 12, 25)), date(2026, 12, 1));
    assert_eq!(next_edition(&cron, date(2026, 12, 25)), date(2027, 1, 1));
    assert_eq!(plan_horizon(&cron), None);
    assert!(has_edition(&plan(DayRule::EveryDay), date(2026, 12, 25)));
    assert_eq!(plan_horizon(&both(Needs::Any)), Some(date(2028, 12, 31)));
}

proptest! {
    #[test]
    fn neighbours_are_sessions_and_none_lies_between(
        days in 0_u64..4_000, which in 0_usize..ALL.len()
    ) {
        let (calendar, day) = (ALL[which], date(2016, 1, 1) + Days::new(days));
        let (before, after) = (previous_session(calendar, day), next_session(calendar, day));
        prop_assert!(before < day && day < after);
        prop_assert!(is_session(calendar, before) && is_session(calendar, after));
        let between: Vec<NaiveDate> = sessions_between(calendar, before, after).collect();
        let own = usize::from(is_session(calendar, day));
        prop_assert_eq!(between.len(), 2 + own);
    }

    #[test]
    fn news_windows_tile_time_without_gap_or_overlap(
        days in 0_u64..4_000, minute in 0_u32..1_440, which in 0_usize..ALL.len()
    ) {
        let at = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
        let zones = [Tz::America__New_York, Tz::Europe__London, Tz::Australia__Lord_Howe, Tz::UTC];
        let plan = Plan { at, timezone: zones[which % zones.len()], on: ALL[which].into() };
        let session = next_edition(&plan, date(2016, 1, 1) + Days::new(days));
        let (start, end) = news_window(&plan, session);
        let (next_start, _) = news_window(&plan, next_edition(&plan, session));
        prop_assert!(start < end);
        prop_assert_eq!(end, next_start);
        prop_assert_eq!(end, cut_off(&plan, session));
    }

    #[test]
    fn the_last_closed_session_has_closed_and_the_next_one_has_not(
        hours in 0_i64..80_000, which in 0_usize..ALL.len()
    ) {
        let calendar = ALL[which];
        let start = instant_of(date(2017, 1, 1), NaiveTime::MIN, Tz::UTC);
        let instant = start + chrono::Duration::hours(hours);
        let last = last_closed_session(calendar, instant);
        prop_assert!(session_close(calendar, last) <= instant);
        prop_assert!(session_close(calendar, next_session(calendar, last)) > instant);
    }
}

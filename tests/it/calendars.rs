//! Calendars and day rules, through the command line: what is shown, what an operator records, and
//! that no edition changes by what is recorded after it.

use std::fs;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use serde_json::Value;

use crate::faults::{BARS, FEED, config_for, desk};
use crate::support::desk::Desk;
use crate::support::web::Web;

fn at(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap()
}

/// A desk whose brief has these keys beside its own, at a Wednesday before its cut-off.
fn desk_with(web: &Web, keys: &str) -> Desk {
    let config = config_for(web, None, &[]);
    let config = config.replace("title = \"Desk\"", &format!("title = \"Desk\"\n{keys}"));
    Desk::new(&config, at(3, 25, 10, 10))
}

/// What `calendar show` says of one day in JSON.
fn shown(desk: &Desk, day: &str) -> Value {
    let words = ["calendar", "show", "XNYS", "--from", day, "--to", day, "--json"];
    let out = desk.run(&words).ends_with(ExitCode::Done).out;
    serde_json::from_str::<Value>(&out).unwrap()[0].clone()
}

fn inputs(desk: &Desk, date: &str) -> Value {
    let path = format!("reports/{}/desk/r001/inputs.json", date.replace('-', "/"));
    serde_json::from_slice(&fs::read(desk.path(&path)).unwrap()).unwrap()
}

#[test]
fn the_days_of_a_market_are_shown_with_its_horizon() {
    let web = Web::start();
    let desk = desk(&web, None);
    let words = ["calendar", "show", "XTSE", "--from", "2026-12-23", "--to", "2026-12-29"];
    let ran = desk.run(&words).ends_with(ExitCode::Done);
    assert_eq!(
        ran.out,
        "XTSE  Toronto Stock Exchange, America/Toronto\n\
         3 sessions from 2026-12-23 to 2026-12-29, holidays known until 2028-12-31\n\
         2026-12-24 Thu  closes at 13:00\n2026-12-25 Fri  closed\n2026-12-28 Mon  closed\n"
    );
    let ran = desk.run(&["calendar", "show"]).ends_with(ExitCode::Done);
    assert!(ran.out.starts_with("XNYS  New York Stock Exchange"), "{}", ran.out);
    desk.run(&["calendar", "show", "XTES"])
        .ends_with(ExitCode::Usage)
        .tells(&["did you mean `XTSE`?", "XSWX"]);
}

#[test]
fn a_closure_is_recorded_taken_back_and_refused_where_it_means_nothing() {
    let web = Web::start();
    let desk = desk(&web, None);
    let add = |words: &[&str]| desk.run(&[&["calendar", "add-closure"], words].concat());
    let ran = add(&["XNYS", "2026-03-27", "--because", "storm"]).ends_with(ExitCode::Done);
    assert_eq!(ran.out, "XNYS is closed on 2026-03-27 Fri, known since 2026-03-25T10:10:00Z\n");
    assert_eq!(shown(&desk, "2026-03-27")["closures"][0]["added"]["because"], "storm");
    add(&["XNYS", "2026-03-27", "--because", "storm"])
        .ends_with(ExitCode::Usage)
        .tells(&["recorded like that already"]);
    add(&["XNYS", "2026-04-03", "--because", "storm"])
        .ends_with(ExitCode::Usage)
        .tells(&["XNYS has no session on 2026-04-03 anyway", "calendar show XNYS"]);
    add(&["XNYS", "2026-03-27", "--closes-at", "16:00", "--because", "storm"])
        .ends_with(ExitCode::Usage)
        .tells(&["closes at 16:00 on 2026-03-27 anyway"]);
    add(&["24/7", "2026-03-27", "--because", "storm"])
        .ends_with(ExitCode::Usage)
        .tells(&["never closes"]);
    for because in ["", "ask ann@desk.example", "two\nlines"] {
        add(&["XNYS", "2026-03-26", "--because", because])
            .ends_with(ExitCode::Usage)
            .tells(&["A reason is one line", "hint:"]);
    }
    add(&["XNYS", "2026-03-27", "--closes-at", "13:00", "--because", "storm"])
        .ends_with(ExitCode::Done);
    assert_eq!(shown(&desk, "2026-03-27")["sessions"][0]["closes_at"], "13:00");
    let remove = ["calendar", "remove-closure", "XNYS", "2026-03-27", "--because", "sun"];
    desk.run(&remove).ends_with(ExitCode::Done);
    assert_eq!(shown(&desk, "2026-03-27")["sessions"][0]["closes_at"], "16:00");
    desk.run(&remove).ends_with(ExitCode::Usage).tells(&["Nothing was recorded about XNYS"]);
}

#[test]
fn what_is_recorded_later_changes_no_byte_of_an_edition_and_shapes_the_next_one() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    desk.at(at(3, 25, 15, 0));
    for (day, is_late) in [("2026-03-24", true), ("2026-03-25", true), ("2026-03-26", false)] {
        let words = ["calendar", "add-closure", "XNYS", day, "--because", "storm"];
        let told = desk.run(&words).ends_with(ExitCode::Done).err;
        assert_eq!(told.contains("was decided at its cut-off"), is_late, "{told}");
    }
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    desk.run(&["run", "--no-send", "--no-collect", "--date", "2026-03-25"])
        .ends_with(ExitCode::Done)
        .tells(&["nothing new"]);
    assert!(inputs(&desk, "2026-03-25").get("closures").is_none());
    let coming = desk.run(&["schedule", "next"]).ends_with(ExitCode::Done).out;
    assert!(!coming.contains("2026-03-26") && coming.contains("2026-03-27"), "{coming}");

    desk.at(at(3, 26, 10, 10));
    desk.run(&["run", "--no-send"])
        .ends_with(ExitCode::NotASession)
        .tells(&["2026-03-26 is not a session of XNYS", "is 2026-03-25, the next one 2026-03-27"]);
    desk.at(at(3, 27, 10, 10));
    desk.run(&["run", "--no-send"]);
    let known = inputs(&desk, "2026-03-27")["closures"].clone();
    let all = ["XNYS 2026-03-24 closed", "XNYS 2026-03-25 closed", "XNYS 2026-03-26 closed"];
    assert_eq!(known, serde_json::json!(all));

    desk.at(at(3, 27, 15, 0));
    let remove = ["calendar", "remove-closure", "XNYS", "2026-03-26", "--because", "it opened"];
    desk.run(&remove).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-27"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    // It was decided in time that this day has none.
    desk.run(&["run", "--date", "2026-03-26"]).ends_with(ExitCode::NotASession);
}

#[test]
fn a_day_without_an_edition_names_its_neighbours_by_every_rule() {
    let web = Web::start();
    for (rule, date, tells) in [
        (
            "sessions:XNYS+XLON",
            "2026-01-19",
            [
                "2026-01-19 is not a session of XNYS and XLON",
                "is 2026-01-16, the next one 2026-01-20",
            ],
        ),
        (
            "sessions:XNYS|XLON",
            "2025-12-25",
            [
                "2025-12-25 is not a session of XNYS or XLON",
                "is 2025-12-24, the next one 2025-12-26",
            ],
        ),
        (
            "cron:15 6 * * MON,THU",
            "2026-03-24",
            ["is not a day of `cron:15 6 * * MON,THU`", "is 2026-03-23, the next one 2026-03-26"],
        ),
    ] {
        let desk = desk_with(&web, &format!("on = \"{rule}\""));
        desk.run(&["run", "--date", date]).ends_with(ExitCode::NotASession).tells(&tells);
    }
}

#[test]
fn the_words_for_dates_follow_the_rule() {
    let web = Web::start();
    let meant = |rule: &str, word: &str, now: DateTime<Utc>| {
        let mut desk = desk_with(&web, &format!("on = \"{rule}\""));
        let ran = desk.at(now).run(&["archive", "show", "--date", word]);
        let told = ran.ends_with(ExitCode::Usage).err;
        let at = told.find("2026-").unwrap_or_else(|| panic!("{told}"));
        told[at..at + 10].to_owned()
    };
    let (wednesday, saturday) = (at(3, 25, 10, 10), at(3, 28, 10, 10));
    assert_eq!(meant("sessions:XNYS", "last-session", saturday), "2026-03-27");
    assert_eq!(meant("sessions:XNYS", "last-session", wednesday), "2026-03-25");
    assert_eq!(meant("every-day", "last-session", saturday), "2026-03-28");
    assert_eq!(meant("cron:15 6 * * MON", "last-session", wednesday), "2026-03-23");
    // Good Friday and Easter Monday: New York trades on the latter, London on neither.
    assert_eq!(meant("sessions:XNYS+XLON", "last-session", at(4, 6, 10, 10)), "2026-04-02");
    assert_eq!(meant("sessions:XNYS|XLON", "last-session", at(4, 6, 10, 10)), "2026-04-06");
    assert_eq!(meant("cron:15 6 * * MON", "today", wednesday), "2026-03-25");
    assert_eq!(meant("cron:15 6 * * MON", "yesterday", wednesday), "2026-03-24");
}

#[test]
fn an_edition_by_a_cron_rule_covers_the_news_since_the_one_before_and_comes_out_again() {
    let web = Web::start();
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", BARS);
    let mut desk = desk_with(&web, "on = \"cron:15 6 * * WED,SAT\"");
    desk.run(&["check"])
        .ends_with(ExitCode::Done)
        .tells(&["desk comes out at 06:15 America/New_York on Wednesday and Saturday"]);
    let coming = desk.run(&["schedule", "next"]).ends_with(ExitCode::Done);
    assert!(coming.out.starts_with("2026-03-25T10:15:00Z  2026-03-25  desk\n2026-03-28T10:15:00Z"));
    assert!(coming.err.contains("on Wednesday and Saturday"), "{}", coming.err);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    assert_eq!(inputs(&desk, "2026-03-25")["articles_in_window"].as_array().unwrap().len(), 3);
    // A Saturday: no exchange has a session, the brief comes out.
    desk.at(at(3, 28, 10, 10)).run(&["run", "--no-send"]);
    assert_eq!(inputs(&desk, "2026-03-28")["articles_in_window"].as_array().unwrap().len(), 0);
    for date in ["2026-03-25", "2026-03-28"] {
        desk.run(&["rerun", "--date", date]).ends_with(ExitCode::Done);
    }
}

#[test]
fn a_horizon_that_runs_out_is_told_and_nothing_is_planned_past_it() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    desk.at(Utc.with_ymd_and_hms(2028, 12, 20, 10, 10, 0).unwrap());
    let told = "holidays are known until 2028-12-31 only";
    desk.run(&["check"]).ends_with(ExitCode::Done).tells(&["warning: XNYS: ", told, "11 days"]);
    let coming = desk.run(&["schedule", "next"]).ends_with(ExitCode::Done).tells(&[told]).out;
    assert!(coming.trim_end().ends_with("2028-12-29  desk"), "{coming}");
    let ran = desk.run(&["doctor"]);
    assert!(ran.out.contains("FAILED  XNYS") && ran.out.contains(told), "{}", ran.out);
}

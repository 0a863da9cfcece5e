//! Who is watched and whom a text means, through the command line.

use std::fs;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::support::desk::Desk;

const CONFIG: &str = r#"
[[source]]
id = "wire"
kind = "feed"
url = "https://wire.example/feed.xml"
[[prices]]
id = "daily"
kind = "csv"
url = "https://prices.example/{symbol}.csv"
[[ticker]]
symbol = "HELX"
name = "Helix Grid"
aliases = ["Helix"]
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
"#;
const REGISTER: &str = r#"{"0":{"cik_str":1,"ticker":"ZQPL","title":"ZEQUAPLUM INDUSTRIES INC /DE/"},
"1":{"cik_str":2,"ticker":"BAD SYMBOL","title":"Broken Row"}}"#;

fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn desk() -> Desk {
    let desk = Desk::new(CONFIG, morning());
    fs::write(desk.path("company_tickers.json"), REGISTER).unwrap();
    desk
}

#[test]
fn the_list_tells_the_watched_and_counts_the_known() {
    let ran = desk().run(&["tickers", "list"]).ends_with(ExitCode::Done);
    assert!(ran.out.starts_with("HELX  Helix Grid (also Helix)\n1 watched, "), "{}", ran.out);
    let json = desk().run(&["tickers", "list", "--json"]).ends_with(ExitCode::Done).out;
    let listed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(listed["watched"][0]["ticker"], "HELX");
    assert!(listed["built_in"].as_u64().unwrap() > 700);
}

#[test]
fn a_sentence_is_answered_name_by_name_with_reason_and_confidence() {
    let ran = desk().run(&["tickers", "find", "Helix beats Nvidia"]).ends_with(ExitCode::Done);
    assert_eq!(
        ran.out,
        "0..5: Helix means Helix Grid (HELX), equity, watched, 0.97 by alias\n\
         12..18: Nvidia means Nvidia (NVDA), equity, 0.97 by name\n"
    );
    let ran = desk().run(&["tickers", "find", "nvda"]).ends_with(ExitCode::Done);
    assert!(ran.out.starts_with("Nvidia (NVDA), equity: "), "{}", ran.out);
    desk().run(&["tickers", "find", "a quiet day"]).tells(&["nothing known is named there"]);
}

#[test]
fn a_list_is_taken_in_once_and_its_bad_rows_are_named() {
    let desk = desk();
    let file = desk.path("company_tickers.json");
    let import = ["tickers", "import", file.to_str().unwrap()];
    let first = desk.run(&import).ends_with(ExitCode::Partial);
    assert!(first.out.ends_with(": 1 new, 0 changed, 0 as before, 1 left out\n"), "{}", first.out);
    first.tells(&["entry \"1\": symbol `BAD SYMBOL` is no ticker symbol"]);
    let again = desk.run(&import);
    assert!(again.out.contains(": 0 new, 0 changed, 1 as before"), "{}", again.out);
    let found = desk.run(&["tickers", "find", "Zequaplum Industries Inc said so"]);
    assert!(found.out.contains("Zequaplum Industries (ZQPL)"), "{}", found.out);
}

#[test]
fn a_file_of_another_kind_is_refused_with_what_would_do() {
    let desk = desk();
    let ran = desk.run_with_input(&["tickers", "import", "-"], "date,close\n2026-03-24,4\n");
    ran.ends_with(ExitCode::NothingUsable).tells(&["no column `name`", "hint: Give the SEC's"]);
}

//! A desk with holdings, through the command line: the section, its file, and what becomes of an
//! edition when the file changes, goes or is broken.

use std::fs;

use chrono::{TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::support::desk::Desk;
use crate::support::web::Web;

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><guid>a1</guid><title>Helix beats forecasts as chip orders jump</title><link>https://wire.example/a1</link><pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate></item>
<item><guid>a2</guid><title>Helix raises its full-year outlook</title><link>https://wire.example/a2</link><pubDate>Tue, 24 Mar 2026 15:00:00 GMT</pubDate></item>
<item><guid>a3</guid><title>Analysts cheer Helix after strong quarter</title><link>https://wire.example/a3</link><pubDate>Tue, 24 Mar 2026 16:00:00 GMT</pubDate></item>
</channel></rss>"#;

fn bars(close: u32) -> String {
    format!(
        "date,open,high,low,close,volume\n2026-03-23,100,200,70,100,1200\n2026-03-24,100,200,70,{close},1500\n"
    )
}

/// Helix is watched, Orrery only held.
fn desk(web: &Web, holdings: &str) -> Desk {
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", bars(110));
    web.set("/ORRY.csv", "text/csv", bars(80));
    let config = format!(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "{feed}"
[[prices]]
id = "daily"
kind = "csv"
url = "{prices}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[ticker]]
symbol = "ORRY"
name = "Orrery"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
holdings = "holdings/desk.csv"
[limits]
allow_private_addresses = true
"#,
        feed = web.url("/feed.rss"),
        prices = web.url("/{symbol}.csv"),
    );
    let desk = Desk::new(&config, Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap());
    fs::create_dir(desk.path("holdings")).unwrap();
    hold(&desk, holdings);
    desk
}

fn hold(desk: &Desk, holdings: &str) {
    fs::write(desk.path("holdings/desk.csv"), holdings).unwrap();
}

fn edition(desk: &Desk, file: &str) -> String {
    let path = desk.path("reports/2026/03/25/desk").join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const HELD: &str = "symbol,quantity\nORRY,-50\nHELX,100\n";

#[test]
fn a_holdings_file_gives_the_section_in_every_rendition() {
    let web = Web::start();
    let desk = desk(&web, HELD);
    desk.run(&["check"]).ends_with(ExitCode::Done);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    for file in ["brief.md", "brief.html", "email.html", "brief.txt"] {
        let text = edition(&desk, &format!("r001/{file}"));
        assert!(text.to_lowercase().contains("your portfolio"), "{file}");
        for figure in ["$15,000 gross, $7,000 net", "+13.33%", "+6.67%", "\u{2212}26.7%"] {
            assert!(text.contains(figure), "{file}: {figure}");
        }
        assert!(text.contains("not on the watchlist: ORRY"), "{file}");
    }
    let json: serde_json::Value = serde_json::from_str(&edition(&desk, "r001/brief.json")).unwrap();
    assert_eq!(json["portfolio"]["day"]["basis_points"], 1333);
    assert_eq!(json["portfolio"]["positions"][1]["value"]["units"], -4000);
}

#[test]
fn an_edition_comes_out_again_after_its_holdings_have_changed_or_gone() {
    let web = Web::start();
    let desk = desk(&web, HELD);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    hold(&desk, "symbol,quantity\nHELX,7\n");
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    fs::remove_file(desk.path("holdings/desk.csv")).unwrap();
    let again = desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    assert!(again.out.starts_with("same"), "{}", again.out);
}

#[test]
fn changed_holdings_are_a_changed_config_and_the_next_revision() {
    let web = Web::start();
    let desk = desk(&web, HELD);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    hold(&desk, "symbol,quantity\nHELX,100.0\nORRY,-50\n\n");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done).tells(&["nothing new"]);
    hold(&desk, "symbol,quantity\nHELX,200\nORRY,-50\n");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    let manifest: serde_json::Value =
        serde_json::from_str(&edition(&desk, "r002/manifest.json")).unwrap();
    assert_eq!(manifest["reason"], "config");
    assert!(edition(&desk, "r002/brief.txt").contains("$26,000 gross"));
}

#[test]
fn a_broken_file_holds_no_edition_up_and_check_tells_every_fault() {
    let web = Web::start();
    let desk = desk(&web, "symbol,quantity\nHELY,100\nORRY,NaN\n");
    desk.run(&["check"]).ends_with(ExitCode::Config).tells(&[
        "error: The holdings have 2 faults",
        "desk.csv:2: No `[[ticker]]` has the symbol `HELY`; did you mean `HELX`?",
        "desk.csv:3: `NaN` of `ORRY` is not a number",
        "hint:",
    ]);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Partial).tells(&["`desk.csv`", "line 2"]);
    let text = edition(&desk, "r001/brief.txt");
    assert!(text.contains("There is no portfolio view: the holdings file `desk.csv`"), "{text}");
    assert!(!text.contains("YOUR PORTFOLIO"), "{text}");
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
}

#[test]
fn a_missing_file_is_named_and_no_path_of_ours_enters_the_archive() {
    let web = Web::start();
    let desk = desk(&web, HELD);
    fs::remove_file(desk.path("holdings/desk.csv")).unwrap();
    desk.run(&["check"])
        .ends_with(ExitCode::Config)
        .tells(&["desk.csv: The holdings cannot be read"]);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Partial);
    let folder = desk.path("holdings").display().to_string();
    assert!(!edition(&desk, "r001/brief.json").contains(&folder));
}

#[test]
fn positions_typed_into_the_config_are_refused() {
    let web = Web::start();
    let desk = desk(&web, HELD);
    let config = fs::read_to_string(desk.path("contrabrief.toml")).unwrap();
    let typed =
        config.replace("holdings = \"holdings/desk.csv\"", "holdings_csv = \"symbol,weight\"");
    fs::write(desk.path("contrabrief.toml"), typed).unwrap();
    desk.run(&["check"])
        .ends_with(ExitCode::Config)
        .tells(&["Name the file of the holdings with `holdings`"]);
}

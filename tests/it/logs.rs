//! What a process logs: one JSON object a line where that is asked for, each with its run and
//! its edition, and no reader's address in either format.

use std::fs;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use serde_json::Value;

use crate::smtp_server::Act;
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><guid>1</guid><title>Helix beats forecasts as orders jump</title><link>https://wire.example/1</link><pubDate>Tue, 24 Mar 2026 18:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Helix raises its full-year outlook</title><link>https://wire.example/2</link><pubDate>Tue, 24 Mar 2026 19:00:00 GMT</pubDate></item>
</channel></rss>"#;
const BARS: &str = "date,open,high,low,close,volume\n2026-03-20,100,102,99,101,1000\n2026-03-23,101,103,100,102,1200\n2026-03-24,102,105,101,104,1500\n";

fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

/// A server that refuses one reader, and quotes it and another mailbox.
fn refusing() -> Mail {
    Mail::start(&[(
        "RCPT TO:<Bo.Field@reader.example>",
        Act::Reply("550 5.1.1 <Bo.Field@reader.example> was kept for b.field@home.example: gone"),
    )])
}

fn desk(web: &Web, mail: &Mail, more: &str) -> Desk {
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", BARS);
    let config = format!(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "{feed}"
[[source]]
id = "dead"
kind = "feed"
url = "{dead}"
[[prices]]
id = "daily"
kind = "csv"
url = "{prices}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[subscriber]]
id = "ann"
address = "Ann.Lowe@reader.example"
[[subscriber]]
id = "bo"
address = "Bo.Field@reader.example"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
recipients = ["ann", "bo"]
[limits]
allow_private_addresses = true
[smtp]
from = "Desk <desk@desk.example>"
host = "127.0.0.1"
port = {port}
tls = "none"
{more}"#,
        feed = web.url("/feed.rss"),
        dead = web.url("/gone.rss"),
        prices = web.url("/{symbol}.csv"),
        port = mail.port(),
    );
    let desk = Desk::new(&config, morning());
    lay_key(&desk);
    desk
}

/// A key that a snapshot may depend on.
fn lay_key(desk: &Desk) {
    fs::create_dir(desk.path("data")).unwrap();
    fs::write(desk.path("data/token.key"), [7; 32]).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(desk.path("data/token.key"), private).unwrap();
    }
}

fn objects(log: &str) -> Vec<Value> {
    let read = |line: &str| {
        serde_json::from_str(line).unwrap_or_else(|error| {
            panic!("{error}: {line}");
        })
    };
    log.lines().map(read).collect()
}

#[track_caller]
fn assert_masked(log: &str) {
    for reader in ["ann.lowe", "bo.field", "b.field"] {
        assert!(!log.to_lowercase().contains(reader), "{reader} is in:\n{log}");
    }
}

#[test]
fn a_whole_run_is_logged_as_objects_with_its_run_and_edition() {
    let (web, mail) = (Web::start(), refusing());
    let desk = desk(&web, &mail, "");
    let ran = desk.run(&["run", "--log-format", "json"]).ends_with(ExitCode::Delivery);
    for line in objects(&ran.err) {
        for key in ["at", "level", "target", "message"] {
            assert!(line[key].is_string(), "{key}: {line}");
        }
    }
    assert_masked(&ran.err);
    let told = ran.err.replace(&web.url(""), "http://127.0.0.1");
    insta::assert_snapshot!(told);
}

#[test]
fn a_person_reads_the_same_lines_without_an_address() {
    let (web, mail) = (Web::start(), refusing());
    let desk = desk(&web, &mail, "");
    let ran = desk.run(&["run"]).ends_with(ExitCode::Delivery);
    ran.err.lines().for_each(|line| assert!(!line.starts_with('{'), "{line}"));
    assert!(ran.err.contains("note: bo: refused (mailbox): 550 5.1.1 <r_"), "{}", ran.err);
    assert_masked(&ran.err);
    let again = desk.run(&["deliver", "send", "--date", "2026-03-25"]);
    assert_masked(&(again.err + &again.out));
}

#[test]
fn the_config_the_environment_and_the_command_line_say_how_in_this_order() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let mut desk = desk(&web, &mail, "[log]\nformat = \"json\"\n");
    let starts = |ran: &str| ran.starts_with("{\"at\":\"2026-03-25T10:10:00.000Z\"");
    assert!(starts(&desk.run(&["collect"]).err));
    assert!(starts(&desk.run(&["check"]).err));
    assert!(!starts(&desk.run(&["collect", "--log-format", "human"]).err));
    desk.with_environment("CONTRABRIEF_LOG__FORMAT", "human");
    assert!(!starts(&desk.run(&["collect"]).err));
    desk.with_environment("CONTRABRIEF_LOG__FORMAT", "jsn");
    desk.run(&["check"])
        .ends_with(ExitCode::Config)
        .tells(&["`jsn` is no format of a log: `human` or `json`", "did you mean `json`"]);
}

#[test]
fn a_failure_is_one_object_with_its_causes_and_its_hint() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, &mail, "[smpt]\n");
    let ran = desk.run(&["run", "--log-format", "json", "--quiet"]).ends_with(ExitCode::Config);
    let lines = objects(&ran.err);
    let [failure] = lines.as_slice() else { panic!("one line: {}", ran.err) };
    assert_eq!(failure["level"], "error");
    assert_eq!(failure["target"], "run");
    assert!(failure["because"][0].as_str().unwrap().contains("Unknown section `smpt`"));
    assert!(failure["hint"].as_str().unwrap().contains("contrabrief check"));
}

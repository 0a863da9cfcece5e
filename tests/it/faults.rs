//! What an operator sees when something is wrong: the exit code, the three lines, the data
//! note. Each test breaks one thing.

use std::fs;

use axum::http::StatusCode;
use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::smtp_server::Act;
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

pub(crate) const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><guid>a1</guid><title>Helix beats forecasts as chip orders jump</title><link>https://wire.example/a1</link><pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate></item>
<item><guid>a2</guid><title>Helix raises its full-year outlook</title><link>https://wire.example/a2</link><pubDate>Tue, 24 Mar 2026 15:00:00 GMT</pubDate></item>
<item><guid>a3</guid><title>Analysts cheer Helix after strong quarter</title><link>https://wire.example/a3</link><pubDate>Tue, 24 Mar 2026 16:00:00 GMT</pubDate></item>
</channel></rss>"#;

pub(crate) const BARS: &str = "date,open,high,low,close,volume\n2026-03-20,100,102,99,101,1000\n2026-03-23,101,103,100,102,1200\n2026-03-24,102,105,101,104,1500\n";

pub(crate) fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn config(web: &Web, smtp: Option<&Mail>) -> String {
    config_for(web, smtp, &["ann".to_owned(), "bo".to_owned()])
}

/// A configuration with these readers, each at reader.example; it ends within `[smtp]`.
pub(crate) fn config_for(web: &Web, smtp: Option<&Mail>, readers: &[String]) -> String {
    let mail = smtp.map_or_else(String::new, |smtp| {
        format!(
            "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Desk <desk@desk.example>\"\n",
            smtp.port()
        )
    });
    let subscriber =
        |id: &String| format!("[[subscriber]]\nid = \"{id}\"\naddress = \"{id}@reader.example\"\n");
    let subscribers = readers.iter().map(subscriber).collect::<Vec<_>>().concat();
    format!(
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
{subscribers}[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
recipients = {readers:?}
[limits]
allow_private_addresses = true
{mail}"#,
        feed = web.url("/feed.rss"),
        prices = web.url("/{symbol}.csv"),
    )
}

/// A desk whose sources work.
pub(crate) fn desk(web: &Web, smtp: Option<&Mail>) -> Desk {
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", BARS);
    Desk::new(&config(web, smtp), morning())
}

fn brief(desk: &Desk) -> String {
    fs::read_to_string(desk.path("reports/2026/03/25/desk/r001/brief.txt"))
        .expect("the edition is archived")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_fault_of_a_config_is_reported_together_with_its_line() {
    let web = Web::start();
    let text = config(&web, None).replace("publisher", "x")
        + "[smtp]\nhots = \"mail.example\"\nport = \"25\"\n[nonsense]\nx = 1\n";
    let desk = Desk::new(&text.replace("tickers = [\"HELX\"]", "tickers = [\"HELY\"]"), morning());
    let ran = desk.run(&["check"]).ends_with(ExitCode::Config).tells(&[
        "error: Configuration",
        "has 4 faults",
        "Unknown key `hots` in `smtp`; did you mean `host`?",
        "`port` in `smtp`",
        "Unknown section `nonsense`",
        "No `[[ticker]]` has the symbol `HELY`; did you mean `HELX`?",
        "hint:",
    ]);
    assert!(ran.err.contains("contrabrief.toml:"), "{}", ran.err);
}

#[test]
fn a_dead_feed_leaves_an_edition_that_says_so_and_exit_code_5() {
    let web = Web::start();
    let desk = desk(&web, None);
    web.set_status("/feed.rss", StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "down");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Partial).tells(&["wire", "500"]);
    assert!(brief(&desk).contains("500"), "{}", brief(&desk));
}

#[test]
fn a_feed_that_is_html_is_named_and_exit_code_5() {
    let web = Web::start();
    let desk = desk(&web, None);
    web.set("/feed.rss", "text/html", "<!doctype html><html><body>Please log in</body></html>");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Partial).tells(&["wire", "HTML"]);
    assert!(brief(&desk).contains("HTML"), "{}", brief(&desk));
}

#[test]
fn an_empty_price_file_is_named_and_exit_code_5() {
    let web = Web::start();
    let desk = desk(&web, None);
    web.set("/HELX.csv", "text/csv", "");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Partial).tells(&["HELX"]);
    assert!(brief(&desk).contains("HELX"), "{}", brief(&desk));
}

#[test]
fn when_every_source_is_dead_nothing_is_produced_and_exit_code_4() {
    let web = Web::start();
    let desk = desk(&web, None);
    web.set_status("/feed.rss", StatusCode::NOT_FOUND, "text/plain", "");
    web.set_status("/HELX.csv", StatusCode::NOT_FOUND, "text/plain", "");
    desk.run(&["run"]).ends_with(ExitCode::NothingUsable).tells(&[
        "error: Nothing usable",
        "hint:",
        "(for a past date with --assume-published 15m)",
    ]);
    assert!(!desk.path("reports/2026").exists());
}

#[test]
fn a_refused_recipient_is_named_and_the_others_get_the_edition() {
    let web = Web::start();
    let smtp =
        Mail::start(&[("RCPT TO:<bo@reader.example>", Act::Reply("550 5.1.1 no such user"))]);
    let desk = desk(&web, Some(&smtp));
    desk.run(&["run"]).ends_with(ExitCode::Delivery).tells(&["bo", "550"]);
    assert_eq!(smtp.received().len(), 1);
    let status = desk.run(&["deliver", "status"]).ends_with(ExitCode::Delivery);
    assert!(status.out.contains("accepted") && status.out.contains("refused"), "{}", status.out);
}

#[test]
fn a_flipped_byte_in_the_archive_is_found_and_named() {
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    let path = desk.path("reports/2026/03/25/desk/r001/brief.html");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    let ran = desk.run(&["archive", "verify"]).ends_with(ExitCode::Difference);
    assert!(ran.out.contains("brief.html"), "{}", ran.out);
}

#[test]
fn a_day_without_a_session_names_the_previous_and_the_next_one() {
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["run", "--date", "2026-02-16"]).ends_with(ExitCode::NotASession).tells(&[
        "2026-02-16",
        "2026-02-13",
        "2026-02-17",
    ]);
}

#[test]
fn odd_dates_are_refused_with_the_form_that_works() {
    let web = Web::start();
    let desk = desk(&web, None);
    for date in ["2026-02-30", "25/03/2026", "2026-3-5", "tomorrow"] {
        desk.run(&["run", "--date", date]).ends_with(ExitCode::Usage).tells(&[date, "YYYY-MM-DD"]);
    }
    desk.run(&["run", "--date", "2026-03-26"])
        .ends_with(ExitCode::Usage)
        .tells(&["has not come yet"]);
}

#[test]
fn a_second_run_with_the_same_inputs_writes_nothing() {
    let web = Web::start();
    let desk = desk(&web, None);
    let first = desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    let again = desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done).tells(&["nothing new"]);
    assert_eq!(first.out, again.out);
    assert!(!desk.path("reports/2026/03/25/desk/r002").exists());
}

#[test]
fn a_second_instance_is_refused_and_told_who_holds_the_lock() {
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    let _held = contrabrief::store::Store::lock(&desk.path("data/contrabrief.db"))
        .expect("the lock is free");
    desk.run(&["run"]).ends_with(ExitCode::Locked).tells(&["error:", "hint:"]);
}

#[test]
fn late_facts_and_a_new_config_make_the_next_revision_and_say_why() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    let late = FEED.replace("a1", "b1").replace("a2", "b2").replace("a3", "b3").replace(
        "Helix beats forecasts as chip orders jump",
        "Helix faces probe over chip exports",
    );
    web.set("/feed.rss", "application/rss+xml", late);
    desk.at(morning() + chrono::Duration::hours(8));
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25", "--as-of", "now"]).ends_with(ExitCode::Done);
    let revised = desk.run(&["archive", "show", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    assert!(revised.out.contains("r002") && revised.out.contains("known later"), "{}", revised.out);
    desk.run(&["rerun", "--date", "2026-03-25", "--rev", "2"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25", "--rev", "1"]).ends_with(ExitCode::Done);
}

#[test]
fn the_environment_overrides_the_file_and_a_password_in_the_file_is_refused() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    desk.with_environment("CONTRABRIEF_BRIEFS__X", "1");
    desk.run(&["check"]).ends_with(ExitCode::Config).tells(&["Unknown section `briefs`"]);
    let inline = config(&web, None)
        + "[smtp]\nhost = \"mail.example\"\nfrom = \"d@d.example\"\npassword = \"hunter2\"\n";
    let ran = Desk::new(&inline, morning()).run(&["check"]).ends_with(ExitCode::Config);
    assert!(ran.err.contains("password_file") && !ran.err.contains("hunter2"), "{}", ran.err);
    let mut from_outside = Desk::new(&inline.replace("password = \"hunter2\"\n", ""), morning());
    from_outside.with_environment("CONTRABRIEF_SMTP__PASSWORD", "hunter2");
    from_outside.run(&["check"]).ends_with(ExitCode::Done);
}

#[test]
fn init_lays_out_a_desk_that_check_finds_sound_and_never_overwrites() {
    let web = Web::start();
    let desk = desk(&web, None);
    let folder = desk.path("new-desk");
    let folder = folder.to_str().expect("a UTF-8 path");
    desk.run(&["init", folder]).ends_with(ExitCode::Done);
    let config = format!("{folder}/contrabrief.toml");
    desk.run(&["check", "-c", &config]).ends_with(ExitCode::Done);
    fs::write(&config, "# mine\n").unwrap();
    let again = desk.run(&["init", folder]).ends_with(ExitCode::Done);
    assert!(again.out.contains("kept"), "{}", again.out);
    assert_eq!(fs::read_to_string(&config).unwrap(), "# mine\n");
}

#[test]
fn score_is_a_filter_of_lines_and_bad_lines_are_named() {
    let web = Web::start();
    let desk = desk(&web, None);
    let input = "{\"id\":1,\"text\":\"Helix beats Orrery\",\"target\":\"Helix\",\"others\":[\"Orrery\"]}\nnonsense\n";
    let ran = desk.run_with_input(&["score"], input).ends_with(ExitCode::Partial);
    assert_eq!(ran.out.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(line["class"], "positive", "{line}");
    assert!(ran.err.contains("line 2"), "{}", ran.err);
}

#[test]
fn imported_history_is_dated_by_publication_only_when_asked_and_the_brief_says_so() {
    let web = Web::start();
    let desk = desk(&web, None);
    let rows = "{\"id\":\"h1\",\"title\":\"Helix opens a second line\",\"published\":\"2026-03-24T18:00:00Z\"}\n{\"title\":\"\"}\n";
    let import = ["import", "articles", "-", "--assume-published", "15m"];
    let ran = desk.run_with_input(&import, rows).ends_with(ExitCode::Partial);
    assert!(ran.out.contains("1 new") && ran.err.contains("Row 2"), "{} {}", ran.out, ran.err);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    assert!(brief(&desk).contains("not point-in-time"), "{}", brief(&desk));
}

#[test]
fn history_without_a_source_it_could_belong_to_says_what_is_missing() {
    let desk = Desk::new(
        "[[ticker]]\nsymbol = \"HELX\"\nname = \"Helix Grid\"\n[[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        morning(),
    );
    let ran = desk.run_with_input(&["import", "articles", "-"], "{}\n").ends_with(ExitCode::Config);
    assert!(ran.err.contains("No `[[source]]` is configured"), "{}", ran.err);
}

#[test]
fn a_preview_is_marked_and_leaves_no_trace() {
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    let ran = desk.run(&["preview", "--format", "md"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("PREVIEW"), "{}", ran.out);
    assert!(!desk.path("reports/2026").exists());
}

#[test]
fn every_verb_explains_itself_with_an_example() {
    let web = Web::start();
    let desk = desk(&web, None);
    for verb in [
        "demo",
        "init",
        "check",
        "collect",
        "import",
        "run",
        "rerun",
        "preview",
        "score",
        "completions",
    ] {
        let ran = desk.run(&[verb, "--help"]).ends_with(ExitCode::Done);
        assert!(ran.out.contains("Example: "), "{verb}: {}", ran.out);
    }
    let script = desk.run(&["completions", "bash"]).ends_with(ExitCode::Done);
    assert!(script.out.contains("contrabrief"));
}

#[test]
fn a_source_that_has_recovered_is_no_longer_blamed() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    web.set_status("/feed.rss", StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "down");
    desk.at(morning() - chrono::Duration::hours(1));
    desk.run(&["collect"]).ends_with(ExitCode::Partial);
    web.set("/feed.rss", "application/rss+xml", FEED);
    desk.at(morning());
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    assert!(!brief(&desk).contains("500"), "{}", brief(&desk));
}

#[test]
fn an_operators_template_takes_effect_and_a_fault_in_it_names_file_and_line() {
    let web = Web::start();
    let desk = desk(&web, None);
    let with_templates = config(&web, None)
        .replace("title = \"Desk\"", "title = \"Desk\"\ntemplates = \"templates\"");
    fs::write(desk.path("contrabrief.toml"), with_templates).unwrap();
    fs::create_dir(desk.path("templates")).unwrap();
    let template = |text: &str| fs::write(desk.path("templates/brief.txt.tera"), text).unwrap();
    template("OUR OWN: {{ headline }}\n");
    desk.run(&["check"]).ends_with(ExitCode::Done);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    assert!(brief(&desk).starts_with("OUR OWN:"), "{}", brief(&desk));
    template("fine\n{{ headline | nonsense }}\n");
    let ran = desk.run(&["check"]).ends_with(ExitCode::Config);
    assert!(ran.err.contains("brief.txt.tera") && ran.err.contains('2'), "{}", ran.err);
    fs::rename(desk.path("templates/brief.txt.tera"), desk.path("templates/brief.text.tera"))
        .unwrap();
    desk.run(&["check"]).ends_with(ExitCode::Config).tells(&["brief.text.tera", "brief.txt.tera"]);
}

#[test]
fn another_config_makes_a_revision_that_says_so_and_leaves_the_first_alone() {
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    let first = brief(&desk);
    let renamed = config(&web, None).replace("title = \"Desk\"", "title = \"Night desk\"");
    fs::write(desk.path("contrabrief.toml"), renamed).unwrap();
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25", "--config", "current"]).ends_with(ExitCode::Done);
    let shown = desk.run(&["archive", "show", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    assert!(shown.out.contains("Night desk") && shown.out.contains("changed configuration"));
    assert_eq!(brief(&desk), first);
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
}

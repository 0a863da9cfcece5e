//! Flashes between two editions: who asked for them hears once of what happened, nobody else
//! hears anything, and nobody is woken.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use contrabrief::clock::Clock;
use contrabrief::config::{Config, Environment};
use contrabrief::exit_code::ExitCode;
use contrabrief::pipeline::{Pipeline, Raised};

use crate::smtp_server::Taken;
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

const GLAD: [&str; 5] = [
    "Helix beats forecasts as chip orders jump",
    "Helix raises its full-year outlook on strong demand",
    "Analysts praise Helix for a record quarter",
    "Helix wins a large contract with Orrery",
    "Helix profit soars and margins improve",
];
const SAD: [&str; 6] = [
    "Helix slashes its outlook as customers cancel orders",
    "Helix shares plunge after a fraud probe begins",
    "Helix warns of heavy losses and cuts jobs",
    "Regulators fine Helix for misleading investors",
    "Helix recalls faulty chips in a costly blow",
    "Lawsuit accuses Helix of hiding losses",
];

fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).unwrap()
}

fn feed(items: &[(&[&str], DateTime<Utc>)]) -> String {
    let mut feed =
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>".to_owned();
    for (titles, at) in items {
        for title in *titles {
            let link = title.replace(' ', "-");
            let date = at.to_rfc2822();
            write!(feed, "<item><guid>{link}</guid><title>{title}</title><link>https://wire.example/{link}</link><pubDate>{date}</pubDate></item>").unwrap();
        }
    }
    feed + "</channel></rss>"
}

struct Harbour {
    desk: Desk,
    web: Web,
    mail: Mail,
}

impl Harbour {
    /// The edition of 25 March, which is glad, is out; then it gets sad at noon.
    fn at_noon(rules: &str) -> Self {
        let web = Web::start();
        let mail = Mail::start(&[]);
        let mut bars = "date,open,high,low,close,volume\n".to_owned();
        for back in (1..60).rev() {
            let day = (at(25, 0, 0) - Duration::days(back)).date_naive();
            writeln!(bars, "{day},100,102,99,{},1000", 100 + back % 3).unwrap();
        }
        web.set("/bars.csv", "text/csv", bars);
        let config = format!(
            r#"
[[source]]
id = "wire"
kind = "feed"
url = "{feed}"
[[prices]]
id = "daily"
kind = "csv"
url = "{bars}"
[[ticker]]
symbol = "HELX"
name = "Helix"
kind = "crypto"
calendar = "crypto"
[[subscriber]]
id = "ann"
address = "ann@reader.example"
[[subscriber]]
id = "bo"
address = "bo@reader.example"
[[brief]]
id = "harbour"
title = "Harbour"
tickers = ["HELX"]
recipients = ["ann", "bo"]
at = "06:15"
timezone = "UTC"
on = "every-day"
[[flash]]
id = "harbour-flash"
brief = "harbour"
recipients = ["ann"]
{rules}
[limits]
allow_private_addresses = true
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
from = "Desk <desk@desk.example>"
unsubscribe = "mailto:leave@desk.example"
"#,
            feed = web.url("/feed.rss"),
            bars = web.url("/bars.csv"),
            port = mail.port(),
        );
        let mut harbour = Self { desk: Desk::new(&config, at(25, 6, 10)), web, mail };
        harbour.says(&[(&GLAD, at(25, 5, 0))], at(25, 6, 10));
        harbour.desk.at(at(25, 6, 16)).run(&["run", "--no-collect"]).ends_with(ExitCode::Done);
        harbour.says(&[(&GLAD, at(25, 5, 0)), (&SAD, at(25, 11, 30))], at(25, 12, 0));
        harbour
    }

    fn says(&mut self, items: &[(&[&str], DateTime<Utc>)], now: DateTime<Utc>) {
        self.web.set("/feed.rss", "application/rss+xml", feed(items));
        self.desk.at(now).run(&["collect"]).ends_with(ExitCode::Done);
    }

    fn looks_out(&self, now: DateTime<Utc>) -> Vec<Raised> {
        let file = self.desk.path("contrabrief.toml");
        let config = Config::load(&file, &Environment::from_pairs([])).unwrap();
        let flashes = config.flashes.clone();
        let mut pipeline = Pipeline::open(config, Clock::Fixed(now), "test").unwrap();
        flashes.iter().filter_map(|flash| pipeline.look_out(flash).unwrap()).collect()
    }

    fn sends(&mut self, now: DateTime<Utc>) -> Vec<Taken> {
        self.desk.at(now).run(&["deliver", "retry"]).ends_with(ExitCode::Done);
        let is_flash = |taken: &Taken| taken.body.contains("harbour-flash");
        self.mail.received().into_iter().filter(is_flash).collect()
    }
}

#[test]
fn who_asked_for_it_hears_once_that_the_tone_fell_and_nobody_else_does() {
    let mut harbour = Harbour::at_noon("tone_falls = 0.3");
    let raised = harbour.looks_out(at(25, 12, 5));
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0].readers, 1);
    assert!(raised[0].headline.starts_with("Helix: tone falls from +"), "{}", raised[0].headline);
    let got = harbour.sends(at(25, 12, 6));
    assert_eq!(got.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["<ann@reader.example>"]);
    insta::assert_snapshot!(text_of(&got[0].body));
    assert_eq!(harbour.looks_out(at(25, 12, 10)), [], "the same is not told twice");
    assert_eq!(harbour.sends(at(25, 12, 11)).len(), 1);
}

fn text_of(message: &str) -> String {
    let read = mail_parser::MessageParser::default().parse(message).unwrap();
    let links = read.header_raw("List-Unsubscribe").unwrap();
    assert!(links.contains("mailto:leave@desk.example"), "{links}");
    let shown = read.body_text(0).unwrap().replace("\r\n", "\n");
    let token =
        shown.split("unsubscribe%20").nth(1).and_then(|rest| rest.split_whitespace().next());
    format!("{}\n\n{}", read.subject().unwrap(), shown.replace(token.unwrap_or("-none-"), "TOKEN"))
}

#[test]
fn it_stands_in_the_ledger_and_in_the_list() {
    let mut harbour = Harbour::at_noon("tone_falls = 0.3");
    harbour.looks_out(at(25, 12, 5));
    harbour.sends(at(25, 12, 6));
    let ledger = harbour.desk.run(&["deliver", "status"]).ends_with(ExitCode::Done).out;
    assert!(
        ledger.contains("2026-03-25/harbour-flash r001 ann") || ledger.contains("harbour-flash"),
        "{ledger}"
    );
    let list = harbour.desk.run(&["flashes", "list"]).ends_with(ExitCode::Done).out;
    assert!(list.starts_with("2026-03-25 12:05 UTC  "), "{list}");
    assert!(list.contains("r001  Helix: tone falls"), "{list}");
    let json = harbour.desk.run(&["flashes", "list", "--json"]).ends_with(ExitCode::Done).out;
    assert!(json.contains("\"cause\": \"tone-falls\""), "{json}");
}

#[test]
fn nobody_is_woken_and_what_still_holds_in_the_morning_is_told_then() {
    let mut harbour = Harbour::at_noon("tone_falls = 0.3\nquiet = \"11:00-13:00\"");
    assert_eq!(harbour.looks_out(at(25, 12, 5)), []);
    let shown =
        harbour.desk.at(at(25, 12, 6)).run(&["flashes", "preview"]).ends_with(ExitCode::Done);
    assert!(
        shown.out.contains("tone falls") && shown.err.contains("it is quiet time"),
        "{shown:?}"
    );
    assert_eq!(harbour.looks_out(at(25, 13, 0)).len(), 1);
}

#[test]
fn no_more_go_out_a_day_than_the_desk_allows() {
    let harbour = Harbour::at_noon("tone_falls = 0.3\nsetup_opens = true\nper_day_max = 1");
    let raised = harbour.looks_out(at(25, 12, 5));
    assert_eq!(raised.len(), 1, "what holds together is one mail");
    assert_eq!(harbour.looks_out(at(25, 18, 0)), []);
}

#[test]
fn a_reader_who_left_the_flash_keeps_the_brief() {
    let mut harbour = Harbour::at_noon("tone_falls = 0.3");
    let left = harbour.desk.at(at(25, 12, 1)).run(&[
        "subscribers",
        "suppress",
        "ann",
        "--brief",
        "harbour-flash",
        "--reason",
        "asked by phone",
    ]);
    left.ends_with(ExitCode::Done);
    harbour.looks_out(at(25, 12, 5));
    assert!(harbour.sends(at(25, 12, 6)).is_empty());
    harbour.desk.at(at(26, 6, 16)).run(&["run", "--no-collect"]);
    let to_ann =
        harbour.mail.received().iter().filter(|one| one.to.contains("ann@reader.example")).count();
    assert_eq!(to_ann, 2, "the editions of both days");
}

#[test]
fn an_edition_s_bytes_do_not_know_of_flashes() {
    let with = Harbour::at_noon("tone_falls = 0.3");
    with.looks_out(at(25, 12, 5));
    let mut with = with;
    with.desk.at(at(25, 14, 0)).run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    assert_eq!(with.looks_out(at(25, 14, 0)), []);
}

#[test]
fn faults_of_a_flash_are_told_together_with_their_lines() {
    let desk = Desk::new(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "https://wire.example/feed"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[brief]]
id = "harbour"
title = "Harbour"
tickers = ["HELX"]
[[flash]]
id = "harbour"
brief = "harbor"
tone_falls = 3.0
quiet = "late"
per_day_max = 0
[[flash]]
id = "idle"
brief = "harbour"
tickers = ["HELIX"]
"#,
        at(25, 6, 0),
    );
    let told = desk.run(&["check"]).ends_with(ExitCode::Config).err;
    let folder = desk.path("").display().to_string();
    insta::assert_snapshot!(told.replace(&folder, ""));
}

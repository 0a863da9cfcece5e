//! Twenty sessions of real headlines and prices, collected over HTTP day by day, archived and
//! mailed: the whole job as an operator would see it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use contrabrief::calendar;
use contrabrief::exit_code::ExitCode;
use contrabrief::model::CalendarId;
use mail_parser::MessageParser;

use crate::support::desk::Desk;
use crate::support::shared_data::{self, Headline, Row};
use crate::support::web::Web;
use crate::support::{feeds, mail::Mail};

const SESSIONS: usize = 20;
const SUBSCRIBERS: [&str; 3] = ["ann@reader.example", "bo@reader.example", "cy@reader.example"];
const BY_CSV: [&str; 4] = ["NVDA", "INTC", "AMD", "SPY"];
const BY_CHART: [&str; 3] = ["AAPL", "MSFT", "JPM"];

/// How far back a feed reaches.
const FEED_DAYS: i64 = 3;

fn config(web: &Web, smtp_port: u16) -> String {
    let tickers = [
        ("NVDA", "Nvidia", "\"Nvidia Corp\""),
        ("INTC", "Intel", "\"Intel Corp\""),
        ("AMD", "AMD", "\"Advanced Micro Devices\""),
        ("AAPL", "Apple", "\"Apple Inc\""),
        ("MSFT", "Microsoft", "\"Microsoft Corp\""),
        ("JPM", "JPMorgan", "\"JPMorgan Chase\", \"JP Morgan\""),
    ]
    .map(|(symbol, name, aliases)| {
        format!(
            "[[ticker]]\nsymbol = \"{symbol}\"\nname = \"{name}\"\naliases = [{aliases}]\nbenchmark = \"SPY\"\n"
        )
    })
    .concat();
    let readers = ["ann", "bo", "cy"]
        .map(|id| format!("[[subscriber]]\nid = \"{id}\"\naddress = \"{id}@reader.example\"\n"))
        .concat();
    format!(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "{rss}"
publisher = "Wire"
licence = "full"
[[source]]
id = "desk"
kind = "feed"
url = "{atom}"
publisher = "Desk"
licence = "full"
[[prices]]
id = "daily-csv"
kind = "csv"
url = "{csv}"
adjustment = "full"
[[prices]]
id = "chart"
kind = "yahoo-chart"
url = "{chart}"
{tickers}
[[ticker]]
symbol = "SPY"
name = "S&P 500 ETF"
kind = "etf"
{readers}
[[brief]]
id = "us-large"
title = "US large caps"
tickers = ["NVDA", "INTC", "AMD", "AAPL", "MSFT", "JPM"]
recipients = ["ann", "bo", "cy"]
[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
from = "Contrabrief <brief@desk.example>"
[limits]
allow_private_addresses = true
"#,
        rss = web.url("/feed.rss"),
        atom = web.url("/feed.atom"),
        csv = web.url("/prices/{symbol}.csv"),
        chart = web.url("/chart/{symbol}"),
    )
}

/// The sample market as its sources would have shown it at an instant.
struct Market {
    headlines: Vec<Headline>,
    bars: BTreeMap<&'static str, Vec<Row>>,
}

impl Market {
    fn load(folder: &Path) -> Self {
        let symbols = BY_CSV.iter().chain(&BY_CHART);
        let bars = symbols.map(|symbol| (*symbol, shared_data::bars(folder, symbol))).collect();
        Self { headlines: shared_data::headlines(folder), bars }
    }

    /// Sets the server's pages to what had been published at `now`.
    fn publish(&self, web: &Web, now: DateTime<Utc>) {
        let recent: Vec<&Headline> = self
            .headlines
            .iter()
            .filter(|headline| {
                headline.published <= now && headline.published > now - Duration::days(FEED_DAYS)
            })
            .collect();
        let (wire, desk): (Vec<&Headline>, Vec<&Headline>) =
            recent.into_iter().partition(|headline| headline.id.as_bytes()[0] % 2 == 0);
        web.set("/feed.rss", "application/rss+xml", feeds::rss(&wire));
        web.set("/feed.atom", "application/atom+xml", feeds::atom(&desk, now));
        for (symbol, rows) in &self.bars {
            let closed: Vec<Row> = rows
                .iter()
                .filter(|row| calendar::session_close(CalendarId::Xnys, row.date) <= now)
                .cloned()
                .collect();
            if BY_CSV.contains(symbol) {
                web.set(&format!("/prices/{symbol}.csv"), "text/csv", feeds::csv(&closed));
            } else {
                let chart = feeds::chart(symbol, &closed);
                web.set(&format!("/chart/{symbol}"), "application/json", chart);
            }
        }
    }
}

fn collect_time(date: NaiveDate) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(6, 10, 0).expect("a time of day");
    calendar::instant_of(date, time, Tz::America__New_York)
}

/// Every file of an edition's first revision.
fn edition_files(desk: &Desk, date: NaiveDate) -> BTreeMap<String, Vec<u8>> {
    let folder = desk.path(&format!("reports/{}/us-large/r001", date.format("%Y/%m/%d")));
    fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read(path).expect("a file can be read"))
        })
        .collect()
}

#[test]
fn twenty_real_sessions_give_twenty_editions_and_sixty_messages_none_twice() {
    let Some(folder) = shared_data::folder("twenty_real_sessions") else { return };
    let market = Market::load(&folder);
    let web = Web::start();
    let smtp = Mail::start(&[]);
    let first = NaiveDate::from_ymd_opt(2023, 3, 1).expect("a date");
    let dates: Vec<NaiveDate> =
        calendar::sessions_between(CalendarId::Xnys, first, first + Duration::days(60))
            .take(SESSIONS)
            .collect();
    let mut desk = Desk::new(&config(&web, smtp.port()), collect_time(first));
    for date in &dates {
        market.publish(&web, collect_time(*date));
        let date = date.to_string();
        desk.at(collect_time(date.parse().expect("an ISO date")));
        let ran = desk.run(&["run", "--date", &date]);
        assert!(matches!(ran.exit_code, ExitCode::Done | ExitCode::Partial), "{date}: {ran:?}");
    }
    for date in &dates {
        let files = edition_files(&desk, *date);
        assert!(files.contains_key("brief.html") && files.contains_key("manifest.json"), "{date}");
    }
    assert_eq!(desk.run(&["archive", "list"]).out.lines().count(), SESSIONS);
    check_messages(&smtp, &dates);
    check_only_known_articles(&desk, &market, &dates);
    check_rerun(&mut desk, &dates);
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    desk.run(&["collect", "articles"]).ends_with(ExitCode::Done);
    assert!(web.not_modified_count() > 0, "an unchanged feed is asked for conditionally");
}

fn check_messages(smtp: &Mail, dates: &[NaiveDate]) {
    let received = smtp.received();
    assert_eq!(received.len(), dates.len() * SUBSCRIBERS.len());
    let mut seen = BTreeMap::new();
    for envelope in &received {
        let message =
            MessageParser::default().parse(envelope.body.as_bytes()).expect("a parsable message");
        let id = message.message_id().expect("a Message-ID").to_owned();
        let to = message
            .to()
            .and_then(|to| to.first())
            .and_then(|to| to.address())
            .expect("one recipient")
            .to_owned();
        assert_eq!(envelope.to, format!("<{to}>"), "one recipient a message");
        assert!(message.body_text(0).is_some_and(|text| text.contains("SCOREBOARD")));
        assert!(message.body_html(0).is_some_and(|html| html.contains("<table")));
        assert!(message.subject().is_some_and(|subject| subject.contains("US large caps")));
        *seen.entry((id, to)).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), received.len(), "no message came twice");
    for subscriber in SUBSCRIBERS {
        assert_eq!(seen.keys().filter(|(_, to)| to == subscriber).count(), dates.len());
    }
}

/// No edition holds an article that was published, and so first known, after its cut-off.
fn check_only_known_articles(desk: &Desk, market: &Market, dates: &[NaiveDate]) {
    for date in dates {
        let files = edition_files(desk, *date);
        let inputs = String::from_utf8_lossy(&files["inputs.json"]).into_owned();
        let inputs: serde_json::Value = serde_json::from_str(&inputs).expect("JSON");
        let known_until = collect_time(*date);
        let articles = inputs["articles_in_window"].as_array().expect("a list");
        assert!(!articles.is_empty(), "{date}");
        for article in articles {
            let known_at: DateTime<Utc> =
                article["known_at"].as_str().expect("text").parse().expect("an instant");
            assert!(known_at <= known_until, "{date}: {article}");
        }
        let text = String::from_utf8_lossy(&files["brief.md"]).into_owned();
        for later in market.headlines.iter().filter(|headline| {
            headline.published > known_until && headline.published < known_until + Duration::days(1)
        }) {
            let is_a_repeat = market
                .headlines
                .iter()
                .any(|other| other.title == later.title && other.published <= known_until);
            assert!(is_a_repeat || !text.contains(&later.title), "{date}: {}", later.title);
        }
    }
}

fn check_rerun(desk: &mut Desk, dates: &[NaiveDate]) {
    let fifth = dates[4];
    let before = edition_files(desk, fifth);
    desk.at(collect_time(dates[SESSIONS - 1]) + Duration::days(365));
    let ran = desk.run(&["rerun", "--date", &fifth.to_string()]).ends_with(ExitCode::Done);
    assert!(ran.out.starts_with("same:"), "{}", ran.out);
    assert_eq!(edition_files(desk, fifth), before, "a re-run writes nothing");
}

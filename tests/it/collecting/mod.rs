//! Collecting from many servers at once, half of which are slow, broken or mean harm.

mod prices;
mod texts;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, thread};

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use rusqlite::Connection;

use crate::support::desk::Desk;
use crate::support::hostile::{self, MISDEEDS};
use crate::support::web::Web;
use prices::BARS;

const GOOD: usize = 25;
const ITEMS: usize = 800;

fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn feed(server: usize) -> String {
    let mut feed = String::from("<rss version=\"2.0\"><channel><title>Wire</title>");
    for item in 0..ITEMS {
        let _ = write!(
            feed,
            "<item><guid>{server}-{item}</guid><title>Helix story {server}-{item}</title>\
             <link>https://wire{server}.example/{item}</link>\
             <pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate></item>"
        );
    }
    feed + "</channel></rss>"
}

fn source(id: &str, url: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = \"{url}\"\n")
}

const LIMITS: &str = "[limits]\nallow_hosts = [\"127.0.0.1\"]\nitems_per_feed_max = 1000\n\
                      total_seconds_max = 3\nretries_max = 1\n";

#[test]
fn twenty_thousand_items_arrive_from_fifty_feeds_of_which_half_are_slow_or_hostile() {
    let mut config = LIMITS.to_owned();
    let webs: Vec<Web> = (0..GOOD).map(|_| Web::start()).collect();
    for (server, web) in webs.iter().enumerate() {
        let url = if server % 5 == 0 {
            let address = hostile::start_slow(feed(server));
            format!("http://{address}/feed")
        } else {
            web.set("/feed", "application/rss+xml", feed(server));
            web.url("/feed")
        };
        config += &source(&format!("good-{server}"), &url);
    }
    for server in 0..GOOD {
        let address = hostile::start(MISDEEDS[server % MISDEEDS.len()]);
        config += &source(&format!("bad-{server}"), &format!("http://{address}/feed"));
    }
    let mut desk = Desk::new(&config, morning());
    let collected = desk.run(&["collect", "articles"]).ends_with(ExitCode::Partial);
    for server in 0..GOOD {
        assert!(
            collected.out.contains(&format!("good-{server}: {ITEMS} new")),
            "{}",
            collected.out
        );
        assert!(collected.out.contains(&format!("bad-{server}: failed")), "{}", collected.out);
        assert!(collected.err.contains(&format!("Source bad-{server}: ")), "{}", collected.err);
    }
    assert!(!collected.err.contains("latest/meta-data"), "no address inside is told");
    assert_eq!(titles(&desk), GOOD * ITEMS);
    let again = desk.run(&["collect", "articles"]).ends_with(ExitCode::Partial);
    assert!(again.out.contains(&format!("good-0: 0 new, 0 changed, {ITEMS} as before")));
    desk.at(morning() + Duration::minutes(1));
    let left_alone = desk.run(&["collect", "articles"]).ends_with(ExitCode::Partial);
    assert_eq!(left_alone.out.matches("left alone until 10:15 UTC").count(), GOOD);
    assert_eq!(titles(&desk), GOOD * ITEMS);
}

/// How many different articles the store holds.
fn titles(desk: &Desk) -> usize {
    let store = Connection::open(desk.path("data/contrabrief.db")).unwrap();
    let count = store
        .query_row("SELECT COUNT(DISTINCT title) FROM articles", [], |row| row.get::<_, i64>(0));
    usize::try_from(count.unwrap()).unwrap()
}

#[test]
fn a_source_that_keeps_failing_says_since_when_and_is_forgiven_at_once() {
    let web = Web::start();
    let config = format!("{LIMITS}{}", source("wire", &web.url("/feed")));
    let mut desk = Desk::new(&config, morning());
    for hours in 0..3 {
        desk.at(morning() + Duration::hours(hours));
        let failed = desk.run(&["collect"]).ends_with(ExitCode::NothingUsable);
        let is_told = failed.err.contains("it has failed 3 times since 2026-03-25 10:10 UTC");
        assert_eq!(is_told, hours == 2, "{}", failed.err);
    }
    web.set("/feed", "application/rss+xml", feed(0));
    let listed = desk.run(&["sources", "list"]).ends_with(ExitCode::Done).out;
    assert!(listed.contains("failing since 2026-03-25 10:10 UTC (3 times)"), "{listed}");
    desk.run(&["collect"]).ends_with(ExitCode::NothingUsable);
    desk.run(&["collect", "--source", "wire"]).ends_with(ExitCode::Done);
    let listed = desk.run(&["sources", "list"]).ends_with(ExitCode::Done).out;
    assert!(listed.contains("answered 2026-03-25 12:10 UTC"), "{listed}");
}

#[test]
fn a_source_is_tried_before_it_is_configured_and_nothing_is_recorded() {
    let desk = Desk::new(LIMITS, morning());
    let file = desk.path("feed.xml");
    fs::write(&file, "<rss><channel><item><title>R&D</title><guid>1</guid></item>").unwrap();
    let tested = desk.run(&["sources", "test", &file.to_string_lossy()]).ends_with(ExitCode::Done);
    let entry: serde_json::Value = serde_json::from_str(tested.out.trim()).unwrap();
    assert_eq!((&entry["title"], &entry["published_at"]), (&"R&D".into(), &().into()));
    assert!(tested.err.contains("bare ampersands"), "{}", tested.err);
    assert!(!desk.path("data").exists());
    fs::write(&file, "<html><p>Sign in").unwrap();
    desk.run(&["sources", "test", &file.to_string_lossy()])
        .ends_with(ExitCode::NothingUsable)
        .tells(&["error:", "because: The answer is an HTML page", "hint:"]);
    desk.run(&["sources", "test", "nothing-here.xml"])
        .ends_with(ExitCode::NothingUsable)
        .tells(&["because: File `nothing-here.xml` cannot be read"]);
}

#[test]
fn the_doctor_names_what_answers_and_what_does_not() {
    let web = Web::start();
    web.set("/feed", "application/rss+xml", feed(0));
    web.set("/prices", "text/csv", "date,open,high,low,close\n2026-03-24,10,11,9,10\n");
    let config = format!(
        "{LIMITS}{}{}[[prices]]\nid = \"daily\"\nkind = \"csv\"\nurl = \"{}\"\n\
         [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n",
        source("wire", &web.url("/feed")),
        source("gone", &web.url("/gone")),
        web.url("/prices")
    );
    let desk = Desk::new(&config, morning());
    let told = desk.run(&["doctor"]).ends_with(ExitCode::Partial).out;
    for line in [
        "well    wire",
        "answers: 800 entries, newest 2026-03-24 14:00 UTC",
        "FAILED  gone",
        "404 (look at the address)",
        "well    daily HELX",
        "2026-03-24 closed at $10.00",
        "1 thing(s) do not work",
    ] {
        assert!(told.contains(line), "`{line}` is not in:\n{told}");
    }
    assert!(!desk.path("data/contrabrief.db").exists(), "the doctor records nothing");
}

/// Row 14 of the table of bad inputs, in a process of its own with its own environment.
#[test]
fn a_proxy_in_the_environment_is_never_asked() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    thread::spawn(move || {
        for mut stream in proxy.incoming().flatten() {
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let web = Web::start();
    web.set("/feed", "application/rss+xml", feed(0));
    let ended = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
        .args(["-c", "none.toml", "sources", "test", &web.url("/feed")])
        .env("HTTP_PROXY", format!("http://{address}"))
        .env("http_proxy", format!("http://{address}"))
        .env("ALL_PROXY", format!("http://{address}"))
        .env("CONTRABRIEF_LIMITS__ALLOW_PRIVATE_ADDRESSES", "true")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

/// What the servers of init's configuration answer, in their shapes, about one company.
fn public_servers() -> Web {
    let web = Web::start();
    let filings = "<?xml version='1.0' encoding='ISO-8859-1'?>\
        <feed xmlns='http://www.w3.org/2005/Atom'><title>Company</title><entry>\
        <content type='text/xml'><filing-type>8-K</filing-type></content>\
        <id>urn:tag:sec.gov,2008:accession-number=1</id>\
        <title>8-K - Current report</title><updated>2026-03-24T16:05:00-04:00</updated></entry></feed>";
    web.set("/news/pressreleases.rss", "text/xml", feed(1));
    web.set("/cgi-bin/browse-edgar", "text/xml", filings);
    web.set("/rss/2.0/headline", "text/xml", feed(2));
    web.set_status("/v8", StatusCode::TOO_MANY_REQUESTS, "text/plain", "Edge: Too Many Requests");
    web.set(
        "/q/d/l/",
        "text/csv",
        format!("{BARS}2026-03-24,102,105,101,104\n").replacen("date", "Date", 1),
    );
    web
}

#[test]
fn the_configuration_that_init_writes_works_as_it_stands() {
    let web = public_servers();
    let desk = Desk::new("", morning());
    let folder = desk.path("mine");
    desk.run(&["init", &folder.to_string_lossy()]).ends_with(ExitCode::Done);
    let written = fs::read_to_string(folder.join("contrabrief.toml")).unwrap();
    let hosts = ["https://www.sec.gov", "https://feeds.finance.yahoo.com", "https://stooq.com"];
    let local = hosts.iter().fold(written, |text, host| text.replace(host, &web.url("")));
    let chart = format!("kind = \"yahoo-chart\"\nurl = \"{}\"\n", web.url("/v8"));
    let local = local.replace("kind = \"yahoo-chart\"\n", &chart);
    fs::write(desk.path("contrabrief.toml"), format!("{local}\n{LIMITS}")).unwrap();
    let told = desk.run(&["doctor"]).ends_with(ExitCode::Partial).out;
    for line in [
        "well    sec-press",
        "sec-filings NVDA",
        "yahoo-headlines NVDA",
        "FAILED  yahoo-chart NVDA",
        "limits the rate",
        "well    stooq NVDA",
    ] {
        assert!(told.contains(line), "`{line}` is not in:\n{told}");
    }
    desk.run(&["run", "--date", "2026-03-25", "--no-send"]).ends_with(ExitCode::Partial);
    let brief = desk.run(&["archive", "show", "--date", "2026-03-25"]).out;
    assert!(brief.contains("limits the rate") && brief.contains("104.00"), "{brief}");
}

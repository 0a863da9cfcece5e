//! Collecting from many servers at once, half of which are slow, broken or mean harm.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, thread};

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use rusqlite::Connection;

use crate::support::desk::Desk;
use crate::support::hostile::{self, MISDEEDS};
use crate::support::web::Web;

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

const CANARY: &str = "The heron flies at midnight";

/// A page whose article ends in a sentence that stands nowhere else.
fn page() -> String {
    let paragraph =
        format!("<p>{}</p>", "Helix won a large order from a cloud company. ".repeat(8));
    format!(
        "<html><body><nav>Menu</nav><article>{}<p>{CANARY}.</p></article></body></html>",
        paragraph.repeat(4)
    )
}

/// A desk that has made an edition from one article under this licence.
fn edition_under(licence: &str) -> Desk {
    let web = Web::start();
    let text = format!("{} {CANARY}.", "Helix won a large order. ".repeat(40));
    let item = format!(
        "<item><guid>1</guid><title>Helix wins order</title><link>{}</link>\
         <pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate><description>{text}</description></item>",
        web.url("/story")
    );
    web.set("/feed", "application/rss+xml", format!("<rss><channel>{item}</channel></rss>"));
    web.set("/story", "text/html", page());
    let full_text = licence == "full";
    let config = format!(
        "{LIMITS}{}licence = \"{licence}\"\nfull_text = {full_text}\n\
         [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        source("wire", &web.url("/feed"))
    );
    let desk = Desk::new(&config, morning());
    desk.run(&["run", "--date", "2026-03-25"]).ends_with(ExitCode::Partial);
    desk
}

/// Whether any file under a folder holds these words, also inside compressed objects.
fn holds(folder: &std::path::Path, words: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(&path).unwrap();
        let plain = zstd::decode_all(&bytes[..]).unwrap_or(bytes);
        plain.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn no_byte_of_a_text_goes_beyond_its_licence_into_the_store_or_the_archive() {
    for (licence, is_kept) in [("full", true), ("excerpt", false), ("hash", false)] {
        let desk = edition_under(licence);
        assert_eq!(holds(&desk.path("data"), CANARY), is_kept, "{licence}");
        if !is_kept {
            assert!(!holds(&desk.path("reports"), CANARY), "{licence}");
        }
    }
}

#[test]
fn the_page_behind_an_entry_is_fetched_once_and_a_page_that_is_none_is_said() {
    let web = Web::start();
    let entry = |id: &str| {
        format!(
            "<item><guid>{id}</guid><title>Helix {id}</title><link>{}</link></item>",
            web.url(id)
        )
    };
    let feed = format!("<rss><channel>{}{}</channel></rss>", entry("/story"), entry("/gone"));
    web.set("/feed", "application/rss+xml", feed);
    web.set("/story", "text/html", page());
    let config = format!(
        "{LIMITS}{}licence = \"full\"\nfull_text = true\n",
        source("wire", &web.url("/feed"))
    );
    let desk = Desk::new(&config, morning());
    let first = desk.run(&["collect"]).ends_with(ExitCode::Partial);
    assert!(first.out.contains("wire: 2 new"), "{}", first.out);
    assert!(first.err.contains("1 page(s) of source wire gave no full text"), "{}", first.err);
    assert!(holds(&desk.path("data"), CANARY));
    web.set("/story", "text/html", "changed");
    let again = desk.run(&["collect", "--source", "wire"]).ends_with(ExitCode::Done);
    assert!(again.out.contains("wire: nothing has changed"), "{}", again.out);
}

#[test]
fn a_withdrawn_article_is_said_and_no_longer_used() {
    let web = Web::start();
    let feed = |entries: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' \
             xmlns:at='http://purl.org/atompub/tombstones/1.0'>{entries}</feed>"
        )
    };
    let entry = "<entry><id>urn:1</id><title>Helix wins a large order</title>\
                 <published>2026-03-24T14:00:00Z</published></entry>";
    web.set("/feed", "application/atom+xml", feed(entry));
    let config = format!(
        "{LIMITS}{}[[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        source("wire", &web.url("/feed"))
    );
    let mut desk = Desk::new(&config, morning() - Duration::hours(2));
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    let tombstone = "<at:deleted-entry ref='urn:1' when='2026-03-25T09:00:00Z'/>";
    let other = "<entry><id>urn:2</id><title>Helix opens a plant</title>\
                 <published>2026-03-24T15:00:00Z</published></entry>";
    web.set("/feed", "application/atom+xml", feed(&format!("{tombstone}{other}")));
    desk.at(morning());
    desk.run(&["run", "--date", "2026-03-25"]).ends_with(ExitCode::Partial);
    let shown = desk.run(&["archive", "show", "--date", "2026-03-25", "--format", "md"]);
    assert!(shown.out.contains("Withdrawn by its publisher and not used"), "{}", shown.out);
    assert_eq!(shown.out.matches("Helix wins a large order").count(), 1, "{}", shown.out);
}

fn price_desk(first: &str, second: &str, more: &str) -> Desk {
    let web = Web::start();
    web.set("/first", "text/csv", first);
    web.set("/second", "text/csv", second);
    let config = format!(
        "{LIMITS}[[prices]]\nid = \"first\"\nkind = \"csv\"\nurl = \"{}\"\n\
         [[prices]]\nid = \"second\"\nkind = \"csv\"\nurl = \"{}\"\n{more}\
         [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        web.url("/first"),
        web.url("/second")
    );
    let desk = Desk::new(&config, morning());
    desk.run(&["collect"]);
    desk
}

fn brief(desk: &Desk) -> String {
    desk.run(&["run", "--no-collect", "--date", "2026-03-25"]);
    desk.run(&["archive", "show", "--date", "2026-03-25", "--format", "md"]).out
}

const BARS: &str =
    "date,open,high,low,close\n2026-03-20,100,102,99,101\n2026-03-23,101,103,100,102\n";

#[test]
fn a_source_that_lags_sends_the_chain_on_and_the_brief_says_whose_close_it_is() {
    let desk = price_desk(BARS, &format!("{BARS}2026-03-24,102,105,101,104\n"), "");
    let brief = brief(&desk);
    assert!(brief.contains("The close of HELX is from the second source, second."), "{brief}");
}

#[test]
fn a_source_that_answers_is_enough_and_only_a_cross_check_asks_another() {
    let (first, second) = (
        format!("{BARS}2026-03-24,102,105,101,104\n"),
        format!("{BARS}2026-03-24,102,112,101,110\n"),
    );
    let apart = "first closes HELX at $104.00 on 2026-03-24, second at $110.00: 5.8 % apart";
    let alone = brief(&price_desk(&first, &second, ""));
    assert!(!alone.contains("apart"), "{alone}");
    let checked = brief(&price_desk(&first, &second, "cross_check = true\n"));
    assert!(checked.contains(apart), "{checked}");
    let tolerant = "cross_check = true\n[analysis]\nprice_tolerance_pct = 6\n";
    assert!(!brief(&price_desk(&first, &second, tolerant)).contains("apart"));
}

/// Two downloads of one history, six years apart: splits have restated every older close.
#[test]
fn a_history_restated_years_later_leaves_a_past_edition_as_it_was() {
    let Some(data) = crate::support::shared_data::folder("a_history_restated") else { return };
    let config = "[[prices]]\nid = \"stooq\"\nkind = \"csv\"\nurl = \"https://x.example/\"\n\
                  adjustment = \"full\"\n[[ticker]]\nsymbol = \"NVDA\"\nname = \"Nvidia\"\n\
                  [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"NVDA\"]\n";
    let then = Utc.with_ymd_and_hms(2020, 7, 21, 10, 0, 0).unwrap();
    let mut desk = Desk::new(config, then);
    let vintage =
        |name: &str| data.join("vintages").join(name).join("nvda.us.txt").display().to_string();
    desk.run(&["import", "prices", &vintage("stooq_2020-07")]).ends_with(ExitCode::Done);
    desk.at(then + Duration::minutes(30));
    let made = desk.run(&["run", "--no-collect", "--date", "2020-07-21"]);
    let show = ["archive", "show", "--date", "2020-07-21", "--format", "md"];
    let first = desk.run(&show).ends_with(ExitCode::Done).out;
    assert!(first.contains("$420.43") || first.contains("420.43"), "{first}\n{}", made.err);
    desk.at(Utc.with_ymd_and_hms(2026, 2, 23, 10, 0, 0).unwrap());
    desk.run(&["import", "prices", &vintage("stooq_2026-02")]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2020-07-21"]).ends_with(ExitCode::Done);
    assert_eq!(desk.run(&show).out, first);
}

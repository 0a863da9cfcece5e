//! Collecting against real sources on loopback, and the parsers against what real sources do.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use chrono::{NaiveDate, TimeZone as _, Utc};

use super::*;
use crate::model::*;

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn limits() -> Limits {
    Limits {
        body_bytes_max: 64_000,
        total_seconds_max: 1,
        allow_private_addresses: true,
        ..Limits::default()
    }
}

fn source(location: &str) -> Source {
    Source {
        id: SourceId::new("wire"),
        kind: SourceKind::Feed,
        location: location.to_owned(),
        key: None,
        tickers: vec![],
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    }
}

fn prices() -> PriceSource {
    PriceSource {
        id: SourceId::new("daily"),
        kind: PriceKind::Csv,
        location: String::new(),
        key: None,
        currency: None,
        adjustment: Adjustment::Raw,
        symbols: BTreeMap::new(),
        only: vec![],
        cross_check: false,
    }
}

fn chart() -> PriceSource {
    PriceSource { kind: PriceKind::YahooChart, ..prices() }
}

fn whole(source: &Source) -> Question {
    Question::all(source).remove(0)
}

fn helix() -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse("HELX").unwrap(),
        name: "Helix".to_owned(),
        aliases: vec![],
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: None,
        relations: vec![],
    }
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><guid>a</guid><title>Helix &amp;amp; Orrery rise</title><link>https://w.example/a?utm_source=x</link><pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description></item>
<item><title>No id and no date</title></item>
<item><guid>c</guid><title>From the future</title><pubDate>Tue, 24 Mar 2099 14:00:00 GMT</pubDate></item>
<item><guid> </guid></item>
</channel></rss>"#;

fn parse(text: &str) -> Result<ArticleHarvest, CollectError> {
    parse_feed(text.as_bytes(), &source(""), &limits(), now())
}

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn collect_from(
    router: Router,
    path: &str,
    limits: &Limits,
) -> Result<ArticleHarvest, CollectError> {
    let address = serve(router).await;
    let fetcher = Fetcher::new(limits, "test");
    let question = whole(&source(&format!("http://{address}{path}")));
    collect_articles(&fetcher, &question, None, now()).await
}

#[test]
fn an_entry_that_cannot_be_used_costs_only_itself() {
    let harvest = parse(RSS).unwrap();
    let titles: Vec<&str> = harvest.items.iter().map(|item| item.words.title.as_str()).collect();
    assert_eq!(titles, ["Helix & Orrery rise", "No id and no date"]);
    assert_eq!(harvest.items[0].words.url.as_deref(), Some("https://w.example/a"));
    assert_eq!(harvest.items[0].words.text, "One.\nTwo.");
    assert_eq!(harvest.items[1].published_at, None);
    assert!(harvest.faults.iter().any(|fault| matches!(fault, Fault::FutureDated { .. })));
    assert!(harvest.faults.iter().any(|fault| matches!(fault, Fault::Row { .. })));
    assert!(harvest.faults.iter().any(|fault| matches!(fault, Fault::Undated { count: 1, .. })));
}

#[test]
fn an_entry_without_an_id_gets_the_same_one_every_time() {
    let id = || parse(RSS).unwrap().items[1].id;
    assert_eq!(id(), id());
}

#[test]
fn a_bare_ampersand_is_repaired_and_said() {
    let harvest = parse(&RSS.replace("From the future", "R&D spending & more")).unwrap();
    assert_eq!(harvest.items.len(), 2);
    assert!(harvest.faults.iter().any(|fault| matches!(fault, Fault::Repaired { .. })));
}

#[test]
fn atom_and_json_feeds_are_read_too() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><id>x</id><updated>2026-03-24T10:00:00Z</updated>
<entry><id>1</id><title>Helix wins order</title><updated>2026-03-24T10:00:00Z</updated><link href="https://d.example/1"/></entry></feed>"#;
    assert_eq!(parse(atom).unwrap().items[0].words.publisher, "Desk");
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"Helix cuts costs","date_published":"2026-03-24T10:00:00Z"}]}"#;
    assert_eq!(parse(json).unwrap().items[0].words.title, "Helix cuts costs");
}

#[test]
fn what_is_no_feed_is_named_for_what_it_is() {
    assert!(matches!(parse("<!DOCTYPE html><html></html>"), Err(CollectError::Html { .. })));
    assert!(matches!(parse("hello"), Err(CollectError::Feed(_))));
    let empty = r#"<rss version="2.0"><channel><title>x</title></channel></rss>"#;
    let faults = parse(empty).unwrap().faults;
    assert!(matches!(faults[..], [Fault::NoEntries { .. }]));
}

#[tokio::test]
async fn an_unchanged_feed_is_asked_for_conditionally() {
    async fn page(headers: HeaderMap) -> axum::response::Response {
        if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == "\"v1\"") {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        ([(header::ETAG, "\"v1\"")], RSS).into_response()
    }
    let address = serve(Router::new().route("/feed", get(page))).await;
    let fetcher = Fetcher::new(&limits(), "test");
    let source = source(&format!("http://{address}/feed"));
    let first = collect_articles(&fetcher, &whole(&source), None, now()).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let again = collect_articles(&fetcher, &whole(&source), first.validators.as_ref(), now())
        .await
        .unwrap();
    assert!(again.items.is_empty() && again.validators.is_none());
}

#[tokio::test]
async fn bodies_stop_at_the_limit_and_slow_ones_at_the_clock() {
    let endless = || async {
        let chunks = futures_stream(vec![b'x'; 8_000]);
        Body::from_stream(chunks)
    };
    let silent = || async { std::future::pending::<&'static str>().await };
    let router = Router::new().route("/endless", get(endless)).route("/silent", get(silent));
    let error = collect_from(router.clone(), "/endless", &limits()).await.unwrap_err();
    assert!(matches!(error, CollectError::TooLarge { max: 64_000 }), "{error:?}");
    let error = collect_from(router, "/silent", &limits()).await.unwrap_err();
    assert!(matches!(error, CollectError::Request(_)), "{error:?}");
}

/// A stream that gives the same chunk for ever.
fn futures_stream(
    chunk: Vec<u8>,
) -> impl futures_core::Stream<Item = Result<Vec<u8>, std::io::Error>> {
    futures_util::stream::repeat_with(move || Ok(chunk.clone()))
}

#[tokio::test]
async fn errors_go_by_content_as_well_as_by_status() {
    let router = Router::new()
        .route("/gone", get(|| async { (StatusCode::NOT_FOUND, "no such feed") }))
        .route("/busy", get(|| async { (StatusCode::TOO_MANY_REQUESTS, "slow down") }))
        .route("/empty", get(|| async { "" }));
    let limits = limits();
    let of = |path: &'static str| collect_from(router.clone(), path, &limits);
    let gone = of("/gone").await.unwrap_err().to_string();
    assert_eq!(gone, "The server answered 404 (look at the address): no such feed");
    assert!(matches!(of("/busy").await, Err(CollectError::RateLimited { .. })));
    assert!(matches!(of("/empty").await, Err(CollectError::Empty)));
}

fn bars(text: &str) -> Result<PriceHarvest, CollectError> {
    parse_bars(text.as_bytes(), &prices(), &helix(), now())
}

#[test]
fn a_bar_of_a_session_still_open_is_unfinished() {
    let harvest = bars("date,open,high,low,close\n2026-03-25,10,11,9,10\n").unwrap();
    assert_eq!(harvest.bars[0].finality, Finality::Unfinished);
}

const CHART: &str = r#"{"chart":{"error":null,"result":[{"meta":{"currency":"USD","exchangeTimezoneName":"America/New_York","dataGranularity":"1d"},
"timestamp":[1774272600,1774359000],"indicators":{"quote":[{"open":[10,null],"high":[11,null],"low":[9,null],"close":[10.5,null],"volume":[100,null]}]},
"events":{"splits":{"1774359000":{"date":1774359000,"numerator":4,"denominator":1}}}}]}}"#;

#[test]
fn a_chart_answer_gives_bars_and_splits_and_a_null_row_costs_only_itself() {
    let harvest = parse_bars(CHART.as_bytes(), &chart(), &helix(), now()).unwrap();
    assert_eq!(harvest.bars.len(), 1);
    assert_eq!(harvest.bars[0].session, NaiveDate::from_ymd_opt(2026, 3, 23).unwrap());
    assert_eq!(harvest.actions[0].kind, ActionKind::Split { new: 4, old: 1 });
    assert_eq!(harvest.faults.len(), 1);
    let refused = r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#;
    let error = parse_bars(refused.as_bytes(), &chart(), &helix(), now()).unwrap_err();
    assert!(error.to_string().contains("delisted"), "{error}");
    let other = CHART.replace("USD", "EUR");
    let error = parse_bars(other.as_bytes(), &chart(), &helix(), now()).unwrap_err();
    assert!(error.to_string().contains("EUR"), "{error}");
}

#[test]
fn every_shared_feed_is_read_or_refused_and_none_panics() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/feeds");
    if !std::path::Path::new(root).is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED every_shared_feed: ../shared/data is not beside the project"
        );
        return;
    }
    let (mut files, mut read, mut entries) = (0, 0, 0);
    let mut folders = vec![std::path::PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            if let Ok(harvest) = parse_feed(&bytes, &source(""), &Limits::default(), now()) {
                read += usize::from(!harvest.items.is_empty());
                entries += harvest.items.len();
            }
        }
    }
    println!("{files} files, {read} read, {entries} entries");
    // Most of the files are one-line cases of another parser; the real feeds are about 180.
    assert!(read >= 180, "{read} of {files}");
}

#[test]
fn the_shared_headlines_import_whole() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/demo_market/headlines.jsonl");
    let Ok(bytes) = std::fs::read(path) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED the_shared_headlines: ../shared/data is not beside the project"
        );
        return;
    };
    let harvest =
        parse_articles_file("headlines.jsonl", &bytes, &source(""), &Limits::default(), now())
            .unwrap();
    assert_eq!(harvest.items.len(), 11_387);
    assert!(harvest.faults.is_empty(), "{:?}", &harvest.faults[..1]);
}

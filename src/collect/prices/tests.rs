//! What price sources answer, in their documented shapes with fictional figures, and as
//! recorded where the shared data is beside the project.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{TimeZone as _, Utc};

use super::*;
use crate::collect::ApiKey;
use crate::model::{Adjustment, CalendarId, Currency, Finality, SourceId, Ticker, TickerKind};

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn source(kind: PriceKind) -> PriceSource {
    PriceSource {
        id: SourceId::new("daily"),
        kind,
        location: String::new(),
        key: None,
        currency: None,
        adjustment: Adjustment::Raw,
        symbols: BTreeMap::new(),
        only: vec![],
        cross_check: false,
    }
}

fn profile(calendar: CalendarId) -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse("HELX").unwrap(),
        name: "Helix".to_owned(),
        aliases: vec![],
        kind: TickerKind::Equity,
        calendar: calendar.into(),
        currency: Currency::USD,
        benchmark: None,
        relations: vec![],
    }
}

fn read(kind: PriceKind, text: &str) -> Result<PriceHarvest, CollectError> {
    parse_bars(text.as_bytes(), &source(kind), &profile(CalendarId::Xnys), now())
}

fn read_token(kind: PriceKind, text: &str) -> Result<PriceHarvest, CollectError> {
    parse_bars(text.as_bytes(), &source(kind), &profile(CalendarId::Crypto), now())
}

/// Bars, actions and faults, one a line.
fn told(harvest: &PriceHarvest) -> String {
    let mut lines = String::new();
    for bar in &harvest.bars {
        let volume = bar.volume.map_or("-".to_owned(), |volume| volume.to_string());
        let unfinished = if bar.finality == Finality::Unfinished { " unfinished" } else { "" };
        let (open, high, low, close) = (bar.open, bar.high, bar.low, bar.close);
        let adjustment = bar.adjustment;
        let _ = writeln!(
            lines,
            "{} {open} {high} {low} {close} {volume} {adjustment:?}{unfinished}",
            bar.session
        );
    }
    for action in &harvest.actions {
        let _ = writeln!(lines, "{} {:?}", action.ex_session, action.kind);
    }
    for fault in &harvest.faults {
        let _ = writeln!(lines, "! {}", fault.note().text);
    }
    lines
}

#[test]
fn tiingo_gives_raw_bars_with_dividends_and_splits_beside_them() {
    let text = r#"[
{"date":"2026-03-23T00:00:00.000Z","close":40.0,"high":41.0,"low":39.0,"open":39.5,"volume":100,"adjClose":10.0,"divCash":0.5,"splitFactor":1.0},
{"date":"2026-03-24T00:00:00.000Z","close":10.0,"high":11.0,"low":9.0,"open":9.5,"volume":400,"adjClose":10.0,"divCash":0.0,"splitFactor":4.0},
{"date":"2026-03-20T00:00:00.000Z","close":null},null]"#;
    insta::assert_snapshot!(told(&read(PriceKind::Tiingo, text).unwrap()), @"
    2026-03-23 $39.50 $41.00 $39.00 $40.00 100 Raw
    2026-03-24 $9.50 $11.00 $9.00 $10.00 400 Raw
    2026-03-23 Dividend { amount: Price { e8: 50000000, currency: USD } }
    2026-03-24 Split { new: 4, old: 1 }
    ! The bar HELX of source daily was left out: 2 row(s) hold no prices.
    ");
}

#[test]
fn alpha_vantage_is_read_plain_adjusted_and_for_tokens() {
    let text = r#"{"Meta Data":{"2. Symbol":"HELX"},"Time Series (Daily)":{
"2026-03-24":{"1. open":"9.5","2. high":"11","3. low":"9","4. close":"10","5. adjusted close":"10","6. volume":"400","7. dividend amount":"0.25","8. split coefficient":"0.1"},
"2026-03-23":{"1. open":"oops"}}}"#;
    insta::assert_snapshot!(told(&read(PriceKind::AlphaVantage, text).unwrap()), @"
    2026-03-24 $9.50 $11.00 $9.00 $10.00 400 Raw
    2026-03-24 Dividend { amount: Price { e8: 25000000, currency: USD } }
    2026-03-24 Split { new: 1, old: 10 }
    ! The bar HELX of source daily was left out: 1 row(s) hold no prices.
    ");
    let token = r#"{"Meta Data":{"4. Market Code":"USD"},"Time Series (Digital Currency Daily)":{
"2026-03-24":{"1a. open (USD)":"9.5","2a. high (USD)":"11","3a. low (USD)":"9","4a. close (USD)":"10","5. volume":"4"}}}"#;
    assert_eq!(read_token(PriceKind::AlphaVantage, token).unwrap().bars.len(), 1);
    let foreign = token.replace("\"USD\"", "\"CNY\"");
    let error = read_token(PriceKind::AlphaVantage, &foreign).unwrap_err().to_string();
    assert!(error.contains("in CNY") && error.contains("market="), "{error}");
}

#[test]
fn polygon_says_itself_how_far_its_bars_are_adjusted() {
    let text = r#"{"ticker":"HELX","adjusted":true,"status":"OK","results":[
{"v":400.0,"o":9.5,"c":10.0,"h":11.0,"l":9.0,"t":1774324800000}, null]}"#;
    insta::assert_snapshot!(told(&read(PriceKind::Polygon, text).unwrap()), @"
    2026-03-24 $9.50 $11.00 $9.00 $10.00 400 Splits
    ! The bar HELX of source daily was left out: 1 row(s) hold no prices.
    ");
    let none = r#"{"ticker":"HELX","adjusted":false,"status":"OK","resultsCount":0}"#;
    assert!(read(PriceKind::Polygon, none).unwrap().bars.is_empty());
}

#[tokio::test]
async fn polygon_is_asked_for_splits_and_dividends_with_the_same_key() {
    use axum::http::HeaderMap;
    use axum::routing::get;
    let checked = |answer: &'static str| {
        get(move |headers: HeaderMap| async move {
            let key = headers.get("authorization").and_then(|key| key.to_str().ok());
            if key == Some("Bearer k-123") { answer } else { r#"{"status":"NOT_AUTHORIZED"}"# }
        })
    };
    let bars = r#"{"adjusted":false,"status":"OK","results":[{"v":4,"o":9.5,"c":10,"h":11,"l":9,"t":1774324800000}]}"#;
    let router = axum::Router::new()
        .route("/v2/aggs/HELX", checked(bars))
        .route("/v3/reference/splits", checked(r#"{"status":"OK","results":[{"execution_date":"2026-03-24","split_from":1,"split_to":20,"ticker":"HELX"}]}"#))
        .route("/v3/reference/dividends", checked(r#"{"status":"OK","results":[{"ex_dividend_date":"2026-03-20","cash_amount":0.5,"currency":"EUR","ticker":"HELX"}]}"#));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let limits = crate::collect::Limits {
        allow_private_addresses: true,
        ..crate::collect::Limits::default()
    };
    let fetcher = Fetcher::new(&limits, "test");
    let polygon = PriceSource {
        location: format!("http://{address}/v2/aggs/{{symbol}}"),
        key: Some(ApiKey::new("k-123")),
        ..source(PriceKind::Polygon)
    };
    let (from, to) = (NaiveDate::MIN, now().date_naive());
    let helix = profile(CalendarId::Xnys);
    let harvest = collect_bars(&fetcher, &polygon, &helix, from, to, now()).await.unwrap();
    insta::assert_snapshot!(told(&harvest), @"
    2026-03-24 $9.50 $11.00 $9.00 $10.00 4 Raw
    2026-03-24 Split { new: 20, old: 1 }
    ! The bar HELX 2026-03-20 of source daily was left out: its dividend is not in USD.
    ");
}

#[test]
fn binance_writes_numbers_as_texts_and_its_last_day_is_unfinished() {
    let text = r#"[[1774310400000,"9.5","11","9","10","4.2",1774396799999,"0",1,"0","0","0"],
[1774396800000,"10","12","10","11","1",1774483199999,"0",1,"0","0","0"],[1,2]]"#;
    insta::assert_snapshot!(told(&read_token(PriceKind::Binance, text).unwrap()), @"
    2026-03-24 $9.50 $11.00 $9.00 $10.00 4 Raw
    2026-03-25 $10.00 $12.00 $10.00 $11.00 1 Raw unfinished
    ! The bar HELX of source daily was left out: 1 row(s) hold no prices.
    ");
    let unknown = read_token(PriceKind::Binance, r#"{"code":-1121,"msg":"Invalid symbol."}"#);
    assert!(matches!(unknown, Err(CollectError::UnknownSymbol(_))), "{unknown:?}");
}

#[test]
fn coingecko_closes_a_day_at_the_next_midnight_and_says_what_it_does_not_know() {
    let text = r#"{"prices":[[1774224000000,8],[1774310400000,10],[1774396800000,9],[1774433400000,9.5]],
"market_caps":[],"total_volumes":[[1774310400000,7]]}"#;
    insta::assert_snapshot!(told(&read_token(PriceKind::CoinGecko, text).unwrap()), @"
    2026-03-23 $8.00 $10.00 $8.00 $10.00 7 Raw
    2026-03-24 $10.00 $10.00 $9.00 $9.00 - Raw
    2026-03-25 $9.00 $9.50 $9.00 $9.50 - Raw unfinished
    ! The bar HELX of source daily is odd: no highs and lows are told; those kept are of open and close.
    ");
}

#[test]
fn price_files_of_every_common_shape_give_the_same_bar() {
    for text in [
        "date,open,high,low,close,volume\n2026-03-24,10,11,9,10.5,1000\n",
        "Date,Open,High,Low,Close,Adj Close,Volume\n2026-03-24,10,11,9,10.5,9.9,1000\n",
        "Date;Open;High;Low;Close;Volume\n24.03.2026;10,00;11,00;9,00;10,50;1.000\n",
        "Date\tOpen\tHigh\tLow\tClose\tVolume\n2026-03-24\t10\t11\t9\t10.5\t1000\n",
        "Date,Close/Last,Volume,Open,High,Low\n03/24/2026,$10.50,\"1,000\",$10.00,$11.00,$9.00\n",
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nHELX.US,D,20260324,000000,10,11,9,10.5,1000,0\n",
        "timestamp,open,high,low,close,volume\n2026-03-24,10,11,9,10.5,1000\n",
        "OpenTime,Open,High,Low,Close,Volume\n1774310400000,10,11,9,10.5,1000\n",
        "timeOpen;timeClose;name;open;high;low;close;volume\n2026-03-24T00:00:00.000Z;x;1;10;11;9;10.5;1000\n",
        "Datetime,Open,High,Low,Close,Volume\n2026-03-24 00:00:00-04:00,10,11,9,10.5,1000\n",
    ] {
        let harvest = read(PriceKind::Csv, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(told(&harvest), "2026-03-24 $10.00 $11.00 $9.00 $10.50 1000 Raw\n", "{text}");
    }
}

/// Row 61 of the table in `docs/security.md`.
#[test]
fn figures_that_cannot_be_are_left_out_and_named() {
    let text = "date,open,high,low,close\n2026-03-09,0,11,9,10\n2026-03-10,10,11,9,-1\n\
                2026-03-11,NaN,11,9,10\n2026-03-12,10,1e308,9,10\n2026-03-13,10,9,8,10\n\
                2026-03-16,10,11,10.5,10\n2026-03-17,inf,11,9,10\n2026-03-18,N/D,N/D,N/D,N/D\n\
                2026-03-21,10,11,9,10\n2027-03-22,10,11,9,10\n2026-03-23,10,11,9,10\n\
                2026-03-23,10,11,9,10\n2026-03-24,10,11,9,10\n2026-03-24,10,11,9,10.5\n\
                2026-03-25,10,11,9,10\n";
    insta::assert_snapshot!(told(&read(PriceKind::Csv, text).unwrap()));
}

#[test]
fn bars_with_one_reason_are_one_note_and_what_is_beyond_naming_is_counted() {
    let saturdays = ["02-28", "03-07", "03-14", "03-21"];
    let mut text = "date,open,high,low,close\n".to_owned();
    for day in saturdays {
        let _ = writeln!(text, "2026-{day},10,11,9,10");
    }
    for open in 1..=12 {
        let _ = writeln!(text, "2026-03-{:02},-{open},11,9,10", open + 1);
    }
    text.push_str(&"2026-03-24,N/D,11,9,10\n".repeat(13));
    insta::assert_snapshot!(told(&read(PriceKind::Csv, &text).unwrap()));
}

/// Row 61: a split of ten for one that nobody recorded.
#[test]
fn a_close_that_jumps_is_kept_and_named() {
    let text = "date,open,high,low,close\n2026-03-23,100,110,90,100\n2026-03-24,10,11,9,10\n";
    let harvest = read(PriceKind::Csv, text).unwrap();
    assert_eq!(harvest.bars.len(), 2);
    assert!(told(&harvest).contains("0.10 times the one before"), "{}", told(&harvest));
}

#[test]
fn words_where_prices_were_due_say_what_to_do() {
    for (text, told) in [
        ("Exceeded the daily hits limit", "limits the rate"),
        ("No data", "no such symbol"),
        ("<html><body>verify</body></html>", "HTML page"),
        ("", "empty"),
        (
            r#"{"Note": "Our standard API call frequency is 5 calls per minute."}"#,
            "limits the rate",
        ),
        ("price,when\n1,2\n", "no columns date, open"),
    ] {
        let error = read(PriceKind::Csv, text).unwrap_err().to_string();
        assert!(error.contains(told), "{text}: {error}");
    }
}

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(folder);
    if path.exists() {
        return Some(path);
    }
    let _ =
        writeln!(std::io::stderr(), "SKIPPED {folder}: ../shared/data is not beside the project");
    None
}

#[test]
fn every_recorded_error_is_a_typed_one_for_every_kind_of_source() {
    let Some(path) = shared("providers/error_responses.json") else { return };
    let records: Vec<serde_json::Value> =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for record in &records {
        let body = record.get("body").map(ToString::to_string);
        let body = body.unwrap_or_else(|| record["body_text"].as_str().unwrap().to_owned());
        for kind in [
            PriceKind::Csv,
            PriceKind::YahooChart,
            PriceKind::AlphaVantage,
            PriceKind::Tiingo,
            PriceKind::Polygon,
            PriceKind::Binance,
            PriceKind::CoinGecko,
        ] {
            let error = read(kind, &body).unwrap_err();
            let is_typed = matches!(
                error,
                CollectError::RateLimited { .. }
                    | CollectError::Provider(_)
                    | CollectError::Html { .. }
            );
            assert!(is_typed, "{kind:?}: {body}: {error:?}");
        }
    }
}

#[test]
fn every_recorded_answer_is_read_or_refused_in_words() {
    let Some(root) = shared("providers") else { return };
    let read_file = |relative: &str| std::fs::read_to_string(root.join(relative)).unwrap();
    let bars = |kind, calendar, relative: &str| {
        parse_bars(read_file(relative).as_bytes(), &source(kind), &profile(calendar), now())
            .unwrap_or_else(|error| panic!("{relative}: {error}"))
            .bars
            .len()
    };
    for pair in ["BTCUSDT", "TAOUSDT", "XRPUSDT"] {
        let file = format!("binance/{pair}_1d.csv");
        assert_eq!(bars(PriceKind::Csv, CalendarId::Crypto, &file), 100, "{file}");
    }
    assert!(
        bars(PriceKind::Csv, CalendarId::Crypto, "coinmarketcap/bitcoin_daily_price.csv") > 300
    );
    let aggregates = "polygon/v2_aggs_ticker_AAPL_range_1_day_2005-04-01_2005-04-04.json";
    assert_eq!(bars(PriceKind::Polygon, CalendarId::Xnys, aggregates), 2);
    for (cassette, count) in [("daily_metric_name", 9), ("daily_csv", 0)] {
        let yaml = read_file(&format!("tiingo/ticker_price_pandas_{cassette}.yaml"));
        let Some((_, body)) = yaml.split_once("string: '[") else { continue };
        let body = format!("[{}", body.split_once("'}").unwrap().0);
        let harvest = read(PriceKind::Tiingo, &body).unwrap();
        assert!(harvest.bars.len() >= count, "{cassette}: {}", told(&harvest));
    }
    let intraday = read(PriceKind::AlphaVantage, &read_file("alphavantage/mock_time_series.json"));
    assert!(intraday.unwrap_err().to_string().contains("is not daily"));
    let mut charts = 0;
    for entry in std::fs::read_dir(root.join("yahoo_v8")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        // Recordings keep the answer as text inside a record of the request.
        let record: serde_json::Value = serde_json::from_str(&text).unwrap();
        let body = record["response"]["body"].as_str().or(record["body"].as_str()).unwrap_or(&text);
        match read(PriceKind::YahooChart, body) {
            Ok(harvest) => charts += usize::from(!harvest.bars.is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    println!("{charts} charts gave bars");
}

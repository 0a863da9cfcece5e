//! Files as operators drop them: every shape, every encoding, and the rows that cost only
//! themselves.

use std::fmt::Write as _;
use std::io::Write as _;

use chrono::{TimeZone as _, Utc};
use insta::assert_snapshot;

use super::*;
use crate::collect::{Fault, SourceKind};
use crate::model::{Licence, SourceId, Ticker};

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn source() -> Source {
    Source {
        id: SourceId::new("desk"),
        kind: SourceKind::File,
        location: String::new(),
        key: None,
        tickers: vec![],
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    }
}

fn import(name: &str, bytes: impl AsRef<[u8]>) -> Result<ArticleHarvest, CollectError> {
    parse_articles_file(name, bytes.as_ref(), &source(), &Limits::default(), now())
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> ArticleHarvest {
    import(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The articles, one a line: date, title, publisher, tickers.
fn lines(harvest: &ArticleHarvest) -> String {
    let mut page = String::new();
    for item in &harvest.items {
        let date = item.published_at.map_or("undated".to_owned(), |at| at.to_rfc3339());
        let tickers: Vec<&str> = item.vendor_tickers.iter().map(Ticker::as_str).collect();
        let tickers = tickers.join(" ");
        let _ = writeln!(page, "{date} {} [{}] {tickers}", item.words.title, item.words.publisher);
    }
    page
}

fn words(harvest: &ArticleHarvest) -> String {
    harvest.faults.iter().map(|fault| fault.note().text + "\n").collect()
}

const WANTED: &str = "2026-03-24T13:30:00+00:00 Helix wins [Wire] HELX ORRY\n";

#[test]
fn every_common_shape_gives_the_same_article() {
    for (name, text) in [
        (
            "a.jsonl",
            r#"{"title":"Helix wins","source":"Wire","published":"2026-03-24T13:30:00Z","tickers":["HELX","ORRY"]}"#,
        ),
        (
            "a",
            r#"{"headline":"Helix wins","source":{"id":null,"name":"Wire"},"datetime":1774359000,"related":"HELX,ORRY"}"#,
        ),
        (
            "a.json",
            r#"[{"title":"Helix wins","publisher":{"name":"Wire"},"published_utc":"2026-03-24T13:30:00Z","tickers":["HELX","ORRY"]}]"#,
        ),
        (
            "a.json",
            "{\n \"articles\": [\n  {\"title\":\"Helix wins\",\"domain\":\"Wire\",\"seendate\":\"20260324T133000Z\",\"symbols\":\"NASDAQ:HELX, NYSE:ORRY\"}]}",
        ),
        (
            "a.json",
            r#"{"feed":[{"title":"Helix wins","source":"Wire","time_published":"20260324T133000","ticker_sentiment":[{"ticker":"HELX"},{"ticker":"ORRY"}]}]}"#,
        ),
        (
            "a.json",
            "{\n\"title\":\"Helix wins\",\n\"source\":\"Wire\",\n\"timestamp\":1774359000000,\"tickers\":\"HELX ORRY\"}",
        ),
        ("a.csv", "title,source,date,tickers\nHelix wins,Wire,2026-03-24 13:30:00,HELX ORRY\n"),
        (
            "a.csv",
            "Headline;Publisher;Published At;Symbols\r\nHelix wins;Wire;2026-03-24T13:30:00Z;HELX,ORRY\r\n",
        ),
        (
            "a.csv",
            "sep=;\r\nTitle;Source;Date;Ticker\r\nHelix wins;Wire;2026-03-24 13:30;HELX,ORRY\r\n",
        ),
        ("a.tsv", "datetime\theadline\tsource\trelated\n1774359000\tHelix wins\tWire\tHELX|ORRY\n"),
        (
            "a",
            "\u{feff}date,time,title,source,ticker\n2026-03-24,13:30:00,Helix wins,Wire,\"HELX,ORRY\"\n",
        ),
    ] {
        let harvest = read(name, text);
        assert_eq!(lines(&harvest), WANTED, "{text} {:?}", harvest.faults);
    }
}

#[test]
fn every_common_encoding_gives_the_same_article() {
    let text = "title,source,date,tickers\nHelix à Zürich,Wire,2026-03-24 13:30:00,HELX\n";
    let utf16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let marked = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        marked.encode_utf16().flat_map(bytes).collect()
    };
    // Latin-1 holds the first 256 marks of Unicode at their own numbers.
    let latin: Vec<u8> = text.chars().map(|mark| u8::try_from(u32::from(mark)).unwrap()).collect();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        latin,
        utf16(true, u16::to_le_bytes),
        utf16(true, u16::to_be_bytes),
        utf16(false, u16::to_le_bytes),
        utf16(false, u16::to_be_bytes),
    ] {
        let harvest = read("a.csv", &bytes);
        assert_eq!(harvest.items[0].words.title, "Helix à Zürich", "{bytes:?}");
    }
}

#[test]
fn a_bad_line_costs_only_itself_and_is_named() {
    let text = r#"{"title":"One","tickers":null}

{"title":"Two","title":"Twice"}
{"title":"Three"
not json
[1]
{"title":""}
{"title":"From the future","date":"2026-03-26"}
{"title":"Eight","date":"soon"}"#;
    let harvest = read("a.jsonl", text);
    assert_eq!(lines(&harvest), "undated One [desk] \nundated Eight [desk] \n");
    assert_snapshot!(words(&harvest), @r"
    Row 3 of source desk was left out: the key `title` stands twice at line 1 column 22.
    Row 4 of source desk was left out: EOF while parsing an object at line 1 column 16.
    Row 5 of source desk was left out: expected ident at line 1 column 2.
    Row 6 of source desk was left out: it is no JSON object.
    Row 7 of source desk was left out: it has no title and no text.
    An entry of source desk was left out, because it is dated 2026-03-26 00:00 UTC, in the future: “From the future”.
    Source desk gave 2 entries without a readable date.
    ");
    let unnamed = read("dropped", text);
    assert_eq!(unnamed.items, harvest.items);
}

#[test]
fn a_bad_row_of_a_table_costs_only_itself_and_is_named() {
    let text = "title,source,text\nOne,Wire,\"a, b\nand c\"\nTwo,Wire\nThree,Wire,x,y,z\n\nFour,\"Wire,no end\nFive,Wire,ok\n,Wire,untitled\nSix,Wire,\"no end\nSeven,Wire,ok,\n";
    let harvest = read("a.csv", text);
    let titles: Vec<&str> = harvest.items.iter().map(|item| item.words.title.as_str()).collect();
    assert_eq!(titles, ["One", "Five", "untitled", "Seven"], "{}", words(&harvest));
    assert_eq!(harvest.items[0].words.text, "a, b\nand c");
    assert_snapshot!(words(&harvest), @r"
    Row 3 of source desk was left out: it has 2 fields, the header 3.
    Row 4 of source desk was left out: it has 5 fields, the header 3.
    Row 5 of source desk was left out: a quote in it never ends.
    Row 8 of source desk was left out: a quote in it never ends.
    Source desk gave 4 entries without a readable date.
    ");
}

#[test]
fn thousands_of_bad_rows_are_counted_not_listed() {
    let harvest = read("a.jsonl", "{\"title\":\n".repeat(5_000));
    assert_eq!(harvest.faults.len(), 51);
    assert!(matches!(harvest.faults[50], Fault::MoreRows { count: 4_950, .. }));
    let quotes = format!("title,source\n{}", "\"open\nnext,\"\n".repeat(5_000));
    assert!(read("a.csv", quotes).faults.len() < 60);
}

#[test]
fn duplicates_are_merged_and_counted_as_a_fine_note() {
    let text = r#"{"id":"1","title":"Same id","tickers":["HELX"]}
{"id":"1","title":"Same id, again","tickers":["ORRY","HELX"]}
{"id":"2","title":"Same address","url":"https://w.example/a?utm_source=x","tickers":["HELX"]}
{"id":"3","title":"Same address","url":"https://w.example/a"}
{"title":"Same words","source":"Wire","date":"2026-03-24T08:00:00Z","text":"short"}
{"title":"Same words","source":"Wire","date":"2026-03-24T20:00:00Z","text":"longer"}
{"title":"Same words","source":"Wire","date":"2026-03-23T20:00:00Z"}
{"title":"Same words","source":"Other","date":"2026-03-24T08:00:00Z"}"#;
    let harvest = read("a.jsonl", text);
    assert_eq!(harvest.items.len(), 5);
    assert_eq!(harvest.items[0].vendor_tickers.len(), 2);
    assert_eq!(harvest.items[0].words.title, "Same id");
    let note = harvest.faults[1].note();
    assert_eq!(note.text, "Source desk gave articles more than once: 3 duplicates merged.");
    assert_eq!(note.level, crate::model::NoteLevel::Fine);
}

#[test]
fn articles_that_all_name_the_same_home_page_stay_apart() {
    let harvest = read("a.csv", "title,url\nOne,https://w.example/\nTwo,https://w.example\n");
    assert_eq!(harvest.items.len(), 2);
    assert_ne!(harvest.items[0].id, harvest.items[1].id);
    assert_eq!(harvest.items[0].words.url.as_deref(), Some("https://w.example/"));
}

#[test]
fn feeds_are_known_by_their_content_whatever_their_name() {
    let rss = "<rss version=\"2.0\"><channel><title>W</title><item><title>Helix wins</title></item></channel></rss>";
    assert_eq!(read("a.csv", rss).items[0].words.title, "Helix wins");
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"Helix wins"}]}"#;
    assert_eq!(read("a.json", json).items[0].words.publisher, "J");
}

#[test]
fn what_holds_no_articles_is_refused_in_words() {
    assert!(matches!(import("a", " \n"), Err(CollectError::Empty)));
    assert!(matches!(import("a.csv", "<html>x"), Err(CollectError::Html { .. })));
    let told = |text: &str| import("a", text).unwrap_err().to_string();
    assert_snapshot!(told("date,close\n2026-03-24,10\n"), @"The file has no column `title` or `headline`; its first line names date, close");
    assert_snapshot!(told(r#"{"meta":1}"#), @"The answer cannot be read as a list of articles: it holds no list of articles");
    assert_snapshot!(told("[{\"title\":\"One\"},"), @"The answer cannot be read as a list of articles: EOF while parsing a value at line 1 column 17");
    assert!(matches!(read("a.csv", "title,source\n").faults[..], [Fault::NoEntries { .. }]));
}

#[test]
fn the_shared_news_files_import_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/news");
    let Ok(entries) = std::fs::read_dir(folder) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED the_shared_news_files: ../shared/data is not beside the project"
        );
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let rows = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        let harvest = read(&path.to_string_lossy(), &bytes);
        println!(
            "{}: {rows} rows, {} articles\n{}",
            path.display(),
            harvest.items.len(),
            words(&harvest)
        );
        let merged = harvest.faults.iter().map(|fault| match fault {
            Fault::Merged { count, .. } => *count,
            other => panic!("{other:?}"),
        });
        assert_eq!(harvest.items.len() + merged.sum::<usize>(), rows, "{}", path.display());
    }
}

proptest::proptest! {
    #[test]
    fn no_file_makes_the_reader_panic(text in r#"(title,|source|"|[{}\[\]:;,\t\r\n a-z0-9<é🚀\x00]){0,80}"#) {
        for name in ["a", "a.csv", "a.jsonl"] {
            let _ = import(name, &text);
            let _ = import(name, format!("title,source\n{text}"));
        }
    }
}

//! Recorded answers beside the project, read in place.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::*;

fn shared(test: &str, path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: ../shared/data is not beside the project");
    None
}

fn is_whole(item: &ArticleItem) -> bool {
    item.published_at.is_some() && item.words.url.is_some() && !item.vendor_tickers.is_empty()
}

#[test]
fn the_recorded_finnhub_answers_are_read_whole() {
    let Some(folder) = shared("finnhub", "providers/finnhub") else { return };
    let mut articles = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let harvest = harvest(NewsProvider::Finnhub, &text);
        assert!(harvest.items.iter().all(is_whole) && harvest.faults.is_empty());
        articles += harvest.items.len();
    }
    assert!(articles >= 20, "{articles}");
}

/// The body of a cassette: a YAML scalar in single or double quotes, folded over lines.
fn cassette_body(yaml: &str) -> String {
    let scalar = yaml.split_once("string: ").unwrap().1;
    if let Some(single) = scalar.strip_prefix('\'') {
        return single.split_once("'}").unwrap().0.replace("''", "'");
    }
    let double = scalar.strip_prefix('"').unwrap().split_once("\"\n").unwrap().0;
    let lines: Vec<&str> = double.split("\\\n").map(str::trim_start).collect();
    lines.concat().replace("\\\"", "\"").replace("\\ ", " ").replace("\\\\", "\\")
}

#[test]
fn the_recorded_tiingo_answers_are_read_whole() {
    for name in ["news.yaml", "news_empty_sources.yaml"] {
        let Some(path) = shared("tiingo", &format!("providers/tiingo/{name}")) else { return };
        let body = cassette_body(&std::fs::read_to_string(path).unwrap());
        let harvest = harvest(NewsProvider::Tiingo, &body);
        assert_eq!(harvest.items.len(), 1, "{name}");
        assert!(is_whole(&harvest.items[0]) && harvest.faults.is_empty(), "{name}");
    }
}

#[test]
fn the_recorded_polygon_answer_is_read_whole() {
    let name = "providers/polygon/v2_reference_news&ticker=NFLX.json";
    let Some(path) = shared("polygon", name) else { return };
    let harvest = harvest(NewsProvider::Polygon, &std::fs::read_to_string(path).unwrap());
    assert_eq!(harvest.items.len(), 1);
    assert!(is_whole(&harvest.items[0]) && harvest.faults.is_empty());
    assert_eq!(harvest.items[0].vendor_tickers.len(), 4);
}

#[test]
fn the_recorded_filings_are_read_by_new_yorks_clock() {
    let Some(path) = shared("filings", "reference/edgar_submissions_AAPL.json") else { return };
    let harvest = harvest(NewsProvider::SecFilings, &std::fs::read_to_string(path).unwrap());
    assert_eq!(harvest.items.len(), Limits::default().items_per_feed_max);
    assert!(harvest.items.iter().all(is_whole) && harvest.faults.is_empty());
    let results: Vec<&ArticleItem> =
        harvest.items.iter().filter(|item| item.words.title.contains("(2.02)")).collect();
    assert!(results.len() > 15, "{}", results.len());
    assert!(results[0].words.title.ends_with(" filed 8-K: Results of Operations (2.02)"));
    // Results came after the close, 16:00 in New York, each time.
    for item in results {
        let local = item.published_at.unwrap().with_timezone(&chrono_tz::America::New_York);
        assert!(local.time() >= chrono::NaiveTime::from_hms_opt(16, 0, 0).unwrap(), "{local}");
    }
}

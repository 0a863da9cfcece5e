//! The sample data beside the project: read in place, never copied. Absent on most machines;
//! a test that needs it then says loudly that it was skipped.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

/// The folder, or `None` after a loud word: written past the test harness, which keeps what a
/// passing test prints to itself.
pub fn folder(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.join("demo_market").is_dir() {
        return Some(folder);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: ../shared/data is not beside the project");
    None
}

/// One row of `demo_market/headlines.jsonl`.
#[derive(Clone, Debug, Deserialize)]
pub struct Headline {
    /// Vendor's id.
    pub id: String,
    /// Publication.
    pub published: DateTime<Utc>,
    /// The headline.
    pub title: String,
    /// Publisher.
    pub source: String,
    /// Address.
    pub url: Option<String>,
    /// Whether only the day of publication is known.
    #[serde(default)]
    pub date_only: bool,
}

/// Every headline whose time of publication is known, by time.
pub fn headlines(folder: &Path) -> Vec<Headline> {
    let text = fs::read_to_string(folder.join("demo_market/headlines.jsonl"))
        .expect("the headlines are there");
    let mut headlines: Vec<Headline> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a headline is one JSON object"))
        .filter(|headline: &Headline| !headline.date_only)
        .collect();
    headlines.sort_by(|left, right| (left.published, &left.id).cmp(&(right.published, &right.id)));
    headlines
}

/// One row of a price file.
#[derive(Clone, Debug)]
pub struct Row {
    /// The session.
    pub date: NaiveDate,
    /// Open, high, low, close, volume as written.
    pub fields: Vec<String>,
}

/// The daily bars of a symbol, by date.
pub fn bars(folder: &Path, symbol: &str) -> Vec<Row> {
    let text = fs::read_to_string(folder.join(format!("demo_market/prices/{symbol}.csv")))
        .expect("the prices are there");
    text.lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split(',').map(ToOwned::to_owned);
            let date = fields.next().expect("a row has a date").parse().expect("an ISO date");
            Row { date, fields: fields.collect() }
        })
        .collect()
}

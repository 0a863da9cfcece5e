//! Takes the folder of labelled sentences; gives rows, each with the other names of its text.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Sets that train and sets that only calibrate: the weights may be shipped because of this line.
pub(crate) const TRAINED: [&str; 3] = ["sentfin", "twitter", "finentity"];
pub(crate) const OWN: &str = "own";
pub(crate) const CALIBRATION: [&str; 2] = ["fiqa", "semeval17hl"];

pub(crate) struct Row {
    pub(crate) set: &'static str,
    pub(crate) text: String,
    pub(crate) target: Option<String>,
    pub(crate) others: Vec<String>,
    /// 0 positive, 1 negative, 2 neutral.
    pub(crate) class: usize,
    /// -1 to 1, in sets that have one.
    pub(crate) score: f64,
    /// Cross-validation keeps the rows of one text together.
    pub(crate) fold: u32,
    /// Whether the names of its text have different labels.
    pub(crate) conflicts: bool,
}

impl Row {
    pub(crate) fn new(set: &'static str, text: &str, class: usize) -> Self {
        let fold = flate2::Crc::new();
        let mut crc = fold;
        crc.update(text.as_bytes());
        Self {
            set,
            text: text.to_owned(),
            target: None,
            others: Vec::new(),
            class,
            score: 0.0,
            fold: crc.sum() % 5,
            conflicts: false,
        }
    }
}

/// The rows of all sets in `folder`.
pub(crate) fn read(folder: &Path) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let mut rows = Vec::new();
    for set in TRAINED {
        rows.extend(read_set(set, &folder.join(format!("{set}.jsonl")))?);
    }
    for set in CALIBRATION {
        rows.extend(read_set(set, &folder.join(format!("restricted/{set}.jsonl")))?);
    }
    Ok(rows)
}

fn read_set(set: &'static str, path: &Path) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let body = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines: Vec<Value> = body.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut labels: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for line in &lines {
        if let (Some(text), Some(target)) = (line["text"].as_str(), line["target"].as_str()) {
            labels.entry(text).or_default().push((target, class_of(line)));
        }
    }
    let mut rows = Vec::new();
    for line in &lines {
        let text = line["text"].as_str().ok_or("a row without text")?;
        let mut row = Row::new(set, text, class_of(line));
        row.target = line["target"].as_str().map(ToOwned::to_owned);
        row.score = line["score"].as_f64().unwrap_or(0.0);
        if let Some(named) = labels.get(text) {
            row.conflicts = named.iter().any(|(_, class)| *class != named[0].1);
            let others = named.iter().map(|(name, _)| (*name).to_owned());
            row.others = others.filter(|name| Some(name) != row.target.as_ref()).collect();
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A score within 0.1 of zero is neutral, as the product's bands have it.
fn class_of(line: &Value) -> usize {
    match (line["label"].as_str(), line["score"].as_f64()) {
        (Some("positive"), _) => 0,
        (Some("negative"), _) => 1,
        (None, Some(score)) if score >= 0.1 => 0,
        (None, Some(score)) if score <= -0.1 => 1,
        _ => 2,
    }
}

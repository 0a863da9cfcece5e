//! Takes a folder and some years; gives an archive of many small editions, as if written day by
//! day. Bytes and dates are made up; the chain is real.

use std::fs;
use std::path::Path;

use chrono::{Datelike as _, NaiveDate, TimeZone as _, Utc, Weekday};
use contrabrief::archive::{Archive, Manifest, ManifestOutput, MarkerPolicy};
use contrabrief::model::Sha256Hash;

/// Lays out one edition per weekday and brief, each 2 pages, and opens the archive.
///
/// # Panics
/// When the folder cannot be written.
pub fn lay_out(root: &Path, years: std::ops::RangeInclusive<i32>, briefs: &[&str]) -> Archive {
    Archive::init(root).expect("an archive can be made");
    let first = NaiveDate::from_ymd_opt(*years.start(), 1, 1).expect("a year has a first day");
    let days = first.iter_days().take_while(|day| day.year() <= *years.end());
    for day in days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)) {
        for brief in briefs {
            edition(root, day, brief);
        }
    }
    Archive::open(root, MarkerPolicy::Require).expect("what was laid out is an archive")
}

fn edition(root: &Path, day: NaiveDate, brief: &str) {
    let folder = root.join(day.format("%Y/%m/%d").to_string()).join(brief).join("r001");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let page = format!("<!DOCTYPE html><title>{brief} {day}</title>");
    fs::write(folder.join("brief.html"), &page).expect("a page can be written");
    let files = ["brief.html", "brief.json", "brief.md", "brief.txt", "email.eml", "email.html"];
    let output = |path: &str| ManifestOutput {
        media_type: "text/plain".to_owned(),
        path: path.to_owned(),
        sha256: Sha256Hash::of(&page).to_string(),
        size: page.len() as u64,
    };
    let number = i16::try_from(day.ordinal() % 90).unwrap_or(0);
    let written_at = Utc.from_utc_datetime(&day.and_hms_opt(10, 15, 0).expect("a morning"));
    let hash = Sha256Hash::of(format!("{brief} {day}")).to_string();
    let manifest = Manifest {
        as_of: written_at,
        brief: brief.to_owned(),
        chain_head: None,
        checks: u32::from(day.day() == 7),
        config_sha256: hash.clone(),
        date: day,
        edition_sha256: hash.clone(),
        engine: "tests".to_owned(),
        headline: format!("Day {} of {}: the crowd leans one way", day.ordinal(), day.year()),
        inputs_sha256: hash.clone(),
        objects: Vec::new(),
        outputs: files.map(output).to_vec(),
        overall_hundredths: Some(number - 45),
        produced_at: written_at,
        reason: "scheduled".to_owned(),
        recorded_through: None,
        revision: 1,
        schema: 1,
        supersedes: None,
        templates_sha256: hash,
        tickers: ["HELX", "ORYX", "NORX"].map(str::to_owned).to_vec(),
        tzdb: "tests".to_owned(),
        version: "tests".to_owned(),
    };
    let bytes = serde_json::to_vec(&manifest).expect("a manifest is plain data");
    fs::write(folder.join("manifest.json"), bytes).expect("a manifest can be written");
}

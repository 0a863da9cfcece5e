//! Whole commands, measured: a day from its feeds to its readers, and a month filled in.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::NaiveDate;

use crate::desk::Desk;
use crate::meter::{self, Mark};
use crate::tell;

/// What is heard of a run.
pub const TARGETS: &[&str] =
    &["collect", "store", "analyse", "compose", "render", "archive", "deliver"];

/// The last day that was generated: collected, made into an edition and mailed.
pub fn day(input: &Path, port: Option<u16>) {
    let day = *Desk::days(input).last().expect("a day");
    let desk = Desk::new(input, day, port);
    let begun = Mark::now("begin");
    let date = day.to_string();
    let words = ["run", "--brief", "desk", "--date", &date];
    let send: &[&str] = if port.is_some() { &[] } else { &["--no-send"] };
    desk.contrabrief(day, &[&words, send].concat());
    let ended = Mark::now("end");
    stages(begun, &meter::take_marks(), ended);
    tell("whole day", ended.at - begun.at, ended.cpu - begun.cpu, desk.articles());
}

/// Every day that was generated: imported, then one edition each.
pub fn backfill(input: &Path) {
    let days = Desk::days(input);
    let (first, last) = (days[0], *days.last().expect("a day"));
    let desk = Desk::new(input, first, None);
    let begun = Mark::now("import");
    desk.import(last, "prices", &desk.prices());
    for day in &days {
        desk.import(last, "articles", &Desk::feeds(input, *day));
    }
    let imported = Mark::now("import");
    meter::take_marks();
    let (from, to) = (first.to_string(), last.to_string());
    desk.contrabrief(last, &["backfill", "--from", &from, "--to", &to]);
    let ended = Mark::now("end");
    tell("import", imported.at - begun.at, imported.cpu - begun.cpu, days.len());
    tell("editions", ended.at - imported.at, ended.cpu - imported.cpu, days.len());
    tell("backfill", ended.at - begun.at, ended.cpu - begun.cpu, desk.articles());
}

/// The first and the second day of a desk that has so many articles already: nothing is sent.
pub fn stored(input: &Path) {
    let days = Desk::days(input);
    let [.., first, last] = days[..] else { panic!("two days or more") };
    let desk = Desk::new(input, last, None);
    desk.import(last, "prices", &desk.prices());
    for day in days.iter().filter(|day| **day != last) {
        desk.import(last, "articles", &Desk::feeds(input, *day));
    }
    // Processes of their own, so that the peak of their memory is that of one day.
    let own = std::env::current_exe().expect("this program has a file");
    for day in [first, last] {
        let mut run = Command::new(&own);
        run.arg("stored-day").args([input, &desk.path("")]).arg(day.to_string());
        assert!(run.status().expect("it can be run again").success());
    }
}

/// One of these days, in a folder that [`stored`] laid out.
pub fn stored_day(input: &Path, folder: &Path, day: NaiveDate) {
    let desk = Desk::in_folder(input, folder);
    let begun = Mark::now("begin");
    desk.contrabrief(day, &["run", "--brief", "desk", "--no-send", "--date", &day.to_string()]);
    let ended = Mark::now("end");
    stages(begun, &meter::take_marks(), ended);
    tell("stored day", ended.at - begun.at, ended.cpu - begun.cpu, desk.articles());
}

/// Adds up what lay between the marks: by the module that spoke before, but that the archive's
/// second word is its last.
fn stages(begun: Mark, marks: &[Mark], ended: Mark) {
    let mut spent: BTreeMap<&str, (Duration, f64)> = BTreeMap::new();
    let mut last = begun;
    for mark in marks.iter().chain([&ended]) {
        let stage = match (last.target, mark.target) {
            ("collect", "collect") | ("begin", _) => "collect",
            ("collect", _) => "facts",
            ("store" | "analyse", _) => "analyse",
            ("archive", "archive") => "archive",
            ("archive", _) => "keep",
            ("deliver", _) => "send",
            (stage, _) => stage,
        };
        let entry = spent.entry(stage).or_default();
        entry.0 += mark.at - last.at;
        entry.1 += mark.cpu - last.cpu;
        last = *mark;
    }
    for (stage, (wall, cpu)) in spent {
        tell(stage, wall, cpu, 0);
    }
}

//! Each row of the tables in docs/point-in-time.md and docs/past-dates.md that no other test
//! holds: what a command may know, what it writes, and what it says where it cannot.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Duration;
use contrabrief::exit_code::ExitCode;
use contrabrief::model::Sha256Hash;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::faults::{desk, morning};
use crate::support::desk::Desk;
use crate::support::files::files_below;
use crate::support::web::Web;

const EDITION: &str = "reports/2026/03/25/desk/r001";
const RERUN: [&str; 3] = ["rerun", "--date", "2026-03-25"];

/// A desk with one edition.
fn desk_with_edition(web: &Web) -> Desk {
    let desk = desk(web, None);
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    desk
}

/// Every file of the archive by its hash.
fn archive(desk: &Desk) -> BTreeMap<PathBuf, Sha256Hash> {
    let hashed = |path: PathBuf| {
        let hash = Sha256Hash::of(fs::read(&path).unwrap());
        (path, hash)
    };
    files_below(&desk.path("reports")).into_iter().map(hashed).collect()
}

fn overwrite(path: &Path, text: &str) {
    fs::remove_file(path).unwrap();
    fs::write(path, text).unwrap();
}

fn with<'w>(words: &[&'w str]) -> Vec<&'w str> {
    [&RERUN[..], words].concat()
}

#[test]
fn what_comes_out_the_same_writes_nothing_whatever_it_was_asked() {
    let web = Web::start();
    let mut desk = desk_with_edition(&web);
    let before = archive(&desk);
    desk.at(morning() + Duration::days(400));
    for words in [&[][..], &["--as-of", "now"], &["--config", "current"]] {
        let ran = desk.run(&with(words)).ends_with(ExitCode::Done);
        assert!(ran.out.starts_with("same: "), "{words:?}: {}", ran.out);
    }
    let again = desk.run(&["run", "--no-send", "--no-collect", "--date", "2026-03-25"]);
    again.ends_with(ExitCode::Done).tells(&["nothing new"]);
    desk.run(&["backfill", "--from", "2026-03-25", "--to", "2026-03-25", "--dry-run"]);
    assert_eq!(before, archive(&desk));
}

#[test]
fn a_day_without_an_edition_and_one_that_has_not_come_are_told_by_every_command() {
    let web = Web::start();
    let desk = desk_with_edition(&web);
    let at = |words: &[&str], date: &str| desk.run(&[words, &["--date", date]].concat());
    for words in [&["run", "--no-send"][..], &["rerun"], &["preview"]] {
        at(words, "2026-02-16").ends_with(ExitCode::NotASession).tells(&[
            "error: 2026-02-16 is not a session of XNYS",
            "hint: The previous session is 2026-02-13, the next one 2026-02-17",
        ]);
        at(words, "2026-03-26")
            .ends_with(ExitCode::Usage)
            .tells(&["error: 2026-03-26 has not come yet: today is 2026-03-25"]);
    }
    at(&["rerun"], "2026-03-24")
        .ends_with(ExitCode::Usage)
        .tells(&["The archive has no edition of desk 2026-03-24", "hint: "]);
    desk.run(&with(&["--rev", "2"])).ends_with(ExitCode::Usage).tells(&["r002"]);
    desk.run(&with(&["--as-of", "2026-03-25T10:11:00Z"]))
        .ends_with(ExitCode::Usage)
        .tells(&["error: `2026-03-25T10:11:00Z` has not come yet", "hint: Write now"]);
    desk.run(&with(&["--as-of", "now", "--config", "current"])).ends_with(ExitCode::Usage);
}

/// The manifest as another program would have left it, which made one file otherwise.
fn as_if_made_by_another(desk: &Desk, facts: &[(&str, &str)]) {
    let path = desk.path(EDITION).join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for (key, value) in facts {
        manifest[*key] = json!(value);
    }
    let other = json!(Sha256Hash::of("other bytes").to_string());
    manifest["edition_sha256"] = other.clone();
    manifest["outputs"][0]["sha256"] = other;
    overwrite(&path, &(serde_json::to_string_pretty(&manifest).unwrap() + "\n"));
}

#[test]
fn an_edition_by_an_engine_that_is_not_here_says_so_and_writes_nothing() {
    let web = Web::start();
    let desk = desk_with_edition(&web);
    let engine = ("engine", "linear+rules 1.9.0 (weights 0123456789ab)");
    as_if_made_by_another(&desk, &[engine]);
    let before = archive(&desk);
    let ran = desk.run(&RERUN).ends_with(ExitCode::Difference);
    for part in [
        "different: desk 2026-03-25 r001 does not come out the same; what changed: engine\n",
        "engine linear+rules 1.9.0 (weights 0123456789ab), time zones",
        "\n  this is contrabrief ",
    ] {
        assert!(ran.out.contains(part), "{part} is not in:\n{}", ran.out);
    }
    let told = desk.run(&with(&["--json"])).ends_with(ExitCode::Difference).out;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["causes"], json!(["engine"]));
    assert_eq!(told["inputs"], json!([]));
    as_if_made_by_another(&desk, &[engine, ("version", "0.0.9"), ("tzdb", "2019a")]);
    let told = desk.run(&with(&["--json"])).ends_with(ExitCode::Difference).out;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["causes"], json!(["engine", "program", "time zones"]));
    let again = archive(&desk);
    assert_eq!(before.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
}

/// The database as somebody left it who had to take texts out, by hand: it refuses that itself.
fn tamper(desk: &Desk, sql: &str) {
    let database = Connection::open(desk.path("data/contrabrief.db")).unwrap();
    let refuses = "DROP TRIGGER IF EXISTS articles_refuse_update;
        DROP TRIGGER IF EXISTS articles_refuse_delete;
        DROP TRIGGER IF EXISTS bars_refuse_delete;";
    database.execute_batch(refuses).unwrap();
    database.execute_batch(sql).unwrap();
}

fn missing(desk: &Desk) -> Vec<String> {
    let ran = desk.run(&with(&["--json"])).ends_with(ExitCode::Difference);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["causes"], json!(["inputs"]), "{told}");
    told["inputs"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[test]
fn inputs_that_are_gone_are_named_and_what_is_archived_is_still_checked() {
    let web = Web::start();
    web.set("/HELX.csv", "text/csv", crate::faults::BARS);
    let desk = desk_with_edition(&web);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    assert!(!config.contains("licence"), "kept as the source allows without a word: an excerpt");
    tamper(&desk, "DELETE FROM articles WHERE title LIKE 'Helix raises%'");
    let told = missing(&desk);
    assert!(told.len() == 1 && told[0].starts_with("article "), "{told:?}");
    assert!(told[0].ends_with(", version 1, of wire"), "{told:?}");
    tamper(&desk, "DELETE FROM bars WHERE session = (SELECT MIN(session) FROM bars)");
    let told = missing(&desk);
    assert_eq!(told[1..], ["bars of HELX: 3 then, 2 now".to_owned()]);
    let ran = desk.run(&RERUN).ends_with(ExitCode::Difference);
    assert!(ran.out.contains("what changed: inputs\n  not as it was: article "), "{}", ran.out);
    let ran = ran.tells(&["checked all the same: contrabrief archive verify"]);
    assert!(ran.out.contains("\n  brief.md\n"), "{}", ran.out);
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    desk.run(&["archive", "show", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    let zip = desk.path("edition.zip");
    desk.run(&["archive", "export", "--out", zip.to_str().unwrap()]).ends_with(ExitCode::Done);
}

/// Where the whole text was kept, its hash tells that it is gone, though all else is as it was.
#[test]
fn a_text_that_was_taken_out_is_told_as_an_input() {
    let web = Web::start();
    let desk = desk(&web, None);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    let config = config.replace("kind = \"feed\"\n", "kind = \"feed\"\nlicence = \"full\"\n");
    fs::write(&file, config).unwrap();
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    desk.run(&RERUN).ends_with(ExitCode::Done);
    tamper(&desk, "UPDATE articles SET title = 'Taken out' WHERE title LIKE 'Helix raises%'");
    let told = missing(&desk);
    assert!(told.len() == 1 && told[0].starts_with("the text of article "), "{told:?}");
}

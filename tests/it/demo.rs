//! The demo: the whole job on a fictional market, the same bytes each time, and the hash that
//! the README states.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::Sha256Hash;
use mail_parser::{MessageParser, MimeHeaders};

use crate::support::demo::demo_desk;
use crate::support::desk::{Desk, Ran};
use crate::support::files::files_below;

fn demo(desk: &Desk, folder: &str) -> Ran {
    let out = desk.path(folder);
    desk.run(&["demo", "--out", out.to_str().expect("a UTF-8 path")]).ends_with(ExitCode::Done)
}

fn hash(ran: &Ran) -> String {
    let line = ran.out.lines().find(|line| line.starts_with("sha256")).expect("a hash is printed");
    line.split_whitespace().nth(1).expect("a hash after the word").to_owned()
}

/// Every file below a folder with its hash, the database and the run's clock apart.
fn tree(root: &Path) -> Vec<(PathBuf, Sha256Hash)> {
    let hashed = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap().to_owned();
        (name, Sha256Hash::of(fs::read(&path).unwrap()))
    };
    files_below(root).into_iter().map(hashed).collect()
}

#[test]
fn the_demo_gives_the_same_bytes_twice_and_the_readme_states_their_hash() {
    let mut desk = Desk::new("", Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let first = demo(&desk, "one");
    desk.at(Utc.with_ymd_and_hms(2031, 7, 4, 12, 0, 0).unwrap());
    let second = demo(&desk, "elsewhere/two");
    assert_eq!(hash(&first), hash(&second));
    for part in ["reports", "mailbox", "inbox"] {
        let trees =
            (tree(&desk.path("one").join(part)), tree(&desk.path("elsewhere/two").join(part)));
        assert_eq!(trees.0, trees.1, "{part}");
    }
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains(&hash(&first)), "the README does not state {}", hash(&first));
}

#[test]
fn every_page_of_the_demo_says_that_the_market_is_fictional() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let edition = desk.path("demo/reports/2026/03/25/harbour/r001");
    for name in ["brief.md", "brief.html", "brief.txt", "brief.json", "email.html"] {
        let page = fs::read_to_string(edition.join(name)).unwrap();
        assert!(page.contains("FICTIONAL MARKET"), "{name}");
    }
    let index = fs::read_to_string(desk.path("demo/reports/index.html")).unwrap();
    assert!(index.contains("FICTIONAL MARKET"));
    let mails: Vec<_> = fs::read_dir(desk.path("demo/mailbox")).unwrap().collect();
    assert_eq!(mails.len(), 15, "five mornings to three subscribers");
    for mail in mails {
        let bytes = fs::read(mail.unwrap().path()).unwrap();
        let message = MessageParser::default().parse(&bytes).expect("a parsable message");
        assert!(message.body_text(0).is_some_and(|text| text.contains("FICTIONAL MARKET")));
        assert!(message.body_html(0).is_some_and(|html| html.contains("FICTIONAL MARKET")));
    }
}

/// Every name that a mail's page gives to a picture is that of a part, and every part is shown.
#[test]
fn every_mail_of_the_demo_brings_the_pictures_it_shows() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    for mail in fs::read_dir(desk.path("demo/mailbox")).unwrap() {
        let bytes = fs::read(mail.unwrap().path()).unwrap();
        assert!(bytes.len() < 250_000, "{} bytes", bytes.len());
        let message = MessageParser::default().parse(&bytes).expect("a parsable message");
        let page = message.body_html(0).expect("a page");
        let mut shown: Vec<&str> = page
            .split("src=\"cid:")
            .skip(1)
            .map(|rest| rest.split('"').next().expect("a name"))
            .collect();
        let mut brought: Vec<&str> =
            message.parts.iter().filter_map(MimeHeaders::content_id).collect();
        shown.sort_unstable();
        brought.sort_unstable();
        assert_eq!(shown, brought);
        assert!(shown.len() > 12, "three charts and the scoreboard's lines: {shown:?}");
        for part in message.parts.iter().filter(|part| part.content_id().is_some()) {
            assert!(part.contents().starts_with(b"\x89PNG\r\n"));
        }
    }
}

#[test]
fn the_demos_archive_verifies_and_its_days_rerun_to_the_same_bytes() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap());
    let config = desk.path("demo/contrabrief.toml");
    let config = config.to_str().expect("a UTF-8 path");
    desk.run(&["archive", "verify", "-c", config]).ends_with(ExitCode::Done);
    for date in ["2026-03-19", "2026-03-23", "2026-03-25"] {
        let ran = desk.run(&["rerun", "-c", config, "--date", date]).ends_with(ExitCode::Done);
        assert!(ran.out.starts_with("same:"), "{date}: {}", ran.out);
    }
}

#[test]
fn a_later_revision_says_what_changed_and_comes_out_again() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 4, 1, 0, 0, 0).unwrap());
    let file = desk.path("demo/contrabrief.toml");
    let config = file.to_str().expect("a UTF-8 path");
    let on = |words: &[&str]| desk.run(&[words, &["-c", config, "--date", "2026-03-24"]].concat());
    on(&["archive", "diff"])
        .ends_with(ExitCode::Usage)
        .tells(&["one revision only", "--as-of now"]);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"MEMV\", ", "")).unwrap();
    on(&["rerun", "--config", "current"]);
    let folder = desk.path("demo/reports/2026/03/24/harbour");
    let page = fs::read_to_string(folder.join("r002/brief.html")).unwrap();
    assert!(page.contains("<a href=\"diff-r001.html\">What changed</a>"));
    let diff = fs::read_to_string(folder.join("r002/diff-r001.html")).unwrap();
    assert!(diff.contains("FICTIONAL MARKET") && diff.contains("MEMV dropped from the watchlist"));
    let manifest = fs::read_to_string(folder.join("r002/manifest.json")).unwrap();
    assert!(manifest.contains("diff-r001.md") && manifest.contains("diff-r001.html"));
    assert!(!folder.join("r001/diff-r001.md").exists());
    for rev in ["1", "2"] {
        let ran = on(&["rerun", "--rev", rev]).ends_with(ExitCode::Done);
        assert!(ran.out.starts_with("same:"), "{}", ran.out);
    }
    let said = on(&["archive", "diff"]).ends_with(ExitCode::Done).out;
    assert!(said.contains("Changed: config.") && said.contains("| MEMV | rank | 5 | none |"));
    let json = on(&["archive", "diff", "--rev", "1..2", "--json"]).ends_with(ExitCode::Done).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["causes"], serde_json::json!(["config"]));
    on(&["archive", "diff", "--rev", "1-2"]).ends_with(ExitCode::Usage).tells(&["1..2"]);
    desk.run(&["archive", "verify", "-c", config]).ends_with(ExitCode::Done);
}

#[test]
fn the_lead_story_names_winners_and_losers_each_with_its_sentence() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let path = desk.path("demo/reports/2026/03/25/harbour/r001/brief.json");
    let json = fs::read_to_string(path).unwrap();
    let page: serde_json::Value = serde_json::from_str(&json).unwrap();
    let effects = page["effects"].as_array().expect("a list");
    let sources = page["sources"].as_array().expect("a list");
    let lead = "Oqra's open network trains a large model, and one chip maker gets the orders";
    for (ticker, sign, sentence) in [
        ("HALC", "positive", "($HALC) is the clear winner: its H7 accelerator is the reference"),
        ("NORX", "negative", "($NORX) is worse off, because it has no roadmap"),
        ("OQRA", "both ways", "the result is mixed: demand for training rose sharply, yet"),
        ("TESQ", "neutral", "The Tesqel token ($TESQ) is little changed."),
    ] {
        let of_name: Vec<_> = effects.iter().filter(|effect| effect["ticker"] == ticker).collect();
        let effect = of_name.first().unwrap_or_else(|| panic!("{ticker}: {effects:#?}"));
        assert_eq!(effect["sign"], sign, "{ticker}");
        let reason = &effect["reason"];
        assert!(reason["text"].as_str().expect("text").contains(sentence), "{ticker}: {reason}");
        let number = &reason["citations"][0];
        let source = sources.iter().find(|source| source["number"] == *number);
        assert_eq!(source.expect("its source is listed")["title"], lead, "{ticker}");
    }
}

#[test]
fn somebody_elses_folder_is_never_made_anew() {
    let desk = Desk::new("", Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    fs::create_dir(desk.path("mine")).unwrap();
    fs::write(desk.path("mine/thesis.txt"), "years of work").unwrap();
    let mine = desk.path("mine");
    desk.run(&["demo", "--out", mine.to_str().expect("a UTF-8 path")])
        .ends_with(ExitCode::Usage)
        .tells(&["mine", "is not empty", "--out"]);
    assert_eq!(fs::read_to_string(desk.path("mine/thesis.txt")).unwrap(), "years of work");
}

/// The part of a page that shows one ticker's row of the scoreboard.
fn row_of<'p>(page: &'p str, ticker: &str) -> &'p str {
    let is_row = |row: &&str| {
        row.split_once('>').is_some_and(|(_, cell)| cell.starts_with(&format!("{ticker}<")))
    };
    let mut rows = page.split("scope=\"row\"");
    rows.find(is_row).unwrap_or_else(|| panic!("{ticker} has no row"))
}

fn line_of<'p>(page: &'p str, start: &str) -> &'p str {
    page.lines()
        .find(|line| line.starts_with(start) && line.contains('$'))
        .unwrap_or_else(|| panic!("no line starts with {start}"))
}

#[test]
fn every_figure_of_the_scoreboard_is_the_same_in_all_renditions() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let edition = desk.path("demo/reports/2026/03/25/harbour/r001");
    let read = |name: &str| fs::read_to_string(edition.join(name)).unwrap();
    let page: serde_json::Value = serde_json::from_str(&read("brief.json")).unwrap();
    let (markdown, text) = (read("brief.md"), read("brief.txt"));
    let (html, mail) = (read("brief.html"), read("email.html"));
    let rows = page["scoreboard"].as_array().expect("a list");
    assert_eq!(rows.len(), 13);
    for row in rows {
        let ticker = row["ticker"].as_str().expect("text");
        let shown = [
            line_of(&markdown, &format!("| **{ticker}**")),
            line_of(&text, &format!("{ticker} ")),
            row_of(&html, ticker),
            row_of(&mail, ticker),
        ];
        for figure in ["last", "day", "quarter", "sentiment", "change"] {
            let Some(words) = row[figure]["text"].as_str() else { continue };
            for page in shown {
                assert!(page.contains(words), "{ticker} {figure} {words} is not in {page}");
            }
        }
    }
    let overall = page["overall"]["text"].as_str().expect("a score");
    for page in [&markdown, &text, &html, &mail] {
        assert!(page.contains(overall), "{overall}");
    }
}

#[test]
fn another_zone_language_and_working_folder_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, zone: &str, language: &str, within: &Path| {
        let out = folder.path().join(name);
        let ran = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
            .args(["demo", "--out"])
            .arg(&out)
            .current_dir(within)
            .envs([("TZ", zone), ("LANG", language), ("LC_ALL", language), ("HOME", "/nowhere")])
            // It needs no network, so it must not ask for the authorities of the web either.
            .envs([("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        ["reports", "mailbox", "inbox"].map(|part| tree(&out.join(part)))
    };
    let here = made("one", "UTC", "C", folder.path());
    let there = made("two", "Asia/Kathmandu", "tr_TR.UTF-8", Path::new("/"));
    assert_eq!(here, there);
}

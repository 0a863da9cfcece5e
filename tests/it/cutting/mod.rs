//! Readers' cuts of the demo's editions: the figures of the whole, the same bytes whenever and
//! wherever they are made again, and messages that can be proved to be those that went out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::clock::Clock;
use contrabrief::config::{Config, Environment};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{BriefId, Cut, DateLanguage, EditionKey, Sha256Hash, Ticker};
use contrabrief::pipeline::{CutEdition, Pipeline, Prepared};
use proptest::prelude::{Strategy as _, any, proptest};
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::support::demo::demo_desk;
use crate::support::desk::{Desk, Ran};

mod sending;

const DATE: &str = "2026-03-25";
const NAMES: [&str; 13] = [
    "HALC", "NORX", "MEMV", "VYLD", "CRDB", "VOLU", "QBRT", "PHYL", "RETQ", "AERV", "OQRA", "TESQ",
    "LUMQ",
];

fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 11, 0, 0).unwrap()
}

fn demo() -> Desk {
    demo_desk(morning())
}

/// Runs a command on the demo's own configuration.
fn run(desk: &Desk, words: &[&str]) -> Ran {
    let config = desk.path("demo/contrabrief.toml");
    let mut all = vec!["-c", config.to_str().unwrap()];
    all.extend(words);
    desk.run_as(&all)
}

fn pipeline(folder: &Path) -> Pipeline {
    let file = folder.join("contrabrief.toml");
    let config = Config::load(&file, &Environment::default()).unwrap();
    Pipeline::open(config, Clock::Fixed(morning()), "test").unwrap()
}

fn key(date: &str) -> EditionKey {
    EditionKey { brief: BriefId::parse("harbour").unwrap(), date: date.parse().unwrap() }
}

fn prepared(folder: &Path, date: &str) -> Prepared {
    let pipeline = pipeline(folder);
    let archived = pipeline.archived(&key(date), None).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(pipeline.prepare(&archived)).unwrap()
}

fn of(names: &[&str]) -> Cut {
    let watchlist = names.iter().map(|name| Ticker::parse(name).unwrap()).collect();
    Cut { watchlist, ..Cut::default() }
}

fn in_german(names: &[&str]) -> Cut {
    let zone = Some(chrono_tz::Europe::Berlin);
    Cut { dates: DateLanguage::German, zone, ..of(names) }
}

fn file(cut: &CutEdition, name: &str) -> Vec<u8> {
    cut.renditions.iter().find(|one| one.file_name == name).unwrap().bytes.clone()
}

fn text(cut: &CutEdition, name: &str) -> String {
    String::from_utf8(file(cut, name)).unwrap()
}

fn json(cut: &CutEdition) -> Value {
    serde_json::from_slice(&file(cut, "brief.json")).unwrap()
}

fn hashes(cut: &CutEdition) -> Vec<(String, Sha256Hash)> {
    cut.renditions.iter().map(|one| (one.file_name.clone(), one.sha256)).collect()
}

fn symbols(page: &Value, list: &str) -> BTreeSet<String> {
    let rows = page[list].as_array().unwrap();
    rows.iter().map(|row| row["ticker"].as_str().unwrap().to_owned()).collect()
}

/// Without the numbers of footnotes: a cut counts its own.
fn uncited(mut value: Value) -> Value {
    match &mut value {
        Value::Array(parts) => parts.iter_mut().for_each(|part| *part = uncited(part.take())),
        Value::Object(parts) => {
            parts.remove("citations");
            parts.values_mut().for_each(|part| *part = uncited(part.take()));
        }
        _ => {}
    }
    value
}

/// The overall score as a reader computes it from the rows of the scoreboard.
fn mean(page: &Value) -> Option<f64> {
    let rows = page["scoreboard"].as_array().unwrap();
    let terms: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            let score = row["sentiment"]["hundredths"].as_f64()?;
            Some((score, row["articles"].as_f64().unwrap()))
        })
        .collect();
    let weight: f64 = terms.iter().map(|(_, articles)| articles).sum();
    (weight > 0.0)
        .then(|| terms.iter().map(|(score, articles)| score * articles).sum::<f64>() / weight)
}

/// Whatever the names: the rows are theirs, the figures those of the whole, and the page fits.
#[track_caller]
fn check(prepared: &Prepared, whole: &Value, names: &[&str]) {
    let cut = prepared.cut(&of(names)).unwrap();
    let page = json(&cut);
    let own: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(symbols(&page, "scoreboard"), own);
    assert_eq!(symbols(&page, "names"), own);
    for list in ["takeaways", "changes"] {
        assert!(symbols(&page, list).is_subset(&own), "{list} of {names:?}");
    }
    for list in ["scoreboard", "names", "takeaways"] {
        for row in page[list].as_array().unwrap() {
            let same = |other: &&Value| other["ticker"] == row["ticker"];
            let of_whole = whole[list].as_array().unwrap().iter().find(same).unwrap();
            assert_eq!(uncited(row.clone()), uncited(of_whole.clone()), "{list} of {names:?}");
        }
    }
    let overall = page["overall"]["hundredths"].as_f64();
    match (mean(&page), overall) {
        (Some(mean), Some(overall)) => assert!((mean - overall).abs() <= 0.5 + 1e-9, "{names:?}"),
        (mean, overall) => assert_eq!(mean.is_some(), overall.is_some(), "{names:?}"),
    }
    let others = NAMES.iter().filter(|name| !own.contains(**name));
    for other in others {
        let row =
            whole["scoreboard"].as_array().unwrap().iter().find(|row| row["ticker"] == *other);
        let name = row.unwrap()["name"].as_str().unwrap();
        let first = format!("{} {}", cut.headline, page["deck"]["text"].as_str().unwrap());
        assert!(!first.contains(other) && !first.contains(name), "{names:?}: {first}");
    }
    assert!(cut.headline.chars().count() <= 60);
    let mail = text(&cut, "email.html");
    assert!(mail.len() <= 102_000, "{} bytes of {names:?}", mail.len());
    assert!(!text(&cut, "brief.txt").contains("1 of 1"));
    let cids = mail.matches("\"cid:").count();
    assert_eq!(cids, cut.renditions.len() - 4, "every picture that is shown, and no other");
}

#[test]
fn the_figures_of_a_cut_are_those_of_the_whole_edition() {
    let desk = demo();
    for date in [DATE, "2026-03-20"] {
        let prepared = prepared(&desk.path("demo"), date);
        let whole = desk.path(&format!("demo/reports/{}/harbour/r001", date.replace('-', "/")));
        let whole: Value =
            serde_json::from_slice(&fs::read(whole.join("brief.json")).unwrap()).unwrap();
        for name in NAMES {
            check(&prepared, &whole, &[name]);
        }
        let subsets = proptest::collection::vec(any::<bool>(), NAMES.len())
            .prop_map(|picked| {
                let chosen = NAMES.iter().zip(picked).filter(|(_, picked)| *picked);
                chosen.map(|(name, _)| *name).collect::<Vec<_>>()
            })
            .prop_filter("the whole and nothing are no cuts", |names| {
                (1..NAMES.len()).contains(&names.len())
            });
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Cases::with_cases(24), rng);
        runner
            .run(&subsets, |names| {
                check(&prepared, &whole, &names);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn other_words_for_dates_change_nothing_else() {
    let desk = demo();
    let prepared = prepared(&desk.path("demo"), DATE);
    let whole = fs::read(desk.path("demo/reports/2026/03/25/harbour/r001/brief.json")).unwrap();
    let mut whole: Value = serde_json::from_slice(&whole).unwrap();
    let cut = prepared.cut(&in_german(&[])).unwrap();
    assert_eq!(cut.date.as_deref(), Some("25. März 2026"));
    let mut page = json(&cut);
    assert_eq!(page["date_words"], "Mittwoch, 25. März 2026");
    assert_eq!(page["as_of_words"], "11:10 Berlin");
    for page in [&mut page, &mut whole] {
        let page = page.as_object_mut().unwrap();
        for key in ["cut", "date_words", "as_of_words"] {
            page.remove(key);
        }
        page["provenance"].as_object_mut().unwrap().remove("reproduce");
        page["scorecard"].take();
    }
    assert_eq!(page, whole);
    let japanese = Cut { dates: DateLanguage::Japanese, ..Cut::default() };
    let cut = prepared.cut(&japanese).unwrap();
    assert!(text(&cut, "email.html").contains("2026年3月25日水曜日"));
    assert!(prepared.is_whole(&of(&NAMES)) && !prepared.is_whole(&japanese));
}

#[test]
fn a_cut_is_the_same_bytes_whenever_and_wherever_it_is_made_again() {
    let desk = demo();
    let cut = in_german(&["PHYL", "NORX", "CRDB"]);
    let made = |folder: &str| hashes(&prepared(&desk.path(folder), DATE).cut(&cut).unwrap());
    let first = made("demo");
    assert_eq!(made("demo"), first);

    copy(&desk.path("demo"), &desk.path("moved/elsewhere"));
    assert_eq!(made("moved/elsewhere"), first, "in another folder");

    let config = desk.path("demo/contrabrief.toml");
    let text = fs::read_to_string(&config).unwrap();
    let other = text.replace("title = \"Harbour desk\"", "title = \"Another title\"");
    assert_ne!(other, text);
    fs::write(&config, other).unwrap();
    assert_eq!(made("demo"), first, "after the configuration changed");

    let late = r#"{"id":"late","title":"Phyllane (PHYL) collapses","published_at":"2026-03-25T09:00:00Z","publisher":"Wire"}"#;
    fs::write(desk.path("late.jsonl"), late).unwrap();
    let late = desk.path("late.jsonl");
    run(&desk, &["import", "articles", late.to_str().unwrap()]).ends_with(ExitCode::Done);
    assert_eq!(made("demo"), first, "after later facts came");
}

/// The clock's zone and the language of the machine change no byte.
#[test]
fn the_machines_zone_and_language_change_no_byte_of_a_cut() {
    let desk = demo();
    let made = |zone: &str, language: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
            .arg("-c")
            .arg(desk.path("demo/contrabrief.toml"))
            .args(["archive", "show", "--date", DATE, "--names", "PHYL,NORX", "--dates", "fr"])
            .args(["--zone", "Asia/Tokyo", "--format", "pdf"])
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Sha256Hash::of(output.stdout)
    };
    assert_eq!(made("Pacific/Kiritimati", "ja_JP.UTF-8"), made("America/New_York", "C"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_cut_to_none_of_the_names_is_refused_with_reason() {
    let desk = demo();
    let show = |words: &[&str]| {
        let mut all = vec!["archive", "show", "--date", DATE];
        all.extend(words);
        run(&desk, &all)
    };
    show(&["--names", "KXCH"])
        .ends_with(ExitCode::Usage)
        .tells(&["`harbour 2026-03-25` has none of the names KXCH"]);
    show(&["--dates", "tlh"]).ends_with(ExitCode::Usage).tells(&["Known are: en, en-US, da"]);
    show(&["--zone", "Mars"]).ends_with(ExitCode::Usage).tells(&["not a time zone"]);
    show(&["--names", "PHYL", "--format", "md"]).ends_with(ExitCode::Usage);
}

/// What a reader of one name reads first, on a day with a case and on a calm one.
#[test]
fn a_cut_to_one_name_reads_as_its_own_brief() {
    let desk = demo();
    let prepared = prepared(&desk.path("demo"), DATE);
    let front = |name: &str| {
        let text = text(&prepared.cut(&of(&[name])).unwrap(), "brief.txt");
        let text = text.split("NAME BY NAME").next().unwrap().to_owned();
        text.lines().map(masked).collect::<Vec<_>>().join("\n")
    };
    let fronts = ["PHYL", "NORX", "QBRT"].map(front);
    insta::assert_snapshot!(fronts.join("\n\n"));
}

/// The edition's hash changes with the templates: it stands in another test.
fn masked(line: &str) -> String {
    match line.split_once("sha256 ") {
        Some((before, after)) => format!("{before}sha256 {}", "·".repeat(after.len() - 1)),
        None => line.to_owned(),
    }
}

proptest! {
    #![proptest_config(Cases::with_cases(64))]
    /// Two cuts that ask for the same have the same key, and no others.
    #[test]
    fn equal_wishes_and_no_others_share_a_letter(
        one in proptest::collection::btree_set(0..NAMES.len(), 0..4),
        other in proptest::collection::btree_set(0..NAMES.len(), 0..4),
        german in any::<bool>(),
    ) {
        let cut = |places: &BTreeSet<usize>| {
            let names: Vec<&str> = places.iter().map(|place| NAMES[*place]).collect();
            if german { in_german(&names) } else { of(&names) }
        };
        let (one, other) = (cut(&one), cut(&other));
        proptest::prop_assert_eq!(one == other, one.key() == other.key());
    }
}

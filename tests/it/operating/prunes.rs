//! Retention through the command line: what goes, what a hold keeps, and two dozen kills in
//! between.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, Days, TimeZone as _, Utc};
use contrabrief::archive::{Archive, FaultKind, MarkerPolicy, ProgramFacts, VerifyDepth};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{
    ArchivedObject, AsOf, BriefId, Edition, EditionKey, Reason, Rendition, Revision, Sha256Hash,
};
use contrabrief::store::Store;

use crate::faults::{config_for, desk, morning};
use crate::support::desk::Desk;
use crate::support::web::Web;

const EDITIONS: u64 = 30;
const KILLS: u32 = 24;
const RETENTION: &str = "[archive]\nretention = \"7y\"\n";

/// A desk with one real edition.
fn desk_with_edition(web: &Web) -> Desk {
    let desk = desk(web, None);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config + RETENTION).unwrap();
    desk.run(&["run", "--no-send", "--date", "2026-03-25"]);
    desk
}

fn later(years: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026 + years, 4, 1, 2, 0, 0).unwrap()
}

#[test]
fn an_edition_beyond_retention_goes_unless_it_is_held_and_its_rerun_says_so_plainly() {
    let web = Web::start();
    let mut desk = desk_with_edition(&web);
    desk.at(later(6)).run(&["prune"]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    desk.at(later(8));
    let ran = desk.run(&["prune", "--dry-run"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("would go 2026-03-25  desk"), "{}", ran.out);
    desk.run(&["archive", "hold", "2026-03-25/desk", "--because", "case 4711"])
        .ends_with(ExitCode::Done);
    let ran = desk.run(&["prune"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("held 2026-03-25  desk"), "{}", ran.out);
    let ran = desk.run(&["archive", "holds"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("case 4711"), "{}", ran.out);
    // Held, it comes out again byte for byte: its facts are kept as well.
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    desk.run(&["archive", "release", "2026-03-25", "--because", "x"])
        .ends_with(ExitCode::Usage)
        .tells(&["is not held", "hint:"]);
    desk.run(&["archive", "release", "2026-03-25/desk", "--because", "closed"])
        .ends_with(ExitCode::Done);
    let ran = desk.run(&["prune"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("pruned 2026-03-25  desk"), "{}", ran.out);

    for words in [
        &["rerun", "--date", "2026-03-25"][..],
        &["archive", "show", "--date", "2026-03-25"],
        &["run", "--no-send", "--no-collect", "--date", "2026-03-25"],
        &["archive", "hold", "2026-03-25", "--because", "too late"],
    ] {
        desk.run(words).ends_with(ExitCode::Usage).tells(&[
            "`2026/03/25/desk",
            "was pruned: its tombstone says when and why",
            "hint:",
        ]);
    }
    let ran = desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("1 revision(s) were pruned"), "{}", ran.out);
    let audit = fs::read_to_string(desk.path("reports/audit/2034-04.jsonl")).unwrap();
    for what in ["hold", "release", "prune", "verify"] {
        assert!(audit.contains(&format!("\"what\":\"{what}\"")), "{what}: {audit}");
    }
    let runs = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(99).unwrap();
    let detail = Some("0 briefs, 1 files, 1 pruned, 0 faults");
    assert_eq!((&runs[0].verb[..], runs[0].detail.as_deref()), ("verify", detail));
    let prunes = runs.iter().filter(|run| run.verb == "prune");
    assert_eq!(prunes.map(|run| run.outcome.as_deref()).collect::<Vec<_>>(), [Some("done"); 3]);
}

#[test]
fn without_retention_nothing_is_pruned_and_a_verify_counts_what_it_found() {
    let web = Web::start();
    let desk = Desk::new(&config_for(&web, None, &[]), morning());
    desk.run(&["prune"])
        .ends_with(ExitCode::Config)
        .tells(&["No retention is configured", "hint: Set retention under [archive]"]);
    let web = Web::start();
    let desk = desk_with_edition(&web);
    fs::write(desk.path("reports/2026/03/25/desk/r001/extra.txt"), "x").unwrap();
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Difference);
    let runs = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(1).unwrap();
    assert_eq!((&runs[0].verb[..], runs[0].outcome.as_deref()), ("verify", Some("faults")));
    assert!(runs[0].detail.as_deref().unwrap().ends_with("1 faults"), "{runs:?}");
}

#[test]
fn a_prune_killed_at_any_instant_is_finished_by_the_next_one_and_loses_nothing_else() {
    let (mut kills, mut cut_short, mut desks) = (0, 0, 0);
    while kills < KILLS {
        let config = config_for(&Web::start(), None, &[]) + "[archive]\nretention = \"1y\"\n";
        let desk = Desk::new(&config, morning());
        let root = desk.path("reports");
        lay_out(&root);
        desk.run(&["archive", "hold", "2014-01-02", "--because", "case"]).ends_with(ExitCode::Done);
        while kills < KILLS && was_killed(&desk, kills) {
            kills += 1;
            let archive = Archive::open(&root, MarkerPolicy::Require).unwrap();
            let found = archive.verify(VerifyDepth::Full).unwrap();
            // What is half done is told; no edition is missing without its stone.
            let missing = found.faults.iter().find(|it| it.kind == FaultKind::Missing);
            assert_eq!(missing, None, "kill {kills}");
            cut_short += u32::from(!found.faults.is_empty());
        }
        finished(&desk);
        desks += 1;
    }
    eprintln!("{kills} kills over {desks} archives: {cut_short} left an edition half pruned");
}

/// One more prune, and all is as if none had been killed.
fn finished(desk: &Desk) {
    let root = desk.path("reports");
    let ran = desk.run(&["prune"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("1 edition(s) held"), "{}", ran.out);
    let archive = Archive::open(&root, MarkerPolicy::Require).unwrap();
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.faults, found.editions), (vec![], 1));
    assert_eq!(found.pruned.len() as u64, EDITIONS - 1);
    assert!(root.join("2014/01/02/desk/r001/brief.md").exists());
    let mut names = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.all(|name| !name.to_string_lossy().starts_with(".tmp-")));
}

/// Begins a prune and kills it at an instant that is drawn; `false` when it was done before.
fn was_killed(desk: &Desk, n: u32) -> bool {
    let is_there = |day: &u64| {
        let day = chrono::NaiveDate::from_ymd_opt(2014, 1, 2).unwrap() + Days::new(*day);
        let path = day.format("reports/tombstones/2014/%m/%d/desk/r001.json").to_string();
        desk.path(&path).exists()
    };
    let stones = || (0..EDITIONS).filter(is_there).count();
    let mut run = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
        .arg("-c")
        .arg(desk.path("contrabrief.toml"))
        .arg("prune")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The instant itself is what is drawn, not a wait for something to happen.
    let enough = stones() + n as usize % 3;
    while stones() <= enough && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    std::thread::sleep(Duration::from_micros(u64::from(n) * 61 % 500));
    let _ = run.kill();
    !run.wait().unwrap().success()
}

/// Editions of 2014, each with an object of its own.
fn lay_out(root: &Path) {
    let archive = Archive::init(root).unwrap();
    let first = Utc.with_ymd_and_hms(2014, 1, 2, 10, 15, 0).unwrap();
    let program = ProgramFacts {
        version: "1".to_owned(),
        engine: "tests".to_owned(),
        tzdb: "tests".to_owned(),
    };
    for n in 0..EDITIONS {
        let at = first.checked_add_days(Days::new(n)).unwrap();
        let text = format!("day {n}");
        let edition = Edition {
            key: EditionKey { brief: BriefId::parse("desk").unwrap(), date: at.date_naive() },
            revision: Revision::FIRST,
            reason: Reason::Scheduled,
            as_of: AsOf::at(at),
            headline: text.clone(),
            overall_hundredths: None,
            tickers: vec!["HELX".to_owned()],
            checks: 0,
            renditions: vec![Rendition::new("brief.md", "text/markdown", text.clone())],
            inputs_sha256: Sha256Hash::of("inputs"),
            config_sha256: Sha256Hash::of("config"),
            templates_sha256: Sha256Hash::of("templates"),
            chain_head: None,
            objects: vec![ArchivedObject { role: "config".to_owned(), bytes: text.into_bytes() }],
        };
        archive.store(&edition, at, &program, "tests").unwrap();
    }
}

//! The editions of a span of past days, made at once: the same bytes as made one by one, whatever
//! the number of hands, killed or not; what is left out and why; and nobody is mailed unasked.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use contrabrief::cli::{self, World};
use contrabrief::clock::Clock;
use contrabrief::config::Environment;
use contrabrief::exit_code::ExitCode;
use contrabrief::model::Sha256Hash;
use contrabrief::store::Store;
use serde_json::Value;

use crate::long_market::LongMarket;
use crate::support::desk::{Desk, Ran};
use crate::support::files::files_below;
use crate::support::mail::Mail;

/// By this the test that is a backfill's own process knows that it is one.
const FOLDER: &str = "CONTRABRIEF_TEST_BACKFILL";
const KILLS: u64 = 12;

const FROM: &str = "2026-02-02";
const TO: &str = "2026-02-20";

/// Sessions from `FROM` to `TO`: the 16th is a holiday.
const DAYS: [&str; 14] = [
    "2026-02-02",
    "2026-02-03",
    "2026-02-04",
    "2026-02-05",
    "2026-02-06",
    "2026-02-09",
    "2026-02-10",
    "2026-02-11",
    "2026-02-12",
    "2026-02-13",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
];

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn a_year_on() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 2, 1, 12, 0, 0).unwrap()
}

fn market() -> LongMarket {
    LongMarket { names: 4, first: date(2025, 6, 2), last: date(2026, 2, 27), headlines: 8 }
}

/// A desk into which the market was imported, dated by publication.
fn desk_with(more: &str) -> Desk {
    let desk = Desk::new(&(market().config() + more), a_year_on());
    import(&desk);
    desk
}

fn import(desk: &Desk) {
    let (news, prices) = market().write(&desk.path("history"));
    let import = |what: &str, files: &[PathBuf]| {
        let files = files.iter().map(|file| file.to_str().unwrap());
        let words = ["import", what].into_iter().chain(files);
        let words: Vec<&str> = words.chain(["--assume-published", "15m"]).collect();
        desk.run(&words).ends_with(ExitCode::Done);
    };
    import("articles", &[news]);
    import("prices", &prices);
}

fn desk() -> Desk {
    desk_with("")
}

fn backfill(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["backfill", "--from", FROM, "--to", TO], more].concat())
}

/// Every file of an archive by its hash, without the audit lines, which say who did what when.
fn archive(desk: &Desk) -> BTreeMap<PathBuf, Sha256Hash> {
    let root = desk.path("reports");
    let files = files_below(&root).into_iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_owned();
        (name, Sha256Hash::of(fs::read(path).unwrap()))
    });
    files.filter(|(name, _)| !name.starts_with("audit")).collect()
}

#[track_caller]
fn assert_same(one: &BTreeMap<PathBuf, Sha256Hash>, other: &BTreeMap<PathBuf, Sha256Hash>) {
    let differ: Vec<&Path> = one
        .iter()
        .filter(|(name, hash)| other.get(*name) != Some(*hash))
        .map(|(name, _)| name.as_path())
        .chain(other.keys().filter(|name| !one.contains_key(*name)).map(PathBuf::as_path))
        .collect();
    assert!(differ.is_empty(), "{differ:?}");
}

/// The same span made day by day.
fn one_by_one() -> Desk {
    let desk = desk();
    for day in DAYS {
        let ran = desk.run(&["run", "--no-send", "--no-collect", "--date", day]);
        assert!(matches!(ran.exit_code, ExitCode::Done | ExitCode::Partial), "{}", ran.err);
    }
    desk
}

fn brief(desk: &Desk, day: &str) -> Value {
    let path = format!("reports/{}/desk/r001/brief.json", day.replace('-', "/"));
    serde_json::from_slice(&fs::read(desk.path(&path)).unwrap()).unwrap()
}

#[test]
fn a_backfill_gives_the_bytes_of_single_runs_whatever_the_number_of_hands() {
    let singly = one_by_one();
    let expected = archive(&singly);
    // The days look back on each other, or this would prove nothing.
    let last = brief(&singly, "2026-02-20");
    assert!(last["scorecard"].to_string().contains("open"), "{last}");
    for jobs in ["1", "4"] {
        let desk = desk();
        backfill(&desk, &["--jobs", jobs]);
        assert_same(&expected, &archive(&desk));
    }
}

/// Words that begin a backfill of a span.
fn span<'w>(from: &'w str, to: &'w str) -> Vec<&'w str> {
    vec!["backfill", "--from", from, "--to", to]
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

fn states(ran: &Ran) -> Vec<String> {
    let state = |line: &Value| line["state"].as_str().unwrap().to_owned();
    json(ran)["editions"].as_array().unwrap().iter().map(state).collect()
}

/// A day's page without the two places that name the chain before it.
fn without_head(desk: &Desk, day: &str) -> String {
    let folder = format!("reports/{}/desk/r001", day.replace('-', "/"));
    let read = |name: &str| fs::read_to_string(desk.path(&format!("{folder}/{name}"))).unwrap();
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let head = manifest["chain_head"].as_str().unwrap_or("no head");
    read("inputs.json") + &read("brief.json").replace(head, "").replace(&head[..12], "")
}

#[test]
fn an_earlier_span_made_after_a_later_one_knows_nothing_of_it() {
    let (in_order, turned) = (desk(), desk());
    backfill(&in_order, &[]);
    for (from, to) in [("2026-02-11", TO), (FROM, "2026-02-10")] {
        turned.run(&span(from, to)).ends_with(ExitCode::Done);
    }
    for day in &DAYS[1..7] {
        assert_eq!(without_head(&in_order, day), without_head(&turned, day), "{day}");
    }
    turned.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    for day in ["2026-02-03", "2026-02-20"] {
        turned.run(&["rerun", "--date", day]).ends_with(ExitCode::Done);
    }
}

#[test]
fn what_is_there_is_skipped_and_said_and_what_changed_is_revised_when_all_is_asked_for() {
    let desk = desk();
    let few = [&span("2026-02-05", "2026-02-10")[..], &["--json"]].concat();
    desk.run(&["run", "--no-send", "--no-collect", "--date", "2026-02-06"]);
    assert_eq!(states(&desk.run(&few)), ["made", "exists", "made", "made"]);
    let ran = desk.run(&few).ends_with(ExitCode::Done);
    assert_eq!(states(&ran), ["exists"; 4]);
    assert_eq!(json(&ran)["counts"]["skipped"], 4);
    assert!(json(&ran)["resume"].is_null());
    let before = archive(&desk);
    let all = [&few[..], &["--all"]].concat();
    // The 6th came out before the 5th was there, on which it looks back now.
    assert_eq!(states(&desk.run(&all)), ["same", "revised", "same", "same"]);
    assert_eq!(states(&desk.run(&all)), ["same"; 4]);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config.replace("title = \"Desk\"", "title = \"Early desk\"")).unwrap();
    assert_eq!(states(&desk.run(&few)), ["exists"; 4]);
    assert_eq!(states(&desk.run(&all)), ["revised"; 4]);
    let after = archive(&desk);
    let is_first = |name: &&PathBuf| name.to_string_lossy().contains("r001");
    assert!(before.keys().filter(is_first).all(|name| before[name] == after[name]));
}

#[test]
fn a_dry_run_says_what_would_be_made_and_why_not_and_writes_nothing() {
    let desk = desk();
    desk.run(&["run", "--no-send", "--no-collect", "--date", "2025-06-04"]);
    let before = archive(&desk);
    let runs = || Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(99).unwrap();
    let runs_before = runs();
    let dry = [&span("2025-05-29", "2025-06-05")[..], &["--dry-run"]].concat();
    let ran = desk.run(&dry).ends_with(ExitCode::Done);
    insta::assert_snapshot!(ran.out);
    let ran = desk.run(&[&dry[..], &["--json"]].concat()).ends_with(ExitCode::Done);
    insta::assert_snapshot!(ran.out);
    assert_same(&before, &archive(&desk));
    assert_eq!(runs_before, runs());
}

#[test]
fn a_day_without_facts_is_named_and_the_rest_goes_on() {
    let desk = desk();
    let ran = desk.run(&span("2025-05-29", "2025-06-04")).ends_with(ExitCode::Partial);
    let said = (ran.out + &ran.err).replace(desk.path("").to_str().unwrap(), "DESK/");
    insta::assert_snapshot!(said);
    let ran = desk.run(&[&span("2025-05-29", "2025-06-04")[..], &["--json"]].concat());
    let out = ran.ends_with(ExitCode::Partial).out;
    insta::assert_snapshot!(out.replace(desk.path("").to_str().unwrap(), "DESK/"));
    desk.run(&span("2025-05-29", "2025-05-30")).ends_with(ExitCode::NothingUsable);
    let audit = fs::read_to_string(desk.path("reports/audit/2027-02.jsonl")).unwrap();
    assert!(audit.contains("\"what\":\"backfill\""), "{audit}");
    let runs = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(99).unwrap();
    let whole = runs.iter().filter(|run| run.verb == "backfill" && run.edition.is_none()).nth(1);
    assert_eq!(
        whole.unwrap().detail.as_deref(),
        Some("2025-05-29 to 2025-06-04: 0 made, 3 skipped, 2 failed")
    );
}

#[test]
fn only_days_that_failed_are_made_when_asked_for() {
    let desk = Desk::new(&market().config(), a_year_on());
    desk.run(&span("2026-02-02", "2026-02-03")).ends_with(ExitCode::NothingUsable);
    import(&desk);
    let failed = [&span("2026-02-02", "2026-02-04")[..], &["--failed", "--json"]].concat();
    assert_eq!(states(&desk.run(&failed)), ["made", "made", "untried"]);
    assert_eq!(states(&desk.run(&failed)), ["exists", "exists", "untried"]);
}

#[test]
fn a_span_that_cannot_be_is_refused_with_what_can() {
    let mut desk = desk();
    desk.run(&span("2026-02-14", "2026-02-16")).ends_with(ExitCode::NotASession).tells(&[
        "error: No day from 2026-02-14 to 2026-02-16 is a session of XNYS",
        "hint: The previous session is 2026-02-13, the next one 2026-02-17",
    ]);
    desk.run(&span("2027-01-29", "2027-02-02"))
        .ends_with(ExitCode::Usage)
        .tells(&["2027-02-02 has not come yet: today is 2027-02-01"]);
    desk.run(&span("2026-02-05", "2026-02-03"))
        .ends_with(ExitCode::Usage)
        .tells(&["2026-02-05 comes after 2026-02-03", "--from 2026-02-03 --to 2026-02-05"]);
    desk.run(&span("1926-02-05", "2026-02-03")).ends_with(ExitCode::Usage).tells(&["forty years"]);
    desk.run(&span("2026-2-5", "2026-02-03")).ends_with(ExitCode::Usage).tells(&["not a date"]);
    desk.run(&[&span(FROM, TO)[..], &["--brief", "desc"]].concat())
        .ends_with(ExitCode::Usage)
        .tells(&["did you mean `desk`"]);
    desk.run(&[&span(FROM, TO)[..], &["--deliver"]].concat())
        .ends_with(ExitCode::Config)
        .tells(&["No mail transport", "leave --deliver out"]);
    // The cut-off of today's edition is at 06:15 in New York.
    desk.at(Utc.with_ymd_and_hms(2026, 2, 4, 9, 0, 0).unwrap());
    let ran = desk.run(&span("2026-02-03", "2026-02-04")).ends_with(ExitCode::Partial);
    let ran = ran.tells(&["desk 2026-02-04 is not made: its cut-off is still to come"]);
    assert!(ran.out.contains("made 2026-02-03"), "{}", ran.out);
    let _lock = Store::lock(&desk.path("data/contrabrief.db")).unwrap();
    desk.run(&span(FROM, "2026-02-03"))
        .ends_with(ExitCode::Locked)
        .tells(&["hint: If it is the daemon, stop it"]);
    desk.run(&[&span(FROM, "2026-02-03")[..], &["--dry-run"]].concat()).ends_with(ExitCode::Done);
}

#[test]
fn nobody_is_mailed_unless_it_is_asked_for_and_then_each_edition_goes_out_once() {
    let mail = Mail::start(&[]);
    let more = format!(
        "recipients = [\"ann\"]\n[[subscriber]]\nid = \"ann\"\naddress = \"ann@reader.example\"\n\
         [smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Desk <desk@desk.example>\"\n",
        mail.port()
    );
    let desk = desk_with(&more);
    desk.run(&span("2026-02-02", "2026-02-03"));
    assert!(mail.received().is_empty());
    let asked = [&span("2026-02-02", "2026-02-06")[..], &["--deliver"]].concat();
    for _ in 0..2 {
        desk.run(&asked);
        let received = mail.received();
        assert_eq!(received.len(), 3, "those that were made by it, each once");
        for (day, taken) in ["4 Feb", "5 Feb", "6 Feb"].iter().zip(&received) {
            assert!(taken.body.contains("Message-ID"), "{day}");
        }
    }
}

#[test]
fn how_far_it_is_is_told_once_a_month() {
    let desk = desk();
    let ran = desk.run(&span("2026-01-29", "2026-02-03"));
    let talk = ran.err.lines().filter(|line| line.starts_with("backfill:"));
    assert_eq!(
        talk.collect::<Vec<_>>(),
        ["backfill: 2026-01: 2 of 4 editions", "backfill: 2026-02: 4 of 4 editions"]
    );
    assert!(desk.run(&[&span("2026-01-29", "2026-02-03")[..], &["-q"]].concat()).err.is_empty());
}

/// The process that the next test kills: its clock stands still, so that two of them can give the
/// same bytes.
#[test]
#[expect(clippy::disallowed_methods, reason = "how else would a process know that it is one")]
fn a_backfill_in_a_process_of_its_own() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let file = Path::new(&folder).join("contrabrief.toml");
    let words = ["contrabrief", "-c", file.to_str().unwrap()];
    let words = words.into_iter().chain(span(FROM, TO)).chain(["--jobs", "2"]);
    let mut world = World {
        out: Box::new(std::io::sink()),
        err: Box::new(std::io::sink()),
        input: Box::new(Cursor::new(String::new())),
        clock: Clock::Fixed(a_year_on()),
        environment: Environment::from_pairs([]),
        draws: false,
    };
    cli::run(words.map(Into::into), &mut world);
}

#[test]
fn a_backfill_killed_at_any_instant_goes_on_to_the_same_chain_and_files() {
    let undisturbed = desk();
    backfill(&undisturbed, &[]);
    let expected = archive(&undisturbed);
    let desk = desk();
    let (mut kills, mut half) = (0, 0);
    while kills < KILLS && was_killed(&desk, kills) {
        kills += 1;
        half +=
            usize::from(archive(&desk).keys().any(|name| name.to_string_lossy().contains(".tmp-")));
    }
    backfill(&desk, &[]);
    assert_same(&expected, &archive(&desk));
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    for day in DAYS {
        desk.run(&["rerun", "--date", day]).ends_with(ExitCode::Done);
    }
    eprintln!("{kills} kills, {half} of them in the middle of an edition");
    assert!(kills >= 8, "{kills}");
}

fn made(desk: &Desk) -> usize {
    let is_there =
        |day: &str| desk.path(&format!("reports/{}/desk/r001", day.replace('-', "/"))).exists();
    DAYS.iter().filter(|day| is_there(day)).count()
}

/// Begins a backfill and kills it at an instant that is drawn; `false` when it was done before.
fn was_killed(desk: &Desk, n: u64) -> bool {
    let mut run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "backfilling::a_backfill_in_a_process_of_its_own"])
        .env(FOLDER, desk.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The instant itself is what is drawn, not a wait for something to happen.
    let enough = made(desk);
    while made(desk) <= enough && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    std::thread::sleep(Duration::from_micros(
        [0, 300, 1_500, 7_000, 40_000][usize::try_from(n % 5).unwrap()] * (n + 1) / 3,
    ));
    let _ = run.kill();
    !run.wait().unwrap().success()
}

#[test]
fn ctrl_c_ends_it_after_the_edition_at_hand_and_says_how_to_go_on() {
    let desk = desk();
    let mut run: Child = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
        .arg("-c")
        .arg(desk.path("contrabrief.toml"))
        .args(span(FROM, TO))
        .args(["--jobs", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while made(&desk) == 0 && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args(["-s", "INT", &run.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let ended = run.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(5), "{err}");
    let go_on =
        format!("backfill: stopped; go on with contrabrief backfill --from {FROM} --to {TO}");
    assert!(err.contains(&go_on), "{err}");
    assert!((1..DAYS.len()).contains(&made(&desk)));
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
    backfill(&desk, &[]);
    assert_eq!(made(&desk), DAYS.len());
}

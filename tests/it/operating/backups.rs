//! Copies of the database and what comes back from them: the same editions, never half a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use contrabrief::store::Store;
use rusqlite::Connection;

use crate::faults::{desk, morning};
use crate::support::desk::Desk;
use crate::support::web::Web;

const KILLS: u32 = 40;
/// The longest life of a run after it began to write.
const LIFE_MICROS_MAX: u64 = 600_000;

fn night(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 4, day, 2, 0, 0).unwrap()
}

/// A desk with one edition.
fn desk_with_edition(web: &Web) -> Desk {
    let desk = desk(web, None);
    desk.run(&["run", "--no-send", "--date", "2026-03-25"]);
    desk
}

fn backups(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|it| it == "db")).collect();
    found.sort();
    found
}

fn whole(path: &Path) {
    Store::open(path).unwrap().check_integrity().unwrap();
}

#[test]
fn an_edition_comes_out_again_byte_for_byte_from_a_restored_database() {
    let web = Web::start();
    let mut desk = desk_with_edition(&web);
    fs::write(desk.path("data/token.key"), [7; 32]).unwrap();
    private(&desk.path("data/token.key"));
    let ran = desk.at(night(1)).run(&["backup"]).ends_with(ExitCode::Done);
    let file = PathBuf::from(ran.out.trim());
    assert_eq!(file, desk.path("data/backups/contrabrief-20260401T020000Z.db"));
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["contrabrief-20260401T020000Z.db", "contrabrief-20260401T020000Z.token.key"] {
        fs::copy(file.with_file_name(name), elsewhere.path().join(name)).unwrap();
        private(&elsewhere.path().join(name));
    }
    fs::remove_dir_all(desk.path("data")).unwrap();

    let moved = elsewhere.path().join("contrabrief-20260401T020000Z.db");
    let ran = desk.run(&["restore", moved.to_str().unwrap()]).ends_with(ExitCode::Done);
    assert!(!ran.err.contains("no key of links"), "{}", ran.err);
    assert!(ran.err.contains("it ends on 2026-04-01 at 02:00 UTC"), "{}", ran.err);
    desk.run(&["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    assert_eq!(fs::read(desk.path("data/token.key")).unwrap(), [7; 32]);
}

#[test]
fn a_database_that_is_there_is_replaced_only_when_told_so_and_stays_beside_it() {
    let web = Web::start();
    let mut desk = desk(&web, None);
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    let ran = desk.run(&["backup", "--to", desk.path("copy.db").to_str().unwrap()]);
    let ran = ran.ends_with(ExitCode::Done);
    let copy = ran.out.trim().to_owned();
    desk.at(morning() + Duration::from_mins(1)).run(&["run", "--no-send"]);
    desk.run(&["restore", &copy])
        .ends_with(ExitCode::Usage)
        .tells(&["contrabrief.db` is there", "hint: Add --replace"]);
    let lock = Store::lock(&desk.path("data/contrabrief.db")).unwrap();
    desk.run(&["restore", &copy, "--replace"]).ends_with(ExitCode::Locked);
    drop(lock);
    desk.run(&["restore", &copy, "--replace"]).ends_with(ExitCode::Done).tells(&[
        "contrabrief.db.before-20260325T101100Z",
        "note: no key of links",
        "1 edition(s) were archived after this backup",
        "2026/03/25/desk/r001",
    ]);
    let kept = desk.path("data/contrabrief.db.before-20260325T101100Z");
    assert!(Store::open(&kept).unwrap().runs(9).unwrap().iter().any(|run| run.verb == "run"));
    let now = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(9).unwrap();
    assert_eq!(now[0].verb, "restore");
    assert!(now.iter().all(|run| run.verb != "run"));
}

#[test]
fn the_newest_backups_are_kept_and_nothing_that_is_no_backup_is_removed() {
    let web = Web::start();
    let mut desk = desk_with_edition(&web);
    let config = fs::read_to_string(desk.path("contrabrief.toml")).unwrap();
    let more = "[backup]\nfolder = \"copies\"\nkeep = 3\n";
    fs::write(desk.path("contrabrief.toml"), config + more).unwrap();
    fs::create_dir(desk.path("copies")).unwrap();
    fs::write(desk.path("copies/contrabrief-mine.db"), "not yours").unwrap();
    fs::write(desk.path("copies/.tmp-contrabrief-20260320T020000Z.db"), "half").unwrap();
    for day in 1..=5 {
        desk.at(night(day)).run(&["backup"]).ends_with(ExitCode::Done);
    }
    let names: Vec<_> = backups(&desk.path("copies"))
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "contrabrief-20260403T020000Z.db",
            "contrabrief-20260404T020000Z.db",
            "contrabrief-20260405T020000Z.db",
            "contrabrief-mine.db",
        ]
    );
    assert!(!desk.path("copies/.tmp-contrabrief-20260320T020000Z.db").exists());
    // A clock that goes back: the one just made stays, though its name is not the newest.
    desk.at(night(2)).run(&["backup"]).ends_with(ExitCode::Done);
    assert!(desk.path("copies/contrabrief-20260402T020000Z.db").exists());
    let runs = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(1).unwrap();
    assert_eq!((&runs[0].verb[..], runs[0].outcome.as_deref()), ("backup", Some("done")));
}

#[cfg(unix)]
#[test]
fn a_disk_without_room_keeps_the_old_backups_and_leaves_no_half_one() {
    let web = Web::start();
    let mut desk = desk_with_edition(&web);
    desk.at(night(1)).run(&["backup"]).ends_with(ExitCode::Done);
    let folder = desk.path("data/backups");
    let before = backups(&folder);
    let blocks = fs::metadata(&before[0]).unwrap().len() / 1024 / 2;
    // No file may grow beyond half of what the copy needs.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" -c \"$1\" backup");
    let ran = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_contrabrief")])
        .arg(desk.path("contrabrief.toml"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(6), "{said}");
    assert!(said.contains("cannot be written") && said.contains("hint:"), "{said}");
    assert_eq!(backups(&folder), before);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no half copy");
    whole(&before[0]);
    let runs = Store::open(&desk.path("data/contrabrief.db")).unwrap().runs(1).unwrap();
    assert_eq!((&runs[0].verb[..], runs[0].outcome.as_deref()), ("backup", Some("failed")));
}

#[test]
fn a_backup_killed_at_any_instant_never_has_half_a_file_under_its_name() {
    let web = Web::start();
    let desk = desk_with_edition(&web);
    fatten(&desk.path("data/contrabrief.db"));
    let folder = desk.path("data/backups");
    let (mut done, mut halves) = (0, 0);
    for n in 0..KILLS {
        let (copy, half) =
            (folder.join(format!("copy-{n}.db")), folder.join(format!(".tmp-copy-{n}.db")));
        let mut run = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
            .arg("-c")
            .arg(desk.path("contrabrief.toml"))
            .args(["backup", "--to"])
            .arg(&copy)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !half.exists() && !copy.exists() && run.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // The instant itself is what is drawn, not a wait for something to happen.
        let life = u64::from(n) * LIFE_MICROS_MAX / u64::from(KILLS);
        std::thread::sleep(Duration::from_micros(life));
        let _ = run.kill();
        done += u32::from(run.wait().unwrap().success());
        halves += u32::from(half.exists());
        assert!(!(half.exists() && copy.exists()), "a copy has one name");
    }
    let named = |path: &PathBuf| !path.file_name().unwrap().to_string_lossy().starts_with(".tmp-");
    let copies: Vec<_> = backups(&folder).into_iter().filter(named).collect();
    for path in &copies {
        whole(path);
    }
    assert!(halves > 0, "some were killed in the middle");
    desk.run(&["backup"]).ends_with(ExitCode::Done);
    eprintln!(
        "{KILLS} kills: {halves} left half a copy aside, {} whole copies, {done} by runs that ended",
        copies.len()
    );
}

/// Gives the database some megabytes, so that a copy takes its time.
fn fatten(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
             INSERT INTO runs (verb, begun_at, ended_at, outcome, detail)
             SELECT 'collect', 0, 0, 'done', hex(zeroblob(2000)) FROM n",
        )
        .unwrap();
}

fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let _ = path;
}

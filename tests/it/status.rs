//! `contrabrief status` as an operator and a monitor use it: beside a writer, after faults, with
//! nothing there yet, and as the daemon serves it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use chrono::{DateTime, Duration, Utc};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{
    BriefId, Delivery, DeliveryKey, DeliveryState, DeliveryStep, EditionKey, Revision, Sha256Hash,
    SourceHealth, SourceId, StepTaken, SubscriberId,
};
use contrabrief::store::Store;
use serde_json::Value;

use crate::support::demo::demo_desk;
use crate::support::desk::{Desk, Ran};

/// Half an hour after the demo's last edition.
fn morning() -> DateTime<Utc> {
    "2026-03-25T10:45:00Z".parse().unwrap()
}

struct Demo {
    desk: Desk,
    config: String,
}

impl Demo {
    fn new() -> Self {
        let desk = demo_desk(morning());
        let config = desk.path("demo/contrabrief.toml").to_str().unwrap().to_owned();
        Self { desk, config }
    }

    fn status(&self, more: &[&str]) -> Ran {
        let mut words = vec!["contrabrief", "status", "-c", &self.config];
        words.extend(more);
        self.desk.run_as(&words[1..])
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.status(&["--json"]).out).unwrap()
    }

    fn store(&self) -> Store {
        Store::open(&self.desk.path("demo/data/contrabrief.db")).unwrap()
    }
}

fn key(date: &str) -> EditionKey {
    EditionKey { brief: BriefId::parse("harbour").unwrap(), date: date.parse().unwrap() }
}

#[test]
fn a_morning_is_told_with_a_sentence_first() {
    let demo = Demo::new();
    let told = demo.status(&[]).ends_with(ExitCode::Done);
    insta::assert_snapshot!(told.out);
    assert_eq!(told.err, "");
    let page = demo.status(&["--format", "html"]).ends_with(ExitCode::Done).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
    assert!(!page.contains("<script") && !page.contains("src="), "nothing stands beside it");
    let metrics = demo.status(&["--format", "metrics"]).ends_with(ExitCode::Done).out;
    assert!(metrics.contains("\ncontrabrief_archive_intact 1\n"), "{metrics}");
}

#[test]
fn it_reads_beside_a_writer_that_holds_the_lock_and_writes_nothing() {
    let demo = Demo::new();
    let data = demo.desk.path("demo/data/contrabrief.db");
    let store = demo.store();
    let _lock = Store::lock(&data).unwrap();
    let before = fs::read(&data).unwrap();
    demo.status(&[]).ends_with(ExitCode::Done);
    assert_eq!(fs::read(&data).unwrap(), before);
    store.begin_run("collect", None, morning()).unwrap();
    assert_eq!(demo.json()["jobs"][0]["result"], "at work, or cut off");
}

#[test]
fn the_worst_thing_is_the_exit_code_that_a_monitor_sees() {
    let demo = Demo::new();
    let check = || demo.status(&["--check"]);
    let partial = check().ends_with(ExitCode::Partial);
    assert!(
        partial.out.starts_with(
            "WARNING Working, with 1 thing to look at: Brief harbour of 25 March lacks data"
        ),
        "{}",
        partial.out
    );
    assert_eq!(partial.out.lines().count(), 1);

    let since = morning() - Duration::hours(3);
    for source in ["demo-meridian", "demo-chipyard", "demo-quay"] {
        let health = SourceHealth {
            last_ok_at: Some(since),
            failures_in_a_row: 3,
            failing_since: Some(since),
            last_error: Some("no answer in 10 s".to_owned()),
            wait: None,
        };
        demo.store().set_source_health(&SourceId::new(source.to_owned()), &health).unwrap();
        let expected =
            if source == "demo-quay" { ExitCode::NothingUsable } else { ExitCode::Partial };
        check().ends_with(expected);
    }
    let told = check().out;
    assert!(told.contains("CRITICAL") && told.contains("No source of articles answers"), "{told}");

    leave_unsure(&demo.store());
    let told = check().ends_with(ExitCode::Delivery).out;
    assert!(told.contains("1 delivery is unsure"), "{told}");

    let marker = demo.desk.path("demo/reports/.contrabrief-archive");
    fs::rename(&marker, demo.desk.path("marker")).unwrap();
    let told = check().ends_with(ExitCode::Storage).out;
    assert!(told.contains("Not working") && told.contains("archive cannot be reached"), "{told}");
    fs::rename(demo.desk.path("marker"), &marker).unwrap();

    for file in ["contrabrief.db-wal", "contrabrief.db-shm"] {
        let _ = fs::remove_file(demo.desk.path("demo/data").join(file));
    }
    fs::write(demo.desk.path("demo/data/contrabrief.db"), "this is no database at all").unwrap();
    let told = check().ends_with(ExitCode::Storage).out;
    assert!(told.contains("The database cannot be read"), "{told}");
    demo.status(&[]).ends_with(ExitCode::Done);
}

/// A letter whose body went out and whose answer was lost.
fn leave_unsure(store: &Store) {
    let at = morning();
    let key = DeliveryKey {
        edition: key("2026-03-25"),
        revision: Revision(1),
        subscriber: SubscriberId("lost".to_owned()),
    };
    let delivery = Delivery {
        key: key.clone(),
        address: "lost@desk.example".to_owned(),
        message_id: "<lost@desk.example>".to_owned(),
        state: DeliveryState::Intent,
        attempts: 0,
        changed_at: at,
        due_at: at,
        expires_at: at + Duration::hours(24),
        short: false,
        correction: None,
    };
    store.intend(&[delivery]).unwrap();
    let message = Sha256Hash::of("a letter");
    store
        .take_steps(&[DeliveryStep { key, at, taken: StepTaken::DataStarted { message } }])
        .unwrap();
}

#[test]
fn each_session_is_on_time_late_failed_or_missed() {
    let mut demo = Demo::new();
    let store = demo.store();
    let run = |date: &str, begun: &str, outcome: &str, detail: &str| {
        let begun: DateTime<Utc> = begun.parse().unwrap();
        let run = store.begin_run("run", Some(&key(date)), begun).unwrap();
        store.finish_run(run, outcome, detail, begun + Duration::seconds(4)).unwrap();
    };
    run("2026-03-26", "2026-03-26T10:15:00Z", "done", "2026/03/26/harbour/r001");
    run("2026-03-27", "2026-03-27T10:40:00Z", "done", "2026/03/27/harbour/r001");
    // The 28th and 29th are a weekend; on the 30th nothing ran.
    run("2026-03-31", "2026-03-31T10:15:00Z", "failed", "No source gave anything usable");
    store
        .begin_run("run", Some(&key("2026-04-01")), "2026-04-01T10:15:00Z".parse().unwrap())
        .unwrap();
    let words = |demo: &Demo| -> Vec<String> {
        let json = demo.json();
        let job = json["jobs"].as_array().unwrap().iter().find(|job| job["verb"] == "run").unwrap();
        let recent = job["recent"].as_array().unwrap().iter();
        recent
            .map(|past| {
                format!("{}: {}", past["when"].as_str().unwrap(), past["word"].as_str().unwrap())
            })
            .collect()
    };
    demo.desk.at("2026-04-01T10:20:00Z".parse().unwrap());
    let told = words(&demo);
    let last: Vec<&str> = told.iter().rev().take(5).rev().map(String::as_str).collect();
    assert_eq!(
        last,
        [
            "26 Mar: on time",
            "27 Mar: 25 min late",
            "30 Mar: missed",
            "31 Mar: failed",
            "1 Apr: at work"
        ]
    );
    demo.desk.at("2026-04-01T18:20:00Z".parse().unwrap());
    assert_eq!(words(&demo).last().unwrap(), "1 Apr: cut off");
    // Due, and not yet late.
    demo.desk.at("2026-04-02T10:20:00Z".parse().unwrap());
    assert_eq!(words(&demo).last().unwrap(), "1 Apr: cut off");
    demo.desk.at("2026-04-02T10:26:00Z".parse().unwrap());
    assert_eq!(words(&demo).last().unwrap(), "2 Apr: missed");
    let told = demo.status(&["--check"]).ends_with(ExitCode::Partial).out;
    assert!(told.starts_with("WARNING Nothing has run since Wed 06:15"), "{told}");
}

#[test]
fn where_nothing_has_run_it_says_so_and_makes_nothing() {
    let config = "[[source]]\nid = \"wire\"\nkind = \"feed\"\nurl = \"https://wire.example/feed\"\n\
        [[prices]]\nid = \"daily\"\nkind = \"csv\"\nurl = \"https://prices.example/{symbol}.csv\"\n\
        [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
        [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\nat = \"06:15\"\n";
    let desk = Desk::new(config, morning());
    let told = desk.run(&["status", "--check"]).ends_with(ExitCode::Done).out;
    assert_eq!(told, "OK Nothing has run yet\n");
    assert!(!desk.path("data").exists() && !desk.path("reports").exists());
}

#[test]
fn beyond_this_machine_nothing_is_served_without_a_token() {
    let demo = Demo::new();
    let text = fs::read_to_string(&demo.config).unwrap();
    let check = |more: &str| {
        fs::write(&demo.config, format!("{text}\n{more}")).unwrap();
        demo.desk.run_as(&["check", "-c", &demo.config])
    };
    for listen in ["0.0.0.0:8026", "192.0.2.1:8026", "[::]:8026"] {
        check(&format!("[status]\nlisten = \"{listen}\"\n")).ends_with(ExitCode::Config).tells(&[
            "error:",
            "is reached from other machines",
            "token_file",
            "hint:",
        ]);
    }
    check("[status]\nlisten = \"localhost\"\n")
        .ends_with(ExitCode::Config)
        .tells(&["an address and a port"]);
    check("[status]\nlistn = \"127.0.0.1:1\"\n").ends_with(ExitCode::Config).tells(&["listn"]);
    check("[status]\n").ends_with(ExitCode::Done);
    let token = demo.desk.path("demo/token");
    fs::write(&token, "short\n").unwrap();
    close(&token);
    let with_token = "[status]\nlisten = \"0.0.0.0:8026\"\ntoken_file = \"token\"\n";
    check(with_token).ends_with(ExitCode::Config).tells(&["fewer than 16 characters"]);
    fs::write(&token, "long enough for a token\n").unwrap();
    check(with_token).ends_with(ExitCode::Done);
    fs::remove_file(&token).unwrap();
    check(with_token).ends_with(ExitCode::Config).tells(&["cannot be read"]);
}

fn close(file: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let _ = file;
}

#[test]
fn the_daemon_serves_the_page_beside_its_beat() {
    let demo = Demo::new();
    let text = fs::read_to_string(&demo.config).unwrap();
    fs::write(&demo.config, format!("{text}\n[status]\nlisten = \"127.0.0.1:0\"\n")).unwrap();
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
        .args(["daemon", "-c", &demo.config])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(daemon.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = told
        .by_ref()
        .find_map(|line| Some(line.strip_prefix("daemon: status on http://")?.to_owned()))
        .expect("the daemon names the page's address");
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    let (page, ready, json) = (ask("/"), ask("/readyz"), ask("/status.json"));
    let (archive, brief) = (ask("/archive/"), ask("/archive/2026/03/25/harbour/r001/brief.html"));
    let _ = daemon.kill();
    let _ = daemon.wait();
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<h1>"), "{page}");
    assert!(ready.ends_with("\r\n\r\nready\n"), "{ready}");
    assert!(json.contains("\"beat_at\": \"20"), "{json}");
    assert!(archive.starts_with("HTTP/1.1 200") && archive.contains("Brief archive"), "{archive}");
    assert!(brief.starts_with("HTTP/1.1 200") && brief.contains("script-src 'none'"), "{brief}");
}

//! The table of `docs/security.md`: that it has every row, that each test it names is there, and
//! the rows that are shown through the command line. Each row of the table that is shown here
//! stands over its test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use contrabrief::archive::Archive;
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{BriefId, CalendarId, EditionKey, Plan};
use contrabrief::pipeline::{Attempt, Timekeeper};
use contrabrief::schedule::{CatchUp, Rules, Timetable};
use contrabrief::store::Store;

use crate::faults::{config_for, desk, morning};
use crate::support::desk::Desk;
use crate::support::files::files_below;
use crate::support::mail::Mail;
use crate::support::web::Web;

/// How many bad inputs there are.
const ROWS: usize = 73;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Number and last column of each row.
fn rows(page: &str) -> Vec<(&str, &str)> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|line| Some((line.split_once(" | ")?.0, line.rsplit_once(" | ")?.1)))
        .filter(|(number, _)| number.starts_with(|first: char| first.is_ascii_digit()))
        .collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The name of every function that a test runner runs.
fn tests() -> BTreeSet<String> {
    let files = ["src", "tests"].into_iter().flat_map(|part| files_below(&project().join(part)));
    let code = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    code.flat_map(|path| tests_of(&fs::read_to_string(path).unwrap())).collect()
}

/// The functions under `#[test]`, which other attributes and comments may stand beside.
fn tests_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        let name = line.strip_prefix("async fn ").or(line.strip_prefix("fn "));
        if let Some(name) = name {
            if is_test {
                found.extend(name.split(['(', '<']).next().map(ToOwned::to_owned));
            }
            is_test = false;
        } else if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            is_test = false;
        }
    }
    found
}

/// What is wrong with a page: rows that are missing, tests and files that are not there.
fn faults_of(page: &str, tests: &BTreeSet<String>) -> String {
    let mut faults = String::new();
    let rows = rows(page);
    let numbers: Vec<String> = rows.iter().map(|(number, _)| (*number).to_owned()).collect();
    let due: Vec<String> = (1..=ROWS).map(|number| number.to_string()).collect();
    if numbers != due {
        let _ = writeln!(faults, "the rows are {}", numbers.join(" "));
    }
    for (number, shown_by) in rows {
        if quoted(shown_by).next().is_none() {
            let _ = writeln!(faults, "row {number} names no test");
        }
        for name in quoted(shown_by) {
            let is_there = if name.contains('/') {
                project().join(name).exists()
            } else {
                tests.contains(name)
            };
            if !is_there {
                let _ = writeln!(faults, "row {number}: there is no `{name}`");
            }
        }
    }
    faults
}

#[test]
fn every_bad_input_has_its_row_and_every_test_that_a_row_names_is_there() {
    let page = fs::read_to_string(project().join("docs/security.md")).unwrap();
    let tests = tests();
    assert_eq!(faults_of(&page, &tests), "");
    // The test itself sees what it is for.
    let lacks = page.replacen("| 36 |", "| 36a |", 1);
    assert!(faults_of(&lacks, &tests).contains("the rows are 1 2 3"));
    let invented = page.replacen("`what_is_no_feed_is_refused_by_what_it_is`", "`no_such_test`", 1);
    assert_eq!(faults_of(&invented, &tests), "row 24: there is no `no_such_test`\n");
    assert!(!tests.contains("faults_of"), "a function that is no test is none");
}

/// A desk with this config whose sources are not needed.
fn checked(config: &str) -> crate::support::desk::Ran {
    Desk::new(config, morning()).run(&["check"])
}

/// Row 40, through an import and in the configuration.
#[test]
fn a_recipient_that_would_speak_to_the_server_is_refused_with_its_place() {
    let web = Web::start();
    let desk = desk(&web, None);
    let text = "id,address,briefs\r\nok,ok@x.example,desk\r\nbad,\"a@b.c\r\nRCPT TO:<x>\",desk\r\n";
    desk.run_with_input(&["subscribers", "import", "-"], text)
        .ends_with(ExitCode::NothingUsable)
        .tells(&["row 3, column address", "nothing was imported"]);
    let escaped = "[[subscriber]]\nid = \"bad\"\naddress = \"a@b.c\\r\\nRCPT TO:<x>\"\n";
    let ran = checked(&format!("{}{escaped}", config_for(&web, None, &[])));
    ran.ends_with(ExitCode::Config).tells(&["contrabrief.toml:", "holds a control character"]);
}

/// Row 45.
#[test]
fn one_mailbox_is_one_recipient_however_it_is_spelled() {
    let web = Web::start();
    let desk = desk(&web, None);
    let text = "id,address\na,ADMIN@Example.COM\nb,admin@example.com\n";
    desk.run_with_input(&["subscribers", "import", "-"], text)
        .ends_with(ExitCode::NothingUsable)
        .tells(&["row 3, column address: `admin@example.com` is the address of `a` in row 2 too"]);
    let twice = "[[subscriber]]\nid = \"a\"\naddress = \"ADMIN@Example.COM\"\n\
                 [[subscriber]]\nid = \"b\"\naddress = \"admin@example.com\"\n";
    let config = config_for(&web, None, &[]) + twice;
    let line = 1 + config[..config.find("ADMIN").unwrap()].matches('\n').count();
    checked(&config).ends_with(ExitCode::Config).tells(&[
        "has 1 fault",
        &format!("`admin@example.com` is the address of `a` in line {line} too"),
    ]);
}

/// A table of 10,000 rows with a byte order mark, semicolons and empty lines, and a fault in
/// line 7,431.
fn table(header: &str, row: impl Fn(usize) -> String, bad: &str) -> String {
    let mut text = format!("\u{feff}{header}\r\n");
    for line in 2..=10_001 {
        text += &if line == 7_431 { bad.to_owned() } else { row(line) };
        text += "\r\n";
    }
    text + "\r\n\r\n"
}

fn row_of_reader(line: usize) -> String {
    format!("r{line};r{line}@reader.example;desk")
}

/// Row 46: subscribers come whole or not at all, articles but for the bad row.
#[test]
fn of_ten_thousand_rows_the_bad_one_is_named() {
    let web = Web::start();
    let desk = desk(&web, None);
    let readers = table("id;address;briefs", row_of_reader, "r7431;nobody;desk");
    desk.run_with_input(&["subscribers", "import", "-"], &readers)
        .ends_with(ExitCode::NothingUsable)
        .tells(&[
            "has 1 fault: nothing was imported",
            "row 7431, column address: `nobody` is not a mail address",
        ]);
    let sound = readers.replace(";nobody;", ";r7431@reader.example;");
    let ran =
        desk.run_with_input(&["subscribers", "import", "-"], &sound).ends_with(ExitCode::Done);
    assert_eq!(ran.out, "-: 10000 new, 0 changed, 0 as before, 0 removed\n");

    let article = |line: usize| format!("Helix opens line {line};Wire;2026-03-24T18:00:00Z;text");
    let articles = table("title;source;published;text", article, "a title alone");
    let file = desk.path("news.csv");
    fs::write(&file, articles).unwrap();
    let ran =
        desk.run(&["import", "articles", file.to_str().unwrap()]).ends_with(ExitCode::Partial);
    assert!(ran.out.contains("9999 new"), "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("Row 7431"), "{}", ran.err);
}

/// Row 48.
#[test]
fn an_id_that_could_be_a_path_or_a_device_is_refused_when_the_configuration_is_read() {
    let web = Web::start();
    let long = "a".repeat(300);
    let ids = [
        "../../etc",
        "..\\\\..",
        "/abs",
        "C:\\\\x",
        "CON",
        "con",
        "nul",
        "com1",
        "lpt9",
        "a:b",
        "desk.",
        "a b",
        "",
        "-a",
        ".",
        "..",
        "a\\u0000b",
        "ä",
        &long,
    ];
    for id in ids {
        let config =
            config_for(&web, None, &[]).replace("id = \"desk\"", &format!("id = \"{id}\""));
        let desk = Desk::new(&config, morning());
        let ran = desk.run(&["check"]).ends_with(ExitCode::Config);
        assert!(ran.err.contains("is not a brief id"), "{id}: {}", ran.err);
        assert!(!ran.err.contains('\0'), "{id}");
        desk.run(&["run"]).ends_with(ExitCode::Config);
        assert!(!desk.path("reports").exists() && !desk.path("data").exists(), "{id}");
    }
}

/// Row 49.
#[test]
fn a_symbol_is_refused_or_names_no_file() {
    let web = Web::start();
    let with = |symbol: &str| {
        config_for(&web, None, &[])
            .replace("symbol = \"HELX\"", &format!("symbol = \"{symbol}\""))
            .replace("tickers = [\"HELX\"]", &format!("tickers = [\"{symbol}\"]"))
    };
    for symbol in ["../x", "..\\\\x", "/etc", "🚀", "", "A B", "A\\u0000", "X."] {
        checked(&with(symbol)).ends_with(ExitCode::Config).tells(&["is not a ticker symbol"]);
    }
    web.set("/feed.rss", "application/rss+xml", crate::faults::FEED);
    for symbol in ["BRK.B", "^GSPC", "BTC/USD", "CON"] {
        let desk = Desk::new(&with(symbol), morning());
        let ran = desk.run(&["run", "--no-send"]);
        assert!(
            [ExitCode::Done, ExitCode::Partial].contains(&ran.exit_code),
            "{symbol}: {}",
            ran.err
        );
        desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
        let root = desk.path("reports");
        let below = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
        let files: Vec<String> = files_below(&root).iter().map(below).collect();
        let edition = files.iter().filter(|file| file.contains("2026/03/25/desk/r001/")).count();
        assert!(edition > 5, "{symbol}: {files:?}");
        for file in files {
            let plain = |mark: char| mark.is_ascii_alphanumeric() || "._-/".contains(mark);
            assert!(file.chars().all(plain) && !file.contains(".."), "{symbol}: {file}");
            let stem = Path::new(&file).file_stem().unwrap().to_string_lossy().to_lowercase();
            assert_ne!(stem, "con", "{symbol}: {file}");
        }
    }
}

/// Row 55, and row 54 from outside: what cannot be archived is not mailed, and comes whole once
/// it can.
#[test]
fn an_archive_that_cannot_be_written_holds_the_mail_back_until_it_can() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, Some(&mail));
    Archive::init(&desk.path("reports")).unwrap();
    // A file where the year's folder should be: root may write everywhere, but not into this.
    fs::write(desk.path("reports/2026"), "in the way").unwrap();
    desk.run(&["run"])
        .ends_with(ExitCode::Storage)
        .tells(&["error: Cannot", "hint: Check that the share"]);
    assert!(mail.received().is_empty());
    fs::remove_file(desk.path("reports/2026")).unwrap();
    desk.run(&["run"]).ends_with(ExitCode::Done);
    assert_eq!(mail.received().len(), 2);
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
}

/// Row 58: by its mode, its schema and its bytes.
#[cfg(unix)]
#[test]
fn a_database_is_closed_to_others_refused_when_newer_and_called_damaged_with_what_helps() {
    use std::os::unix::fs::PermissionsExt as _;
    let web = Web::start();
    let desk = desk(&web, None);
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    let database = desk.path("data/contrabrief.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::Done);
    assert_eq!(fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o600);

    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    desk.run(&["run"]).ends_with(ExitCode::Storage).tells(&[
        "Database has schema 99, this program knows schemas up to",
        "hint: Use the contrabrief version that wrote it",
    ]);

    fs::write(&database, "no database, and long enough to be taken for one ".repeat(200)).unwrap();
    let _ = fs::remove_file(desk.path("data/contrabrief.db-wal"));
    desk.run(&["run"])
        .ends_with(ExitCode::Storage)
        .tells(&["Database is damaged", "hint: Run contrabrief restore FILE --replace"]);
}

/// Row 60.
#[test]
fn a_clock_that_steps_back_or_a_year_ahead_makes_no_edition_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("contrabrief.db")).unwrap();
    let timetable = Timetable {
        brief: BriefId::parse("desk").unwrap(),
        plan: Plan {
            at: NaiveTime::from_hms_opt(6, 15, 0).unwrap(),
            timezone: Tz::UTC,
            on: CalendarId::Crypto.into(),
        },
        rules: Rules { catch_up: CatchUp::Latest, grace: Duration::hours(6), gate: None },
    };
    let at = |year, month, day, hour, minute| {
        Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).unwrap()
    };
    let mut keeper = Timekeeper::new(vec![timetable], at(2026, 3, 25, 6, 0));
    let mut made: Vec<EditionKey> = Vec::new();
    let mut beat = |now: DateTime<Utc>| {
        let round = keeper.round(&store, now, |key| made.contains(key)).unwrap();
        let fired = round.due.len();
        for due in round.due {
            assert!(!made.contains(&due.key), "{} twice", due.key);
            made.push(due.key.clone());
            keeper.settle(&store, due, Attempt::Made, now).unwrap();
        }
        (fired, round.over.len(), round.stepped_back)
    };
    assert_eq!(beat(at(2026, 3, 25, 6, 0)), (0, 0, None));
    assert_eq!(beat(at(2026, 3, 25, 6, 16)), (1, 0, None));
    // Two hours back, and once more through the same quarter past six.
    assert_eq!(beat(at(2026, 3, 25, 4, 16)), (0, 0, Some(Duration::hours(2))));
    assert_eq!(beat(at(2026, 3, 25, 6, 16)), (0, 0, None));
    assert_eq!(beat(at(2026, 3, 26, 6, 16)), (1, 0, None));
    // A year ahead: the edition of that day alone, and every other one says why it is missing.
    let (fired, over, back) = beat(at(2027, 3, 26, 7, 0));
    assert_eq!((fired, over, back), (1, 364, None));
    let (_, _, back) = beat(at(2026, 3, 27, 5, 0));
    assert!(back.is_some_and(|back| back > Duration::days(363)));
    assert_eq!(
        beat(at(2026, 3, 27, 6, 16)).0,
        1,
        "what was given up too early is made in its time"
    );
    assert_eq!(beat(at(2027, 3, 26, 7, 0)).0, 0, "and the day ahead was made");
}

/// Row 69: a tab is white space, and moves no line that a fault is told with.
#[test]
fn a_configuration_with_tabs_is_read_and_a_control_character_is_told_with_its_line() {
    let web = Web::start();
    let config = config_for(&web, None, &[]);
    let tab = |line: &str| format!("\t{}\t\n", line.replacen(" = ", "\t=\t", 1));
    let tabbed: String = config.lines().map(tab).collect();
    checked(&tabbed).ends_with(ExitCode::Done);
    let in_a_text = tabbed.replace("title\t=\t\"Desk\"", "title\t=\t\"The\tdesk\"");
    checked(&in_a_text).ends_with(ExitCode::Done);
    let line = |text: &str, part: &str| 1 + text[..text.find(part).unwrap()].matches('\n').count();
    let wrong = tabbed.replace("name\t=\t\"Helix\"", "name\t=\t7\t\n\tnaem\t=\t\"Helix\"");
    checked(&wrong)
        .ends_with(ExitCode::Config)
        .tells(&[&format!("contrabrief.toml:{}", line(&wrong, "naem")), "did you mean `name`?"]);
    let bell = config.replace("title = \"Desk\"", "title = \"De\u{7}sk\"");
    let ran = checked(&bell).ends_with(ExitCode::Config);
    assert!(
        ran.err.contains(&format!("contrabrief.toml:{}", line(&bell, "De\u{7}sk"))),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains('\u{7}'), "a terminal is not rung: {:?}", ran.err);
}

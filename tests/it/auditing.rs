//! The auditor's page is run as it is written, on a fresh archive and on an unpacked export, and
//! again with single bytes changed; exports through the command line.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use chrono::{TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::support::demo::demo_desk;
use crate::support::desk::Desk;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/audit.md");
const EXPORT_PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/export.md");
const EDITION: &str = "2026/03/25/harbour/r001";
const PROGRAM: &str = env!("CARGO_BIN_EXE_contrabrief");

/// A desk with the demo in `demo`.
fn demo() -> Desk {
    demo_desk(Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap())
}

fn on_demo(desk: &Desk, words: &[&str]) -> crate::support::desk::Ran {
    let config = desk.path("demo/contrabrief.toml");
    let mut all = vec!["-c", config.to_str().unwrap()];
    all.extend(words);
    desk.run_as(&all)
}

/// Whether the tools of a test are here; it says loudly where one is not.
pub(crate) fn have(tools: &[&str], test: &str) -> bool {
    let is_there = |tool: &&&str| {
        Command::new("sh")
            .args(["-c", &format!("command -v {tool}")])
            .output()
            .unwrap()
            .status
            .success()
    };
    let missing: Vec<_> = tools.iter().filter(|tool| !is_there(tool)).collect();
    if !missing.is_empty() {
        let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {missing:?} is not installed");
    }
    missing.is_empty()
}

const TOOLS: [&str; 6] = ["bash", "sha256sum", "zstd", "jq", "python3", "grep"];

/// The fenced blocks of a page whose first line begins so: the rest of that line, the block.
pub(crate) fn blocks(kind: &str) -> Vec<(String, String)> {
    let page = fs::read_to_string(PAGE).unwrap();
    let mut parts = page.split("```");
    let mut found = Vec::new();
    while let (Some(_), Some(block)) = (parts.next(), parts.next()) {
        let (head, body) = block.split_once('\n').unwrap();
        if let Some(rest) = head.strip_prefix(kind) {
            found.push((rest.trim().to_owned(), body.to_owned()));
        }
    }
    found
}

/// Runs the page beside `demo/FOLDER`, its Python saved as it says.
fn by_hand(desk: &Desk, folder: &str, with_program: bool) -> Output {
    for (name, body) in blocks("python ") {
        fs::write(desk.path("demo").join(folder).join(name), body).unwrap();
    }
    let commands: String = blocks("sh")
        .into_iter()
        // A block that only a signed archive has is run in `signatures`.
        .filter(|(more, _)| more.is_empty())
        .map(|(_, body)| body)
        .filter(|body| with_program || !body.contains("contrabrief -c"))
        .collect();
    let commands = commands.replace("cd reports", &format!("cd {folder}"));
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let commands = format!("PATH=\"{programs}:$PATH\"\n{commands}");
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", &commands])
        .current_dir(desk.path("demo"))
        .output()
        .unwrap()
}

fn replace(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

#[test]
fn every_line_of_the_auditors_page_runs_on_a_fresh_archive() {
    if !have(&TOOLS, "every_line_of_the_auditors_page_runs_on_a_fresh_archive") {
        return;
    }
    assert_eq!(blocks("python ").len(), 3, "chain, inputs, witness");
    let desk = demo();
    let ran = by_hand(&desk, "reports", true);
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}\n{}", String::from_utf8_lossy(&ran.stderr));
    for part in [
        "same: the manifest is the one that the chain sealed",
        "whole: 5 lines",
        "cited articles are of the window",
        "same: the settings",
        "the mail names line 4",
        "the chain is whole",
        "same: every byte of harbour 2026-03-25 r001 comes out again",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
}

#[test]
fn a_single_altered_byte_makes_the_auditors_page_fail() {
    if !have(&TOOLS, "a_single_altered_byte_makes_the_auditors_page_fail") {
        return;
    }
    let desk = demo();
    let root = desk.path("demo/reports");
    let manifest = fs::read_to_string(root.join(EDITION).join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let object = manifest["objects"][0]["sha256"].as_str().unwrap();
    let mut files = vec![
        format!("objects/sha256/{}/{object}.zst", &object[..2]),
        "chain/2026.jsonl".to_owned(),
    ];
    let names = ["brief.html", "brief.pdf", "inputs.json", "manifest.json", "SHA256SUMS"];
    files.extend(names.iter().map(|name| format!("{EDITION}/{name}")));
    for path in files {
        let file = root.join(&path);
        let whole = fs::read(&file).unwrap();
        for place in [whole.len() / 3, whole.len() - 2] {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            replace(&file, &bytes);
            let ran = by_hand(&desk, "reports", false);
            let told = String::from_utf8_lossy(&ran.stdout);
            assert!(!ran.status.success(), "byte {place} of {path} changed, and:\n{told}");
        }
        replace(&file, &whole);
    }
    assert!(by_hand(&desk, "reports", false).status.success(), "all is as it was");
}

/// A whole archive written anew agrees with itself; the reader's mail does not agree with it.
#[test]
fn an_article_from_after_the_cut_off_and_a_chain_without_its_witness_are_told() {
    if !have(&TOOLS, "an_article_from_after_the_cut_off_and_a_chain_without_its_witness_are_told") {
        return;
    }
    let desk = demo();
    let root = desk.path("demo/reports");
    assert!(by_hand(&desk, "reports", false).status.success());
    let python = |words: &[&str]| {
        let ran = Command::new("python3").args(words).current_dir(&root).output().unwrap();
        assert!(!ran.status.success(), "{words:?}");
        String::from_utf8_lossy(&ran.stderr).into_owned()
    };
    let manifest = root.join(EDITION).join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    replace(&manifest, text.replace("2026-03-25T10:10:00Z", "2026-03-25T10:09:59Z").as_bytes());
    assert!(python(&["knew.py", EDITION]).contains("LATER than the cut-off"));
    let chain = root.join("chain/2026.jsonl");
    let text = fs::read_to_string(&chain).unwrap();
    let short: String = text.split_inclusive('\n').take(3).collect();
    replace(&chain, short.as_bytes());
    let mail = "../mailbox/2026-03-25.harbour.r001.ada.eml";
    assert!(python(&["witness.py", mail, "chain/2026.jsonl"]).contains("NO LINE of this chain"));
}

#[test]
fn an_export_is_checked_by_foreign_tools_by_hand_and_by_the_program() {
    let mut tools = TOOLS.to_vec();
    tools.extend(["unzip", "find"]);
    if !have(&tools, "an_export_is_checked_by_foreign_tools_by_hand_and_by_the_program") {
        return;
    }
    let desk = demo();
    let zip = desk.path("demo/audit.zip");
    let zip = zip.to_str().unwrap();
    let words = ["archive", "export", "--date", "2026-03-25", "--out", zip];
    let ran = on_demo(&desk, &words).ends_with(ExitCode::Done);
    let sum = contrabrief::model::Sha256Hash::of(fs::read(zip).unwrap());
    assert!(ran.out.contains(&sum.to_string()) && ran.out.contains("1 revision(s)"), "{}", ran.out);
    let check = "unzip -q audit.zip -d out && cd out && sha256sum --check --quiet SHA256SUMS && \
        find . -mindepth 2 -name SHA256SUMS -execdir sha256sum --check --quiet {} \\; && \
        python3 -c 'import zipfile
with zipfile.ZipFile(\"../audit.zip\") as packed:
    assert packed.testzip() is None
    for it in packed.infolist():
        assert it.date_time == (1980, 1, 1, 0, 0, 0) and not it.extra and not it.comment, it
        assert it.external_attr >> 16 == 0o100444, it
'";
    let run = Command::new("bash").args(["-c", check]).current_dir(desk.path("demo")).output();
    let run = run.unwrap();
    assert!(run.status.success() && run.stderr.is_empty(), "{run:?}");
    let out = desk.path("demo/out");
    let out = out.to_str().unwrap();
    let ran = desk.run_as(&["archive", "verify", "--export", out]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("1 edition(s)") && ran.out.contains("4 more line(s)"), "{}", ran.out);
    let ran = by_hand(&desk, "out", false);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    // The Python of the page lies there now, and is not of the export.
    let ran = desk.run_as(&["archive", "verify", "--export", out]).ends_with(ExitCode::Difference);
    assert!(ran.out.contains("FAULT chain.py: should not be there"), "{}", ran.out);
}

#[test]
fn an_export_that_cannot_be_says_why_and_leaves_nothing() {
    let desk = demo();
    let zip = desk.path("audit.zip");
    let zip = zip.to_str().unwrap();
    let export = |words: &[&str]| {
        let mut all = vec!["archive", "export", "--out", zip];
        all.extend(words);
        on_demo(&desk, &all)
    };
    export(&["--date", "2026-03-22"])
        .ends_with(ExitCode::Usage)
        .tells(&["no edition of 2026-03-22, every brief", "hint: Run contrabrief archive list"]);
    export(&["--from", "2026-03-25", "--to", "2026-03-19"])
        .ends_with(ExitCode::Usage)
        .tells(&["2026-03-25 is after 2026-03-19"]);
    export(&["--brief", "no such", "--date", "2026-03-25"])
        .ends_with(ExitCode::Usage)
        .tells(&["`no such` is not the id of a brief"]);
    let file = desk.path("demo/reports").join(EDITION).join("brief.md");
    let mut bytes = fs::read(&file).unwrap();
    bytes[0] ^= 1;
    replace(&file, &bytes);
    export(&["--from", "2026-03-20"]).ends_with(ExitCode::Difference).tells(&[
        "2026/03/25/harbour/r001/brief.md",
        "hint: Run contrabrief archive verify",
        "nothing was exported",
    ]);
    assert!(!Path::new(zip).exists());
    export(&["--to", "2026-03-24"]).ends_with(ExitCode::Done);
    export(&["--to", "2026-03-24"])
        .ends_with(ExitCode::Usage)
        .tells(&["exists already", "--force"]);
    let first = fs::read(zip).unwrap();
    export(&["--to", "2026-03-24", "--force"]).ends_with(ExitCode::Done);
    assert_eq!(first, fs::read(zip).unwrap());
    let audit = fs::read_to_string(desk.path("demo/reports/audit/2027-01.jsonl")).unwrap();
    assert_eq!(audit.matches("\"what\":\"export\"").count(), 2, "{audit}");
    assert!(
        fs::read_dir(desk.path(""))
            .unwrap()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().starts_with(".tmp") })
    );
}

#[test]
fn nothing_is_exported_into_the_archive_itself() {
    let desk = demo();
    let root = desk.path("demo/reports");
    for place in ["audit.zip", "2026/audit.zip", "../reports/new/audit.zip"] {
        let file = root.join(place);
        for option in ["--out", "--tables"] {
            let words = ["archive", "export", option, file.to_str().unwrap()];
            on_demo(&desk, &words).ends_with(ExitCode::Usage).tells(&[
                "lies in the archive itself",
                "hint: Name a place outside of the folder under [archive] root",
            ]);
        }
        assert!(!file.exists());
    }
    on_demo(&desk, &["archive", "verify"]).ends_with(ExitCode::Done);
    let file = root.join("../audit.zip");
    let words = ["archive", "export", "--out", file.to_str().unwrap()];
    on_demo(&desk, &words).ends_with(ExitCode::Done);
}

#[test]
fn an_index_that_leads_astray_is_named_once_and_written_anew() {
    let desk = demo();
    let page = desk.path("demo/reports/index.html");
    let whole = fs::read_to_string(&page).unwrap();
    replace(&page, whole.replace("harbour/r001", "harbour/r002").as_bytes());
    replace(&desk.path("demo/reports/2026/03/24/harbour/LATEST"), b"r007\n");
    let ran = on_demo(&desk, &["archive", "verify"]).ends_with(ExitCode::Difference);
    for path in ["index.html", "2026/03/24/harbour/LATEST"] {
        let told = format!("FAULT {path}: is derived and did not say what the archive says");
        assert!(ran.out.contains(&told), "{}", ran.out);
    }
    on_demo(&desk, &["archive", "verify"]).ends_with(ExitCode::Done);
    assert_eq!(
        fs::read_to_string(desk.path("demo/reports/2026/03/24/harbour/LATEST")).unwrap(),
        "r001\n"
    );
}

#[test]
fn the_tables_have_every_name_of_every_morning_and_each_column_is_documented() {
    let desk = demo();
    let folder = desk.path("figures");
    let words = ["archive", "export", "--tables", folder.to_str().unwrap()];
    on_demo(&desk, &words).ends_with(ExitCode::Done);
    let rows = |name: &str| {
        let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
        let header = reader.headers().unwrap().clone();
        let page = fs::read_to_string(EXPORT_PAGE).unwrap();
        for column in &header {
            assert!(page.contains(&format!("`{column}`")), "{name}: {column} is not documented");
        }
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(rows("editions.csv").len(), 5);
    assert!(!rows("takeaways.csv").is_empty());
    assert_eq!(rows("outcomes.csv").len(), 0, "every takeaway of the demo is open");
    let sentiment = rows("sentiment.csv");
    let file = desk.path("demo/reports").join(EDITION).join("brief.json");
    let brief: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let printed = brief["scoreboard"].as_array().unwrap();
    let last: Vec<_> = sentiment.iter().filter(|row| &row[0] == "2026-03-25").collect();
    assert_eq!(last.len(), printed.len());
    for (row, name) in last.iter().zip(printed) {
        let score = name["sentiment"]["hundredths"].as_i64().map(|score| score.to_string());
        assert_eq!(row[4], *name["ticker"].as_str().unwrap());
        assert_eq!(row[6], score.unwrap_or_default());
        assert_eq!(row[9], name["articles"].to_string());
    }
}

/// Six more sessions of prices close the first takeaway of the demo.
fn live_on(desk: &mut Desk) {
    const SESSIONS: [&str; 6] =
        ["2026-03-25", "2026-03-26", "2026-03-27", "2026-03-30", "2026-03-31", "2026-04-01"];
    desk.at(Utc.with_ymd_and_hms(2026, 4, 2, 10, 15, 0).unwrap());
    for (ticker, close) in [("RETQ", "120"), ("KXCH", "450")] {
        let file = desk.path("demo/inbox").join(ticker).with_extension("csv");
        let mut rows = fs::read_to_string(&file).unwrap();
        for session in SESSIONS {
            rows += &[session, close, close, close, close, "300000\n"].join(",");
        }
        fs::write(&file, rows).unwrap();
        let file = file.to_str().unwrap();
        let words = ["import", "prices", file, "--source", "demo-prices"];
        on_demo(desk, &[&words[..], &["--assume-published", "1h"]].concat())
            .ends_with(ExitCode::Done);
    }
    on_demo(desk, &["run", "--no-collect", "--no-send", "--date", "2026-04-02"])
        .ends_with(ExitCode::Partial);
}

#[test]
fn the_table_of_outcomes_has_what_the_newest_scorecard_counts_and_nothing_known_later() {
    let mut desk = demo();
    live_on(&mut desk);
    let outcomes = |words: &[&str], folder: &str| {
        let folder = desk.path(folder);
        let to = ["archive", "export", "--tables", folder.to_str().unwrap()];
        on_demo(&desk, &[&to[..], words].concat()).ends_with(ExitCode::Done);
        fs::read_to_string(folder.join("outcomes.csv")).unwrap()
    };
    let now = outcomes(&[], "now");
    let rows: Vec<&str> = now.lines().skip(1).collect();
    let [row] = rows[..] else { panic!("one takeaway has closed: {now}") };
    let begin = "2026-03-19,harbour,1,RETQ,good-news-ignored,below,52,2026-04-01,";
    let outcome = row.strip_prefix(begin).expect(row);
    let (basis_points, rest) = outcome.split_once(',').unwrap();
    assert!(basis_points.parse::<i64>().unwrap() > 0, "{row}");
    assert_eq!(rest, "true,2026-04-02T10:15:00Z");
    let brief = fs::read(desk.path("demo/reports/2026/04/02/harbour/r001/brief.json")).unwrap();
    let brief: serde_json::Value = serde_json::from_slice(&brief).unwrap();
    assert_eq!(brief["scorecard"][0], "One takeaway has closed, and it was right.");
    let then = outcomes(&["--to", "2026-03-25"], "then");
    assert_eq!(then.lines().count(), 1, "on that morning all were open: {then}");
}

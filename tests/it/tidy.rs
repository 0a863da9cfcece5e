//! The architecture's rules, as tests: who may import whom, what stays pure, how long files
//! and functions may be, and that every file says what it is for.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// What each module may import besides itself. `model` imports nothing.
const MAY_IMPORT: [(&str, &[&str]); 17] = [
    ("faults", &[]),
    ("model", &[]),
    ("calendar", &["model"]),
    ("collect", &["model", "calendar", "faults"]),
    ("store", &["model", "calendar", "faults"]),
    ("analyse", &["model", "calendar"]),
    ("narrate", &["model", "calendar"]),
    ("compose", &["model", "calendar"]),
    ("render", &["model", "calendar"]),
    ("archive", &["model", "calendar", "faults"]),
    ("deliver", &["model", "calendar", "archive", "faults"]),
    ("schedule", &["model", "calendar"]),
    ("ping", &[]),
    ("demo", &["model", "calendar"]),
    (
        "config",
        &["model", "calendar", "collect", "analyse", "narrate", "archive", "deliver", "schedule"],
    ),
    ("web", &["model", "store", "deliver", "clock"]),
    (
        "pipeline",
        &[
            "model", "calendar", "collect", "store", "analyse", "narrate", "compose", "render",
            "archive", "deliver", "schedule", "ping", "config", "clock",
        ],
    ),
];

const PURE: [&str; 5] = ["model", "calendar", "analyse", "compose", "render"];

/// Words that a pure module's production code never says.
const IMPURE_WORDS: [&str; 13] = [
    "std::fs",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "std::net",
    "std::env",
    "std::thread",
    "std::time",
    "tokio",
    "async fn",
    "HashMap",
    "HashSet",
    "rand::",
];

/// Each foreign crate and the modules that may name it.
const DOORS: [(&str, &[&str]); 28] = [
    ("axum", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("reqwest", &["collect", "narrate", "ping"]),
    ("quick_xml", &["collect"]),
    ("rusqlite", &["store"]),
    ("tera", &["render"]),
    ("pulldown_cmark", &["render"]),
    ("resvg", &["render"]),
    ("png", &["model", "render"]),
    ("subtle", &["deliver", "web"]),
    ("base64", &["archive", "model", "deliver", "web"]),
    ("blake2", &["archive"]),
    ("similar", &["render"]),
    ("lettre", &["deliver"]),
    ("mail_parser", &["deliver"]),
    ("async_imap", &["deliver"]),
    ("tokio_rustls", &["deliver"]),
    ("webpki_roots", &["deliver"]),
    // `String` ends like this crate.
    ("use ring", &["archive", "deliver", "model"]),
    ("unicode_normalization", &["deliver"]),
    ("krilla", &["render"]),
    ("tokio_cron_scheduler", &["schedule"]),
    ("croner", &["model"]),
    ("exchange_hours", &["calendar"]),
    ("clap", &["cli"]),
    ("getrandom", &["pipeline"]),
    ("use zip", &["archive"]),
];

struct SourceFile {
    path: PathBuf,
    module: String,
    text: String,
}

impl SourceFile {
    /// The text without its test modules and comments.
    fn production(&self) -> String {
        let code = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn is_test(&self) -> bool {
        let path = self.path.to_string_lossy();
        path.ends_with("tests.rs") || path.contains("/tests/")
    }
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source_files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut folders = vec![source_root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a source folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(source_root()).expect("under src");
                let first = relative.components().next().expect("a file has a name");
                let module = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).expect("a source file can be read");
                files.push(SourceFile { path, module, text });
            }
        }
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

fn assert_none(faults: &str) {
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_stage_imports_only_what_the_architecture_allows() {
    let modules: Vec<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    let mut faults = String::new();
    for file in source_files().iter().filter(|file| !file.is_test()) {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == file.module)
        else {
            continue;
        };
        let code = file.production();
        for other in modules.iter().chain(&["cli", "clock", "diagnostic", "exit_code"]) {
            let imports = code.contains(&format!("crate::{other}::"))
                || code.contains(&format!("crate::{other};"));
            if imports && *other != file.module && !allowed.contains(other) {
                let _ = writeln!(faults, "{} imports {other}", file.path.display());
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn pure_modules_touch_no_file_no_clock_no_environment_and_no_network() {
    let mut faults = String::new();
    for file in source_files() {
        if file.is_test() || !PURE.contains(&file.module.as_str()) {
            continue;
        }
        let code = file.production();
        for word in IMPURE_WORDS.iter().filter(|word| code.contains(**word)) {
            let _ = writeln!(faults, "{} says {word}", file.path.display());
        }
    }
    assert_none(&faults);
}

#[test]
fn each_foreign_crate_has_one_door() {
    let mut faults = String::new();
    for file in source_files().iter().filter(|file| !file.is_test()) {
        let code = file.production();
        for (foreign, doors) in DOORS {
            let names_it = code.contains(&format!("{foreign}::"));
            if names_it && !doors.contains(&file.module.as_str()) {
                let _ = writeln!(faults, "{} names {foreign}", file.path.display());
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn only_the_command_line_names_the_pipeline() {
    let mut faults = String::new();
    for file in source_files().iter().filter(|file| !file.is_test()) {
        let names_it = file.production().contains("crate::pipeline");
        if names_it && !["cli", "pipeline"].contains(&file.module.as_str()) {
            let _ = writeln!(faults, "{} names the pipeline", file.path.display());
        }
    }
    assert_none(&faults);
}

#[test]
fn every_file_opens_with_its_contract_and_stays_short() {
    let mut faults = String::new();
    for file in source_files() {
        let lines = file.text.lines().count();
        if !file.text.starts_with("//!") {
            let _ = writeln!(faults, "{} does not open with //!", file.path.display());
        }
        if lines > FILE_LINES_MAX {
            let _ = writeln!(faults, "{} has {lines} lines", file.path.display());
        }
    }
    assert_none(&faults);
}

#[test]
fn every_function_stays_short() {
    let mut faults = String::new();
    for file in source_files() {
        for (name, lines) in functions(&file.text) {
            if lines > FUNCTION_LINES_MAX {
                let _ = writeln!(faults, "{}: {name} has {lines} lines", file.path.display());
            }
        }
    }
    assert_none(&faults);
}

/// The functions of a file formatted by rustfmt: one opens at some indent and ends at the
/// first line that closes a brace at the same indent.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let Some(name) = function_name(trimmed) else { continue };
        let end = lines[start..].iter().position(|line| {
            line.len() - line.trim_start().len() == indent
                && (line.ends_with('}') || line.ends_with(';'))
        });
        found.push((name, end.unwrap_or_default() + 1));
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let before: Vec<&str> = words.by_ref().take_while(|word| *word != "fn").collect();
    let qualifiers_only = before
        .iter()
        .all(|word| word.starts_with("pub") || ["async", "const", "unsafe"].contains(word));
    let name = words.next()?;
    (qualifiers_only && line.contains("fn "))
        .then(|| name.split(['(', '<']).next().unwrap_or_default().to_owned())
}

#[test]
fn the_tidy_test_itself_finds_a_long_function() {
    let body = "    let x = 1;\n".repeat(FUNCTION_LINES_MAX + 1);
    let text = format!("fn long() {{\n{body}}}\nfn short() {{\n    let x = 1;\n}}\n");
    let lengths = functions(&text);
    assert_eq!(lengths.len(), 2);
    assert!(lengths[0].1 > FUNCTION_LINES_MAX && lengths[1].1 == 3, "{lengths:?}");
}

#[test]
fn production_code_never_unwraps_and_never_leaves_work_for_later() {
    let mut faults = String::new();
    for file in source_files().iter().filter(|file| !file.is_test()) {
        let code = file.production();
        // Put together here, so that a search for unfinished work does not end in this list.
        let later = [concat!("TO", "DO"), concat!("to", "do!("), concat!("unimple", "mented!(")];
        for word in [".unwrap()"].into_iter().chain(later) {
            if code.contains(word) {
                let _ = writeln!(faults, "{} says {word}", file.path.display());
            }
        }
    }
    assert_none(&faults);
}

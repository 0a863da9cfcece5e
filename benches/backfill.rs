//! How long a backfill takes, stage by stage, how it grows from one year to four and from 14 names
//! to 140, and how much memory it takes at its peak: on a market that is made up, and on the
//! sample data beside the project where they are.
//!
//! `cargo bench --bench backfill`; each case is a process of its own. Processor seconds are told
//! beside those of the clock, because they do not depend on who else uses the machine.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{Datelike as _, NaiveDate, TimeZone as _, Utc};
use contrabrief::cli::{self, World};
use contrabrief::clock::Clock;
use contrabrief::config::Environment;
use contrabrief::exit_code::ExitCode;

#[expect(unreachable_pub, reason = "the tests use it too")]
#[path = "../tests/support/long_market.rs"]
mod long_market;
use long_market::LongMarket;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/demo_market");
const STAGES: [&str; 5] = ["facts", "analyse", "compose", "render", "archive"];

/// Case, names, first and last day of the span, hands. The market begins a year before.
const CASES: [(&str, usize, &str, &str, u16); 5] = [
    ("a year", 14, "2022-01-03", "2022-12-30", 1),
    ("a year, 2 hands", 14, "2022-01-03", "2022-12-30", 2),
    ("four years", 14, "2022-01-03", "2025-12-31", 1),
    ("a quarter", 14, "2022-10-03", "2022-12-30", 1),
    ("a quarter, 140 names", 140, "2022-10-03", "2022-12-30", 1),
];

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let Some(place) = words.iter().position(|word| word == "--case") {
        return measure(&words[place + 1]);
    }
    println!(
        "{:<24}{:>9}{:>8}{:>8}{:>9}  {}  {:>8}",
        "case",
        "editions",
        "clock s",
        "cpu s",
        "ms each",
        STAGES.map(|stage| format!("{stage:>8}")).concat(),
        "peak MB"
    );
    let mut each = BTreeMap::new();
    for (case, ..) in CASES {
        each.insert(case, run(case));
    }
    if Path::new(SAMPLE).is_dir() {
        run("sample data");
    } else {
        println!("SKIPPED: the sample data are not beside the project");
    }
    let ratio = |one: &str, other: &str| each[other] / each[one];
    println!(
        "an edition of four years against one of a year: {:.2}",
        ratio("a year", "four years")
    );
    println!(
        "an edition of 140 names against one of 14: {:.2}",
        ratio("a quarter", "a quarter, 140 names")
    );
}

/// Runs a case in a process of its own; gives its processor milliseconds for each edition.
fn run(case: &str) -> f64 {
    let own = std::env::current_exe().expect("this program has a file");
    let ran = Command::new(own).args(["--case", case]).output().expect("it can be run again");
    let line = String::from_utf8(ran.stdout).expect("text");
    print!("{line}");
    let each = line.split('|').nth(1).and_then(|each| each.trim().parse().ok());
    each.unwrap_or_else(|| panic!("{case}: {}", String::from_utf8_lossy(&ran.stderr)))
}

fn measure(case: &str) {
    tracing::subscriber::set_global_default(Stages).expect("nobody else listens");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (from, to, jobs) = lay_out(case, folder.path());
    let cpu = cpu_seconds();
    *lock() = Marks { last: Some(Instant::now()), ..Marks::default() };
    let begun = Instant::now();
    let jobs_typed = jobs.to_string();
    let span = ["backfill", "--from", from, "--to", to, "--jobs", &jobs_typed];
    contrabrief(folder.path(), &span);
    let (clock, cpu) = (begun.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let marks = lock();
    let editions = f64::from(marks.editions.max(1));
    let each = 1000.0 * cpu / editions;
    let mut stages = String::new();
    for stage in STAGES {
        // Beside each other, the stages of several hands cannot be told apart by one clock.
        let spent = marks.spent.get(stage).filter(|_| jobs == 1);
        let _ = match spent {
            Some(spent) => write!(stages, "{:>8.1}", spent.as_secs_f64()),
            None => write!(stages, "{:>8}", "-"),
        };
    }
    println!(
        "{case:<24}{editions:>9}{clock:>8.1}{cpu:>8.1} |{each:>7.0} |{stages}  {:>8}",
        peak_megabytes()
    );
}

/// Writes and imports the market of a case; gives the span and the hands.
fn lay_out(case: &str, folder: &Path) -> (&'static str, &'static str, u16) {
    if case == "sample data" {
        return lay_out_sample(folder);
    }
    let found = CASES.into_iter().find(|(name, ..)| *name == case);
    let (_, names, from, to, jobs) = found.expect("a case of the table");
    let date = |text: &str| -> NaiveDate { text.parse().expect("a date") };
    let first = date(from).with_year(date(from).year() - 1).expect("a day that each year has");
    let market = LongMarket { names, first, last: date(to), headlines: 8 };
    fs::write(folder.join("contrabrief.toml"), market.config()).expect("a config can be written");
    let (news, prices) = market.write(&folder.join("history"));
    import(folder, "articles", &[news]);
    import(folder, "prices", &prices);
    (from, to, jobs)
}

fn lay_out_sample(folder: &Path) -> (&'static str, &'static str, u16) {
    const NAMES: [(&str, &str); 14] = [
        ("NVDA", "Nvidia"),
        ("INTC", "Intel"),
        ("AMD", "Advanced Micro Devices"),
        ("AAPL", "Apple"),
        ("MSFT", "Microsoft"),
        ("AMZN", "Amazon"),
        ("META", "Meta Platforms"),
        ("TSLA", "Tesla"),
        ("JPM", "JPMorgan Chase"),
        ("NFLX", "Netflix"),
        ("BAC", "Bank of America"),
        ("BTC", "Bitcoin"),
        ("XRP", "XRP"),
        ("SPY", "S&P 500 ETF"),
    ];
    let blank = LongMarket { names: 0, first: NaiveDate::MIN, last: NaiveDate::MIN, headlines: 0 };
    let config = blank.config();
    let (sources, brief) = config.split_once("[[ticker]]").expect("the benchmark is one");
    let (_, brief) = brief.split_once("[[brief]]").expect("there is a brief");
    let mut text = sources.to_owned();
    for (symbol, name) in NAMES {
        let kind = match symbol {
            "SPY" => "kind = \"etf\"",
            "BTC" | "XRP" => "kind = \"crypto\"",
            _ => "benchmark = \"SPY\"",
        };
        let _ = writeln!(text, "[[ticker]]\nsymbol = \"{symbol}\"\nname = \"{name}\"\n{kind}");
    }
    let symbols = NAMES.map(|(symbol, _)| symbol);
    text = format!("{text}[[brief]]{}", brief.replace("[]", &format!("{symbols:?}")));
    fs::write(folder.join("contrabrief.toml"), text).expect("a config can be written");
    let sample = Path::new(SAMPLE);
    import(folder, "articles", &[sample.join("headlines.jsonl")]);
    let prices = symbols.map(|symbol| sample.join(format!("prices/{symbol}.csv")));
    import(folder, "prices", &prices);
    ("2022-12-30", "2023-12-29", 1)
}

fn import(folder: &Path, what: &str, files: &[PathBuf]) {
    let files = files.iter().map(|file| file.to_str().expect("a UTF-8 path"));
    let words = ["import", what].into_iter().chain(files);
    contrabrief(folder, &words.chain(["--assume-published", "15m"]).collect::<Vec<_>>());
}

fn contrabrief(folder: &Path, words: &[&str]) {
    let config = folder.join("contrabrief.toml");
    let mut arguments: Vec<OsString> = vec!["contrabrief".into(), "-c".into(), config.into()];
    arguments.extend(words.iter().map(OsString::from));
    let mut world = World {
        out: Box::new(std::io::sink()),
        err: Box::new(std::io::stderr()),
        input: Box::new(std::io::empty()),
        clock: Clock::Fixed(Utc.with_ymd_and_hms(2026, 7, 1, 12, 0, 0).single().expect("a time")),
        environment: Environment::from_pairs([]),
        draws: false,
    };
    let ended = cli::run(arguments, &mut world);
    assert!(matches!(ended, ExitCode::Done | ExitCode::Partial), "{words:?}: {ended:?}");
}

fn cpu_seconds() -> f64 {
    /// Linux counts processor time in hundredths.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
    let ticks = |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<f64>().ok());
    (ticks(12).unwrap_or(0.0) + ticks(13).unwrap_or(0.0)) / TICKS
}

fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1000
}

/// Listens to what the stages log: each says when it begins, and the last that it has ended.
struct Stages;

#[derive(Default)]
struct Marks {
    last: Option<Instant>,
    stage: &'static str,
    spent: BTreeMap<&'static str, Duration>,
    editions: u32,
}

static MARKS: Mutex<Marks> =
    Mutex::new(Marks { last: None, stage: "", spent: BTreeMap::new(), editions: 0 });

fn lock() -> std::sync::MutexGuard<'static, Marks> {
    MARKS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl tracing::Subscriber for Stages {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        ["store", "analyse", "compose", "render", "archive"].contains(&metadata.target())
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut marks = lock();
        let now = Instant::now();
        // What follows the reading of facts is analysis, and what follows an archived edition the
        // reading of the next one's facts.
        let (over, next) = match (event.metadata().target(), marks.stage) {
            ("store", _) => ("facts", "analyse"),
            ("compose", _) => ("analyse", "compose"),
            ("render", _) => ("compose", "render"),
            ("archive", "render") => ("render", "archive"),
            ("archive", _) => ("archive", ""),
            _ => return,
        };
        if let Some(last) = marks.last.replace(now) {
            *marks.spent.entry(over).or_default() += now - last;
        }
        marks.editions += u32::from(next.is_empty());
        marks.stage = next;
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

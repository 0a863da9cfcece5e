//! Takes a folder; runs the whole job on the fictional market: sources as files, five days of
//! editions, an archive and a mailbox. No network, no key, no config, and the same bytes each
//! time.

mod desk;

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{Duration, NaiveDate};

use super::arguments::DemoArguments;
use super::console::{Console, Ended, Outcome};
use super::run::EditionResult;
use super::{report, setup};
use crate::calendar;
use crate::cli::log::Talk;
use crate::clock::Clock;
use crate::config::{Config, Environment, FILE_NAME};
use crate::demo::{self, Market};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{BriefId, CalendarId, EditionKey, Instant};
use crate::pipeline::{Pipeline, Produced};

/// What marks a folder as the demo's own, which the demo may make anew.
const MARKER: &str = ".contrabrief-demo";

/// Signs what the demo's mails carry. It is no secret, so that the demo has the same bytes each
/// time; its addresses are fictional and its mailbox is a folder.
const TOKEN_KEY: [u8; 32] = *b"known to everyone: demo's key...";

/// How long before the cut-off the sources are asked.
const LEAD: Duration = Duration::minutes(5);

pub(super) fn demo(console: &mut Console<'_>, typed: &DemoArguments) -> Outcome {
    let out = typed.out.as_path();
    make_anew(out)?;
    let market = demo::market();
    console.tell("demo: a fictional market; nothing here is real, and nothing is advice");
    let config_file = out.join(FILE_NAME);
    write(&config_file, desk::config(&market))?;
    let config = Config::load(&config_file, &Environment::default())
        .map_err(|faults| report::config_faults(&config_file, &faults))?;
    lay_token_key(&config.data_dir.join("token.key"))?;
    let dates = market.edition_dates();
    let opening = calendar::previous_session(CalendarId::Xnys, dates[0]);
    console.world.clock = Clock::Fixed(collect_time(&config, opening));
    let mut pipeline = setup::open(console, config)?;
    record_past(&mut pipeline, &market, console.world.clock.now())?;
    for date in dates {
        day(console, &mut pipeline, &market, date, out)?;
    }
    let key = key(demo::edition_date());
    let produced = setup::runtime()?
        .block_on(pipeline.produce(&key))
        .map_err(|error| report::pipeline(&error))?;
    pipeline.verify_archive().map_err(|error| report::pipeline(&error))?;
    say(console, &produced, out)?;
    if typed.open {
        open_in_browser(console, &produced.archived.folder().join("brief.html"));
    }
    Ok(ExitCode::Done)
}

/// Like every key, for its owner's eyes alone.
fn lay_token_key(path: &Path) -> Result<(), Ended> {
    write(path, TOKEN_KEY)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            .map_err(|error| unwritable(path, &error))?;
    }
    Ok(())
}

/// Asks the desktop to show a page. Where there is no desktop, the path printed above serves.
fn open_in_browser(console: &mut Console<'_>, page: &Path) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    if let Err(error) = Command::new(program).args(arguments).arg(page).spawn() {
        console.tell(Talk::note(format!("`{program}` could not open the brief: {error}")));
    }
}

/// What had been known before the first of the demo's mornings, as if collected at the time.
fn record_past(pipeline: &mut Pipeline, market: &Market, until: Instant) -> Result<(), Ended> {
    let articles: Vec<_> = market
        .history()
        .iter()
        .filter(|dated| dated.known_at <= until)
        .map(|dated| (dated.item.clone(), dated.known_at))
        .collect();
    let mut bars = market.bars_history();
    bars.retain(|bar| bar.known_at <= until);
    for bar in &mut bars {
        bar.source = desk::price_source(market, &bar.ticker);
    }
    pipeline
        .record_history(&articles, &bars, &market.actions())
        .map_err(|error| report::pipeline(&error).into())
}

fn key(date: NaiveDate) -> EditionKey {
    EditionKey { brief: BriefId::parse(desk::BRIEF).expect("the demo's id is one"), date }
}

/// One morning: the sources' answers are laid in the inbox, collected, and made an edition.
fn day(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    market: &Market,
    date: NaiveDate,
    out: &Path,
) -> Result<(), Ended> {
    let files = market.day_files(date);
    for (name, bytes) in files.feeds.iter().chain(&files.prices) {
        write(&out.join("inbox").join(name), bytes)?;
    }
    pipeline.set_clock(Clock::Fixed(collect_time(pipeline.config(), date)));
    let failed = |error| report::pipeline(&error);
    let runtime = setup::runtime()?;
    let collected = runtime.block_on(pipeline.collect(None, None)).map_err(failed)?;
    let produced = runtime.block_on(pipeline.produce(&key(date))).map_err(failed)?;
    let delivered = runtime.block_on(pipeline.deliver(&produced.archived)).map_err(failed)?;
    console.tell(format!(
        "demo: {date}  {} new fact(s)  {delivered}  “{}”",
        collected.new_facts(),
        produced.archived.manifest().headline
    ));
    Ok(())
}

fn say(console: &mut Console<'_>, produced: &Produced, out: &Path) -> std::io::Result<()> {
    let archived = &produced.archived;
    console.say(format!("brief    {}", archived.folder().join("brief.html").display()))?;
    console.say(format!("archive  {}", out.join("reports/index.html").display()))?;
    console.say(format!("mailbox  {}", out.join("mailbox").display()))?;
    console.say(format!("sha256   {}", archived.edition_sha256()))?;
    console.json(&EditionResult::of(produced))
}

/// When the sources are asked on the morning of `date`.
fn collect_time(config: &Config, date: NaiveDate) -> Instant {
    config
        .briefs
        .first()
        .map_or_else(Instant::default, |brief| calendar::cut_off(&brief.scope.plan, date) - LEAD)
}

/// Empties the demo's own folder; refuses one that is somebody else's.
fn make_anew(out: &Path) -> Result<(), Ended> {
    let is_ours = out.join(MARKER).is_file();
    let is_empty = fs::read_dir(out).map_or(true, |mut entries| entries.next().is_none());
    if !is_ours && !is_empty {
        return Err(Diagnostic::new(
            ExitCode::Usage,
            format!("`{}` is not empty and is no demo folder", out.display()),
        )
        .hint("Name another one: contrabrief demo --out DIR")
        .into());
    }
    if is_ours {
        fs::remove_dir_all(out).map_err(|error| unwritable(out, &error))?;
    }
    write(&out.join(MARKER), "made by contrabrief demo, which may make it anew\n")
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Ended> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| unwritable(path, &error).into())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(ExitCode::Unexpected, format!("`{}` cannot be written", path.display()))
        .because(error)
        .hint("Name a folder you may write: contrabrief demo --out DIR")
}

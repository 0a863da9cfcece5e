//! Takes the configuration and what was imported; lists who is watched, and says whom a text
//! means.

mod import;

use std::path::Path;

use serde::Serialize;

use super::arguments::TickersVerb;
use super::console::{Console, Ended, Outcome};
use super::{report, setup};
use crate::analyse::{EntitySpan, Known, Linker};
use crate::cli::log::Talk;
use crate::config::Config;
use crate::exit_code::ExitCode;
use crate::model::Ticker;
use crate::pipeline;

#[derive(Serialize)]
struct Listed<'c> {
    watched: Vec<WatchedLine<'c>>,
    built_in: usize,
    imported: usize,
}

#[derive(Serialize)]
struct WatchedLine<'c> {
    ticker: &'c str,
    name: &'c str,
    aliases: &'c [String],
}

/// One name in a sentence as `tickers find` prints it.
#[derive(Serialize)]
struct FoundLine<'l> {
    text: &'l str,
    start: usize,
    end: usize,
    name: &'l str,
    ticker: Option<&'l str>,
    kind: &'static str,
    watched: bool,
    confidence: f64,
    reason: &'static str,
}

#[derive(Serialize)]
struct KnownLine<'l> {
    name: &'l str,
    ticker: Option<&'l str>,
    kind: &'static str,
    watched: bool,
    forms: Vec<&'l str>,
}

#[derive(Serialize)]
struct Answer<'l> {
    known: Vec<KnownLine<'l>>,
    found: Vec<FoundLine<'l>>,
}

pub(super) fn tickers(console: &mut Console<'_>, file: &Path, verb: &TickersVerb) -> Outcome {
    match verb {
        TickersVerb::List => list(console, file),
        TickersVerb::Find { text } => find(console, file, text),
        TickersVerb::Import { files } => import::import(console, file, files),
    }
}

fn list(console: &mut Console<'_>, file: &Path) -> Outcome {
    let config = setup::config(console, file)?;
    let [_, built_in, imported] = linker(console, &config)?.counts();
    let watched = config.tickers.iter().map(|profile| WatchedLine {
        ticker: profile.ticker.as_str(),
        name: &profile.name,
        aliases: &profile.aliases,
    });
    let listed = Listed { watched: watched.collect(), built_in, imported };
    let width = listed.watched.iter().map(|line| line.ticker.len()).max().unwrap_or_default();
    for WatchedLine { ticker, name, aliases } in &listed.watched {
        let also = if aliases.is_empty() {
            String::new()
        } else {
            format!(" (also {})", aliases.join(", "))
        };
        console.say(format!("{ticker:<width$}  {name}{also}"))?;
    }
    let watched = listed.watched.len();
    console
        .say(format!("{watched} watched, {built_in} known besides, {imported} more imported"))?;
    console.json(&listed)?;
    Ok(ExitCode::Done)
}

fn find(console: &mut Console<'_>, file: &Path, text: &str) -> Outcome {
    let config = known_config(console, file)?;
    let linker = linker(console, &config)?;
    let answer = Answer {
        known: linker.known(text).into_iter().map(known_line).collect(),
        found: linker.entities_in(text).iter().map(|span| found_line(text, span)).collect(),
    };
    for KnownLine { name, ticker, kind, watched, forms } in &answer.known {
        let symbol = ticker.unwrap_or("no symbol");
        let watched = if *watched { ", watched" } else { "" };
        console.say(format!("{name} ({symbol}), {kind}{watched}: {}", forms.join(", ")))?;
    }
    if answer.known.is_empty() {
        for line in &answer.found {
            let FoundLine { text, name, ticker, kind, watched, confidence, reason, .. } = line;
            let symbol = ticker.unwrap_or("no symbol");
            let watched = if *watched { ", watched" } else { "" };
            let place = format!("{}..{}", line.start, line.end);
            console.say(format!(
                "{place}: {text} means {name} ({symbol}), {kind}{watched}, {confidence:.2} by {reason}"
            ))?;
        }
    }
    if answer.known.is_empty() && answer.found.is_empty() {
        console.tell(Talk::note("nothing known is named there"));
    }
    console.json(&answer)?;
    Ok(ExitCode::Done)
}

fn known_line(known: Known<'_>) -> KnownLine<'_> {
    KnownLine {
        name: known.name,
        ticker: known.ticker.map(Ticker::as_str),
        kind: known.kind.word(),
        watched: known.is_watched,
        forms: known.forms,
    }
}

fn found_line<'l>(text: &'l str, span: &EntitySpan<'l>) -> FoundLine<'l> {
    FoundLine {
        text: &text[span.start..span.end],
        start: span.start,
        end: span.end,
        name: span.name,
        ticker: span.ticker.map(Ticker::as_str),
        kind: span.kind.word(),
        watched: span.is_watched,
        confidence: f64::from(span.confidence_pct) / 100.0,
        reason: span.reason.words(),
    }
}

/// A sentence can be tried before there is a configuration.
fn known_config(console: &Console<'_>, file: &Path) -> Result<Config, Ended> {
    if file.exists() {
        return setup::config(console, file);
    }
    Config::parse("environment", "", Path::new("."), &console.world.environment)
        .map_err(|faults| report::config_faults(file, &faults).into())
}

fn linker(console: &Console<'_>, config: &Config) -> Result<Linker, Ended> {
    let imported = pipeline::reference_names(config, console.world.clock.now())
        .map_err(|error| report::pipeline(&error))?;
    Ok(Linker::with_reference(&config.tickers, &imported))
}

//! Takes the configuration and what the store knows of its sources; lists them, each with how
//! it has answered lately.

use std::path::Path;

use serde::Serialize;

use crate::cli::console::{Console, Outcome};
use crate::cli::{report, setup};
use crate::collect::Question;
use crate::config::{Config, PRICE_KINDS, SOURCE_KINDS};
use crate::exit_code::ExitCode;
use crate::model::{Instant, SourceHealth, SourceId, TickerProfile};
use crate::pipeline;

/// One configured source, or one ticker it is asked about.
#[derive(Serialize)]
struct SourceLine {
    id: String,
    kind: &'static str,
    place: String,
    last_ok_at: Option<Instant>,
    failures_in_a_row: u32,
    failing_since: Option<Instant>,
    last_error: Option<String>,
    asked_again_after: Option<Instant>,
}

pub(super) fn list(console: &mut Console<'_>, file: &Path) -> Outcome {
    let config = setup::config(console, file)?;
    let health = pipeline::source_health(&config).map_err(|error| report::pipeline(&error))?;
    let lines: Vec<SourceLine> = asked(&config)
        .into_iter()
        .map(|(id, kind, place)| line(&id, kind, &place, health.get(&id).cloned()))
        .collect();
    let width = lines.iter().map(|line| line.id.len()).max().unwrap_or_default();
    let places = lines.iter().map(|line| line.place.len()).max().unwrap_or_default();
    for line in &lines {
        let SourceLine { id, kind, place, .. } = line;
        let told = format!("{id:<width$}  {kind:<13}  {place:<places$}  {}", state(line));
        console.say(told.trim_end())?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

/// Everything that is asked, in the order of the configuration.
fn asked(config: &Config) -> Vec<(SourceId, &'static str, String)> {
    let mut asked = Vec::new();
    for source in &config.sources {
        let kind = word_of(&SOURCE_KINDS, &source.source.kind);
        for question in Question::all(&source.source) {
            asked.push((question.label(), kind, place_of(&source.source.location)));
        }
    }
    for source in &config.prices {
        let kind = word_of(&PRICE_KINDS, &source.kind);
        let is_asked = |profile: &&TickerProfile| source.serves(&profile.ticker);
        for profile in config.tickers.iter().filter(is_asked) {
            let label = source.id.about(&profile.ticker);
            asked.push((label, kind, place_of(&source.location)));
        }
    }
    asked
}

fn line(
    id: &SourceId,
    kind: &'static str,
    place: &str,
    health: Option<SourceHealth>,
) -> SourceLine {
    let health = health.unwrap_or_default();
    SourceLine {
        id: id.to_string(),
        kind,
        place: place.to_owned(),
        last_ok_at: health.last_ok_at,
        failures_in_a_row: health.failures_in_a_row,
        failing_since: health.failing_since,
        last_error: health.last_error,
        asked_again_after: health.wait.map(|(until, _)| until),
    }
}

/// How it has answered, in words; nothing where it was never asked.
fn state(line: &SourceLine) -> String {
    let written = |at: Instant| at.format("%Y-%m-%d %H:%M UTC").to_string();
    match (line.failing_since, line.last_ok_at) {
        (Some(since), _) => format!(
            "failing since {} ({}): {}",
            written(since),
            if line.failures_in_a_row == 1 {
                "once".to_owned()
            } else {
                format!("{} times", line.failures_in_a_row)
            },
            line.last_error.as_deref().unwrap_or_default()
        ),
        (None, Some(at)) => format!("answered {}", written(at)),
        (None, None) => String::new(),
    }
}

fn word_of<T: PartialEq>(words: &[(&'static str, T)], kind: &T) -> &'static str {
    words.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| word)
}

/// The host of a URL, which is what an operator knows it by; a path as it is.
fn place_of(location: &str) -> String {
    let host = location.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next());
    host.unwrap_or(location).to_owned()
}

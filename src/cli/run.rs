//! Takes a brief and a date; runs the whole day: collect, produce, deliver.

use std::path::Path;

use serde::Serialize;

use super::arguments::EditionArguments;
use super::console::{Console, Ended, Outcome};
use super::{collect, edition, report, setup};
use crate::cli::log::{About, Talk};
use crate::exit_code::ExitCode;
use crate::model::{EditionKey, NoteLevel};
use crate::pipeline::{Pipeline, Produced, Signal};

/// An edition as `--json` prints it.
#[derive(Serialize)]
pub(super) struct EditionResult {
    brief: String,
    date: String,
    revision: String,
    is_new: bool,
    path: String,
    sha256: String,
    headline: String,
    notes: Vec<String>,
}

impl EditionResult {
    pub(super) fn of(produced: &Produced) -> Self {
        let archived = &produced.archived;
        Self {
            brief: archived.key().brief.to_string(),
            date: archived.key().date.to_string(),
            revision: archived.revision().to_string(),
            is_new: produced.is_new,
            path: archived.folder().display().to_string(),
            sha256: archived.edition_sha256().to_string(),
            headline: archived.manifest().headline.clone(),
            notes: produced.notes.iter().map(|note| note.text.clone()).collect(),
        }
    }
}

pub(super) fn run(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    send: bool,
    ask_sources: bool,
) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let key = edition::key(console, pipeline.config(), typed)?;
    console.about = About::edition(&key);
    if let Err(error) = pipeline.check_date(&key) {
        let told = report::pipeline(&error);
        // No session, nothing due: a watchdog that waits for a run each morning is content.
        if told.exit_code == ExitCode::NotASession {
            ping(console, &pipeline, Signal::Success)?;
        }
        return Err(told.into());
    }
    ping(console, &pipeline, Signal::Start)?;
    let ran = run_watched(console, &mut pipeline, &key, send, ask_sources);
    let is_well = matches!(ran, Ok(ExitCode::Done | ExitCode::Partial) | Err(Ended::PipeClosed));
    ping(console, &pipeline, if is_well { Signal::Success } else { Signal::Fail })?;
    ran
}

/// Tells the operator's watchdog, if there is one. What it could not be told is told here.
fn ping(console: &mut Console<'_>, pipeline: &Pipeline, signal: Signal) -> Result<(), Ended> {
    if pipeline.config().heartbeat.is_some()
        && let Some(words) = setup::runtime()?.block_on(pipeline.ping(signal))
    {
        console.tell(Talk::note(words));
    }
    Ok(())
}

fn run_watched(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    key: &EditionKey,
    send: bool,
    ask_sources: bool,
) -> Outcome {
    if ask_sources {
        collect::fetch(console, pipeline, None, None)?;
    }
    let produced = setup::runtime()?.block_on(pipeline.produce(key));
    let run = pipeline.take_last_run();
    console.about = About::edition(key).in_run(run);
    let produced = produced.map_err(|error| report::pipeline(&error))?;
    console.about = About::archived(&produced.archived).in_run(run);
    say(console, &produced)?;
    console.json(&EditionResult::of(&produced))?;
    let delivery = if send { deliver(console, pipeline, &produced)? } else { ExitCode::Done };
    Ok(match delivery {
        ExitCode::Done if produced.is_partial() => ExitCode::Partial,
        ended => ended,
    })
}

/// The edition's path and hash, then what a reader should look at.
pub(super) fn say(console: &mut Console<'_>, produced: &Produced) -> std::io::Result<()> {
    let archived = &produced.archived;
    if !produced.is_new {
        console.tell(format!(
            "nothing new: {} {} is up to date",
            archived.key(),
            archived.revision()
        ));
    }
    for note in produced.notes.iter().filter(|note| note.level == NoteLevel::Check) {
        console.tell(Talk::note(&note.text));
    }
    console.say(archived.folder().display())?;
    console.say(format!("sha256 {}", archived.edition_sha256()))
}

fn deliver(console: &mut Console<'_>, pipeline: &mut Pipeline, produced: &Produced) -> Outcome {
    let archived = &produced.archived;
    let key = archived.key();
    let readers =
        pipeline.readers(&key.brief, key.date).map_err(|error| report::pipeline(&error))?;
    if readers.is_empty() {
        return Ok(ExitCode::Done);
    }
    let runtime = setup::runtime()?;
    let report = runtime.block_on(pipeline.deliver(archived));
    console.about.run = pipeline.take_last_run().map(|run| run.0);
    let report = report.map_err(|error| report::pipeline(&error))?;
    console.tell(report.to_string());
    for line in report.notes.iter().cloned().chain(report.faults()) {
        console.tell(Talk::note(line));
    }
    Ok(if report.is_complete() { ExitCode::Done } else { ExitCode::Delivery })
}

//! Takes an archived edition; says whether it comes out the same, byte by byte.

use std::path::Path;

use serde::Serialize;

use super::arguments::{ConfigFrom, EditionArguments};
use super::console::{Console, Ended, Outcome};
use super::run::{self, EditionResult};
use super::{edition, report, setup};
use crate::archive::{Archived, ProgramFacts};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::pipeline::{Difference, Knowledge, Replayed, Settings};

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum RerunResult {
    Same {
        path: String,
        sha256: String,
    },
    Different {
        path: String,
        causes: Vec<&'static str>,
        inputs: Vec<String>,
        made_by: ProgramLine,
        made_again_by: ProgramLine,
        files: Vec<DifferenceLine>,
    },
    Revised {
        edition: EditionResult,
    },
}

/// Who made it, or made it again.
#[derive(PartialEq, Eq, Serialize)]
struct ProgramLine {
    version: String,
    engine: String,
    time_zones: String,
}

#[derive(Serialize)]
struct DifferenceLine {
    file: String,
    archived_sha256: Option<String>,
    rebuilt_sha256: Option<String>,
}

pub(super) fn rerun(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    rev: Option<&str>,
    as_of: Option<&str>,
    config_from: ConfigFrom,
) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let key = edition::key(console, pipeline.config(), typed)?;
    let knowledge = knowledge(console, as_of)?;
    let settings = match config_from {
        ConfigFrom::Snapshot => Settings::Snapshot,
        ConfigFrom::Current => Settings::Current,
    };
    let rerun = pipeline.rerun(&key, edition::revision(rev)?, knowledge, settings);
    let replayed = setup::runtime()?.block_on(rerun).map_err(|error| report::pipeline(&error))?;
    say(console, &replayed)
}

fn say(console: &mut Console<'_>, replayed: &Replayed) -> Outcome {
    match replayed {
        Replayed::Same(archived) => {
            console.say(format!(
                "same: every byte of {} {} comes out again",
                archived.key(),
                archived.revision()
            ))?;
            console.say(format!("sha256 {}", archived.edition_sha256()))?;
            console.json(&RerunResult::Same {
                path: archived.folder().display().to_string(),
                sha256: archived.edition_sha256().to_string(),
            })?;
            Ok(ExitCode::Done)
        }
        Replayed::Different { archived, differences, causes, inputs, program } => {
            let what = causes.join(", ");
            console.say(format!(
                "different: {} {} does not come out the same; what changed: {what}",
                archived.key(),
                archived.revision()
            ))?;
            let (then, now) = (ProgramLine::of(archived), ProgramLine::this(program));
            if then != now {
                console.say(format!("  made by {}", then.words()))?;
                console.say(format!("  this is {}", now.words()))?;
            }
            for input in inputs {
                console.say(format!("  not as it was: {input}"))?;
            }
            for difference in differences {
                console.say(format!("  {}", difference.file_name))?;
            }
            console.tell("What is archived is checked all the same: contrabrief archive verify");
            console.json(&RerunResult::Different {
                path: archived.folder().display().to_string(),
                causes: causes.clone(),
                inputs: inputs.clone(),
                made_by: then,
                made_again_by: now,
                files: differences.iter().map(line).collect(),
            })?;
            Ok(ExitCode::Difference)
        }
        Replayed::Revised(produced) => {
            run::say(console, produced)?;
            console.json(&RerunResult::Revised { edition: EditionResult::of(produced) })?;
            Ok(if produced.is_partial() { ExitCode::Partial } else { ExitCode::Done })
        }
    }
}

impl ProgramLine {
    fn of(archived: &Archived) -> Self {
        let manifest = archived.manifest();
        Self {
            version: manifest.version.clone(),
            engine: manifest.engine.clone(),
            time_zones: manifest.tzdb.clone(),
        }
    }

    fn this(program: &ProgramFacts) -> Self {
        Self {
            version: program.version.clone(),
            engine: program.engine.clone(),
            time_zones: program.tzdb.clone(),
        }
    }

    fn words(&self) -> String {
        let Self { version, engine, time_zones } = self;
        format!("contrabrief {version}, engine {engine}, time zones {time_zones}")
    }
}

fn line(difference: &Difference) -> DifferenceLine {
    DifferenceLine {
        file: difference.file_name.clone(),
        archived_sha256: difference.archived.clone(),
        rebuilt_sha256: difference.rebuilt.clone(),
    }
}

fn knowledge(console: &Console<'_>, as_of: Option<&str>) -> Result<Knowledge, Ended> {
    match as_of {
        None => Ok(Knowledge::Archived),
        Some("now") => Ok(Knowledge::At(console.world.clock.now())),
        Some(typed) => {
            let (at, now) = (edition::instant(typed)?, console.world.clock.now());
            if at > now {
                let told = format!("`{typed}` has not come yet: nothing is known of it");
                return Err(Diagnostic::new(ExitCode::Usage, told).hint("Write now").into());
            }
            Ok(Knowledge::At(at))
        }
    }
}

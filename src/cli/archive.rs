//! Takes an archive verb; lists, shows, compares or verifies what is archived.

mod diff;
mod export;
mod holds;
mod replay;
mod signing;

use std::path::Path;

use serde::Serialize;

use super::arguments::{ArchiveVerb, CutArguments, EditionArguments, Format};
use super::console::{Console, Outcome};
use super::preview::{file_name, no_rendition};
use super::{edition, report, setup, shown};
use crate::archive::{FaultKind, Verification, VerifyFault};
use crate::exit_code::ExitCode;
use crate::model::Score;
use crate::pipeline::PipelineError;

use replay::Replay;

#[derive(Serialize)]
struct ListedLine {
    brief: String,
    date: String,
    revision: String,
    overall_hundredths: Option<i16>,
    headline: String,
}

#[derive(Serialize)]
struct VerifyResult {
    editions: u32,
    files: u32,
    pruned: Vec<String>,
    signed: u32,
    faults: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<Replay>,
}

impl VerifyResult {
    fn of(found: &Verification) -> Self {
        Self {
            editions: found.editions,
            files: found.files,
            pruned: found.pruned.clone(),
            signed: found.signed,
            faults: found.faults.iter().map(fault).collect(),
            replay: None,
        }
    }
}

pub(super) fn archive(console: &mut Console<'_>, file: &Path, verb: &ArchiveVerb) -> Outcome {
    match verb {
        ArchiveVerb::List => list(console, file),
        ArchiveVerb::Show { edition, rev, format, cut } => {
            show(console, file, (edition, rev.as_deref()), *format, cut)
        }
        ArchiveVerb::Diff { edition, rev } => diff::diff(console, file, edition, rev.as_deref()),
        ArchiveVerb::Verify { export: None, replay, public_key } => {
            verify(console, file, *replay, public_key)
        }
        ArchiveVerb::Verify { export: Some(folder), public_key, .. } => {
            export::verify(console, folder, public_key)
        }
        ArchiveVerb::Keygen { file } => signing::keygen(console, file),
        ArchiveVerb::Sign => signing::sign(console, file),
        ArchiveVerb::Export(typed) => export::export(console, file, typed),
        ArchiveVerb::Hold { what, because } => {
            holds::turn(console, file, what, because, holds::Turn::Hold)
        }
        ArchiveVerb::Release { what, because } => {
            holds::turn(console, file, what, because, holds::Turn::Release)
        }
        ArchiveVerb::Holds => holds::list(console, file),
    }
}

fn list(console: &mut Console<'_>, file: &Path) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let listed =
        pipeline.archive().list().map_err(|error| report::pipeline(&PipelineError::from(error)))?;
    let lines: Vec<ListedLine> = listed
        .iter()
        .map(|listed| ListedLine {
            brief: listed.key.brief.to_string(),
            date: listed.key.date.to_string(),
            revision: listed.revision.to_string(),
            overall_hundredths: listed.overall_hundredths,
            headline: listed.headline.clone(),
        })
        .collect();
    if lines.is_empty() {
        console.tell("The archive holds no edition yet: run contrabrief run");
    }
    for line in &lines {
        let score = line
            .overall_hundredths
            .map_or_else(|| "-".to_owned(), |score| Score::from_hundredths(score).to_string());
        console.say(format!(
            "{}  {:<16} {}  {score:>5}  {}",
            line.date, line.brief, line.revision, line.headline
        ))?;
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

fn show(
    console: &mut Console<'_>,
    file: &Path,
    (typed, rev): (&EditionArguments, Option<&str>),
    format: Format,
    cut: &CutArguments,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = edition::archived_key(console, &pipeline, typed)?;
    let revision = edition::revision(rev)?;
    let archived = pipeline.archived(&key, revision).map_err(|error| report::pipeline(&error))?;
    if shown::is_cut(cut) {
        let bytes = shown::cut(&pipeline, &archived, cut, format)?;
        console.bytes(&bytes)?;
        return Ok(ExitCode::Done);
    }
    let wanted = file_name(format);
    if !archived.manifest().outputs.iter().any(|output| output.path == wanted) {
        return Err(no_rendition(wanted));
    }
    let bytes = archived
        .rendition(wanted)
        .map_err(|error| report::pipeline(&PipelineError::from(error)))?;
    console.bytes(&bytes)?;
    Ok(ExitCode::Done)
}

fn verify(
    console: &mut Console<'_>,
    file: &Path,
    replay: Option<usize>,
    public_keys: &[String],
) -> Outcome {
    let believed = signing::public_keys(public_keys)?;
    let mut pipeline = setup::pipeline(console, file)?;
    if !believed.is_empty() {
        pipeline.believe(believed);
    }
    let verification = pipeline.verify_archive().map_err(|error| report::pipeline(&error))?;
    let mut result = VerifyResult::of(&verification);
    for fault in &result.faults {
        console.say(format!("FAULT {fault}"))?;
    }
    let summary = if result.faults.is_empty() {
        "every file matches its hash and the chain is whole".to_owned()
    } else {
        format!("{} fault(s) found", result.faults.len())
    };
    console.say(format!("{} edition(s), {} file(s): {summary}", result.editions, result.files))?;
    if !result.pruned.is_empty() {
        console.say(format!(
            "{} revision(s) were pruned, each with a tombstone that the chain seals",
            result.pruned.len()
        ))?;
    }
    signing::say(console, &verification)?;
    if let Some(count) = replay {
        result.replay = Some(replay::replay(console, &mut pipeline, count)?);
    }
    console.json(&result)?;
    let is_replayed = result.replay.as_ref().is_none_or(|replay| replay.different.is_empty());
    let is_whole = result.faults.is_empty() && is_replayed;
    Ok(if is_whole { ExitCode::Done } else { ExitCode::Difference })
}

pub(super) fn fault(fault: &VerifyFault) -> String {
    let kind = match &fault.kind {
        FaultKind::Missing => "is missing".to_owned(),
        FaultKind::Altered => "is not what was archived".to_owned(),
        FaultKind::Extra => "should not be there".to_owned(),
        FaultKind::ChainBroken { seq } => format!("the chain breaks at number {seq}"),
        FaultKind::HalfPruned => {
            "has a tombstone and is still there: contrabrief prune finishes it".to_owned()
        }
        FaultKind::Unchained => "stands in no line of the chain".to_owned(),
        FaultKind::ManifestUnreadable { why } => format!("is no manifest: {why}"),
        FaultKind::Stale => {
            "is derived and did not say what the archive says: written anew".to_owned()
        }
        FaultKind::SignatureMissing => "is missing, and lines before it are signed".to_owned(),
        FaultKind::SignatureBad => {
            "no key that is believed signed this, here in the chain".to_owned()
        }
        FaultKind::SignatureForeign { key } => {
            format!("is by the key {key}, which is not believed")
        }
        FaultKind::NothingSigned => "nothing is signed: contrabrief archive sign begins".to_owned(),
    };
    format!("{}: {kind}", fault.path)
}

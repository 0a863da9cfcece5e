//! Takes dates, a brief, a revision and a place; writes editions there as a zip for an auditor,
//! or their figures as tables for a researcher. Also checks such a zip's folder.

use std::path::Path;

use serde::Serialize;

use super::{VerifyResult, signing};
use crate::archive::{Archive, ExportQuestion, ExportTarget};
use crate::cli::arguments::ExportArguments;
use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::{edition, report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::BriefId;
use crate::pipeline::PipelineError;

#[derive(Serialize)]
struct ZipResult {
    revisions: usize,
    tombstones: usize,
    files: usize,
    size: u64,
    sha256: String,
    file: String,
}

#[derive(Serialize)]
struct TableLine {
    file: String,
    rows: usize,
}

pub(super) fn export(console: &mut Console<'_>, file: &Path, typed: &ExportArguments) -> Outcome {
    let question = question(typed)?;
    let pipeline = setup::pipeline(console, file)?;
    let target = |path| ExportTarget { path, replace: typed.force };
    if let Some(path) = &typed.out {
        let exported = pipeline.export(&question, target(path)).map_err(|e| report::export(&e))?;
        let name = path.display().to_string();
        console.say(format!(
            "exported {} revision(s), {} file(s), {} bytes to {name}",
            exported.revisions, exported.files, exported.size
        ))?;
        if exported.tombstones > 0 {
            console.say(format!(
                "tombstones of {} pruned revision(s) are in it",
                exported.tombstones
            ))?;
        }
        console.say(format!("sha256   {}", exported.sha256))?;
        console.json(&ZipResult {
            revisions: exported.revisions,
            tombstones: exported.tombstones,
            files: exported.files,
            size: exported.size,
            sha256: exported.sha256.to_string(),
            file: name,
        })?;
    }
    if let Some(folder) = &typed.tables {
        let tabled =
            pipeline.export_tables(&question, target(folder)).map_err(|e| report::export(&e))?;
        let mut lines = Vec::new();
        for (name, rows) in tabled.tables {
            let file = folder.join(name).display().to_string();
            console.say(format!("{rows:>7} row(s)  {file}"))?;
            lines.push(TableLine { file, rows });
        }
        console.json(&lines)?;
    }
    Ok(ExitCode::Done)
}

/// Checks a folder that came out of an export: no configuration is asked for, nothing written.
pub(super) fn verify(console: &mut Console<'_>, folder: &Path, public_keys: &[String]) -> Outcome {
    let checked = Archive::verify_export(folder, signing::public_keys(public_keys)?)
        .map_err(|error| report::pipeline(&PipelineError::from(error)))?;
    let result = VerifyResult::of(&checked);
    for fault in &result.faults {
        console.say(format!("FAULT {fault}"))?;
    }
    let summary = if result.faults.is_empty() {
        "every file matches its hash and the chain is whole".to_owned()
    } else {
        format!("{} fault(s) found", result.faults.len())
    };
    console.say(format!("{} edition(s), {} file(s): {summary}", result.editions, result.files))?;
    if checked.elsewhere > 0 {
        console.say(format!(
            "{} more line(s) of the chain are of what is not in this export",
            checked.elsewhere
        ))?;
    }
    signing::say(console, &checked)?;
    console.json(&result)?;
    Ok(if result.faults.is_empty() { ExitCode::Done } else { ExitCode::Difference })
}

fn question(typed: &ExportArguments) -> Result<ExportQuestion, Ended> {
    let date = |typed: &Option<String>| typed.as_deref().map(edition::date_typed).transpose();
    let day = date(&typed.date)?;
    let (from, to) = (day.or(date(&typed.from)?), day.or(date(&typed.to)?));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Diagnostic::new(ExitCode::Usage, format!("{from} is after {to}"))
            .hint("Name the earlier date with --from, the later one with --to")
            .into());
    }
    let brief = typed.brief.as_deref().map(|id| {
        BriefId::parse(id).map_err(|_| {
            Diagnostic::new(ExitCode::Usage, format!("`{id}` is not the id of a brief"))
                .hint("Run contrabrief archive list to see what is there")
        })
    });
    let revision = edition::revision(typed.rev.as_deref())?;
    Ok(ExportQuestion { from, to, brief: brief.transpose()?, revision })
}

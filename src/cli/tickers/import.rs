//! Takes files of names and symbols; records them and says, row by row, what could not be read.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::console::{Console, Outcome};
use crate::cli::log::Talk;
use crate::cli::{import, report, setup};
use crate::exit_code::ExitCode;

/// How many rows that are left out are named one by one.
const FAULTS_NAMED_MAX: usize = 50;

#[derive(Serialize)]
struct Summary {
    file: String,
    new: u32,
    changed: u32,
    same: u32,
    left_out: usize,
}

pub(super) fn import(console: &mut Console<'_>, file: &Path, files: &[PathBuf]) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let mut summaries = Vec::new();
    for path in files {
        let bytes = import::read(console, path)?;
        let imported = pipeline.import_reference(&bytes).map_err(|error| {
            report::pipeline(&error)
                .hint("Give the SEC's company_tickers.json, or CSV with the columns symbol,name")
        })?;
        let name = path.display().to_string();
        for fault in imported.faults.iter().take(FAULTS_NAMED_MAX) {
            console.tell(Talk::note(format!("{name}: {fault}")));
        }
        let unnamed = imported.faults.len().saturating_sub(FAULTS_NAMED_MAX);
        if unnamed > 0 {
            console.tell(Talk::note(format!("{name}: {unnamed} more row(s) were left out")));
        }
        let recorded = imported.recorded;
        let left_out = imported.faults.len();
        console.say(format!(
            "{name}: {} new, {} changed, {} as before, {left_out} left out",
            recorded.new, recorded.changed, recorded.same
        ))?;
        summaries.push(Summary {
            file: name,
            new: recorded.new,
            changed: recorded.changed,
            same: recorded.same,
            left_out,
        });
    }
    console.json(&summaries)?;
    let read = summaries.iter().any(|one| one.new + one.changed + one.same > 0);
    let complete = summaries.iter().all(|one| one.left_out == 0);
    Ok(match (read, complete) {
        (false, _) => ExitCode::NothingUsable,
        (true, false) => ExitCode::Partial,
        (true, true) => ExitCode::Done,
    })
}

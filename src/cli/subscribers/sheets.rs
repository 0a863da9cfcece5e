//! Takes a CSV of subscribers; imports all of it, or nothing and says why row by row. Gives the
//! same CSV back.

use std::path::Path;

use serde::Serialize;

use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::log::Talk;
use crate::cli::{import, report, setup};
use crate::config::{ROSTER_BYTES_MAX, RosterFault, read_roster};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::SubscriberId;
use crate::pipeline::{EnrolMode, PipelineError, SubscriberError};

/// The most faults and ids told of one file.
const TOLD_MAX: usize = 100;

#[derive(Serialize)]
struct Imported<'i> {
    file: String,
    dry_run: bool,
    added: Vec<&'i str>,
    changed: Vec<&'i str>,
    removed: Vec<&'i str>,
    same: usize,
    without_brief: Vec<&'i str>,
}

pub(super) fn import(
    console: &mut Console<'_>,
    file: &Path,
    sheet: &Path,
    dry_run: bool,
    replace: bool,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let text = text(console, sheet)?;
    let rows = read_roster(&text, pipeline.config()).map_err(|faults| refused(sheet, &faults))?;
    if rows.is_empty() {
        let error = format!("`{}` names no subscriber: nothing was imported", sheet.display());
        return Err(Diagnostic::new(ExitCode::NothingUsable, error)
            .hint("Write one row for each subscriber below the header")
            .into());
    }
    let mode = if replace { EnrolMode::Replace } else { EnrolMode::Merge };
    let failed = |error: PipelineError| -> Ended {
        match error {
            PipelineError::Subscriber(SubscriberError::Roster(faults)) => {
                refused(sheet, &faults).into()
            }
            error => report::pipeline(&error).into(),
        }
    };
    let enrolment = pipeline.plan_enrolment(rows, mode).map_err(failed)?;
    if !dry_run {
        pipeline.enrol(&enrolment).map_err(failed)?;
    }
    let (added, changed, removed) =
        (enrolment.added.len(), enrolment.changed.len(), enrolment.removed.len());
    console.say(format!(
        "{}: {added} new, {changed} changed, {} as before, {removed} removed{}",
        sheet.display(),
        enrolment.same,
        if dry_run { " (a dry run: nothing was changed)" } else { "" }
    ))?;
    if !enrolment.removed.is_empty() {
        console.tell(Talk::note(format!("removed: {}", told(&enrolment.removed))));
    }
    if !enrolment.without_brief.is_empty() {
        console.tell(Talk::note(format!("without a brief: {}", told(&enrolment.without_brief))));
    }
    let ids = |list: &'_ [SubscriberId]| list.iter().map(|id| id.0.clone()).collect::<Vec<_>>();
    let [added, changed, removed, without] = [
        ids(&enrolment.added),
        ids(&enrolment.changed),
        ids(&enrolment.removed),
        ids(&enrolment.without_brief),
    ];
    console.json(&Imported {
        file: sheet.display().to_string(),
        dry_run,
        added: added.iter().map(String::as_str).collect(),
        changed: changed.iter().map(String::as_str).collect(),
        removed: removed.iter().map(String::as_str).collect(),
        same: enrolment.same,
        without_brief: without.iter().map(String::as_str).collect(),
    })?;
    Ok(ExitCode::Done)
}

pub(super) fn export(console: &mut Console<'_>, file: &Path) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let csv = pipeline.subscribers_csv().map_err(|error| report::pipeline(&error))?;
    console.bytes(csv.as_bytes())?;
    if !pipeline.config().subscribers.is_empty() {
        let count = pipeline.config().subscribers.len();
        console.tell(Talk::note(format!(
            "{count} more subscriber(s) stand in {} and are not exported",
            file.display()
        )));
    }
    Ok(ExitCode::Done)
}

fn text(console: &mut Console<'_>, sheet: &Path) -> Result<String, Ended> {
    let bytes = import::read(console, sheet)?;
    let refuse = |error: String, hint: &str| -> Ended {
        Diagnostic::new(ExitCode::NothingUsable, error).hint(hint).into()
    };
    let name = sheet.display();
    if bytes.len() > ROSTER_BYTES_MAX {
        let error = format!("`{name}` is larger than {ROSTER_BYTES_MAX} bytes");
        return Err(refuse(error, "Split it and import the parts, without --replace"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let row = before.split(|byte| *byte == b'\n').count();
        let error = format!("`{name}` is not UTF-8 text: line {row} holds another encoding");
        refuse(error, "Save it as CSV UTF-8")
    })
}

fn refused(sheet: &Path, faults: &[RosterFault]) -> Diagnostic {
    let count = faults.len();
    let plural = if count == 1 { "" } else { "s" };
    let error = format!("`{}` has {count} fault{plural}: nothing was imported", sheet.display());
    let mut diagnostic = Diagnostic::new(ExitCode::NothingUsable, error);
    diagnostic.because = faults.iter().take(TOLD_MAX).map(ToString::to_string).collect();
    if count > TOLD_MAX {
        diagnostic.because.push(format!("{} more of the kind", count - TOLD_MAX));
    }
    diagnostic.hint("Mend the rows above and import the file again")
}

fn told(ids: &[SubscriberId]) -> String {
    let mut words: Vec<String> = ids.iter().take(TOLD_MAX).map(|id| id.0.clone()).collect();
    if ids.len() > TOLD_MAX {
        words.push(format!("and {} more", ids.len() - TOLD_MAX));
    }
    words.join(", ")
}

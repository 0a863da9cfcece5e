//! Takes mailboxes, or the configured one; reads what came back and prints, for each message,
//! what it is, whom it is about, what was done and why.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use chrono::SecondsFormat;
use serde::Serialize;

use super::console::{Console, Ended, Outcome, Voice};
use super::{report, setup};
use crate::cli::log::Talk;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{BounceDeed, MatchedBy};
use crate::pipeline::{BounceLine, BounceReport, BounceSource, Trace};

/// The longest input that is read from a pipe, in bytes.
const INPUT_BYTES_MAX: u64 = 256 * 1024 * 1024;

#[derive(Serialize)]
struct ReadLine<'l> {
    place: &'l str,
    message_sha256: String,
    read_at: String,
    kind: &'static str,
    fault: &'static str,
    code: Option<String>,
    brief: Option<String>,
    date: Option<String>,
    revision: Option<String>,
    subscriber: Option<String>,
    owner: Option<&'l str>,
    matched_by: Option<&'static str>,
    recipient: &'l str,
    diagnostic: &'l str,
    deed: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct ReadReport<'r> {
    messages: Vec<ReadLine<'r>>,
    read_before: usize,
    too_large: &'r [String],
    faults: &'r [String],
}

pub(super) fn bounces(
    console: &mut Console<'_>,
    file: &Path,
    paths: &[PathBuf],
    dry_run: bool,
) -> Outcome {
    let sources = sources(console, paths)?;
    let (pipeline, _lock) = if dry_run {
        (setup::pipeline(console, file)?, None)
    } else {
        let (pipeline, lock) = setup::locked_pipeline(console, file)?;
        (pipeline, Some(lock))
    };
    let trace = if dry_run { Trace::None } else { Trace::Kept };
    let reading = pipeline.read_bounces(sources, trace);
    let read = setup::runtime()?.block_on(reading).map_err(|error| report::pipeline(&error))?;
    for line in &read.lines {
        console.say(words(line))?;
    }
    console.json(&of_report(&read))?;
    tell(console, &read);
    let summary = if dry_run { format!("{read}; nothing was kept") } else { read.to_string() };
    console.tell(summary);
    Ok(if read.faults.is_empty() { ExitCode::Done } else { ExitCode::NothingUsable })
}

/// What an operator has to know even where nobody looks at the lines.
pub(super) fn tell(voice: &mut impl Voice, read: &BounceReport) {
    for left in &read.left {
        voice.line(Talk::note(format!("{left}; the account's owner is told")));
    }
    for line in read.lines.iter().filter(|line| line.bounce.deed == BounceDeed::Suppressed) {
        let owner = line.owner.as_ref().map(|owner| format!("; tell {owner}")).unwrap_or_default();
        voice.line(Talk::note(format!("{}{owner}", whom(line))));
    }
    for fault in &read.faults {
        let hint = "Check what [bounces] names; what was read before it failed is done";
        let failed = Diagnostic::new(ExitCode::NothingUsable, "Not every message could be read");
        let mut failed = failed.hint(hint);
        failed.because.push(fault.clone());
        voice.failure(failed);
    }
}

fn sources(console: &mut Console<'_>, paths: &[PathBuf]) -> Result<Vec<BounceSource>, Ended> {
    if paths.is_empty() {
        return Ok(vec![BounceSource::Configured]);
    }
    let mut sources = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let mut input = std::io::Read::take(&mut console.world.input, INPUT_BYTES_MAX);
            std::io::Read::read_to_end(&mut input, &mut bytes).map_err(|error| {
                Diagnostic::new(ExitCode::Usage, "Standard input cannot be read").because(&error)
            })?;
            sources.push(BounceSource::Stream(Box::new(Cursor::new(bytes))));
            continue;
        }
        if let Err(error) = path.metadata() {
            let what = format!("Mailbox `{}` cannot be read", path.display());
            return Err(Diagnostic::new(ExitCode::Usage, what).because(&error).into());
        }
        sources.push(BounceSource::Path(path.clone()));
    }
    Ok(sources)
}

fn whom(line: &BounceLine) -> String {
    match &line.bounce.delivery {
        None => format!("{}: {}", line.place, line.why),
        Some(key) => {
            format!("{} of {} gets no more: {}", key.subscriber, key.edition.brief, line.why)
        }
    }
}

fn words(line: &BounceLine) -> String {
    let bounce = &line.bounce;
    let code = bounce.code.map(|code| format!(" {code}")).unwrap_or_default();
    let letter = bounce.delivery.as_ref().map_or_else(
        || "-".to_owned(),
        |key| {
            let by = bounce.matched_by.map_or("", MatchedBy::key);
            format!("{} {} {} (by {by})", key.subscriber, key.edition, key.revision)
        },
    );
    let said = if bounce.diagnostic.is_empty() {
        String::new()
    } else {
        format!(": {}", bounce.diagnostic)
    };
    format!(
        "{:<10} {}{code} {}  {letter}  {}{said}",
        bounce.deed.key(),
        bounce.kind.key(),
        bounce.fault.key(),
        line.why
    )
}

fn of_report(read: &BounceReport) -> ReadReport<'_> {
    ReadReport {
        messages: read.lines.iter().map(of_line).collect(),
        read_before: read.known,
        too_large: &read.too_large,
        faults: &read.faults,
    }
}

fn of_line(line: &BounceLine) -> ReadLine<'_> {
    let bounce = &line.bounce;
    let key = bounce.delivery.as_ref();
    ReadLine {
        place: &line.place,
        message_sha256: bounce.message.to_string(),
        read_at: bounce.read_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        kind: bounce.kind.key(),
        fault: bounce.fault.key(),
        code: bounce.code.map(|code| code.to_string()),
        brief: key.map(|key| key.edition.brief.to_string()),
        date: key.map(|key| key.edition.date.to_string()),
        revision: key.map(|key| key.revision.to_string()),
        subscriber: key.map(|key| key.subscriber.to_string()),
        owner: line.owner.as_deref(),
        matched_by: bounce.matched_by.map(MatchedBy::key),
        recipient: &bounce.recipient,
        diagnostic: &bounce.diagnostic,
        deed: bounce.deed.key(),
        why: line.why,
    }
}

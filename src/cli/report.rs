//! Takes the errors of the stages; gives them as what, because, hint, with their exit codes.

use std::path::Path;

use chrono::NaiveDate;

use crate::archive::ArchiveError;
use crate::calendar;
use crate::config::{ConfigFault, did_you_mean};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{DataNote, DayRule, EditionKey, Revision};
use crate::pipeline::{
    BackfillError, ClosureError, OperatingError, PipelineError, SubscriberError,
};
use crate::store::StoreError;

/// The most causes told of one failure.
const CAUSES_MAX: usize = 5;

/// Every fault of a configuration, together.
pub(super) fn config_faults(file: &Path, faults: &[ConfigFault]) -> Diagnostic {
    let count = faults.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut diagnostic = Diagnostic::new(
        ExitCode::Config,
        format!("Configuration `{}` has {count} fault{plural}", file.display()),
    );
    diagnostic.because = faults.iter().map(ToString::to_string).collect();
    diagnostic.hint(if file.exists() {
        "Mend the lines above, then run contrabrief check"
    } else {
        "Run contrabrief init to lay out a commented config, or name one with --config-file"
    })
}

/// Every fault of the holdings files, together.
pub(super) fn holdings_faults(faults: &[ConfigFault]) -> Diagnostic {
    let count = faults.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut diagnostic =
        Diagnostic::new(ExitCode::Config, format!("The holdings have {count} fault{plural}"));
    diagnostic.because = faults.iter().map(ToString::to_string).collect();
    diagnostic.hint("Mend the lines above, then run contrabrief check; until then a brief goes out without its portfolio and says so")
}

/// Every fault of the logos, together.
pub(super) fn logo_faults(faults: &[ConfigFault]) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(ExitCode::Config, "A logo cannot be used");
    diagnostic.because = faults.iter().map(ToString::to_string).collect();
    diagnostic.hint("Name a PNG of at most 50 kB, then run contrabrief check; until then the brief goes out without it")
}

/// Facts need a source: it says under which licence they are kept.
fn no_source(error: &str, section: &str) -> Diagnostic {
    Diagnostic::new(ExitCode::Config, error).hint(format!(
        "Add a {section} with id and kind, which says whose the facts are; contrabrief init DIR writes an example"
    ))
}

fn revising(key: &EditionKey) -> String {
    format!("A later revision is made by contrabrief rerun --date {} --as-of now", key.date)
}

fn claiming(key: &EditionKey) -> String {
    format!(
        "Name a watched ticker, a source as [3], or words that contrabrief archive show --date {} prints",
        key.date
    )
}

/// A day that has no edition by the brief's rule, and its neighbours that have one.
fn no_edition(
    mut told: Diagnostic,
    rule: &DayRule,
    date: NaiveDate,
    [previous, next]: [NaiveDate; 2],
) -> Diagnostic {
    if rule.calendars().iter().any(|of| !calendar::covers(of, date)) {
        told.because.push("The holiday tables do not reach that date".to_owned());
    }
    let day = if rule.calendars().is_empty() { "day" } else { "session" };
    told.hint(format!("The previous {day} is {previous}, the next one {next}"))
}

fn backfill(error: &BackfillError) -> Diagnostic {
    match error {
        BackfillError::Backwards { from, to } => {
            caused(ExitCode::Usage, error).hint(format!("Did you mean --from {to} --to {from}?"))
        }
        BackfillError::TooLong { .. } => {
            caused(ExitCode::Usage, error).hint("Name a shorter span with --from and --to")
        }
        BackfillError::NoSession { from, rule, previous, next, .. } => {
            no_edition(caused(ExitCode::NotASession, error), rule, *from, [*previous, *next])
        }
    }
}

fn closure(error: &ClosureError) -> Diagnostic {
    let told = Diagnostic::new(ExitCode::Usage, error.to_string());
    match error {
        ClosureError::AlwaysOpen(_) => told.hint("Name the calendar of an exchange, such as XNYS"),
        ClosureError::NoSession { calendar, date }
        | ClosureError::NotEarlier { calendar, date, .. }
        | ClosureError::KnownAlready { calendar, date } => told.hint(format!(
            "Run contrabrief calendar show {} --from {date} to see its days",
            calendar.word()
        )),
        ClosureError::NothingSaid { calendar, .. } => told.hint(format!(
            "Run contrabrief calendar show {} to see what was recorded",
            calendar.word()
        )),
        ClosureError::NoReason => {
            told.hint("Say why in a few words: --because \"typhoon signal 8\"")
        }
    }
}

/// What happened and its first cause.
fn caused(exit_code: ExitCode, error: &dyn std::error::Error) -> Diagnostic {
    let diagnostic = Diagnostic::new(exit_code, error.to_string());
    match error.source() {
        Some(cause) => diagnostic.because(cause),
        None => diagnostic,
    }
}

fn sending(key: &EditionKey, revision: Revision) -> String {
    let EditionKey { brief, date } = key;
    format!("contrabrief deliver send --brief {brief} --date {date} --rev {}", revision.0)
}

fn nothing_usable(mut diagnostic: Diagnostic, notes: &[DataNote]) -> Diagnostic {
    let missing: Vec<_> = notes.iter().filter(|note| note.partial).collect();
    let told = missing.iter().take(CAUSES_MAX).map(|note| note.text.clone());
    diagnostic.because = told.collect();
    if missing.len() > CAUSES_MAX {
        diagnostic.because.push(format!("{} more of the kind", missing.len() - CAUSES_MAX));
    }
    diagnostic.hint(
        "Run contrabrief collect, or contrabrief import (for a past date with --assume-published 15m), and look at what it says",
    )
}

/// What a stage could not do.
pub(super) fn pipeline(error: &PipelineError) -> Diagnostic {
    let failed = |exit_code| caused(exit_code, error);
    match error {
        PipelineError::Store(error) => store(error),
        PipelineError::Subscriber(error) => subscriber(error),
        PipelineError::DataDir { .. } | PipelineError::NetworkDisk { .. } => {
            failed(ExitCode::Storage).hint("Set data_dir under [app] to a folder on a local disk that you may write")
        }
        PipelineError::Archive(error) => archive(error),
        PipelineError::Operating(error) => operating(error),
        PipelineError::Templates { .. } | PipelineError::Render(_) => {
            failed(ExitCode::Config).hint("Mend the template, then run contrabrief check")
        }
        PipelineError::NoSource { section } => no_source(&error.to_string(), section),
        PipelineError::UnknownBrief { asked, known } | PipelineError::UnknownSource { asked, known } => {
            let near = did_you_mean(asked, known.iter().map(String::as_str));
            let mut diagnostic = Diagnostic::new(ExitCode::Usage, format!("{error}{near}"));
            diagnostic.hint = Some(format!("Configured are: {}", known.join(", ")));
            diagnostic
        }
        PipelineError::NotASession { previous, next, rule, date } => {
            no_edition(failed(ExitCode::NotASession), rule, *date, [*previous, *next])
        }
        PipelineError::Closure(error) => closure(error),
        PipelineError::Backfill(error) => backfill(error),
        PipelineError::Future { .. } => {
            failed(ExitCode::Usage).hint("Run contrabrief schedule next to see the coming editions")
        }
        PipelineError::NothingUsable { notes, .. } => {
            nothing_usable(failed(ExitCode::NothingUsable), notes)
        }
        PipelineError::NoEdition { .. } => {
            failed(ExitCode::Usage).hint("Run contrabrief archive list to see what is there")
        }
        PipelineError::NotRebuilt { key, .. } => failed(ExitCode::Difference).hint(format!(
            "Run contrabrief rerun --brief {} --date {} to see what differs; readers of a cut get the whole edition",
            key.brief, key.date
        )),
        PipelineError::NoneOfNames { .. } => failed(ExitCode::Usage)
            .hint("Run contrabrief archive show to see whom the edition is about"),
        PipelineError::OneRevision { key } => failed(ExitCode::Usage).hint(revising(key)),
        PipelineError::NoClaim { key, .. } => failed(ExitCode::Usage).hint(claiming(key)),
        PipelineError::NeedsCorrection { key, revision } => failed(ExitCode::Usage)
            .hint(format!("{} --correction \"what was wrong\"", sending(key, *revision))),
        PipelineError::NothingToCorrect { key, revision } => failed(ExitCode::Usage)
            .hint(format!("To send it as an edition: {}", sending(key, *revision))),
        PipelineError::Import { .. } => failed(ExitCode::Usage),
        PipelineError::Snapshot(_)
        | PipelineError::Page { .. }
        | PipelineError::Narration { .. }
        | PipelineError::SnapshotWithoutBrief
        | PipelineError::NotText(_) => failed(ExitCode::Storage).hint(
            "Run contrabrief archive verify; an edition of a newer version needs that version",
        ),
        PipelineError::NoMail => failed(ExitCode::Config)
            .hint("Set host (or folder) and from under [smtp], or add --no-send"),
        PipelineError::NoBounces => failed(ExitCode::Config)
            .hint("Set maildir, file or imap_host under [bounces], or name a file or a maildir"),
        PipelineError::Collect(_) => failed(ExitCode::NothingUsable),
        PipelineError::Letter(_) | PipelineError::Address(_) => {
            failed(ExitCode::Config).hint("Mend the addresses under [smtp] and [[subscriber]]")
        }
        PipelineError::TokenKey(_) => failed(ExitCode::Storage).hint(
            "Links and bounces of mails sent before are signed with that key: keep it with the database",
        ),
        PipelineError::Deliver(_) => failed(ExitCode::Delivery)
            .hint("Run contrabrief deliver status to see who has not got the edition"),
    }
}

/// What the archive could not do.
pub(super) fn archive(error: &ArchiveError) -> Diagnostic {
    match error {
        ArchiveError::Pruned { .. } => caused(ExitCode::Usage, error).hint(
            "Read tombstones/ in the archive; contrabrief archive list shows what is there, archive hold keeps it",
        ),
        ArchiveError::NothingAsked { .. } => caused(ExitCode::Usage, error)
            .hint("Run contrabrief archive list to see what is there"),
        ArchiveError::TargetExists { .. } => caused(ExitCode::Usage, error)
            .hint("Name a file that is not there yet, or add --force"),
        ArchiveError::TargetInside { .. } => caused(ExitCode::Usage, error)
            .hint("Name a place outside of the folder under [archive] root"),
        ArchiveError::Target { .. } => caused(ExitCode::Storage, error)
            .hint("See that the folder is there with room, and that you may write there"),
        ArchiveError::PageUnreadable { .. } => caused(ExitCode::Storage, error)
            .hint("It is of another version: export its date with that one"),
        ArchiveError::NotSigned { .. } => caused(ExitCode::Difference, error)
            .hint("Run contrabrief archive verify to see all that differs, and mend that first"),
        ArchiveError::NoSigningKey => caused(ExitCode::Config, error).hint(
            "Set signing_key_file under [archive]; contrabrief archive keygen FILE makes a key",
        ),
        ArchiveError::HoldsUnreadable { .. } => caused(ExitCode::Storage, error)
            .hint("Mend that line by hand, from a backup of the share; until then nothing is pruned"),
        _ => caused(ExitCode::Storage, error).hint(
            "Check that the share under [archive] root is mounted and writable, then run contrabrief archive verify",
        ),
    }
}

/// Why an export stopped: what the archive no longer gives as it was sealed is a difference.
pub(super) fn export(error: &PipelineError) -> Diagnostic {
    use ArchiveError::{Altered, ManifestUnreadable, Missing, Unsealed};
    let mut diagnostic = pipeline(error);
    if let PipelineError::Archive(
        Altered { .. } | ManifestUnreadable { .. } | Missing { .. } | Unsealed { .. },
    ) = error
    {
        diagnostic.exit_code = ExitCode::Difference;
        diagnostic.hint = Some(
            "Run contrabrief archive verify to see all that differs; nothing was exported"
                .to_owned(),
        );
    }
    diagnostic
}

/// What could not be done to keep the installation healthy.
fn operating(error: &OperatingError) -> Diagnostic {
    let failed = |exit_code| caused(exit_code, error);
    match error {
        OperatingError::BackupFolder { .. } => failed(ExitCode::Storage)
            .hint("Set folder under [backup] to one you may write, or name another with --to"),
        OperatingError::WouldReplace { .. } => failed(ExitCode::Usage)
            .hint("Add --replace: what is there stays beside it, under another name"),
        OperatingError::NoRetention => {
            failed(ExitCode::Config).hint("Set retention under [archive], such as \"7y\"")
        }
        OperatingError::NoAlerts => failed(ExitCode::Config)
            .hint("Set mail under [alerts], and host and from under [smtp] or [alerts.smtp]"),
        OperatingError::NotTold { .. } => failed(ExitCode::Delivery).hint(
            "Mend [alerts.smtp], or [smtp] where that is absent, then run contrabrief incidents test",
        ),
    }
}

/// What is wrong with a subscriber.
pub(super) fn subscriber(error: &SubscriberError) -> Diagnostic {
    let failed = |exit_code| Diagnostic::new(exit_code, error.to_string());
    match error {
        SubscriberError::Unknown { asked, known } => {
            let near = did_you_mean(asked, known.iter().map(String::as_str));
            Diagnostic::new(ExitCode::Usage, format!("{error}{near}"))
                .hint("Run contrabrief subscribers list to see every id")
        }
        SubscriberError::Twice { id, .. } => failed(ExitCode::Config).hint(format!(
            "Take the [[subscriber]] out of the configuration, or run contrabrief subscribers remove {id}"
        )),
        SubscriberError::Configured { .. } => failed(ExitCode::Usage)
            .hint("Take its [[subscriber]] and its id under recipients out of the configuration"),
        SubscriberError::Roster(faults) => {
            let mut diagnostic = failed(ExitCode::Usage);
            diagnostic.because = faults.iter().map(ToString::to_string).collect();
            diagnostic.hint("Mend the lines above and try again; nothing was changed")
        }
        SubscriberError::AlreadyForgotten { .. } => failed(ExitCode::Usage)
            .hint("Run contrabrief subscribers list to see who is there"),
    }
}

/// What the store could not do.
pub(super) fn store(error: &StoreError) -> Diagnostic {
    let exit_code = match error {
        StoreError::Locked { .. } => ExitCode::Locked,
        StoreError::AlreadyAccepted { .. }
        | StoreError::UnknownDelivery { .. }
        | StoreError::NotABackup { .. }
        | StoreError::BackupExists { .. } => ExitCode::Usage,
        _ => ExitCode::Storage,
    };
    let mut diagnostic = Diagnostic::new(exit_code, error.to_string());
    if let Some(cause) = std::error::Error::source(error) {
        diagnostic = diagnostic.because(cause);
    }
    diagnostic.hint(match error {
        StoreError::Locked { .. } => "Wait until it has ended, or stop it",
        StoreError::InUse => "Wait until the other command has ended, then run this one again",
        StoreError::NewerSchema { .. } => "Use the contrabrief version that wrote it, or a newer one",
        StoreError::OlderSchema { .. } => "Start contrabrief daemon, or run any command that writes: it brings the database up to date",
        StoreError::AlreadyAccepted { .. } | StoreError::UnknownDelivery { .. } => {
            "Run contrabrief deliver status to see whose deliveries there are"
        }
        StoreError::Corrupt { .. } => {
            "Run contrabrief restore FILE --replace with your last backup; the archive is not affected"
        }
        StoreError::Backup { .. } => "See that there is room and that you may write there; nothing else was changed",
        StoreError::BackupExists { .. } => "Name a file that is not there yet, or a folder",
        StoreError::NotABackup { .. } => "Name a file that contrabrief backup wrote",
        _ => "Check that data_dir under [app] is on a local disk with room, and that you may write there",
    })
}

//! Takes an edition and a subscriber, or a cut; prints the message again and says whether it is
//! the one that went out, or prints the cut. Sends nothing.

use std::path::Path;

use chrono_tz::Tz;

use super::arguments::{CutArguments, Format, ShowArguments};
use super::console::{Console, Ended, Outcome};
use super::{edition, report, setup};
use crate::archive::Archived;
use crate::cli::log::Talk;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{Cut, DateLanguage, Rendition, SubscriberId, Ticker, file_names};
use crate::pipeline::{Likeness, Pipeline, PipelineError};

/// A subscriber's message. Whether it is what went out is said on standard error and in the exit
/// code.
pub(super) fn message(console: &mut Console<'_>, file: &Path, typed: &ShowArguments) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = edition::archived_key(console, &pipeline, &typed.edition)?;
    let archived = pipeline
        .archived(&key, edition::revision(typed.rev.as_deref())?)
        .map_err(|error| report::pipeline(&error))?;
    let subscriber = SubscriberId(typed.subscriber.clone());
    let shown = setup::runtime()?
        .block_on(pipeline.shown(&archived, &subscriber))
        .map_err(|error| report::pipeline(&error))?;
    let bytes = match typed.format {
        Format::Eml => shown.message,
        format if shown.cut.is_empty() => of_whole(&archived, file_of(format))?,
        format => of_cut(&shown.cut, file_of(format))?,
    };
    console.bytes(&bytes)?;
    for note in &shown.notes {
        console.tell(Talk::note(note));
    }
    let edition = format!("{key} {}", archived.revision());
    let (told, exit_code) = match &shown.likeness {
        Likeness::Same => (
            format!("same: {edition} to {subscriber} went out as sha256 {}", shown.sha256),
            ExitCode::Done,
        ),
        Likeness::NotSent => {
            (format!("not sent yet: {edition} to {subscriber} would be this"), ExitCode::Done)
        }
        Likeness::Different { sent_sha256, why } => (
            format!(
                "different: {edition} to {subscriber} went out as sha256 {sent_sha256}, this is {}: {why}",
                shown.sha256
            ),
            ExitCode::Difference,
        ),
    };
    console.tell(told);
    Ok(exit_code)
}

/// A rendition of an edition cut as typed.
pub(super) fn cut(
    pipeline: &Pipeline,
    archived: &Archived,
    typed: &CutArguments,
    format: Format,
) -> Result<Vec<u8>, Ended> {
    let mut cut = wanted(typed)?;
    let failed = |error: PipelineError| Ended::from(report::pipeline(&error));
    let prepared = setup::runtime()?.block_on(pipeline.prepare(archived)).map_err(failed)?;
    cut.zone = cut.zone.filter(|own| *own != prepared.zone());
    if prepared.is_whole(&cut) {
        return of_whole(archived, super::preview::file_name(format));
    }
    of_cut(&prepared.cut(&cut).map_err(failed)?.renditions, file_of(format))
}

/// Whether anything was typed.
pub(super) fn is_cut(typed: &CutArguments) -> bool {
    !typed.names.is_empty() || typed.dates.is_some() || typed.zone.is_some()
}

fn wanted(typed: &CutArguments) -> Result<Cut, Ended> {
    let usage = |error: String, hint: &str| {
        Ended::from(Diagnostic::new(ExitCode::Usage, error).hint(hint.to_owned()))
    };
    let mut cut = Cut::default();
    for name in &typed.names {
        let ticker = Ticker::parse(name.trim())
            .map_err(|error| usage(error.to_string(), "Write the names as NVDA,INTC"))?;
        cut.watchlist.insert(ticker);
    }
    if let Some(tag) = &typed.dates {
        let tags = DateLanguage::ALL.map(|(tag, ..)| tag).join(", ");
        cut.dates = DateLanguage::of_tag(tag).ok_or_else(|| {
            usage(format!("Dates cannot be written in `{tag}`"), &format!("Known are: {tags}"))
        })?;
    }
    if let Some(zone) = &typed.zone {
        let read: Result<Tz, _> = zone.parse();
        let zone = read.map_err(|_| {
            usage(format!("`{zone}` is not a time zone"), "Write it as Europe/Berlin")
        })?;
        cut.zone = Some(zone);
    }
    Ok(cut)
}

/// What a message holds of each format: its page is the mail's.
fn file_of(format: Format) -> &'static str {
    match format {
        Format::Html => file_names::EMAIL_HTML,
        other => super::preview::file_name(other),
    }
}

fn of_whole(archived: &Archived, file_name: &str) -> Result<Vec<u8>, Ended> {
    let rendition = archived.rendition(file_name);
    rendition.map_err(|error| report::pipeline(&PipelineError::from(error)).into())
}

fn of_cut(renditions: &[Rendition], file_name: &str) -> Result<Vec<u8>, Ended> {
    let found = renditions.iter().find(|rendition| rendition.file_name == file_name);
    found.map(|rendition| rendition.bytes.clone()).ok_or_else(|| {
        Diagnostic::new(ExitCode::Usage, format!("A cut has no `{file_name}`"))
            .hint("It is in html, txt, json and pdf; a subscriber's message is eml of contrabrief deliver show")
            .into()
    })
}

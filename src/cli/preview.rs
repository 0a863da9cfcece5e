//! Takes a brief and a date; prints one rendition of what an edition would be, marked PREVIEW.

use std::path::Path;

use super::arguments::{EditionArguments, Format};
use super::console::{Console, Ended, Outcome};
use super::{edition, report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::file_names;

pub(super) fn preview(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    format: Format,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = edition::key(console, pipeline.config(), typed)?;
    let renditions = setup::runtime()?
        .block_on(pipeline.preview(&key))
        .map_err(|error| report::pipeline(&error))?;
    let wanted = file_name(format);
    let rendition = renditions
        .iter()
        .find(|rendition| rendition.file_name == wanted)
        .ok_or_else(|| no_rendition(wanted))?;
    console.bytes(&rendition.bytes)?;
    Ok(ExitCode::Done)
}

pub(super) fn file_name(format: Format) -> &'static str {
    match format {
        Format::Html => file_names::HTML,
        Format::Md => file_names::MARKDOWN,
        Format::Txt => file_names::TEXT,
        Format::Json => file_names::JSON,
        Format::Pdf => file_names::PDF,
        Format::Eml => file_names::MESSAGE,
    }
}

/// Only the message can be missing: without a sender there is none.
pub(super) fn no_rendition(file_name: &str) -> Ended {
    Diagnostic::new(ExitCode::Config, format!("The edition has no `{file_name}`"))
        .hint("Set from under [smtp]: without a sender no message is made")
        .into()
}

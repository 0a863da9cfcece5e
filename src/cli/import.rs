//! Takes files or standard input; records their facts and says what could not be read, row by
//! row.

use std::path::Path;

use chrono::Duration;

use super::arguments::{self, ImportArguments};
use super::console::{Console, Ended, Outcome};
use super::progress::Teller;
use super::{report, setup};
use crate::cli::log::Talk;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::parse_span;
use crate::pipeline::{ImportedFile, PipelineError};

pub(super) fn import(console: &mut Console<'_>, file: &Path, typed: &ImportArguments) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let lag = typed.assume_published.as_deref().map(parse_lag).transpose()?;
    let mut read_any = false;
    let mut complete = true;
    for path in &typed.files {
        let bytes = read(console, path)?;
        let imported = ImportedFile {
            name: path.display().to_string(),
            bytes,
            source: typed.source.clone(),
            ticker: typed.ticker.clone(),
        };
        let mut teller = Teller::new(console, &imported.name);
        let recorded = match typed.what {
            arguments::What::Articles => {
                pipeline.import_articles(&imported, lag, &mut |progress| teller.tell(progress))
            }
            arguments::What::Prices => pipeline.import_prices(&imported, lag),
        };
        drop(teller);
        let recorded = recorded.map_err(|error| report::pipeline(&error))?;
        for note in recorded.notes() {
            console.tell(Talk::note(format!("{}: {}", path.display(), note.text)));
        }
        for line in recorded.lines() {
            console.say(line)?;
        }
        console.json(&recorded.summary())?;
        read_any |= recorded.usable();
        complete &= recorded.is_complete();
    }
    Ok(match (read_any, complete) {
        (false, _) => ExitCode::NothingUsable,
        (true, false) => ExitCode::Partial,
        (true, true) => ExitCode::Done,
    })
}

pub(super) fn read(console: &mut Console<'_>, path: &Path) -> Result<Vec<u8>, Ended> {
    let read = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        console.world.input.read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|source| {
        report::pipeline(&PipelineError::Import { path: path.to_owned(), source })
            .hint("Name files that are there, or - for standard input")
            .into()
    })
}

fn parse_lag(typed: &str) -> Result<Duration, Ended> {
    parse_span(typed).ok_or_else(|| {
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a lag"))
            .hint("Write it as 90s, 15m, 2h or 1d")
            .into()
    })
}

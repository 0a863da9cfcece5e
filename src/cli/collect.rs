//! Takes what to fetch; fetches it and says, source by source, what came and what did not.

use std::path::Path;

use super::arguments;
use super::console::{Console, Ended, Outcome};
use super::{report, setup};
use crate::cli::log::Talk;
use crate::exit_code::ExitCode;
use crate::pipeline::{Collected, Pipeline, What};

pub(super) fn collect(
    console: &mut Console<'_>,
    file: &Path,
    what: Option<arguments::What>,
    source: Option<&str>,
) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let collected = fetch(console, &mut pipeline, what.map(Into::into), source)?;
    for line in collected.lines() {
        console.say(line)?;
    }
    console.json(&collected.summary())?;
    Ok(match (collected.usable(), collected.is_complete()) {
        (false, _) => ExitCode::NothingUsable,
        (true, false) => ExitCode::Partial,
        (true, true) => ExitCode::Done,
    })
}

/// Fetches, telling each fault as it is known.
pub(super) fn fetch(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    what: Option<What>,
    source: Option<&str>,
) -> Result<Collected, Ended> {
    let runtime = setup::runtime()?;
    let collected = runtime.block_on(pipeline.collect(what, source));
    console.about.run = pipeline.take_last_run().map(|run| run.0);
    let collected = collected.map_err(|error| report::pipeline(&error))?;
    for note in collected.notes() {
        console.tell(Talk::note(&note.text));
    }
    Ok(collected)
}

impl From<arguments::What> for What {
    fn from(what: arguments::What) -> Self {
        match what {
            arguments::What::Articles => Self::Articles,
            arguments::What::Prices => Self::Prices,
        }
    }
}

//! Takes an archive and a number; makes so many of its editions again, spread over all of it,
//! and says which come out otherwise. Writes nothing.

use serde::Serialize;

use super::super::console::{Console, Ended};
use super::super::{report, setup};
use crate::archive::Listed;
use crate::pipeline::{Knowledge, Pipeline, Replayed, Settings};

/// What became of the editions that were made again.
#[derive(Debug, Serialize)]
pub(super) struct Replay {
    /// How many came out byte for byte.
    same: u32,
    /// Those that did not, each with what is known of the cause.
    pub(super) different: Vec<String>,
}

pub(super) fn replay(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    count: usize,
) -> Result<Replay, Ended> {
    let listed = pipeline.archive().list().map_err(|error| report::archive(&error))?;
    let runtime = setup::runtime()?;
    let mut replay = Replay { same: 0, different: Vec::new() };
    for Listed { key, revision, .. } in spread(&listed, count) {
        let rerun = pipeline.rerun(key, Some(*revision), Knowledge::Archived, Settings::Snapshot);
        match runtime.block_on(rerun) {
            Ok(Replayed::Same(_)) => replay.same += 1,
            Ok(Replayed::Different { causes, .. }) => {
                replay.different.push(format!("{key} {revision}: {} changed", causes.join(", ")));
            }
            Ok(Replayed::Revised(_)) => unreachable!("archived knowledge makes no revision"),
            Err(error) => {
                let why = report::pipeline(&error);
                let why: Vec<_> = std::iter::once(why.error).chain(why.because).collect();
                replay.different.push(format!("{key} {revision}: {}", why.join(": ")));
            }
        }
    }
    for other in &replay.different {
        console.say(format!("FAULT {other}"))?;
    }
    console.say(format!(
        "{} edition(s) made again: {} come out byte for byte",
        replay.same as usize + replay.different.len(),
        replay.same
    ))?;
    Ok(replay)
}

/// So many of the list, evenly, the newest among them.
fn spread(listed: &[Listed], count: usize) -> impl Iterator<Item = &Listed> {
    let count = count.min(listed.len());
    (0..count).map(move |place| &listed[(place + 1) * listed.len() / count - 1])
}

//! Takes `--dry-run`; removes what is older than the retention, or says what would go.

use std::path::Path;

use serde::Serialize;

use crate::cli::console::{Console, Outcome};
use crate::cli::log::Talk;
use crate::cli::{report, setup};
use crate::exit_code::ExitCode;

/// The most editions that are named.
const NAMED_MAX: usize = 20;

#[derive(Serialize)]
struct PruneResult {
    dry_run: bool,
    before: String,
    editions: Vec<String>,
    held: Vec<String>,
    revisions: usize,
    objects: usize,
    facts: usize,
    addresses: usize,
}

pub(super) fn prune(console: &mut Console<'_>, file: &Path, dry_run: bool) -> Outcome {
    let (pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let pruned = pipeline.prune(dry_run).map_err(|error| report::pipeline(&error))?;
    let (goes, went) = if dry_run { ("would go", "would go") } else { ("pruned", "went") };
    for key in pruned.editions.iter().take(NAMED_MAX) {
        console.say(format!("{goes} {}  {}", key.date, key.brief))?;
    }
    if pruned.editions.len() > NAMED_MAX {
        console.say(format!("{goes} {} more", pruned.editions.len() - NAMED_MAX))?;
    }
    for key in pruned.held.iter().take(NAMED_MAX) {
        console.say(format!("held {}  {}", key.date, key.brief))?;
    }
    console.say(format!(
        "before {}: {} edition(s) with {} revision(s), {} object(s) and {} row(s) of facts {went}; {} edition(s) held",
        pruned.before,
        pruned.editions.len(),
        pruned.revisions,
        pruned.objects,
        pruned.facts,
        pruned.held.len(),
    ))?;
    if pruned.addresses > 0 {
        console.tell(format!("erased the address of {} delivery(ies)", pruned.addresses));
    }
    if pruned.has_traces {
        console.tell(Talk::note("another process reads the database: its file holds bytes of what went until the next prune",
        ));
    }
    console.json(&PruneResult {
        dry_run,
        before: pruned.before.to_string(),
        editions: pruned.editions.iter().map(ToString::to_string).collect(),
        held: pruned.held.iter().map(ToString::to_string).collect(),
        revisions: pruned.revisions,
        objects: pruned.objects,
        facts: pruned.facts,
        addresses: pruned.addresses,
    })?;
    Ok(ExitCode::Done)
}

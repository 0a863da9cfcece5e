//! Takes a verb that keeps an installation healthy; does it and says what was done.

mod backup;
mod incidents;
mod prune;

use std::path::Path;

use super::arguments::OperationsVerb;
use super::console::{Console, Outcome};

pub(super) fn operations(console: &mut Console<'_>, file: &Path, verb: &OperationsVerb) -> Outcome {
    match verb {
        OperationsVerb::Backup { to } => backup::backup(console, file, to.as_deref()),
        OperationsVerb::Restore { file: backup, replace } => {
            backup::restore(console, file, backup, *replace)
        }
        OperationsVerb::Prune { dry_run } => prune::prune(console, file, *dry_run),
        OperationsVerb::Incidents(verb) => incidents::incidents(console, file, verb),
    }
}

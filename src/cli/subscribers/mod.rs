//! Takes a subscribers verb; lists, adds, removes, imports, exports, suppresses or forgets those
//! who get editions. Shows a whole address only where it was asked to.

mod changing;
mod listing;
mod sheets;

use std::path::Path;

use super::arguments::SubscribersVerb;
use super::console::{Console, Outcome};

pub(super) fn subscribers(
    console: &mut Console<'_>,
    file: &Path,
    verb: &SubscribersVerb,
) -> Outcome {
    match verb {
        SubscribersVerb::List { brief, show_addresses } => {
            listing::list(console, file, brief.as_deref(), *show_addresses)
        }
        SubscribersVerb::Add(typed) => changing::add(console, file, typed),
        SubscribersVerb::Remove { id } => changing::remove(console, file, id),
        SubscribersVerb::Import { file: sheet, dry_run, replace } => {
            sheets::import(console, file, sheet, *dry_run, *replace)
        }
        SubscribersVerb::Export => sheets::export(console, file),
        SubscribersVerb::Suppress { id, brief, reason, lift: false } => {
            let reason = reason.as_deref().unwrap_or_default();
            changing::suppress(console, file, id, brief.as_deref(), reason)
        }
        SubscribersVerb::Suppress { id, brief, lift: true, .. } => {
            changing::lift(console, file, id, brief.as_deref())
        }
        SubscribersVerb::Forget { id, yes } => changing::forget(console, file, id, *yes),
    }
}

//! Takes what was kept, dropped or refused; gives the data notes that say so. Never repeats a
//! dropped sentence: the brief prints notes.

use std::collections::BTreeMap;

use super::check::{Fault, commands as is_command};
use super::sections::Section;
use super::told::Dropped;
use crate::model::DataNote;

/// No answer could be used.
pub(super) fn failed(by: &str, why: &str) -> DataNote {
    DataNote::check(format!(
        "Prose was asked of {by}, but {why}; all sentences are the embedded engine's."
    ))
}

/// So much was wrong that nothing of it is believed.
pub(super) fn too_many(by: &str, kept: usize, dropped: &[Dropped], pct_max: u8) -> DataNote {
    DataNote::check(format!(
        "{} of {} by {by} did not stand on their evidence, more than {pct_max}%: {}; all sentences are the embedded engine's.",
        dropped.len(),
        sentences(kept + dropped.len()),
        reasons(dropped)
    ))
}

/// How much stands and how much was dropped.
pub(super) fn counted(by: &str, kept: usize, dropped: &[Dropped]) -> DataNote {
    match (kept, dropped.len()) {
        (0, 0) => DataNote::check(format!(
            "Prose was asked of {by}, but its answer has no sentence; all are the embedded engine's."
        )),
        (kept, 0) => DataNote::fine(format!(
            "{} written by {by}, each checked against its evidence.",
            sentences(kept)
        )),
        (kept, wrong) => DataNote::check(format!(
            "{wrong} of {} by {by} {} dropped: {}.",
            sentences(kept + wrong),
            if wrong == 1 { "was" } else { "were" },
            reasons(dropped)
        )),
    }
}

/// Texts that speak to a machine rather than to a reader.
pub(super) fn commands(sections: &[Section]) -> Option<DataNote> {
    let claims = sections.iter().flat_map(|section| &section.claims);
    let odd = claims.filter(|numbered| numbered.texts().any(is_command)).count();
    let (claims, them) = match odd {
        0 => return None,
        1 => ("1 claim rests on a text that reads".to_owned(), "it"),
        many => (format!("{many} claims rest on texts that read"), "them"),
    };
    Some(DataNote::check(format!(
        "{claims} like an instruction to a machine; the prose engine got {them} as data, and its sentences were checked like all others."
    )))
}

fn sentences(count: usize) -> String {
    if count == 1 { "1 sentence".to_owned() } else { format!("{count} sentences") }
}

/// `2 with a number that its evidence lacks, 1 …`, in the order of the faults.
fn reasons(dropped: &[Dropped]) -> String {
    let mut counts: BTreeMap<Fault, usize> = BTreeMap::new();
    for one in dropped {
        *counts.entry(one.fault).or_default() += 1;
    }
    let told: Vec<String> =
        counts.into_iter().map(|(fault, count)| format!("{count} {}", fault.words())).collect();
    told.join(", ")
}

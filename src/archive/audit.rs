//! Takes who did what; gives a line in the month's audit file, and the last check found there.
//! Never changes an old line.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::Instant;

use super::disk::{append_lines, entries, read_or_empty};
use super::error::ArchiveError;

/// The word for a check of the whole archive.
const VERIFY: &str = "verify";
/// How a check that found nothing wrong ends.
const CLEAN: &str = "no fault";

#[derive(Serialize)]
struct AuditLine<'line> {
    at: Instant,
    path: &'line str,
    what: &'line str,
    who: &'line str,
    why: &'line str,
}

/// Something done to the archive.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'deed> {
    /// When.
    pub at: Instant,
    /// By whom.
    pub who: &'deed str,
    /// `write`, `verify`, `export`, `heal`.
    pub what: &'deed str,
    /// To what, relative to the root.
    pub path: &'deed str,
    /// For what reason.
    pub why: &'deed str,
}

pub(super) fn record(root: &Path, deed: &Deed<'_>) -> Result<(), ArchiveError> {
    let line =
        AuditLine { at: deed.at, path: deed.path, what: deed.what, who: deed.who, why: deed.why };
    let text = serde_json::to_string(&line).expect("an audit line is plain data") + "\n";
    let file = format!("{}.jsonl", deed.at.format("%Y-%m"));
    append_lines(&root.join("audit").join(file), &text)
}

/// When the whole archive was last checked, and whether all was well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checked {
    pub(super) at: Instant,
    pub(super) clean: bool,
}

impl Checked {
    /// What a deed says, if it is a check.
    pub(super) fn of(deed: &Deed<'_>) -> Option<Self> {
        (deed.what == VERIFY).then(|| Self { at: deed.at, clean: deed.why == CLEAN })
    }
}

/// The last check that the audit files tell of.
pub(super) fn last_check(root: &Path) -> Result<Option<Checked>, ArchiveError> {
    #[derive(Deserialize)]
    struct Line {
        at: Instant,
        what: String,
        why: String,
    }
    let folder = root.join("audit");
    if !folder.is_dir() {
        return Ok(None);
    }
    for (name, _) in entries(&folder)?.iter().rev().filter(|(name, _)| !name.starts_with('.')) {
        let bytes = read_or_empty(&folder.join(name))?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().rev().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let mut checks = lines.filter(|line| line.what == VERIFY);
        if let Some(line) = checks.next() {
            return Ok(Some(Checked { at: line.at, clean: line.why == CLEAN }));
        }
    }
    Ok(None)
}

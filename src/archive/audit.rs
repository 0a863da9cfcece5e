//! Takes who did what; gives a line in the month's audit file. Never changes an old line.

use std::path::Path;

use serde::Serialize;

use crate::model::Instant;

use super::disk::append_lines;
use super::error::ArchiveError;

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

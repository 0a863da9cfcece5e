//! Takes what an export holds; gives `EXPORT.txt`, its first page: what it is, up to when it
//! knows, and how to check it without this program. Names no clock: the same export reads the
//! same.

use std::fmt::Write as _;

use super::ExportQuestion;
use crate::archive::chain::Chain;
use crate::archive::{Archived, Tombstone};
use crate::model::Instant;

/// What is told of a revision.
pub(super) struct Told {
    path: String,
    as_of: Instant,
    sha256: String,
}

impl Told {
    pub(super) fn of(archived: &Archived) -> Self {
        let (path, sha256) = (archived.path(), archived.edition_sha256().to_owned());
        Self { path, as_of: archived.as_of(), sha256 }
    }
}

const HOW: &str = "
How to check, in this folder, with sha256sum alone

1. Every file of this export arrived as it was packed:
       sha256sum --check --quiet SHA256SUMS
   This shows a damaged copy, not a forged one: whoever can replace a file can
   replace its sum. The next steps go back to what others hold.

2. The files of each edition are those of its own list:
       find . -mindepth 2 -name SHA256SUMS -execdir sha256sum --check --quiet {} \\;

3. The list of an edition is the one that its manifest names (`edition_sha256`), and
   the manifest is the one that the chain sealed (`manifest_sha256` of its line):
       sha256sum 2026/03/25/<brief>/r001/SHA256SUMS
       sha256sum 2026/03/25/<brief>/r001/manifest.json
       grep '2026/03/25/<brief>/r001\"' chain/*.jsonl

4. The chain. `hash` of a line is the SHA-256 of the hash before it (nothing for the
   first line) and of the line without its `hash` field. README.txt has the command
   for one line; audit.md, beside this page, checks all of them in ten lines of Python.

5. The head of the chain, as others hold it. Every edition prints the head before it
   in its footer (\"Chain\"): find that hash in chain/*.jsonl. A reader's mail of a later
   edition, from the reader's own mailbox, is the witness that nobody here can change.

With the program:
       contrabrief archive verify --export FOLDER

More, step by step: audit.md. Lines of the chain whose editions are not here were
not asked for. The page under method/ says how figures are computed; no line of the
chain seals it.
";

/// The page.
pub(super) fn letter(
    question: &ExportQuestion,
    told: &[Told],
    stones: &[Tombstone],
    chain: &Chain,
    last_year: i32,
) -> String {
    let mut text = String::from("An export of a contrabrief archive.\n\n");
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "{label:<11}{value}");
    };
    line("Asked for:", &question.words());
    line("Revisions:", &told.len().to_string());
    if let Some(as_of) = told.iter().map(|told| told.as_of).max() {
        let as_of = as_of.format("%Y-%m-%dT%H:%M:%SZ");
        line("As of:", &format!("{as_of}, the cut-off of the last edition here"));
    }
    if let Some((seq, hash)) = chain.head_of(last_year) {
        line("Chain:", &format!("{hash}, the hash of line {seq}, the last one here"));
    }
    text.push_str("\nEach edition's own hash, over its SHA256SUMS:\n");
    for told in told {
        let _ = writeln!(text, "    {}  {}", told.sha256, told.path);
    }
    if !stones.is_empty() {
        text.push_str("\nGone by the retention; a tombstone that the chain seals stays of each:\n");
        for stone in stones {
            let _ = writeln!(text, "    {}  {}", stone.pruned_at.format("%Y-%m-%d"), stone.path);
        }
    }
    text + HOW
}

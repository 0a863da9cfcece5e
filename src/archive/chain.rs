//! Takes manifests' hashes; gives the chain that seals their order: each line's hash covers
//! the hash before it, so that no line can be changed, dropped or added in the middle unseen.

use std::path::Path;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::model::{Instant, Sha256Hash};

use super::disk::{append_lines, entries, read_or_empty};
use super::error::ArchiveError;

/// What a line of the chain says, without its own hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    manifest_sha256: String,
    path: String,
    prev: Option<String>,
    seq: u64,
    written_at: Instant,
}

/// A line as it stands in `chain/2026.jsonl`: the body and its hash, last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChainLine {
    body: Body,
    hash: String,
}

impl ChainLine {
    fn sealed(body: Body) -> Self {
        let hash = seal(&body);
        Self { body, hash }
    }

    /// Reads a line. Only the exact form that [`ChainLine::text`] writes is accepted.
    fn parse(text: &str) -> Option<Self> {
        let (body, hash) = text.rsplit_once(",\"hash\":\"")?;
        let body = serde_json::from_str(&format!("{body}}}")).ok()?;
        let line = Self { body, hash: hash.strip_suffix("\"}")?.to_owned() };
        (line.text() == text).then_some(line)
    }

    fn text(&self) -> String {
        let body = canonical(&self.body);
        format!("{},\"hash\":\"{}\"}}", &body[..body.len() - 1], self.hash)
    }

    /// Its place in the chain, from 1.
    pub(super) fn seq(&self) -> u64 {
        self.body.seq
    }

    /// What covers it and, by the hash before it, every line before it.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// The edition's folder.
    pub(super) fn path(&self) -> &str {
        &self.body.path
    }

    /// The year it was written in.
    pub(super) fn year(&self) -> i32 {
        self.body.written_at.year()
    }

    /// The hash of its manifest.
    pub(super) fn manifest_sha256(&self) -> &str {
        &self.body.manifest_sha256
    }
}

fn canonical(body: &Body) -> String {
    serde_json::to_string(body).expect("a chain line is plain data")
}

fn seal(body: &Body) -> String {
    let before = body.prev.as_deref().unwrap_or_default();
    Sha256Hash::of(format!("{before}{}", canonical(body))).to_string()
}

/// The chain as found.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    /// Readable lines, in order.
    pub(super) lines: Vec<ChainLine>,
    /// Where it is broken: the sequence number that should have stood there, and its file.
    pub(super) breaks: Vec<(u64, String)>,
    /// Bytes of all its files, by which a change is noticed.
    pub(super) bytes: usize,
}

impl Chain {
    /// Reads all years. Broken lines are reported, never fatal.
    pub(super) fn read(root: &Path) -> Result<Self, ArchiveError> {
        let folder = root.join("chain");
        let mut chain = Self::default();
        if !folder.is_dir() {
            return Ok(chain);
        }
        let files = entries(&folder)?;
        for (name, _) in files.iter().filter(|(name, kind)| kind.is_file() && is_year(name)) {
            let bytes = read_or_empty(&folder.join(name))?;
            chain.bytes += bytes.len();
            let text = String::from_utf8_lossy(&bytes);
            for line in text.split_inclusive('\n') {
                chain.take(line, name);
            }
        }
        Ok(chain)
    }

    fn take(&mut self, line: &str, file: &str) {
        let (expected_seq, expected_prev) = self.next_link();
        let parsed = line.strip_suffix('\n').and_then(ChainLine::parse);
        let fits = parsed.as_ref().is_some_and(|line| {
            line.hash == seal(&line.body)
                && line.body.seq == expected_seq
                && line.body.prev == expected_prev
        });
        if !fits {
            self.breaks.push((expected_seq, format!("chain/{file}")));
        }
        self.lines.extend(parsed);
    }

    fn next_link(&self) -> (u64, Option<String>) {
        match self.lines.last() {
            Some(line) => (line.body.seq.saturating_add(1), Some(line.hash.clone())),
            None => (1, None),
        }
    }

    /// The hash of the last line.
    pub(super) fn head(&self) -> Option<Sha256Hash> {
        self.lines.last().and_then(|line| Sha256Hash::parse(&line.hash))
    }

    /// The last line of the files up to a year: its number and hash.
    pub(super) fn head_of(&self, last_year: i32) -> Option<(u64, &str)> {
        let until = self.lines.iter().take_while(|line| line.year() <= last_year);
        until.last().map(|line| (line.body.seq, line.hash.as_str()))
    }

    /// The line that the next revision would get.
    pub(super) fn next(&self, path: &str, manifest: Sha256Hash, written_at: Instant) -> ChainLine {
        let (seq, prev) = self.next_link();
        ChainLine::sealed(Body {
            manifest_sha256: manifest.to_string(),
            path: path.to_owned(),
            prev,
            seq,
            written_at,
        })
    }

    /// Appends a revision, to the file of the year it was written in, or of the last line's
    /// year if a clock went backwards: the files' order is the chain's order.
    pub(super) fn append(
        &mut self,
        root: &Path,
        path: &str,
        manifest: Sha256Hash,
        written_at: Instant,
    ) -> Result<(), ArchiveError> {
        let line = self.next(path, manifest, written_at);
        let last_year = self.lines.iter().map(|line| line.body.written_at.year()).max();
        let year = last_year.map_or(written_at.year(), |last| last.max(written_at.year()));
        let text = line.text() + "\n";
        append_lines(&root.join("chain").join(format!("{year:04}.jsonl")), &text)?;
        self.bytes += text.len();
        self.lines.push(line);
        Ok(())
    }
}

fn is_year(name: &str) -> bool {
    name.strip_suffix(".jsonl")
        .is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

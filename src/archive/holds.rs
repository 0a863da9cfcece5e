//! Takes which editions are held and which are free again; gives the holds in force. A line that
//! cannot be read stops every prune: nothing goes that might be held.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{BriefId, EditionKey, Instant};

use super::Archive;
use super::audit::{self, Deed};
use super::disk::{append_lines, entries, read_or_empty};
use super::error::ArchiveError;
use super::tombstone;

/// The file of all holds and releases, one a line.
pub(super) const FILE: &str = "holds.jsonl";

/// Something that is not to be pruned, whatever its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Editions of this date …
    pub date: NaiveDate,
    /// … of this brief, or of all.
    pub brief: Option<BriefId>,
    /// Since when.
    pub since: Instant,
    /// By whom.
    pub who: String,
    /// For what reason.
    pub why: String,
}

impl Hold {
    /// Whether it covers an edition.
    #[must_use]
    pub fn covers(&self, key: &EditionKey) -> bool {
        self.date == key.date && self.brief.as_ref().is_none_or(|brief| *brief == key.brief)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum What {
    Hold,
    Release,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: Instant,
    brief: Option<String>,
    date: NaiveDate,
    what: What,
    who: String,
    why: String,
}

impl Archive {
    /// Holds the editions of a date, of one brief or of all; `false` where they are held already.
    ///
    /// # Errors
    /// [`ArchiveError::Pruned`] when the edition is gone, [`ArchiveError::HoldsUnreadable`],
    /// [`ArchiveError::Disk`].
    pub fn hold(
        &self,
        (date, brief): (NaiveDate, Option<&BriefId>),
        (at, who): (Instant, &str),
        why: &str,
    ) -> Result<bool, ArchiveError> {
        let _lock = self.lock()?;
        if is_held(&read(&self.root)?, date, brief) {
            return Ok(false);
        }
        refuse_pruned(&self.root, date, brief)?;
        self.note(What::Hold, (date, brief), (at, who), why).map(|()| true)
    }

    /// Lets go what was held in exactly these words; `false` where nothing was.
    ///
    /// # Errors
    /// [`ArchiveError::HoldsUnreadable`], [`ArchiveError::Disk`].
    pub fn release(
        &self,
        (date, brief): (NaiveDate, Option<&BriefId>),
        (at, who): (Instant, &str),
        why: &str,
    ) -> Result<bool, ArchiveError> {
        let _lock = self.lock()?;
        if !is_held(&read(&self.root)?, date, brief) {
            return Ok(false);
        }
        self.note(What::Release, (date, brief), (at, who), why).map(|()| true)
    }

    /// The holds in force, by date and brief.
    ///
    /// # Errors
    /// [`ArchiveError::HoldsUnreadable`], [`ArchiveError::Disk`].
    pub fn holds(&self) -> Result<Vec<Hold>, ArchiveError> {
        read(&self.root)
    }

    fn note(
        &self,
        what: What,
        (date, brief): (NaiveDate, Option<&BriefId>),
        (at, who): (Instant, &str),
        why: &str,
    ) -> Result<(), ArchiveError> {
        let brief = brief.map(ToString::to_string);
        let path = date.format("%Y/%m/%d").to_string()
            + &brief.as_ref().map(|brief| format!("/{brief}")).unwrap_or_default();
        let line = Line { at, brief, date, what, who: who.to_owned(), why: why.to_owned() };
        let text = serde_json::to_string(&line).expect("a hold is plain data") + "\n";
        append_lines(&self.root.join(FILE), &text)?;
        let what = if what == What::Hold { "hold" } else { "release" };
        audit::record(&self.root, &Deed { at, who, what, path: &path, why })
    }
}

fn is_held(holds: &[Hold], date: NaiveDate, brief: Option<&BriefId>) -> bool {
    holds.iter().any(|hold| hold.date == date && hold.brief.as_ref() == brief)
}

/// What is gone cannot be held.
fn refuse_pruned(
    root: &Path,
    date: NaiveDate,
    brief: Option<&BriefId>,
) -> Result<(), ArchiveError> {
    let day = date.format("%Y/%m/%d").to_string();
    let stones = root.join(tombstone::FOLDER).join(&day);
    if !stones.is_dir() {
        return Ok(());
    }
    let gone = entries(&stones)?.into_iter().map(|(name, _)| name);
    let gone = gone.filter(|name| brief.is_none_or(|brief| brief.as_str() == name)).min();
    // Of a whole day, what is left can be held.
    let left = brief.is_none() && root.join(&day).is_dir();
    match gone {
        Some(name) if !left => Err(ArchiveError::Pruned { path: format!("{day}/{name}") }),
        _ => Ok(()),
    }
}

/// The lines, as they stand in the file, that concern certain editions.
pub(super) fn lines_of(
    bytes: &[u8],
    concerns: impl Fn(NaiveDate, Option<&str>) -> bool,
) -> Result<Vec<u8>, ArchiveError> {
    let mut kept = Vec::new();
    for (n, text) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !text.ends_with(b"\n") || text.len() == 1 {
            continue;
        }
        let line: Line = serde_json::from_slice(text)
            .map_err(|_| ArchiveError::HoldsUnreadable { line: n + 1 })?;
        if concerns(line.date, line.brief.as_deref()) {
            kept.extend_from_slice(text);
        }
    }
    Ok(kept)
}

/// The holds in force. A last line without its end was never acknowledged.
pub(super) fn read(root: &Path) -> Result<Vec<Hold>, ArchiveError> {
    let bytes = read_or_empty(&root.join(FILE))?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let mut holds: Vec<Hold> = Vec::new();
    for (n, text) in bytes[..whole].split(|byte| *byte == b'\n').enumerate() {
        if text.is_empty() {
            continue;
        }
        let unreadable = || ArchiveError::HoldsUnreadable { line: n + 1 };
        let line: Line = serde_json::from_slice(text).map_err(|_| unreadable())?;
        let brief = line.brief.map(|id| BriefId::parse(&id).map_err(|_| unreadable()));
        let brief = brief.transpose()?;
        holds.retain(|hold| (hold.date, &hold.brief) != (line.date, &brief));
        if line.what == What::Hold {
            let Line { date, at: since, who, why, .. } = line;
            holds.push(Hold { date, brief, since, who, why });
        }
    }
    holds.sort_by(|one, other| (one.date, &one.brief).cmp(&(other.date, &other.brief)));
    Ok(holds)
}

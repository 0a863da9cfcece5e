//! Takes what became of each source; gives it as lines for people, as a summary for machines
//! and as the notes that stand in the brief.

use crate::model::{DataNote, Instant, NoteLevel, SourceHealth, SourceId, Wait};
use crate::store::Recorded;

/// What came in, source by source.
#[derive(Debug, Default)]
pub struct Collected {
    pub(super) sources: Vec<CollectedSource>,
}

/// What became of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
enum Ending {
    Answered,
    Unchanged,
    Failed,
    /// Its last answer is still fresh, so it was not asked.
    Fresh,
    /// It was left alone because it keeps failing or asked for time.
    LeftAlone,
}

#[derive(Debug, serde::Serialize)]
pub(in crate::pipeline) struct CollectedSource {
    source: String,
    ending: Ending,
    new: u32,
    changed: u32,
    same: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_again_after: Option<Instant>,
    notes: Vec<String>,
    #[serde(skip)]
    data_notes: Vec<DataNote>,
}

impl CollectedSource {
    fn new(source: &SourceId, ending: Ending) -> Self {
        Self {
            source: source.to_string(),
            ending,
            new: 0,
            changed: 0,
            same: 0,
            asked_again_after: None,
            notes: Vec::new(),
            data_notes: Vec::new(),
        }
    }

    pub(in crate::pipeline) fn answered(
        source: &SourceId,
        recorded: &Recorded,
        notes: Vec<DataNote>,
        failed: bool,
    ) -> Self {
        let Recorded { new, changed, same } = *recorded;
        tracing::debug!(target: "collect", %source, new, changed, same, failed, "Source answered");
        let ending = if failed { Ending::Failed } else { Ending::Answered };
        let words = notes.iter().map(|note| note.text.clone()).collect();
        let source = Self::new(source, ending);
        Self { new, changed, same, notes: words, data_notes: notes, ..source }
    }

    pub(super) fn unchanged(source: &SourceId) -> Self {
        Self::new(source, Ending::Unchanged)
    }

    /// It was not asked. One that keeps failing is missing all the same; its last note says
    /// why, and stands in the store already.
    pub(super) fn waiting(
        source: &SourceId,
        health: &SourceHealth,
        (until, why): (Instant, Wait),
    ) -> Self {
        let ending = if why == Wait::Fresh { Ending::Fresh } else { Ending::LeftAlone };
        let notes: Vec<DataNote> = match &health.last_error {
            Some(words) if why != Wait::Fresh => {
                vec![DataNote::missing(format!("Source {source} is left alone: {words}."))]
            }
            _ => Vec::new(),
        };
        Self {
            asked_again_after: Some(until),
            notes: notes.iter().map(|note| note.text.clone()).collect(),
            data_notes: notes,
            ..Self::new(source, ending)
        }
    }

    /// How many facts were new or changed.
    pub(super) fn items(&self) -> u32 {
        self.new + self.changed
    }

    /// Whether it was asked and gave nothing.
    pub(super) fn failed(&self) -> bool {
        self.ending == Ending::Failed
    }

    fn line(&self) -> String {
        let Self { source, new, changed, same, .. } = self;
        let until = self.asked_again_after.map(|until| until.format("%H:%M UTC").to_string());
        let until = until.unwrap_or_default();
        match self.ending {
            Ending::Answered => {
                format!("{source}: {new} new, {changed} changed, {same} as before")
            }
            Ending::Unchanged => format!("{source}: nothing has changed"),
            Ending::Failed => format!("{source}: failed"),
            Ending::Fresh => format!("{source}: still fresh, asked again after {until}"),
            Ending::LeftAlone => format!("{source}: left alone until {until}"),
        }
    }
}

impl Collected {
    /// One line per source, for people.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.sources.iter().map(CollectedSource::line).collect()
    }

    /// The same for a log, where nobody reads the notes beside it: what a source that gave
    /// nothing said is in its line. With each, the
    /// source's id before it and whether all is well after.
    #[must_use]
    pub fn told(&self) -> Vec<(String, String, bool)> {
        let why = |source: &CollectedSource| {
            let missing = source.data_notes.iter().find(|note| note.level != NoteLevel::Fine);
            missing.map(|note| format!(": {}", note.text)).unwrap_or_default()
        };
        let told = |source: &CollectedSource| match source.ending {
            Ending::Failed | Ending::LeftAlone => {
                (source.source.clone(), source.line() + &why(source), false)
            }
            Ending::Answered | Ending::Unchanged | Ending::Fresh => {
                (source.source.clone(), source.line(), true)
            }
        };
        self.sources.iter().map(told).collect()
    }

    /// The same for machines.
    #[must_use]
    pub fn summary(&self) -> impl serde::Serialize + use<'_> {
        &self.sources
    }

    /// What went wrong, in sentences.
    pub fn notes(&self) -> impl Iterator<Item = &DataNote> {
        self.sources.iter().flat_map(|source| &source.data_notes)
    }

    /// The whole in one line: what the status page shows of a run.
    #[must_use]
    pub fn in_short(&self) -> String {
        let changed: u32 = self.sources.iter().map(|source| source.changed).sum();
        let changed = if changed > 0 { format!(", {changed} changed") } else { String::new() };
        let words = format!("{} new{changed}", self.new_facts());
        let notes = self.notes().filter(|note| note.level != NoteLevel::Fine).count();
        let missing = [Ending::Failed, Ending::LeftAlone];
        let missing: Vec<&str> = self
            .sources
            .iter()
            .filter(|source| missing.contains(&source.ending))
            .map(|source| source.source.as_str())
            .collect();
        match missing.as_slice() {
            [] if notes == 0 => words,
            [] if notes == 1 => format!("{words}; 1 data note"),
            [] => format!("{words}; {notes} data notes"),
            [one] => format!("{words}; nothing from {one}"),
            [one, rest @ ..] => format!("{words}; nothing from {one} and {} more", rest.len()),
        }
    }

    /// How many facts are new.
    #[must_use]
    pub fn new_facts(&self) -> u32 {
        self.sources.iter().map(|source| source.new).sum()
    }

    /// Whether anything could be read, new or not.
    #[must_use]
    pub fn usable(&self) -> bool {
        let missing = [Ending::Failed, Ending::LeftAlone];
        self.sources.iter().any(|source| !missing.contains(&source.ending))
    }

    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.notes().all(|note| note.level == NoteLevel::Fine)
    }

    pub(in crate::pipeline) fn add(
        &mut self,
        source: &SourceId,
        recorded: &Recorded,
        notes: Vec<DataNote>,
        failed: bool,
    ) {
        self.sources.push(CollectedSource::answered(source, recorded, notes, failed));
    }
}

//! Takes nothing; gives what became of a planned edition.

use chrono::Duration;

use super::{EditionKey, Instant};

/// An edition that is there later than this after its time is late, for everybody who says so.
pub const LATE: Duration = Duration::minutes(10);

/// How an occurrence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OccurrenceState {
    /// Still to come, or due.
    Planned,
    /// Due, and waiting for prices or articles.
    Waiting,
    /// Not published because too much was missing: the operator decides.
    Held,
    /// Its edition is archived.
    Done,
    /// Its time passed without a run.
    Missed,
    /// It was tried until it was too late.
    Failed,
    /// Not published because too much was missing, as configured.
    Skipped,
}

impl OccurrenceState {
    /// Every state and its word, for people and machines.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::Planned, "planned"),
        (Self::Waiting, "waiting"),
        (Self::Held, "held"),
        (Self::Done, "done"),
        (Self::Missed, "missed"),
        (Self::Failed, "failed"),
        (Self::Skipped, "skipped"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        let own = Self::WORDS.into_iter().find(|(state, _)| *state == self);
        own.expect("every state is listed").1
    }
}

/// One planned edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Which edition.
    pub key: EditionKey,
    /// When it is to run.
    pub due_at: Instant,
    /// When it is looked at next: later than `due_at` once it was tried or waits.
    pub next_at: Instant,
    /// How it stands.
    pub state: OccurrenceState,
    /// How often making it failed.
    pub attempts: u32,
    /// Why it stands so, where there is something to say.
    pub reason: Option<String>,
}

impl Occurrence {
    /// The same in another state.
    #[must_use]
    pub fn now_is(self, state: OccurrenceState, reason: Option<String>) -> Self {
        Self { state, reason, ..self }
    }
}

//! Takes nothing; gives what an operator is told when something does not work.

use super::Instant;

/// Something that does not work, as whoever notices it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What it is about; of each key one is open at most: `source:yahoo`, `archive`.
    pub key: String,
    /// What is wrong, in a sentence.
    pub cause: String,
    /// What the next brief, or its readers, will notice of it.
    pub effect: String,
    /// The exact command that helps.
    pub fix: String,
}

/// An incident and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRecord {
    /// Its number, from which the Message-ID is made.
    pub n: i64,
    /// What it was when it was last seen.
    pub incident: Incident,
    /// When it was first seen.
    pub opened_at: Instant,
    /// When it was last seen.
    pub last_seen_at: Instant,
    /// How often.
    pub times_seen: u32,
    /// When it was over; `None` while it is open.
    pub resolved_at: Option<Instant>,
    /// How it ended, in a few words.
    pub resolution: String,
    /// What the operator has yet to be told, if anything.
    pub to_tell: Option<IncidentEvent>,
    /// No attempt to tell it begins before.
    pub due_at: Instant,
    /// Attempts that failed since the operator was last told.
    pub attempts: u32,
    /// What the mail server said last.
    pub reply: String,
}

/// What an operator is told of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentEvent {
    /// It began.
    Opened,
    /// It is over; where its beginning could not be told in time, both at once.
    Resolved,
}

impl IncidentEvent {
    /// The word in a Message-ID.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Resolved => "resolved",
        }
    }
}

impl IncidentRecord {
    /// When the event happened that the operator has yet to be told.
    #[must_use]
    pub fn told_at(&self, event: IncidentEvent) -> Instant {
        match event {
            IncidentEvent::Opened => self.opened_at,
            IncidentEvent::Resolved => self.resolved_at.unwrap_or(self.last_seen_at),
        }
    }
}

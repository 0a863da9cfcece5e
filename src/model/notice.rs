//! Takes nothing; gives what an account's owner is told of a reader.

use super::{BriefId, Instant, SubscriberId, SuppressionReason};

/// What happened to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// It left, or its address died.
    Left(SuppressionReason),
    /// It came back.
    Returned,
}

impl NoticeKind {
    /// The word in the store.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Left(reason) => reason.key(),
            Self::Returned => "returned",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_key(word: &str) -> Option<Self> {
        let left = SuppressionReason::ALL.into_iter().find(|reason| reason.key() == word);
        left.map(Self::Left).or_else(|| (word == "returned").then_some(Self::Returned))
    }
}

/// How far a notice came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeState {
    /// To be sent.
    Queued,
    /// Taken by the server.
    Sent,
    /// Given up.
    Failed,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Failed];

    /// The word in the store.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// One thing that an owner is told, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number, from which the Message-ID is made.
    pub n: i64,
    /// Of whom.
    pub subscriber: SubscriberId,
    /// Of which brief; `None` for all.
    pub brief: Option<BriefId>,
    /// What happened.
    pub kind: NoticeKind,
    /// In whose words: how the reader left, what the server said.
    pub detail: String,
    /// When it happened.
    pub at: Instant,
    /// How far it came.
    pub state: NoticeState,
    /// Attempts to send it.
    pub attempts: u32,
    /// No attempt begins before.
    pub due_at: Instant,
    /// What the server said last.
    pub reply: String,
}

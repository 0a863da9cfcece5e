//! Takes nothing; gives the nouns of delivery: which edition to whom, and how far it came.

use super::{EditionKey, Instant, Revision, Sha256Hash, SubscriberId};

/// One revision of an edition to one subscriber: at most one row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// Which edition.
    pub edition: EditionKey,
    /// Which revision.
    pub revision: Revision,
    /// To whom.
    pub subscriber: SubscriberId,
}

/// How far a delivery came. The words are the ledger's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Recorded, surely not sent: safe to send.
    Intent,
    /// The body may have gone out and no answer is known.
    Unsure {
        /// What the network did; empty while the answer is waited for, and after a crash.
        reply: String,
    },
    /// The server took it, in these words.
    Accepted {
        /// The server's reply after the body, with its queue id.
        reply: String,
    },
    /// Refused for now: to be tried again.
    Deferred {
        /// The server's reply or the network's fault.
        reply: String,
    },
    /// Refused for good.
    Refused {
        /// What is at fault.
        refusal: Refusal,
        /// The server's reply.
        reply: String,
    },
    /// Given up: it was refused for now until it was worth nothing any more.
    Expired {
        /// The last reply.
        reply: String,
    },
    /// Not sent: the subscriber must not get it.
    Suppressed {
        /// Why.
        reply: String,
    },
}

/// What is at fault where a delivery is refused for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// There is no such mailbox: RFC 3463's 5.1.1, 5.1.6 and 5.1.10 at RCPT.
    Mailbox,
    /// The server's policy, or a full mailbox: says nothing about the address.
    Policy,
    /// The message is too large, in its short form too.
    TooLarge,
    /// The message cannot be written, or not to this address over this server.
    Message,
    /// Another permanent failure.
    Other,
}

impl Refusal {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Mailbox, Self::Policy, Self::TooLarge, Self::Message, Self::Other];

    /// The word in the ledger.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Policy => "policy",
            Self::TooLarge => "too-large",
            Self::Message => "message",
            Self::Other => "other",
        }
    }
}

impl DeliveryState {
    /// The word in the ledger.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Unsure { .. } => "unsure",
            Self::Accepted { .. } => "accepted",
            Self::Deferred { .. } => "deferred",
            Self::Refused { .. } => "refused",
            Self::Expired { .. } => "expired",
            Self::Suppressed { .. } => "suppressed",
        }
    }

    /// What the server said, or why nothing was sent; empty before the first answer.
    #[must_use]
    pub fn reply(&self) -> &str {
        match self {
            Self::Intent => "",
            Self::Unsure { reply }
            | Self::Accepted { reply }
            | Self::Deferred { reply }
            | Self::Refused { reply, .. }
            | Self::Expired { reply }
            | Self::Suppressed { reply } => reply,
        }
    }

    /// Whether it may still be sent.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Intent | Self::Unsure { .. } | Self::Deferred { .. })
    }
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which edition to whom.
    pub key: DeliveryKey,
    /// The address it goes to.
    pub address: String,
    /// The same on every attempt.
    pub message_id: String,
    /// How far it came.
    pub state: DeliveryState,
    /// Attempts begun.
    pub attempts: u32,
    /// When the row last changed.
    pub changed_at: Instant,
    /// No attempt begins before.
    pub due_at: Instant,
    /// No attempt begins at or after.
    pub expires_at: Instant,
    /// Whether the short form is sent, because the full one was too large.
    pub short: bool,
    /// What a correction corrects, in the operator's words.
    pub correction: Option<String>,
}

/// One step of a delivery, which is on disk before the next is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryStep {
    /// Of which delivery.
    pub key: DeliveryKey,
    /// When.
    pub at: Instant,
    /// Which step.
    pub taken: StepTaken,
}

/// What was done, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTaken {
    /// The body is about to go out: unsure from here until the next step.
    DataStarted {
        /// Of the whole message, as it goes out.
        message: Sha256Hash,
    },
    /// What may have arrived is sent again: the attempt whose answer never came will have none, and
    /// no later one is taken for its end.
    Resent,
    /// Nothing was tried, for a reason that is not the recipient's; no attempt is counted.
    Postponed {
        /// Why.
        reply: String,
        /// No attempt begins before.
        due_at: Instant,
    },
    /// The attempt ended.
    Ended {
        /// How.
        state: DeliveryState,
        /// For one that is still open: no attempt begins before.
        due_at: Instant,
        /// For one that is still open: whether the next attempt sends the short form.
        short: bool,
    },
}

/// What to do with a delivery of which nobody knows whether it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnsure {
    /// Send once more under the same Message-ID: never lost, perhaps twice.
    Resend,
    /// Leave it for the operator.
    Hold,
    /// Take it as arrived: never twice, perhaps lost.
    AssumeSent,
}

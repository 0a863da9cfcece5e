//! Takes nothing; gives the nouns of delivery: who gets an edition and how far it came.

use std::fmt;

use super::{EditionKey, Instant, Revision};

/// The id of a subscriber, as configured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberId(pub String);

impl fmt::Display for SubscriberId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Somebody who gets editions by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// Stable id, from which the Message-ID is made.
    pub id: SubscriberId,
    /// Mail address.
    pub address: String,
    /// Display name, if any.
    pub name: Option<String>,
}

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
    /// The body may have gone out and no answer is known: unsure.
    DataStarted,
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
        /// The server's reply.
        reply: String,
    },
}

impl DeliveryState {
    /// The word in the ledger.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::DataStarted => "unsure",
            Self::Accepted { .. } => "accepted",
            Self::Deferred { .. } => "deferred",
            Self::Refused { .. } => "refused",
        }
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

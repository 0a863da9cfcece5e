//! Takes what is wrong with a subscriber; gives an error that names it and where it stands.

use crate::config::RosterFault;
use crate::model::SubscriberId;

/// Why something cannot be done with a subscriber.
#[derive(Debug, thiserror::Error)]
pub enum SubscriberError {
    /// No subscriber has that id.
    #[error("No subscriber has the id `{asked}`")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The known ids.
        known: Vec<String>,
    },
    /// A subscriber stands in the configuration and in the store: whose address is meant?
    #[error("Subscriber `{id}` is in the configuration{} and in the store", on_line(*line))]
    Twice {
        /// Who.
        id: SubscriberId,
        /// The line of the configuration.
        line: Option<usize>,
    },
    /// A subscriber of the configuration cannot be changed from here.
    #[error("Subscriber `{id}` is in the configuration{}", on_line(*line))]
    Configured {
        /// Who.
        id: SubscriberId,
        /// The line of the configuration.
        line: Option<usize>,
    },
    /// A reader that was forgotten stays so.
    #[error("Subscriber `{id}` was forgotten: its row holds no address and stays")]
    AlreadyForgotten {
        /// Who.
        id: SubscriberId,
    },
    /// Subscribers that cannot be taken in, each fault with its row and column.
    #[error("{} of the subscribers cannot be taken in", .0.len())]
    Roster(Vec<RosterFault>),
}

fn on_line(line: Option<usize>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

//! Takes a reader's click; gives the pages on which it unsubscribes, comes back and chooses how
//! editions come, and keeps what it chose; and the operator's status page, in `status`. Only a POST changes anything: mail filters follow
//! every link. Never shows an address or a name, sets no cookie and runs no script.
//!
//! A link carries a signed token, which says whose it is and out of which brief. A token of one
//! purpose is none of another.

mod asked;
mod form;
mod guard;
mod pages;
mod server;
mod status;
mod view;

use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

pub use server::{Server, WebLimits};
pub use status::{Credential, Look, Pulse, StatusDesk, metrics, printed};

use crate::clock::Clock;
use crate::deliver::TokenKey;
use crate::model::BriefId;

/// What the pages know of the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The briefs and their titles.
    pub titles: BTreeMap<BriefId, String>,
    /// The key that signed the links.
    pub key: TokenKey,
    /// The address to which a reader may write instead, if any.
    pub mailto: Option<String>,
    /// The time.
    pub clock: Clock,
}

impl Desk {
    /// The title of a brief; its id once it is no longer configured.
    fn title<'d>(&'d self, brief: &'d BriefId) -> &'d str {
        self.titles.get(brief).map_or_else(|| brief.as_str(), String::as_str)
    }
}

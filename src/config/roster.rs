//! Takes a CSV of subscribers, or one subscriber's cells; gives them as meant, or every fault with
//! its row and column. Gives managed subscribers back as the very CSV that it reads.

mod entry;
mod sheet;

use std::collections::BTreeSet;
use std::fmt;

use super::fault::did_you_mean;
use crate::deliver::MailAddress;
use crate::model::{BriefId, InvalidWish, SaidWishes, Sha256Hash, SubscriberId, WishKey};

pub use entry::read_entry;
pub use sheet::{read_roster, write_roster};

/// The largest file that is read.
pub const ROSTER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most subscribers of one file.
pub const ROSTER_ROWS_MAX: usize = 100_000;
/// Every column, in the order of an export. The first two are needed.
pub const ROSTER_COLUMNS: [&str; 13] = [
    "id",
    "address",
    "name",
    "group",
    "owner",
    "briefs",
    "watchlist",
    "form",
    "attachments",
    "date_language",
    "timezone",
    "from_time",
    "weekdays",
];

/// One subscriber of a file, checked against the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Its row, as a spreadsheet counts: the header is 1.
    pub row: usize,
    /// Stable id.
    pub id: SubscriberId,
    /// Mail address as it was written.
    pub address: String,
    /// Of the address in its normal form.
    pub address_sha256: Sha256Hash,
    /// Display name.
    pub name: Option<String>,
    /// A configured group.
    pub group: Option<String>,
    /// Who is told of it.
    pub owner: Option<String>,
    /// The briefs it is entitled to.
    pub briefs: BTreeSet<BriefId>,
    /// What it says of its wishes.
    pub wishes: SaidWishes,
}

/// One thing wrong with a file of subscribers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RosterFault {
    /// The row, as a spreadsheet counts; `None` for cells that stood on a command line.
    pub row: Option<usize>,
    /// The column's name; `None` where the whole row is at fault.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for RosterFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column) {
            (Some(row), Some(column)) => write!(formatter, "row {row}, column {column}: ")?,
            (Some(row), None) => write!(formatter, "row {row}: ")?,
            (None, Some(column)) => write!(formatter, "{column}: ")?,
            (None, None) => {}
        }
        formatter.write_str(&self.message)
    }
}

/// The hash by which an address is found again: of the local part in lower case and the domain in
/// A-labels, so that case and script of a domain make no difference. `None` for no address.
#[must_use]
pub fn address_sha256(address: &str) -> Option<Sha256Hash> {
    let parsed = MailAddress::parse(address, None).ok()?;
    let (local, _) = address.rsplit_once('@')?;
    Some(Sha256Hash::of(format!("contrabrief {}@{}", local.to_lowercase(), parsed.domain())))
}

/// A wish that cannot be read, with the nearest known word.
pub(super) fn wish_fault(key: WishKey, fault: &InvalidWish) -> String {
    let near = match fault {
        InvalidWish::Word { value, known, .. } => did_you_mean(value, known.iter().copied()),
        InvalidWish::Shape { value, .. } if key == WishKey::Timezone => {
            did_you_mean(value, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()))
        }
        InvalidWish::Shape { .. } | InvalidWish::Ticker(_) => String::new(),
    };
    format!("{fault}{near}")
}

#[cfg(test)]
mod tests;

//! Takes plans, past occurrences and the present instant; gives what is due. The pure part
//! decides; the heartbeat only asks, because civil time across clock changes is not left to a
//! scheduler library.

mod heartbeat;
mod occurrence;
#[cfg(test)]
mod zone_tests;

pub use heartbeat::{HeartbeatError, beat};
pub use occurrence::{Occurrence, PLANNED_DAYS, default_date, due, occurrences};

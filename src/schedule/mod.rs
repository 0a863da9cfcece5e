//! Takes plans, past occurrences and the present instant; gives what is due. The pure part
//! decides; the heartbeat only asks, because civil time across clock changes is not left to a
//! scheduler library.

mod decide;
mod heartbeat;
mod occurrence;
mod rhythm;
mod timetable;
#[cfg(test)]
mod zone_tests;

pub use decide::{Decision, Over, decide, next_attempt};
pub use heartbeat::{Heartbeat, HeartbeatError};
pub use occurrence::{Occurrence, PLANNED_DAYS, default_date, occurrences};
pub use rhythm::Rhythm;
pub use timetable::{CatchUp, Gate, OnMissing, Rules, Timetable};

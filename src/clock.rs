//! Takes nothing; gives the time. The only file that reads a clock.

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// One instant that never moves: the demo and the tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The time, in UTC, cut to whole microseconds, which is what the store keeps.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one room where the clock is read")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => {
                let now = Utc::now();
                DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
            }
            Self::Fixed(instant) => instant,
        }
    }
}

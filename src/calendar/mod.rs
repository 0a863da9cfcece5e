//! Takes a calendar and a date; gives sessions, their closes and the cut-offs of editions.
//! Never reads a clock or the machine's time-zone database: chrono-tz is compiled in.

mod closures;
mod cut_off;
mod session;

#[cfg(test)]
mod tests;

pub use cut_off::{cut_off, instant_of, news_window};
pub use session::{
    covers, is_session, last_closed_session, next_session, previous_session, session_after,
    session_close, sessions_between, timezone,
};

/// The version of the compiled-in IANA time-zone database, such as `2026a`.
pub const TZDB_VERSION: &str = chrono_tz::IANA_TZDB_VERSION;

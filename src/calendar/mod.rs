//! Takes a calendar or a plan and a date; gives sessions, their closes and the cut-offs of
//! editions.
//! Never reads a clock or the machine's time-zone database: chrono-tz is compiled in.

mod by_rule;
mod closures;
mod corrections;
mod cut_off;
mod plan;
mod session;

#[cfg(test)]
mod tests;

pub use cut_off::{cut_off, instant_of, news_window};
pub use plan::{editions_between, has_edition, know, next_edition, plan_horizon, previous_edition};
pub use session::{
    covers, exception, horizon, is_session, last_closed_session, next_session, previous_session,
    session_after, session_close, sessions_between, timezone,
};

/// The version of the compiled-in IANA time-zone database, such as `2026a`.
pub const TZDB_VERSION: &str = chrono_tz::IANA_TZDB_VERSION;

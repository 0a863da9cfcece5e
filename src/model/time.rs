//! Takes instants; gives the cut-off, the only key by which facts can be asked for. Never
//! reads a clock.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::DayRule;

/// A point in time, in UTC.
pub type Instant = DateTime<Utc>;

/// One write to the store. Batches only ever grow, so a batch number names the state of the
/// store after that write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Batch(pub i64);

/// The cut-off: the instant up to which an edition may know things.
///
/// A replay adds the last [`Batch`] that the original edition saw, because facts imported
/// later may carry an older `known_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    instant: Instant,
    recorded_through: Option<Batch>,
}

impl AsOf {
    /// Everything with `known_at` at or before `instant`.
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self { instant, recorded_through: None }
    }

    /// The same, but only what had been recorded by the end of `batch`.
    #[must_use]
    pub fn replay(instant: Instant, batch: Batch) -> Self {
        Self { instant, recorded_through: Some(batch) }
    }

    /// The knowledge cut-off.
    #[must_use]
    pub fn instant(self) -> Instant {
        self.instant
    }

    /// The last batch a replay may see; `None` sees all.
    #[must_use]
    pub fn recorded_through(self) -> Option<Batch> {
        self.recorded_through
    }
}

/// When a brief comes out: a civil time in a zone on the days of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Civil time of the cut-off.
    pub at: NaiveTime,
    /// The IANA zone of that civil time.
    pub timezone: Tz,
    /// Which days have an edition.
    pub on: DayRule,
}

impl Plan {
    /// In words: `at 06:15 America/New_York on sessions of XNYS`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let at = self.at.format("%H:%M");
        format!("at {at} {} {}", self.timezone.name(), self.on.in_words())
    }
}

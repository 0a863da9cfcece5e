//! Takes when sources were asked, whose closes count and which briefs come; gives what is to
//! be asked now. Knows no store and no clock.

use chrono::Duration;

use crate::calendar;
use crate::model::{Calendar, Instant};

/// When the daemon asks the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// From one round of the articles to the next.
    pub articles_every: Duration,
    /// From the close of a session to its prices; half days close earlier.
    pub prices_after_close: Duration,
    /// From the last round for a brief to its cut-off.
    pub before_brief: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            articles_every: Duration::minutes(15),
            prices_after_close: Duration::minutes(30),
            before_brief: Duration::minutes(10),
        }
    }
}

impl Rhythm {
    /// Whether articles are due that were last asked for at `last`, with a cut-off at
    /// `next_brief`.
    #[must_use]
    pub fn articles_due(
        &self,
        last: Option<Instant>,
        next_brief: Option<Instant>,
        now: Instant,
    ) -> bool {
        self.brief_is_near(last, next_brief, now)
            || last.is_none_or(|last| now - last >= self.articles_every || last > now)
    }

    /// Whether prices are due that were last asked for at `last`: after a close of one of
    /// `calendars`, and before a brief.
    #[must_use]
    pub fn prices_due<'c>(
        &self,
        last: Option<Instant>,
        calendars: impl IntoIterator<Item = &'c Calendar>,
        next_brief: Option<Instant>,
        now: Instant,
    ) -> bool {
        let ready = calendars
            .into_iter()
            .map(|calendar| {
                let at = now - self.prices_after_close;
                let session = calendar::last_closed_session(calendar, at);
                calendar::session_close(calendar, session) + self.prices_after_close
            })
            .max();
        self.brief_is_near(last, next_brief, now)
            || match (last, ready) {
                (None, _) => true,
                (Some(last), Some(ready)) => last < ready || last > now,
                (Some(_), None) => false,
            }
    }

    fn brief_is_near(
        &self,
        last: Option<Instant>,
        next_brief: Option<Instant>,
        now: Instant,
    ) -> bool {
        let Some(from) = next_brief.map(|next| next - self.before_brief) else { return false };
        now >= from && last.is_none_or(|last| last < from)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};

    use super::*;
    use crate::model::CalendarId;

    fn at(day: u32, hour: u32, minute: u32) -> Instant {
        Utc.with_ymd_and_hms(2025, 11, day, hour, minute, 0).unwrap()
    }

    #[test]
    fn articles_are_asked_for_in_their_rhythm_and_once_more_before_a_brief() {
        let rhythm = Rhythm::default();
        let brief = Some(at(28, 11, 15));
        let due = |last, now| rhythm.articles_due(last, brief, now);
        assert!(due(None, at(28, 10, 0)));
        assert!(!due(Some(at(28, 10, 0)), at(28, 10, 14)));
        assert!(due(Some(at(28, 10, 0)), at(28, 10, 15)));
        assert!(due(Some(at(28, 11, 4)), at(28, 11, 5)), "ten minutes before");
        assert!(!due(Some(at(28, 11, 5)), at(28, 11, 10)));
        assert!(due(Some(at(28, 12, 0)), at(28, 10, 0)), "the clock was set back");
    }

    #[test]
    fn prices_are_asked_for_half_an_hour_after_a_close_and_earlier_on_a_half_day() {
        let rhythm = Rhythm::default();
        let shares = Calendar::from(CalendarId::Xnys);
        let due = |last, now| rhythm.prices_due(Some(last), [&shares], None, now);
        // Friday the 28th closed at 13:00 New York, 18:00 UTC.
        assert!(!due(at(26, 21, 30), at(28, 18, 29)), "Thanksgiving has no close");
        assert!(due(at(26, 21, 30), at(28, 18, 30)));
        assert!(!due(at(28, 18, 30), at(30, 12, 0)));
        let both = [shares.clone(), CalendarId::Crypto.into()];
        assert!(rhythm.prices_due(Some(at(28, 18, 30)), &both, None, at(29, 0, 30)));
    }
}

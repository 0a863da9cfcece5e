//! Takes the open occurrences of one brief and the present instant; gives what to do with
//! each. Knows no store and no clock.

use chrono::{Duration, NaiveDate};

use super::timetable::{CatchUp, Timetable};
use crate::model::{Instant, LATE, Occurrence, OccurrenceState};

/// After a failure an edition is tried again in this, times the attempts.
const RETRY_STEP: Duration = Duration::minutes(2);

/// The longest time between two attempts.
const RETRY_MAX: Duration = Duration::minutes(20);

/// What to do with an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Make its edition.
    Run,
    /// Nothing yet.
    Later,
    /// Nothing any more.
    Over(Over),
}

/// Why an occurrence is over without an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// It is later than the grace allows.
    TooLate,
    /// A newer one is due, and only the latest is caught up on.
    Superseded(NaiveDate),
    /// It is late, and nothing is caught up on.
    NoCatchUp,
}

/// What to do with each of a brief's open occurrences, which are due and ascending.
#[must_use]
pub fn decide(open: &[Occurrence], timetable: &Timetable, now: Instant) -> Vec<Decision> {
    let in_time = |occurrence: &Occurrence| now - occurrence.due_at <= timetable.rules.grace;
    let newest = open.iter().filter(|occurrence| in_time(occurrence)).map(|one| one.key.date).max();
    open.iter()
        .map(|occurrence| {
            let date = occurrence.key.date;
            if occurrence.state == OccurrenceState::Held {
                return Decision::Later;
            }
            if !in_time(occurrence) {
                return Decision::Over(Over::TooLate);
            }
            match (timetable.rules.catch_up, newest) {
                (CatchUp::Latest, Some(newest)) if newest > date => {
                    Decision::Over(Over::Superseded(newest))
                }
                (CatchUp::None, _) if never_tried(occurrence) && is_late(occurrence, now) => {
                    Decision::Over(Over::NoCatchUp)
                }
                _ if occurrence.next_at > now => Decision::Later,
                _ => Decision::Run,
            }
        })
        .collect()
}

/// When an edition is tried again that failed so often.
#[must_use]
pub fn next_attempt(attempts: u32, now: Instant) -> Instant {
    let steps = i32::try_from(attempts).unwrap_or(i32::MAX);
    let wait = RETRY_STEP.checked_mul(steps).unwrap_or(RETRY_MAX);
    now + wait.min(RETRY_MAX)
}

fn never_tried(occurrence: &Occurrence) -> bool {
    occurrence.state == OccurrenceState::Planned && occurrence.attempts == 0
}

fn is_late(occurrence: &Occurrence, now: Instant) -> bool {
    now - occurrence.due_at > LATE
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeZone as _, Utc};
    use chrono_tz::Tz;

    use super::*;
    use crate::model::{BriefId, CalendarId, EditionKey, Plan};
    use crate::schedule::Rules;

    fn brief() -> BriefId {
        BriefId::parse("desk").unwrap()
    }

    fn at(day: u32, hour: u32, minute: u32) -> Instant {
        Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).unwrap()
    }

    fn timetable(catch_up: CatchUp, grace_hours: i64) -> Timetable {
        let plan = Plan {
            at: NaiveTime::from_hms_opt(6, 0, 0).unwrap(),
            timezone: Tz::UTC,
            on: CalendarId::Crypto.into(),
        };
        let rules = Rules { catch_up, grace: Duration::hours(grace_hours), gate: None };
        Timetable { brief: brief(), plan, rules }
    }

    /// Due at six of each day.
    fn open(days: &[u32]) -> Vec<Occurrence> {
        let occurrence = |day: &u32| Occurrence {
            key: EditionKey { brief: brief(), date: at(*day, 6, 0).date_naive() },
            due_at: at(*day, 6, 0),
            next_at: at(*day, 6, 0),
            state: OccurrenceState::Planned,
            attempts: 0,
            reason: None,
        };
        days.iter().map(occurrence).collect()
    }

    #[test]
    fn what_is_due_runs_and_what_waits_for_its_next_look_does_not() {
        let mut open = open(&[3]);
        let daily = timetable(CatchUp::Latest, 6);
        assert_eq!(decide(&open, &daily, at(3, 6, 0)), [Decision::Run]);
        open[0].next_at = at(3, 6, 2);
        assert_eq!(decide(&open, &daily, at(3, 6, 1)), [Decision::Later]);
        assert_eq!(decide(&open, &daily, at(3, 6, 2)), [Decision::Run]);
    }

    #[test]
    fn of_several_within_the_grace_the_latest_runs_or_all_or_none() {
        let open = open(&[1, 2, 3]);
        let now = at(3, 7, 0);
        let third = at(3, 0, 0).date_naive();
        let over = |why| Decision::Over(why);
        assert_eq!(
            decide(&open, &timetable(CatchUp::Latest, 30), now),
            [over(Over::TooLate), over(Over::Superseded(third)), Decision::Run]
        );
        assert_eq!(
            decide(&open, &timetable(CatchUp::All, 30), now),
            [over(Over::TooLate), Decision::Run, Decision::Run]
        );
        assert_eq!(
            decide(&open, &timetable(CatchUp::None, 30), now),
            [over(Over::TooLate), over(Over::NoCatchUp), over(Over::NoCatchUp)]
        );
    }

    #[test]
    fn what_was_tried_in_time_is_tried_on_even_where_nothing_is_caught_up_on() {
        let mut open = open(&[3]);
        (open[0].attempts, open[0].next_at) = (1, at(3, 6, 20));
        assert_eq!(decide(&open, &timetable(CatchUp::None, 6), at(3, 6, 21)), [Decision::Run]);
        let late = decide(&open, &timetable(CatchUp::None, 6), at(3, 12, 1));
        assert_eq!(late, [Decision::Over(Over::TooLate)]);
    }

    #[test]
    fn what_is_held_waits_for_the_operator_for_ever() {
        let mut open = open(&[1, 3]);
        open[0].state = OccurrenceState::Held;
        let decided = decide(&open, &timetable(CatchUp::Latest, 6), at(3, 6, 0));
        assert_eq!(decided, [Decision::Later, Decision::Run]);
    }

    #[test]
    fn attempts_grow_apart_up_to_a_limit() {
        let waits = [1, 2, 5, 10, 11, u32::MAX]
            .map(|attempts| (next_attempt(attempts, at(1, 0, 0)) - at(1, 0, 0)).num_minutes());
        assert_eq!(waits, [2, 4, 10, 20, 20, 20]);
    }
}

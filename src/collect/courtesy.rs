//! Takes how a source has answered so far and what it did now; gives when it may be asked
//! again. Pure: instants come in, instants go out.

use std::time::Duration;

use chrono::TimeDelta;

use super::CollectError;
use crate::model::{Instant, SourceHealth, Wait};

/// However long a server calls its answer fresh, it is asked again after this: a daily brief
/// cannot wait for tomorrow.
const FRESH_MAX: TimeDelta = TimeDelta::hours(1);

/// Pauses after the second, third … failure in a row; the last one for all after it. Shorter
/// than a day, so that a daily run asks each time.
const PAUSES: [TimeDelta; 5] = [
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(4),
    TimeDelta::hours(12),
];

/// How a source is after it answered.
#[must_use]
pub fn after_answer(fresh_for: Option<Duration>, now: Instant) -> SourceHealth {
    let fresh_until = fresh_for
        .map(|fresh_for| TimeDelta::from_std(fresh_for).unwrap_or(FRESH_MAX).min(FRESH_MAX))
        .map(|fresh_for| (now + fresh_for, Wait::Fresh));
    SourceHealth {
        last_ok_at: Some(now),
        failures_in_a_row: 0,
        failing_since: None,
        last_error: None,
        wait: fresh_until,
    }
}

/// How a source is after it failed. `words` say how.
#[must_use]
pub fn after_failure(
    health: &SourceHealth,
    error: &CollectError,
    words: &str,
    now: Instant,
) -> SourceHealth {
    let failures_in_a_row = health.failures_in_a_row.saturating_add(1);
    let asked_for = error.retry_after().and_then(|pause| TimeDelta::from_std(pause).ok());
    let wait = match asked_for {
        Some(pause) => Some((now + pause, Wait::AskedTo)),
        None => pause_after(failures_in_a_row).map(|pause| (now + pause, Wait::Failing)),
    };
    SourceHealth {
        last_ok_at: health.last_ok_at,
        failures_in_a_row,
        failing_since: health.failing_since.or(Some(now)),
        last_error: Some(words.to_owned()),
        wait,
    }
}

fn pause_after(failures_in_a_row: u32) -> Option<TimeDelta> {
    let place = usize::try_from(failures_in_a_row).ok()?.checked_sub(2)?;
    Some(PAUSES[place.min(PAUSES.len() - 1)])
}

/// Until when a source is left alone, and why. One that is asked for by name waits only where
/// its server said so.
#[must_use]
pub fn waits(health: &SourceHealth, by_name: bool, now: Instant) -> Option<(Instant, Wait)> {
    let (until, why) = health.wait?;
    (until > now && (!by_name || why == Wait::AskedTo)).then_some((until, why))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use proptest::prelude::*;

    use super::*;

    fn now() -> Instant {
        Utc.with_ymd_and_hms(2026, 3, 25, 10, 0, 0).unwrap()
    }

    fn failing(times: u32) -> SourceHealth {
        let fail = |health, _| after_failure(&health, &CollectError::Empty, "it is empty", now());
        (0..times).fold(SourceHealth::default(), fail)
    }

    #[test]
    fn one_failure_costs_nothing_and_more_cost_growing_pauses_of_less_than_a_day() {
        assert_eq!(waits(&failing(1), false, now()), None);
        let minutes = |times| {
            let (until, why) = waits(&failing(times), false, now()).unwrap();
            assert_eq!(why, Wait::Failing);
            (until - now()).num_minutes()
        };
        assert_eq!([2, 3, 4, 5, 6, 60].map(minutes), [5, 15, 60, 240, 720, 720]);
    }

    #[test]
    fn an_answer_ends_a_row_of_failures() {
        let well = after_answer(None, now());
        assert_eq!((well.failures_in_a_row, well.wait, well.failing_since), (0, None, None));
        assert_eq!(well.last_ok_at, Some(now()));
    }

    #[test]
    fn a_server_that_asks_for_time_gets_it_even_from_those_who_ask_by_name() {
        let asked = CollectError::RateLimited { retry_after: Some(Duration::from_secs(119)) };
        let health = after_failure(&SourceHealth::default(), &asked, "slow down", now());
        let until = now() + TimeDelta::seconds(119);
        assert_eq!(waits(&health, true, now()), Some((until, Wait::AskedTo)));
        assert_eq!(waits(&health, false, until), None);
        assert_eq!(waits(&failing(9), true, now()), None);
    }

    proptest! {
        #[test]
        fn no_source_is_left_alone_for_a_day(failures in 0_u32..1_000, fresh in any::<u64>()) {
            let answered = after_answer(Some(Duration::from_secs(fresh)), now());
            for health in [failing(failures), answered] {
                prop_assert_eq!(waits(&health, false, now() + TimeDelta::hours(12)), None);
            }
        }
    }
}

//! Takes a delivery and the present; gives what is to be done about it now. Pure.

use chrono_tz::Tz;

use super::policy::DeliveryPolicy;
use crate::calendar;
use crate::model::{Delivery, DeliveryState, Instant, OnUnsure, Wishes};

/// What is to be done about a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is settled, or its time has not come.
    Nothing,
    /// It is sent.
    Send,
    /// It is given up.
    Expire,
    /// It is taken as arrived.
    Assume,
    /// It stays unsure until its policy, or somebody, decides.
    Unsure,
}

/// What is to be done about a delivery now.
#[must_use]
pub fn due(delivery: &Delivery, policy: &DeliveryPolicy, now: Instant) -> Due {
    let Delivery { state, changed_at, due_at, expires_at, .. } = delivery;
    match (state, policy.on_unsure) {
        (state, _) if !state.is_open() => Due::Nothing,
        (DeliveryState::Unsure { .. }, OnUnsure::Hold) => Due::Unsure,
        (DeliveryState::Unsure { .. }, OnUnsure::AssumeSent) => Due::Assume,
        // What may have arrived is not sent days later.
        (DeliveryState::Unsure { .. }, OnUnsure::Resend) if *expires_at <= now => Due::Unsure,
        (DeliveryState::Unsure { .. }, OnUnsure::Resend) => {
            if *changed_at + policy.unsure_wait <= now { Due::Send } else { Due::Unsure }
        }
        _ if *expires_at <= now => Due::Expire,
        _ if *due_at > now => Due::Nothing,
        _ => Due::Send,
    }
}

/// When a reader's edition may first go out: now, or at the reader's own hour of this day.
#[must_use]
pub fn first_due(wishes: &Wishes, zone: Tz, now: Instant) -> Instant {
    let zone = wishes.zone.unwrap_or(zone);
    let Some(from_time) = wishes.from_time else { return now };
    let today = now.with_timezone(&zone).date_naive();
    now.max(calendar::instant_of(today, from_time, zone))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeZone as _, Utc};

    use super::*;

    #[test]
    fn a_reader_s_own_hour_is_kept_across_a_clock_change() {
        let wishes = Wishes {
            zone: Some(chrono_tz::Europe::Berlin),
            from_time: NaiveTime::from_hms_opt(7, 30, 0),
            ..Wishes::default()
        };
        let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
        let due = |now| first_due(&wishes, chrono_tz::UTC, now).to_rfc3339();
        assert_eq!(due(at(27, 5)), "2026-03-27T06:30:00+00:00");
        assert_eq!(due(at(30, 5)), "2026-03-30T05:30:00+00:00", "summer time has begun");
        assert_eq!(due(at(30, 9)), "2026-03-30T09:00:00+00:00", "the hour has passed");
    }
}

//! Takes how often a delivery was tried; gives when it is tried again. Pure: the jitter comes
//! from the message's identity, so that two readers differ and a re-run does not.

use std::time::Duration;

use crate::model::{Delivery, Instant, Sha256Hash};

/// The waits after the first tries, in minutes: a morning brief loses value by the hour.
/// RFC 5321, 4.5.4.1 asks relays for 30 minutes and days; ours speaks to its own relay.
const FIRST_MINUTES: [u64; 5] = [1, 5, 15, 30, 60];
/// The wait after each later try.
const LATER_MINUTES: u64 = 120;
/// How far a wait is drawn out or cut short, in parts of a thousand.
const JITTER_PER_MILLE: u64 = 200;

/// When a delivery that was refused for now is tried again. What the server asked for is
/// obeyed, if it is longer than a minute's wait would be.
#[must_use]
pub(super) fn next_due(
    delivery: &Delivery,
    tries: u32,
    asked: Option<Duration>,
    now: Instant,
) -> Instant {
    now + asked.unwrap_or_else(|| jittered(usual_wait(tries), delivery, tries))
}

fn usual_wait(tries: u32) -> Duration {
    let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    Duration::from_mins(FIRST_MINUTES.get(index).copied().unwrap_or(LATER_MINUTES))
}

fn jittered(wait: Duration, delivery: &Delivery, tries: u32) -> Duration {
    let hash = Sha256Hash::of(format!("retry\n{}\n{tries}", delivery.message_id)).to_string();
    let drawn = u64::from_str_radix(&hash[..8], 16).unwrap_or(0) % (2 * JITTER_PER_MILLE + 1);
    wait * u32::try_from(1000 - JITTER_PER_MILLE + drawn).unwrap_or(1000) / 1000
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};

    use super::*;
    use crate::model::{BriefId, DeliveryKey, DeliveryState, EditionKey, Revision, SubscriberId};

    fn delivery(id: &str) -> Delivery {
        let at = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap();
        let edition =
            EditionKey { brief: BriefId::parse("harbour").unwrap(), date: at.date_naive() };
        Delivery {
            key: DeliveryKey {
                edition,
                revision: Revision::FIRST,
                subscriber: SubscriberId(id.to_owned()),
            },
            address: format!("{id}@reader.example"),
            message_id: format!("<{id}@harbour.example>"),
            state: DeliveryState::Intent,
            attempts: 0,
            changed_at: at,
            due_at: at,
            expires_at: at,
            short: false,
            correction: None,
        }
    }

    fn minutes(id: &str, tries: u32, asked: Option<Duration>) -> f64 {
        let delivery = delivery(id);
        let due = next_due(&delivery, tries, asked, delivery.changed_at);
        f64::from(i32::try_from((due - delivery.changed_at).num_seconds()).unwrap()) / 60.0
    }

    #[test]
    fn waits_grow_within_a_fifth_of_the_schedule() {
        for (tries, wait) in [(1, 1.), (2, 5.), (3, 15.), (4, 30.), (5, 60.), (6, 120.), (99, 120.)]
        {
            for id in ["ana", "bo", "cy"] {
                let given = minutes(id, tries, None);
                assert!((wait * 0.79..=wait * 1.21).contains(&given), "{id} {tries}: {given}");
                assert_eq!(given.to_bits(), minutes(id, tries, None).to_bits());
            }
        }
        assert_ne!(minutes("ana", 6, None).to_bits(), minutes("bo", 6, None).to_bits());
    }

    #[test]
    fn what_the_server_asks_for_is_obeyed() {
        let asked = Some(Duration::from_secs(310));
        assert!((minutes("ana", 1, asked) - 310.0 / 60.0).abs() < 1e-9);
    }
}

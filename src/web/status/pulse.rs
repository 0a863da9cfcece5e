//! Takes the daemon's beats; says whether it still beats. One that makes an edition or delivers
//! is at work, not dead.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;

use crate::model::Instant;

/// A daemon that has not beaten for so long is stuck.
const QUIET_MAX: Duration = Duration::minutes(2);

/// One beat may be at work for so long: an edition, and mail to ten thousand readers.
const WORK_MAX: Duration = Duration::hours(2);

/// When the daemon last beat. Clones share it.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Mutex<Beat>>);

#[derive(Clone, Copy, Debug)]
struct Beat {
    at: Instant,
    is_at_work: bool,
}

impl Pulse {
    /// The pulse of a daemon that starts now.
    #[must_use]
    pub fn started(now: Instant) -> Self {
        Self(Arc::new(Mutex::new(Beat { at: now, is_at_work: false })))
    }

    /// A beat begins its work.
    pub fn begins(&self, now: Instant) {
        self.set(Beat { at: now, is_at_work: true });
    }

    /// A beat has done its work.
    pub fn ends(&self, now: Instant) {
        self.set(Beat { at: now, is_at_work: false });
    }

    /// When the last beat began or ended.
    #[must_use]
    pub fn last(&self) -> Instant {
        self.get().at
    }

    /// Whether it beats.
    #[must_use]
    pub fn is_alive(&self, now: Instant) -> bool {
        let beat = self.get();
        now - beat.at <= if beat.is_at_work { WORK_MAX } else { QUIET_MAX }
    }

    fn get(&self) -> Beat {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, beat: Beat) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = beat;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_at_work_is_alive_for_longer_than_an_idle_one() {
        let at = |minute| chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute);
        let pulse = Pulse::started(at(0));
        assert!(pulse.is_alive(at(2)) && !pulse.is_alive(at(3)));
        pulse.begins(at(10));
        assert!(pulse.is_alive(at(120)) && !pulse.is_alive(at(131)));
        pulse.clone().ends(at(20));
        assert!(!pulse.is_alive(at(23)) && pulse.last() == at(20));
    }
}

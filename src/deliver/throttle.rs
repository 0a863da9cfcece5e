//! Takes parcels; gives them out one by one, the domains in turn and none faster than its
//! rate. A token bucket for each recipient domain.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::run::Parcel;

/// How many messages one recipient domain gets at once and per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainRate {
    /// How many may go out at once.
    pub burst: u32,
    /// How many more each minute; 0 for no limit at all.
    pub per_minute: u32,
}

impl DomainRate {
    /// The same without a limit.
    pub(super) fn unlimited(self) -> Self {
        Self { per_minute: 0, ..self }
    }
}

/// What the queue has now.
pub(super) enum Next {
    /// To be sent.
    Parcel(Box<Parcel>),
    /// Nothing may go out before that long.
    Wait(Duration),
    /// Nothing is left.
    Done,
}

/// Parcels by the domain they go to.
pub(super) struct Queue {
    rate: DomainRate,
    /// The domains in turn; those that are empty are taken out.
    turn: VecDeque<String>,
    lines: BTreeMap<String, Line>,
}

/// The parcels of a domain and its bucket.
struct Line {
    parcels: VecDeque<Parcel>,
    tokens: f64,
    filled_at: Instant,
}

impl Queue {
    pub(super) fn new(rate: DomainRate, parcels: Vec<Parcel>, now: Instant) -> Self {
        let mut queue = Self { rate, turn: VecDeque::new(), lines: BTreeMap::new() };
        for parcel in parcels {
            queue.line_of(&parcel, now).parcels.push_back(parcel);
        }
        queue
    }

    /// Takes back what could not be tried, first in its line; it gets its token again.
    pub(super) fn put_back(&mut self, parcel: Parcel, now: Instant) {
        let line = self.line_of(&parcel, now);
        line.tokens += 1.0;
        line.parcels.push_front(parcel);
    }

    /// Everything that is left.
    pub(super) fn drain(&mut self) -> Vec<Parcel> {
        self.turn.clear();
        let lines = std::mem::take(&mut self.lines);
        lines.into_values().flat_map(|line| line.parcels).collect()
    }

    pub(super) fn next(&mut self, now: Instant) -> Next {
        let mut shortest: Option<Duration> = None;
        for _ in 0..self.turn.len() {
            let Some(domain) = self.turn.pop_front() else { break };
            let Some(line) = self.lines.get_mut(&domain) else { continue };
            let wait = line.wait(self.rate, now);
            if wait.is_zero() {
                line.tokens -= 1.0;
                let parcel = line.parcels.pop_front();
                if !line.parcels.is_empty() {
                    self.turn.push_back(domain);
                }
                if let Some(parcel) = parcel {
                    return Next::Parcel(Box::new(parcel));
                }
            } else {
                shortest = Some(shortest.map_or(wait, |known| known.min(wait)));
                self.turn.push_back(domain);
            }
        }
        shortest.map_or(Next::Done, Next::Wait)
    }

    fn line_of(&mut self, parcel: &Parcel, now: Instant) -> &mut Line {
        let address = &parcel.delivery.address;
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let domain = domain.to_ascii_lowercase();
        let line = self.lines.entry(domain.clone()).or_insert_with(|| Line {
            parcels: VecDeque::new(),
            tokens: f64::from(self.rate.burst.max(1)),
            filled_at: now,
        });
        if line.parcels.is_empty() && !self.turn.contains(&domain) {
            self.turn.push_back(domain);
        }
        line
    }
}

impl Line {
    /// How long until a message may go out.
    fn wait(&mut self, rate: DomainRate, now: Instant) -> Duration {
        if rate.per_minute == 0 {
            return Duration::ZERO;
        }
        let per_second = f64::from(rate.per_minute) / 60.0;
        let grown = now.duration_since(self.filled_at).as_secs_f64() * per_second;
        self.tokens = (self.tokens + grown).min(f64::from(rate.burst.max(1)));
        self.filled_at = now;
        if self.tokens >= 1.0 {
            Duration::ZERO
        } else {
            // A microsecond more, so that rounding never wakes a worker too early.
            Duration::from_secs_f64((1.0 - self.tokens) / per_second) + Duration::from_micros(1)
        }
    }
}

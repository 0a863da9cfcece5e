//! Takes outcomes of any origin; gives what the method would say of them. For judging the
//! method itself, on markets where the truth is known. Never looks for outcomes.

use chrono::NaiveDate;

use super::conviction::{Case, conviction};
use super::policy::RecordPolicy;
use super::record::{Occurrence, Record};
use crate::model::{BaseRate, CalendarId, Conviction, Ticker};

/// What came after one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PastOutcome {
    /// Of whom.
    pub ticker: Ticker,
    /// The edition's date.
    pub date: NaiveDate,
    /// Cumulative abnormal log return over the horizon, signed by the stance.
    pub outcome: f64,
}

/// What the method says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The figures a reader would see.
    pub base_rate: BaseRate,
    /// For a trigger and evidence of middling strength; `None` when there are too few.
    pub conviction: Option<Conviction>,
}

/// Judges de-clustered outcomes over one `horizon`, in sessions of `calendar`.
#[must_use]
pub fn judge(
    outcomes: &[PastOutcome],
    horizon: u16,
    calendar: CalendarId,
    policy: &RecordPolicy,
) -> Judged {
    let occurrences = outcomes.iter().cloned().map(|past| Occurrence {
        ticker: past.ticker,
        date: past.date,
        outcome: past.outcome,
    });
    let record = Record::new(occurrences.collect(), horizon);
    let base_rate = record.beside(&[], calendar, policy);
    let middling = Case { strength: 0.5, quality: 0.5 };
    let conviction = conviction(&base_rate, record.hits(), middling, policy);
    Judged { base_rate, conviction }
}

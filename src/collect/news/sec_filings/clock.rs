//! Takes a company's filings; says in which zone their times of acceptance stand, and reads
//! them. The SEC writes `2024-10-31T16:30:25.000Z`, but the `Z` is not always true: recorded
//! answers hold New York's time under it. Read wrongly, results after the close would stand
//! before it. So the answer is asked what it can only be.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::America::New_York;

use super::Filing;
use crate::collect::gather::CLOCK_SKEW;
use crate::model::Instant;

/// Forms whose filing date becomes the next day's after half past five in New York (Regulation
/// S-T, 17 CFR 232.13); forms 3, 4, 5 and 144 are excepted.
const DATED_BY_HALF_PAST_FIVE: [&str; 6] = ["8-K", "10-Q", "10-K", "6-K", "20-F", "8-K/A"];

/// In which zone times of acceptance stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// As written: UTC.
    Utc,
    /// New York's time, whatever the `Z` says.
    NewYork,
}

impl Clock {
    /// When a filing was accepted.
    pub(super) fn accepted_at(self, filing: Filing<'_>) -> Option<Instant> {
        let written = written(filing)?;
        match self {
            Self::Utc => Some(written),
            Self::NewYork => New_York
                .from_local_datetime(&written.naive_utc())
                .earliest()
                .map(|local| local.with_timezone(&Utc)),
        }
    }
}

/// The zone that more of the filings speak for; the written one where as many speak for each.
/// A filing that New York's time would put into the future settles it.
pub(super) fn of(filings: &[Filing<'_>], now: Instant) -> Clock {
    let in_future = |filing: &Filing<'_>| {
        Clock::NewYork.accepted_at(*filing).is_some_and(|at| at > now + CLOCK_SKEW)
            && written(*filing).is_some_and(|at| at <= now + CLOCK_SKEW)
    };
    if filings.iter().any(in_future) {
        return Clock::Utc;
    }
    let votes: Vec<Clock> = filings.iter().filter_map(|filing| vote(*filing)).collect();
    let for_new_york = votes.iter().filter(|vote| **vote == Clock::NewYork).count();
    if for_new_york > votes.len() - for_new_york { Clock::NewYork } else { Clock::Utc }
}

/// EDGAR accepts from six in the morning to ten in the evening of New York, which is 10:00 or
/// 11:00 to 02:00 or 03:00 UTC; and dates most forms by half past five.
fn vote(filing: Filing<'_>) -> Option<Clock> {
    let written = written(filing)?.naive_utc();
    match (written.hour(), written.minute()) {
        (6..=9, _) => return Some(Clock::NewYork),
        (22, 1..) | (23 | 0..=2, _) => return Some(Clock::Utc),
        _ => {}
    }
    let evening = written.time() > NaiveTime::from_hms_opt(17, 31, 0)?;
    if !evening || !DATED_BY_HALF_PAST_FIVE.contains(&filing.form) {
        return None;
    }
    let filed: NaiveDate = filing.dated.parse().ok()?;
    Some(if filed > written.date() { Clock::NewYork } else { Clock::Utc })
}

fn written(filing: Filing<'_>) -> Option<Instant> {
    DateTime::parse_from_rfc3339(filing.accepted).ok().map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filing<'f>(form: &'f str, accepted: &'f str, filing_date: &'f str) -> Filing<'f> {
        Filing {
            accession: "0000000001-26-000001",
            form,
            dated: filing_date,
            accepted,
            items: "",
            document: "",
            description: "",
        }
    }

    fn now() -> Instant {
        Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
    }

    #[test]
    fn hours_and_dates_tell_which_clock_an_answer_keeps() {
        let early = filing("8-K", "2026-03-20T06:05:00.000Z", "2026-03-20");
        let next_day = filing("10-Q", "2026-03-19T18:03:00.000Z", "2026-03-20");
        let late = filing("4", "2026-03-18T23:15:00.000Z", "2026-03-18");
        let same_day = filing("8-K", "2026-03-17T20:30:00.000Z", "2026-03-17");
        let silent = filing("8-K", "2026-03-16T14:00:00.000Z", "2026-03-16");
        assert_eq!(of(&[early, next_day, silent], now()), Clock::NewYork);
        assert_eq!(of(&[late, same_day, silent], now()), Clock::Utc);
        assert_eq!(of(&[silent], now()), Clock::Utc);
        assert_eq!(of(&[early, late], now()), Clock::Utc);
    }

    #[test]
    fn a_filing_just_accepted_is_never_put_into_the_future() {
        let early = filing("8-K", "2026-03-20T06:05:00.000Z", "2026-03-20");
        let just_now = filing("8-K", "2026-03-25T10:05:00.000Z", "2026-03-25");
        assert_eq!(of(&[just_now, early, early], now()), Clock::Utc);
    }

    #[test]
    fn new_yorks_time_is_read_in_summer_and_in_winter() {
        let read = |accepted: &str| {
            let filing = filing("8-K", accepted, "");
            Clock::NewYork.accepted_at(filing).map(|at| at.format("%d %H:%M").to_string())
        };
        assert_eq!(read("2026-01-29T16:30:25.000Z").as_deref(), Some("29 21:30"));
        assert_eq!(read("2026-07-30T16:30:25.000Z").as_deref(), Some("30 20:30"));
        assert_eq!(read("soon"), None);
    }
}

//! The record against hand-computed figures. `tests/it/simulation.rs` has it on markets where
//! the truth is known.

use super::*;

fn record(outcomes: &[(u32, f64)]) -> Record {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let occurrences = outcomes.iter().map(|(day, outcome)| Occurrence {
        ticker: Ticker::parse("ACME").unwrap(),
        date: first + chrono::Days::new(u64::from(*day)),
        outcome: *outcome,
    });
    Record { occurrences: occurrences.collect(), horizon: 10 }
}

#[test]
fn the_interval_is_the_one_computed_by_hand() {
    // Three blocks of one each, mean 0: squares 2e-4, correction 3/2, se = sqrt(3e-4) / 3,
    // t(.90, 2) = 1.8856.
    let record = record(&[(0, 0.01), (60, -0.01), (120, 0.0)]);
    let half = record.half_interval(CalendarId::Xnys, &RecordPolicy::default()).unwrap();
    let by_hand = 1.885_618 * (3.0e-4_f64).sqrt() / 3.0;
    assert!((half - by_hand).abs() < 1e-7, "{half} against {by_hand}");
}

#[test]
fn one_block_gives_no_interval() {
    let record = record(&[(0, 0.01), (1, -0.01), (2, 0.02)]);
    assert_eq!(record.half_interval(CalendarId::Xnys, &RecordPolicy::default()), None);
}

#[test]
fn weekdays_are_counted_without_weekends() {
    let number =
        |day| session_number(CalendarId::Xnys, NaiveDate::from_ymd_opt(2026, 3, day).unwrap());
    assert_eq!(number(9) - number(6), 1, "Friday to Monday");
    assert_eq!(number(13) - number(9), 4);
}

#[test]
fn a_tickers_own_mean_is_drawn_to_the_pool_and_the_pool_to_zero() {
    let mut record = record(&[(0, 0.10), (60, 0.02), (120, 0.03)]);
    record.occurrences[0].ticker = Ticker::parse("BORE").unwrap();
    let policy = RecordPolicy::default();
    // The pool: 0.15 / 23. BORE: (0.10 + 20 pool) / 21.
    let pool = 0.15 / 23.0;
    let by_hand = (0.10 + 20.0 * pool) / 21.0;
    let own = record.own(&Ticker::parse("BORE").unwrap(), &policy).unwrap();
    assert_eq!((own.n, Some(own.mean)), (1, BasisPoints::from_ratio(by_hand)));
    let stranger = record.own(&Ticker::parse("ELSE").unwrap(), &policy).unwrap();
    assert_eq!((stranger.n, Some(stranger.mean)), (0, BasisPoints::from_ratio(pool)));
}

//! The record against hand-computed figures and on markets where nothing can be known.

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

/// Independent of everything: 0 to 1.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        // Source: Vigna, "SplitMix64".
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap();
        f64::from(top) / f64::from(u32::MAX)
    }

    /// A fat-tailed return with a deviation near one: normal, and thrice as wide one day in ten.
    fn shock(&mut self) -> f64 {
        let normal: f64 = (0..12).map(|_| self.next()).sum::<f64>() - 6.0;
        if self.next() < 0.1 { 3.0 * normal } else { normal }
    }
}

const SESSIONS: usize = 780;
const HORIZON: usize = 10;

/// Ten names with correlated fat-tailed returns, and events that come in clusters on several
/// names at once; each event is followed by `reversal` in all.
fn market(chance: &mut Chance, reversal: f64) -> Record {
    let first = NaiveDate::from_ymd_opt(2022, 1, 3).unwrap();
    let common: Vec<f64> = (0..SESSIONS).map(|_| 0.3 * chance.shock()).collect();
    let shared: Vec<usize> = (0..5).map(|_| place(chance)).collect();
    let mut occurrences = Vec::new();
    for name in 0..10 {
        let returns: Vec<f64> = common.iter().map(|common| common + chance.shock()).collect();
        let mut events: Vec<usize> = (0..4).map(|_| place(chance)).collect();
        events.extend(shared.iter().filter(|_| chance.next() < 0.5));
        events.sort_unstable();
        let mut last: Option<usize> = None;
        for event in events {
            if last.is_some_and(|last| event - last < HORIZON) {
                continue;
            }
            last = Some(event);
            let days = u64::try_from(event / 5 * 7 + event % 5).unwrap();
            occurrences.push(Occurrence {
                ticker: Ticker::parse(&format!("N{name}")).unwrap(),
                date: first + chrono::Days::new(days),
                outcome: 0.02 * (returns[event..event + HORIZON].iter().sum::<f64>() + reversal),
            });
        }
    }
    Record { occurrences, horizon: 10 }
}

fn place(chance: &mut Chance) -> usize {
    let share = chance.next();
    (0..SESSIONS - HORIZON).find(|place| number(*place) >= share * 760.0).unwrap_or(0)
}

#[test]
fn where_nothing_can_be_known_the_interval_covers_and_conviction_stays_even() {
    let mut chance = Chance(7);
    let policy = RecordPolicy::default();
    let case = crate::analyse::conviction::Case { strength: 0.7, quality: 0.8 };
    let (mut covered, mut loud, mut sum) = (0_u32, 0_u32, 0_u32);
    let runs = 2000_u32;
    for _ in 0..runs {
        let record = market(&mut chance, 0.0);
        let rate = record.beside(&[], CalendarId::Xnys, &policy);
        let figures = rate.figures.unwrap();
        covered += u32::from(!figures.excludes_zero());
        let found =
            crate::analyse::conviction::conviction(&rate, record.hits(), case, &policy).unwrap();
        loud += u32::from(found.level >= crate::model::ConvictionLevel::Medium);
        sum += u32::from(found.pct);
    }
    let share = |count: u32| f64::from(count) / f64::from(runs);
    println!(
        "covers {:.3}, medium or better {:.3}, mean conviction {:.4}",
        share(covered),
        share(loud),
        share(sum) / 100.0
    );
    assert!((0.76..=0.84).contains(&share(covered)), "{}", share(covered));
    assert!(share(loud) < 0.04, "{}", share(loud));
    assert!((share(sum) / 100.0 - 0.5).abs() < 0.01, "{}", share(sum));
}

#[test]
fn a_planted_reversal_of_half_a_sigma_gets_the_right_sign() {
    let mut chance = Chance(11);
    // The deviation of a name's ten-session return: sqrt(10 x 1.8 x (0.09 + 1)).
    let sigma = libm::sqrt(10.0 * 1.8 * 1.09);
    let right = (0..200).filter(|_| {
        let rate = market(&mut chance, 0.5 * sigma).beside(
            &[],
            CalendarId::Xnys,
            &RecordPolicy::default(),
        );
        rate.figures.is_some_and(|figures| figures.mean.0 > 0)
    });
    assert!(right.count() >= 180);
}

//! Takes a record and how good today's case is; gives the probability of being right and its
//! word. Never a strong word on a weak record.

use super::policy::RecordPolicy;
use super::statistics::number;
use crate::model::{BaseRate, Conviction, ConvictionLevel};

/// How good today's case is, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Case {
    /// How far beyond its thresholds the trigger is.
    pub(super) strength: f64,
    /// How many sources, how fresh, how well dated.
    pub(super) quality: f64,
}

/// The conviction; `None` while the record has too few occurrences to say.
///
/// Trigger and evidence move the probability along its distance from one half, by a quarter at
/// most and never by more than the policy allows: a good case makes a record count for more,
/// and cannot turn a record of nothing into a conviction.
pub(super) fn conviction(
    base_rate: &BaseRate,
    hits: usize,
    case: Case,
    policy: &RecordPolicy,
) -> Option<Conviction> {
    let figures = base_rate.figures?;
    let n = f64::from(base_rate.n);
    let plain = (policy.prior_hits + number(hits)) / (2.0 * policy.prior_hits + n);
    let reach = 0.5 * (case.strength + case.quality - 1.0) * 0.5;
    let moved =
        ((plain - 0.5) * reach).clamp(-policy.conviction_move_max, policy.conviction_move_max);
    let record_is_against = figures.interval.1.0 < 0 || figures.hit_pct < 50;
    let probability = plain + moved;
    let probability = if record_is_against { probability.min(0.49) } else { probability };
    let (low, medium, high) = policy.conviction_words;
    // A good case moves the number; the word is earned by the record alone.
    let earned = match probability.min(plain) {
        p if p < low => ConvictionLevel::None,
        p if p < medium => ConvictionLevel::Low,
        p if p < high => ConvictionLevel::Medium,
        _ => ConvictionLevel::High,
    };
    let mut cap = ConvictionLevel::High;
    if base_rate.n < policy.high_occurrences_min {
        cap = ConvictionLevel::Medium;
    }
    if !figures.excludes_zero() {
        cap = ConvictionLevel::Low;
    }
    if record_is_against {
        cap = ConvictionLevel::None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability of 0 to 1"
    )]
    let pct = libm::rint(probability.clamp(0.0, 1.0) * 100.0) as u8;
    Some(Conviction { pct, level: earned.min(cap) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BaseRateFigures, BasisPoints};

    const PLAIN: Case = Case { strength: 0.5, quality: 0.5 };

    fn base_rate(n: u32, hit_pct: u8, interval: (i64, i64)) -> BaseRate {
        let figures = BaseRateFigures {
            hit_pct,
            median: BasisPoints(0),
            middle_half: (BasisPoints(0), BasisPoints(0)),
            mean: BasisPoints(0),
            interval: (BasisPoints(interval.0), BasisPoints(interval.1)),
            all_days_hit_pct: 50,
        };
        BaseRate {
            n,
            tickers: 3,
            since: None,
            figures: Some(figures),
            own: None,
            outcomes: Vec::new(),
        }
    }

    fn judge(n: u32, hits: usize, interval: (i64, i64), case: Case) -> Conviction {
        let hit_pct = u8::try_from(100 * hits / n as usize).unwrap();
        let rate = base_rate(n, hit_pct, interval);
        conviction(&rate, hits, case, &RecordPolicy::default()).unwrap()
    }

    #[test]
    fn the_probability_is_shrunk_to_one_half() {
        let found = judge(41, 27, (10, 200), PLAIN);
        assert_eq!(found, Conviction { pct: 58, level: ConvictionLevel::Medium });
    }

    #[test]
    fn an_interval_with_zero_in_it_is_low_at_most() {
        assert_eq!(judge(41, 27, (-10, 200), PLAIN).level, ConvictionLevel::Low);
    }

    #[test]
    fn few_occurrences_are_never_high() {
        let strong = Case { strength: 1.0, quality: 1.0 };
        assert_eq!(judge(29, 27, (10, 400), strong).level, ConvictionLevel::Medium);
        assert_eq!(judge(60, 50, (10, 400), strong).level, ConvictionLevel::High);
    }

    #[test]
    fn a_record_against_the_stance_gives_no_call() {
        let found = judge(100, 52, (-300, -20), PLAIN);
        assert_eq!(found, Conviction { pct: 49, level: ConvictionLevel::None });
    }

    #[test]
    fn a_good_case_on_an_even_record_stays_even() {
        let strong = Case { strength: 1.0, quality: 1.0 };
        assert_eq!(judge(40, 20, (-10, 10), strong).pct, 50);
    }
}

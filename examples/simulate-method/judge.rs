//! Takes a design and a number of markets; gives how well the method knew what was there.

use contrabrief::analyse::{Policy, judge};
use contrabrief::model::{CalendarId, ConvictionLevel};

use super::market::{Design, Market};

/// Shares of the markets, 0 to 1, that had events enough.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Verdict {
    /// Markets with figures.
    pub(crate) markets: f64,
    /// Mean number of occurrences.
    pub(crate) occurrences: f64,
    /// 80 % intervals that hold zero: the truth where nothing is planted.
    pub(crate) covers_zero: f64,
    /// Mean conviction.
    pub(crate) conviction: f64,
    /// Called medium or high.
    pub(crate) medium_or_high: f64,
    /// Mean outcome above zero.
    pub(crate) right_sign: f64,
    /// Intervals wholly above zero.
    pub(crate) above_zero: f64,
    /// Mean squared error of the conviction given before each market's last event.
    pub(crate) brier: f64,
}

/// Judges `count` markets drawn from `seed`.
pub(crate) fn verdict(design: Design, count: u32, seed: u64) -> Verdict {
    let mut market = Market::new(seed);
    let mut sum = Verdict::default();
    let mut graded = 0.0;
    let horizon = design.horizon as u16;
    let policy = Policy::default().record;
    let say = |outcomes: &[_]| judge(outcomes, horizon, CalendarId::Xnys, &policy);
    for _ in 0..count {
        let outcomes = market.outcomes(design);
        let judged = say(&outcomes);
        let (Some(figures), Some(conviction)) = (judged.base_rate.figures, judged.conviction)
        else {
            continue;
        };
        let share = |is: bool| f64::from(u8::from(is));
        sum.markets += 1.0;
        sum.occurrences += f64::from(judged.base_rate.n);
        sum.covers_zero += share(!figures.excludes_zero());
        sum.conviction += f64::from(conviction.pct) / 100.0;
        sum.medium_or_high += share(conviction.level >= ConvictionLevel::Medium);
        sum.right_sign += share(figures.mean.0 > 0);
        sum.above_zero += share(figures.interval.0.0 > 0);
        // As published: only what had closed before the last event.
        let Some(last) = outcomes.last() else { continue };
        let days = i64::from(horizon) * 7 / 5 + 2;
        let closed: Vec<_> = outcomes
            .iter()
            .filter(|past| (last.date - past.date).num_days() > days)
            .cloned()
            .collect();
        if let Some(before) = say(&closed).conviction {
            let miss = f64::from(before.pct) / 100.0 - share(last.outcome > 0.0);
            sum.brier += miss * miss;
            graded += 1.0;
        }
    }
    let mean = |total: f64| total / sum.markets;
    Verdict {
        markets: sum.markets,
        occurrences: mean(sum.occurrences),
        covers_zero: mean(sum.covers_zero),
        conviction: mean(sum.conviction),
        medium_or_high: mean(sum.medium_or_high),
        right_sign: mean(sum.right_sign),
        above_zero: mean(sum.above_zero),
        brier: sum.brier / graded,
    }
}

const ALL: usize = usize::MAX;

/// Markets where nothing can be known.
pub(crate) const NULL: [Design; 4] = [
    Design { horizon: 5, event_rate: 0.02, planted: 0.0, events_max: ALL },
    Design { horizon: 10, event_rate: 0.02, planted: 0.0, events_max: ALL },
    Design { horizon: 20, event_rate: 0.02, planted: 0.0, events_max: ALL },
    Design { horizon: 10, event_rate: 0.006, planted: 0.0, events_max: ALL },
];

/// Markets with a reversal after each of sixty events.
pub(crate) const PLANTED: [Design; 2] = [
    Design { horizon: 10, event_rate: 0.02, planted: 0.25, events_max: 60 },
    Design { horizon: 10, event_rate: 0.02, planted: 0.5, events_max: 60 },
];

//! Takes windows in their order; gives their sums over any span of editions. Whole numbers only:
//! a sum is the difference of two running totals, without drift.

use std::collections::BTreeMap;
use std::ops::Range;

use super::co_mention::expected;
use crate::model::{Ticker, Together};

/// Running totals of all windows so far.
#[derive(Clone, Debug, Default)]
pub(in crate::analyse) struct Sums {
    pairs: BTreeMap<(Ticker, Ticker), Running>,
    /// The weight of each name with anybody.
    named: BTreeMap<Ticker, Running>,
    /// The weight of all of these.
    all: Running,
    windows: u32,
}

/// Totals after each window that added something.
#[derive(Clone, Debug, Default)]
struct Running(Vec<Total>);

/// What stands together up to a window and in it. Of pairs and windows there are a million: three
/// words each.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    weight_e6: u64,
    stories: u32,
    shared: u32,
    opposed: u32,
    window: u32,
}

impl Running {
    fn add(&mut self, window: u32, found: &Together) {
        let before = self.0.last().copied().unwrap_or_default();
        let total = Total {
            weight_e6: before.weight_e6 + found.weight_e6,
            stories: before.stories + found.stories,
            shared: before.shared + found.shared,
            opposed: before.opposed + found.opposed,
            window,
        };
        match self.0.last_mut() {
            Some(last) if last.window == window => *last = total,
            _ => self.0.push(total),
        }
    }

    /// The total of the windows before `end`.
    fn before(&self, end: usize) -> Total {
        let is_before = |total: &Total| usize::try_from(total.window).is_ok_and(|at| at < end);
        let place = self.0.partition_point(is_before);
        place.checked_sub(1).map_or_else(Total::default, |last| self.0[last])
    }

    fn within(&self, span: &Range<usize>) -> Together {
        let (from, to) = (self.before(span.start), self.before(span.end));
        Together {
            stories: to.stories - from.stories,
            weight_e6: to.weight_e6 - from.weight_e6,
            shared: to.shared - from.shared,
            opposed: to.opposed - from.opposed,
        }
    }
}

impl Sums {
    /// Adds the window of the next edition.
    pub(in crate::analyse) fn push(&mut self, pairs: &[((Ticker, Ticker), Together)]) {
        let at = self.windows;
        self.windows += 1;
        for (pair, found) in pairs {
            self.pairs.entry(pair.clone()).or_default().add(at, found);
            let weight = Together { weight_e6: found.weight_e6, ..Together::default() };
            for name in [&pair.0, &pair.1] {
                self.named.entry(name.clone()).or_default().add(at, &weight);
                self.all.add(at, &weight);
            }
        }
    }

    /// How two names stand together over a span of editions, and how much of that was to be
    /// expected; `None` where they never do.
    pub(super) fn together(
        &self,
        (one, other): (&Ticker, &Ticker),
        span: Range<usize>,
    ) -> Option<(Together, f64)> {
        let pair = if one < other { (one, other) } else { (other, one) };
        let together = self.pairs.get(&(pair.0.clone(), pair.1.clone()))?.within(&span);
        if together.stories == 0 {
            return None;
        }
        let of = |ticker: &Ticker| {
            self.named.get(ticker).map_or(0.0, |running| running.within(&span).weight())
        };
        let all = self.all.within(&span).weight();
        Some((together, expected(of(one), of(other), all)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(weights: &[(&str, &str, u32)]) -> Vec<((Ticker, Ticker), Together)> {
        let ticker = |symbol: &str| Ticker::parse(symbol).expect("a symbol");
        let pairs = weights.iter().map(|(one, other, count)| {
            let weight_e6 = u64::from(*count) * 1_000_000;
            let found = Together { stories: *count, weight_e6, ..Together::default() };
            ((ticker(one), ticker(other)), found)
        });
        pairs.collect()
    }

    #[test]
    fn a_span_counts_its_own_windows_and_no_later_one() {
        let ticker = |symbol: &str| Ticker::parse(symbol).expect("a symbol");
        let (acme, bore) = (ticker("ACME"), ticker("BORE"));
        let mut sums = Sums::default();
        for weights in [
            &[("ACME", "BORE", 2), ("ACME", "CALM", 1)][..],
            &[],
            &[("ACME", "BORE", 3), ("CALM", "DUNE", 5)],
        ] {
            sums.push(&window(weights));
        }
        let stories = |span| sums.together((&bore, &acme), span).map(|(found, _)| found.stories);
        assert_eq!(stories(0..3), Some(5));
        assert_eq!(stories(0..2), Some(2));
        assert_eq!(stories(1..2), None);
        assert_eq!(stories(2..3), Some(3));
    }
}

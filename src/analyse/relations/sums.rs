//! Takes windows in their order; gives their sums over any span of editions. Whole numbers only:
//! a sum is the difference of two running totals, without drift.

use std::collections::BTreeMap;
use std::ops::Range;

use super::co_mention::expected;
use super::window::stories;
use crate::model::{Ticker, Together};

/// Running totals of all windows so far.
#[derive(Clone, Debug, Default)]
pub(in crate::analyse) struct Sums {
    pairs: BTreeMap<(Ticker, Ticker), Running<4>>,
    /// Of each name with anybody.
    named: BTreeMap<Ticker, Running<1>>,
    all: Running<1>,
    windows: usize,
}

/// Totals after each window that added something.
#[derive(Clone, Debug)]
struct Running<const N: usize>(Vec<(usize, [u64; N])>);

impl<const N: usize> Default for Running<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const N: usize> Running<N> {
    fn add(&mut self, window: usize, amounts: [u64; N]) {
        let mut total = self.before(usize::MAX);
        total.iter_mut().zip(amounts).for_each(|(total, amount)| *total += amount);
        match self.0.last_mut() {
            Some(last) if last.0 == window => last.1 = total,
            _ => self.0.push((window, total)),
        }
    }

    /// The total of the windows before `end`.
    fn before(&self, end: usize) -> [u64; N] {
        let place = self.0.partition_point(|(window, _)| *window < end);
        place.checked_sub(1).map_or([0; N], |last| self.0[last].1)
    }

    fn within(&self, span: &Range<usize>) -> [u64; N] {
        let (from, to) = (self.before(span.start), self.before(span.end));
        std::array::from_fn(|place| to[place] - from[place])
    }
}

impl Sums {
    /// Adds the window of the next edition.
    pub(in crate::analyse) fn push(&mut self, pairs: &[((Ticker, Ticker), Together)]) {
        let at = self.windows;
        self.windows += 1;
        for (pair, found) in pairs {
            let amounts = [found.stories, found.weight_e6, found.shared, found.opposed];
            self.pairs.entry(pair.clone()).or_default().add(at, amounts);
            for name in [&pair.0, &pair.1] {
                self.named.entry(name.clone()).or_default().add(at, [found.weight_e6]);
                self.all.add(at, [found.weight_e6]);
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
        let running = self.pairs.get(&(pair.0.clone(), pair.1.clone()))?;
        let [stories_of_both, weight_e6, shared, opposed] = running.within(&span);
        if stories_of_both == 0 {
            return None;
        }
        let of = |ticker: &Ticker| {
            self.named.get(ticker).map_or(0.0, |running| stories(running.within(&span)[0]))
        };
        let all = stories(self.all.within(&span)[0]);
        let together = Together { stories: stories_of_both, weight_e6, shared, opposed };
        Some((together, expected(of(one), of(other), all)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(weights: &[(&str, &str, u64)]) -> Vec<((Ticker, Ticker), Together)> {
        let ticker = |symbol: &str| Ticker::parse(symbol).expect("a symbol");
        let pairs = weights.iter().map(|(one, other, count)| {
            let weight_e6 = count * 1_000_000;
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

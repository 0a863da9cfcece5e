//! Takes rows of a ticker and of its benchmark; gives abnormal returns and what is measured on
//! them, each from the sessions before it alone.
//!
//! # Source
//! `MacKinlay`, "Event studies in economics and finance" (1997): the market model.

use std::collections::BTreeMap;

use super::policy::Policy;
use super::series::Row;
use super::statistics::number;

/// What is measured at one session's close.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Measured {
    /// Shrunk beta of the sessions before this one.
    pub(super) beta: Option<f64>,
    /// Abnormal log return of the session.
    pub(super) abnormal: Option<f64>,
    /// Standard deviation of the abnormal returns before this one.
    pub(super) sigma: Option<f64>,
    /// Cumulative abnormal return over one session in standard deviations.
    pub(super) z_day: Option<f64>,
    /// Over five.
    pub(super) z_week: Option<f64>,
    /// Over twenty.
    pub(super) z_month: Option<f64>,
}

/// One measure per row. Without a benchmark the plain return counts as abnormal.
pub(super) fn measure(rows: &[Row], benchmark: Option<&[Row]>, policy: &Policy) -> Vec<Measured> {
    let market = benchmark.map(|benchmark| market_returns(rows, benchmark));
    let mut model = Sums::default();
    let mut abnormal = Sums::default();
    let mut measured: Vec<Measured> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let against = market.as_ref().map(|market| market[place]);
        let beta = against.is_some().then(|| model.beta(place, policy)).flatten();
        let sigma = abnormal.deviation(place, policy.sigma_sessions);
        let day = match (row.total, against) {
            (Some(own), None) => Some(own),
            (Some(own), Some(Some(other))) => beta.map(|beta| own - beta * other),
            _ => None,
        };
        model.push(row.total.zip(against.flatten()));
        abnormal.push(day.map(|day| (day, 0.0)));
        let z = |sessions: usize| {
            let sum = abnormal.complete_sum(place + 1, sessions)?;
            sigma
                .filter(|sigma| *sigma > 0.0)
                .map(|sigma| sum / (sigma * libm::sqrt(number(sessions))))
        };
        measured.push(Measured {
            beta,
            abnormal: day,
            sigma,
            z_day: z(1),
            z_week: z(5),
            z_month: z(20),
        });
    }
    measured
}

/// The benchmark's total return over the same sessions as each row's own, so that a gap in one
/// series is a gap in both.
pub(super) fn market_returns(rows: &[Row], benchmark: &[Row]) -> Vec<Option<f64>> {
    let mut level = 0.0;
    let mut levels = BTreeMap::new();
    for row in benchmark {
        level += row.total.unwrap_or(0.0);
        levels.insert(row.session, level);
    }
    let mut before = None;
    rows.iter()
        .map(|row| {
            let now = levels.get(&row.session).copied();
            let since = now.zip(before).map(|(now, before): (f64, f64)| now - before);
            before = now;
            since
        })
        .collect()
}

/// Running sums over a list of pairs, some of them missing.
struct Sums {
    /// Count, x, y, xy, xx, yy of everything before each place.
    totals: Vec<[f64; 6]>,
}

impl Default for Sums {
    fn default() -> Self {
        Self { totals: vec![[0.0; 6]] }
    }
}

impl Sums {
    fn push(&mut self, pair: Option<(f64, f64)>) {
        let mut next = *self.totals.last().expect("starts with one entry");
        if let Some((x, y)) = pair {
            let added = [1.0, x, y, x * y, x * x, y * y];
            next.iter_mut().zip(added).for_each(|(total, add)| *total += add);
        }
        self.totals.push(next);
    }

    /// The sums over the `sessions` entries before `end`.
    fn window(&self, end: usize, sessions: usize) -> [f64; 6] {
        let (from, to) = (self.totals[end.saturating_sub(sessions)], self.totals[end]);
        std::array::from_fn(|field| to[field] - from[field])
    }

    fn beta(&self, end: usize, policy: &Policy) -> Option<f64> {
        let (most, least) = policy.beta_sessions;
        let [count, x, y, xy, _, yy] = self.window(end, usize::from(most));
        let variance = yy - y * y / count;
        let enough = count >= f64::from(least) && variance > 1e-12;
        enough.then(|| {
            let raw = (xy - x * y / count) / variance;
            raw * (1.0 - policy.beta_shrink) + policy.beta_shrink
        })
    }

    fn deviation(&self, end: usize, (most, least): (u16, u16)) -> Option<f64> {
        let [count, x, _, _, xx, _] = self.window(end, usize::from(most));
        let squares = xx - x * x / count;
        (count >= f64::from(least) && squares > 1e-12).then(|| libm::sqrt(squares / (count - 1.0)))
    }

    /// The sum of x over `sessions` entries, `None` if one of them is missing.
    fn complete_sum(&self, end: usize, sessions: usize) -> Option<f64> {
        let [count, x, ..] = self.window(end, sessions);
        (end >= sessions && count >= number(sessions)).then_some(x)
    }
}

#[cfg(test)]
mod tests;

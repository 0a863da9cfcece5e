//! Takes a setup and a universe; gives what happened after its earlier occurrences, pooled and
//! de-clustered. An occurrence counts only when its horizon had closed by the cut-off.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::policy::RecordPolicy;
use super::setups::{self, Trigger};
use super::statistics::{mean, median, number, quantile, student_t_90};
use super::universe::{Name, Universe};
use crate::model::{
    BaseRate, BaseRateFigures, BasisPoints, CalendarId, OwnRate, PastOutcome, Setup, Stance, Ticker,
};

/// An earlier occurrence whose horizon has closed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Occurrence {
    pub(super) ticker: Ticker,
    pub(super) date: NaiveDate,
    /// Cumulative abnormal log return over the horizon, signed by the stance.
    pub(super) outcome: f64,
}

/// The record of one setup over all names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) occurrences: Vec<Occurrence>,
    horizon: u16,
}

impl Record {
    pub(super) fn new(occurrences: Vec<Occurrence>, horizon: u16) -> Self {
        Self { occurrences, horizon }
    }

    pub(super) fn of(universe: &Universe, setup: Setup) -> Self {
        let horizon = setups::horizon_sessions(setup);
        let mut occurrences = Vec::new();
        for (place, name) in universe.pooled() {
            let mut last: Option<usize> = None;
            for (edition, time) in universe.timeline.editions[..universe.today()].iter().enumerate()
            {
                let clustered = last.is_some_and(|last| edition - last < usize::from(horizon));
                if clustered {
                    continue;
                }
                let Some(trigger) = universe.trigger(setup, place, edition) else { continue };
                last = Some(edition);
                if let Some(outcome) = outcome(universe, name, edition, trigger.stance, horizon) {
                    let ticker = name.market.profile.ticker.clone();
                    occurrences.push(Occurrence { ticker, date: time.date, outcome });
                }
            }
        }
        Self { occurrences, horizon }
    }

    /// How often the stance was right.
    pub(super) fn hits(&self) -> usize {
        self.occurrences.iter().filter(|occurrence| occurrence.outcome > 0.0).count()
    }

    /// The plain mean outcome.
    pub(super) fn mean(&self) -> Option<BasisPoints> {
        let outcomes: Vec<f64> = self.occurrences.iter().map(|found| found.outcome).collect();
        mean(&outcomes).and_then(BasisPoints::from_ratio)
    }

    /// The record for readers, beside the same ticker's outcomes on all days.
    pub(super) fn base_rate(&self, universe: &Universe, name: &Name, trigger: Trigger) -> BaseRate {
        let all_days: Vec<f64> = (0..universe.today())
            .filter_map(|edition| outcome(universe, name, edition, trigger.stance, self.horizon))
            .collect();
        let calendar = universe.dossier.scope.plan.on.numbering();
        let mut rate = self.beside(&all_days, calendar, &universe.policy.record);
        rate.own = self.own(&name.market.profile.ticker, &universe.policy.record);
        rate
    }

    /// What happened in one ticker alone, drawn to what happened in all.
    ///
    /// # Source
    /// m = (n y + K pool) / (n + K), the pool drawn to zero likewise: the posterior mean of
    /// Lindley and Smith, "Bayes estimates for the linear model" (1972), K as prior weight.
    fn own(&self, ticker: &Ticker, policy: &RecordPolicy) -> Option<OwnRate> {
        let of_ticker = |found: &&Occurrence| found.ticker == *ticker;
        let outcomes = self.occurrences.iter().filter(of_ticker).map(|found| found.outcome);
        let outcomes: Vec<f64> = outcomes.collect();
        let all: Vec<f64> = self.occurrences.iter().map(|found| found.outcome).collect();
        let drawn = drawn(&outcomes, drawn(&all, 0.0, policy), policy);
        let n = u32::try_from(outcomes.len()).unwrap_or(u32::MAX);
        BasisPoints::from_ratio(drawn).map(|mean| OwnRate { n, mean })
    }

    pub(super) fn beside(
        &self,
        all_days: &[f64],
        calendar: CalendarId,
        policy: &RecordPolicy,
    ) -> BaseRate {
        let n = u32::try_from(self.occurrences.len()).unwrap_or(u32::MAX);
        let tickers: BTreeSet<&Ticker> =
            self.occurrences.iter().map(|occurrence| &occurrence.ticker).collect();
        let enough = n >= BaseRate::N_MIN;
        BaseRate {
            n,
            tickers: u32::try_from(tickers.len()).unwrap_or(u32::MAX),
            since: self.occurrences.iter().map(|occurrence| occurrence.date).min(),
            figures: enough.then(|| self.figures(all_days, calendar, policy)).flatten(),
            own: None,
            outcomes: self.outcomes(),
        }
    }

    /// Every occurrence as readers see it, by date, then by ticker.
    fn outcomes(&self) -> Vec<PastOutcome> {
        let told = self.occurrences.iter().filter_map(|found| {
            Some(PastOutcome {
                ticker: found.ticker.clone(),
                date: found.date,
                outcome: BasisPoints::from_ratio(found.outcome)?,
                right: found.outcome > 0.0,
            })
        });
        let mut told: Vec<PastOutcome> = told.collect();
        told.sort_by(|one, other| (one.date, &one.ticker).cmp(&(other.date, &other.ticker)));
        told
    }

    fn figures(
        &self,
        all_days: &[f64],
        calendar: CalendarId,
        policy: &RecordPolicy,
    ) -> Option<BaseRateFigures> {
        let outcomes: Vec<f64> =
            self.occurrences.iter().map(|occurrence| occurrence.outcome).collect();
        let average = mean(&outcomes)?;
        let half = self.half_interval(calendar, policy)?;
        let right = all_days.iter().filter(|outcome| **outcome > 0.0).count();
        let points = BasisPoints::from_ratio;
        Some(BaseRateFigures {
            hit_pct: percent(self.hits(), outcomes.len()),
            median: points(median(&outcomes)?)?,
            middle_half: (points(quantile(&outcomes, 0.25)?)?, points(quantile(&outcomes, 0.75)?)?),
            mean: points(drawn(&outcomes, 0.0, policy))?,
            interval: (points(average - half)?, points(average + half)?),
            all_days_hit_pct: percent(right, all_days.len().max(1)),
        })
    }

    /// Half the width of the 80 % interval of the mean; `None` with fewer than two blocks.
    ///
    /// # Source
    /// The cluster-robust t of the method, residuals summed by block of sessions over all
    /// tickers, G - 1 degrees of freedom, in its jackknife form (CR3 in Cameron, Miller, "A
    /// practitioner's guide to cluster-robust inference", 2015): a block of m of n occurrences
    /// counts n / (n - m) times. With blocks of one size that is the method's G / (G - 1);
    /// with others it covers about .01 more: .77 to .81 on the tests' market.
    pub(super) fn half_interval(&self, calendar: CalendarId, policy: &RecordPolicy) -> Option<f64> {
        let length = i64::from((2 * self.horizon).max(policy.block_sessions_min));
        let outcomes: Vec<f64> =
            self.occurrences.iter().map(|occurrence| occurrence.outcome).collect();
        let average = mean(&outcomes)?;
        let mut blocks: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for occurrence in &self.occurrences {
            let block = session_number(calendar, occurrence.date).div_euclid(length);
            let (sum, size) = blocks.entry(block).or_default();
            *sum += occurrence.outcome - average;
            *size += 1.0;
        }
        let count = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
        if count < 2 {
            return None;
        }
        let n = number(outcomes.len());
        let without = |(sum, size): &(f64, f64)| sum / (1.0 - size / n);
        let squares: f64 = blocks.values().map(|block| without(block) * without(block)).sum();
        let correction = f64::from(count - 1) / f64::from(count);
        let error = libm::sqrt(correction * squares) / n;
        Some(student_t_90(count - 1) * error)
    }
}

/// The mean of outcomes, drawn to `towards` as by K outcomes of that size.
fn drawn(outcomes: &[f64], towards: f64, policy: &RecordPolicy) -> f64 {
    let k = policy.shrink_occurrences;
    (outcomes.iter().sum::<f64>() + k * towards)
        / (number(outcomes.len()) + k).max(f64::MIN_POSITIVE)
}

/// The outcome of a stance taken at an edition; `None` while its horizon is open or prices are
/// missing. A stance for a wide range is right when the move was larger than a normal market
/// of the same sigma gives on average, sigma sqrt(2 h / pi).
pub(super) fn outcome(
    universe: &Universe,
    name: &Name,
    edition: usize,
    stance: Stance,
    horizon: u16,
) -> Option<f64> {
    let measured = &name.features[edition].price.measured;
    let cut_off = universe.timeline.editions[edition].cut_off;
    let forward = name.market.forward(cut_off, measured.beta, horizon)?;
    match stance {
        Stance::Above => Some(forward),
        Stance::Below => Some(-forward),
        Stance::Range => {
            let usual = libm::sqrt(2.0 * f64::from(horizon) / std::f64::consts::PI);
            measured.sigma.map(|sigma| forward.abs() - sigma * usual)
        }
    }
}

/// A number that grows by one from weekday to weekday, whatever history a dossier begins with:
/// blocks keep their borders from one edition to the next.
fn session_number(calendar: CalendarId, date: NaiveDate) -> i64 {
    let days = i64::from(date.num_days_from_ce());
    if calendar == CalendarId::Crypto {
        return days;
    }
    let weekday = i64::from(date.weekday().num_days_from_monday());
    (days - weekday) / 7 * 5 + weekday.min(4)
}

/// Half to even, as every printed figure.
fn percent(part: usize, whole: usize) -> u8 {
    let share = libm::rint(100.0 * number(part) / number(whole));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 0 to 100"
    )]
    let share = share as u8;
    share
}

#[cfg(test)]
mod tests;

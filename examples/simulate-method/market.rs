//! Takes a seed; gives markets in which it is known what may be found: nothing, or a planted
//! reversal. The design was fixed before it was first run, and is the one of our method's
//! notes: 500 sessions, eleven names with a common factor, Student's t with four degrees of
//! freedom, volatility that drifts, events half of which strike several names at once.

use chrono::{Days, NaiveDate};
use contrabrief::analyse::PastOutcome;
use contrabrief::model::Ticker;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal, StandardUniform, StudentT};

const SESSIONS: usize = 500;
const NAMES: usize = 11;
/// Share of a name's variance that all have in common.
const COMMON_SHARE: f64 = 0.15;
const DEGREES_OF_FREEDOM: f64 = 4.0;
/// Sessions behind the sigma that a reversal is measured in.
const SIGMA_SESSIONS: usize = 60;

/// What is put into a market.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Design {
    /// Sessions after an event that its outcome is measured over.
    pub(crate) horizon: usize,
    /// Events per name and session before de-clustering.
    pub(crate) event_rate: f64,
    /// What follows each event, in standard deviations of the horizon's return.
    pub(crate) planted: f64,
    /// At most so many events are looked at.
    pub(crate) events_max: usize,
}

/// Draws markets one after another.
pub(crate) struct Market {
    chance: ChaCha8Rng,
    tails: StudentT<f64>,
}

impl Market {
    /// # Panics
    /// Never: the degrees of freedom are positive.
    pub(crate) fn new(seed: u64) -> Self {
        let tails = StudentT::new(DEGREES_OF_FREEDOM).expect("positive degrees of freedom");
        Self { chance: ChaCha8Rng::seed_from_u64(seed), tails }
    }

    fn share(&mut self) -> f64 {
        StandardUniform.sample(&mut self.chance)
    }

    /// One name after another, each name's sessions in order.
    fn returns(&mut self) -> Vec<Vec<f64>> {
        let common: Vec<f64> = (0..SESSIONS).map(|_| self.tails.sample(&mut self.chance)).collect();
        let mut drift = 0.0;
        let scale: Vec<f64> = (0..SESSIONS)
            .map(|_| {
                let step: f64 = StandardNormal.sample(&mut self.chance);
                drift += 0.05 * step;
                0.01 * (0.3_f64 * drift).exp()
            })
            .collect();
        let mut name = || {
            let own = |(common, scale): (&f64, &f64)| {
                let own: f64 = self.tails.sample(&mut self.chance);
                (COMMON_SHARE.sqrt() * common + (1.0 - COMMON_SHARE).sqrt() * own) * scale
            };
            common.iter().zip(&scale).map(own).collect()
        };
        (0..NAMES).map(|_| name()).collect()
    }

    /// The outcomes of one market's events, de-clustered, by date.
    pub(crate) fn outcomes(&mut self, design: Design) -> Vec<PastOutcome> {
        let returns = self.returns();
        let half = design.event_rate / 2.0;
        let shared: Vec<bool> = (0..SESSIONS).map(|_| self.share() < half).collect();
        let mut found = Vec::new();
        for (name, returns) in returns.iter().enumerate() {
            let mut last = None;
            let open = SESSIONS - design.horizon - SIGMA_SESSIONS;
            for (session, is_shared) in shared.iter().enumerate().skip(SIGMA_SESSIONS).take(open) {
                let clustered = last.is_some_and(|last| session - last < design.horizon);
                if clustered || !self.strikes(half, *is_shared) {
                    continue;
                }
                last = Some(session);
                found.push(PastOutcome {
                    ticker: Ticker::parse(&format!("N{name}")).expect("a symbol"),
                    date: date(session),
                    outcome: outcome(returns, session, design),
                });
            }
        }
        found.sort_by(|left, right| (left.date, &left.ticker).cmp(&(right.date, &right.ticker)));
        found.truncate(design.events_max);
        found
    }

    /// An event strikes a name alone, or half of the names that it strikes together.
    fn strikes(&mut self, rate: f64, is_shared: bool) -> bool {
        self.share() < rate || (is_shared && self.share() < 0.5)
    }
}

fn outcome(returns: &[f64], session: usize, design: Design) -> f64 {
    let horizon = design.horizon as f64;
    let forward: f64 = returns[session..session + design.horizon].iter().sum();
    let past = &returns[session - SIGMA_SESSIONS..session];
    forward + design.planted * deviation(past) * horizon.sqrt()
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// Sessions are weekdays.
fn date(session: usize) -> NaiveDate {
    let monday = NaiveDate::from_ymd_opt(2022, 1, 3).expect("a Monday");
    monday + Days::new((session / 5 * 7 + session % 5) as u64)
}

//! Takes the counts of every news window and the abnormal returns at every edition; gives what
//! the record says that two names are to each other, as of any edition. Never uses what came
//! after that edition.
//!
//! Two things have to agree: the two are named together more often than chance, and there is a
//! sign, stated in text or else that their abnormal returns go together.

mod co_mention;
mod correlation;
mod stated;
mod sums;
mod window;

use std::fmt::Write as _;

use super::policy::RelationPolicy;
use super::universe::Universe;
use super::wording::tenths;
use crate::model::{Hundredths, TickerKind, Together};

pub(super) use co_mention::Lift;
pub(super) use correlation::Correlation;
pub(super) use sums::Sums;
pub(super) use window::Window;

/// What is known of two names at one edition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tie {
    pub(super) together: Together,
    /// How much more often than chance they are named together.
    pub(super) lift: Lift,
    /// Of their abnormal returns; `None` with too few common sessions.
    pub(super) correlation: Option<Correlation>,
    /// Windows that were counted.
    sessions: u16,
}

/// A tie beyond the thresholds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Learned {
    pub(super) tie: Tie,
    /// 1 if good news on one is good for the other, -1 if it is bad.
    pub(super) pull: f64,
    /// Where the sign comes from.
    sign: SignFrom,
}

/// Where a sign comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignFrom {
    Text,
    Returns,
}

/// What the record says of two names at an edition; `None` where they were never named together.
pub(super) fn tie(universe: &Universe, one: usize, other: usize, edition: usize) -> Option<Tie> {
    let policy = &universe.policy.relations;
    let (one, other) = (&universe.names[one], &universe.names[other]);
    let window = window_of(policy.sessions, edition);
    let pair = (&one.market.profile.ticker, &other.market.profile.ticker);
    let (together, expected) = universe.relations.together(pair, window.clone())?;
    let (from, to) = (&one.features[..=edition], &other.features[..=edition]);
    Some(Tie {
        lift: Lift::of(together.weight(), expected, policy.prior_stories),
        together,
        correlation: correlation::correlation(from, to, window.start, policy),
        sessions: policy.sessions,
    })
}

/// The relation of two names as learned by an edition; funds and indices have none, because a
/// fund is named with whatever it holds.
pub(super) fn learned(
    universe: &Universe,
    one: usize,
    other: usize,
    edition: usize,
) -> Option<Learned> {
    let kind = |place: usize| universe.names[place].market.profile.kind;
    let is_own = |place| matches!(kind(place), TickerKind::Equity | TickerKind::Crypto);
    if one == other || !is_own(one) || !is_own(other) {
        return None;
    }
    let policy = &universe.policy.relations;
    let tie = tie(universe, one, other, edition)?;
    let often = tie.together.weight() >= policy.stories_min && tie.lift.lower >= policy.lift_min;
    let (pull, sign) = often.then(|| tie.sign(policy)).flatten()?;
    Some(Learned { tie, pull, sign })
}

fn window_of(sessions: u16, edition: usize) -> std::ops::Range<usize> {
    (edition + 1).saturating_sub(usize::from(sessions))..edition + 1
}

impl Tie {
    /// Stated in text, else up where the returns go together, else none. That they go against
    /// each other is no sign: beyond one benchmark banks and chip makers part, and have nothing
    /// to do with each other.
    fn sign(&self, policy: &RelationPolicy) -> Option<(f64, SignFrom)> {
        let said = self.together.stated(policy.stated_shrink);
        if said.abs() >= policy.stated_min {
            return Some((said.signum(), SignFrom::Text));
        }
        let moved = self.correlation.map_or(0.0, |found| found.shrunk);
        (moved >= policy.correlation_min).then_some((1.0, SignFrom::Returns))
    }
}

impl Learned {
    /// The share of the joint stories that chance does not explain, 0 to 1, at its lower bound.
    pub(super) fn strength(&self) -> f64 {
        (1.0 - 1.0 / self.tie.lift.lower).clamp(0.0, 1.0)
    }

    /// `named together in 14 stories of 120 sessions, 3.2 times as often as chance; abnormal
    /// returns correlate +0.41 over 118 sessions`.
    pub(super) fn words(&self) -> String {
        let Tie { together, lift, correlation, sessions } = self.tie;
        let mut words = format!(
            "named together in {} stories of {sessions} sessions, {} times as often as chance",
            together.stories,
            tenths(lift.shrunk).unwrap_or_default()
        );
        let (shared, opposed) = (together.shared, together.opposed);
        if self.sign == SignFrom::Text {
            let how = if shared >= opposed { "on one side" } else { "as rivals" };
            let most = shared.max(opposed);
            let _ = write!(words, "; set {how} in {most} of {}", shared + opposed);
        }
        let shown = correlation.and_then(|found| {
            Hundredths::from_unrounded(found.plain).map(|plain| (plain, found.sessions))
        });
        if let Some((plain, sessions)) = shown {
            let _ = write!(words, "; abnormal returns correlate {plain} over {sessions} sessions");
        }
        words
    }
}

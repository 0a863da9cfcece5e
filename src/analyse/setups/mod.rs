//! Takes the features of one ticker at one edition; gives the setups that fire. One file per
//! setup: its trigger, what it rests on, its tests. Never looks at what came after.

mod bad_news_absorbed;
mod capitulation;
mod consensus_without_doubt;
mod euphoric_crowding;
mod good_news_ignored;
mod loud_and_undecided;
mod move_without_news;
mod narrative_and_price_part;
mod second_order_not_priced;
mod stale_story;

use super::features::Features;
use super::policy::Policy;
use crate::model::{Setup, Stance};

/// What a trigger may look at.
pub(super) struct Scene<'a> {
    /// The ticker's own features.
    pub(super) own: &'a Features,
    /// Features of related tickers at the same edition, and 1 or -1: whether their news
    /// pulls this one their way or the other.
    pub(super) related: &'a [(f64, &'a Features)],
    pub(super) policy: &'a Policy,
}

/// A setup that fires.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trigger {
    /// Where the contrarian stands.
    pub(super) stance: Stance,
    /// 0 just at the thresholds, 1 at twice their size and beyond.
    pub(super) strength: f64,
}

/// Whether `setup` fires.
pub(super) fn trigger(setup: Setup, scene: &Scene) -> Option<Trigger> {
    match setup {
        Setup::EuphoricCrowding => euphoric_crowding::trigger(scene),
        Setup::Capitulation => capitulation::trigger(scene),
        Setup::GoodNewsIgnored => good_news_ignored::trigger(scene),
        Setup::BadNewsAbsorbed => bad_news_absorbed::trigger(scene),
        Setup::MoveWithoutNews => move_without_news::trigger(scene),
        Setup::StaleStory => stale_story::trigger(scene),
        Setup::ConsensusWithoutDoubt => consensus_without_doubt::trigger(scene),
        Setup::NarrativeAndPricePart => narrative_and_price_part::trigger(scene),
        Setup::LoudAndUndecided => loud_and_undecided::trigger(scene),
        Setup::SecondOrderNotPriced => second_order_not_priced::trigger(scene),
    }
}

/// The horizon of a setup in sessions, fixed beforehand.
pub(super) fn horizon_sessions(setup: Setup) -> u16 {
    match setup {
        Setup::EuphoricCrowding
        | Setup::Capitulation
        | Setup::ConsensusWithoutDoubt
        | Setup::NarrativeAndPricePart => 20,
        Setup::GoodNewsIgnored
        | Setup::BadNewsAbsorbed
        | Setup::MoveWithoutNews
        | Setup::LoudAndUndecided
        | Setup::SecondOrderNotPriced => 10,
        Setup::StaleStory => 5,
    }
}

/// The stance of somebody who expects the sign of `direction`.
fn towards(direction: f64) -> Stance {
    if direction > 0.0 { Stance::Above } else { Stance::Below }
}

/// The mean of how far each size is beyond its threshold, from 0 at it to 1 at twice it.
fn strength<const N: usize>(sizes: [(f64, f64); N]) -> f64 {
    let beyond = sizes.iter().map(|(size, threshold)| {
        ((size.abs() - threshold.abs()) / threshold.abs().max(0.01)).clamp(0.0, 1.0)
    });
    beyond.sum::<f64>() / super::statistics::number(N)
}

#[cfg(test)]
mod fixture;

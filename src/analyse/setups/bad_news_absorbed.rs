//! Bad news, and the price rose against the market: the contrarian stands against the tone.
//!
//! # Source
//! The mirror of good news ignored; sellers may be exhausted. The record decides.

use super::{Scene, Trigger, strength};
use crate::model::Stance;

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let tone = scene.own.tone(scene.policy.stories_min)?;
    let tone_z = scene.own.tone_z?;
    let day = scene.own.price.measured.z_day?;
    let fires = tone_z <= -policy.news_tone_z
        && tone <= policy.bad_news_tone
        && scene.own.crowd?.novelty? >= policy.news_novelty
        && day >= policy.news_z_day;
    fires.then(|| Trigger {
        stance: Stance::Above,
        strength: strength([(tone_z, policy.news_tone_z), (day, policy.news_z_day)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd, mirrored};
    use super::*;

    #[test]
    fn a_rise_on_bad_news_is_noticed() {
        let mut absorbed = mirrored(glad_crowd());
        absorbed.price.measured.z_day = Some(0.6);
        assert_eq!(check(trigger, &absorbed).map(|found| found.stance), Some(Stance::Above));
        absorbed.price.measured.z_day = Some(0.4);
        assert_eq!(check(trigger, &absorbed), None);
    }
}

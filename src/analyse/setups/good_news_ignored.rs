//! Good and new news, and the price fell against the market: the contrarian stands against the
//! tone.
//!
//! # Source
//! Under-reaction, or better informed sellers: which of the two, only the record can say.

use super::{Scene, Trigger, strength};
use crate::model::Stance;

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let tone = scene.own.tone(scene.policy.stories_min)?;
    let tone_z = scene.own.tone_z?;
    let day = scene.own.price.measured.z_day?;
    let fires = tone_z >= policy.news_tone_z
        && tone >= policy.good_news_tone
        && scene.own.crowd?.novelty? >= policy.news_novelty
        && day <= -policy.news_z_day;
    fires.then(|| Trigger {
        stance: Stance::Below,
        strength: strength([(tone_z, policy.news_tone_z), (day, policy.news_z_day)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd};
    use super::*;

    #[test]
    fn a_fall_on_good_new_news_is_noticed() {
        let mut ignored = glad_crowd();
        ignored.price.measured.z_day = Some(-0.6);
        assert_eq!(check(trigger, &ignored).map(|found| found.stance), Some(Stance::Below));
    }

    #[test]
    fn old_news_is_not_ignored_but_known() {
        let mut known = glad_crowd();
        known.price.measured.z_day = Some(-0.6);
        known.crowd = known.crowd.map(|mut crowd| {
            crowd.novelty = Some(0.4);
            crowd
        });
        assert_eq!(check(trigger, &known), None);
    }
}

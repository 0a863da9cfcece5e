//! Old news retold, and the price moved again in its direction: the contrarian stands against
//! the move.
//!
//! # Source
//! Tetlock (2011): returns on stale news reverse within the week.

use super::{Scene, Trigger, strength, towards};

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let tone = scene.own.tone(scene.policy.stories_min)?;
    let attention_z = scene.own.attention_z?;
    let day = scene.own.price.measured.z_day?;
    let fires = attention_z >= policy.stale_attention_z
        && scene.own.crowd?.novelty? < policy.stale_novelty
        && tone != 0.0
        && tone.signum() * day >= policy.stale_z_day;
    fires.then(|| Trigger {
        stance: towards(-day),
        strength: strength([(attention_z, policy.stale_attention_z), (day, policy.stale_z_day)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd};
    use super::*;
    use crate::model::Stance;

    #[test]
    fn a_rise_on_an_old_story_is_faded() {
        let mut retold = glad_crowd();
        retold.crowd = retold.crowd.map(|mut crowd| {
            crowd.novelty = Some(0.2);
            crowd
        });
        retold.price.measured.z_day = Some(1.0);
        assert_eq!(check(trigger, &retold).map(|found| found.stance), Some(Stance::Below));
        retold.price.measured.z_day = Some(-1.0);
        assert_eq!(check(trigger, &retold), None);
    }
}

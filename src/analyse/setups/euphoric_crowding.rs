//! Everybody is glad, loudly, after a rise: the contrarian stands below.
//!
//! # Source
//! Tetlock (2007): extreme tone reverses; Da, Engelberg, Gao (2011) and Barber, Odean (2008):
//! attention is buying pressure that fades.

use super::{Scene, Trigger, strength};
use crate::model::Stance;

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let crowd = scene.own.crowd?;
    let tone_z = scene.own.tone_z?;
    let attention_z = scene.own.attention_z?;
    let month = scene.own.price.measured.z_month?;
    let fires = tone_z >= policy.crowding_tone_z
        && crowd.tone >= policy.crowding_tone
        && crowd.one_sided? >= policy.crowding_one_sided
        && crowd.stories >= policy.crowding_stories
        && attention_z >= policy.crowding_attention_z
        && month >= policy.crowding_z_month;
    fires.then(|| Trigger {
        stance: Stance::Below,
        strength: strength([
            (tone_z, policy.crowding_tone_z),
            (attention_z, policy.crowding_attention_z),
            (month, policy.crowding_z_month),
        ]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd};
    use super::*;

    #[test]
    fn a_loud_glad_crowd_after_a_rise_is_crowded() {
        let crowded = glad_crowd();
        assert_eq!(check(trigger, &crowded).map(|found| found.stance), Some(Stance::Below));
    }

    #[test]
    fn without_a_rise_it_is_only_good_news() {
        let mut flat = glad_crowd();
        flat.price.measured.z_month = Some(0.79);
        assert_eq!(check(trigger, &flat), None);
        flat.price.measured.z_month = None;
        assert_eq!(check(trigger, &flat), None);
    }
}

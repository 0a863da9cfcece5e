//! Everybody is sad, loudly, after a fall: the contrarian stands above.
//!
//! # Source
//! De Bondt, Thaler (1985): losers come back; Tetlock (2007): extreme pessimism reverses.

use super::{Scene, Trigger, strength};
use crate::model::Stance;

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let crowd = scene.own.crowd?;
    let tone_z = scene.own.tone_z?;
    let attention_z = scene.own.attention_z?;
    let month = scene.own.price.measured.z_month?;
    let fires = tone_z <= -policy.crowding_tone_z
        && crowd.tone <= policy.capitulation_tone
        && crowd.one_sided? >= policy.crowding_one_sided
        && crowd.stories >= policy.crowding_stories
        && attention_z >= policy.crowding_attention_z
        && month <= -policy.crowding_z_month;
    fires.then(|| Trigger {
        stance: Stance::Above,
        strength: strength([
            (tone_z, policy.crowding_tone_z),
            (attention_z, policy.crowding_attention_z),
            (month, policy.crowding_z_month),
        ]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd, mirrored};
    use super::*;

    #[test]
    fn the_mirror_of_euphoria_is_capitulation() {
        let sad = mirrored(glad_crowd());
        assert_eq!(check(trigger, &sad).map(|found| found.stance), Some(Stance::Above));
        assert_eq!(check(trigger, &glad_crowd()), None);
    }
}

//! Many stories, no direction, wide disagreement: no direction, expect a wide range.
//!
//! # Source
//! Antweiler, Frank (2004): disagreement goes with volume and volatility.

use super::{Scene, Trigger, strength};
use crate::model::Stance;

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let tone = scene.own.tone(scene.policy.stories_min)?;
    let attention_z = scene.own.attention_z?;
    let fires = attention_z >= policy.loud_attention_z
        && tone.abs() < policy.loud_tone
        && scene.own.dispersion_rank? >= policy.loud_dispersion_rank;
    fires.then(|| Trigger {
        stance: Stance::Range,
        strength: strength([(attention_z, policy.loud_attention_z)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd};
    use super::*;

    #[test]
    fn a_loud_quarrel_promises_range_and_no_direction() {
        let mut quarrel = glad_crowd();
        quarrel.attention_z = Some(2.0);
        quarrel.dispersion_rank = Some(0.9);
        assert_eq!(check(trigger, &quarrel), None, "it has a direction");
        quarrel.crowd = quarrel.crowd.map(|mut crowd| {
            crowd.tone = 0.02;
            crowd
        });
        assert_eq!(check(trigger, &quarrel).map(|found| found.stance), Some(Stance::Range));
    }
}

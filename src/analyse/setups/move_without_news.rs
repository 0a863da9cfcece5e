//! A large move that no story explains: the contrarian stands against the move.
//!
//! # Source
//! Chan (2003): moves without news reverse, moves with news drift; Jegadeesh (1990).

use super::{Scene, Trigger, strength, towards};

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let day = scene.own.price.measured.z_day?;
    let crowd = scene.own.crowd?;
    let fires = day.abs() >= policy.move_z_day && scene.own.attention_z? <= 0.0 && !crowd.primary;
    fires.then(|| Trigger { stance: towards(-day), strength: strength([(day, policy.move_z_day)]) })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, quiet};
    use super::*;
    use crate::model::Stance;

    #[test]
    fn a_fall_in_silence_is_faded() {
        let mut fell = quiet();
        fell.price.measured.z_day = Some(-2.5);
        assert_eq!(check(trigger, &fell).map(|found| found.stance), Some(Stance::Above));
    }

    #[test]
    fn a_story_about_it_explains_the_move() {
        let mut fell = quiet();
        fell.price.measured.z_day = Some(-2.5);
        fell.crowd = fell.crowd.map(|mut crowd| {
            crowd.primary = true;
            crowd
        });
        assert_eq!(check(trigger, &fell), None);
    }

    #[test]
    fn where_coverage_was_never_measured_silence_means_nothing() {
        let mut fell = quiet();
        fell.price.measured.z_day = Some(-2.5);
        fell.attention_z = None;
        assert_eq!(check(trigger, &fell), None);
    }
}

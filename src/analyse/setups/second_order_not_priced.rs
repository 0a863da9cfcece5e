//! Strong news on a related name that this one's price has not met yet: the contrarian stands
//! with the read-across.
//!
//! # Source
//! Cohen, Frazzini, "Economic links and predictable returns" (2008).

use super::{Scene, Trigger, strength, towards};

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let own_day = scene.own.price.measured.z_day?;
    let is_quiet = own_day.abs() < policy.second_order_own_z_day
        && scene.own.attention_z.is_none_or(|attention_z| attention_z <= 0.0);
    if !is_quiet {
        return None;
    }
    let pulls = scene.related.iter().filter_map(|(sign, other)| {
        other.tone(scene.policy.stories_min)?;
        let (tone_z, day) = (other.tone_z?, other.price.measured.z_day?);
        let strong = tone_z.abs() >= policy.second_order_tone_z
            && tone_z.signum() * day >= policy.second_order_z_day;
        strong.then(|| (sign * tone_z, strength([(tone_z, policy.second_order_tone_z)])))
    });
    let (pull, strength) = pulls.max_by(|left, right| left.0.abs().total_cmp(&right.0.abs()))?;
    Some(Trigger { stance: towards(pull), strength })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check_with, glad_crowd, quiet};
    use super::*;
    use crate::model::Stance;

    #[test]
    fn a_quiet_competitor_of_a_winner_stands_to_lose() {
        let mut winner = glad_crowd();
        winner.tone_z = Some(2.0);
        winner.price.measured.z_day = Some(1.5);
        let mut own = quiet();
        own.price.measured.z_day = Some(0.1);
        let found = check_with(trigger, &own, &[(-1.0, &winner)]);
        assert_eq!(found.map(|found| found.stance), Some(Stance::Below));
        own.price.measured.z_day = Some(-1.4);
        assert_eq!(check_with(trigger, &own, &[(-1.0, &winner)]), None, "already priced");
    }
}

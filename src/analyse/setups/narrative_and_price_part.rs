//! Tone trends one way, the price the other: the contrarian stands against the tone.
//!
//! # Source
//! Baker, Wurgler (2006), on sentiment and the cross-section of returns.

use super::{Scene, Trigger, strength, towards};

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let threshold = scene.policy.setups.parted_z;
    let trend = scene.own.trend_z?;
    let month = scene.own.price.measured.z_month?;
    let fires = trend.abs() >= threshold && month.abs() >= threshold && trend * month < 0.0;
    fires.then(|| Trigger {
        stance: towards(-trend),
        strength: strength([(trend, threshold), (month, threshold)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, quiet};
    use super::*;
    use crate::model::Stance;

    #[test]
    fn warming_words_over_a_falling_price_part() {
        let mut parted = quiet();
        parted.trend_z = Some(1.5);
        parted.price.measured.z_month = Some(-1.2);
        assert_eq!(check(trigger, &parted).map(|found| found.stance), Some(Stance::Below));
        parted.price.measured.z_month = Some(1.2);
        assert_eq!(check(trigger, &parted), None);
    }
}

//! One-sided coverage for weeks, and a flat price: the contrarian stands against the tone.
//!
//! # Source
//! Diether, Malloy, Scherbina (2002), on dispersion of opinion.

use super::{Scene, Trigger, strength, towards};

pub(super) fn trigger(scene: &Scene) -> Option<Trigger> {
    let policy = &scene.policy.setups;
    let own = scene.own;
    let tone = own.tone_month.filter(|tone| *tone != 0.0)?;
    let sessions = own.one_sided_sessions;
    let fires = sessions >= policy.consensus_sessions
        && own.dispersion_rank? <= policy.consensus_dispersion_rank
        && own.price.measured.z_month?.abs() < policy.consensus_z_month;
    fires.then(|| Trigger {
        stance: towards(-tone),
        strength: strength([(f64::from(sessions), f64::from(policy.consensus_sessions))]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, glad_crowd};
    use super::*;
    use crate::model::Stance;

    #[test]
    fn weeks_of_one_voice_and_a_flat_price_are_doubted() {
        let mut agreed = glad_crowd();
        agreed.price.measured.z_month = Some(0.1);
        agreed.one_sided_sessions = 15;
        agreed.dispersion_rank = Some(0.2);
        assert_eq!(check(trigger, &agreed).map(|found| found.stance), Some(Stance::Below));
        agreed.one_sided_sessions = 12;
        assert_eq!(check(trigger, &agreed), None);
    }
}

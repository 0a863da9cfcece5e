//! Features for the setups' tests.

use super::super::features::Heard;
use super::super::market::PriceAt;
use super::super::returns::Measured;
use super::{Features, Policy, Scene, Trigger};
use crate::model::Crowd;

/// Loud, glad, new, after a rise.
pub(super) fn glad_crowd() -> Features {
    let crowd = Crowd {
        articles: 9,
        stories: 8,
        positive: 7,
        neutral: 1,
        tone: 0.3,
        one_sided: Some(1.0),
        dispersion: Some(0.1),
        margin: Some(0.1),
        novelty: Some(0.9),
        primary: true,
        ..Crowd::default()
    };
    let measured = Measured {
        beta: Some(1.0),
        sigma: Some(0.02),
        z_day: Some(0.2),
        z_month: Some(1.0),
        ..Measured::default()
    };
    let heard = Heard {
        crowd: Some(crowd),
        attention_z: Some(1.2),
        tone_z: Some(1.2),
        tone_month: Some(0.2),
        ..Heard::default()
    };
    Features::new(heard, PriceAt { row: Some(300), stale_sessions: 0, measured })
}

/// The same with every sign turned.
pub(super) fn mirrored(mut features: Features) -> Features {
    let turn = |value: Option<f64>| value.map(|value| -value);
    features.tone_z = turn(features.tone_z);
    features.tone_month = turn(features.tone_month);
    features.price.measured.z_day = turn(features.price.measured.z_day);
    features.price.measured.z_month = turn(features.price.measured.z_month);
    features.crowd = features.crowd.map(|mut crowd| {
        crowd.tone = -crowd.tone;
        (crowd.positive, crowd.negative) = (crowd.negative, crowd.positive);
        crowd
    });
    features
}

/// Nobody writes, nothing moves.
pub(super) fn quiet() -> Features {
    let heard = Heard {
        crowd: Some(Crowd::default()),
        attention_z: Some(-0.5),
        tone_z: Some(0.0),
        ..Heard::default()
    };
    Features::new(heard, PriceAt::default())
}

pub(super) fn check(trigger: fn(&Scene) -> Option<Trigger>, own: &Features) -> Option<Trigger> {
    check_with(trigger, own, &[])
}

pub(super) fn check_with(
    trigger: fn(&Scene) -> Option<Trigger>,
    own: &Features,
    related: &[(f64, &Features)],
) -> Option<Trigger> {
    trigger(&Scene { own, related, policy: &Policy::default() })
}

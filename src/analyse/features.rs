//! Takes what crowd and price measured at every edition; gives each edition's features against
//! the ticker's own past. Each looks backwards only.

use std::ops::{Deref, DerefMut};

use super::market::PriceAt;
use super::policy::Policy;
use super::statistics::{deviation, mean, rank, robust_z};
use crate::model::Crowd;

/// Sessions in which a consensus is counted.
const MONTH_SESSIONS: usize = 20;

/// Everything a setup may look at, of one ticker at one edition. What is missing is `None`.
///
/// # Shape
/// What the crowd holds lies behind a pointer: before its first story a ticker has none, and most
/// editions that a young archive reaches back to are of that time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Features {
    heard: Option<Box<Heard>>,
    pub(super) price: PriceAt,
}

/// What is measured on the crowd.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// What the crowd holds; `None` before the ticker's first story.
    pub(super) crowd: Option<Crowd>,
    pub(super) attention_z: Option<f64>,
    pub(super) tone_z: Option<f64>,
    /// Mean tone of the long window.
    pub(super) tone_month: Option<f64>,
    /// Short mean of tone less the long one, in its own standard deviations.
    pub(super) trend_z: Option<f64>,
    /// Share of recent sessions whose dispersion was no greater.
    pub(super) dispersion_rank: Option<f64>,
    /// One-sided sessions of the last twenty.
    pub(super) one_sided_sessions: u16,
}

/// Of whom nothing has been heard.
static SILENCE: Heard = Heard {
    crowd: None,
    attention_z: None,
    tone_z: None,
    tone_month: None,
    trend_z: None,
    dispersion_rank: None,
    one_sided_sessions: 0,
};

impl Deref for Features {
    type Target = Heard;

    fn deref(&self) -> &Heard {
        self.heard.as_deref().unwrap_or(&SILENCE)
    }
}

impl DerefMut for Features {
    fn deref_mut(&mut self) -> &mut Heard {
        self.heard.get_or_insert_default()
    }
}

impl Features {
    pub(super) fn new(heard: Heard, price: PriceAt) -> Self {
        Self { heard: Some(Box::new(heard)), price }
    }

    /// Tone, where enough stories carry it.
    pub(super) fn tone(&self, stories_min: u32) -> Option<f64> {
        self.crowd.filter(|crowd| crowd.stories >= stories_min).map(|crowd| crowd.tone)
    }

    /// Stories of the window.
    pub(super) fn stories(&self) -> u32 {
        self.crowd.map_or(0, |crowd| crowd.stories)
    }
}

/// One entry per edition. `crowds` and `prices` are of the same editions; a ticker's past
/// begins with its first story, because before it nobody may have been collecting.
pub(super) fn features(crowds: &[Crowd], prices: &[PriceAt], policy: &Policy) -> Vec<Features> {
    let start = crowds.iter().position(|crowd| crowd.stories > 0).unwrap_or(crowds.len());
    let tones: Vec<f64> = crowds.iter().map(|crowd| crowd.tone).collect();
    let attentions: Vec<f64> = crowds.iter().map(Crowd::attention).collect();
    let trends: Vec<Option<f64>> =
        (0..crowds.len()).map(|place| trend(&tones[start.min(place)..=place], policy)).collect();
    let sessions = usize::from(policy.crowd_sessions);
    prices
        .iter()
        .enumerate()
        .map(|(place, price)| {
            if place < start {
                return Features { heard: None, price: *price };
            }
            let crowd = crowds[place];
            let past = |values: &[f64], value, floor| {
                let from = place.checked_sub(sessions).filter(|from| *from >= start)?;
                robust_z(value, &values[from..place], floor)
            };
            let long = usize::from(policy.trend_sessions.1);
            let heard = Heard {
                crowd: Some(crowd),
                attention_z: past(&attentions, attentions[place], policy.attention_floor),
                tone_z: past(&tones, crowd.tone, policy.tone_floor),
                tone_month: (place + 1 >= start + long)
                    .then(|| mean(&tones[place + 1 - long..=place]))
                    .flatten(),
                trend_z: trend_z(&trends[..=place], policy),
                dispersion_rank: dispersion_rank(&crowds[start..=place], policy),
                one_sided_sessions: one_sided_sessions(&crowds[start..=place], policy),
            };
            Features::new(heard, *price)
        })
        .collect()
}

/// The short mean less the long mean of the last tones.
fn trend(tones: &[f64], policy: &Policy) -> Option<f64> {
    let (short, long) =
        (usize::from(policy.trend_sessions.0), usize::from(policy.trend_sessions.1));
    let last = |sessions: usize| mean(&tones[tones.len().checked_sub(sessions)?..]);
    Some(last(short)? - last(long)?)
}

fn trend_z(trends: &[Option<f64>], policy: &Policy) -> Option<f64> {
    let (last, past) = trends.split_last()?;
    let known: Vec<f64> = recent(past, policy).iter().copied().flatten().collect();
    let enough = known.len() >= usize::from(policy.rank_sessions.1);
    let spread = deviation(&known).filter(|spread| enough && *spread > 1e-9)?;
    last.map(|last| last / spread)
}

fn dispersion_rank(crowds: &[Crowd], policy: &Policy) -> Option<f64> {
    let now = crowds.last()?.dispersion?;
    let known: Vec<f64> =
        recent(crowds, policy).iter().filter_map(|crowd| crowd.dispersion).collect();
    (known.len() >= usize::from(policy.rank_sessions.1)).then(|| rank(now, &known)).flatten()
}

fn one_sided_sessions(crowds: &[Crowd], policy: &Policy) -> u16 {
    let month = &crowds[crowds.len().saturating_sub(MONTH_SESSIONS)..];
    let one_sided = month.iter().filter(|crowd| {
        crowd.one_sided.is_some_and(|share| share >= policy.setups.consensus_one_sided)
    });
    u16::try_from(one_sided.count()).unwrap_or(u16::MAX)
}

fn recent<'a, T>(values: &'a [T], policy: &Policy) -> &'a [T] {
    &values[values.len().saturating_sub(usize::from(policy.rank_sessions.0))..]
}

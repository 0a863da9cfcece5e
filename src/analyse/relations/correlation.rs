//! Takes two names' features up to an edition; gives how far their abnormal returns go together,
//! drawn to nothing. Each return counts as it was measured at its own cut-off.

use super::super::features::Features;
use super::super::policy::RelationPolicy;
use super::super::statistics::{mean, number};

/// How far two series go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Correlation {
    /// Pearson's r.
    pub(in crate::analyse) plain: f64,
    /// Drawn to zero.
    pub(in crate::analyse) shrunk: f64,
    /// Sessions that both have.
    pub(in crate::analyse) sessions: u16,
}

/// The correlation from the edition `start` on; `None` below the least number of common sessions.
///
/// # Source
/// Fisher's z times n / (n + K): Fisher, "On the probable error of a coefficient of correlation"
/// (1921).
pub(super) fn correlation(
    one: &[Features],
    other: &[Features],
    start: usize,
    policy: &RelationPolicy,
) -> Option<Correlation> {
    let pairs: Vec<(f64, f64)> = (start..one.len().min(other.len()))
        .filter_map(|edition| Some((fresh(one, edition)?, fresh(other, edition)?)))
        .collect();
    if pairs.len() < usize::from(policy.sessions_min) {
        return None;
    }
    let plain = pearson(&pairs)?;
    let n = number(pairs.len());
    let drawn = libm::atanh(plain.clamp(-0.999, 0.999)) * n / (n + policy.correlation_shrink);
    let sessions = u16::try_from(pairs.len()).unwrap_or(u16::MAX);
    Some(Correlation { plain, shrunk: libm::tanh(drawn), sessions })
}

/// An edition's abnormal return if a session has closed since the edition before: on a weekend
/// Friday's would count three times.
fn fresh(features: &[Features], edition: usize) -> Option<f64> {
    let price = &features[edition].price;
    let before = edition.checked_sub(1).and_then(|before| features[before].price.row);
    price.measured.abnormal.filter(|_| price.row != before)
}

fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let centre_one = mean(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>())?;
    let centre_other = mean(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>())?;
    let (mut both, mut squares_one, mut squares_other) = (0.0, 0.0, 0.0);
    for (one, other) in pairs {
        let (one, other) = (one - centre_one, other - centre_other);
        both += one * other;
        squares_one += one * one;
        squares_other += other * other;
    }
    let size = libm::sqrt(squares_one * squares_other);
    (size > 1e-12).then(|| both / size)
}

#[cfg(test)]
mod tests {
    use super::super::super::policy::Policy;
    use super::*;

    fn series(returns: impl Iterator<Item = f64>) -> Vec<Features> {
        let of = |(row, abnormal)| {
            let mut features = Features::default();
            features.price.row = Some(row);
            features.price.measured.abnormal = Some(abnormal);
            features
        };
        returns.enumerate().map(of).collect()
    }

    #[test]
    fn what_moves_together_correlates_and_is_drawn_to_nothing() {
        let policy = Policy::default().relations;
        let wave = |place: u32| libm::sin(f64::from(place) * 1.3);
        let one = series((0..120).map(wave));
        let against = series((0..120).map(|place| -2.0 * wave(place)));
        let found = correlation(&one, &against, 0, &policy).expect("120 common sessions");
        assert!((found.plain + 1.0).abs() < 1e-9 && found.shrunk > -1.0, "{found:?}");
        assert_eq!(found.sessions, 120);
        assert_eq!(correlation(&one[..59], &against[..59], 0, &policy), None, "too few");
    }

    #[test]
    fn a_session_counts_once_however_many_editions_saw_it() {
        let policy = Policy::default().relations;
        let mut one = series((0..80).map(f64::from));
        one[40].price.row = one[39].price.row;
        let found = correlation(&one, &one, 0, &policy).expect("enough");
        assert_eq!(found.sessions, 79);
    }
}

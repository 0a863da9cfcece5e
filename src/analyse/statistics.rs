//! Takes plain numbers; gives order statistics, robust z-scores and Student's t. Never sees a
//! fact. Every function is the same on every machine: `libm` and fixed orders of summing.

/// A count as a number; counts stay far below 2^32.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The mean; `None` of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / number(values.len()))
}

/// The standard deviation with n - 1; `None` below two values.
pub(super) fn deviation(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - centre) * (value - centre)).sum();
    (values.len() > 1).then(|| libm::sqrt(squares / number(values.len() - 1)))
}

/// The quantile `share` (0 to 1) with linear interpolation; `None` of nothing.
///
/// # Source
/// Hyndman and Fan, "Sample quantiles in statistical packages" (1996), type 7.
pub(super) fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * number(last);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the last index"
    )]
    let below = libm::floor(place) as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - number(below)) * (sorted[above] - sorted[below]))
}

/// The median; `None` of nothing.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// How far `value` stands from the median of `past` in robust standard deviations: 1.4826
/// times the median absolute deviation, at least `floor`.
pub(super) fn robust_z(value: f64, past: &[f64], floor: f64) -> Option<f64> {
    let centre = median(past)?;
    let distances: Vec<f64> = past.iter().map(|other| libm::fabs(other - centre)).collect();
    let spread = f64::max(1.4826 * median(&distances)?, floor);
    (spread > 0.0).then_some((value - centre) / spread)
}

/// The share of `values` at or below `value`.
pub(super) fn rank(value: f64, values: &[f64]) -> Option<f64> {
    let below = values.iter().filter(|other| **other <= value).count();
    (!values.is_empty()).then(|| number(below) / number(values.len()))
}

/// The .90 quantile of Student's t: half the width of an 80 % interval in standard errors.
///
/// # Source
/// G. W. Hill, "Algorithm 396: Student's t-quantiles", CACM 13(10), 1970; exact for one and
/// two degrees of freedom.
#[expect(clippy::many_single_char_names, reason = "the letters of the algorithm as published")]
pub(super) fn student_t_90(degrees: u32) -> f64 {
    /// Both tails together.
    const TAILS: f64 = 0.2;
    /// The .10 quantile of the normal distribution.
    const NORMAL_10: f64 = -1.281_551_565_544_600_4;
    use std::f64::consts::{FRAC_PI_2, PI};
    let n = f64::from(degrees);
    match degrees {
        0 => return f64::INFINITY,
        1 => return libm::cos(TAILS * FRAC_PI_2) / libm::sin(TAILS * FRAC_PI_2),
        2 => return libm::sqrt(2.0 / (TAILS * (2.0 - TAILS)) - 2.0),
        _ => {}
    }
    let a = 1.0 / (n - 0.5);
    let b = 48.0 / (a * a);
    let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
    let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * libm::sqrt(a * PI / 2.0) * n;
    let mut y = libm::pow(d * TAILS, 2.0 / n);
    if y > 0.05 + a {
        let x = NORMAL_10;
        if degrees < 5 {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
        y = x * x;
        y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x;
        y = libm::expm1(a * y * y);
    } else {
        let tail = 1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0);
        y = ((tail + 0.5 / (n + 4.0)) * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y;
    }
    libm::sqrt(n * y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_t_is_the_one_in_the_tables() {
        let known = [
            (1, 3.078),
            (2, 1.886),
            (3, 1.638),
            (4, 1.533),
            (5, 1.476),
            (10, 1.372),
            (20, 1.325),
            (30, 1.310),
            (60, 1.296),
            (120, 1.289),
        ];
        for (degrees, expected) in known {
            let t = student_t_90(degrees);
            assert!((t - expected).abs() < 0.0006, "{degrees}: {t} against {expected}");
        }
    }

    #[test]
    fn quantiles_interpolate() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(median(&values), Some(2.5));
        assert_eq!(quantile(&values, 0.25), Some(1.75));
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(rank(2.0, &values), Some(0.5));
    }

    #[test]
    fn a_quiet_past_is_floored_and_one_outlier_does_not_count() {
        assert_eq!(robust_z(1.0, &[0.0; 60], 0.25), Some(4.0));
        let mut past = [0.0; 60];
        past[0] = 1e9;
        assert_eq!(robust_z(1.0, &past, 0.25), Some(4.0));
    }

    #[test]
    fn the_deviation_divides_by_one_less() {
        assert_eq!(deviation(&[1.0, 3.0]), Some(libm::sqrt(2.0)));
        assert_eq!(deviation(&[1.0]), None);
    }
}

//! Takes an unrounded tone or return; gives the rounded figures that readers see. Rounding
//! happens here and nowhere else: half to even, and -0.00 is 0.00.

use std::fmt;

/// The typographic minus that stands before negative figures in every rendition.
pub const MINUS: char = '\u{2212}';

/// A sentiment between -1.00 and +1.00.
///
/// # Units
/// Hundredths: `Score` 25 reads +0.25.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i16);

impl Score {
    /// Builds a score from hundredths, held within -100 and 100.
    #[must_use]
    pub fn from_hundredths(hundredths: i16) -> Self {
        Self(hundredths.clamp(-100, 100))
    }

    /// Rounds half to even; NaN is neutral, because a score is always printable.
    #[must_use]
    pub fn from_unrounded(value: f64) -> Self {
        Self(round_to_hundredths(value.clamp(-1.0, 1.0)).try_into().unwrap_or_default())
    }

    /// The score in hundredths.
    #[must_use]
    pub fn hundredths(self) -> i16 {
        self.0
    }

    /// The difference to an earlier score, in hundredths.
    #[must_use]
    pub fn since(self, earlier: Self) -> Hundredths {
        Hundredths(i64::from(self.0) - i64::from(earlier.0))
    }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hundredths(i64::from(self.0)).fmt(formatter)
    }
}

/// A signed figure with two decimals: z-scores, betas, changes of a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// Rounds half to even; `None` for NaN and infinities.
    #[must_use]
    pub fn from_unrounded(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self(round_to_hundredths(value)))
    }

    /// The figure without its sign, such as `1.25`.
    #[must_use]
    pub fn unsigned(self) -> String {
        let size = self.0.unsigned_abs();
        format!("{}.{:02}", size / 100, size % 100)
    }
}

impl fmt::Display for Hundredths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => formatter.write_str("0.00"),
            positive if positive > 0 => write!(formatter, "+{}", self.unsigned()),
            _ => write!(formatter, "{MINUS}{}", self.unsigned()),
        }
    }
}

/// A return or a share.
///
/// # Units
/// Basis points: 190 reads +1.9%.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(pub i64);

impl BasisPoints {
    /// Rounds a ratio (0.019 is 190) half to even; `None` for NaN and infinities.
    #[must_use]
    pub fn from_ratio(ratio: f64) -> Option<Self> {
        let points = libm::rint(ratio * 10_000.0);
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the guard")]
        (points.is_finite() && points.abs() < 1e15).then_some(Self(points as i64))
    }

    /// With two decimals, so that every basis point shows: `+0.31%`.
    #[must_use]
    pub fn fine(self) -> String {
        let size = self.0.unsigned_abs();
        let figure = format!("{}.{:02}%", size / 100, size % 100);
        match self.0.signum() {
            1 => format!("+{figure}"),
            -1 => format!("{MINUS}{figure}"),
            _ => figure,
        }
    }

    /// A share, without a plus: `24.1%`, with a minus of a short.
    #[must_use]
    pub fn share(self) -> String {
        self.to_string().trim_start_matches('+').to_owned()
    }

    /// The size without its sign, one decimal: `1.9%`. Half to even.
    #[must_use]
    pub fn unsigned_percent(self) -> String {
        let tenths = round_div_half_even(self.0.unsigned_abs(), 10);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for BasisPoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unsigned_percent() {
            zero if zero == "0.0%" => formatter.write_str(&zero),
            size if self.0 > 0 => write!(formatter, "+{size}"),
            size => write!(formatter, "{MINUS}{size}"),
        }
    }
}

/// A sentiment in words. Bands come from the unrounded score and are symmetric.
///
/// # Units
/// Below .10 neutral, to .35 mildly, to .60 plain, from .60 strongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// -0.60 and below.
    StronglyNegative,
    /// -0.60 to -0.35.
    Negative,
    /// -0.35 to -0.10.
    MildlyNegative,
    /// Within 0.10 of zero.
    Neutral,
    /// 0.10 to 0.35.
    MildlyPositive,
    /// 0.35 to 0.60.
    Positive,
    /// 0.60 and above.
    StronglyPositive,
}

impl Band {
    /// The band of an unrounded score.
    #[must_use]
    pub fn of(unrounded: f64) -> Self {
        let positive = unrounded > 0.0;
        match unrounded.abs() {
            size if size >= 0.60 && positive => Self::StronglyPositive,
            size if size >= 0.60 => Self::StronglyNegative,
            size if size >= 0.35 && positive => Self::Positive,
            size if size >= 0.35 => Self::Negative,
            size if size >= 0.10 && positive => Self::MildlyPositive,
            size if size >= 0.10 => Self::MildlyNegative,
            _ => Self::Neutral,
        }
    }

    /// The words readers see, such as `mildly positive`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::StronglyNegative => "strongly negative",
            Self::Negative => "negative",
            Self::MildlyNegative => "mildly negative",
            Self::Neutral => "neutral",
            Self::MildlyPositive => "mildly positive",
            Self::Positive => "positive",
            Self::StronglyPositive => "strongly positive",
        }
    }
}

/// A score and its band, always from the same unrounded figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentiment {
    /// Rounded, for print.
    pub score: Score,
    /// In words.
    pub band: Band,
}

impl Sentiment {
    /// Rounds and names one unrounded figure.
    #[must_use]
    pub fn of(unrounded: f64) -> Self {
        Self { score: Score::from_unrounded(unrounded), band: Band::of(unrounded) }
    }
}

fn round_to_hundredths(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast; NaN becomes 0")]
    let hundredths = libm::rint(value * 100.0) as i64;
    hundredths
}

fn round_div_half_even(number: u64, divisor: u64) -> u64 {
    let (whole, rest) = (number / divisor, number % divisor);
    let up = rest * 2 > divisor || (rest * 2 == divisor && whole % 2 == 1);
    whole + u64::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_reads_mildly_positive() {
        let sentiment = Sentiment::of(0.25);
        assert_eq!(sentiment.score.to_string(), "+0.25");
        assert_eq!(sentiment.band.words(), "mildly positive");
    }

    #[test]
    fn the_band_comes_from_the_unrounded_score() {
        assert_eq!(Sentiment::of(0.0996).score.to_string(), "+0.10");
        assert_eq!(Sentiment::of(0.0996).band, Band::Neutral);
        assert_eq!(Band::of(-0.35), Band::Negative);
    }

    #[test]
    fn rounding_is_half_to_even_and_never_minus_zero() {
        assert_eq!(Score::from_unrounded(0.125).hundredths(), 12);
        assert_eq!(Score::from_unrounded(0.375).hundredths(), 38);
        assert_eq!(Score::from_unrounded(-0.001).to_string(), "0.00");
        assert_eq!(Score::from_unrounded(f64::NAN).to_string(), "0.00");
        assert_eq!(BasisPoints(-4).to_string(), "0.0%");
        assert_eq!(BasisPoints(-185).to_string(), "\u{2212}1.8%");
        assert_eq!(BasisPoints(190).to_string(), "+1.9%");
    }

    proptest::proptest! {
        #[test]
        fn rounding_is_symmetric_and_never_moves_a_score_by_more_than_half_a_hundredth(
            value in -1.0_f64..1.0
        ) {
            let (score, mirror) = (Score::from_unrounded(value), Score::from_unrounded(-value));
            proptest::prop_assert_eq!(score.hundredths(), -mirror.hundredths());
            let error = (f64::from(score.hundredths()) / 100.0 - value).abs();
            proptest::prop_assert!(error <= 0.005 + 1e-12);
        }
    }
}

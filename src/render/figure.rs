//! Takes scores, returns and closes; gives them as words, tones and lengths that a template
//! can draw. Never gives a floating number.

use serde::Serialize;

use crate::model::{BasisPoints, Hundredths, Score, Sign};

/// What stands where a figure is not known.
pub(super) const UNKNOWN: &str = "–";

/// A figure in words and the way it points: never by colour alone.
#[derive(Serialize)]
pub(super) struct Figure {
    /// With its sign: `+1.9%`.
    pub(super) text: String,
    /// `up`, `dn` or `mu`: a class of the style sheet.
    pub(super) tone: &'static str,
    /// `▲`, `▼`, `◆` or nothing.
    pub(super) arrow: &'static str,
}

impl Figure {
    fn of(text: String, size: i64) -> Self {
        let (tone, arrow) = match size.signum() {
            1 => ("up", "▲"),
            -1 => ("dn", "▼"),
            _ => ("mu", ""),
        };
        Self { text, tone, arrow }
    }

    fn unknown() -> Self {
        Self::of(UNKNOWN.to_owned(), 0)
    }

    /// A return; what prints as zero points nowhere.
    pub(super) fn returned(points: Option<BasisPoints>) -> Self {
        points.map_or_else(Self::unknown, |points| {
            let text = points.to_string();
            let size = if text == "0.0%" { 0 } else { points.0 };
            Self::of(text, size)
        })
    }

    /// A part of a return, to the basis point.
    pub(super) fn part(points: Option<BasisPoints>) -> Self {
        points.map_or_else(Self::unknown, |points| Self::of(points.fine(), points.0))
    }

    /// A sentiment score.
    pub(super) fn score(score: Option<Score>) -> Self {
        score.map_or_else(Self::unknown, |score| {
            Self::of(score.to_string(), i64::from(score.hundredths()))
        })
    }

    /// The change of a score.
    pub(super) fn change(change: Option<Hundredths>) -> Self {
        change.map_or_else(Self::unknown, |change| Self::of(change.to_string(), change.0))
    }

    /// A text that points somewhere.
    pub(super) fn signed(text: &str, sign: Sign) -> Self {
        let (tone, arrow) = match sign {
            Sign::Positive => ("up", "▲"),
            Sign::Negative => ("dn", "▼"),
            Sign::Mixed => ("mu", "◆"),
            Sign::Neutral => ("mu", ""),
        };
        Self { text: text.to_owned(), tone, arrow }
    }
}

/// The sign in a text rendition and in words for a screen reader.
pub(super) fn sign_words(sign: Sign) -> (&'static str, &'static str) {
    match sign {
        Sign::Positive => ("+", "positive"),
        Sign::Negative => ("−", "negative"),
        Sign::Mixed => ("±", "both ways"),
        Sign::Neutral => ("·", "neutral"),
    }
}

/// Half the width of a sentiment bar, in pixels.
const BAR_HALF: u16 = 34;

/// A bar from the middle to the score, as four lengths that fill it.
#[derive(Serialize)]
pub(super) struct Bar {
    /// Whether there is a score to draw.
    pub(super) known: bool,
    /// Pixels, from the left: empty, negative, positive, empty.
    pub(super) before: u16,
    pub(super) negative: u16,
    pub(super) positive: u16,
    pub(super) after: u16,
    /// The same in eight columns and a middle: `.....##|.......`.
    pub(super) ascii: String,
}

impl Bar {
    pub(super) fn of(score: Option<Score>) -> Self {
        let hundredths = score.map_or(0, Score::hundredths);
        let size = hundredths.unsigned_abs();
        let pixels = if size == 0 { 0 } else { (size * BAR_HALF / 100).max(1) };
        let marks = usize::from((size * 7 + 50) / 100);
        let (filled, empty) = ("#".repeat(marks), ".".repeat(7 - marks));
        let (negative, positive) = if hundredths < 0 { (pixels, 0) } else { (0, pixels) };
        let ascii = if hundredths < 0 {
            format!("{empty}{filled}|.......")
        } else {
            format!(".......|{filled}{empty}")
        };
        Self {
            known: score.is_some(),
            before: BAR_HALF - negative,
            negative,
            positive,
            after: BAR_HALF - positive,
            ascii: if score.is_some() { ascii } else { "too thin to say".to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_always_fills_its_width() {
        for hundredths in -100..=100 {
            let bar = Bar::of(Some(Score::from_hundredths(hundredths)));
            assert_eq!(bar.before + bar.negative, BAR_HALF);
            assert_eq!(bar.positive + bar.after, BAR_HALF);
            assert_eq!(bar.ascii.len(), 15);
        }
    }
}

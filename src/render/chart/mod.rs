//! Takes what a brief's charts show and a paint; gives each as SVG and as PNG, the same bytes
//! every time. Never adds a figure, and draws nothing rather than an empty box.

mod base_rate;
mod drawing;
mod pictures;
mod price_tone;
mod raster;
mod scale;
mod spark;
mod tones;

pub(super) use base_rate::base_rate;
pub(super) use drawing::Paint;
pub(super) use pictures::Pictures;
pub(super) use price_tone::price_tone;
pub(super) use spark::{Spark, spark};
pub(super) use tones::tones;

/// How large a picture is.
///
/// # Units
/// Pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    /// Of the whole picture.
    pub(super) width_px: i64,
    /// Of its texts.
    pub(super) text_px: i64,
    /// The height of its main panel.
    pub(super) panel_px: i64,
}

impl Canvas {
    /// A page on a wide screen or on paper.
    pub(super) const WIDE: Self = Self { width_px: 640, text_px: 12, panel_px: 116 };
    /// A page on a phone.
    pub(super) const NARROW: Self = Self { width_px: 350, text_px: 12, panel_px: 104 };
    /// A mail: as wide as its text, with letters that a phone may shrink.
    pub(super) const MAIL: Self = Self { width_px: 576, text_px: 16, panel_px: 132 };
}

#[cfg(test)]
mod tests;

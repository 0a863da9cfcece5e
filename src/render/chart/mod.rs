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
pub(super) use pictures::{Picture, Pictures};
pub(super) use price_tone::price_tone;
pub(super) use raster::Raster;
pub(super) use spark::{Spark, spark};
pub(super) use tones::tones;

/// How large a picture is.
///
/// # Units
/// Pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    /// Of the whole picture.
    pub(super) width: i64,
    /// Of its texts.
    pub(super) text: i64,
    /// The height of its main panel.
    pub(super) panel: i64,
}

impl Canvas {
    /// A page on a wide screen or on paper.
    pub(super) const WIDE: Self = Self { width: 640, text: 12, panel: 116 };
    /// A page on a phone.
    pub(super) const NARROW: Self = Self { width: 350, text: 12, panel: 104 };
    /// A mail: as wide as its text, with letters that a phone may shrink.
    pub(super) const MAIL: Self = Self { width: 576, text: 16, panel: 132 };
}

#[cfg(test)]
mod tests;

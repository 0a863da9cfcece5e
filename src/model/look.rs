//! Takes what an operator chose of a brief's looks; gives it checked. Never holds a figure or a
//! word of the brief.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Palette, Paper};

/// The largest logo, in bytes: it stands inside every page of the archive.
pub const LOGO_BYTES_MAX: usize = 50_000;
/// The widest logo, in pixels.
const LOGO_WIDTH_MAX: u32 = 1200;
/// The highest logo, in pixels.
const LOGO_HEIGHT_MAX: u32 = 400;
/// How high a logo stands on the page, in pixels.
const SHOWN_HEIGHT_MAX: u32 = 40;
/// How wide it may become there.
const SHOWN_WIDTH_MAX: u32 = 240;

/// How a brief looks, beside its templates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The paper of the PDF.
    pub paper: Paper,
    /// Which colours stand for up and down.
    pub palette: Palette,
    /// The operator's mark, on the page in the archive.
    pub logo: Option<Logo>,
}

/// A small PNG picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    base64: String,
    width: u32,
    height: u32,
}

/// Why a file cannot be a logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is too long.
    #[error("The logo has {0} bytes: at most {LOGO_BYTES_MAX} are allowed")]
    Bytes(usize),
    /// It is no PNG, or only the start of one.
    #[error("The logo is not a whole PNG picture")]
    NotPng,
    /// It is too wide or too high.
    #[error(
        "The logo has {width} by {height} pixels: at most {LOGO_WIDTH_MAX} by {LOGO_HEIGHT_MAX} are allowed"
    )]
    Size {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// The snapshot's text is not base64.
    #[error("The logo of the snapshot is not base64")]
    NotBase64,
}

impl Logo {
    /// Checks the bytes of a PNG file.
    ///
    /// # Errors
    /// [`LogoError`] when it is none, or larger than a page should carry.
    pub fn from_png(bytes: &[u8]) -> Result<Self, LogoError> {
        if bytes.len() > LOGO_BYTES_MAX {
            return Err(LogoError::Bytes(bytes.len()));
        }
        let (width, height) = size(bytes).ok_or(LogoError::NotPng)?;
        if width > LOGO_WIDTH_MAX || height > LOGO_HEIGHT_MAX {
            return Err(LogoError::Size { width, height });
        }
        if !is_whole(bytes) {
            return Err(LogoError::NotPng);
        }
        Ok(Self { base64: STANDARD.encode(bytes), width, height })
    }

    /// Reads what [`Logo::base64`] gave.
    ///
    /// # Errors
    /// [`LogoError`] as for a file, and [`LogoError::NotBase64`].
    pub fn from_base64(text: &str) -> Result<Self, LogoError> {
        Self::from_png(&STANDARD.decode(text).map_err(|_| LogoError::NotBase64)?)
    }

    /// The file, for a snapshot and for a page.
    #[must_use]
    pub fn base64(&self) -> &str {
        &self.base64
    }

    /// Width and height on the page: never larger than the file, in its proportion.
    #[must_use]
    pub fn shown(&self) -> (u32, u32) {
        let by_height = (self.width * SHOWN_HEIGHT_MAX / self.height, SHOWN_HEIGHT_MAX);
        let by_width = (SHOWN_WIDTH_MAX, self.height * SHOWN_WIDTH_MAX / self.width);
        let whole = (self.width, self.height);
        let (width, height) =
            [whole, by_height, by_width].into_iter().min().expect("there are three");
        (width.max(1), height.max(1))
    }
}

/// Width and height, as the file's head tells them.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    Some(reader.info().size())
}

/// Whether every row can be read, and nothing follows the picture.
fn is_whole(bytes: &[u8]) -> bool {
    const END: &[u8] = b"\0\0\0\0IEND\xAEB`\x82";
    let rows = || {
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
        while reader.next_row().ok()?.is_some() {}
        reader.finish().ok()
    };
    bytes.ends_with(END) && rows().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grey picture.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("a head");
        let pixels = vec![128; usize::try_from(width * height).expect("small")];
        writer.write_image_data(&pixels).expect("rows");
        writer.finish().expect("an end");
        bytes
    }

    #[test]
    fn a_logo_survives_the_snapshot() {
        let logo = Logo::from_png(&png(120, 40)).expect("a logo");
        assert_eq!(Logo::from_base64(logo.base64()), Ok(logo));
    }

    #[test]
    fn what_is_no_small_png_is_refused_with_its_reason() {
        let whole = png(120, 40);
        assert_eq!(Logo::from_png(&whole[..whole.len() - 1]), Err(LogoError::NotPng));
        assert_eq!(Logo::from_png(&whole[..40]), Err(LogoError::NotPng));
        assert_eq!(Logo::from_png(b"<svg onload=alert(1)>"), Err(LogoError::NotPng));
        assert_eq!(Logo::from_png(&vec![0; LOGO_BYTES_MAX + 1]), Err(LogoError::Bytes(50_001)));
        let trailing: Vec<u8> = whole.iter().copied().chain(*b"<script>").collect();
        assert_eq!(Logo::from_png(&trailing), Err(LogoError::NotPng));
        let mut spoilt = whole.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 0xFF;
        assert_eq!(Logo::from_png(&spoilt), Err(LogoError::NotPng));
        let size = LogoError::Size { width: 5000, height: 10 };
        assert_eq!(Logo::from_png(&png(5000, 10)), Err(size.clone()));
        assert!(size.to_string().contains("5000 by 10 pixels"));
        assert_eq!(Logo::from_base64("*"), Err(LogoError::NotBase64));
    }

    #[test]
    fn a_logo_keeps_its_proportion_on_the_page() {
        let shown = |width, height| Logo::from_png(&png(width, height)).expect("a logo").shown();
        assert_eq!(shown(100, 30), (100, 30));
        assert_eq!(shown(400, 80), (200, 40));
        assert_eq!(shown(1200, 40), (240, 8));
        assert_eq!(shown(100, 400), (10, 40));
    }
}

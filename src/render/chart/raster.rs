//! Takes an SVG of ours; gives it as PNG with twice its pixels, its letters from fonts within
//! the program. The only door to resvg; never looks for a font of the machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Pixels of the PNG for each of the SVG's.
const DENSITY: u16 = 2;
/// No picture of ours is larger.
const SIDE_MAX: f32 = 4096.0;
/// Levels between clear and solid: more are not seen and weigh twice as much.
const CLEAR_LEVELS: u16 = 16;
/// The most colours of an indexed PNG.
const COLOURS_MAX: usize = 256;

/// Draws pictures of one brief.
pub(in crate::render) struct Raster {
    options: Options<'static>,
}

/// A picture as a file, with the size at which it is to be shown.
pub(in crate::render) struct Png {
    pub(in crate::render) bytes: Vec<u8>,
    pub(in crate::render) width_px: u32,
    pub(in crate::render) height_px: u32,
}

impl Raster {
    pub(in crate::render) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        let options = Options {
            font_family: "Noto Sans".to_owned(),
            fontdb: Arc::new(fonts),
            ..Options::default()
        };
        Self { options }
    }

    /// The picture as paths; `None` for what is no SVG.
    pub(in crate::render) fn tree(&self, svg: &str) -> Option<Tree> {
        Tree::from_str(svg, &self.options).ok()
    }

    /// The picture on a clear ground; `None` for what is no SVG or has no size.
    pub(in crate::render) fn png(&self, svg: &str) -> Option<Png> {
        let tree = self.tree(svg)?;
        let density = f32::from(DENSITY);
        let side = |length: f32| {
            let length = libm::ceilf(length * density);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 4096"
            )]
            (1.0..=SIDE_MAX).contains(&length).then_some(length as u32)
        };
        let drawn = tree.size();
        let mut pixels = Pixmap::new(side(drawn.width())?, side(drawn.height())?)?;
        resvg::render(&tree, Transform::from_scale(density, density), &mut pixels.as_mut());
        Some(Png {
            bytes: encoded(&pixels)?,
            width_px: pixels.width() / u32::from(DENSITY),
            height_px: pixels.height() / u32::from(DENSITY),
        })
    }
}

/// An indexed PNG where few colours suffice, as they do for every picture of ours.
fn encoded(pixels: &Pixmap) -> Option<Vec<u8>> {
    let mut counts: BTreeMap<[u8; 4], usize> = BTreeMap::new();
    let colours: Vec<[u8; 4]> = pixels
        .pixels()
        .iter()
        .map(|pixel| {
            let colour = pixel.demultiply();
            coarse([colour.red(), colour.green(), colour.blue(), colour.alpha()])
        })
        .collect();
    for colour in &colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let palette = common(counts);
    let index: BTreeMap<[u8; 4], u8> =
        (0..=u8::MAX).zip(&palette).map(|(place, colour)| (*colour, place)).collect();
    let mut nearest = index.clone();
    let data: Vec<u8> = colours
        .iter()
        .map(|colour| *nearest.entry(*colour).or_insert_with(|| index[&closest(*colour, &palette)]))
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(
        palette.iter().flat_map(|colour| [colour[0], colour[1], colour[2]]).collect::<Vec<u8>>(),
    );
    encoder.set_trns(palette.iter().map(|colour| colour[3]).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// A colour at one of few levels of clearness; what is nearly clear is wholly so.
fn coarse([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    let steps = CLEAR_LEVELS - 1;
    let level = (u16::from(alpha) * steps + 127) / 255;
    if level == 0 {
        return [0; 4];
    }
    let alpha = u8::try_from(level * 255 / steps).unwrap_or(u8::MAX);
    let rounded = |part: u8| part.saturating_add(4) / 8 * 8;
    if alpha == u8::MAX {
        [red, green, blue, alpha]
    } else {
        [rounded(red), rounded(green), rounded(blue), alpha]
    }
}

/// The colours used most, at most as many as an indexed PNG holds, in a fixed order.
fn common(counts: BTreeMap<[u8; 4], usize>) -> Vec<[u8; 4]> {
    let mut colours: Vec<([u8; 4], usize)> = counts.into_iter().collect();
    colours.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    colours.truncate(COLOURS_MAX);
    colours.into_iter().map(|(colour, _)| colour).collect()
}

fn closest(colour: [u8; 4], palette: &[[u8; 4]]) -> [u8; 4] {
    let distance = |other: &[u8; 4]| -> u32 {
        colour.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum()
    };
    palette.iter().copied().min_by_key(distance).unwrap_or_default()
}

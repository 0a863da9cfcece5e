//! Takes an SVG of ours; gives it as PNG with twice its pixels, its letters from fonts within
//! the program. The only door to resvg; never looks for a font of the machine.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Pixels of the PNG for each of the SVG's.
pub(in crate::render) const DENSITY: u16 = 2;
/// No picture of ours is larger.
const SIDE_MAX: f32 = 4096.0;

/// Draws pictures of one brief.
pub(in crate::render) struct Raster {
    options: Options<'static>,
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

    /// The picture; `None` for what is no SVG or has no size.
    pub(in crate::render) fn png(&self, svg: &str) -> Option<Vec<u8>> {
        let tree = Tree::from_str(svg, &self.options).ok()?;
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
        let size = tree.size();
        let mut pixels = Pixmap::new(side(size.width())?, side(size.height())?)?;
        resvg::render(&tree, Transform::from_scale(density, density), &mut pixels.as_mut());
        pixels.encode_png().ok()
    }
}

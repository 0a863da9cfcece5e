//! Takes a surface; puts fills, lines and glyphs on it. Never decides where.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;

use resvg::tiny_skia::{self, Path, PathSegment};

use super::face::Faces;
use super::lines::Piece;

/// The colour of `#RRGGBB`.
fn colour(hex: &str) -> rgb::Color {
    let part = |start: usize| {
        hex.get(start..start + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0)
    };
    rgb::Color::new(part(1), part(3), part(5))
}

fn ink(hex: &str) -> Fill {
    Fill { paint: colour(hex).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// A rectangle given as left, top, width and height.
pub(super) fn fill(surface: &mut Surface<'_>, place: (f32, f32, f32, f32), hex: &str) {
    let (x, y, width, height) = place;
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(ink(hex)));
        surface.draw_path(&path);
    }
}

/// A line through points.
pub(super) fn stroke(surface: &mut Surface<'_>, points: &[(f32, f32)], width: f32, hex: &str) {
    let mut path = PathBuilder::new();
    for (place, (x, y)) in points.iter().enumerate() {
        if place == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: colour(hex).into(),
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
}

/// A path of a chart, its origin at a place.
pub(super) fn outline(
    surface: &mut Surface<'_>,
    path: &Path,
    (right, down): (f32, f32),
    fill: Option<[u8; 3]>,
    stroke: Option<([u8; 3], f32)>,
) {
    let mut built = PathBuilder::new();
    for segment in path.segments() {
        let at = |point: tiny_skia::Point| (point.x + right, point.y + down);
        match segment {
            PathSegment::MoveTo(to) => built.move_to(at(to).0, at(to).1),
            PathSegment::LineTo(to) => built.line_to(at(to).0, at(to).1),
            PathSegment::QuadTo(by, to) => built.quad_to(at(by).0, at(by).1, at(to).0, at(to).1),
            PathSegment::CubicTo(first, second, to) => {
                let ((x1, y1), (x2, y2), (x, y)) = (at(first), at(second), at(to));
                built.cubic_to(x1, y1, x2, y2, x, y);
            }
            PathSegment::Close => built.close(),
        }
    }
    let Some(built) = built.finish() else { return };
    let paint = |[red, green, blue]: [u8; 3]| rgb::Color::new(red, green, blue).into();
    surface.set_fill(fill.map(|colour| Fill { paint: paint(colour), ..Fill::default() }));
    surface.set_stroke(stroke.map(|(colour, width)| Stroke {
        paint: paint(colour),
        width,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    surface.draw_path(&built);
    surface.set_stroke(None);
}

/// A run of glyphs from its baseline.
pub(super) fn text(surface: &mut Surface<'_>, faces: &Faces, at: (f32, f32), piece: &Piece) {
    surface.set_stroke(None);
    surface.set_fill(Some(ink(piece.style.colour)));
    let start = Point::from_xy(at.0, at.1);
    let font = faces.font(piece.run.file);
    surface.draw_glyphs(start, &piece.run.glyphs, font, &piece.run.text, piece.style.size, false);
}

//! Takes an SVG of ours; gives its lines, areas and letters as paths for the sheet. Never a
//! picture made of pixels: it is as sharp on paper as the text.

use resvg::tiny_skia::{Path, Transform};
use resvg::usvg::{Group, Node, Paint, Path as Drawn, Tree};

use super::band::{Band, Item, Role, Shape};
use super::writer::Writer;
use crate::render::chart::{Picture, Raster};
use crate::render::page::Page;

impl Writer<'_> {
    pub(super) fn pictures(&mut self, page: &Page) {
        let charts = &page.charts;
        let pictures: Vec<&Picture> = charts.price_tone.iter().chain(&charts.base_rate).collect();
        if pictures.is_empty() {
            return;
        }
        self.heading("The picture");
        for picture in pictures {
            self.figure(picture);
        }
    }

    /// A picture across the column, with its title and words under it.
    fn figure(&mut self, picture: &Picture) {
        self.drawing(picture);
        self.stick();
        let styles = self.styles;
        let spans = [
            styles.label.span(&format!("{}.", picture.title)),
            styles.small.span(&format!(" {}", picture.words)),
        ];
        self.paragraph(Role::Paragraph, &spans, 11.2, 2.0);
    }

    /// A picture across the column.
    pub(super) fn drawing(&mut self, picture: &Picture) {
        let Some(tree) = Raster::new().tree(&picture.paper) else { return };
        let scale = self.width / tree.size().width();
        let node = self.node(Role::Figure(picture.words.clone()), 0);
        let mut band = Band { space_before: 6.0, ..Band::gap(tree.size().height() * scale) };
        band.items.push(Item::Picture { shapes: shapes(&tree, scale), node });
        self.sheet.bands.push(band);
    }
}

/// Everything in the picture, `scale` times its size.
fn shapes(tree: &Tree, scale: f32) -> Vec<Shape> {
    let mut found = Vec::new();
    collect(tree.root(), Transform::from_scale(scale, scale), scale, &mut found);
    found
}

fn collect(group: &Group, place: Transform, scale: f32, found: &mut Vec<Shape>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, place, scale, found),
            Node::Path(path) => found.extend(outline(path, place, scale)),
            Node::Text(text) => collect(text.flattened(), place, scale, found),
            Node::Image(_) => {}
        }
    }
}

/// A path with its solid colours; `None` for what has none.
fn outline(path: &Drawn, place: Transform, scale: f32) -> Option<Shape> {
    let solid = |paint: &Paint| match paint {
        Paint::Color(colour) => Some([colour.red, colour.green, colour.blue]),
        _ => None,
    };
    let outline: Path = path.data().clone().transform(path.abs_transform().post_concat(place))?;
    let fill = path.fill().and_then(|fill| solid(fill.paint()));
    let stroke = path
        .stroke()
        .and_then(|stroke| Some((solid(stroke.paint())?, stroke.width().get() * scale)));
    (fill.is_some() || stroke.is_some()).then_some(Shape::Outline { path: outline, fill, stroke })
}

//! Takes columns and rows; gives a table whose rows are not cut and whose head comes again on
//! the next page.

use super::band::{Band, Item, NodeId, Role, Shape, glue};
use super::lines::{Span, Style, lay};
use super::writer::{Align, Cell, Writer};

const GAP: f32 = 8.0;
const PADDING: f32 = 3.5;

/// One column.
pub(super) struct Column {
    pub(super) title: &'static str,
    /// Its share of the width.
    pub(super) share: f32,
    pub(super) align: Align,
}

impl Column {
    pub(super) fn left(title: &'static str, share: f32) -> Self {
        Self { title, share, align: Align::Left }
    }

    pub(super) fn right(title: &'static str, share: f32) -> Self {
        Self { title, share, align: Align::Right }
    }
}

/// What stands in a cell.
pub(super) enum Content {
    /// Paragraphs, one under the other.
    Text(Vec<Vec<Span>>),
    /// A drawing of this width, at the left of its cell, with what it shows in words.
    Picture { shapes: Vec<Shape>, alt: String },
}

impl Content {
    pub(super) fn line(spans: Vec<Span>) -> Self {
        Self::Text(vec![spans])
    }

    pub(super) fn plain(style: Style, text: &str) -> Self {
        Self::line(vec![style.span(text)])
    }
}

impl Writer<'_> {
    /// A table across the column; each row's first cell names it.
    pub(super) fn table(&mut self, columns: &[Column], rows: Vec<Vec<Content>>) {
        let table = self.node(Role::Table, 0);
        let places = places(columns, self.width);
        let head = self.head(columns, &places, table);
        let number = self.sheet.heads.len();
        self.sheet.bands.push(Band { is_glued: true, ..head.clone() });
        self.sheet.heads.push(head);
        for contents in rows {
            let mut bands = self.row(columns, &places, table, contents);
            for band in &mut bands {
                band.head = Some(number);
            }
            glue(&mut bands);
            self.push(bands);
        }
    }

    fn head(&mut self, columns: &[Column], places: &[(f32, f32)], table: NodeId) -> Band {
        let row = self.node(Role::Row, table);
        let mut style = self.styles.small;
        style.face = super::face::Face::Bold;
        let mut cells = Vec::new();
        for (column, (x, width)) in columns.iter().zip(places) {
            let node = self.node(Role::HeadCell { is_column: true }, row);
            let lines = lay(self.faces, &[style.span(column.title)], *width);
            cells.push(Cell { node, x: *x, width: *width, align: column.align, lines });
        }
        let lines = self.side_by_side(&cells, 11.0);
        let mut head = Band { space_before: 6.0, ..Band::default() };
        for line in lines {
            let down = head.height;
            head.height += line.height;
            head.items.extend(line.items.into_iter().map(|item| moved(item, down)));
        }
        let y = head.height + 2.0;
        let colour = self.styles.colours.line;
        head.items.push(Item::Fill { x: 0.0, y, width: self.width, height: 1.2, colour });
        head.height += 3.2;
        head
    }

    fn row(
        &mut self,
        columns: &[Column],
        places: &[(f32, f32)],
        table: NodeId,
        contents: Vec<Content>,
    ) -> Vec<Band> {
        let row = self.node(Role::Row, table);
        let mut cells = Vec::new();
        let mut pictures = Vec::new();
        for (number, content) in contents.into_iter().enumerate() {
            let Some((column, (x, width))) = columns.get(number).zip(places.get(number)) else {
                break;
            };
            let role = if number == 0 { Role::HeadCell { is_column: false } } else { Role::Cell };
            let node = self.node(role, row);
            match content {
                Content::Text(paragraphs) => {
                    let lines = paragraphs
                        .iter()
                        .flat_map(|spans| lay(self.faces, spans, *width))
                        .collect();
                    cells.push(Cell { node, x: *x, width: *width, align: column.align, lines });
                }
                Content::Picture { shapes, alt } => {
                    let node = self.node(Role::Figure(alt), node);
                    let shapes = shapes.into_iter().map(|shape| shape.moved(*x, -1.0)).collect();
                    pictures.push((number, Item::Picture { shapes, node }));
                }
            }
        }
        let mut bands = vec![Band::gap(PADDING)];
        let mut lines = self.side_by_side(&cells, 12.2);
        if lines.is_empty() {
            lines.push(Band::gap(12.2));
        }
        for (number, picture) in pictures {
            insert_in_order(&mut lines[0], picture, places[number].0);
        }
        bands.extend(lines);
        let mut foot = Band::gap(PADDING);
        let colour = self.styles.colours.line;
        foot.items.push(Item::Fill {
            x: 0.0,
            y: PADDING - 0.5,
            width: self.width,
            height: 0.5,
            colour,
        });
        bands.push(foot);
        bands
    }
}

/// Reading order goes from left to right.
fn insert_in_order(band: &mut Band, picture: Item, x: f32) {
    let after = band.items.iter().position(|item| match item {
        Item::Text { x: left, .. } => *left > x,
        _ => false,
    });
    band.items.insert(after.unwrap_or(band.items.len()), picture);
}

fn moved(item: Item, down: f32) -> Item {
    match item {
        Item::Text { x, baseline, piece, node } => {
            Item::Text { x, baseline: baseline + down, piece, node }
        }
        other => other,
    }
}

/// Left edge and width of each column.
fn places(columns: &[Column], width: f32) -> Vec<(f32, f32)> {
    let shares: f32 = columns.iter().map(|column| column.share).sum();
    #[expect(clippy::cast_precision_loss, reason = "a table has a handful of columns")]
    let gaps = GAP * columns.len().saturating_sub(1) as f32;
    let mut x = 0.0;
    columns
        .iter()
        .map(|column| {
            let wide = (width - gaps) * column.share / shares;
            let place = (x, wide);
            x += wide + GAP;
            place
        })
        .collect()
}

//! Takes cells of text; gives bands with the lines of all cells side by side. Knows widths and
//! grounds, never what a section says.

use super::band::{Band, Ground, Item, Mark, NodeId, Role, Sheet, Tree};
use super::face::Faces;
use super::lines::{Line, Span, lay};
use super::styles::Styles;

/// On which side a cell's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    Centre,
}

/// Text in a box of its own.
pub(super) struct Cell {
    pub(super) node: NodeId,
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) align: Align,
    pub(super) lines: Vec<Line>,
}

/// Builds a sheet from top to bottom.
pub(super) struct Writer<'a> {
    pub(super) faces: &'a Faces,
    pub(super) styles: Styles,
    pub(super) sheet: Sheet,
    /// The column's width.
    pub(super) width: f32,
    /// How far the text stands from the column's sides.
    pub(super) indent: f32,
    pub(super) ground: Option<Ground>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(faces: &'a Faces, styles: &Styles, width: f32) -> Self {
        let sheet = Sheet { bands: Vec::new(), heads: Vec::new(), tree: Tree::new() };
        Self { faces, styles: *styles, sheet, width, indent: 0.0, ground: None }
    }

    /// The width between the indents.
    pub(super) fn inner(&self) -> f32 {
        self.width - 2.0 * self.indent
    }

    pub(super) fn node(&mut self, role: Role, parent: NodeId) -> NodeId {
        self.sheet.tree.add(role, parent)
    }

    pub(super) fn cell(&self, node: NodeId, x: f32, width: f32, spans: &[Span]) -> Cell {
        let lines = lay(self.faces, spans, width);
        Cell { node, x, width, align: Align::Left, lines }
    }

    /// The lines of all cells side by side, `leading` apart.
    pub(super) fn side_by_side(&mut self, cells: &[Cell], leading: f32) -> Vec<Band> {
        let count = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        let mut bands: Vec<Band> = Vec::with_capacity(count);
        for place in 0..count {
            let mut band = Band { height: leading, ground: self.ground, ..Band::default() };
            for cell in cells {
                let Some(line) = cell.lines.get(place) else { continue };
                let spare = (cell.width - line.width).max(0.0);
                let shift = match cell.align {
                    Align::Left => 0.0,
                    Align::Right => spare,
                    Align::Centre => spare / 2.0,
                };
                let x = cell.x + shift;
                band.write(&mut self.sheet.tree, cell.node, line, x, leading * 0.73);
            }
            bands.push(band);
        }
        keep_ends(&mut bands);
        bands
    }

    pub(super) fn push(&mut self, bands: Vec<Band>) {
        self.sheet.bands.extend(bands);
    }

    /// A paragraph across the column.
    pub(super) fn paragraph(&mut self, role: Role, spans: &[Span], leading: f32, space: f32) {
        let node = self.node(role, 0);
        let cell = self.cell(node, self.indent, self.inner(), spans);
        let mut bands = self.side_by_side(&[cell], leading);
        if let Some(first) = bands.first_mut() {
            first.space_before = space;
        }
        self.push(bands);
    }

    /// Keeps the last band with what follows.
    pub(super) fn stick(&mut self) {
        if let Some(last) = self.sheet.bands.last_mut() {
            last.is_glued = true;
        }
    }

    /// Keeps everything written since `start` on one page, where a page can hold it.
    pub(super) fn keep(&mut self, start: usize) {
        super::band::glue(&mut self.sheet.bands[start..]);
    }

    /// A bookmark at the band written at `start`.
    pub(super) fn mark(&mut self, start: usize, title: &str, level: u8) {
        if let Some(band) = self.sheet.bands.get_mut(start) {
            band.mark = Some(Mark { title: title.to_owned(), level });
        }
    }

    /// A section's heading, with its bookmark; the next band stays with it.
    pub(super) fn heading(&mut self, title: &str) {
        let start = self.sheet.bands.len();
        let spans = [self.styles.heading.span(&title.to_uppercase())];
        self.paragraph(Role::Heading(2, title.to_owned()), &spans, 14.0, 18.0);
        self.mark(start, title, 0);
        self.stick();
    }

    /// Empty height.
    pub(super) fn gap(&mut self, height: f32) {
        let band = Band { ground: self.ground, ..Band::gap(height) };
        self.sheet.bands.push(band);
    }

    /// A hairline across the column.
    pub(super) fn rule(&mut self, above: f32, below: f32, thick: f32) {
        let mut band = Band { space_before: above, is_parting: true, ..Band::gap(thick + below) };
        let colour = self.styles.colours.line;
        band.items.push(Item::Fill { x: 0.0, y: 0.0, width: self.width, height: thick, colour });
        self.sheet.bands.push(band);
    }

    /// A list with a dot before each line.
    pub(super) fn bullets(&mut self, lines: &[Vec<Span>], space: f32) {
        let list = self.node(Role::List, 0);
        let styles = self.styles;
        for spans in lines {
            let item = self.node(Role::Item, list);
            let body = self.node(Role::ItemBody, item);
            let dot = self.cell(body, self.indent + 2.0, 10.0, &[styles.dot.span("•")]);
            let text = self.cell(body, self.indent + 12.0, self.inner() - 12.0, spans);
            let mut bands = self.side_by_side(&[dot, text], styles.leading);
            if let Some(first) = bands.first_mut() {
                first.space_before = space;
            }
            self.push(bands);
        }
    }

    /// Labels at the left, texts at the right.
    pub(super) fn labelled(&mut self, rows: &[(Span, Vec<Span>)], label_width: f32, space: f32) {
        let list = self.node(Role::List, 0);
        for (label, spans) in rows {
            let item = self.node(Role::Item, list);
            let body = self.node(Role::ItemBody, item);
            let x = self.indent + label_width;
            let left = self.cell(body, self.indent, label_width - 8.0, std::slice::from_ref(label));
            let right = self.cell(body, x, self.inner() - label_width, spans);
            let mut bands = self.side_by_side(&[left, right], self.styles.leading);
            if let Some(first) = bands.first_mut() {
                first.space_before = space;
            }
            self.push(bands);
        }
    }
}

/// Neither the first nor the last line of a paragraph stands alone on a page.
fn keep_ends(bands: &mut [Band]) {
    let count = bands.len();
    if count >= 2 {
        bands[0].is_glued = true;
        bands[count - 2].is_glued = true;
    }
}

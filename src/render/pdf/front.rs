//! Takes a page; writes its front: banner, masthead, headline, strip, bullets and the
//! contrarian box.

use super::band::{Band, Ground, Item, Role};
use super::face::Face;
use super::lines::{Span, Style};
use super::styles::{AMBER_EDGE, AMBER_GROUND, BANNER_GROUND, SOFT};
use super::writer::{Align, Cell, Writer};
use crate::render::page::Page;
use crate::render::shape::{Cell as StripCell, Labelled, Takeaway};

const BOX_INDENT: f32 = 16.0;

impl Writer<'_> {
    pub(super) fn front(&mut self, page: &Page) {
        self.banner(&page.head.banner);
        self.masthead(page);
        self.correction(page);
        let start = self.sheet.bands.len();
        let headline = &page.head.headline;
        let spans = [self.styles.headline.span(headline)];
        self.paragraph(Role::Heading(1, headline.clone()), &spans, 27.0, 12.0);
        self.mark(start, headline, 0);
        self.stick();
        let deck = self.styles.cited(self.styles.deck, &page.deck);
        self.paragraph(Role::Paragraph, &deck, 16.5, 5.0);
        self.strip(&page.strip);
        let label = self.styles.label;
        let rows: Vec<(Span, Vec<Span>)> = page
            .bullets
            .iter()
            .map(|bullet| {
                (label.span(&bullet.label), self.styles.cited(self.styles.body, &bullet.body))
            })
            .collect();
        self.gap(4.0);
        self.labelled(&rows, 86.0, 6.0);
        self.takeaway(&page.takeaway);
    }

    fn banner(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = self.sheet.bands.len();
        self.ground = Some(Ground { fill: BANNER_GROUND, edge: BANNER_GROUND });
        self.gap(4.0);
        let node = self.node(Role::Paragraph, 0);
        let spans = [self.styles.banner.span(text)];
        let mut cell = self.cell(node, 8.0, self.width - 16.0, &spans);
        cell.align = Align::Centre;
        let bands = self.side_by_side(&[cell], 11.5);
        self.push(bands);
        self.gap(4.0);
        self.ground = None;
        self.keep(start);
    }

    fn masthead(&mut self, page: &Page) {
        let start = self.sheet.bands.len();
        let styles = self.styles;
        self.gap(8.0);
        let brand_node = self.node(Role::Paragraph, 0);
        let date_node = self.node(Role::Paragraph, 0);
        let half = self.width / 2.0;
        let brand = self.cell(brand_node, 0.0, half, &[styles.brand.span("CONTRABRIEF")]);
        let small = Style { size: 8.4, ..styles.small };
        let mut date = self.cell(date_node, half, half, &[small.span(&page.head.on_paper[0])]);
        date.align = Align::Right;
        let bands = self.side_by_side(&[brand, date], 13.0);
        self.push(bands);
        let told = format!(
            "{} · revision {} · knows what was known at {}",
            page.head.title, page.head.revision, page.head.on_paper[1]
        );
        self.paragraph(Role::Paragraph, &[small.span(&told)], 12.0, 0.0);
        self.rule(6.0, 0.0, 0.6);
        if !page.head.cut.is_empty() {
            self.paragraph(Role::Paragraph, &[small.span(&page.head.cut)], 12.0, 3.0);
        }
        self.keep(start);
    }

    fn correction(&mut self, page: &Page) {
        if page.head.correction.is_empty() {
            return;
        }
        let start = self.sheet.bands.len();
        self.gap(8.0);
        self.ground = Some(Ground { fill: AMBER_GROUND, edge: AMBER_EDGE });
        self.indent = 10.0;
        self.gap(4.0);
        let lead = format!("Corrected in revision {}. ", page.head.revision);
        let spans = [self.styles.bold.span(&lead), self.styles.body.span(&page.head.correction)];
        self.paragraph(Role::Paragraph, &spans, self.styles.leading, 0.0);
        self.gap(4.0);
        self.indent = 0.0;
        self.ground = None;
        self.keep(start);
    }

    /// Up to four cells in a row, on a soft ground.
    fn strip(&mut self, cells: &[StripCell]) {
        const COLUMNS: usize = 4;
        for row in cells.chunks(COLUMNS) {
            let start = self.sheet.bands.len();
            self.gap(10.0);
            self.ground = Some(Ground { fill: SOFT, edge: SOFT });
            self.gap(6.0);
            #[expect(clippy::cast_precision_loss, reason = "at most four cells")]
            let wide = self.width / row.len() as f32;
            let styles = self.styles;
            let mut boxes: Vec<Cell> = Vec::new();
            let mut x = 0.0;
            for cell in row {
                let node = self.node(Role::Paragraph, 0);
                let mut lines = Vec::new();
                for spans in strip_lines(self, cell) {
                    lines.extend(self.cell(node, x, wide - 16.0, &spans).lines);
                }
                boxes.push(Cell {
                    node,
                    x: x + 9.0,
                    width: wide - 16.0,
                    align: Align::Left,
                    lines,
                });
                x += wide;
            }
            let mut bands = self.side_by_side(&boxes, 12.0);
            if let Some(figure) = bands.get_mut(1) {
                figure.height = 16.5;
                lower(figure, 3.2);
            }
            for band in &mut bands {
                for place in 1..row.len() {
                    #[expect(clippy::cast_precision_loss, reason = "at most four cells")]
                    let x = wide * place as f32;
                    let (colour, height) = (styles.colours.line, band.height + 0.3);
                    band.items.push(Item::Fill { x, y: 0.0, width: 0.6, height, colour });
                }
            }
            self.push(bands);
            self.gap(6.0);
            self.ground = None;
            self.keep(start);
        }
    }

    fn takeaway(&mut self, takeaway: &Takeaway) {
        let styles = self.styles;
        self.gap(10.0);
        self.ground = Some(if takeaway.has_case {
            Ground { fill: AMBER_GROUND, edge: AMBER_EDGE }
        } else {
            Ground { fill: SOFT, edge: styles.colours.line }
        });
        self.indent = BOX_INDENT;
        let start = self.sheet.bands.len();
        self.gap(8.0);
        let title = "Contrarian takeaway";
        let spans = [styles.amber.span(&title.to_uppercase())];
        self.paragraph(Role::Heading(2, title.to_owned()), &spans, 12.0, 0.0);
        self.mark(start, title, 0);
        let claim = [styles.claim.span(&takeaway.title)];
        self.paragraph(Role::Heading(3, takeaway.title.clone()), &claim, 19.0, 1.0);
        self.keep(start);
        self.stick();
        self.parts(takeaway);
        if !takeaway.call.is_empty() {
            self.paragraph(
                Role::Paragraph,
                &[styles.bold.span(&takeaway.call)],
                styles.leading,
                7.0,
            );
        }
        self.box_list(&takeaway.wrong_label, takeaway, true);
        let others = if takeaway.has_case { "Also today" } else { "Looked at" };
        self.box_list(others, takeaway, false);
        self.stick();
        self.gap(9.0);
        self.indent = 0.0;
        self.ground = None;
    }

    /// The sides of the case in two columns; without a case, one after the other.
    fn parts(&mut self, takeaway: &Takeaway) {
        let styles = self.styles;
        let columns = if takeaway.has_case { 2 } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "one or two columns")]
        let wide = (self.inner() - 16.0 * (columns - 1) as f32) / columns as f32;
        for pair in takeaway.parts.chunks(columns) {
            let mut cells = Vec::new();
            let mut x = self.indent;
            for part in pair {
                let node = self.node(Role::Paragraph, 0);
                let mut lines = Vec::new();
                if takeaway.has_case {
                    lines.extend(self.cell(node, x, wide, &[label_span(self, part)]).lines);
                }
                let spans = styles.cited(styles.body, &part.body);
                lines.extend(self.cell(node, x, wide, &spans).lines);
                cells.push(Cell { node, x, width: wide, align: Align::Left, lines });
                x += wide + 16.0;
            }
            let mut bands = self.side_by_side(&cells, styles.leading);
            if let Some(first) = bands.first_mut() {
                first.space_before = 5.0;
            }
            self.push(bands);
        }
    }

    fn box_list(&mut self, label: &str, takeaway: &Takeaway, wrong: bool) {
        let lines = if wrong { &takeaway.wrong_if } else { &takeaway.others };
        if lines.is_empty() {
            return;
        }
        let styles = self.styles;
        self.paragraph(Role::Paragraph, &[styles.small.span(label)], 11.5, 7.0);
        self.stick();
        let lines: Vec<Vec<Span>> =
            lines.iter().map(|line| styles.cited(styles.body, line)).collect();
        self.bullets(&lines, 0.5);
    }
}

fn label_span(writer: &Writer<'_>, part: &Labelled) -> Span {
    writer.styles.small.span(&part.label)
}

/// Label, figure and notes of a strip's cell.
fn strip_lines(writer: &Writer<'_>, cell: &StripCell) -> Vec<Vec<Span>> {
    let styles = writer.styles;
    let ink = if cell.value.tone == "mu" {
        styles.figure
    } else {
        Style { colour: styles.tone(cell.value.tone), ..styles.figure }
    };
    let mut figure = vec![ink.span(&cell.value.text)];
    if !cell.value.arrow.is_empty() && cell.value.tone != "mu" {
        let arrow = Style { size: ink.size * 0.75, face: Face::Bold, ..ink };
        figure.push(ink.span(" "));
        figure.push(arrow.span(cell.value.arrow));
    }
    let mut lines = vec![vec![styles.small.span(&cell.label)], figure];
    lines.extend(cell.notes.iter().map(|note| vec![styles.small.span(note)]));
    lines
}

fn lower(band: &mut Band, by: f32) {
    for item in &mut band.items {
        if let Item::Text { baseline, .. } = item {
            *baseline += by;
        }
    }
}

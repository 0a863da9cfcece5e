//! Takes a page; writes its lists: changes, record, data notes, sources, and what stands at the
//! end: provenance and disclosures.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::band::Role;
use super::lines::{Span, Style};
use super::styles::Styles;
use super::writer::Writer;
use crate::render::page::{Page, plain};
use crate::render::shape::Source;

impl Writer<'_> {
    pub(super) fn changes(&mut self, page: &Page) {
        if page.changes.is_empty() {
            return;
        }
        let styles = self.styles;
        self.heading("Since the last edition");
        let rows: Vec<(Span, Vec<Span>)> = page
            .changes
            .iter()
            .map(|change| {
                let mut spans = vec![styles.body.span(&format!("{} ", change.what))];
                spans.extend(styles.cited(styles.muted, &change.why));
                (styles.bold.span(&change.ticker), spans)
            })
            .collect();
        self.labelled(&rows, 62.0, 2.5);
    }

    pub(super) fn record(&mut self, page: &Page) {
        if page.scorecard.is_empty() {
            return;
        }
        self.heading("Our record");
        let lines: Vec<Vec<Span>> =
            page.scorecard.iter().map(|line| vec![self.styles.body.span(line)]).collect();
        self.bullets(&lines, 1.5);
    }

    pub(super) fn notes(&mut self, page: &Page) {
        let styles = self.styles;
        self.heading("Data notes");
        let rows: Vec<(Span, Vec<Span>)> = page
            .notes
            .iter()
            .map(|note| {
                let mark = if note.fine {
                    Style { colour: styles.colours.up, ..styles.body }.span("✓ OK")
                } else {
                    Style { size: styles.body.size, ..styles.amber }.span("⚠ Check")
                };
                (mark, vec![styles.body.span(&note.text)])
            })
            .collect();
        self.labelled(&rows, 62.0, 2.5);
    }

    pub(super) fn sources(&mut self, page: &Page) {
        if page.sources.is_empty() {
            return;
        }
        self.heading("Sources");
        let list = self.node(Role::List, 0);
        for source in &page.sources {
            let item = self.node(Role::Item, list);
            let body = self.node(Role::ItemBody, item);
            let number = format!("[{}]", source.number);
            let label = self.cell(body, 0.0, 26.0, &[self.styles.small.span(&number)]);
            let spans = source_spans(&self.styles, source);
            let text = self.cell(body, 26.0, self.width - 26.0, &spans);
            let mut bands = self.side_by_side(&[label, text], 11.4);
            if let Some(first) = bands.first_mut() {
                first.source = Some(source.number);
                first.space_before = 1.2;
            }
            self.push(bands);
        }
    }

    pub(super) fn provenance(&mut self, page: &Page) {
        let styles = self.styles;
        let foot = &page.foot;
        let start = self.sheet.bands.len();
        self.gap(4.0);
        self.heading("Provenance");
        let told = format!(
            "contrabrief {}, engine {}, time zones {}.",
            foot.version, foot.engine, foot.tzdb
        );
        self.paragraph(Role::Paragraph, &[styles.small.span(&told)], 11.2, 1.0);
        let facts = [
            ("Inputs", &foot.inputs_sha256),
            ("Config", &foot.config_sha256),
            ("Templates", &foot.templates_sha256),
            ("Chain before this edition", &foot.chain_head),
            ("Archive", &foot.archive_path),
            ("Whole edition", &foot.edition_sha256),
            ("Reproduce", &foot.reproduce),
        ];
        let list = self.node(Role::List, 0);
        for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            let item = self.node(Role::Item, list);
            let body = self.node(Role::ItemBody, item);
            let left = self.cell(body, 0.0, 104.0, &[styles.small.span(label)]);
            let right = self.cell(body, 108.0, self.width - 108.0, &[styles.mono.span(value)]);
            let bands = self.side_by_side(&[left, right], 11.2);
            self.push(bands);
        }
        let method = format!(
            "Method: method/{}.md in the archive, every formula and default.",
            foot.version
        );
        self.paragraph(Role::Paragraph, &[styles.small.span(&method)], 11.2, 1.0);
        self.keep(start);
    }

    pub(super) fn disclosures(&mut self, page: &Page) {
        let styles = self.styles;
        let foot = &page.foot;
        let paragraphs: Vec<Vec<Span>> =
            foot.disclosures.iter().flat_map(|text| markdown(&styles, text)).collect();
        if paragraphs.is_empty() && foot.disclosure.is_empty() {
            return;
        }
        self.heading("Disclosures");
        for spans in &paragraphs {
            self.paragraph(Role::Paragraph, spans, 11.2, 3.0);
        }
        let statements: Vec<(Span, Vec<Span>)> = foot
            .disclosure
            .iter()
            .map(|line| (styles.muted.span(line.label), vec![styles.web(&line.text, &line.url)]))
            .collect();
        self.labelled(&statements, 92.0, 2.0);
    }
}

fn source_spans(styles: &Styles, source: &Source) -> Vec<Span> {
    let small = styles.small;
    let mut spans = vec![styles.web(&source.title, &source.url)];
    spans.push(small.span(&format!(" · {} · {}", source.publisher, source.dated)));
    if !source.hash.is_empty() {
        spans.push(small.span(" · "));
        spans.push(styles.mono.span(&source.hash));
    }
    spans
}

/// Paragraphs of an operator's Markdown: bold and italic are kept, everything else is text.
fn markdown(styles: &Styles, text: &str) -> Vec<Vec<Span>> {
    let (mut bold, mut italic) = (0_u8, 0_u8);
    let mut paragraphs = vec![Vec::new()];
    for event in Parser::new(text) {
        let style = match (bold, italic) {
            (0, 0) => styles.small,
            (0, _) => Style { face: styles.italic.face, ..styles.small },
            _ => Style { face: styles.bold.face, ..styles.small },
        };
        let last = paragraphs.last_mut().expect("there is always a paragraph");
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let spaced = keep_spaces(&text);
                last.push(style.span(&spaced));
            }
            Event::SoftBreak | Event::HardBreak => last.push(style.span(" ")),
            Event::Start(Tag::Strong) => bold += 1,
            Event::End(TagEnd::Strong) => bold = bold.saturating_sub(1),
            Event::Start(Tag::Emphasis) => italic += 1,
            Event::End(TagEnd::Emphasis) => italic = italic.saturating_sub(1),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                paragraphs.push(Vec::new());
            }
            _ => {}
        }
    }
    paragraphs.retain(|spans| !spans.is_empty());
    paragraphs
}

/// [`plain`], but for the spaces at both ends.
fn keep_spaces(text: &str) -> String {
    let before = if text.starts_with(' ') { " " } else { "" };
    let after = if text.ends_with(' ') { " " } else { "" };
    format!("{before}{}{after}", plain(text))
}

//! Takes a page; writes one card for each name, with a bookmark each.

use super::band::Role;
use super::lines::{Span, Style};
use super::writer::{Align, Writer};
use crate::render::page::Page;
use crate::render::shape::Card;

impl Writer<'_> {
    pub(super) fn names(&mut self, page: &Page) {
        if page.names.is_empty() {
            return;
        }
        self.heading("Name by name");
        let spaced = self.sheet.bands.len();
        for (place, card) in page.names.iter().enumerate() {
            let start = self.sheet.bands.len();
            if place > 0 {
                self.rule(7.0, 5.0, 0.5);
            }
            let first = self.sheet.bands.len();
            self.card_head(card);
            self.mark(first, &format!("{} {}", card.ticker, card.name), 1);
            self.card_body(card);
            self.keep(start);
        }
        if let Some(first) = self.sheet.bands.get_mut(spaced) {
            first.space_before = 4.0;
        }
    }

    fn card_head(&mut self, card: &Card) {
        let styles = self.styles;
        let title = format!("{} {}", card.ticker, card.name);
        let heading = self.node(Role::Heading(3, title), 0);
        let facts = self.node(Role::Paragraph, 0);
        let split = self.width * 0.42;
        let muted = Style { size: 8.2, ..styles.muted };
        let left = self.cell(
            heading,
            0.0,
            split - 8.0,
            &[styles.name.span(&card.ticker), styles.name.span(" "), styles.muted.span(&card.name)],
        );
        let mut spans = Vec::new();
        if card.known {
            let score = Style { colour: styles.tone(card.score.tone), size: 8.6, ..styles.bold };
            spans.push(score.span(&card.score.text));
            spans.push(muted.span(" "));
        }
        spans.push(muted.span(&format!("{} · {}", card.band, card.evidence)));
        if !card.gap.is_empty() {
            let gap = if card.has_gap { Style { size: 8.2, ..styles.amber } } else { muted };
            spans.push(muted.span(" · "));
            spans.push(gap.span(card.gap));
        }
        let mut right = self.cell(facts, split, self.width - split, &spans);
        right.align = Align::Right;
        let bands = self.side_by_side(&[left, right], 14.5);
        self.push(bands);
    }

    fn card_body(&mut self, card: &Card) {
        let styles = self.styles;
        for line in &card.lines {
            let spans = styles.cited(styles.body, line);
            self.paragraph(Role::Paragraph, &spans, styles.leading, 2.0);
        }
        let parts: Vec<(Span, Vec<Span>)> = card
            .parts
            .iter()
            .map(|part| (styles.muted.span(&part.label), styles.cited(styles.body, &part.body)))
            .collect();
        self.labelled(&parts, 62.0, 2.0);
    }
}

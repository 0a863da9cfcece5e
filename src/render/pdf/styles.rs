//! Gives the styles of a sheet: faces, sizes and colours, all in one place.

use super::face::Face;
use super::lines::{Span, Style, Target};
use crate::render::figure::Figure;
use crate::render::palette::Colours;
use crate::render::shape::Sentence;

/// Bars, rules and capitals: the product's own colour.
pub(super) const NAVY: &str = "#12304F";
const LINK: &str = "#0B57A4";
/// The ground of cells and quiet boxes.
pub(super) const SOFT: &str = "#F6F8FA";
/// The ground and edge of the contrarian box.
pub(super) const AMBER_GROUND: &str = "#FFF7E3";
pub(super) const AMBER_EDGE: &str = "#E0A100";
/// The ground and ink of a banner.
pub(super) const BANNER_GROUND: &str = "#FFE9B0";
const BANNER_INK: &str = "#5A3B00";

/// Every style.
#[derive(Clone, Copy)]
pub(super) struct Styles {
    pub(super) colours: Colours,
    /// Lines of body text are so far apart.
    pub(super) leading: f32,
    pub(super) body: Style,
    pub(super) bold: Style,
    pub(super) italic: Style,
    pub(super) muted: Style,
    pub(super) small: Style,
    pub(super) mono: Style,
    pub(super) heading: Style,
    pub(super) brand: Style,
    pub(super) banner: Style,
    pub(super) headline: Style,
    pub(super) deck: Style,
    pub(super) claim: Style,
    pub(super) name: Style,
    pub(super) label: Style,
    pub(super) amber: Style,
    pub(super) dot: Style,
    pub(super) cite: Style,
    pub(super) figure: Style,
}

impl Styles {
    pub(super) fn new(colours: Colours) -> Self {
        let style = Style::new;
        Self {
            colours,
            leading: 13.4,
            body: style(Face::Regular, 9.3, colours.ink),
            bold: style(Face::Bold, 9.3, colours.ink),
            italic: style(Face::Italic, 9.3, colours.ink),
            muted: style(Face::Regular, 9.3, colours.muted),
            small: style(Face::Regular, 7.8, colours.muted),
            mono: style(Face::Mono, 6.9, colours.muted),
            heading: style(Face::Bold, 8.8, NAVY),
            brand: style(Face::Bold, 9.5, NAVY),
            banner: style(Face::Bold, 8.2, BANNER_INK),
            headline: style(Face::Serif, 22.0, colours.ink),
            deck: style(Face::SerifText, 11.5, colours.muted),
            claim: style(Face::Serif, 13.5, colours.ink),
            name: style(Face::Bold, 11.0, colours.ink),
            label: style(Face::Bold, 8.8, NAVY),
            amber: style(Face::Bold, 8.4, colours.amber),
            dot: style(Face::Regular, 9.3, colours.amber),
            cite: style(Face::Regular, 7.4, LINK),
            figure: style(Face::Bold, 13.0, colours.ink),
        }
    }

    /// A sentence and its citations, each a link to its source.
    pub(super) fn cited(&self, style: Style, sentence: &Sentence) -> Vec<Span> {
        let mut spans = vec![style.span(&sentence.text)];
        for (place, reference) in sentence.refs.iter().enumerate() {
            if place == 0 {
                spans.push(style.span(" "));
            }
            spans.push(Span {
                text: format!("[{}]", reference.number),
                style: self.cite,
                link: Some(Target::Source(reference.number)),
            });
        }
        spans
    }

    /// The colour of a tone.
    pub(super) fn tone(&self, tone: &str) -> &'static str {
        match tone {
            "up" => self.colours.up,
            "dn" => self.colours.down,
            _ => self.colours.muted,
        }
    }

    /// A figure with its arrow before it.
    pub(super) fn signed(&self, style: Style, figure: &Figure) -> Vec<Span> {
        let style = Style { colour: self.tone(figure.tone), ..style };
        if figure.arrow.is_empty() {
            return vec![style.span(&figure.text)];
        }
        let arrow = Style { size: style.size * 0.78, ..style };
        vec![arrow.span(figure.arrow), style.span("\u{A0}"), style.span(&figure.text)]
    }

    /// A link to an address.
    pub(super) fn web(&self, text: &str, address: &str) -> Span {
        let style = Style { size: self.small.size, ..self.cite };
        let link = (!address.is_empty()).then(|| Target::Web(address.to_owned()));
        let style =
            if link.is_some() { style } else { Style { colour: self.colours.ink, ..style } };
        Span { text: text.to_owned(), style, link }
    }
}

//! Takes lines, bars, marks and texts in tenths of a pixel; gives one SVG. Coordinates are whole
//! numbers until they are written, so that the same picture is the same text everywhere.

use std::fmt::Write as _;

use crate::render::palette::Colours;

/// One pixel in the units of a drawing.
pub(super) const PX: i64 = 10;

/// What a stroke, an area or a text is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Muted,
    Line,
    Up,
    Down,
    Amber,
}

/// Where colours come from.
#[derive(Clone, Copy)]
pub(in crate::render) enum Paint<'c> {
    /// The page's style sheet, so that light, dark and print each have their own.
    Classes,
    /// Colours written into the picture, for whoever has no style sheet.
    Colours(&'c Colours),
}

/// An area: filled or, as the second sign that is not a colour, outlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    Filled(Ink),
    Hollow(Ink),
}

/// How a text stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture in the making.
pub(super) struct Drawing<'c> {
    paint: Paint<'c>,
    width: i64,
    text_px: i64,
    body: String,
}

impl<'c> Drawing<'c> {
    pub(super) fn new(paint: Paint<'c>, width: i64, text_px: i64) -> Self {
        Self { paint, width, text_px, body: String::new() }
    }

    pub(super) fn line(&mut self, from: (i64, i64), to: (i64, i64), ink: Ink, thick: i64) {
        let stroke = self.stroke(ink, thick);
        let (x1, y1, x2, y2) = (at(from.0), at(from.1), at(to.0), at(to.1));
        self.push(&format!("<path d=\"M{x1} {y1}L{x2} {y2}\"{stroke}/>"));
    }

    /// One line through all of `points`.
    pub(super) fn lines(&mut self, points: &[(i64, i64)], ink: Ink, thick: i64) {
        let stroke = self.stroke(ink, thick);
        let pairs: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
        self.push(&format!("<polyline points=\"{}\"{stroke}/>", pairs.join(" ")));
    }

    /// An area with straight sides.
    pub(super) fn polygon(&mut self, points: &[(i64, i64)], area: Area) {
        let look = self.area(area);
        let pairs: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
        self.push(&format!("<polygon points=\"{}\"{look}/>", pairs.join(" ")));
    }

    /// A rectangle; a hollow one keeps its outline within its borders.
    pub(super) fn rect(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), area: Area) {
        let inset = if matches!(area, Area::Hollow(_)) { HOLLOW / 2 } else { 0 };
        let side = |length: i64| at((length - 2 * inset).max(1));
        let look = self.area(area);
        self.push(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{look}/>",
            at(x + inset),
            at(y + inset),
            side(width),
            side(height)
        ));
    }

    /// A dot; a hollow one keeps its outline within its border.
    pub(super) fn dot(&mut self, (x, y): (i64, i64), radius: i64, area: Area) {
        let inset = if matches!(area, Area::Hollow(_)) { HOLLOW / 2 } else { 0 };
        let look = self.area(area);
        let radius = at((radius - inset).max(1));
        self.push(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"{look}/>", at(x), at(y)));
    }

    /// A text whose baseline begins, centres or ends at a point.
    pub(super) fn text(&mut self, (x, y): (i64, i64), anchor: Anchor, ink: Ink, text: &str) {
        self.write((x, y), anchor, ink, "", text);
    }

    /// A text in bold.
    pub(super) fn strong(&mut self, (x, y): (i64, i64), anchor: Anchor, ink: Ink, text: &str) {
        self.write((x, y), anchor, ink, " font-weight=\"700\"", text);
    }

    fn write(&mut self, (x, y): (i64, i64), anchor: Anchor, ink: Ink, weight: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let fill = self.fill(ink);
        let (x, y, text) = (at(x), at(y), escaped(text));
        self.push(&format!("<text x=\"{x}\" y=\"{y}\"{anchor}{weight}{fill}>{text}</text>"));
    }

    /// The whole picture, `height` high, with its words for who cannot see it.
    pub(super) fn finish(self, height: i64, words: &str) -> String {
        let (width, height) = (at(self.width), at(height));
        let words = escaped(words);
        let look = match self.paint {
            Paint::Classes => "class=\"ch\"".to_owned(),
            Paint::Colours(_) => format!(
                "xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"Noto Sans\""
            ),
        };
        let mut svg = String::new();
        let _ = writeln!(
            svg,
            "<svg {look} viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{words}\" font-size=\"{}\" fill=\"none\">\n<title>{words}</title>",
            self.text_px
        );
        svg + &self.body + "</svg>"
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    fn area(&self, area: Area) -> String {
        match area {
            Area::Filled(ink) => self.fill(ink),
            Area::Hollow(ink) => self.stroke(ink, HOLLOW),
        }
    }

    fn fill(&self, ink: Ink) -> String {
        match self.paint {
            Paint::Classes => format!(" class=\"f{}\"", letter(ink)),
            Paint::Colours(colours) => format!(" fill=\"{}\"", colour(ink, colours)),
        }
    }

    fn stroke(&self, ink: Ink, thick: i64) -> String {
        let thick = at(thick);
        match self.paint {
            Paint::Classes => format!(" class=\"s{}\" stroke-width=\"{thick}\"", letter(ink)),
            Paint::Colours(colours) => {
                format!(" stroke=\"{}\" stroke-width=\"{thick}\"", colour(ink, colours))
            }
        }
    }
}

/// The outline of a hollow area.
const HOLLOW: i64 = 12;

/// The last letter of a class of the page's style sheet.
fn letter(ink: Ink) -> char {
    match ink {
        Ink::Text => 'i',
        Ink::Muted => 'm',
        Ink::Line => 'l',
        Ink::Up => 'u',
        Ink::Down => 'd',
        Ink::Amber => 'a',
    }
}

fn colour(ink: Ink, colours: &Colours) -> &'static str {
    match ink {
        Ink::Text => colours.ink,
        Ink::Muted => colours.muted,
        Ink::Line => colours.line,
        Ink::Up => colours.up,
        Ink::Down => colours.down,
        Ink::Amber => colours.amber,
    }
}

/// Tenths of a pixel as SVG writes them: `12`, `12.5`, `-0.5`.
fn at(tenths: i64) -> String {
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// About how wide a text is, rather too wide: readers' fonts differ.
pub(super) fn width_of(text: &str, text_px: i64) -> i64 {
    let thousandths: i64 = text
        .chars()
        .map(|mark| match mark {
            '.' | ',' | ':' | ' ' | '\'' | 'i' | 'l' | 'j' | '(' | ')' | 'I' => 330,
            'm' | 'w' | 'M' | 'W' | '%' => 950,
            'A'..='Z' => 730,
            _ => 620,
        })
        .sum();
    thousandths * text_px * PX / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_written_without_a_floating_number() {
        assert_eq!([0, 5, 10, 125, -5].map(at), ["0", "0.5", "1", "12.5", "-0.5"]);
    }

    #[test]
    fn data_cannot_leave_its_text() {
        let mut drawing = Drawing::new(Paint::Classes, 10, 12);
        drawing.text((0, 0), Anchor::Start, Ink::Text, "</text><script>&\"");
        let svg = drawing.finish(10, "\"><script>");
        assert!(!svg.contains("<script"), "{svg}");
    }
}

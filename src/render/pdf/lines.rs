//! Takes spans of text and a width; gives lines that fit it. Never gives a line that is wider:
//! a word that does not fit is broken between its letters.

use unicode_segmentation::UnicodeSegmentation;

use super::face::{Face, Faces, Run};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A numbered source of the same document.
    Source(u16),
    /// An address.
    Web(String),
}

/// Text in one style.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) link: Option<Target>,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f32,
    /// `#RRGGBB`.
    pub(super) colour: &'static str,
}

impl Style {
    pub(super) const fn new(face: Face, size: f32, colour: &'static str) -> Self {
        Self { face, size, colour }
    }

    pub(super) fn span(self, text: &str) -> Span {
        Span { text: text.to_owned(), style: self, link: None }
    }
}

/// A run of glyphs at its place in a line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) run: Run,
    pub(super) style: Style,
    pub(super) link: Option<Target>,
}

impl Piece {
    pub(super) fn width(&self) -> f32 {
        self.run.width * self.style.size
    }
}

/// One line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// With the space at its end.
    full: f32,
    /// Without it.
    pub(super) width: f32,
}

struct Word {
    runs: Vec<Run>,
    width: f32,
    /// The width of the space at its end.
    space: f32,
}

/// Breaks spans into lines.
pub(super) fn lay(faces: &Faces, spans: &[Span], width: f32) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    for span in spans {
        for text in words(&span.text) {
            let word = shape(faces, span.style, text);
            let line = lines.last_mut().expect("there is always a line");
            if word.width <= 0.0 && line.full > width {
                continue;
            }
            if line.full + word.width <= width {
                line.push(span, &word);
            } else if word.width <= width {
                lines.push(Line::default());
                lines.last_mut().expect("just pushed").push(span, &word);
            } else {
                break_anywhere(faces, span, text, width, &mut lines);
            }
        }
    }
    lines.retain(|line| !line.pieces.is_empty());
    lines
}

fn break_anywhere(faces: &Faces, span: &Span, text: &str, width: f32, lines: &mut Vec<Line>) {
    for letter in text.graphemes(true) {
        let word = shape(faces, span.style, letter);
        let fits = lines.last().is_some_and(|line| line.full + word.width <= width);
        if !fits {
            lines.push(Line::default());
        }
        lines.last_mut().expect("there is always a line").push(span, &word);
    }
}

/// The stretches that may not be broken, each with the space behind it.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let marks: Vec<(usize, char)> = text.char_indices().collect();
    for (place, (at, mark)) in marks.iter().enumerate() {
        let after = marks.get(place + 1).map(|(_, mark)| *mark);
        let before = place.checked_sub(1).map(|place| marks[place].1);
        let breaks = match (*mark, after) {
            (' ', Some(next)) => next != ' ',
            ('-' | '/', Some(next)) => {
                next.is_alphabetic() && before.is_some_and(char::is_alphabetic)
            }
            ('—', Some(_)) => true,
            _ => false,
        };
        if breaks {
            found.push(&text[start..at + mark.len_utf8()]);
            start = at + mark.len_utf8();
        }
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

fn shape(faces: &Faces, style: Style, text: &str) -> Word {
    let runs = faces.shape(style.face, text);
    let full: f32 = runs.iter().map(|run| run.width).sum::<f32>() * style.size;
    let trailing = &text[text.trim_end_matches(' ').len()..];
    let space: f32 =
        faces.shape(style.face, trailing).iter().map(|run| run.width).sum::<f32>() * style.size;
    Word { runs, width: full - space, space }
}

impl Line {
    fn push(&mut self, span: &Span, word: &Word) {
        for run in &word.runs {
            let (style, link) = (span.style, &span.link);
            let wide = run.width * style.size;
            match self.pieces.last_mut() {
                Some(last)
                    if last.run.file == run.file && last.style == style && last.link == *link =>
                {
                    last.run.append(run);
                }
                _ => self.pieces.push(Piece {
                    x: self.full,
                    run: run.clone(),
                    style,
                    link: link.clone(),
                }),
            }
            self.full += wide;
        }
        self.width = self.full - word.space;
    }
}

//! Takes text and a face; gives glyphs from embedded fonts, with a second font for what the
//! first lacks and a visible mark for what both lack. Never drops a character silently.

use std::cell::RefCell;
use std::ops::Range;

use harfrust::{
    Direction, FontRef, ShapeOptions, ShapePlan, ShapePlanKey, ShaperData, UnicodeBuffer, script,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

/// What stands for a character that no embedded font has.
pub(super) const REPLACEMENT: char = '□';

/// The faces of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    Italic,
    /// Headlines.
    Serif,
    /// The line under a headline.
    SerifText,
    /// Hashes and commands.
    Mono,
}

const FILES: usize = 8;
const FALLBACK: usize = 6;
const FALLBACK_BOLD: usize = 7;

impl Face {
    fn file(self) -> usize {
        match self {
            Self::Regular => 0,
            Self::Bold => 1,
            Self::Italic => 2,
            Self::Serif => 3,
            Self::SerifText => 4,
            Self::Mono => 5,
        }
    }

    fn fallback(self) -> usize {
        if matches!(self, Self::Bold | Self::Serif) { FALLBACK_BOLD } else { FALLBACK }
    }
}

/// A stretch of text in one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Which font file.
    pub(super) file: usize,
    /// The text that the glyphs stand for.
    pub(super) text: String,
    /// Advances are in parts of the font's size.
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// The sum of the advances, in parts of the font's size.
    pub(super) width: f32,
}

impl Run {
    /// Whether the font had every letter.
    fn is_whole(&self) -> bool {
        self.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0)
    }

    /// Joins a run of the same font to this one.
    pub(super) fn append(&mut self, next: &Self) {
        let start = self.text.len();
        self.text.push_str(&next.text);
        self.width += next.width;
        self.glyphs.extend(next.glyphs.iter().cloned().map(|mut glyph| {
            glyph.text_range = glyph.text_range.start + start..glyph.text_range.end + start;
            glyph
        }));
    }
}

struct FontFile {
    bytes: FontRef<'static>,
    shaping: ShaperData,
    /// How to shape a script, worked out when a text is first written in it: it takes longer than
    /// shaping a line.
    plans: RefCell<Vec<ShapePlan>>,
    units: f32,
    font: Font,
}

/// The fonts of a sheet, read once.
pub(super) struct Faces {
    files: Vec<FontFile>,
}

impl Faces {
    /// Reads the fonts that are compiled in.
    pub(super) fn new() -> Self {
        let files: [&'static [u8]; FILES] = [
            notosans::REGULAR_TTF,
            notosans::BOLD_TTF,
            notosans::ITALIC_TTF,
            dejavu::serif_condensed::bold(),
            dejavu::serif_condensed::regular(),
            dejavu::sans_mono::regular(),
            dejavu::sans::regular(),
            dejavu::sans::bold(),
        ];
        Self { files: files.into_iter().map(FontFile::read).collect() }
    }

    pub(super) fn font(&self, file: usize) -> Font {
        self.files[file].font.clone()
    }

    /// The glyphs of a text without breaks.
    pub(super) fn shape(&self, face: Face, text: &str) -> Vec<Run> {
        if text.is_empty() {
            return Vec::new();
        }
        let whole = self.files[face.file()].run(face.file(), text.to_owned());
        if whole.is_whole() && !text.chars().any(is_joiner) {
            return vec![whole];
        }
        let mut stretches: Vec<(usize, String)> = Vec::new();
        for mark in text.chars().filter(|mark| !is_joiner(*mark)) {
            let (file, mark) = self.file_for(face, mark);
            match stretches.last_mut() {
                Some((last, stretch)) if *last == file => stretch.push(mark),
                _ => stretches.push((file, mark.to_string())),
            }
        }
        stretches.into_iter().map(|(file, stretch)| self.files[file].run(file, stretch)).collect()
    }

    fn file_for(&self, face: Face, mark: char) -> (usize, char) {
        let mark = if mark.is_whitespace() && mark != '\u{A0}' { ' ' } else { mark };
        for file in [face.file(), face.fallback(), FALLBACK] {
            if self.files[file].has(mark) {
                return (file, mark);
            }
        }
        (FALLBACK, REPLACEMENT)
    }
}

/// Marks that only choose between pictures of a neighbour: they have no ink of their own.
fn is_joiner(mark: char) -> bool {
    matches!(mark, '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

impl FontFile {
    fn read(bytes: &'static [u8]) -> Self {
        let reference = FontRef::new(bytes).expect("the compiled-in fonts are whole");
        let shaping = ShaperData::new(&reference);
        let font = Font::new(bytes.into(), 0).expect("the compiled-in fonts are whole");
        let plans = RefCell::default();
        Self { units: font.units_per_em(), bytes: reference, shaping, plans, font }
    }

    fn has(&self, mark: char) -> bool {
        let mut buffer = [0; 4];
        let shaped = self.shape(mark.encode_utf8(&mut buffer));
        shaped.glyph_infos().iter().all(|info| info.glyph_id != 0)
    }

    fn shape(&self, text: &str) -> harfrust::GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if matches!(buffer.direction(), Direction::TopToBottom | Direction::BottomToTop) {
            buffer.set_direction(Direction::LeftToRight);
        }
        let shaper = self.shaping.shaper(&self.bytes).build();
        let (direction, language) = (buffer.direction(), buffer.language());
        let script = Some(buffer.script()).filter(|script| *script != script::UNKNOWN);
        let key = ShapePlanKey::new(script, direction).language(language.as_ref());
        let mut plans = self.plans.borrow_mut();
        let known = plans.iter().position(|plan| key.matches(plan));
        let place = known.unwrap_or_else(|| {
            plans.push(ShapePlan::new(&shaper, direction, script, language.as_ref(), &[]));
            plans.len() - 1
        });
        shaper.shape(buffer, ShapeOptions::new().plan(Some(&plans[place])))
    }

    fn run(&self, file: usize, text: String) -> Run {
        let shaped = self.shape(&text);
        let mut starts: Vec<usize> =
            shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let range = |start: usize| -> Range<usize> {
            let next = starts.iter().find(|other| **other > start);
            start..next.copied().unwrap_or(text.len())
        };
        let scaled = |units: i32| f32::from(i16::try_from(units).unwrap_or(0)) / self.units;
        let pairs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        let glyphs: Vec<KrillaGlyph> = pairs
            .map(|(info, place)| {
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    scaled(place.x_advance),
                    scaled(place.x_offset),
                    scaled(place.y_offset),
                    0.0,
                    range(info.cluster as usize),
                    None,
                )
            })
            .collect();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Run { file, text, glyphs, width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_made_once_a_script_and_shapes_as_a_new_one_would() {
        let texts =
            ["Helix rose 3%.", "12.50", "Гелиос вырос", "Ήλιος", "Helix fell", "7", "Гелиос"];
        let faces = Faces::new();
        for text in texts {
            let known = faces.shape(Face::Regular, text);
            let anew = Faces::new().shape(Face::Regular, text);
            assert_eq!(format!("{known:?}"), format!("{anew:?}"), "{text}");
        }
        assert_eq!(faces.files[Face::Regular.file()].plans.borrow().len(), 4);
    }
}

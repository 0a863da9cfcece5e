//! Takes a brief; gives its pictures as a page holds them and as files for its mail. Never gives
//! an address to a picture that was not drawn.

use serde::Serialize;

use super::raster::Raster;
use super::{Canvas, Paint, base_rate, price_tone, spark, tones};
use crate::model::{
    BaseRateChart, Brief, EditionKey, Masthead, Palette, Rendition, Revision, ScoreRow, Stance,
    content_id, file_names,
};
use crate::render::palette::Colours;

/// The longest scoreboard whose first rows have a line in the mail.
const SPARK_ROWS_MAX: usize = 24;

/// One picture.
#[derive(Serialize)]
pub(in crate::render) struct Picture {
    /// What it is, in a line.
    pub(in crate::render) title: String,
    /// The same as the picture, in a sentence.
    pub(in crate::render) words: String,
    /// SVG with its colours in it, for paper.
    #[serde(skip)]
    pub(in crate::render) paper: String,
    /// SVG for a wide page, and for a narrow one.
    wide: String,
    narrow: String,
    /// What a mail calls it, and the size to show it at.
    cid: String,
    width: u32,
    height: u32,
}

/// The pictures of a brief; each may be absent.
#[derive(Serialize)]
pub(in crate::render) struct Pictures {
    pub(in crate::render) price_tone: Option<Picture>,
    pub(in crate::render) base_rate: Option<Picture>,
    pub(in crate::render) tones: Option<Picture>,
    /// Whether the mail's scoreboard has lines: a long one would grow too heavy.
    has_sparks: bool,
    /// What a mail calls the line of each row; empty for a row without one.
    pub(in crate::render) spark_cids: Vec<String>,
    #[serde(skip)]
    pub(in crate::render) files: Vec<Rendition>,
}

impl Pictures {
    pub(in crate::render) fn of(brief: &Brief, palette: Palette) -> Self {
        let charts = &brief.charts;
        let mut desk = Desk::new(&brief.masthead, palette);
        let price = charts.price_tone.as_ref().and_then(|chart| {
            let title = format!("{}: price, articles and tone", chart.ticker);
            let draw = |canvas, paint: Paint<'_>| price_tone(chart, canvas, paint);
            desk.picture(file_names::PRICE_TONE, title, &chart.words, draw)
        });
        let record = charts.base_rate.as_ref().and_then(|chart| {
            let title = base_rate_title(chart);
            let draw = |canvas, paint: Paint<'_>| base_rate(chart, canvas, paint);
            desk.picture(file_names::BASE_RATE, title, &chart.words, draw)
        });
        let scores = charts.tones.as_ref().and_then(|chart| {
            let draw = |canvas, paint: Paint<'_>| tones(chart, canvas, paint);
            desk.picture(file_names::TONES, "Sentiment".to_owned(), &chart.words, draw)
        });
        let spark_cids = desk.sparks(&brief.scoreboard);
        Self {
            price_tone: price,
            base_rate: record,
            tones: scores,
            has_sparks: spark_cids.iter().any(|cid| !cid.is_empty()),
            spark_cids,
            files: desk.files,
        }
    }
}

/// What an outcome is.
fn base_rate_title(chart: &BaseRateChart) -> String {
    let (n, sessions) = (chart.outcomes.len(), chart.horizon_sessions);
    let what = match chart.stance {
        Stance::Range => "the move beyond the usual",
        _ => "the return against the market, counted the contrarian’s way,",
    };
    format!("After {n} similar moments: {what} over {sessions} sessions")
}

/// Where pictures are made for one mail.
struct Desk {
    raster: Raster,
    /// Those of the mail, and those of paper.
    colours: Colours,
    on_paper: Colours,
    key: EditionKey,
    revision: Revision,
    files: Vec<Rendition>,
}

impl Desk {
    fn new(masthead: &Masthead, palette: Palette) -> Self {
        Self {
            raster: Raster::new(),
            colours: mail_colours(palette),
            on_paper: palette.light(),
            key: EditionKey { brief: masthead.brief.clone(), date: masthead.date },
            revision: masthead.revision,
            files: Vec::new(),
        }
    }

    fn picture(
        &mut self,
        file_name: &str,
        title: String,
        words: &str,
        draw: impl Fn(Canvas, Paint<'_>) -> Option<String>,
    ) -> Option<Picture> {
        let wide = draw(Canvas::WIDE, Paint::Classes)?;
        let narrow = draw(Canvas::NARROW, Paint::Classes)?;
        let paper = draw(Canvas::WIDE, Paint::Colours(&self.on_paper))?;
        let for_mail = draw(Canvas::MAIL, Paint::Colours(&self.colours))?;
        let (cid, width, height) = self.file(file_name, &for_mail)?;
        let words = words.to_owned();
        Some(Picture { title, words, paper, wide, narrow, cid, width, height })
    }

    fn sparks(&mut self, rows: &[ScoreRow]) -> Vec<String> {
        let count = if rows.len() <= SPARK_ROWS_MAX { file_names::SPARKS.len() } else { 0 };
        let mut names = file_names::SPARKS.iter().take(count);
        let mut cid = |row: &ScoreRow| {
            let paint = Paint::Colours(&self.colours);
            let svg = spark(row.ticker.as_str(), &row.spark_per_mille, paint)?;
            self.file(names.next()?, &svg).map(|(cid, ..)| cid)
        };
        rows.iter().map(|row| cid(row).unwrap_or_default()).collect()
    }

    /// Keeps a picture as a file; gives what a mail calls it and the size to show it at.
    fn file(&mut self, file_name: &str, svg: &str) -> Option<(String, u32, u32)> {
        let png = self.raster.png(svg)?;
        self.files.push(Rendition::new(file_name, "image/png", png.bytes));
        let cid = content_id(file_name, &self.key, self.revision);
        Some((cid, png.width_px, png.height_px))
    }
}

/// Tones between light and dark: a mail's picture has a clear ground and cannot know which of
/// the two it will stand on.
pub(super) fn mail_colours(palette: Palette) -> Colours {
    const TEAL: &str = "#00837A";
    const ORANGE: &str = "#C2540A";
    const GREEN: &str = "#2E8540";
    const RED: &str = "#D13B3B";
    let (up, down) = match palette {
        Palette::Default => (TEAL, ORANGE),
        Palette::Classic => (GREEN, RED),
        Palette::Asia => (RED, GREEN),
    };
    Colours {
        ink: "#697789",
        muted: "#697789",
        line: "#69778959",
        up,
        down,
        amber: "#94700A",
        ..palette.light()
    }
}

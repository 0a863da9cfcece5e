//! Takes a brief; gives what a sheet says of itself: title, dates, identity, footer. Never the
//! clock.

use chrono::{Datelike, Timelike};
use krilla::metadata::{DateTime, Metadata, PageLayout};

use super::face::Face;
use super::lines::Style;
use crate::model::{Brief, Paper};
use crate::render::page::plain;
use crate::render::palette::Colours;

/// Who wrote it, as the document's properties show.
const AUTHOR: &str = "contrabrief";

/// What a sheet says of itself.
pub(super) struct Facts {
    /// Points.
    pub(super) size: (f32, f32),
    pub(super) title: String,
    pub(super) navy: &'static str,
    pub(super) line: &'static str,
    pub(super) small: Style,
    pub(super) mono: Style,
    headline: String,
    date: String,
    revision: String,
    inputs: String,
    identity: String,
    keywords: Vec<String>,
    version: String,
    created: DateTime,
}

/// Width and height in points.
pub(super) fn size(paper: Paper) -> (f32, f32) {
    match paper {
        Paper::A4 => (595.276, 841.89),
        Paper::Letter => (612.0, 792.0),
    }
}

impl Facts {
    pub(super) fn of(
        brief: &Brief,
        date: &str,
        paper: Paper,
        colours: Colours,
        navy: &'static str,
    ) -> Self {
        let masthead = &brief.masthead;
        let as_of = masthead.as_of;
        let two = |part: u32| u8::try_from(part).unwrap_or(0);
        let created = DateTime::new(u16::try_from(as_of.year()).unwrap_or(0))
            .month(two(as_of.month()))
            .day(two(as_of.day()))
            .hour(two(as_of.hour()))
            .minute(two(as_of.minute()))
            .second(two(as_of.second()))
            .utc_offset_hour(0)
            .utc_offset_minute(0);
        let inputs = brief.provenance.inputs_sha256.to_string();
        Self {
            size: size(paper),
            title: plain(&masthead.title),
            navy,
            line: colours.line,
            small: Style::new(Face::Regular, 7.5, colours.muted),
            mono: Style::new(Face::Mono, 6.5, colours.muted),
            headline: plain(&brief.headline),
            date: date.to_owned(),
            revision: masthead.revision.to_string(),
            identity: format!(
                "{} {} {} {inputs}",
                masthead.brief, masthead.date, masthead.revision
            ),
            inputs: inputs.chars().take(12).collect(),
            keywords: brief.scoreboard.iter().map(|row| row.ticker.to_string()).collect(),
            version: plain(&brief.provenance.version),
            created,
        }
    }

    pub(super) fn metadata(&self) -> Metadata {
        Metadata::new()
            .title(format!("{} – {}, {}", self.headline, self.title, self.date))
            .description(format!("{}, {}, revision {}", self.title, self.date, self.revision))
            .authors(vec![AUTHOR.to_owned()])
            .creator(format!("contrabrief {}", self.version))
            .producer("krilla".to_owned())
            .keywords(self.keywords.clone())
            .language("en".to_owned())
            .creation_date(self.created)
            .document_id(self.identity.clone())
            .page_layout(PageLayout::OneColumn)
    }

    /// The foot of a page: what it is, and the edition's inputs.
    pub(super) fn footer(&self, page: usize, pages: usize) -> (String, String) {
        let Self { title, date, revision, inputs, .. } = self;
        let left = format!("{title} · {date} · {revision} · page {page} of {pages}");
        (left, format!("inputs {inputs}"))
    }
}

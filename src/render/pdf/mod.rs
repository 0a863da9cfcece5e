//! Takes a brief and its page; gives a paged, tagged PDF with embedded fonts. Never reads a
//! file or a clock: the same brief gives the same bytes.

mod band;
mod draw;
mod face;
mod facts;
mod figure;
mod front;
mod lines;
mod lists;
mod names;
mod pages;
mod paint;
mod structure;
mod styles;
mod table;
mod tables;
mod writer;

use super::RenderError;
use super::page::Page;
use crate::model::{Brief, Look};
use draw::Promise;
use face::Faces;
use facts::Facts;
use styles::{NAVY, Styles};
use writer::Writer;

/// Lays the page out on paper.
pub(super) fn write(brief: &Brief, page: &Page, look: &Look) -> Result<Vec<u8>, RenderError> {
    let colours = look.palette.light();
    let about = Facts::of(brief, &page.head.on_paper[0], look.paper, colours, NAVY);
    let faces = Faces::new();
    let (width, height) = about.size;
    let mut writer = Writer::new(&faces, &Styles::new(colours), width - 2.0 * draw::SIDE);
    writer.front(page);
    writer.pictures(page);
    writer.scoreboard(page);
    writer.portfolio(page);
    writer.names(page);
    writer.effects(page);
    writer.calendar(page);
    writer.changes(page);
    writer.record(page);
    writer.notes(page);
    writer.sources(page);
    writer.provenance(page);
    writer.disclosures(page);
    let sheet = writer.sheet;
    let pages = pages::paginate(&sheet, draw::column_height(height));
    // A letter that PDF/UA-1 refuses costs the mark of that standard, never the edition.
    draw::draw(&faces, &sheet, &pages, &about, Promise::Accessible)
        .or_else(|_| draw::draw(&faces, &sheet, &pages, &about, Promise::None))
        .map_err(|error| RenderError::Pdf(format!("{error:?}")))
}

#[cfg(test)]
mod tests;

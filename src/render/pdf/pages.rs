//! Takes bands; gives them placed on pages. Never leaves a heading alone at the foot of a page
//! and never cuts what a page can hold when it asks to be kept together.

use super::band::{Band, Sheet};

/// Where a band stands: from the top of the column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'sheet> {
    pub(super) band: &'sheet Band,
    /// Top of the band, after its space.
    pub(super) y: f32,
    /// The space above it that is kept.
    pub(super) space: f32,
    /// A table's head, drawn once more: no new content.
    pub(super) is_repeat: bool,
}

/// Cuts the sheet into pages of `height`.
pub(super) fn paginate(sheet: &Sheet, height: f32) -> Vec<Vec<Placed<'_>>> {
    let mut pages: Vec<Vec<Placed<'_>>> = vec![Vec::new()];
    let mut y = 0.0_f32;
    let mut free_until = 0;
    for (place, band) in sheet.bands.iter().enumerate() {
        let is_top = pages.last().is_some_and(Vec::is_empty);
        if place >= free_until {
            let (end, needed) = chain(&sheet.bands[place..], height);
            let needed = if is_top { needed - band.space_before } else { needed };
            if !is_top && y + needed > height {
                y = turn(&mut pages, sheet, band);
            }
            free_until = place + end;
        } else if !is_top && y + band.space_before + band.height > height {
            y = turn(&mut pages, sheet, band);
        }
        if band.is_parting && pages.last().is_some_and(Vec::is_empty) {
            continue;
        }
        let page = pages.last_mut().expect("there is always a page");
        let space = if page.is_empty() { 0.0 } else { band.space_before };
        page.push(Placed { band, y: y + space, space, is_repeat: false });
        y += space + band.height;
    }
    pages
}

/// Opens a page, with the head of the table that goes on.
fn turn<'sheet>(pages: &mut Vec<Vec<Placed<'sheet>>>, sheet: &'sheet Sheet, band: &Band) -> f32 {
    let mut page = Vec::new();
    let mut y = 0.0;
    if let Some(head) = band.head.map(|head| &sheet.heads[head]) {
        page.push(Placed { band: head, y, space: 0.0, is_repeat: true });
        y += head.height;
    }
    pages.push(page);
    y
}

/// How many bands have to stand together, and the height they need. What is taller than a page
/// keeps only its first three together.
fn chain(bands: &[Band], page: f32) -> (usize, f32) {
    let glued = bands.iter().take_while(|band| band.is_glued).count();
    let end = (glued + 1).min(bands.len());
    let height = |end: usize| bands[..end].iter().map(|one| one.space_before + one.height).sum();
    let whole: f32 = height(end);
    if whole <= page * 0.9 { (end, whole) } else { (end.min(3), height(end.min(3))) }
}

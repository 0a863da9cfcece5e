//! Takes placed bands; gives the document's bytes: pages, links, bookmarks and structure. Never
//! writes a date but the brief's own.

use std::collections::BTreeMap;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target as Aim};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Point, Rect};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};

use super::band::{Item, Mark, NodeId, Shape, Sheet};
use super::face::Faces;
use super::facts::Facts;
use super::lines::{Piece, Style, Target, lay};
use super::pages::Placed;
use super::paint;
use super::structure::Structure;

/// The white around the column, in points.
pub(super) const SIDE: f32 = 48.0;
const TOP: f32 = 46.0;
const BOTTOM: f32 = 58.0;

/// The column's height on paper of this height.
pub(super) fn column_height(paper: f32) -> f32 {
    paper - TOP - BOTTOM
}

struct Drawing<'a> {
    faces: &'a Faces,
    facts: &'a Facts,
    pages: &'a [Vec<Placed<'a>>],
    /// Page and height of each numbered source.
    sources: BTreeMap<u16, (usize, f32)>,
    structure: Structure<'a>,
}

struct Link {
    rect: Rect,
    target: Target,
    node: NodeId,
}

/// Whether a document has to keep the rules of PDF/UA-1, or is written as well as it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    Accessible,
    None,
}

/// Draws the pages.
pub(super) fn draw(
    faces: &Faces,
    sheet: &Sheet,
    pages: &[Vec<Placed<'_>>],
    about: &Facts,
    promise: Promise,
) -> Result<Vec<u8>, KrillaError> {
    let rules = ConfigurationBuilder::new();
    let rules = match promise {
        Promise::Accessible => rules.with_accessibility_validator(Accessibility::UA1),
        Promise::None => rules,
    };
    let configuration = rules.finish().expect("PDF/UA-1 fits its own version");
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut drawing = Drawing {
        faces,
        facts: about,
        pages,
        sources: sources(pages),
        structure: Structure::new(&sheet.tree),
    };
    for place in 0..pages.len() {
        drawing.page(&mut document, place);
    }
    document.set_metadata(about.metadata());
    document.set_outline(outline(pages));
    document.set_tag_tree(drawing.structure.tree());
    document.finish()
}

fn sources(pages: &[Vec<Placed<'_>>]) -> BTreeMap<u16, (usize, f32)> {
    let mut found = BTreeMap::new();
    for (page, bands) in pages.iter().enumerate() {
        for placed in bands {
            if let Some(number) = placed.band.source {
                found.entry(number).or_insert((page, placed.y));
            }
        }
    }
    found
}

fn destination(page: usize, y: f32) -> XyzDestination {
    XyzDestination::new(page, Point::from_xy(SIDE, (TOP + y - 6.0).max(0.0)))
}

/// Sections, with the names under theirs.
fn outline(pages: &[Vec<Placed<'_>>]) -> Outline {
    let mut sections: Vec<OutlineNode> = Vec::new();
    for (page, bands) in pages.iter().enumerate() {
        for placed in bands.iter().filter(|placed| !placed.is_repeat) {
            let Some(Mark { title, level }) = &placed.band.mark else { continue };
            let node = OutlineNode::new(title.clone(), destination(page, placed.y));
            match sections.last_mut() {
                Some(section) if *level > 0 => section.push_child(node),
                _ => sections.push(node.with_open(true)),
            }
        }
    }
    let mut outline = Outline::new();
    for section in sections {
        outline.push_child(section);
    }
    outline
}

impl Drawing<'_> {
    fn page(&mut self, document: &mut Document, place: usize) {
        let (width, height) = self.facts.size;
        let settings = PageSettings::from_wh(width, height).expect("paper has a size");
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut links = Vec::new();
        surface.start_tagged(decoration());
        let thick = if place == 0 { 3.0 } else { 1.0 };
        let rule = (SIDE, TOP - 16.0, width - 2.0 * SIDE, thick);
        paint::fill(&mut surface, rule, self.facts.navy);
        surface.end_tagged();
        for placed in &self.pages[place] {
            self.band(&mut surface, placed, &mut links);
        }
        self.footer(&mut surface, place);
        surface.finish();
        for link in links {
            self.link(&mut page, link);
        }
        page.finish();
    }

    fn band(&mut self, surface: &mut Surface<'_>, placed: &Placed<'_>, links: &mut Vec<Link>) {
        let top = TOP + placed.y;
        if let Some(ground) = placed.band.ground {
            let width = self.facts.size.0 - 2.0 * SIDE;
            // A hair more than the band, so that no seam shows between two of them.
            let (y, height) = (top - placed.space, placed.band.height + placed.space + 0.3);
            surface.start_tagged(decoration());
            paint::fill(surface, (SIDE, y, width, height), ground.fill);
            paint::fill(surface, (SIDE, y, 3.0, height), ground.edge);
            surface.end_tagged();
        }
        let mut open: Option<NodeId> = None;
        for item in &placed.band.items {
            // Neighbours of one node are one stretch for a screen reader.
            let goes_on = matches!(item, Item::Text { node, .. } if open == Some(*node));
            if open.is_some() && !goes_on {
                surface.end_tagged();
                open = None;
            }
            match item {
                Item::Fill { x, y, width, height, colour } => {
                    surface.start_tagged(decoration());
                    paint::fill(surface, (SIDE + x, top + y, *width, *height), colour);
                    surface.end_tagged();
                }
                Item::Picture { shapes, node } => {
                    self.open(surface, *node, placed.is_repeat);
                    for shape in shapes {
                        picture(surface, shape, top);
                    }
                    surface.end_tagged();
                }
                Item::Text { x, baseline, piece, node } => {
                    let at = (SIDE + x + piece.x, top + baseline);
                    if !goes_on {
                        self.open(surface, *node, placed.is_repeat);
                        open = Some(*node);
                    }
                    paint::text(surface, self.faces, at, piece);
                    if let Some(target) = piece.link.as_ref().filter(|_| !placed.is_repeat) {
                        links.extend(link(piece, target, at, *node));
                    }
                }
            }
        }
        if open.is_some() {
            surface.end_tagged();
        }
    }

    fn open(&mut self, surface: &mut Surface<'_>, node: NodeId, is_repeat: bool) {
        if is_repeat {
            surface.start_tagged(decoration());
        } else {
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            self.structure.push(node, identifier);
        }
    }

    /// A link to a source that is not listed is drawn without being one.
    fn link(&mut self, page: &mut Page<'_>, link: Link) {
        let (aim, words) = match link.target {
            Target::Web(address) => {
                (Aim::Action(Action::Link(LinkAction::new(address.clone()))), address)
            }
            Target::Source(number) => {
                let Some((place, y)) = self.sources.get(&number) else { return };
                let aim = Aim::Destination(destination(*place, *y).into());
                (aim, format!("Source {number}"))
            }
        };
        let annotation = LinkAnnotation::new(link.rect, aim);
        let identifier = page.add_tagged_annotation(Annotation::new_link(annotation, Some(words)));
        self.structure.push(link.node, identifier);
    }

    fn footer(&self, surface: &mut Surface<'_>, place: usize) {
        let (width, height) = self.facts.size;
        let baseline = height - 30.0;
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        paint::fill(surface, (SIDE, baseline - 13.0, width - 2.0 * SIDE, 0.5), self.facts.line);
        let (left, right) = self.facts.footer(place + 1, self.pages.len());
        let right_x = self.write(surface, &right, self.facts.mono, width - SIDE, baseline, true);
        let left = self.shortened(&left, self.facts.small, right_x - SIDE - 12.0);
        self.write(surface, &left, self.facts.small, SIDE, baseline, false);
        surface.end_tagged();
    }

    /// Writes one line and gives where it begins.
    fn write(
        &self,
        surface: &mut Surface<'_>,
        text: &str,
        style: Style,
        x: f32,
        baseline: f32,
        to_the_left: bool,
    ) -> f32 {
        let lines = lay(self.faces, &[style.span(text)], f32::MAX);
        let Some(line) = lines.first() else { return x };
        let start = if to_the_left { x - line.width } else { x };
        for piece in &line.pieces {
            paint::text(surface, self.faces, (start + piece.x, baseline), piece);
        }
        start
    }

    /// The footer's text without the middle of a title that is too long.
    fn shortened(&self, text: &str, style: Style, width: f32) -> String {
        let fits = |text: &str| {
            lay(self.faces, &[style.span(text)], f32::MAX)
                .first()
                .is_none_or(|line| line.width <= width)
        };
        let mut title: Vec<char> = self.facts.title.chars().collect();
        let rest = text.strip_prefix(&self.facts.title).unwrap_or(text);
        let mut whole = text.to_owned();
        while !fits(&whole) && !title.is_empty() {
            title.truncate(title.len().min(120) - 1);
            whole = format!("{}…{rest}", title.iter().collect::<String>());
        }
        whole
    }
}

fn decoration() -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout))
}

fn picture(surface: &mut Surface<'_>, shape: &Shape, top: f32) {
    match shape {
        Shape::Fill { x, y, width, height, colour } => {
            paint::fill(surface, (SIDE + x, top + y, *width, *height), colour);
        }
        Shape::Stroke { points, width, colour } => {
            let placed: Vec<(f32, f32)> = points.iter().map(|(x, y)| (SIDE + x, top + y)).collect();
            paint::stroke(surface, &placed, *width, colour);
        }
        Shape::Outline { path, fill, stroke } => {
            paint::outline(surface, path, (SIDE, top), *fill, *stroke);
        }
    }
}

fn link(piece: &Piece, target: &Target, at: (f32, f32), node: NodeId) -> Option<Link> {
    let size = piece.style.size;
    let rect = Rect::from_xywh(at.0, at.1 - size, piece.width(), size * 1.3)?;
    Some(Link { rect, target: target.clone(), node })
}

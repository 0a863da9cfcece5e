//! Gives the parts of a sheet before it is cut into pages: bands, the things drawn in them, and
//! the meaning each has for a screen reader.

use resvg::tiny_skia::Path;

use super::lines::{Line, Piece, Target};

/// What a stretch of the document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Document,
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    ItemBody,
    Table,
    Row,
    HeadCell {
        is_column: bool,
    },
    Cell,
    Link,
    /// With what it shows, in words.
    Figure(String),
}

/// A place in [`Tree`].
pub(super) type NodeId = usize;

/// The document's structure: each node knows its parent; the root is 0.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<(Role, NodeId)>,
}

impl Tree {
    pub(super) fn new() -> Self {
        Self { nodes: vec![(Role::Document, 0)] }
    }

    pub(super) fn add(&mut self, role: Role, parent: NodeId) -> NodeId {
        self.nodes.push((role, parent));
        self.nodes.len() - 1
    }
}

/// Something drawn; `x` from the left of the column, `y` from the top of its band.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Text { x: f32, baseline: f32, piece: Piece, node: NodeId },
    Fill { x: f32, y: f32, width: f32, height: f32, colour: &'static str },
    Picture { shapes: Vec<Shape>, node: NodeId },
}

/// A part of a picture.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: &'static str,
    },
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        colour: &'static str,
    },
    /// A path of a chart, with the red, green and blue of its area and of its line.
    Outline {
        path: Path,
        fill: Option<[u8; 3]>,
        stroke: Option<([u8; 3], f32)>,
    },
}

/// A bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) title: String,
    /// 0 for a section, 1 for what stands in it.
    pub(super) level: u8,
}

/// A horizontal stretch that is never cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Band {
    pub(super) height: f32,
    /// Left out at the top of a page.
    pub(super) space_before: f32,
    /// Whether it is only there to part what stands above from what stands below.
    pub(super) is_parting: bool,
    /// Whether the next band has to stand on the same page, if that is possible.
    pub(super) is_glued: bool,
    pub(super) items: Vec<Item>,
    pub(super) mark: Option<Mark>,
    /// The numbered source that stands here.
    pub(super) source: Option<u16>,
    /// The table's head, by its place in [`Sheet::heads`]: repeated after a page break.
    pub(super) head: Option<usize>,
    /// The ground behind it and behind the space before it.
    pub(super) ground: Option<Ground>,
}

/// A tinted ground with an edge at the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    pub(super) fill: &'static str,
    pub(super) edge: &'static str,
}

/// Everything between the margins, in reading order.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) bands: Vec<Band>,
    pub(super) heads: Vec<Band>,
    pub(super) tree: Tree,
}

impl Band {
    pub(super) fn gap(height: f32) -> Self {
        Self { height, ..Self::default() }
    }

    /// Puts a line at `x`, with its links as nodes of their own.
    pub(super) fn write(
        &mut self,
        tree: &mut Tree,
        node: NodeId,
        line: &Line,
        x: f32,
        baseline: f32,
    ) {
        let mut under: Option<(NodeId, Target)> = None;
        for piece in &line.pieces {
            let node = match &piece.link {
                None => {
                    under = None;
                    node
                }
                Some(target) => match &under {
                    Some((open, same)) if same == target => *open,
                    _ => {
                        let open = tree.add(Role::Link, node);
                        under = Some((open, target.clone()));
                        open
                    }
                },
            };
            self.items.push(Item::Text { x, baseline, piece: piece.clone(), node });
        }
    }
}

/// Keeps bands on one page, where a page can hold them.
pub(super) fn glue(bands: &mut [Band]) {
    if let Some((_, before)) = bands.split_last_mut() {
        for band in before {
            band.is_glued = true;
        }
    }
}

impl Shape {
    /// The same further to the right and down.
    pub(super) fn moved(self, right: f32, down: f32) -> Self {
        match self {
            Self::Fill { x, y, width, height, colour } => {
                Self::Fill { x: x + right, y: y + down, width, height, colour }
            }
            Self::Stroke { points, width, colour } => {
                let points = points.into_iter().map(|(x, y)| (x + right, y + down)).collect();
                Self::Stroke { points, width, colour }
            }
            outline @ Self::Outline { .. } => outline,
        }
    }
}

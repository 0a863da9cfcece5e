//! Takes two revisions of one edition; gives what changed between them as Markdown and as a
//! page. Never reads a file or a clock: the same two revisions give the same bytes.

mod compare;
mod figures;
mod markdown;
mod page;

use crate::model::{EditionKey, Rendition, Revision};

pub use compare::{Comparison, Line, Part, Section};
pub use figures::FigureChange;

/// One of the two revisions.
#[derive(Clone, Copy, Debug)]
pub struct DiffSide<'text> {
    /// Which.
    pub revision: Revision,
    /// Its `brief.md`.
    pub markdown: &'text str,
    /// Its `brief.json`.
    pub json: &'text str,
}

/// What stands above the changes.
#[derive(Clone, Copy, Debug)]
pub struct DiffFacts<'text> {
    /// Which edition.
    pub key: &'text EditionKey,
    /// The later revision's headline.
    pub headline: &'text str,
    /// A line that stands on every page.
    pub banner: Option<&'text str>,
    /// Why the later revision was made.
    pub why: Option<&'text str>,
    /// Which of inputs, config, templates, program changed.
    pub causes: &'text [&'static str],
}

impl DiffFacts<'_> {
    fn causes_words(&self) -> String {
        if self.causes.is_empty() { "nothing".to_owned() } else { self.causes.join(", ") }
    }
}

/// A figure that one of the revisions does not have is none.
fn figure_words(figure: &str) -> &str {
    if figure.is_empty() { "none" } else { figure }
}

/// Compares two revisions.
#[must_use]
pub fn compare(before: DiffSide<'_>, after: DiffSide<'_>) -> Comparison {
    compare::compare(before, after)
}

/// What changed, as Markdown.
#[must_use]
pub fn diff_markdown(facts: DiffFacts<'_>, found: &Comparison) -> String {
    markdown::write(facts, found)
}

/// The two files that stand in the later revision's folder.
#[must_use]
pub fn diff(facts: DiffFacts<'_>, before: DiffSide<'_>, after: DiffSide<'_>) -> [Rendition; 2] {
    let found = compare(before, after);
    let name = |ending: &str| diff_file_name(before.revision, ending);
    [
        Rendition::new(&name("md"), "text/markdown; charset=utf-8", markdown::write(facts, &found)),
        Rendition::new(&name("html"), "text/html; charset=utf-8", page::write(facts, &found)),
    ]
}

/// The name of a file that compares with revision `before`: `diff-r001.html`.
#[must_use]
pub fn diff_file_name(before: Revision, ending: &str) -> String {
    format!("diff-{before}.{ending}")
}

#[cfg(test)]
mod tests;

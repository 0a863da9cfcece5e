//! Takes the texts of two revisions; gives their differences: figures, sources, then lines by
//! section with the words that changed. Never compares footnote numbers, which shift.

use similar::{Algorithm, ChangeTag, DiffTag, TextDiff};

use super::DiffSide;
use super::figures::{self, FigureChange};
use crate::model::Revision;

/// Unchanged lines shown around a change.
const CONTEXT_LINES: usize = 1;

/// All that differs between two revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The earlier revision.
    pub before: Revision,
    /// The later revision.
    pub after: Revision,
    /// Scores, prices and ranks, in the scoreboard's order.
    pub figures: Vec<FigureChange>,
    /// Sources that only the later one cites.
    pub sources_added: Vec<String>,
    /// Sources that only the earlier one cites.
    pub sources_dropped: Vec<String>,
    /// Changed lines, by the heading they stand under.
    pub sections: Vec<Section>,
}

/// The changes under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading, without its marks.
    pub title: String,
    /// Changed lines and their neighbours.
    pub lines: Vec<Line>,
}

/// One line of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only in the earlier one.
    Gone(Vec<Part>),
    /// Only in the later one.
    New(Vec<Part>),
}

/// A stretch of a changed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Whether the other line does not have them.
    pub is_changed: bool,
}

impl Comparison {
    /// Lines that only the later and only the earlier revision has.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let lines = || self.sections.iter().flat_map(|section| &section.lines);
        let new = lines().filter(|line| matches!(line, Line::New(_))).count();
        let gone = lines().filter(|line| matches!(line, Line::Gone(_))).count();
        (new, gone)
    }
}

pub(super) fn compare(before: DiffSide<'_>, after: DiffSide<'_>) -> Comparison {
    let (old, new) = (figures::Facts::read(before.json), figures::Facts::read(after.json));
    let (sources_added, sources_dropped) = (new.sources_beyond(&old), old.sources_beyond(&new));
    Comparison {
        before: before.revision,
        after: after.revision,
        figures: figures::changes(&old, &new),
        sources_added,
        sources_dropped,
        sections: sections(&readable(before.markdown), &readable(after.markdown)),
    }
}

/// The lines that are read: no front matter, no empty line, no footnote, no footnote mark and
/// no mark of strong type.
fn readable(markdown: &str) -> Vec<String> {
    let body = markdown
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(markdown, |(_, body)| body);
    body.lines()
        .filter(|line| !(line.starts_with("[^") && line.contains("]: ")))
        .map(without_marks)
        .filter(|line| !line.is_empty() && line != "---")
        .collect()
}

/// `text [^1][^12] more` as `text more`.
fn without_marks(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("[^") {
        let mark = &rest[start + 2..];
        let digits = mark.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && mark[digits..].starts_with(']') {
            kept.push_str(rest[..start].trim_end_matches(' '));
            rest = &mark[digits + 1..];
        } else {
            kept.push_str(&rest[..start + 2]);
            rest = mark;
        }
    }
    kept.push_str(rest);
    kept.trim_end().replace("**", "")
}

fn sections(before: &[String], after: &[String]) -> Vec<Section> {
    let old: Vec<&str> = before.iter().map(String::as_str).collect();
    let new: Vec<&str> = after.iter().map(String::as_str).collect();
    // No deadline anywhere: one would make the result depend on the machine's speed.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old, &new);
    let mut sections: Vec<Section> = Vec::new();
    for group in diff.grouped_ops(CONTEXT_LINES) {
        for op in group {
            let mut place = op.new_range().start;
            let inline = diff.iter_inline_changes_deadline(&op, None);
            for change in inline {
                let parts = change.iter_strings_lossy().map(|(is_changed, text)| Part {
                    text: text.into_owned(),
                    is_changed: is_changed && op.tag() == DiffTag::Replace,
                });
                let parts: Vec<Part> = parts.filter(|part| !part.text.is_empty()).collect();
                let title = heading_above(after, place);
                let line = match change.tag() {
                    ChangeTag::Equal => {
                        Line::Same(parts.iter().map(|part| part.text.as_str()).collect())
                    }
                    ChangeTag::Delete => Line::Gone(joined(parts)),
                    ChangeTag::Insert => Line::New(joined(parts)),
                };
                place += usize::from(change.tag() != ChangeTag::Delete);
                push(&mut sections, title, line);
            }
        }
    }
    sections.retain(|section| section.lines.iter().any(|line| !matches!(line, Line::Same(_))));
    sections
}

fn push(sections: &mut Vec<Section>, title: String, line: Line) {
    // The heading itself stands above the section already.
    if matches!(&line, Line::Same(text) if text.starts_with('#')) {
        return;
    }
    match sections.last_mut() {
        Some(last) if last.title == title => last.lines.push(line),
        _ => sections.push(Section { title, lines: vec![line] }),
    }
}

/// Neighbouring parts of one kind as one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if last.is_changed == part.is_changed => last.text.push_str(&part.text),
            _ => joined.push(part),
        }
    }
    joined
}

/// The nearest heading at or above a line.
fn heading_above(lines: &[String], place: usize) -> String {
    let above = lines.iter().take(place + 1).rev();
    above
        .filter_map(|line| line.strip_prefix("## "))
        .map(str::to_owned)
        .next()
        .unwrap_or_else(|| "Opening".to_owned())
}

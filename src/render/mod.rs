//! Takes a composed brief and templates; gives its renditions as bytes. Never adds a fact,
//! reads a file or a clock, and no floating number reaches a template.

mod chart;
mod diff;
mod engine;
mod figure;
mod filters;
mod fixture;
mod flash;
mod head;
mod hints;
mod json;
mod mail;
mod page;
mod palette;
mod pdf;
mod portfolio;
mod shape;
mod takeaways;
mod templates;

pub use diff::{
    Comparison, DiffFacts, DiffSide, FigureChange, Line, Part, Section, compare, diff,
    diff_file_name, diff_markdown,
};
pub use flash::render_flash;
pub use templates::TemplateSet;

use crate::model::{Brief, Look, Rendition, file_names};
use engine::Format;

/// A brief that could not be laid out: always the templates' fault.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// An override replaces no template.
    #[error("Template `{name}` replaces nothing{hint}")]
    UnknownTemplate {
        /// As given.
        name: String,
        /// The nearest known name, or all of them.
        hint: String,
    },
    /// A template cannot be read or filled.
    #[error("Template `{template}`, line {line}: {message}")]
    Template {
        /// Its name.
        template: String,
        /// Where, counted from 1.
        line: usize,
        /// What is wrong, with the names that would be right.
        message: String,
    },
    /// The brief cannot be written as JSON.
    #[error("The brief could not be written as JSON")]
    Json(#[source] serde_json::Error),
    /// The brief cannot be written as PDF.
    #[error("The brief could not be written as PDF: {0}")]
    Pdf(String),
}

impl RenderError {
    fn unknown_template(name: &str, nearest: Option<&str>) -> Self {
        let hint = nearest.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        Self::UnknownTemplate { name: name.to_owned(), hint }
    }
}

/// Lays out `brief` as Markdown, page, mail, text, JSON and PDF, in this order, and draws
/// the pictures of its mail.
///
/// # Errors
/// [`RenderError`] when a template cannot be filled; the built-in ones always can.
pub fn render(
    brief: &Brief,
    templates: &TemplateSet,
    look: &Look,
) -> Result<Vec<Rendition>, RenderError> {
    let mut page = page::Page::of(brief, look);
    let pictures = std::mem::take(&mut page.charts.files);
    let mail = mail::lay_out(brief, &mut page, templates)?;
    let fill = |template, format| engine::fill(templates, template, format, &page);
    let html = "text/html; charset=utf-8";
    let mut renditions = vec![
        Rendition::new(
            file_names::MARKDOWN,
            "text/markdown; charset=utf-8",
            fill("brief.md.tera", Format::Markdown)?,
        ),
        Rendition::new(file_names::HTML, html, fill("brief.html.tera", Format::Html)?),
        Rendition::new(file_names::EMAIL_HTML, html, mail),
        Rendition::new(
            file_names::TEXT,
            "text/plain; charset=utf-8",
            fill("brief.txt.tera", Format::Text)?,
        ),
        Rendition::new(
            file_names::JSON,
            "application/json",
            json::write(brief).map_err(RenderError::Json)?,
        ),
        Rendition::new(file_names::PDF, "application/pdf", pdf::write(brief, &page, look)?),
    ];
    renditions.extend(pictures);
    Ok(renditions)
}

/// Lays out a reader's cut: mail, text, JSON and PDF, in this order, and the pictures of its
/// mail. Its page and its Markdown are those of the whole edition, in the archive.
///
/// # Errors
/// As [`render`].
pub fn render_cut(
    brief: &Brief,
    templates: &TemplateSet,
    look: &Look,
) -> Result<Vec<Rendition>, RenderError> {
    let mut page = page::Page::of(brief, look);
    let pictures = std::mem::take(&mut page.charts.files);
    let mail = mail::lay_out(brief, &mut page, templates)?;
    let text = engine::fill(templates, "brief.txt.tera", Format::Text, &page)?;
    let mut renditions = vec![
        Rendition::new(file_names::EMAIL_HTML, "text/html; charset=utf-8", mail),
        Rendition::new(file_names::TEXT, "text/plain; charset=utf-8", text),
        Rendition::new(
            file_names::JSON,
            "application/json",
            json::write(brief).map_err(RenderError::Json)?,
        ),
        Rendition::new(file_names::PDF, "application/pdf", pdf::write(brief, &page, look)?),
    ];
    renditions.extend(pictures);
    Ok(renditions)
}

/// Lays out two invented days, one full and one quiet, to find what is wrong with an operator's
/// templates before the morning.
///
/// # Errors
/// [`RenderError::Template`] for the first template that cannot be filled.
pub fn try_out(templates: &TemplateSet, look: &Look) -> Result<(), RenderError> {
    for brief in [fixture::holding_day(), fixture::quiet_day()] {
        let page = page::Page::of(&brief, look);
        for (template, format) in [
            ("brief.md.tera", Format::Markdown),
            ("brief.html.tera", Format::Html),
            ("email.html.tera", Format::Html),
            ("brief.txt.tera", Format::Text),
        ] {
            engine::fill(templates, template, format, &page)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

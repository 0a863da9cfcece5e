//! Takes a composed brief and templates; gives its renditions: Markdown, page, mail body, text
//! and JSON. Lays out what `compose` wrote: every figure arrives as text or as an integer, so
//! that all renditions show the same.

mod context;
mod error;
mod filters;
mod page;
mod spark;
mod templates;

#[cfg(test)]
mod tests;

pub use error::RenderError;
pub use templates::TemplateSet;

use crate::model::{Brief, Rendition, file_names};

/// Each rendition that a template makes: its file, template and media type.
const TEMPLATED: [(&str, &str, &str); 4] = [
    (file_names::MARKDOWN, "brief.md.tera", "text/markdown; charset=utf-8"),
    (file_names::HTML, "brief.html.tera", "text/html; charset=utf-8"),
    (file_names::EMAIL_HTML, "email.html.tera", "text/html; charset=utf-8"),
    (file_names::TEXT, "brief.txt.tera", "text/plain; charset=utf-8"),
];

/// Renders a brief in every format.
///
/// # Errors
/// [`RenderError`], naming template and line, when a template fails.
pub fn render(brief: &Brief, templates: &TemplateSet) -> Result<Vec<Rendition>, RenderError> {
    let page = context::page(brief);
    let mut renditions = Vec::new();
    for (file_name, template, media_type) in TEMPLATED {
        let text = templates.render(template, &page)?;
        renditions.push(Rendition::new(file_name, media_type, tidy(&text)));
    }
    let mut json = serde_json::to_string_pretty(&page).map_err(RenderError::Json)?;
    json.push('\n');
    renditions.push(Rendition::new(file_names::JSON, "application/json", json));
    Ok(renditions)
}

/// Line feeds only, no blanks at line ends, at most one empty line in a row, one line feed at
/// the end.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty_lines = 2;
    for line in text.lines().map(str::trim_end) {
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}

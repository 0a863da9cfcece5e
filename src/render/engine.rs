//! Takes a template set; gives a tera engine per format. Never lets a template reach the
//! clock, the environment or chance.

use serde::Serialize;
use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::{RenderError, TemplateSet, filters};

/// What data must be escaped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Html,
    Markdown,
    Text,
}

/// Fills one template with `page`.
pub(super) fn fill(
    set: &TemplateSet,
    template: &str,
    format: Format,
    page: &impl Serialize,
) -> Result<String, RenderError> {
    let engine = build(set, format)?;
    let context =
        Context::from_serialize(page).map_err(|error| RenderError::from_tera(template, &error))?;
    let text = engine
        .render(template, &context)
        .map_err(|error| RenderError::from_tera(template, &error))?;
    Ok(tidy(&text))
}

/// Whether every template of the set can be read.
pub(super) fn check(set: &TemplateSet) -> Result<(), RenderError> {
    build(set, Format::Html).map(drop)
}

fn build(set: &TemplateSet, format: Format) -> Result<Tera, RenderError> {
    let mut engine = Tera::default();
    engine.autoescape_on([".tera"]);
    match format {
        Format::Html => {}
        Format::Markdown => engine.set_escape_fn(filters::escape_markdown),
        Format::Text => engine.set_escape_fn(filters::escape_nothing),
    }
    for name in ["now", "get_random", "get_env"] {
        engine.register_function(name, move |_: Kwargs, _: &State| -> TeraResult<String> {
            Err(Error::message(format!(
                "`{name}` is not available: a brief must come out the same every time"
            )))
        });
    }
    engine.register_filter("wrap", filters::wrap);
    engine.register_filter("left", filters::left);
    engine.register_filter("right", filters::right);
    engine.register_filter("quoted", filters::quoted);
    engine.register_filter("code", filters::code);
    engine.register_filter("markdown", filters::markdown);
    let files = set.files().iter().map(|(name, source)| (name.as_str(), source.as_str()));
    engine.add_raw_templates(files).map_err(|error| RenderError::from_tera("templates", &error))?;
    Ok(engine)
}

/// Line feeds alone, no spaces at line ends, never two empty lines, one feed at the end.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied.push('\n');
    tidied
}

impl RenderError {
    /// Names template and line of what tera found wrong.
    pub(super) fn from_tera(template: &str, error: &Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Self::Template {
                template: report.filename().to_owned(),
                line: report.span().start_line,
                message: first_line(report.message()),
            },
            _ => Self::Template {
                template: template.to_owned(),
                line: 1,
                message: first_line(&error.to_string()),
            },
        }
    }
}

fn first_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

//! Takes a template set; gives a tera engine per format. Never lets a template reach the
//! clock, the environment or chance.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

use super::{RenderError, TemplateSet, filters, hints};

/// No brief is longer: a template that makes one loops.
const RENDITION_BYTES_MAX: usize = 20_000_000;

/// How many numbers all calls of `range` in one rendition give together.
const RANGE_MAX: u64 = 10_000;

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
        Context::from_serialize(page).map_err(|error| hints::explain(set, template, &error))?;
    let mut text = Bounded(Vec::new());
    engine
        .render_to(template, &context, &mut text)
        .map_err(|error| hints::explain(set, template, &error))?;
    Ok(tidy(&String::from_utf8_lossy(&text.0)))
}

/// A rendition that refuses to grow without bound.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > RENDITION_BYTES_MAX {
            let words = format!("the rendition is longer than {RENDITION_BYTES_MAX} bytes");
            return Err(io::Error::other(words));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts for a loop, out of a purse that one rendition has: without it a template could loop
/// for ever, and tera has no other unbounded loop (components stop at a depth of 20, and
/// templates that include each other are refused when they are read).
fn range(kwargs: &Kwargs, purse: &AtomicU64) -> TeraResult<Value> {
    let end: u64 = kwargs.must_get("end")?;
    let start: u64 = kwargs.get("start")?.unwrap_or(0);
    let step: u64 = kwargs.get("step_by")?.unwrap_or(1).max(1);
    let count = end.saturating_sub(start).div_ceil(step);
    let spent =
        purse.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(count));
    if spent.is_err() {
        return Err(Error::message(format!(
            "`range` gives more than {RANGE_MAX} numbers in one rendition"
        )));
    }
    Ok(Value::from_serializable(&(0..count).map(|place| start + place * step).collect::<Vec<_>>()))
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
    let purse = AtomicU64::new(RANGE_MAX);
    engine.register_function("range", move |kwargs: Kwargs, _: &State| range(&kwargs, &purse));
    engine.register_filter("wrap", filters::wrap);
    engine.register_filter("left", filters::left);
    engine.register_filter("right", filters::right);
    engine.register_filter("quoted", filters::quoted);
    engine.register_filter("code", filters::code);
    engine.register_filter("markdown", filters::markdown);
    let files = set.files().iter().map(|(name, source)| (name.as_str(), source.as_str()));
    engine.add_raw_templates(files).map_err(|error| hints::explain(set, "templates", &error))?;
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

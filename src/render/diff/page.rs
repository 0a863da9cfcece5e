//! Takes a comparison; gives it as one page that needs nothing beside itself, light and dark.
//! Never lets a text become markup, and no meaning rests on a colour alone.

use serde_json::{Value, json};

use super::{Comparison, DiffFacts, Line, Part};
use crate::model::Palette;
use crate::render::TemplateSet;
use crate::render::engine::{self, Format};

const STYLE: &str = include_str!("../../../templates/diff.css");
const NAME: &str = "diff.html.tera";
const TEMPLATE: &str = include_str!("../../../templates/diff.html.tera");

pub(super) fn write(facts: DiffFacts<'_>, found: &Comparison) -> String {
    engine::fill(&TemplateSet::of_one(NAME, TEMPLATE), NAME, Format::Html, &view(facts, found))
        .expect("our own template fits our own data")
}

/// What the template sees.
fn view(facts: DiffFacts<'_>, found: &Comparison) -> Value {
    let palette = Palette::Default;
    let (lines_new, lines_gone) = found.counts();
    json!({
        "grounds": [
            { "dark": false, "colours": palette.light() },
            { "dark": true, "colours": palette.dark() },
        ],
        "style": STYLE,
        "brief": facts.key.brief.as_str(),
        "date": facts.key.date.to_string(),
        "date_words": facts.key.date.format("%-d %B %Y").to_string(),
        "before": found.before.to_string(),
        "after": found.after.to_string(),
        "banner": facts.banner.unwrap_or_default(),
        "headline": facts.headline,
        "why": facts.why.unwrap_or_default(),
        "causes": facts.causes_words(),
        "lines_new": lines_new,
        "lines_gone": lines_gone,
        "figures": found.figures.iter().map(|change| json!({
            "of": change.of,
            "what": change.what,
            "before": super::figure_words(&change.before),
            "after": super::figure_words(&change.after),
        })).collect::<Vec<_>>(),
        "sources_added": found.sources_added,
        "sources_dropped": found.sources_dropped,
        "sections": found.sections.iter().map(|section| json!({
            "title": section.title,
            "lines": section.lines.iter().map(line).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn line(line: &Line) -> Value {
    let part = |part: &Part| json!({ "text": part.text, "is_changed": part.is_changed });
    let (kind, parts) = match line {
        Line::Same(text) => ("same", vec![json!({ "text": text, "is_changed": false })]),
        Line::Gone(parts) => ("gone", parts.iter().map(part).collect()),
        Line::New(parts) => ("new", parts.iter().map(part).collect()),
    };
    json!({ "kind": kind, "parts": parts })
}

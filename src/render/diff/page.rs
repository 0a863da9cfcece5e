//! Takes a comparison; gives it as one page that needs nothing beside itself, light and dark.
//! Never lets a text become markup, and no meaning rests on a colour alone.

use std::fmt::Write as _;

use super::{Comparison, DiffFacts, FigureChange, Line, Part};
use crate::render::palette::{Colours, Palette};

const STYLE: &str = include_str!("../../../templates/diff.css");

pub(super) fn write(facts: DiffFacts<'_>, found: &Comparison) -> String {
    let (key, before, after) = (facts.key, found.before, found.after);
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n",
    );
    page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";
    page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
    let _ = writeln!(page, "<title>{} {}: from {before} to {after}</title>", key.brief, key.date);
    let _ = writeln!(page, "<style>\n{}{STYLE}</style>\n</head>\n<body>\n<main>", colours());
    if let Some(banner) = facts.banner {
        let _ = writeln!(page, "<p class=\"banner px\">{}</p>", escaped(banner));
    }
    let date = key.date.format("%-d %B %Y");
    let _ = writeln!(
        page,
        "<div class=\"mast px\"><p><b>CONTRABRIEF</b><time datetime=\"{}\">{date}</time></p></div>\n<div class=\"px\">",
        key.date
    );
    let _ = writeln!(page, "<h1>What changed from {before} to {after}</h1>");
    let _ = writeln!(
        page,
        "<p class=\"deck\"><a href=\"brief.html\">{}</a></p>",
        escaped(facts.headline)
    );
    if let Some(why) = facts.why {
        let _ = writeln!(page, "<p class=\"fix\">{}</p>", escaped(why));
    }
    strip(&mut page, facts, found);
    figures(&mut page, &found.figures);
    sources(&mut page, found);
    text(&mut page, found);
    let _ = writeln!(
        page,
        "</div>\n<footer class=\"px\"><p>The same as <a href=\"diff-{before}.md\">Markdown</a>. Footnote numbers are not compared: they shift when a source comes or goes. Both revisions stay in the archive: <a href=\"../{before}/brief.html\">{before}</a>, <a href=\"brief.html\">{after}</a>.</p></footer>\n</main>\n</body>\n</html>"
    );
    page
}

/// The palette as CSS variables, light and dark.
fn colours() -> String {
    let palette = Palette::Default;
    let set = |colours: Colours| {
        format!(
            "--ink:{};--mu:{};--card:{};--line:{};--up:{};--dn:{}",
            colours.ink, colours.muted, colours.card, colours.line, colours.up, colours.down
        )
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        set(palette.light()),
        set(palette.dark())
    )
}

fn strip(page: &mut String, facts: DiffFacts<'_>, found: &Comparison) {
    let (new, gone) = found.counts();
    let causes =
        if facts.causes.is_empty() { "nothing".to_owned() } else { facts.causes.join(", ") };
    let cell = |label: &str, value: &str| format!("<div>{label}<b>{value}</b></div>");
    let _ = writeln!(
        page,
        "<div class=\"strip\">{}{}{}{}</div>",
        cell("What changed", &escaped(&causes)),
        cell("Figures", &found.figures.len().to_string()),
        cell(
            "Sources",
            &format!("+{} &minus;{}", found.sources_added.len(), found.sources_dropped.len())
        ),
        cell("Lines", &format!("+{new} &minus;{gone}"))
    );
}

fn figures(page: &mut String, changes: &[FigureChange]) {
    if changes.is_empty() {
        return;
    }
    page.push_str("<h2 id=\"figures\">Figures</h2>\n<table aria-labelledby=\"figures\">\n<thead><tr><th scope=\"col\">Whose</th><th scope=\"col\">Figure</th><th scope=\"col\" class=\"n\">Before</th><th scope=\"col\" class=\"n\">After</th></tr></thead>\n<tbody>\n");
    let cell = |words: &str| if words.is_empty() { "none".to_owned() } else { escaped(words) };
    for change in changes {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n mu\">{}</td><td class=\"n\"><b>{}</b></td></tr>",
            escaped(&change.of),
            change.what,
            cell(&change.before),
            cell(&change.after)
        );
    }
    page.push_str("</tbody>\n</table>\n");
}

fn sources(page: &mut String, found: &Comparison) {
    for (title, mark, class, sources) in [
        ("Sources added", "+", "new", &found.sources_added),
        ("Sources dropped", "&minus;", "gone", &found.sources_dropped),
    ] {
        if sources.is_empty() {
            continue;
        }
        let _ = writeln!(page, "<h2>{title}</h2>\n<div class=\"lines\">");
        for source in sources {
            let _ = writeln!(page, "<p class=\"{class}\"><i>{mark}</i>{}</p>", escaped(source));
        }
        page.push_str("</div>\n");
    }
}

fn text(page: &mut String, found: &Comparison) {
    for section in &found.sections {
        let _ = writeln!(page, "<h2>{}</h2>\n<div class=\"lines\">", escaped(&section.title));
        for line in &section.lines {
            let _ = match line {
                Line::Same(words) => {
                    writeln!(page, "<p class=\"same\"><i></i>{}</p>", escaped(words))
                }
                Line::Gone(parts) => writeln!(
                    page,
                    "<p class=\"gone\"><i aria-label=\"removed\" role=\"img\">&minus;</i>{}</p>",
                    marked(parts, "del")
                ),
                Line::New(parts) => writeln!(
                    page,
                    "<p class=\"new\"><i aria-label=\"added\" role=\"img\">+</i>{}</p>",
                    marked(parts, "ins")
                ),
            };
        }
        page.push_str("</div>\n");
    }
    if found.sections.is_empty() && found.figures.is_empty() {
        page.push_str("<p class=\"mu\">The texts are the same.</p>\n");
    }
}

fn marked(parts: &[Part], element: &str) -> String {
    let part = |part: &Part| {
        let words = escaped(&part.text);
        if part.is_changed { format!("<{element}>{words}</{element}>") } else { words }
    };
    parts.iter().map(part).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(mark),
        }
    }
    escaped
}

//! Takes a comparison; gives it as Markdown: figures, sources, then the changed lines in a
//! fenced block of each section. Never lets a text end the fence it stands in.

use std::fmt::Write as _;

use super::{Comparison, DiffFacts, Line, Part, figure_words};
use crate::render::filters;

pub(super) fn write(facts: DiffFacts<'_>, found: &Comparison) -> String {
    let mut text = format!(
        "# What changed from {} to {}\n\n{}, {}\n",
        found.before, found.after, facts.key.brief, facts.key.date
    );
    for line in [facts.banner, facts.why].into_iter().flatten() {
        let _ = write!(text, "\n> {}\n", escaped(line));
    }
    let causes = facts.causes_words();
    let (new, gone) = found.counts();
    let _ = write!(
        text,
        "\nChanged: {causes}. Lines new: {new}, gone: {gone}. Footnote numbers are not compared.\n"
    );
    if !found.figures.is_empty() {
        text += "\n## Figures\n\n| Whose | Figure | Before | After |\n|---|---|--:|--:|\n";
        for change in &found.figures {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                escaped(&change.of),
                change.what,
                escaped(figure_words(&change.before)),
                escaped(figure_words(&change.after))
            );
        }
    }
    for (title, sources) in
        [("Sources added", &found.sources_added), ("Sources dropped", &found.sources_dropped)]
    {
        if !sources.is_empty() {
            let _ = write!(text, "\n## {title}\n\n");
            for source in sources {
                let _ = writeln!(text, "- {}", escaped(source));
            }
        }
    }
    for section in &found.sections {
        let _ = write!(text, "\n## {}\n\n", section.title);
        text += "````diff\n";
        for line in &section.lines {
            let _ = match line {
                Line::Same(words) => writeln!(text, "  {words}"),
                Line::Gone(parts) => writeln!(text, "- {}", words(parts)),
                Line::New(parts) => writeln!(text, "+ {}", words(parts)),
            };
        }
        text += "````\n";
    }
    text
}

fn words(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    filters::escape_markdown(text, &mut escaped).expect("memory can be written");
    String::from_utf8_lossy(&escaped).into_owned()
}

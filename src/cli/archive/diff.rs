//! Takes an edition and two of its revisions; prints what changed between them. Never writes.

use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::EditionArguments;
use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::{edition, report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::Revision;
use crate::pipeline::Compared;
use crate::render::{Line, Part};

#[derive(Serialize)]
struct DiffResult<'found> {
    before: String,
    after: String,
    causes: &'found [&'static str],
    figures: Vec<FigureLine<'found>>,
    sources_added: &'found [String],
    sources_dropped: &'found [String],
    lines: Vec<TextLine<'found>>,
}

#[derive(Serialize)]
struct FigureLine<'found> {
    of: &'found str,
    figure: &'static str,
    before: &'found str,
    after: &'found str,
}

#[derive(Serialize)]
struct TextLine<'found> {
    section: &'found str,
    change: &'static str,
    text: String,
}

pub(super) fn diff(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    rev: Option<&str>,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = edition::archived_key(console, &pipeline, typed)?;
    let revisions = rev.map(revisions).transpose()?;
    let compared = pipeline.compare(&key, revisions).map_err(|error| report::pipeline(&error))?;
    console.say(compared.markdown.trim_end())?;
    console.json(&result(&compared))?;
    Ok(ExitCode::Done)
}

/// Two revisions as typed: `1..2` or `r001..r002`.
fn revisions(typed: &str) -> Result<(Revision, Revision), Ended> {
    let both = typed
        .split_once("..")
        .and_then(|(before, after)| Some((Revision::parse(before)?, Revision::parse(after)?)));
    both.ok_or_else(|| {
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` does not name two revisions"))
            .hint("Write them as 1..2")
            .into()
    })
}

fn result(compared: &Compared) -> DiffResult<'_> {
    let found = &compared.found;
    let words = |parts: &[Part]| parts.iter().map(|part| part.text.as_str()).collect();
    let lines = found.sections.iter().flat_map(|section| {
        section.lines.iter().filter_map(move |line| {
            let (change, text) = match line {
                Line::Same(_) => return None,
                Line::Gone(parts) => ("gone", words(parts)),
                Line::New(parts) => ("new", words(parts)),
            };
            Some(TextLine { section: &section.title, change, text })
        })
    });
    DiffResult {
        before: found.before.to_string(),
        after: found.after.to_string(),
        causes: &compared.causes,
        figures: found
            .figures
            .iter()
            .map(|change| FigureLine {
                of: &change.of,
                figure: change.what,
                before: &change.before,
                after: &change.after,
            })
            .collect(),
        sources_added: &found.sources_added,
        sources_dropped: &found.sources_dropped,
        lines: lines.collect(),
    }
}

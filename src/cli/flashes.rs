//! Takes a verb about flashes; lists those that went out, or shows what they would say now.

use std::path::Path;

use serde::Serialize;

use super::arguments::FlashesVerb;
use super::console::{Console, Outcome};
use super::{edition, report, setup};
use crate::config::{Config, FlashConfig, did_you_mean};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{Flash, Instant};
use crate::pipeline::Draft;

#[derive(Serialize)]
struct FlashLine {
    flash: String,
    date: String,
    n: u16,
    at: Instant,
    since: String,
    headline: String,
    causes: Vec<Cause>,
}

#[derive(Serialize)]
struct Cause {
    ticker: String,
    cause: String,
}

#[derive(Serialize)]
struct DraftLine {
    id: String,
    withheld: Option<String>,
    headline: Option<String>,
    text: Option<String>,
}

pub(super) fn flashes(console: &mut Console<'_>, file: &Path, verb: &FlashesVerb) -> Outcome {
    match verb {
        FlashesVerb::List { limit } => list(console, file, *limit),
        FlashesVerb::Preview { id, as_of, html } => {
            preview(console, file, id.as_deref(), (as_of.as_deref(), *html))
        }
    }
}

fn list(console: &mut Console<'_>, file: &Path, limit: u32) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let flashes = pipeline.flashes(limit).map_err(|error| report::pipeline(&error))?;
    if flashes.is_empty() {
        console.tell("No flash went out");
    }
    for flash in &flashes {
        let at = flash.at.format("%Y-%m-%d %H:%M UTC");
        console.say(format!("{at}  {} {}  {}", flash.key, flash.n, flash.headline))?;
    }
    console.json(&flashes.iter().map(line).collect::<Vec<_>>())?;
    Ok(ExitCode::Done)
}

fn preview(
    console: &mut Console<'_>,
    file: &Path,
    id: Option<&str>,
    (as_of, html): (Option<&str>, bool),
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let at = as_of.map(edition::instant).transpose()?.unwrap_or_else(|| pipeline.now());
    let asked = asked(pipeline.config(), id)?;
    let mut lines = Vec::new();
    for flash in asked {
        let draft = pipeline.flash_draft(flash, at).map_err(|error| report::pipeline(&error))?;
        say(console, &draft, html)?;
        lines.push(DraftLine {
            id: draft.id.to_string(),
            withheld: draft.withheld,
            headline: draft.flash.as_ref().map(|flash| flash.headline.clone()),
            text: draft.flash.map(|flash| flash.text),
        });
    }
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

fn say(console: &mut Console<'_>, draft: &Draft, html: bool) -> std::io::Result<()> {
    match &draft.flash {
        None => console.say(format!("{}: nothing to tell since the last edition", draft.id))?,
        Some(flash) if html => console.say(flash.html.trim_end())?,
        Some(flash) => {
            console.say(format!("{}: {}", draft.id, flash.headline))?;
            console.say("")?;
            console.say(flash.text.trim_end())?;
        }
    }
    if let Some(why) = &draft.withheld {
        console.tell(format!("{}: would not go out then: {why}", draft.id));
    }
    Ok(())
}

fn asked<'c>(config: &'c Config, id: Option<&str>) -> Result<Vec<&'c FlashConfig>, Diagnostic> {
    let Some(id) = id else { return Ok(config.flashes.iter().collect()) };
    let found = config.flashes.iter().find(|flash| flash.id.as_str() == id);
    found.map(|flash| vec![flash]).ok_or_else(|| {
        let near = did_you_mean(id, config.flashes.iter().map(|flash| flash.id.as_str()));
        Diagnostic::new(ExitCode::Usage, format!("No `[[flash]]` has the id `{id}`{near}"))
            .hint("Name one of contrabrief.toml, or leave the id out to see all")
    })
}

fn line(flash: &Flash) -> FlashLine {
    FlashLine {
        flash: flash.key.brief.to_string(),
        date: flash.key.date.to_string(),
        n: flash.n.0,
        at: flash.at,
        since: flash.since.to_string(),
        headline: flash.headline.clone(),
        causes: flash
            .causes
            .iter()
            .map(|(ticker, cause)| Cause { ticker: ticker.to_string(), cause: cause.clone() })
            .collect(),
    }
}

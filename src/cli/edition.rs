//! Takes `--brief` and `--date` as typed; gives the edition that is meant.

use chrono::{DateTime, NaiveDate, Utc};

use super::arguments::EditionArguments;
use super::console::{Console, Ended};
use super::report;
use crate::calendar;
use crate::config::{BriefConfig, Config, did_you_mean};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{BriefId, EditionKey, Instant, Revision};
use crate::pipeline::Pipeline;
use crate::schedule;

/// The edition of a command line; the date is today when none is given.
pub(super) fn key(
    console: &Console<'_>,
    config: &Config,
    typed: &EditionArguments,
) -> Result<EditionKey, Ended> {
    let brief = brief(config, typed.brief.as_deref())?;
    let now = console.world.clock.now();
    let date = match typed.date.as_deref() {
        Some(date) => parse_date(date, brief, now)?,
        None => schedule::default_date(&brief.scope.plan, now),
    };
    Ok(EditionKey { brief: brief.scope.brief.clone(), date })
}

/// The archived edition of a command line; the last one there is when no date is given.
pub(super) fn archived_key(
    console: &Console<'_>,
    pipeline: &Pipeline,
    typed: &EditionArguments,
) -> Result<EditionKey, Ended> {
    let asked = key(console, pipeline.config(), typed)?;
    if typed.date.is_some() {
        return Ok(asked);
    }
    let last = pipeline.archive().last_edition(&asked.brief, asked.date);
    Ok(last.map_err(|error| report::archive(&error))?.unwrap_or(asked))
}

/// The brief of an id; the only one when none is given.
pub(super) fn brief<'c>(config: &'c Config, id: Option<&str>) -> Result<&'c BriefConfig, Ended> {
    let ids: Vec<&str> = config.briefs.iter().map(|brief| brief.scope.brief.as_str()).collect();
    let found = match (id, config.briefs.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(id), briefs) => briefs.iter().find(|brief| brief.scope.brief.as_str() == id),
    };
    found.ok_or_else(|| {
        let error = match id {
            Some(id) => {
                format!("No brief has the id `{id}`{}", did_you_mean(id, ids.iter().copied()))
            }
            None if ids.is_empty() => "No brief is configured".to_owned(),
            None => "Several briefs are configured and none was named".to_owned(),
        };
        let hint = if ids.is_empty() {
            "Add a [[brief]] to the config".to_owned()
        } else {
            format!("Add --brief with one of: {}", ids.join(", "))
        };
        Diagnostic::new(ExitCode::Usage, error).hint(hint).into()
    })
}

/// The brief or flash of an id: whatever a reader can have and leave.
pub(super) fn subscribable(config: &Config, id: &str) -> Result<BriefId, Ended> {
    match config.flashes.iter().find(|flash| flash.id.as_str() == id) {
        Some(flash) => Ok(flash.id.clone()),
        None => Ok(brief(config, Some(id))?.scope.brief.clone()),
    }
}

/// `YYYY-MM-DD`, `today`, `yesterday` or `last-session` (the last day with an edition by the
/// brief's rule, today among them), in the brief's zone.
fn parse_date(typed: &str, brief: &BriefConfig, now: Instant) -> Result<NaiveDate, Ended> {
    let plan = &brief.scope.plan;
    let today = schedule::default_date(plan, now);
    match typed {
        "today" => Ok(today),
        "yesterday" => Ok(today.pred_opt().unwrap_or(today)),
        "last-session" if calendar::has_edition(plan, today) => Ok(today),
        "last-session" => Ok(calendar::previous_edition(plan, today)),
        _ => iso_date(typed).ok_or_else(|| {
            Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a date"))
                .hint("Write it as YYYY-MM-DD, or today, yesterday, last-session")
                .into()
        }),
    }
}

/// A date of the command line that means no edition.
pub(super) fn date_typed(typed: &str) -> Result<NaiveDate, Ended> {
    iso_date(typed).ok_or_else(|| {
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a date"))
            .hint("Write it as YYYY-MM-DD")
            .into()
    })
}

/// Strictly ten characters: `2026-3-5` and `2026-02-30` are refused.
fn iso_date(typed: &str) -> Option<NaiveDate> {
    (typed.len() == 10).then(|| NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok()).flatten()
}

/// A revision as typed: `2`, `002` or `r002`.
pub(super) fn revision(typed: Option<&str>) -> Result<Option<Revision>, Ended> {
    typed
        .map(|typed| {
            Revision::parse(typed).ok_or_else(|| {
                Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a revision"))
                    .hint("Write it as 1 or r001")
                    .into()
            })
        })
        .transpose()
}

/// An instant as it was typed.
pub(super) fn instant(typed: &str) -> Result<Instant, Diagnostic> {
    DateTime::parse_from_rfc3339(typed).map(|instant| instant.with_timezone(&Utc)).map_err(
        |error| {
            Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not an instant"))
                .because(&error)
                .hint("Write it as 2026-03-25T12:00:00-04:00, or now")
        },
    )
}

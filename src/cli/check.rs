//! Takes a config file; reports every fault of config, templates and calendars together,
//! offline.

use std::path::Path;

use serde::Serialize;

use super::console::{Console, Ended, Outcome};
use super::{report, setup};
use crate::cli::log::Talk;
use crate::config::Config;
use crate::exit_code::ExitCode;
use crate::pipeline;

#[derive(Serialize)]
struct Checked {
    briefs: usize,
    tickers: usize,
    sources: usize,
    price_sources: usize,
    recipients: usize,
    schedules: Vec<String>,
    warnings: Vec<String>,
}

pub(super) fn check(console: &mut Console<'_>, file: &Path) -> Outcome {
    let config = setup::config(console, file)?;
    check_templates(&config)?;
    check_holdings(&config)?;
    check_logos(&config)?;
    let today = console.world.clock.now().date_naive();
    let mut warnings: Vec<String> = config
        .calendars()
        .into_iter()
        .filter_map(|id| {
            pipeline::near_horizon(id, today).map(|words| format!("{}: {words}", id.word()))
        })
        .collect();
    if config.briefs.is_empty() {
        warnings.push("No [[brief]] is configured: nothing will be produced".to_owned());
    }
    if config.mail.is_none() {
        warnings.push("No [smtp] host or folder is configured: nothing will be mailed".to_owned());
    }
    let schedules: Vec<String> = config
        .briefs
        .iter()
        .map(|brief| format!("{} comes out {}", brief.scope.brief, brief.scope.plan.in_words()))
        .collect();
    let checked = Checked {
        schedules,
        briefs: config.briefs.len(),
        tickers: config.tickers.len(),
        sources: config.sources.len(),
        price_sources: config.prices.len(),
        recipients: config.briefs.iter().map(|brief| brief.recipients.len()).sum(),
        warnings,
    };
    for schedule in &checked.schedules {
        console.tell(schedule);
    }
    for warning in &checked.warnings {
        console.tell(Talk::warning(warning));
    }
    console.say(format!(
        "{} is sound: {} brief(s), {} ticker(s), {} article source(s), {} price source(s), {} recipient(s)",
        file.display(),
        checked.briefs,
        checked.tickers,
        checked.sources,
        checked.price_sources,
        checked.recipients
    ))?;
    console.json(&checked)?;
    Ok(ExitCode::Done)
}

/// Whether the holdings can be used; all their faults together.
fn check_holdings(config: &Config) -> Result<(), Ended> {
    let faults = pipeline::check_holdings(config);
    if faults.is_empty() { Ok(()) } else { Err(report::holdings_faults(&faults).into()) }
}

/// Whether the logos can be used.
fn check_logos(config: &Config) -> Result<(), Ended> {
    let faults = pipeline::check_logos(config);
    if faults.is_empty() { Ok(()) } else { Err(report::logo_faults(&faults).into()) }
}

/// Whether the operator's templates can be used.
pub(super) fn check_templates(config: &Config) -> Result<(), Ended> {
    for brief in &config.briefs {
        pipeline::check_templates(config, brief).map_err(|error| report::pipeline(&error))?;
    }
    Ok(())
}

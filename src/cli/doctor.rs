//! Takes the configuration; says what of the world around it works, line by line, and what to
//! do about the rest.

use std::path::Path;

use super::console::{Console, Outcome};
use super::{check, setup};
use crate::exit_code::ExitCode;
use crate::pipeline::{self, Finding, Health, Part};

pub(super) fn doctor(console: &mut Console<'_>, file: &Path) -> Outcome {
    let config = setup::config(console, file)?;
    check::check_templates(&config)?;
    let findings = setup::runtime()?.block_on(pipeline::examine(&config, console.world.clock));
    let width = findings.iter().map(|finding| finding.what.len()).max().unwrap_or_default();
    console.say(format!("well    {:<width$}  {} is sound", "config", file.display()))?;
    for finding in &findings {
        console.say(line(finding, width))?;
    }
    let ended = verdict(&findings);
    console.say(words(&findings))?;
    console.json(&findings)?;
    Ok(ended)
}

fn line(finding: &Finding, width: usize) -> String {
    let health = match finding.health {
        Health::Well => "well",
        Health::Odd => "odd",
        Health::Failed => "FAILED",
    };
    format!("{health:<7} {:<width$}  {}", finding.what, finding.words)
}

fn words(findings: &[Finding]) -> String {
    let count = |health| findings.iter().filter(|finding| finding.health == health).count();
    match (count(Health::Failed), count(Health::Odd)) {
        (0, 0) => "All is well: contrabrief run".to_owned(),
        (0, odd) => format!("It works, with {odd} thing(s) to look at"),
        (failed, _) => format!("{failed} thing(s) do not work: mend them, then contrabrief doctor"),
    }
}

/// The gravest failure's code: storage, then all sources, then mail, then some source.
fn verdict(findings: &[Finding]) -> ExitCode {
    let failed = |part| findings.iter().any(|one| one.part == part && one.health == Health::Failed);
    let answers =
        |finding: &Finding| finding.part == Part::Source && finding.health != Health::Failed;
    if failed(Part::Storage) {
        return ExitCode::Storage;
    }
    if failed(Part::Source) && !findings.iter().any(answers) {
        return ExitCode::NothingUsable;
    }
    if failed(Part::Mail) {
        return ExitCode::Delivery;
    }
    if failed(Part::Source) || failed(Part::Calendar) { ExitCode::Partial } else { ExitCode::Done }
}

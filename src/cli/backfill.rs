//! Takes a span of days; makes the editions that are missing in it, tells how far it is, and how
//! to go on where it was stopped. Mails only when asked to.

mod progress;
mod result;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Runtime;

use super::arguments::BackfillArguments;
use super::console::{Console, Ended, Outcome};
use super::daemon::signals::{Asked, Signals};
use super::log::Talk;
use super::{edition, report, setup};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::EditionKey;
use crate::pipeline::{
    Backfill, BackfillCounts, BackfillState, Backfilled, Hands, Pipeline, PipelineError, Planned,
    PlannedState,
};

use progress::Progress;
use result::{EditionLine, Summary};

pub(super) fn backfill(
    console: &mut Console<'_>,
    file: &Path,
    typed: &BackfillArguments,
) -> Outcome {
    if typed.dry_run {
        let pipeline = setup::pipeline(console, file)?;
        let asked = asked(pipeline.config(), typed)?;
        return dry_run(console, &pipeline, typed, &asked);
    }
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file).map_err(stop_the_daemon)?;
    let asked = asked(pipeline.config(), typed)?;
    if typed.deliver && pipeline.config().mail.is_none() {
        return Err(report::pipeline(&PipelineError::NoMail)
            .hint("Set host (or folder) and from under [smtp], or leave --deliver out")
            .into());
    }
    let planned = pipeline.plan_backfill(&asked).map_err(|error| report::pipeline(&error))?;
    let runtime = setup::runtime()?;
    let stop = stop_on_signal(&runtime)?;
    let hands =
        Hands { jobs: jobs(typed), runtime: runtime.handle(), stop: &stop, intends: typed.deliver };
    let mut progress = Progress::new(console, planned.len());
    let filled = pipeline.backfill(&asked, planned, &hands, &mut |filled| progress.tell(filled));
    progress.end();
    let (run, filled) = filled.map_err(|error| report::pipeline(&error))?;
    let mut exit_code = exit_code(&filled);
    say(console, &pipeline, typed, run, &filled)?;
    let summary = Summary::of(&asked, typed, Some(run), &filled);
    let editions = filled.iter().map(|filled| EditionLine::of(filled, pipeline.archive().root()));
    console.json(&summary.with(editions.collect()))?;
    if typed.deliver && deliver(console, &mut pipeline, &runtime, &filled)? != ExitCode::Done {
        exit_code = match exit_code {
            ExitCode::Done | ExitCode::Partial => ExitCode::Delivery,
            worse => worse,
        };
    }
    Ok(exit_code)
}

/// The span and the briefs that are meant.
fn asked(config: &Config, typed: &BackfillArguments) -> Result<Backfill, Ended> {
    let briefs = match typed.brief.as_deref() {
        None if !config.briefs.is_empty() => {
            config.briefs.iter().map(|brief| brief.scope.brief.clone()).collect()
        }
        id => vec![edition::brief(config, id)?.scope.brief.clone()],
    };
    let (from, to) = (edition::date_typed(&typed.from)?, edition::date_typed(&typed.to)?);
    Ok(Backfill { briefs, from, to, which: typed.which() })
}

fn jobs(typed: &BackfillArguments) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    typed.jobs.map_or_else(cores, usize::from)
}

/// The daemon makes today's edition; past ones are made while it is away.
fn stop_the_daemon(ended: Ended) -> Ended {
    match ended {
        Ended::Failed(diagnostic) if diagnostic.exit_code == ExitCode::Locked => {
            Ended::Failed(Box::new(diagnostic.hint(
                "If it is the daemon, stop it for as long as the backfill takes; started again, it makes up for what came due",
            )))
        }
        other => other,
    }
}

/// Set by Ctrl-C or SIGTERM: the edition at hand is finished.
fn stop_on_signal(runtime: &Runtime) -> Result<Arc<AtomicBool>, Ended> {
    let stop = Arc::new(AtomicBool::new(false));
    let _within = runtime.enter();
    let mut signals = Signals::listen().map_err(|error| {
        Diagnostic::new(ExitCode::Unexpected, "Signals cannot be listened to").because(&error)
    })?;
    let asked = Arc::clone(&stop);
    runtime.spawn(async move {
        while signals.next().await != Asked::Stop {}
        asked.store(true, Ordering::Relaxed);
    });
    Ok(stop)
}

fn dry_run(
    console: &mut Console<'_>,
    pipeline: &Pipeline,
    typed: &BackfillArguments,
    asked: &Backfill,
) -> Outcome {
    let plan = || {
        let mut planned = pipeline.plan_backfill(asked)?;
        pipeline.find_nothing_known(&mut planned)?;
        Ok(planned)
    };
    let planned: Vec<Planned> = plan().map_err(|error| report::pipeline(&error))?;
    for Planned { key, state, .. } in &planned {
        let EditionKey { brief, date } = key;
        console.say(match state {
            PlannedState::Due => format!("would be made {date}  {brief}"),
            other => format!("not made {date}  {brief}: {}", why_not(other)),
        })?;
    }
    let due = planned.iter().filter(|planned| matches!(planned.state, PlannedState::Due)).count();
    console
        .say(format!("{due} would be made, {} not; nothing was written", planned.len() - due))?;
    let summary = Summary::of(asked, typed, None, &[]);
    console.json(&summary.with(planned.iter().map(EditionLine::planned).collect()))?;
    Ok(ExitCode::Done)
}

/// Why an edition is not made.
fn why_not(state: &PlannedState) -> String {
    match state {
        PlannedState::Due => String::new(),
        PlannedState::Exists(revision) => format!("{revision} is there"),
        PlannedState::Untried => "no attempt at it failed".to_owned(),
        PlannedState::Early => "its cut-off is still to come".to_owned(),
        PlannedState::NothingKnown => "no article and no price was known".to_owned(),
        PlannedState::Fault(error) => error.to_string(),
    }
}

/// Why an edition could not be made, in a line.
fn why_failed(error: &PipelineError) -> String {
    if let PipelineError::NothingUsable { .. } = error {
        return why_not(&PlannedState::NothingKnown);
    }
    let told = report::pipeline(error);
    let because = told.because.first().map(|why| format!(": {why}"));
    format!("{}{}", told.error, because.unwrap_or_default())
}

/// Each edition that was made, then what was not, then the sum.
fn say(
    console: &mut Console<'_>,
    pipeline: &Pipeline,
    typed: &BackfillArguments,
    run: i64,
    filled: &[Backfilled],
) -> std::io::Result<()> {
    let root = pipeline.archive().root();
    for Backfilled { key: EditionKey { brief, date }, state } in filled {
        match state {
            BackfillState::Made(made) => {
                console
                    .say(format!("made {date}  {brief}  {}", root.join(&made.path).display()))?;
            }
            BackfillState::Revised(made) => {
                let path = root.join(&made.path);
                console.say(format!("revised {date}  {brief}  {}", path.display()))?;
            }
            BackfillState::Early => {
                console.tell(Talk::note(format!(
                    "{brief} {date} is not made: its cut-off is still to come"
                )));
            }
            BackfillState::Failed(error) => {
                let why = why_failed(error);
                console.tell(Talk::note(format!("{brief} {date} is not made: {why}")));
            }
            _ => {}
        }
    }
    let summary = BackfillCounts::of(filled);
    console.say(format!("backfill {run}: {summary}"))?;
    if summary.left > 0 {
        console.tell(format!("backfill: stopped; go on with {}", typed.again()));
    } else if summary.failed > 0 {
        console.tell(format!("backfill: once that is mended, go on with {}", typed.again()));
    }
    Ok(())
}

/// The worst that happened, as `run` would end by it.
fn exit_code(filled: &[Backfilled]) -> ExitCode {
    let faults = filled.iter().filter_map(Backfilled::fault);
    let faults: Vec<ExitCode> = faults.map(|error| report::pipeline(error).exit_code).collect();
    if faults.contains(&ExitCode::Storage) {
        return ExitCode::Storage;
    }
    if let Some(first) = faults.first()
        && !filled.iter().any(Backfilled::is_there)
    {
        return *first;
    }
    let is_lacking = |filled: &Backfilled| match &filled.state {
        BackfillState::Made(made) | BackfillState::Revised(made) | BackfillState::Same(made) => {
            made.is_partial
        }
        BackfillState::Exists(_) | BackfillState::Untried => false,
        BackfillState::Early | BackfillState::Failed(_) | BackfillState::Left => true,
    };
    if filled.iter().any(is_lacking) { ExitCode::Partial } else { ExitCode::Done }
}

/// Mails what the ledger has open of the span.
fn deliver(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    runtime: &Runtime,
    filled: &[Backfilled],
) -> Outcome {
    let is_meant = |key: &EditionKey| filled.iter().any(|filled| filled.key == *key);
    let reports = runtime
        .block_on(pipeline.deliver_open(false, is_meant))
        .map_err(|error| report::pipeline(&error))?;
    let mut is_complete = true;
    for report in &reports {
        console.tell(report.to_string());
        for line in report.notes.iter().cloned().chain(report.faults()) {
            console.tell(Talk::note(line));
        }
        is_complete &= report.is_complete();
    }
    Ok(if is_complete { ExitCode::Done } else { ExitCode::Delivery })
}

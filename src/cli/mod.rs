//! Takes the command line; runs one verb, prints its results, and gives the exit code. The
//! only module that prints.

mod archive;
mod arguments;
mod backfill;
mod bounces;
mod calendar;
mod check;
mod collect;
mod completions;
mod console;
mod daemon;
mod deliver;
mod demo;
mod doctor;
mod edition;
mod explain;
mod flashes;
mod import;
mod init;
mod log;
mod man;
mod operations;
mod preview;
mod progress;
mod report;
mod rerun;
mod run;
mod schedule;
mod score;
mod serving;
mod setup;
mod shown;
mod sources;
mod status;
mod subscribers;
mod tickers;

use std::ffi::OsString;
use std::io::Write as _;

use clap::Parser as _;
use clap::error::ErrorKind;

pub use console::World;

use arguments::{Arguments, Verb};
use console::{Console, Ended, Outcome};
use log::{About, Log};

use crate::exit_code::ExitCode;

/// Runs one command line and gives its exit code. Never panics on bad input and never calls
/// the process's exit.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, world),
    };
    let (target, masks) = arguments.verb.logged();
    let log = Log::new(arguments.log_format.map(Into::into), world.clock, masks);
    log::listen(arguments.verbose, log.clone());
    let (json, quiet, about) = (arguments.json, arguments.quiet, About::default());
    let mut console = Console { world, json, quiet, log, target, about };
    match dispatch(&mut console, &arguments) {
        Ok(exit_code) => exit_code,
        Err(Ended::PipeClosed) => ExitCode::Done,
        Err(Ended::Failed(diagnostic)) => {
            console.report(&diagnostic);
            diagnostic.exit_code
        }
    }
}

fn dispatch(console: &mut Console<'_>, arguments: &Arguments) -> Outcome {
    let config_file = &arguments.config_file;
    match &arguments.verb {
        Verb::Demo(demo) => demo::demo(console, demo),
        Verb::Init { folder } => init::init(console, folder),
        Verb::Check => check::check(console, config_file),
        Verb::Collect { what, source } => {
            collect::collect(console, config_file, *what, source.as_deref())
        }
        Verb::Import(import) => import::import(console, config_file, import),
        Verb::Run { edition, no_send, no_collect } => {
            run::run(console, config_file, edition, !no_send, !no_collect)
        }
        Verb::Rerun { edition, rev, as_of, config } => {
            rerun::rerun(console, config_file, edition, rev.as_deref(), as_of.as_deref(), *config)
        }
        Verb::Backfill(typed) => backfill::backfill(console, config_file, typed),
        Verb::Preview { edition, format } => {
            preview::preview(console, config_file, edition, *format)
        }
        Verb::Archive(verb) => archive::archive(console, config_file, verb),
        Verb::Deliver(verb) => deliver::deliver(console, config_file, verb),
        Verb::Schedule(verb) => schedule::schedule(console, config_file, verb),
        Verb::Flashes(verb) => flashes::flashes(console, config_file, verb),
        Verb::Calendar(verb) => calendar::calendar(console, config_file, verb),
        Verb::Status(typed) => status::status(console, config_file, typed),
        Verb::Daemon => daemon::daemon(console, config_file),
        Verb::Sources(verb) => sources::sources(console, config_file, verb),
        Verb::Tickers(verb) => tickers::tickers(console, config_file, verb),
        Verb::Subscribers(verb) => subscribers::subscribers(console, config_file, verb),
        Verb::Explain { edition, claim } => explain::explain(console, config_file, edition, claim),
        Verb::Doctor => doctor::doctor(console, config_file),
        Verb::Operations(verb) => operations::operations(console, config_file, verb),
        Verb::Score { file } => score::score(console, file.as_deref()),
        Verb::Completions { shell } => completions::completions(console, *shell),
        Verb::Man { out } => man::man(console, out.as_deref()),
    }
}

/// clap's own words; help and version are results, all else is talk.
fn usage(error: &clap::Error, world: &mut World) -> ExitCode {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let stream = if is_help { &mut world.out } else { &mut world.err };
    let _ = write!(stream, "{error}");
    if is_help { ExitCode::Done } else { ExitCode::Usage }
}

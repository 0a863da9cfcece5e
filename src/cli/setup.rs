//! Takes a config file's path; gives the configuration and the opened pipeline, or the three
//! lines that say why not.

use std::path::Path;

use tokio::runtime::{Builder, Runtime};

use super::console::{Console, Ended};
use super::report;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::pipeline::Pipeline;
use crate::store::{Lock, Store};

/// The configuration, or all its faults together.
pub(super) fn config(console: &Console<'_>, file: &Path) -> Result<Config, Ended> {
    let config = Config::load(file, &console.world.environment)
        .map_err(|faults| report::config_faults(file, &faults))?;
    console.log.goes_by(&config);
    Ok(config)
}

/// The pipeline over the configuration, for a command that only reads.
pub(super) fn pipeline(console: &Console<'_>, file: &Path) -> Result<Pipeline, Ended> {
    Ok(open(console, config(console, file)?)?)
}

/// The pipeline and the lock that keeps every other writer out until it is dropped.
pub(super) fn locked_pipeline(
    console: &Console<'_>,
    file: &Path,
) -> Result<(Pipeline, Lock), Ended> {
    let config = config(console, file)?;
    let data_dir = config.data_dir.clone();
    let pipeline = open(console, config)?;
    let lock = Store::lock(&data_dir.join(crate::pipeline::DATABASE))
        .map_err(|error| report::store(&error))?;
    Ok((pipeline, lock))
}

pub(super) fn open(console: &Console<'_>, config: Config) -> Result<Pipeline, Diagnostic> {
    Pipeline::open(config, console.world.clock, "operator")
        .map_err(|error| report::pipeline(&error))
}

/// The runtime for verbs that wait for the network.
pub(super) fn runtime() -> Result<Runtime, Diagnostic> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
        Diagnostic::new(ExitCode::Unexpected, "The network runtime cannot be started")
            .because(&error)
    })
}

//! Takes the name of a shell; prints its completion script.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::arguments::Arguments;
use super::console::{Console, Outcome};
use crate::exit_code::ExitCode;

pub(super) fn completions(console: &mut Console<'_>, shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "contrabrief", &mut script);
    console.bytes(&script)?;
    Ok(ExitCode::Done)
}

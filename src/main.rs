//! Takes the process; gives it to the command line and ends with its exit code.

use std::process::ExitCode;

use contrabrief::cli::{self, World};

fn main() -> ExitCode {
    cli::run(std::env::args_os(), &mut World::of_process()).into()
}

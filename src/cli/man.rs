//! Takes nothing, or a folder; prints the manual page, or writes one for each verb.

use std::path::Path;

use clap::CommandFactory as _;

use super::arguments::Arguments;
use super::console::{Console, Ended, Outcome};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;

pub(super) fn man(console: &mut Console<'_>, out: Option<&Path>) -> Outcome {
    let command = Arguments::command();
    let Some(folder) = out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        console.bytes(&page)?;
        return Ok(ExitCode::Done);
    };
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| unwritten(folder, &error))?;
    console.say(folder.display())?;
    Ok(ExitCode::Done)
}

fn unwritten(folder: &Path, error: &std::io::Error) -> Ended {
    let words = format!("Manual pages cannot be written to `{}`", folder.display());
    Diagnostic::new(ExitCode::Unexpected, words)
        .because(error)
        .hint("Name a folder you may write: contrabrief man --out DIR")
        .into()
}

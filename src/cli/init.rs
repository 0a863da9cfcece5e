//! Takes a folder; lays out a commented config, templates to override, and the archive's
//! root. Never overwrites.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;

use super::console::{Console, Outcome};
use crate::config::FILE_NAME;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;

/// The commented configuration that a new desk starts from.
const CONFIG: &str = include_str!("../../config/contrabrief.toml");

/// What the folder of templates is for.
const TEMPLATES_README: &str = include_str!("../../config/templates-readme.txt");

#[derive(Serialize)]
struct LaidOut {
    folder: String,
    written: Vec<String>,
    kept: Vec<String>,
}

pub(super) fn init(console: &mut Console<'_>, folder: &Path) -> Outcome {
    let mut laid_out =
        LaidOut { folder: folder.display().to_string(), written: Vec::new(), kept: Vec::new() };
    let mut files = vec![(FILE_NAME.to_owned(), CONFIG.to_owned())];
    files.push(("templates/README.txt".to_owned(), TEMPLATES_README.to_owned()));
    files.extend(
        crate::pipeline::builtin_templates()
            .into_iter()
            .map(|(name, source)| (format!("templates/{name}.example"), source)),
    );
    for (name, content) in files {
        let written = write_new(&folder.join(&name), &content).map_err(|error| {
            Diagnostic::new(
                ExitCode::Unexpected,
                format!("`{}` cannot be written", folder.join(&name).display()),
            )
            .because(&error)
            .hint("Choose a folder you may write: contrabrief init DIR")
        })?;
        if written { laid_out.written.push(name) } else { laid_out.kept.push(name) }
    }
    for name in &laid_out.written {
        console.say(format!("wrote {}", folder.join(name).display()))?;
    }
    for name in &laid_out.kept {
        console.say(format!("kept  {} (it was there already)", folder.join(name).display()))?;
    }
    console.say(format!(
        "\nNext:\n  1. read {config}: put your contact under [app], choose the watchlist\n  2. contrabrief check -c {config}\n  3. contrabrief run -c {config} --date last-session --no-send",
        config = folder.join(FILE_NAME).display()
    ))?;
    console.json(&laid_out)?;
    Ok(ExitCode::Done)
}

/// Writes a file that was not there; `false` when it was.
fn write_new(path: &Path, content: &str) -> io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

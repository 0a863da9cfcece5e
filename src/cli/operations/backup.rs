//! Takes where to or where from; copies the database or brings a copy back.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::archive::{Archive, MarkerPolicy};
use crate::cli::console::{Console, Outcome};
use crate::cli::log::Talk;
use crate::cli::{report, setup};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::Instant;
use crate::pipeline::{DATABASE, back_up, restore as bring_back};
use crate::store::Store;

#[derive(Serialize)]
struct BackupResult {
    file: PathBuf,
    bytes: u64,
    with_key: bool,
    removed: usize,
}

#[derive(Serialize)]
struct RestoreResult {
    database: PathBuf,
    kept: Option<PathBuf>,
    with_key: bool,
    last_run_at: Option<Instant>,
    later_editions: Vec<String>,
}

/// The archive is not opened: a database can be copied while its share is away.
pub(super) fn backup(console: &mut Console<'_>, file: &Path, to: Option<&Path>) -> Outcome {
    let config = setup::config(console, file)?;
    let database = config.data_dir.join(DATABASE);
    if !database.exists() {
        return Err(Diagnostic::new(
            ExitCode::Storage,
            format!("There is no database `{}` to copy", database.display()),
        )
        .hint("Run contrabrief run first, or set data_dir under [app]")
        .into());
    }
    let store = Store::open(&database).map_err(|error| report::store(&error))?;
    let made = back_up(&store, &config, console.world.clock, to)
        .map_err(|error| report::pipeline(&error))?;
    console.say(made.file.display())?;
    console.tell(format!("backed up {} bytes, every page checked", made.bytes));
    if made.with_key {
        console.tell("the key of links is beside it; keep both where nobody else reads them");
    }
    if made.removed > 0 {
        console.tell(format!("removed {} older backup(s)", made.removed));
    }
    console.json(&BackupResult {
        file: made.file,
        bytes: made.bytes,
        with_key: made.with_key,
        removed: made.removed,
    })?;
    Ok(ExitCode::Done)
}

pub(super) fn restore(
    console: &mut Console<'_>,
    file: &Path,
    backup: &Path,
    replace: bool,
) -> Outcome {
    let config = setup::config(console, file)?;
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        let folder = config.data_dir.display();
        Diagnostic::new(ExitCode::Storage, format!("Data folder `{folder}` cannot be made"))
            .because(&error)
            .hint("Set data_dir under [app] to a folder you may write")
    })?;
    let database = config.data_dir.join(DATABASE);
    let lock = Store::lock(&database).map_err(|error| report::store(&error))?;
    let restored = bring_back(&config, backup, replace, console.world.clock, &lock)
        .map_err(|error| report::pipeline(&error))?;
    console.say(format!("restored {}", database.display()))?;
    if let Some(kept) = &restored.kept {
        console.tell(format!("what was there is kept as {}", kept.display()));
    }
    if !restored.with_key {
        console.tell(Talk::note(
            "no key of links is beside the backup: the one in the data folder stays",
        ));
    }
    if let Some(at) = restored.last_run_at {
        console.tell(Talk::note(format!("it ends on {}: readers who left or were forgotten since get mail again unless you suppress them",
            at.format("%Y-%m-%d at %H:%M UTC")
        )));
    }
    let later_editions = later(&config, restored.last_run_at);
    if !later_editions.is_empty() {
        console.tell(Talk::note(format!("{} edition(s) were archived after this backup, whose ledger does not know who got them; sending them again would mail them twice:",
            later_editions.len()
        )));
        for path in &later_editions {
            console.tell(format!("  {path}"));
        }
    }
    console.json(&RestoreResult {
        database,
        kept: restored.kept,
        with_key: restored.with_key,
        last_run_at: restored.last_run_at,
        later_editions,
    })?;
    Ok(ExitCode::Done)
}

/// Editions that the archive has and the backup cannot know. An archive that cannot be read now
/// is another command's business.
fn later(config: &Config, last_run_at: Option<Instant>) -> Vec<String> {
    let listed = Archive::open(&config.archive_root, MarkerPolicy::Require)
        .and_then(|archive| archive.list())
        .unwrap_or_default();
    let later = listed.iter().filter(|it| last_run_at.is_none_or(|last| it.written_at > last));
    later.map(|it| crate::model::edition_path(&it.key, it.revision)).collect()
}

//! Takes the configuration; gives a proven copy of the database and of the key that signs
//! links, and brings one back. Never removes an older copy before the new one is proven, and
//! never what it did not write itself.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::collecting::chain;
use super::operating::OperatingError;
use super::spans::span;
use super::token_key;
use super::{DATABASE, Pipeline, PipelineError};
use crate::clock::Clock;
use crate::config::{BackupConfig, Config};
use crate::model::Instant;
use crate::store::{ASIDE, Lock, Store};

/// What the name of a backup begins with.
const PREFIX: &str = "contrabrief-";
/// What it ends with.
const SUFFIX: &str = ".db";
/// The instant in between.
const STAMP: &str = "%Y%m%dT%H%M%SZ";
/// Half a backup that is older than this belongs to nobody any more.
const ASIDE_HOURS_MAX: i64 = 24;

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The copy of the database.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Whether the key that signs links is beside it.
    pub with_key: bool,
    /// Older backups that were removed.
    pub removed: usize,
}

/// A backup that was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where the database is that it took the place of.
    pub kept: Option<PathBuf>,
    /// Whether the key that signs links came back with it.
    pub with_key: bool,
    /// When it last did anything, so that what came later is known to be missing.
    pub last_run_at: Option<Instant>,
}

impl Pipeline {
    /// Makes a backup in the configured folder, proves it, and only then removes those beyond
    /// `keep`. Leaves a run, also when it failed.
    ///
    /// # Errors
    /// [`PipelineError::Store`], [`PipelineError::TokenKey`], [`OperatingError::BackupFolder`].
    pub fn back_up(&self) -> Result<BackedUp, PipelineError> {
        back_up(&self.store, &self.config, self.clock, None)
    }
}

/// As [`Pipeline::back_up`], of a store that is open; to another folder or file where one is
/// named, and then nothing older is removed.
///
/// # Errors
/// As [`Pipeline::back_up`].
pub fn back_up(
    store: &Store,
    config: &Config,
    clock: Clock,
    to: Option<&Path>,
) -> Result<BackedUp, PipelineError> {
    let now = clock.now();
    let run = store.begin_run("backup", None, now)?;
    let written = span(run, None).in_scope(|| write(store, config, to, now));
    let (outcome, detail) = match &written {
        Ok(made) => ("done", words(made)),
        Err(error) => ("failed", chain(error)),
    };
    store.finish_run(run, outcome, &detail, clock.now())?;
    written
}

fn write(
    store: &Store,
    config: &Config,
    to: Option<&Path>,
    now: Instant,
) -> Result<BackedUp, PipelineError> {
    let file = match to {
        Some(file) if !file.is_dir() => file.to_owned(),
        folder => folder.unwrap_or(&config.backup.folder).join(name(now)),
    };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)
            .map_err(|source| OperatingError::BackupFolder { path: folder.to_owned(), source })?;
    }
    let key = key_beside(&file);
    let is_new = !file.exists();
    // The key first: a database under its final name is a backup that is whole.
    let with_key = is_new && token_key::carry(&config.data_dir.join(token_key::FILE), &key)?;
    let bytes = store.back_up(&file).inspect_err(|_| {
        if with_key {
            let _ = fs::remove_file(&key);
        }
    })?;
    let removed = if to.is_none() { thin_out(&config.backup, &file, now)? } else { 0 };
    Ok(BackedUp { file, bytes, with_key, removed })
}

fn words(made: &BackedUp) -> String {
    let BackedUp { file, bytes, removed, .. } = made;
    format!("{}, {bytes} bytes, {removed} older removed", file.display())
}

fn name(at: Instant) -> String {
    format!("{PREFIX}{}{SUFFIX}", at.format(STAMP))
}

/// When a backup of that name was made; `None` for what is none of ours.
fn made_at(name: &str) -> Option<Instant> {
    let stamp = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let at = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc();
    (self::name(at) == name).then_some(at)
}

fn key_beside(file: &Path) -> PathBuf {
    file.with_extension(token_key::FILE)
}

/// Removes backups beyond the newest and what a kill left half written; never `proven`.
fn thin_out(backup: &BackupConfig, proven: &Path, now: Instant) -> Result<usize, PipelineError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| OperatingError::BackupFolder { path, source }
    };
    let folder = &backup.folder;
    let mut made = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if let Some(at) = made_at(&name) {
            made.push((at, path));
        } else if name.strip_prefix(ASIDE).is_some_and(|name| is_left_over(name, now)) {
            fs::remove_file(&path).map_err(failed(&path))?;
        }
    }
    made.sort();
    let others: Vec<_> = made.iter().rev().filter(|(_, path)| path != proven).collect();
    let older = &others[others.len().min(backup.keep - 1)..];
    for (_, path) in older {
        fs::remove_file(path).map_err(failed(path))?;
        let _ = fs::remove_file(key_beside(path));
    }
    Ok(older.len())
}

/// The journal of a half copy is left over with it.
fn is_left_over(name: &str, now: Instant) -> bool {
    let name = name.strip_suffix("-journal").unwrap_or(name);
    made_at(name).is_some_and(|at| (now - at).num_hours() >= ASIDE_HOURS_MAX)
}

/// Brings a backup back: checked and brought up to date aside, then put in the database's
/// place, which stays beside it. Needs the lock, so that nobody writes meanwhile.
///
/// # Errors
/// [`OperatingError::WouldReplace`] where a database or another key is there and `replace` is
/// not said; otherwise as [`Store::restorable`]. Then nothing was changed.
pub fn restore(
    config: &Config,
    backup: &Path,
    replace: bool,
    clock: Clock,
    _lock: &Lock,
) -> Result<Restored, PipelineError> {
    let now = clock.now();
    let database = config.data_dir.join(DATABASE);
    let restorable = Store::restorable(backup, &database)?;
    let (saved, key) = (key_beside(backup), config.data_dir.join(token_key::FILE));
    let changes_key = token_key::differ(&saved, &key);
    if !replace && (restorable.replaces() || changes_key) {
        let path = if restorable.replaces() { database } else { key };
        return Err(OperatingError::WouldReplace { path }.into());
    }
    let kept = format!(".before-{}", now.format(STAMP));
    if changes_key {
        let beside = config.data_dir.join(format!("{}{kept}", token_key::FILE));
        token_key::replace(&saved, &key, &beside)?;
    }
    let with_key = token_key::carry(&saved, &key)? || saved.exists();
    let kept = restorable.put(&kept)?;
    let store = Store::open(&database)?;
    let last_run_at = store.runs(1)?.first().map(|run| run.begun_at);
    let run = store.begin_run("restore", None, now)?;
    store.finish_run(run, "done", &backup.display().to_string(), clock.now())?;
    Ok(Restored { kept, with_key, last_run_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_a_backup_has_are_taken_for_one() {
        let at = "2026-03-25T02:00:00Z".parse().unwrap();
        assert_eq!(name(at), "contrabrief-20260325T020000Z.db");
        assert_eq!(made_at(&name(at)), Some(at));
        for other in [
            "contrabrief.db",
            "contrabrief-20260325T020000Z.token.key",
            "contrabrief-20260325T020000Z.db.old",
            "contrabrief-20260325T020000.db",
            "contrabrief-20260325T02000Z.db",
            "my-contrabrief-20260325T020000Z.db",
        ] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }
}

//! Takes an age; gives the archive without the editions beyond it, but for those that are held.
//! Of each a stone stays that the chain seals. Cut off at any instant, the next one finishes:
//! first the stone, then its line in the chain, and only then the edition.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::PoisonError;

use chrono::NaiveDate;

use crate::model::{EditionKey, Instant, Sha256Hash};

use super::audit::{self, Deed};
use super::chain::ChainLine;
use super::disk::{entries, remove, rename, sync_folder, temporary_path};
use super::error::{ArchiveError, disk};
use super::open::{Known, revision_folders, year_folders};
use super::tombstone::{self, Tombstone};
use super::{Archive, Archived, Hold, holds, index, links};

/// What is old enough to go.
#[derive(Clone, Copy, Debug)]
pub struct PruneRule<'rule> {
    /// Editions of dates before this one …
    pub before: NaiveDate,
    /// … of which every revision was made before this.
    pub made_before: Instant,
    /// The rule in words, such as `retention 7y`.
    pub why: &'rule str,
}

/// What a prune removed, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The editions.
    pub editions: Vec<EditionKey>,
    /// Their revisions.
    pub revisions: usize,
    /// What else went: objects that no edition names any more.
    pub objects: usize,
    /// Editions that are old enough and held.
    pub held: Vec<EditionKey>,
    /// The date of the oldest edition that stays.
    pub oldest_left: Option<NaiveDate>,
}

type Editions = BTreeMap<(NaiveDate, EditionKey), Vec<Archived>>;

impl Archive {
    /// What [`Archive::prune`] would remove now.
    ///
    /// # Errors
    /// As [`Archive::prune`].
    pub fn prunable(&self, rule: &PruneRule<'_>) -> Result<Pruned, ArchiveError> {
        let editions = self.editions()?;
        let (due, kept) = self.due(&editions, rule, &holds::read(&self.root)?)?;
        let left = editions.iter().filter(|((_, key), _)| !due.contains(key));
        let named = named_by(left.flat_map(|(_, revisions)| revisions));
        Ok(Pruned {
            objects: objects(&self.root)?.iter().filter(|it| !named.contains(it)).count(),
            ..summed(&editions, &due, kept)
        })
    }

    /// Removes the editions that a rule names and nobody holds, and leaves a stone for each
    /// revision. Finishes what an earlier prune left half done.
    ///
    /// # Errors
    /// [`ArchiveError::ManifestUnreadable`], [`ArchiveError::Altered`] or
    /// [`ArchiveError::HoldsUnreadable`] before anything was removed: a damaged archive is not
    /// pruned. [`ArchiveError::Disk`] at any time.
    pub fn prune(
        &self,
        rule: &PruneRule<'_>,
        (at, who): (Instant, &str),
    ) -> Result<Pruned, ArchiveError> {
        self.mend()?;
        let _lock = self.lock()?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let editions = self.editions()?;
        let (due, kept) = self.due(&editions, rule, &holds::read(&self.root)?)?;
        let summed = summed(&editions, &due, kept);
        for (_, revisions) in editions.iter().filter(|((_, key), _)| due.contains(key)) {
            self.bury(&mut known, revisions, rule.why, (at, who))?;
        }
        let left = editions.iter().filter(|((_, key), _)| !due.contains(key));
        let objects = self.clear_objects(&named_by(left.flat_map(|(_, revisions)| revisions)))?;
        if !due.is_empty() {
            known.listed.clear();
            self.write_index(&mut known, None, None)?;
        }
        self.clear_shards()?;
        Ok(Pruned { objects, ..summed })
    }

    /// The stones of all that was pruned, by path.
    ///
    /// # Errors
    /// [`ArchiveError::ManifestUnreadable`] or [`ArchiveError::Altered`] for one that is none.
    pub fn tombstones(&self) -> Result<Vec<Tombstone>, ArchiveError> {
        let mut found = Vec::new();
        for path in tombstone::files(&self.root)? {
            let edition = tombstone::edition_of(&path).unwrap_or_default();
            found.extend(Tombstone::read(&self.root, edition)?.map(|(stone, _)| stone));
        }
        Ok(found)
    }

    /// Every edition with its revisions. One that cannot be read stops a prune.
    fn editions(&self) -> Result<Editions, ArchiveError> {
        let mut editions = Editions::new();
        for (key, revision) in revision_folders(&self.root)? {
            let archived = Archived::read(&self.root, &key, revision)?;
            editions.entry((key.date, key)).or_default().extend(archived);
        }
        Ok(editions)
    }

    /// The editions to remove, and those that only a hold keeps. One that has a stone was begun.
    fn due(
        &self,
        editions: &Editions,
        rule: &PruneRule<'_>,
        holds: &[Hold],
    ) -> Result<(BTreeSet<EditionKey>, Vec<EditionKey>), ArchiveError> {
        let (mut due, mut held) = (BTreeSet::new(), Vec::new());
        for ((date, key), revisions) in editions {
            let mut made = revisions.iter().map(|revision| revision.manifest().produced_at);
            let is_old = *date < rule.before && made.all(|at| at < rule.made_before);
            if tombstone::newest(&self.root, key)?.is_some() {
                due.insert(key.clone());
            } else if is_old && holds.iter().any(|hold| hold.covers(key)) {
                held.push(key.clone());
            } else if is_old {
                due.insert(key.clone());
            }
        }
        Ok((due, held))
    }

    /// Stones, lines in the chain, then all revisions of the edition at once.
    fn bury(
        &self,
        known: &mut Known,
        revisions: &[Archived],
        why: &str,
        (at, who): (Instant, &str),
    ) -> Result<(), ArchiveError> {
        for revision in revisions {
            let path = revision.path();
            let hash = Tombstone::of(revision, at, who, why).put(&self.root)?;
            let stone = tombstone::stone_path(&path);
            if !known.chain.lines.iter().map(ChainLine::path).any(|sealed| sealed == stone) {
                self.sign_beside(&known.chain.next(&stone, hash, at))?;
                known.chain.append(&self.root, &stone, hash, at)?;
                audit::record(&self.root, &Deed { at, who, what: "prune", path: &path, why })?;
            }
        }
        let Some(folder) = revisions.first().map(Archived::folder) else { return Ok(()) };
        let folder = folder.parent().unwrap_or(&self.root).to_owned();
        // Readers see all of it or nothing; what a kill leaves is swept at the next opening.
        let aside = temporary_path(&self.root, "pruned");
        rename(&folder, &aside)?;
        sync_folder(folder.parent().unwrap_or(&self.root))?;
        remove(&aside).map_err(disk("remove", &aside))?;
        clear_empty(&self.root, folder.parent());
        Ok(())
    }

    fn clear_objects(&self, named: &BTreeSet<Sha256Hash>) -> Result<usize, ArchiveError> {
        let mut cleared = 0;
        for sha256 in objects(&self.root)?.iter().filter(|sha256| !named.contains(sha256)) {
            let path = self.root.join(super::archived::object_path(*sha256));
            remove(&path).map_err(disk("remove", &path))?;
            clear_empty(&self.root, path.parent());
            cleared += 1;
        }
        Ok(cleared)
    }

    /// Years that have no edition any more have no shard in the index.
    fn clear_shards(&self) -> Result<(), ArchiveError> {
        let folder = self.root.join(index::FOLDER);
        if !folder.is_dir() {
            return Ok(());
        }
        let years: Vec<String> =
            year_folders(&self.root)?.iter().map(|year| format!("{year:04}")).collect();
        for (name, _) in entries(&folder)? {
            let year = name.split('.').next().unwrap_or_default();
            if !years.iter().any(|known| known == year) {
                let path = folder.join(&name);
                remove(&path).map_err(disk("remove", &path))?;
            }
        }
        Ok(())
    }
}

fn summed(editions: &Editions, due: &BTreeSet<EditionKey>, held: Vec<EditionKey>) -> Pruned {
    let goes = |key: &EditionKey| due.contains(key);
    let gone = editions.iter().filter(|((_, key), _)| goes(key));
    Pruned {
        editions: due.iter().cloned().collect(),
        revisions: gone.map(|(_, revisions)| revisions.len()).sum(),
        objects: 0,
        held,
        oldest_left: editions.keys().find(|(_, key)| !goes(key)).map(|(date, _)| *date),
    }
}

fn named_by<'a>(revisions: impl Iterator<Item = &'a Archived>) -> BTreeSet<Sha256Hash> {
    let objects = revisions.flat_map(|revision| &revision.manifest().objects);
    objects.filter_map(|object| Sha256Hash::parse(&object.sha256)).collect()
}

/// Every object that lies in the archive. What is none by its name is left alone.
fn objects(root: &Path) -> Result<Vec<Sha256Hash>, ArchiveError> {
    links::refuse(root, Path::new("objects/sha256"))?;
    let folder = root.join("objects/sha256");
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for (name, kind) in entries(&folder)? {
        if !kind.is_dir() {
            continue;
        }
        for (name, _) in entries(&folder.join(name))? {
            found.extend(name.strip_suffix(".zst").and_then(Sha256Hash::parse));
        }
    }
    Ok(found)
}

/// Removes folders that hold nothing any more, up to the root.
fn clear_empty(root: &Path, folder: Option<&Path>) {
    let mut next = folder;
    while let Some(folder) = next.filter(|folder| *folder != root && folder.starts_with(root)) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
        next = folder.parent();
    }
}

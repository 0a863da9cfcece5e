//! Takes an edition that is to go; gives the stone that stays in its place: what it was, by its
//! hashes, and when and why it went. The chain seals the stone like an edition, so that nothing
//! can be called pruned that was not.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{BriefId, EditionKey, Instant, Revision, Sha256Hash, edition_path};

use super::Archived;
use super::disk::{
    create_folders, entries, make_read_only, rename, sync_folder, temporary_path, write_new,
};
use super::error::{ArchiveError, disk};
use super::links;

/// The folder of the stones.
pub(super) const FOLDER: &str = "tombstones";

/// The version of the stone's format.
const SCHEMA: u32 = 1;

/// What stays of a revision that was pruned. Its fields are the file's format, in alphabetical
/// order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the file's own words; docs describe the format")]
pub struct Tombstone {
    pub brief: String,
    pub date: NaiveDate,
    pub edition_sha256: String,
    pub manifest_sha256: String,
    /// Whoever kept a copy of a file can still show that it is the one.
    pub outputs: Vec<PrunedFile>,
    pub path: String,
    pub produced_at: Instant,
    pub pruned_at: Instant,
    pub revision: u16,
    pub schema: u32,
    pub who: String,
    pub why: String,
}

/// One file of a revision that was pruned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are the file's own words")]
pub struct PrunedFile {
    pub path: String,
    pub sha256: String,
}

impl Tombstone {
    pub(super) fn of(archived: &Archived, at: Instant, who: &str, why: &str) -> Self {
        let manifest = archived.manifest();
        let outputs = manifest.outputs.iter();
        Self {
            brief: archived.key().brief.to_string(),
            date: archived.key().date,
            edition_sha256: manifest.edition_sha256.clone(),
            manifest_sha256: archived.manifest_sha256().to_string(),
            outputs: outputs
                .map(|it| PrunedFile { path: it.path.clone(), sha256: it.sha256.clone() })
                .collect(),
            path: archived.path(),
            produced_at: manifest.produced_at,
            pruned_at: at,
            revision: archived.revision().0,
            schema: SCHEMA,
            who: who.to_owned(),
            why: why.to_owned(),
        }
    }

    /// Which edition it stands for.
    pub fn key(&self) -> Option<EditionKey> {
        BriefId::parse(&self.brief).ok().map(|brief| EditionKey { brief, date: self.date })
    }

    /// Writes the stone unless one stands there, from a prune that was cut off; gives the hash
    /// of the one that stands there then.
    pub(super) fn put(&self, root: &Path) -> Result<Sha256Hash, ArchiveError> {
        let path = root.join(stone_path(&self.path));
        links::refuse(root, Path::new(&stone_path(&self.path)))?;
        if let Ok(bytes) = links::read(&path) {
            return Ok(Sha256Hash::of(bytes));
        }
        let parent = path.parent().unwrap_or(root);
        create_folders(parent)?;
        let text = serde_json::to_string_pretty(self).expect("a stone is plain data") + "\n";
        let temporary = temporary_path(root, "stone");
        write_new(&temporary, text.as_bytes())?;
        make_read_only(&temporary)?;
        rename(&temporary, &path)?;
        sync_folder(parent)?;
        Ok(Sha256Hash::of(text))
    }

    /// Reads a stone and sees that it stands where it belongs; `None` where there is none.
    pub(super) fn read(
        root: &Path,
        edition: &str,
    ) -> Result<Option<(Self, Sha256Hash)>, ArchiveError> {
        let path = stone_path(edition);
        let file = root.join(&path);
        if !file.is_file() {
            return Ok(None);
        }
        let bytes = links::read(&file).map_err(disk("read", &file))?;
        let stone: Self = serde_json::from_slice(&bytes)
            .map_err(|source| ArchiveError::ManifestUnreadable { path: path.clone(), source })?;
        if stone.path == edition {
            Ok(Some((stone, Sha256Hash::of(bytes))))
        } else {
            Err(ArchiveError::Altered { path })
        }
    }
}

/// Where the stone of a revision stands, relative to the root.
pub(super) fn stone_path(edition: &str) -> String {
    format!("{FOLDER}/{edition}.json")
}

/// The revision that a path is the stone of.
pub(super) fn edition_of(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".json")
}

/// The newest revision of an edition that has a stone.
pub(super) fn newest(root: &Path, key: &EditionKey) -> Result<Option<Revision>, ArchiveError> {
    let first = root.join(stone_path(&edition_path(key, Revision::FIRST)));
    let Some(folder) = first.parent().filter(|folder| folder.is_dir()) else { return Ok(None) };
    let names = entries(folder)?;
    let revisions =
        names.iter().filter_map(|(name, _)| Revision::parse(name.strip_suffix(".json")?));
    Ok(revisions.max())
}

/// Every file below the folder of stones, relative to the root; links are not followed.
pub(super) fn files(root: &Path) -> Result<Vec<String>, ArchiveError> {
    let mut found = Vec::new();
    let mut folders = vec![FOLDER.to_owned()];
    while let Some(folder) = folders.pop() {
        if !root.join(&folder).is_dir() {
            continue;
        }
        for (name, kind) in entries(&root.join(&folder))? {
            let path = format!("{folder}/{name}");
            if kind.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

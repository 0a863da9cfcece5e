//! Takes an edition; gives it archived: written aside, flushed, renamed to a name that did
//! not exist, read again, sealed in the chain. Readers see all of it or nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::PoisonError;

use chrono::Datelike as _;

use crate::faults::Step;
use crate::model::{ArchivedObject, Edition, EditionKey, Instant, Sha256Hash, edition_path};

use super::archived::object_path;
use super::audit::{self, Deed};
use super::disk::{
    create_folder, create_folders, make_read_only, pass, remove, rename, replace, sync_folder,
    temporary_path, write_new,
};
use super::error::{ArchiveError, disk};
use super::index::{Facts, Summary, Years};
use super::manifest::{MANIFEST, MANIFEST_SIGNATURE};
use super::open::{Known, list, revisions_of_year, year_folders};
use super::{Archive, Archived, Listed, Manifest, ProgramFacts, index, links, tombstone};

/// The method by which this program computes: the page of the manual.
const METHOD: &str = include_str!("../../docs/method.md");
pub(super) const METHOD_FOLDER: &str = "method";
/// zstd's default; the level is fixed so that the same object is the same file everywhere.
const ZSTD_LEVEL: i32 = 3;

impl Archive {
    /// Archives an edition. The same edition again is found, not written.
    ///
    /// # Errors
    /// [`ArchiveError::Occupied`] when another content has this revision's name,
    /// [`ArchiveError::UnsafeName`] for a rendition's name, [`ArchiveError::Altered`] when
    /// the disk gives back other bytes than it got, [`ArchiveError::Disk`] otherwise.
    pub fn store(
        &self,
        edition: &Edition,
        produced_at: Instant,
        program: &ProgramFacts,
        who: &str,
    ) -> Result<Archived, ArchiveError> {
        let stored = self.store_once(edition, produced_at, program, who);
        if stored.is_err() {
            // What came of it is not known: the next write looks, and seals what is loose.
            self.known.lock().unwrap_or_else(PoisonError::into_inner).is_doubtful = true;
        }
        stored
    }

    fn store_once(
        &self,
        edition: &Edition,
        produced_at: Instant,
        program: &ProgramFacts,
        who: &str,
    ) -> Result<Archived, ArchiveError> {
        for rendition in &edition.renditions {
            check_name(&rendition.file_name)?;
        }
        pass(Step::ArchiveBegun, &self.root)?;
        if !self.knows(&super::chain::Chain::read(&self.root)?) {
            self.mend()?;
        }
        let _lock = self.lock()?;
        let path = edition_path(&edition.key, edition.revision);
        links::refuse(&self.root, Path::new(&path))?;
        if fs::symlink_metadata(self.root.join(&path)).is_ok() {
            return self.existing(edition, &path);
        }
        // What went by the retention does not come back under its name.
        if let Some(gone) = tombstone::newest(&self.root, &edition.key)? {
            return Err(ArchiveError::Pruned { path: edition_path(&edition.key, gone) });
        }
        let supersedes = self.newest(&edition.key)?;
        let manifest = Manifest::of(edition, produced_at, program, supersedes).to_bytes();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let line = known.chain.next(&path, Sha256Hash::of(&manifest), produced_at);
        let signature = self.keys.signature(&line, &manifest);
        self.lay_out_method(&program.version)?;
        self.store_objects(&edition.objects)?;
        self.publish(edition, (&manifest, signature.as_deref()), &path)?;
        pass(Step::ArchiveRenamed, &self.root.join(&path))?;
        let archived = Archived::read(&self.root, &edition.key, edition.revision)?
            .ok_or_else(|| ArchiveError::Missing { path: path.clone() })?;
        for rendition in &edition.renditions {
            archived.rendition(&rendition.file_name)?;
        }
        let head = known.chain.head();
        let before = index::read(&self.root).filter(|before| before.is_of(head));
        self.seal(&mut known, &archived)?;
        self.write_index(&mut known, before.as_ref(), Some(edition.key.date.year()))?;
        pass(Step::ArchiveIndexed, &self.root.join(&path))?;
        let why = edition.reason.key();
        audit::record(&self.root, &Deed { at: produced_at, who, what: "write", path: &path, why })?;
        pass(Step::ArchiveAudited, &self.root.join(&path))?;
        Ok(archived)
    }

    /// The page that every edition links to. One that is there stays: it was there when an
    /// edition linked to it.
    fn lay_out_method(&self, version: &str) -> Result<(), ArchiveError> {
        let folder = self.root.join(METHOD_FOLDER);
        let page = folder.join(format!("{version}.md"));
        if page.exists() {
            return Ok(());
        }
        create_folders(&folder)?;
        replace(&page, METHOD.as_bytes())
    }

    fn knows(&self, chain: &super::chain::Chain) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        !known.is_doubtful && known.chain.bytes == chain.bytes
    }

    fn existing(&self, edition: &Edition, path: &str) -> Result<Archived, ArchiveError> {
        let occupied = || ArchiveError::Occupied { path: path.to_owned() };
        let archived = Archived::read(&self.root, &edition.key, edition.revision)
            .ok()
            .flatten()
            .filter(|archived| archived.edition_sha256() == edition.sha256().to_string())
            .ok_or_else(occupied)?;
        for rendition in &edition.renditions {
            archived.rendition(&rendition.file_name).map_err(|_| occupied())?;
        }
        Ok(archived)
    }

    fn store_objects(&self, objects: &[ArchivedObject]) -> Result<(), ArchiveError> {
        let mut changed = BTreeSet::new();
        for object in objects {
            let sha256 = Sha256Hash::of(&object.bytes);
            let path = self.root.join(object_path(sha256));
            links::refuse(&self.root, Path::new(&object_path(sha256)))?;
            if path.is_file() {
                continue;
            }
            let parent = path.parent().unwrap_or(&self.root);
            create_folders(parent)?;
            let packed = zstd::encode_all(object.bytes.as_slice(), ZSTD_LEVEL)
                .map_err(disk("pack", &path))?;
            let temporary = temporary_path(&self.root, "object");
            write_new(&temporary, &packed)?;
            make_read_only(&temporary)?;
            rename(&temporary, &path)?;
            changed.insert(parent.to_owned());
        }
        changed.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// Writes the folder aside and renames it into place.
    fn publish(
        &self,
        edition: &Edition,
        (manifest, signature): (&[u8], Option<&str>),
        path: &str,
    ) -> Result<(), ArchiveError> {
        let target = self.root.join(path);
        let parent = target.parent().unwrap_or(&self.root);
        create_folders(parent)?;
        let aside = temporary_path(&self.root, "edition");
        create_folder(&aside)?;
        let written = write_folder(&aside, edition, manifest, signature).and_then(|()| {
            pass(Step::ArchiveWritten, &aside)?;
            // The lock keeps other writers out between the look and the rename, and a
            // folder with files in it cannot be renamed over in any case.
            if fs::symlink_metadata(&target).is_ok() {
                return Err(ArchiveError::Occupied { path: path.to_owned() });
            }
            rename(&aside, &target)
        });
        if written.is_err() {
            let _ = remove(&aside);
        }
        written?;
        sync_folder(parent)
    }

    /// Appends to the chain and names the newest revision; the index is the caller's.
    pub(super) fn seal(&self, known: &mut Known, archived: &Archived) -> Result<(), ArchiveError> {
        let written_at = archived.manifest().produced_at;
        let path = archived.path();
        known.chain.append(&self.root, &path, archived.manifest_sha256(), written_at)?;
        pass(Step::ArchiveSealed, &self.root.join(&path))?;
        self.name_newest(archived.key())?;
        pass(Step::ArchiveNamed, &self.root.join(&path))?;
        let year = archived.key().date.year();
        if let Some(listed) = known.listed.get_mut(&year) {
            listed.retain(|listed| {
                (&listed.key, listed.revision) != (archived.key(), archived.revision())
            });
            listed.push(Listed::of(archived));
            listed.sort_by(|left, right| order(left).cmp(&order(right)));
        }
        Ok(())
    }

    /// Names an edition's newest revision in its `LATEST`, where that does not say so already.
    pub(super) fn name_newest(&self, key: &EditionKey) -> Result<(), ArchiveError> {
        let Some(newest) = self.newest(key)? else { return Ok(()) };
        let folder = self.root.join(edition_path(key, newest));
        let latest = folder.parent().unwrap_or(&self.root).join("LATEST");
        let text = format!("{newest}\n");
        if links::read(&latest).is_ok_and(|found| found == text.as_bytes()) {
            return Ok(());
        }
        replace(&latest, text.as_bytes())
    }

    /// Rewrites the table of contents where it changed: all of it when `before`, what the last
    /// writer left, does not stand for the chain as it was.
    pub(super) fn write_index(
        &self,
        known: &mut Known,
        before: Option<&Summary>,
        changed: Option<i32>,
    ) -> Result<(), ArchiveError> {
        let facts = Facts {
            banner: self.banner.as_deref(),
            chain_head: known.chain.head(),
            checked: known.checked.clone(),
        };
        let mut years = KnownYears { root: &self.root, listed: &mut known.listed };
        index::write(&self.root, &facts, before, changed, &mut years)
    }
}

/// Years read from their manifests once, when they are asked for.
pub(super) struct KnownYears<'known> {
    pub(super) root: &'known Path,
    pub(super) listed: &'known mut BTreeMap<i32, Vec<Listed>>,
}

impl Years for KnownYears<'_> {
    fn years(&self) -> Result<Vec<i32>, ArchiveError> {
        year_folders(self.root)
    }

    fn year(&mut self, year: i32) -> Result<&[Listed], ArchiveError> {
        if let Entry::Vacant(slot) = self.listed.entry(year) {
            slot.insert(list(self.root, &revisions_of_year(self.root, year)?));
        }
        Ok(self.listed.get(&year).map(Vec::as_slice).unwrap_or_default())
    }
}

fn order(listed: &Listed) -> (chrono::NaiveDate, &str, u16) {
    (listed.key.date, listed.key.brief.as_str(), listed.revision.0)
}

fn write_folder(
    aside: &Path,
    edition: &Edition,
    manifest: &[u8],
    signature: Option<&str>,
) -> Result<(), ArchiveError> {
    let sums = edition.sums();
    let own = [("SHA256SUMS", sums.as_bytes()), (MANIFEST, manifest)];
    let signature = signature.map(|signature| (MANIFEST_SIGNATURE, signature.as_bytes()));
    let renditions = edition.renditions.iter();
    let files = renditions.map(|rendition| (rendition.file_name.as_str(), &rendition.bytes[..]));
    for (name, bytes) in files.chain(own).chain(signature) {
        let file = aside.join(name);
        write_new(&file, bytes)?;
        make_read_only(&file)?;
    }
    sync_folder(aside)
}

/// Lower case only, so that two names never differ by case alone on another system.
fn check_name(name: &str) -> Result<(), ArchiveError> {
    let marks_are_fine = name.chars().all(|mark| {
        mark.is_ascii_lowercase() || mark.is_ascii_digit() || matches!(mark, '.' | '-' | '_')
    });
    let fine = marks_are_fine
        && (1..=60).contains(&name.len())
        && !name.starts_with('.')
        && !name.ends_with('.')
        && ![MANIFEST, MANIFEST_SIGNATURE].contains(&name);
    if fine { Ok(()) } else { Err(ArchiveError::UnsafeName { name: name.to_owned() }) }
}

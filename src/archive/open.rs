//! Takes a root folder; gives the archive that lies there, and what it holds. Refuses a
//! folder without the marker, which is most often a share that is not mounted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::model::{BriefId, EditionKey, Instant, Revision, Sha256Hash};

use super::audit::{self, Checked, Deed};
use super::chain::{Chain, ChainLine};
use super::disk::{
    create_folder, create_folders, entries, file_name, remove, rename, sync_folder, write_new,
};
use super::error::{ArchiveError, disk};
use super::store::METHOD_FOLDER;
use super::{Archived, Keys, Manifest, index, links, tombstone};

pub(super) const MARKER: &str = ".contrabrief-archive";
const MARKER_TEXT: &str = "contrabrief archive, format 1\n";
pub(super) const README: &str = include_str!("../../reports/README.txt");

/// What to do when the root has no marker file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerPolicy {
    /// Refuse: it should be a mounted share.
    Require,
    /// Make a missing or empty root an archive.
    Create,
}

/// One revision as the list and the index show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which brief and date.
    pub key: EditionKey,
    /// Which revision.
    pub revision: Revision,
    /// Its headline.
    pub headline: String,
    /// Overall score; `None` when too thin to say.
    pub overall_hundredths: Option<i16>,
    /// The watchlist.
    pub tickers: Vec<String>,
    /// Data notes that ask to be looked at.
    pub checks: u32,
    /// Its files' names.
    pub files: Vec<String>,
    /// What the chain seals.
    pub manifest_sha256: Sha256Hash,
    /// The manifest's word for why it was made.
    pub reason: String,
    /// When it was made.
    pub written_at: Instant,
}

/// An archive on this machine or on a share.
#[derive(Debug)]
pub struct Archive {
    pub(super) root: PathBuf,
    pub(super) banner: Option<String>,
    pub(super) keys: Keys,
    pub(super) known: Mutex<Known>,
}

/// What was read from the disk, kept so that a backfill does not read it for each edition.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) chain: Chain,
    /// By year, those years that were asked for.
    pub(super) listed: BTreeMap<i32, Vec<Listed>>,
    pub(super) checked: Option<Checked>,
    /// A write failed since: there may be more on the disk than is known.
    pub(super) is_doubtful: bool,
}

impl Archive {
    /// Opens an archive and finishes what a crash left half done.
    ///
    /// # Errors
    /// [`ArchiveError::ShareMissing`] without a marker, [`ArchiveError::Disk`] when the root
    /// cannot be read.
    pub fn open(root: &Path, policy: MarkerPolicy) -> Result<Self, ArchiveError> {
        if !root.join(MARKER).is_file() {
            let is_fresh = !root.exists() || (root.is_dir() && entries(root)?.is_empty());
            if policy == MarkerPolicy::Require || !is_fresh {
                return Err(ArchiveError::ShareMissing { root: root.to_owned() });
            }
            return Self::init(root);
        }
        // What the last writer put on top stays there for a mend, which comes before the config.
        let banner = index::read(root).and_then(|index| index.banner);
        let (root, keys) = (root.to_owned(), Keys::default());
        let archive = Self { root, banner, keys, known: Mutex::default() };
        match archive.mend() {
            // A read-only share can still be read; the next writer mends it.
            Err(error) if error.is_read_only() => archive.reload()?,
            other => other?,
        }
        Ok(archive)
    }

    /// Makes a folder an archive: creates it, its README and its marker. One that is not there
    /// yet comes into being whole: without its marker it would look like a share that is gone.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when something cannot be written.
    pub fn init(root: &Path) -> Result<Self, ArchiveError> {
        if root.exists() {
            lay_out(root)?;
            return Self::open(root, MarkerPolicy::Require);
        }
        let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        create_folders(parent)?;
        let aside = parent.join(format!(".tmp-{}", file_name(root)));
        if aside.exists() {
            remove(&aside).map_err(disk("sweep", &aside))?;
        }
        create_folder(&aside)?;
        lay_out(&aside)?;
        rename(&aside, root)?;
        sync_folder(parent)?;
        Self::open(root, MarkerPolicy::Require)
    }

    /// Sets the line that stands on top of the index, such as "fictional market".
    #[must_use]
    pub fn with_banner(mut self, banner: Option<String>) -> Self {
        self.banner = banner;
        self
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The hash of the chain's last line; `None` for an empty archive.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when the chain cannot be read.
    pub fn chain_head(&self) -> Result<Option<Sha256Hash>, ArchiveError> {
        Ok(Chain::read(&self.root)?.head())
    }

    /// An edition: the given revision, or the newest.
    ///
    /// # Errors
    /// [`ArchiveError::ManifestUnreadable`] or [`ArchiveError::Altered`] for a damaged one,
    /// [`ArchiveError::Pruned`] for one that went by the retention.
    pub fn get(
        &self,
        key: &EditionKey,
        revision: Option<Revision>,
    ) -> Result<Option<Archived>, ArchiveError> {
        if let Some(revision) = revision.or(self.newest(key)?)
            && let Some(found) = Archived::read(&self.root, key, revision)?
        {
            return Ok(Some(found));
        }
        match revision.or(tombstone::newest(&self.root, key)?) {
            Some(revision) => self.refuse_pruned(key, revision).map(|()| None),
            None => Ok(None),
        }
    }

    /// Which edition of the brief is the last one, up to `date` and with it.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when the tree cannot be read.
    pub fn last_edition(
        &self,
        brief: &BriefId,
        date: NaiveDate,
    ) -> Result<Option<EditionKey>, ArchiveError> {
        let keys = revision_folders(&self.root)?.into_iter().map(|(key, _)| key);
        Ok(keys.filter(|key| key.brief == *brief && key.date <= date).max_by_key(|key| key.date))
    }

    /// All readable revisions by date, brief and revision. Unreadable ones are `verify`'s to tell.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when the tree cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, ArchiveError> {
        Ok(list(&self.root, &revision_folders(&self.root)?))
    }

    /// Writes an audit line for something done outside of `store`: a check, an export. The
    /// index shows the last check.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when it cannot be written.
    pub fn record(&self, deed: &Deed<'_>) -> Result<(), ArchiveError> {
        let _lock = self.lock()?;
        audit::record(&self.root, deed)?;
        if Checked::of(deed).is_none() {
            return Ok(());
        }
        self.reload()?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let head = known.chain.head();
        let before = index::read(&self.root).filter(|before| before.is_of(head));
        self.write_index(&mut known, before.as_ref(), None)
    }

    fn refuse_pruned(&self, key: &EditionKey, revision: Revision) -> Result<(), ArchiveError> {
        let path = crate::model::edition_path(key, revision);
        if self.root.join(tombstone::stone_path(&path)).is_file() {
            return Err(ArchiveError::Pruned { path });
        }
        Ok(())
    }

    /// The newest revision of an edition, by the folders that are there.
    pub(super) fn newest(&self, key: &EditionKey) -> Result<Option<Revision>, ArchiveError> {
        let first = self.root.join(crate::model::edition_path(key, Revision::FIRST));
        let Some(folder) = first.parent().filter(|folder| folder.is_dir()) else {
            return Ok(None);
        };
        links::refuse(&self.root, folder.strip_prefix(&self.root).unwrap_or(folder))?;
        let found = entries(folder)?;
        Ok(found.iter().filter(|(_, kind)| kind.is_dir()).filter_map(revision_of).max())
    }

    /// Sweeps leftovers, chains editions that a crash left unchained and tells the index of them.
    pub(super) fn mend(&self) -> Result<(), ArchiveError> {
        let _lock = self.lock()?;
        self.reload()?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A crash right after the last line was sealed leaves its edition without a `LATEST`.
        let last = known.chain.lines.last().and_then(|line| parse_folder(line.path()));
        self.sweep(last.as_ref().map(|(key, _)| key))?;
        if let Some((key, _)) = last {
            self.name_newest(&key)?;
        }
        let mut loose = Vec::new();
        let chained: BTreeSet<&str> = known.chain.lines.iter().map(ChainLine::path).collect();
        for (key, revision) in revision_folders(&self.root)? {
            let path = crate::model::edition_path(&key, revision);
            if !chained.contains(path.as_str())
                && let Ok(Some(archived)) = Archived::read(&self.root, &key, revision)
            {
                loose.push((archived.manifest().produced_at, path, archived));
            }
        }
        loose.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        for (at, path, archived) in loose {
            self.seal(&mut known, &archived)?;
            let deed = Deed { at, who: "contrabrief", what: "heal", path: &path, why: "crash" };
            audit::record(&self.root, &deed)?;
        }
        // An index of another head was left by a writer cut off after it had sealed; one by
        // another version has its pages.
        let head = known.chain.head();
        let is_told = index::read(&self.root).is_some_and(|index| index.is_of(head));
        if head.is_none() || is_told { Ok(()) } else { self.write_index(&mut known, None, None) }
    }

    /// Reads the chain anew; the list follows when it is asked for.
    pub(super) fn reload(&self) -> Result<(), ArchiveError> {
        let (chain, checked) = (Chain::read(&self.root)?, audit::last_check(&self.root)?);
        let fresh = Known { chain, listed: BTreeMap::new(), checked, is_doubtful: false };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// One writer at a time. A share without locks is trusted to the instance lock.
    pub(super) fn lock(&self) -> Result<fs::File, ArchiveError> {
        links::refuse_in_root(&self.root)?;
        let path = self.root.join(MARKER);
        let file = fs::File::open(&path).map_err(disk("open", &path))?;
        let _ = file.lock();
        Ok(file)
    }

    /// Removes what a writer left that was cut off: in the root, in the index, among the pages
    /// of the method and beside the edition that it wrote last.
    fn sweep(&self, last: Option<&EditionKey>) -> Result<(), ArchiveError> {
        let edition = last.map(|key| crate::model::edition_path(key, Revision::FIRST));
        let edition = edition.and_then(|path| Path::new(&path).parent().map(Path::to_owned));
        links::refuse(&self.root, edition.as_deref().unwrap_or(Path::new("")))?;
        let edition = edition.map(|folder| self.root.join(folder));
        let fixed = ["", index::FOLDER, METHOD_FOLDER].map(|name| self.root.join(name));
        for folder in fixed.into_iter().chain(edition).filter(|folder| folder.is_dir()) {
            for (name, _) in entries(&folder)? {
                if name.starts_with(".tmp-") {
                    let path = folder.join(&name);
                    remove(&path).map_err(disk("sweep", &path))?;
                }
            }
        }
        Ok(())
    }
}

impl Listed {
    pub(super) fn of(archived: &Archived) -> Self {
        let manifest: &Manifest = archived.manifest();
        Self {
            key: archived.key().clone(),
            revision: archived.revision(),
            headline: manifest.headline.clone(),
            overall_hundredths: manifest.overall_hundredths,
            tickers: manifest.tickers.clone(),
            checks: manifest.checks,
            files: manifest.outputs.iter().map(|output| output.path.clone()).collect(),
            manifest_sha256: archived.manifest_sha256(),
            reason: manifest.reason.clone(),
            written_at: manifest.produced_at,
        }
    }
}

/// What an archive has before its first edition; the marker comes last.
fn lay_out(root: &Path) -> Result<(), ArchiveError> {
    for (name, text) in [("README.txt", README), (MARKER, MARKER_TEXT)] {
        let file = root.join(name);
        if !file.exists() {
            write_new(&file, text.as_bytes())?;
        }
    }
    sync_folder(root)
}

/// The readable ones of these.
pub(super) fn list(root: &Path, folders: &[(EditionKey, Revision)]) -> Vec<Listed> {
    folders
        .iter()
        .filter_map(|(key, revision)| Archived::read(root, key, *revision).ok().flatten())
        .map(|archived| Listed::of(&archived))
        .collect()
}

fn revision_of(entry: &(String, fs::FileType)) -> Option<Revision> {
    Revision::parse(&entry.0).filter(|revision| revision.to_string() == entry.0)
}

/// Every revision folder, by date, brief and revision; links are not followed.
pub(super) fn revision_folders(root: &Path) -> Result<Vec<(EditionKey, Revision)>, ArchiveError> {
    let mut found = Vec::new();
    for year in year_folders(root)? {
        found.extend(revisions_of_year(root, year)?);
    }
    Ok(found)
}

/// The years that have a folder, oldest first.
pub(super) fn year_folders(root: &Path) -> Result<Vec<i32>, ArchiveError> {
    let found = entries(root)?;
    let is_year = |name: &str| name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    let folders = found.iter().filter(|(name, kind)| kind.is_dir() && is_year(name));
    Ok(folders.filter_map(|(name, _)| name.parse().ok()).collect())
}

/// Every revision folder of a year.
pub(super) fn revisions_of_year(
    root: &Path,
    year: i32,
) -> Result<Vec<(EditionKey, Revision)>, ArchiveError> {
    let mut paths = vec![format!("{year:04}")];
    // Month, day, brief, revision.
    for _level in 0..4 {
        let mut deeper = Vec::new();
        for path in paths {
            for (name, kind) in entries(&root.join(&path))? {
                if kind.is_dir() {
                    deeper.push(format!("{path}/{name}"));
                }
            }
        }
        paths = deeper;
    }
    Ok(paths.iter().filter_map(|path| parse_folder(path)).collect())
}

fn parse_folder(path: &str) -> Option<(EditionKey, Revision)> {
    let date = NaiveDate::parse_from_str(path.get(..10)?, "%Y/%m/%d").ok()?;
    let (brief, revision) = path.get(11..)?.split_once('/')?;
    let key = EditionKey { brief: BriefId::parse(brief).ok()?, date };
    let revision = Revision::parse(revision)?;
    (crate::model::edition_path(&key, revision) == path).then_some((key, revision))
}

//! Takes an archive; says what of its derived files (each `LATEST`, the table of contents) is not
//! what the rest says, and writes them anew when asked. What seals nothing proves nothing: this
//! keeps readers from being led astray, no more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use crate::model::{EditionKey, Revision, edition_path};

use super::chain::Chain;
use super::disk::entries;
use super::error::ArchiveError;
use super::index::{self, Facts};
use super::open::revision_folders;
use super::store::KnownYears;
use super::verify::{FaultKind, Verification};
use super::{Archive, links};

impl Archive {
    /// Names every derived file that is not as this program would write it; of an archive whose
    /// sealed files are whole, since it is derived from them. The banner and the last check stand in
    /// no manifest: what the index says of them is taken from it.
    pub(super) fn check_derived(
        &self,
        found: &mut Verification,
        chain: &Chain,
    ) -> Result<(), ArchiveError> {
        for (key, newest) in self.newest_of_all()? {
            let latest = latest(&key, newest);
            let text = links::read(&self.root.join(&latest));
            if !text.is_ok_and(|text| text == format!("{newest}\n").as_bytes()) {
                found.fault(latest, FaultKind::Stale);
            }
        }
        let Some(head) = chain.head() else { return Ok(()) };
        let before = index::read(&self.root).unwrap_or_default();
        let facts = Facts {
            banner: before.banner.as_deref(),
            chain_head: Some(head),
            checked: before.checked.clone(),
        };
        let mut listed = BTreeMap::new();
        let mut years = KnownYears { root: &self.root, listed: &mut listed };
        let files = index::files(&facts, None, None, &mut years)?;
        for (path, text) in &files {
            if !links::read(&self.root.join(path)).is_ok_and(|bytes| bytes == text.as_bytes()) {
                found.fault(path, FaultKind::Stale);
            }
        }
        for path in self.strays(&files)? {
            found.fault(path, FaultKind::Extra);
        }
        Ok(())
    }

    /// Writes every derived file anew.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`].
    pub fn write_derived(&self) -> Result<(), ArchiveError> {
        let _lock = self.lock()?;
        self.reload()?;
        for key in self.newest_of_all()?.keys() {
            self.name_newest(key)?;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.write_index(&mut known, None, None)
    }

    fn newest_of_all(&self) -> Result<BTreeMap<EditionKey, Revision>, ArchiveError> {
        let mut newest = BTreeMap::new();
        for (key, revision) in revision_folders(&self.root)? {
            let known = newest.entry(key).or_insert(revision);
            *known = revision.max(*known);
        }
        Ok(newest)
    }

    /// What lies in the index's folder and is of no year.
    fn strays(&self, files: &[(String, String)]) -> Result<Vec<String>, ArchiveError> {
        let folder = self.root.join(index::FOLDER);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let own: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let found = entries(&folder)?.into_iter();
        let found = found.map(|(name, _)| format!("{}/{name}", index::FOLDER));
        Ok(found.filter(|path| !own.contains(path.as_str())).collect())
    }
}

/// Where an edition's newest revision is named.
fn latest(key: &EditionKey, revision: Revision) -> String {
    let path = edition_path(key, revision);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/LATEST")
}

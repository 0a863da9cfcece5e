//! Takes an archive; gives every fault in it. Goes on after each one, follows no link and
//! mends nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::model::{EditionKey, Revision, Sha256Hash, edition_path};

use super::archived::{object_path, read_object};
use super::chain::Chain;
use super::disk::entries;
use super::error::ArchiveError;
use super::manifest::MANIFEST_SIGNATURE;
use super::open::revision_folders;
use super::tombstone::{self, Tombstone};
use super::{Archive, Keys, Manifest, PublicKey, links, signing};

/// How much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyDepth {
    /// Chain, manifests, names and sizes.
    Quick,
    /// All bytes of all files and objects as well.
    Full,
}

/// What is wrong with a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It should be there.
    Missing,
    /// It is not what was archived.
    Altered,
    /// It should not be there.
    Extra,
    /// The chain does not hold at this sequence number.
    ChainBroken {
        /// The number that should have stood there.
        seq: u64,
    },
    /// The revision stands in no line of the chain.
    Unchained,
    /// It has a tombstone and is there all the same: a prune was cut off.
    HalfPruned,
    /// The manifest is not one.
    ManifestUnreadable {
        /// Why.
        why: String,
    },
    /// It is derived, and does not say what the rest says.
    Stale,
    /// An earlier line of the chain is signed, this one is not.
    SignatureMissing,
    /// A key that is believed did not sign this, or not for this place in the chain.
    SignatureBad,
    /// It is signed by a key that is not believed.
    SignatureForeign {
        /// The key's name.
        key: String,
    },
    /// Keys are believed, and nothing is signed at all.
    NothingSigned,
}

impl FaultKind {
    /// Whether it is about what the chain seals, and not about signatures or what is derived.
    pub(super) fn is_of_what_is_sealed(&self) -> bool {
        !matches!(
            self,
            Self::Stale
                | Self::SignatureMissing
                | Self::SignatureBad
                | Self::SignatureForeign { .. }
                | Self::NothingSigned
        )
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerifyFault {
    /// Relative to the root.
    pub path: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Revisions looked at.
    pub editions: u32,
    /// Files and objects looked at.
    pub files: u32,
    /// Revisions that went by the retention and have their tombstone, sealed in the chain.
    pub pruned: Vec<String>,
    /// Lines of the chain whose revision or stone an export does not have; 0 for an archive.
    pub elsewhere: usize,
    /// Lines of the chain that a key that is believed has signed.
    pub signed: u32,
    /// Signatures that were not checked, because no key is believed.
    pub unchecked: u32,
    /// Sorted by path; empty when all is well.
    pub faults: Vec<VerifyFault>,
}

impl Verification {
    /// The counts, as a run keeps them.
    #[must_use]
    pub fn counts(&self) -> String {
        let Self { editions, files, pruned, faults, .. } = self;
        format!(
            "{editions} briefs, {files} files, {} pruned, {} faults",
            pruned.len(),
            faults.len()
        )
    }

    fn sorted(mut self) -> Self {
        self.faults.sort();
        self.faults.dedup();
        self
    }

    pub(super) fn fault(&mut self, path: impl Into<String>, kind: FaultKind) {
        self.faults.push(VerifyFault { path: path.into(), kind });
    }
}

impl Archive {
    /// Checks chain, manifests, files, objects and signatures against each other.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] only when the tree itself cannot be listed.
    pub fn verify(&self, depth: VerifyDepth) -> Result<Verification, ArchiveError> {
        let chain = Chain::read(&self.root)?;
        let mut found = check(&self.root, &chain, depth, (Extent::Whole, &self.keys))?;
        if !found.faults.iter().any(|fault| fault.kind.is_of_what_is_sealed()) {
            self.check_derived(&mut found, &chain)?;
        }
        Ok(found.sorted())
    }

    /// Checks a folder that an export was unpacked into, and writes nothing there: the same,
    /// but for what the chain names and nobody asked for; and the sums of all its files. Who
    /// signed it is checked where keys are given.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] only when the tree itself cannot be listed.
    pub fn verify_export(
        root: &Path,
        believed: Vec<PublicKey>,
    ) -> Result<Verification, ArchiveError> {
        let keys = Keys::new(None, believed);
        let chain = Chain::read(root)?;
        let mut found = check(root, &chain, VerifyDepth::Full, (Extent::Part, &keys))?;
        check_sums(&mut found, root)?;
        Ok(found.sorted())
    }
}

/// Whether all that the chain names has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Part,
}

fn check(
    root: &Path,
    chain: &Chain,
    depth: VerifyDepth,
    (extent, keys): (Extent, &Keys),
) -> Result<Verification, ArchiveError> {
    let mut found = Verification::default();
    let mut objects = BTreeSet::new();
    for (seq, file) in &chain.breaks {
        found.fault(file, FaultKind::ChainBroken { seq: *seq });
    }
    let sealed: BTreeMap<_, _> =
        chain.lines.iter().map(|line| (line.path(), line.manifest_sha256())).collect();
    let mut present = BTreeSet::new();
    for (key, revision) in revision_folders(root)? {
        let path = edition_path(&key, revision);
        let seal = sealed.get(path.as_str()).copied();
        found.editions += 1;
        check_edition(&mut found, root, (&key, revision), seal, depth, &mut objects);
        present.insert(path);
    }
    for path in sealed.keys().filter(|path| tombstone::edition_of(path).is_none()) {
        // What lies behind a link was not looked at, and is not there.
        match (present.contains(*path), sealed.contains_key(tombstone::stone_path(path).as_str())) {
            (true, true) => found.fault(*path, FaultKind::HalfPruned),
            (false, true) => found.pruned.push((*path).to_owned()),
            (false, false) if extent == Extent::Part => found.elsewhere += 1,
            (false, false) => found.fault(*path, FaultKind::Missing),
            (true, false) => {}
        }
    }
    check_stones(&mut found, root, &sealed, extent)?;
    signing::check(&mut found, root, chain, keys);
    for sha256 in objects {
        check_object(&mut found, root, sha256, depth);
    }
    Ok(found)
}

/// Each stone that the chain seals has to stand, unchanged and for the very edition that the
/// chain knew; no other stone may.
fn check_stones(
    found: &mut Verification,
    root: &Path,
    sealed: &BTreeMap<&str, &str>,
    extent: Extent,
) -> Result<(), ArchiveError> {
    for (path, seal) in sealed {
        let Some(edition) = tombstone::edition_of(path) else { continue };
        found.files += 1;
        match Tombstone::read(root, edition) {
            Ok(None) if extent == Extent::Part => found.elsewhere += 1,
            Ok(None) => found.fault(*path, FaultKind::Missing),
            Ok(Some((stone, hash))) => {
                let is_its = sealed.get(edition) == Some(&stone.manifest_sha256.as_str());
                if hash.to_string() != **seal || !is_its {
                    found.fault(*path, FaultKind::Altered);
                }
            }
            Err(_) => found.fault(*path, FaultKind::Altered),
        }
    }
    for path in tombstone::files(root)? {
        if !sealed.contains_key(signing::signed_by(&path).unwrap_or(&path)) {
            found.fault(path, FaultKind::Unchained);
        }
    }
    Ok(())
}

/// Each file of an export is in its list, and each of the list is there, unchanged.
fn check_sums(found: &mut Verification, root: &Path) -> Result<(), ArchiveError> {
    const SUMS: &str = "SHA256SUMS";
    let Some(sums) = links::read(&root.join(SUMS)).ok().and_then(|it| String::from_utf8(it).ok())
    else {
        found.fault(SUMS, FaultKind::Missing);
        return Ok(());
    };
    let mut listed: BTreeMap<&str, &str> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name, sum))
        .collect();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in entries(&root.join(&folder))? {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            if path == SUMS {
                continue;
            }
            match listed.remove(path.as_str()) {
                None => found.fault(path, FaultKind::Extra),
                Some(sum) => {
                    let same = |bytes: Vec<u8>| Sha256Hash::of(bytes).to_string() == sum;
                    if !kind.is_file() || !fs::read(root.join(&path)).is_ok_and(same) {
                        found.fault(path, FaultKind::Altered);
                    }
                }
            }
        }
    }
    for path in listed.keys() {
        found.fault(*path, FaultKind::Missing);
    }
    Ok(())
}

fn check_edition(
    found: &mut Verification,
    root: &Path,
    (key, revision): (&EditionKey, Revision),
    seal: Option<&str>,
    depth: VerifyDepth,
    objects: &mut BTreeSet<Sha256Hash>,
) {
    let folder = edition_path(key, revision);
    let manifest_path = format!("{folder}/manifest.json");
    let Ok(bytes) = links::read(&root.join(&manifest_path)) else {
        return found.fault(manifest_path, FaultKind::Missing);
    };
    match seal {
        None => found.fault(&folder, FaultKind::Unchained),
        Some(seal) if Sha256Hash::of(&bytes).to_string() != seal => {
            found.fault(&manifest_path, FaultKind::Altered);
        }
        Some(_) => {}
    }
    let manifest = match serde_json::from_slice::<Manifest>(&bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            let why = error.to_string();
            return found.fault(manifest_path, FaultKind::ManifestUnreadable { why });
        }
    };
    objects.extend(manifest.objects.iter().filter_map(|each| Sha256Hash::parse(&each.sha256)));
    check_names(found, root, &folder, &manifest);
    let mut sums = String::new();
    for output in &manifest.outputs {
        sums += &output.sha256;
        sums += "  ";
        sums += &output.path;
        sums.push('\n');
        check_file(found, root, &format!("{folder}/{}", output.path), output, depth);
    }
    let sums_path = format!("{folder}/SHA256SUMS");
    match links::read(&root.join(&sums_path)) {
        Err(_) => found.fault(sums_path, FaultKind::Missing),
        Ok(bytes) if bytes != sums.as_bytes() => found.fault(sums_path, FaultKind::Altered),
        Ok(_) => {}
    }
}

fn check_names(found: &mut Verification, root: &Path, folder: &str, manifest: &Manifest) {
    let Ok(present) = entries(&root.join(folder)) else {
        return found.fault(folder, FaultKind::Missing);
    };
    for (name, kind) in present {
        let own = matches!(name.as_str(), "manifest.json" | MANIFEST_SIGNATURE | "SHA256SUMS");
        let named = own || manifest.outputs.iter().any(|output| output.path == name);
        if !named || !kind.is_file() {
            found.fault(format!("{folder}/{name}"), FaultKind::Extra);
        }
    }
}

fn check_file(
    found: &mut Verification,
    root: &Path,
    path: &str,
    output: &super::ManifestOutput,
    depth: VerifyDepth,
) {
    found.files += 1;
    let file = root.join(path);
    let Ok(facts) = fs::symlink_metadata(&file) else {
        return found.fault(path, FaultKind::Missing);
    };
    let same_size = facts.is_file() && facts.len() == output.size;
    let same_bytes =
        || fs::read(&file).is_ok_and(|bytes| Sha256Hash::of(bytes).to_string() == output.sha256);
    if !same_size || (depth == VerifyDepth::Full && !same_bytes()) {
        found.fault(path, FaultKind::Altered);
    }
}

fn check_object(found: &mut Verification, root: &Path, sha256: Sha256Hash, depth: VerifyDepth) {
    found.files += 1;
    let path = object_path(sha256);
    if !fs::symlink_metadata(root.join(&path)).is_ok_and(|facts| facts.is_file()) {
        found.fault(path, FaultKind::Missing);
    } else if depth == VerifyDepth::Full && read_object(root, sha256).is_err() {
        found.fault(path, FaultKind::Altered);
    }
}

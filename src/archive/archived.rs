//! Takes a folder that the archive has checked; gives the edition back, file by file, each
//! verified when read. Only the archive can build one.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::model::{AsOf, Batch, EditionKey, Instant, Reason, Revision, Sha256Hash, edition_path};

use super::error::{ArchiveError, disk};
use super::{Manifest, links};

/// The longest object read back, in bytes: a bound for damaged or hostile files.
const OBJECT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// An edition that stands in the archive.
#[derive(Clone, Debug)]
pub struct Archived {
    root: PathBuf,
    key: EditionKey,
    manifest: Manifest,
    manifest_sha256: Sha256Hash,
}

impl Archived {
    /// Reads the manifest of a revision; `None` when there is no such folder.
    pub(super) fn read(
        root: &Path,
        key: &EditionKey,
        revision: Revision,
    ) -> Result<Option<Self>, ArchiveError> {
        let folder = edition_path(key, revision);
        let path = root.join(&folder).join("manifest.json");
        if !root.join(&folder).is_dir() {
            return Ok(None);
        }
        links::refuse(root, &Path::new(&folder).join("manifest.json"))?;
        let bytes = links::read(&path).map_err(disk("read", &path))?;
        let manifest = Manifest::parse(&bytes, &format!("{folder}/manifest.json"))?;
        if manifest.folder().as_deref() != Some(&folder) {
            return Err(ArchiveError::Altered { path: format!("{folder}/manifest.json") });
        }
        let manifest_sha256 = Sha256Hash::of(&bytes);
        Ok(Some(Self { root: root.to_owned(), key: key.clone(), manifest, manifest_sha256 }))
    }

    /// Which brief and date.
    pub fn key(&self) -> &EditionKey {
        &self.key
    }

    /// Which revision.
    pub fn revision(&self) -> Revision {
        Revision(self.manifest.revision)
    }

    /// The cut-off.
    pub fn as_of(&self) -> Instant {
        self.manifest.as_of
    }

    /// Why it was made; `None` for a word this version does not know.
    pub fn reason(&self) -> Option<Reason> {
        Reason::from_key(&self.manifest.reason)
    }

    /// All that the manifest says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What the chain seals.
    pub fn manifest_sha256(&self) -> Sha256Hash {
        self.manifest_sha256
    }

    /// The edition's own hash, over its `SHA256SUMS`.
    pub fn edition_sha256(&self) -> &str {
        &self.manifest.edition_sha256
    }

    /// What it knew: the cut-off, and the last batch of the store that it saw.
    pub fn knowledge(&self) -> AsOf {
        match self.manifest.recorded_through {
            Some(batch) => AsOf::replay(self.manifest.as_of, Batch(batch)),
            None => AsOf::at(self.manifest.as_of),
        }
    }

    /// The chain head that its renditions name.
    pub fn chain_head(&self) -> Option<Sha256Hash> {
        self.manifest.chain_head.as_deref().and_then(Sha256Hash::parse)
    }

    /// Its folder, relative to the root.
    pub fn path(&self) -> String {
        edition_path(&self.key, self.revision())
    }

    /// Its folder on this machine.
    pub fn folder(&self) -> PathBuf {
        self.root.join(self.path())
    }

    /// A rendition's bytes.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`] when the edition has no such file, [`ArchiveError::Altered`]
    /// when its bytes are not those that were archived.
    pub fn rendition(&self, file_name: &str) -> Result<Vec<u8>, ArchiveError> {
        let path = format!("{}/{file_name}", self.path());
        let output = self.manifest.outputs.iter().find(|output| output.path == file_name);
        let output = output.ok_or_else(|| ArchiveError::Missing { path: path.clone() })?;
        let file = self.root.join(&path);
        let bytes = links::read(&file).map_err(disk("read", &file))?;
        if Sha256Hash::of(&bytes).to_string() != output.sha256 {
            return Err(ArchiveError::Altered { path });
        }
        Ok(bytes)
    }

    /// An object's content by its digest.
    ///
    /// # Errors
    /// [`ArchiveError::Disk`] when it cannot be read or unpacked, [`ArchiveError::Altered`]
    /// when its content is not what its name says.
    pub fn object(&self, sha256: Sha256Hash) -> Result<Vec<u8>, ArchiveError> {
        read_object(&self.root, sha256)
    }

    /// The first object of a role, such as `config`.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`] when there is none; otherwise as [`Archived::object`].
    pub fn object_of(&self, role: &str) -> Result<Vec<u8>, ArchiveError> {
        let object = self.manifest.objects.iter().find(|object| object.role == role);
        let sha256 = object.and_then(|object| Sha256Hash::parse(&object.sha256));
        self.object(sha256.ok_or_else(|| ArchiveError::Missing { path: role.to_owned() })?)
    }
}

/// Where an object lies, relative to the root.
pub(super) fn object_path(sha256: Sha256Hash) -> String {
    let hex = sha256.to_string();
    format!("objects/sha256/{}/{hex}.zst", &hex[..2])
}

/// Unpacks and checks an object.
pub(super) fn read_object(root: &Path, sha256: Sha256Hash) -> Result<Vec<u8>, ArchiveError> {
    let path = root.join(object_path(sha256));
    let file = links::open(&path).map_err(disk("open", &path))?;
    unpacked(file, sha256, &path)
}

/// Unpacks and checks what was read from an object's file.
pub(super) fn unpacked(
    packed: impl Read,
    sha256: Sha256Hash,
    path: &Path,
) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    // What is no zstd frame any more was altered, like what unpacks to something else.
    let read = zstd::Decoder::new(packed)
        .and_then(|decoder| decoder.take(OBJECT_BYTES_MAX).read_to_end(&mut bytes));
    if let Err(source) = read {
        return Err(match source.raw_os_error() {
            Some(_) => disk("unpack", path)(source),
            None => ArchiveError::Altered { path: object_path(sha256) },
        });
    }
    if Sha256Hash::of(&bytes) == sha256 {
        Ok(bytes)
    } else {
        Err(ArchiveError::Altered { path: object_path(sha256) })
    }
}

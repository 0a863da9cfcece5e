//! Takes an edition and who made it; gives `manifest.json`, the file the chain seals. Its
//! structs are the file's format: fields in alphabetical order, two spaces, LF at the end.

use serde::{Deserialize, Serialize};

use crate::model::{Edition, Instant, Revision, Sha256Hash, edition_path};

use super::ArchiveError;

/// The file's name.
pub(super) const MANIFEST: &str = "manifest.json";
/// The name of its signature, where the archive is signed.
pub(super) const MANIFEST_SIGNATURE: &str = "manifest.json.minisig";

/// The program that made an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramFacts {
    /// Its version.
    pub version: String,
    /// The sentiment engine and its version.
    pub engine: String,
    /// The compiled-in time-zone database.
    pub tzdb: String,
}

/// What an edition is, what it was made from and by what.
///
/// # Units
/// Instants in RFC 3339, UTC; digests as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the file's own words; docs describe the format")]
pub struct Manifest {
    pub as_of: Instant,
    pub brief: String,
    pub chain_head: Option<String>,
    pub checks: u32,
    pub config_sha256: String,
    pub date: chrono::NaiveDate,
    pub edition_sha256: String,
    pub engine: String,
    pub headline: String,
    pub inputs_sha256: String,
    pub objects: Vec<ManifestObject>,
    pub outputs: Vec<ManifestOutput>,
    pub overall_hundredths: Option<i16>,
    pub produced_at: Instant,
    pub reason: String,
    pub recorded_through: Option<i64>,
    pub revision: u16,
    pub schema: u32,
    pub supersedes: Option<u16>,
    pub templates_sha256: String,
    pub tickers: Vec<String>,
    pub tzdb: String,
    pub version: String,
}

/// One file of the edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the file's own words")]
pub struct ManifestOutput {
    pub media_type: String,
    pub path: String,
    pub sha256: String,
    pub size: u64,
}

/// One object the edition was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the file's own words")]
pub struct ManifestObject {
    pub role: String,
    pub sha256: String,
}

/// The version of the manifest's format.
const SCHEMA: u32 = 1;

impl Manifest {
    /// The manifest of an edition that replaces `supersedes`.
    pub(super) fn of(
        edition: &Edition,
        produced_at: Instant,
        program: &ProgramFacts,
        supersedes: Option<Revision>,
    ) -> Self {
        Self {
            as_of: edition.as_of.instant(),
            brief: edition.key.brief.to_string(),
            chain_head: edition.chain_head.map(|head| head.to_string()),
            checks: edition.checks,
            config_sha256: edition.config_sha256.to_string(),
            date: edition.key.date,
            edition_sha256: edition.sha256().to_string(),
            engine: program.engine.clone(),
            headline: edition.headline.clone(),
            inputs_sha256: edition.inputs_sha256.to_string(),
            objects: objects(edition),
            outputs: outputs(edition),
            overall_hundredths: edition.overall_hundredths,
            produced_at,
            reason: edition.reason.key().to_owned(),
            recorded_through: edition.as_of.recorded_through().map(|batch| batch.0),
            revision: edition.revision.0,
            schema: SCHEMA,
            supersedes: supersedes.map(|revision| revision.0),
            templates_sha256: edition.templates_sha256.to_string(),
            tickers: edition.tickers.clone(),
            tzdb: program.tzdb.clone(),
            version: program.version.clone(),
        }
    }

    /// The file's bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a manifest is plain data");
        bytes.push(b'\n');
        bytes
    }

    /// Reads the file found at `path`.
    pub(super) fn parse(bytes: &[u8], path: &str) -> Result<Self, ArchiveError> {
        serde_json::from_slice(bytes)
            .map_err(|source| ArchiveError::ManifestUnreadable { path: path.to_owned(), source })
    }

    /// The edition's folder, relative to the root; `None` when the brief's id is none.
    pub(super) fn folder(&self) -> Option<String> {
        Some(edition_path(&self.key()?, Revision(self.revision)))
    }

    /// Which edition it describes; `None` when the brief's id is none.
    pub(super) fn key(&self) -> Option<crate::model::EditionKey> {
        let brief = crate::model::BriefId::parse(&self.brief).ok()?;
        Some(crate::model::EditionKey { brief, date: self.date })
    }
}

fn outputs(edition: &Edition) -> Vec<ManifestOutput> {
    let mut outputs: Vec<_> = edition
        .renditions
        .iter()
        .map(|rendition| ManifestOutput {
            media_type: rendition.media_type.clone(),
            path: rendition.file_name.clone(),
            sha256: rendition.sha256.to_string(),
            size: rendition.bytes.len() as u64,
        })
        .collect();
    outputs.sort_by(|left, right| left.path.cmp(&right.path));
    outputs
}

fn objects(edition: &Edition) -> Vec<ManifestObject> {
    let mut objects: Vec<_> = edition
        .objects
        .iter()
        .map(|object| ManifestObject {
            role: object.role.clone(),
            sha256: Sha256Hash::of(&object.bytes).to_string(),
        })
        .collect();
    objects.sort_by(|left, right| (&left.role, &left.sha256).cmp(&(&right.role, &right.sha256)));
    objects
}

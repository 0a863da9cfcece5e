//! Takes a root and a question; gives every file that answers it, by path, with the hash that it
//! has to have. What the archive did not seal stops it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::archive::archived::object_path;
use crate::archive::chain::Chain;
use crate::archive::disk::{entries, read_or_empty};
use crate::archive::error::{ArchiveError, disk};
use crate::archive::manifest::{MANIFEST, MANIFEST_SIGNATURE};
use crate::archive::open::{README, revision_folders};
use crate::archive::{Archived, Tombstone, holds, links, signing, tombstone};
use crate::model::{EditionKey, Sha256Hash, edition_path};

use super::ExportQuestion;
use super::letter::{self, Told};

/// How to check an edition by hand: the page of the manual.
const AUDIT: &str = include_str!("../../../docs/audit.md");

/// How the bytes of a file come about.
pub(super) enum Piece {
    /// Written for the export, or checked already.
    Made(Vec<u8>),
    /// A file of the archive with this hash.
    Sealed(Sha256Hash),
    /// An object of the archive whose content has this hash.
    Object(Sha256Hash),
}

/// All files of an export, in their order.
pub(super) struct Plan {
    pub(super) pieces: BTreeMap<String, Piece>,
    pub(super) revisions: usize,
    pub(super) tombstones: usize,
}

/// What is found of each revision.
#[derive(Default)]
struct Found {
    pieces: BTreeMap<String, Piece>,
    keys: BTreeSet<(chrono::NaiveDate, EditionKey)>,
    versions: BTreeSet<String>,
    told: Vec<Told>,
}

impl Plan {
    pub(super) fn of(
        root: &Path,
        question: &ExportQuestion,
        stones: &[Tombstone],
    ) -> Result<Self, ArchiveError> {
        let chain = Chain::read(root)?;
        if let Some((_, file)) = chain.breaks.first() {
            return Err(ArchiveError::Altered { path: file.clone() });
        }
        let seals: BTreeMap<&str, Option<Sha256Hash>> = chain
            .lines
            .iter()
            .map(|line| (line.path(), Sha256Hash::parse(line.manifest_sha256())))
            .collect();
        let seal = |path: &str| {
            let unsealed = || ArchiveError::Unsealed { path: path.to_owned() };
            seals.get(path).copied().flatten().ok_or_else(unsealed)
        };
        let mut found = Found::default();
        for (key, revision) in revision_folders(root)? {
            if question.asks_for(&key, revision) {
                let path = edition_path(&key, revision);
                let archived = Archived::read(root, &key, revision)?
                    .ok_or(ArchiveError::Missing { path: path.clone() })?;
                found.take(root, &archived, seal(&path)?)?;
            }
        }
        if found.told.is_empty() {
            return Err(match stones.first() {
                Some(stone) => ArchiveError::Pruned { path: stone.path.clone() },
                None => ArchiveError::NothingAsked { question: question.words() },
            });
        }
        for stone in stones {
            let path = tombstone::stone_path(&stone.path);
            found.pieces.insert(path.clone(), Piece::Sealed(seal(&path)?));
            found.take_signature(root, &path)?;
            found.keys.extend(stone.key().map(|key| (key.date, key)));
        }
        let last_year = chain_years(&chain, &found.pieces);
        let (revisions, tombstones) = (found.told.len(), stones.len());
        let letter = letter::letter(question, &found.told, stones, &chain, last_year);
        found.lay_beside(root, letter, last_year)?;
        Ok(Self { pieces: found.pieces, revisions, tombstones })
    }
}

impl Found {
    /// The files of a revision and what they were made from.
    fn take(
        &mut self,
        root: &Path,
        archived: &Archived,
        seal: Sha256Hash,
    ) -> Result<(), ArchiveError> {
        let folder = archived.path();
        let altered = |name: &str| ArchiveError::Altered { path: format!("{folder}/{name}") };
        if archived.manifest_sha256() != seal {
            return Err(altered("manifest.json"));
        }
        let manifest = archived.manifest();
        let mut own = BTreeMap::from([("manifest.json", seal)]);
        let mut sums = String::new();
        for output in &manifest.outputs {
            let _ = writeln!(sums, "{}  {}", output.sha256, output.path);
            let sha256 = Sha256Hash::parse(&output.sha256);
            own.insert(&output.path, sha256.ok_or_else(|| altered("manifest.json"))?);
        }
        own.insert(super::pack::SUMS, Sha256Hash::of(&sums));
        for (name, kind) in entries(&archived.folder())? {
            let is_own = name == MANIFEST_SIGNATURE || own.contains_key(name.as_str());
            if !kind.is_file() || !is_own {
                return Err(ArchiveError::Unsealed { path: format!("{folder}/{name}") });
            }
        }
        for (name, sha256) in own {
            self.pieces.insert(format!("{folder}/{name}"), Piece::Sealed(sha256));
        }
        self.take_signature(root, &format!("{folder}/{MANIFEST}"))?;
        for object in &manifest.objects {
            let sha256 = Sha256Hash::parse(&object.sha256);
            let sha256 = sha256.ok_or_else(|| altered("manifest.json"))?;
            self.pieces.insert(object_path(sha256), Piece::Object(sha256));
        }
        let method = format!("method/{}.md", manifest.version);
        if root.join(&method).is_file() {
            self.versions.insert(method);
        }
        self.keys.insert((archived.key().date, archived.key().clone()));
        self.told.push(Told::of(archived));
        Ok(())
    }

    /// The signature of a file, where it has one. Who has the public key checks it.
    fn take_signature(&mut self, root: &Path, file: &str) -> Result<(), ArchiveError> {
        let path = signing::beside(file);
        let bytes = read_or_empty(&root.join(&path))?;
        if !bytes.is_empty() {
            self.pieces.insert(path, Piece::Made(bytes));
        }
        Ok(())
    }

    /// What is not of one revision: chain, holds, words.
    fn lay_beside(
        &mut self,
        root: &Path,
        letter: String,
        last_year: i32,
    ) -> Result<(), ArchiveError> {
        let read =
            |path: &str| links::read(&root.join(path)).map_err(disk("read", &root.join(path)));
        for (name, _) in entries(&root.join("chain"))? {
            let year = name.strip_suffix(".jsonl").and_then(|year| year.parse::<i32>().ok());
            if year.is_some_and(|year| year <= last_year) {
                let path = format!("chain/{name}");
                let bytes = read(&path)?;
                self.pieces.insert(path, Piece::Made(bytes));
            }
        }
        let held = holds::lines_of(&read_or_empty(&root.join(holds::FILE))?, |date, brief| {
            self.keys.iter().any(|(at, key)| {
                *at == date && brief.is_none_or(|brief| brief == key.brief.as_str())
            })
        })?;
        if !held.is_empty() {
            self.pieces.insert(holds::FILE.to_owned(), Piece::Made(held));
        }
        for method in &self.versions {
            let bytes = read(method)?;
            self.pieces.insert(method.clone(), Piece::Made(bytes));
        }
        self.pieces.insert("audit.md".to_owned(), Piece::Made(AUDIT.as_bytes().to_vec()));
        self.pieces.insert("README.txt".to_owned(), Piece::Made(README.as_bytes().to_vec()));
        self.pieces.insert("EXPORT.txt".to_owned(), Piece::Made(letter.into_bytes()));
        Ok(())
    }
}

/// The last year whose file of the chain has a line of what is exported.
fn chain_years(chain: &Chain, pieces: &BTreeMap<String, Piece>) -> i32 {
    let is_here = |path: &str| {
        pieces.contains_key(path) || pieces.contains_key(&format!("{path}/manifest.json"))
    };
    let mut file_year = i32::MIN;
    let mut last = i32::MIN;
    for line in &chain.lines {
        // A line goes to the file of its year, or of the latest before it.
        file_year = file_year.max(line.year());
        if is_here(line.path()) {
            last = file_year;
        }
    }
    last
}

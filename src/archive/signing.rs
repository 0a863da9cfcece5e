//! Takes a key and the lines of the chain; gives each a signature, beside the manifest or the
//! stone that it seals: of its bytes, and of the line. Says which are missing, wrong or of a
//! stranger. What a crash left is never signed afterwards by itself: somebody may have laid it
//! there.

use std::path::Path;

use crate::model::Instant;

use super::audit::{self, Deed};
use super::chain::{Chain, ChainLine};
use super::disk::{make_read_only, rename, sync_folder, temporary_path, write_new};
use super::error::{ArchiveError, disk};
use super::manifest::MANIFEST;
use super::minisign::Signature;
use super::verify::{FaultKind, Verification, VerifyDepth};
use super::{Archive, PublicKey, SigningKey, links, tombstone};

/// How the file of a signature ends: minisign looks for it there.
const ENDING: &str = ".minisig";

/// Who signs an archive, and whose signatures are believed.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    signing: Option<SigningKey>,
    believed: Vec<PublicKey>,
}

impl Keys {
    /// A key that signs is believed, too.
    #[must_use]
    pub fn new(signing: Option<SigningKey>, mut believed: Vec<PublicKey>) -> Self {
        if let Some(own) = signing.as_ref().map(SigningKey::public)
            && !believed.contains(&own)
        {
            believed.push(own);
        }
        Self { signing, believed }
    }

    /// The public half of the key that signs.
    #[must_use]
    pub fn signer(&self) -> Option<PublicKey> {
        self.signing.as_ref().map(SigningKey::public)
    }

    /// The signature of what a line seals; `None` where nobody signs.
    pub(super) fn signature(&self, line: &ChainLine, sealed: &[u8]) -> Option<String> {
        Some(self.signing.as_ref()?.sign(sealed, &comment(line)).text())
    }

    /// What is wrong with a signature; `None` where a key that is believed made it for this line.
    fn fault(&self, text: &str, line: &ChainLine, sealed: &[u8]) -> Option<FaultKind> {
        let Some(signature) = Signature::parse(text) else { return Some(FaultKind::SignatureBad) };
        let of_its_name = self.believed.iter().filter(|key| key.id() == signature.key_id());
        let mut keys = of_its_name.peekable();
        if keys.peek().is_none() {
            return Some(FaultKind::SignatureForeign { key: signature.key_id() });
        }
        let is_for_line = signature.comment() == comment(line);
        let holds = is_for_line && keys.any(|key| signature.is_of(sealed, key));
        (!holds).then_some(FaultKind::SignatureBad)
    }
}

/// What was signed afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Lines that were signed now.
    pub now: usize,
    /// Lines that had a good signature.
    pub before: usize,
}

impl Archive {
    /// Sets who signs and who is believed.
    #[must_use]
    pub fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Believes these keys instead of those that were set.
    pub fn believe(&mut self, keys: Vec<PublicKey>) {
        self.keys.believed = keys;
    }

    /// Signs every line of the chain that has no signature of a key that is believed.
    ///
    /// # Errors
    /// [`ArchiveError::NoSigningKey`], [`ArchiveError::NotSigned`] when anything but signatures
    /// is not as it was sealed: then nothing is signed. [`ArchiveError::Disk`].
    pub fn sign(&self, (at, who): (Instant, &str)) -> Result<Signed, ArchiveError> {
        if self.keys.signing.is_none() {
            return Err(ArchiveError::NoSigningKey);
        }
        let faults = self.verify(VerifyDepth::Full)?.faults;
        if let Some(fault) = faults.into_iter().find(|fault| fault.kind.is_of_what_is_sealed()) {
            return Err(ArchiveError::NotSigned { path: fault.path });
        }
        let _lock = self.lock()?;
        let mut signed = Signed { now: 0, before: 0 };
        for line in &Chain::read(&self.root)?.lines {
            let Some(sealed) = sealed_by(&self.root, line) else { continue };
            let is_good = |text: String| self.keys.fault(&text, line, &sealed).is_none();
            if signature_of(&self.root, line).is_some_and(is_good) {
                signed.before += 1;
            } else {
                self.sign_beside(line)?;
                signed.now += 1;
            }
        }
        let why = format!("{} lines signed", signed.now);
        audit::record(&self.root, &Deed { at, who, what: "sign", path: "", why: &why })?;
        Ok(signed)
    }

    /// Signs what a line seals and has written already, where somebody signs.
    pub(super) fn sign_beside(&self, line: &ChainLine) -> Result<(), ArchiveError> {
        if self.keys.signing.is_none() {
            return Ok(());
        }
        let sealed = self.root.join(file(line));
        let sealed = links::read(&sealed).map_err(disk("read", &sealed))?;
        let Some(text) = self.keys.signature(line, &sealed) else { return Ok(()) };
        let path = self.root.join(beside(&file(line)));
        let aside = temporary_path(&self.root, "signature");
        write_new(&aside, text.as_bytes())?;
        make_read_only(&aside)?;
        rename(&aside, &path)?;
        sync_folder(path.parent().unwrap_or(&self.root))
    }
}

/// Where the signature of a file stands.
pub(super) fn beside(file: &str) -> String {
    format!("{file}{ENDING}")
}

/// The file that a signature's path says it signs.
pub(super) fn signed_by(path: &str) -> Option<&str> {
    path.strip_suffix(ENDING)
}

/// What is signed along with the file: its place in the chain, and by the hash all before it.
fn comment(line: &ChainLine) -> String {
    format!("chain line {}, hash {}, {}", line.seq(), line.hash(), line.path())
}

/// The file that a line seals.
fn file(line: &ChainLine) -> String {
    let path = line.path();
    if tombstone::edition_of(path).is_some() {
        path.to_owned()
    } else {
        format!("{path}/{MANIFEST}")
    }
}

/// Its bytes; `None` where it is not here: pruned, not exported, or told as missing.
fn sealed_by(root: &Path, line: &ChainLine) -> Option<Vec<u8>> {
    links::read(&root.join(file(line))).ok()
}

/// The signature beside it, whatever it says.
fn signature_of(root: &Path, line: &ChainLine) -> Option<String> {
    let bytes = links::read(&root.join(beside(&file(line)))).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Checks the signature of every line whose file is here. From the first good one on each has to
/// have one, and there has to be one: who cannot sign can neither add, change nor strip. Where no
/// key is believed, they are only counted.
pub(super) fn check(found: &mut Verification, root: &Path, chain: &Chain, keys: &Keys) {
    let (mut began, mut seen) = (false, false);
    for line in &chain.lines {
        let Some(sealed) = sealed_by(root, line) else { continue };
        let path = beside(&file(line));
        let text = signature_of(root, line);
        seen |= text.is_some();
        match text {
            Some(_) if keys.believed.is_empty() => found.unchecked += 1,
            Some(text) => match keys.fault(&text, line, &sealed) {
                None => {
                    began = true;
                    found.signed += 1;
                }
                Some(kind) => found.fault(path, kind),
            },
            None if began => found.fault(path, FaultKind::SignatureMissing),
            None => {}
        }
    }
    if !keys.believed.is_empty() && !seen && !chain.lines.is_empty() {
        found.fault("chain", FaultKind::NothingSigned);
    }
}

//! Takes bytes and a key; gives a signature that the tool minisign checks, the same on every
//! call, and checks such signatures. Never reads a clock, and knows nothing of the archive.
//!
//! The cryptography is ring's, the digest `BLAKE2b`. `docs/archive.md` says why no library for the
//! format.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Blake2b512, Digest as _};

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// Ed25519 over the bytes themselves; keys bear this mark too.
const PLAIN: &[u8] = b"Ed";
/// Ed25519 over the BLAKE2b-512 of the bytes.
const HASHED: &[u8] = b"ED";
/// The checksum of a secret key.
const CHECKED_BY: &[u8] = b"B2";
/// No password protects a secret key.
const OPEN: &[u8] = &[0, 0];

const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// A key that is none, or that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has not the form of a secret key.
    #[error("It is no secret key of minisign: contrabrief archive keygen makes one")]
    Secret,
    /// A password protects it, and nobody is there to type it.
    #[error("A password protects the key: `minisign -C -W -s FILE` takes it off")]
    Password,
    /// Its checksum or its public half does not fit.
    #[error("The key is damaged: bring back the one of a backup")]
    Damaged,
    /// It has not the form of a public key.
    #[error("`{0}` is no public key of minisign: 56 characters that begin with `RW`")]
    Public(String),
}

/// Whose signatures are believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: [u8; 8],
    key: [u8; 32],
}

impl PublicKey {
    /// Reads a public key: the one line, or minisign's file with its comment.
    ///
    /// # Errors
    /// [`KeyError::Public`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        let wrong = || KeyError::Public(line.to_owned());
        let bytes = STANDARD.decode(line).map_err(|_| wrong())?;
        let mut rest = bytes.strip_prefix(PLAIN).ok_or_else(wrong)?;
        let (id, key) = (take(&mut rest).ok_or_else(wrong)?, take(&mut rest).ok_or_else(wrong)?);
        if rest.is_empty() { Ok(Self { id, key }) } else { Err(wrong()) }
    }

    /// The key's name, as minisign writes it.
    #[must_use]
    pub fn id(&self) -> String {
        id_words(self.id)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode([PLAIN, &self.id, &self.key].concat()))
    }
}

/// The key that signs an archive. It prints as its public half.
#[derive(Clone)]
pub struct SigningKey {
    id: [u8; 8],
    pair: Arc<Ed25519KeyPair>,
}

impl SigningKey {
    /// Reads minisign's file of a secret key without a password.
    ///
    /// # Errors
    /// [`KeyError::Secret`], [`KeyError::Password`] or [`KeyError::Damaged`].
    pub fn read(file: &str) -> Result<Self, KeyError> {
        let line = file.lines().nth(1).ok_or(KeyError::Secret)?;
        let bytes = STANDARD.decode(line.trim()).map_err(|_| KeyError::Secret)?;
        let rest = bytes.strip_prefix(PLAIN).ok_or(KeyError::Secret)?;
        let rest = rest.strip_prefix(OPEN).ok_or(KeyError::Password)?;
        let mut rest = rest.strip_prefix(CHECKED_BY).ok_or(KeyError::Secret)?;
        // Of a password: salt, operations, memory.
        let _unused: [u8; 48] = take(&mut rest).ok_or(KeyError::Secret)?;
        let id = take(&mut rest).ok_or(KeyError::Secret)?;
        let seed: [u8; 32] = take(&mut rest).ok_or(KeyError::Secret)?;
        let public: [u8; 32] = take(&mut rest).ok_or(KeyError::Secret)?;
        let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &public);
        let pair = pair.map_err(|_| KeyError::Damaged)?;
        // minisign leaves it out where there is no password.
        if rest != checksum(id, &seed, &public) && rest != [0; 32] {
            return Err(KeyError::Damaged);
        }
        Ok(Self { id, pair: Arc::new(pair) })
    }

    /// The file of a new secret key, from what chance gave.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] where ring refuses the seed, which it does for none.
    pub fn file(seed: &[u8; 32], id: [u8; 8]) -> Result<String, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Damaged)?;
        let public = pair.public_key().as_ref();
        let checksum = checksum(id, seed, public);
        let parts = [PLAIN, OPEN, CHECKED_BY, &[0; 48], &id, seed, public, &checksum];
        let comment = format!("{UNTRUSTED}secret key {} of a contrabrief archive", id_words(id));
        Ok(format!("{comment}\n{}\n", STANDARD.encode(parts.concat())))
    }

    /// The half that everybody may know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey { id: self.id, key }
    }

    /// The signature of a message and of a comment on it.
    pub(super) fn sign(&self, message: &[u8], comment: &str) -> Signature {
        let sign = |bytes: &[u8]| -> [u8; 64] {
            let mut made = [0; 64];
            made.copy_from_slice(self.pair.sign(bytes).as_ref());
            made
        };
        let of_message = sign(&Blake2b512::digest(message));
        let of_all = sign(&[&of_message, comment.as_bytes()].concat());
        Signature { id: self.id, of_message, comment: comment.to_owned(), of_all }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.public())
    }
}

/// A signature as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    id: [u8; 8],
    of_message: [u8; 64],
    comment: String,
    /// Of the first signature and the comment.
    of_all: [u8; 64],
}

impl Signature {
    /// Reads a file. Only the exact form that [`Signature::text`] writes is accepted: what
    /// minisign does not cover, its first line, cannot be changed either.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let bytes = STANDARD.decode(lines.next()?).ok()?;
        let mut rest = bytes.strip_prefix(HASHED)?;
        let (id, of_message) = (take(&mut rest)?, take(&mut rest)?);
        let comment = lines.next()?.strip_prefix(TRUSTED)?.to_owned();
        let bytes = STANDARD.decode(lines.next()?).ok()?;
        let of_all = bytes.try_into().ok()?;
        let read = Self { id, of_message, comment, of_all };
        (read.text() == text).then_some(read)
    }

    /// The file.
    pub(super) fn text(&self) -> String {
        let signed = STANDARD.encode([HASHED, &self.id, &self.of_message].concat());
        format!(
            "{UNTRUSTED}contrabrief archive, key {}\n{signed}\n{TRUSTED}{}\n{}\n",
            self.key_id(),
            self.comment,
            STANDARD.encode(self.of_all)
        )
    }

    /// The name of the key that it says it is by.
    pub(super) fn key_id(&self) -> String {
        id_words(self.id)
    }

    /// What was signed along with the message.
    pub(super) fn comment(&self) -> &str {
        &self.comment
    }

    /// Whether this key signed this message, and the comment with it.
    pub(super) fn is_of(&self, message: &[u8], key: &PublicKey) -> bool {
        let public = UnparsedPublicKey::new(&ED25519, key.key);
        let all = [&self.of_message, self.comment.as_bytes()].concat();
        self.id == key.id
            && public.verify(&Blake2b512::digest(message), &self.of_message).is_ok()
            && public.verify(&all, &self.of_all).is_ok()
    }
}

fn checksum(id: [u8; 8], seed: &[u8], public: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest([PLAIN, &id, seed, public].concat()).into()
}

fn id_words(id: [u8; 8]) -> String {
    format!("{:X}", u64::from_le_bytes(id))
}

/// The first bytes, which are then gone.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

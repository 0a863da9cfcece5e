//! Takes a message and private keys; gives it signed, the same on every call. Never reads a
//! clock: a signature is dated like its message.
//!
//! RFC 6376 with relaxed canonicalisation of header and body; RSA with SHA-256 and, beside it,
//! Ed25519 (RFC 8463). The cryptography is ring's. `docs/dkim.md` says why no library for DKIM.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;

use super::canonical::{field, fields, relaxed_body};
use crate::model::Sha256Hash;

use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};

/// The headers that are signed, as many times as they stand in a message.
///
/// # Source
/// RFC 6376, 5.4.1; RFC 8058, 4 for the two of unsubscribing.
const SIGNED: [&str; 20] = [
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    "precedence",
    "feedback-id",
    "x-contrabrief-edition",
    "sender",
];

/// Named once more than they stand: nobody adds another on the way (RFC 6376, 8.15).
const OVERSIGNED: [&str; 6] = ["from", "to", "subject", "date", "reply-to", "content-type"];

/// How wide a header of ours is.
const COLUMNS: usize = 76;

/// A key that cannot sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// It is no private key in PEM.
    #[error("DKIM key is no private key in PEM: `-----BEGIN PRIVATE KEY-----`")]
    Pem,
    /// It is a key of another kind, or damaged.
    #[error("DKIM key cannot be used: {0}")]
    Key(String),
    /// A selector or domain is no host name.
    #[error("`{0}` is no name for a DKIM key: letters, digits, hyphens and dots")]
    Name(String),
    /// The signature failed.
    #[error("DKIM signature cannot be made")]
    Sign,
}

/// One private key and where its public half is published.
struct Key {
    selector: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Signs messages of a domain.
#[derive(Clone)]
pub struct DkimSigner {
    domain: String,
    keys: Arc<Vec<Key>>,
}

impl fmt::Debug for DkimSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DkimSigner({:?})", self.records())
    }
}

impl PartialEq for DkimSigner {
    fn eq(&self, other: &Self) -> bool {
        self.records() == other.records()
    }
}

impl Eq for DkimSigner {}

impl DkimSigner {
    /// A signer for `domain`; each key is a selector and a private key in PEM.
    ///
    /// # Errors
    /// [`DkimError`], by what is wrong.
    pub fn new(domain: &str, keys: &[(&str, &str)]) -> Result<Self, DkimError> {
        let domain = host_name(domain)?;
        let keys = keys.iter().map(|(selector, pem)| {
            Ok(Key { selector: host_name(selector)?, pair: Pair::read(pem)? })
        });
        Ok(Self { domain, keys: Arc::new(keys.collect::<Result<_, DkimError>>()?) })
    }

    /// The names and texts of the TXT records to publish.
    #[must_use]
    pub fn records(&self) -> Vec<(String, String)> {
        let record = |key: &Key| {
            let (kind, public) = match &key.pair {
                Pair::Rsa(pair) => ("rsa", subject_public_key(pair.public_key().as_ref())),
                Pair::Ed25519(pair) => ("ed25519", pair.public_key().as_ref().to_vec()),
            };
            let name = format!("{}._domainkey.{}", key.selector, self.domain);
            (name, format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)))
        };
        self.keys.iter().map(record).collect()
    }

    /// The message under one signature per key, dated `at`, in seconds of the Unix epoch.
    ///
    /// # Errors
    /// [`DkimError::Sign`].
    pub fn sign(&self, message: &[u8], at: i64) -> Result<Vec<u8>, DkimError> {
        let (head, body) = fields(message);
        let body_hash = STANDARD.encode(Sha256Hash::of(relaxed_body(body)).as_bytes());
        let mut signed = Vec::new();
        for key in self.keys.iter() {
            let (names, covered) = covered(&head);
            let unsigned = self.unsigned(key, &names, &body_hash, at);
            let mut input = covered;
            input.push_str(field(&unsigned).1.trim_end_matches("\r\n"));
            let signature = STANDARD.encode(key.pair.sign(input.as_bytes())?);
            signed.extend_from_slice(unsigned.trim_end_matches("\r\n").as_bytes());
            signed.extend_from_slice(folded(&signature).as_bytes());
            signed.extend_from_slice(b"\r\n");
        }
        signed.extend_from_slice(message);
        Ok(signed)
    }

    /// The signature's header up to its value.
    fn unsigned(&self, key: &Key, names: &[&str], body_hash: &str, at: i64) -> String {
        let algorithm = match key.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let Self { domain, .. } = self;
        let selector = &key.selector;
        let mut header = format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed; t={at};\r\n\td={domain}; s={selector};\r\n\th="
        );
        let mut width = 10;
        for (place, name) in names.iter().enumerate() {
            if place > 0 {
                header.push(':');
            }
            if width + name.len() + 1 > COLUMNS {
                header.push_str("\r\n\t");
                width = 8;
            }
            header.push_str(name);
            width += name.len() + 1;
        }
        let _ = write!(header, ";\r\n\tbh={body_hash};\r\n\tb=");
        header
    }
}

impl Pair {
    fn read(pem: &str) -> Result<Self, DkimError> {
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| DkimError::Pem)?;
        let refused = |why: ring::error::KeyRejected| DkimError::Key(why.to_string());
        let rsa = |pair: RsaKeyPair| Self::Rsa(Box::new(pair));
        match &key {
            PrivateKeyDer::Pkcs1(key) => {
                RsaKeyPair::from_der(key.secret_pkcs1_der()).map(rsa).map_err(refused)
            }
            PrivateKeyDer::Pkcs8(key) => {
                let der = key.secret_pkcs8_der();
                match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                    Ok(pair) => Ok(Self::Ed25519(pair)),
                    Err(_) => RsaKeyPair::from_pkcs8(der).map(rsa).map_err(refused),
                }
            }
            _ => Err(DkimError::Key("it is neither RSA nor Ed25519".to_owned())),
        }
    }

    /// RSA signs the text's SHA-256 by itself; for Ed25519 the hash is what is signed (RFC 8463, 3).
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, DkimError> {
        match self {
            Self::Ed25519(pair) => Ok(pair.sign(Sha256Hash::of(text).as_bytes()).as_ref().to_vec()),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // Its chance only blinds the arithmetic: PKCS #1 v1.5 signatures are fixed.
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
                    .map_err(|_| DkimError::Sign)?;
                Ok(signature)
            }
        }
    }
}

/// The names of the signed headers and their canonical text: of several of a name the last
/// comes first (RFC 6376, 5.4.2).
fn covered(head: &[&str]) -> (Vec<&'static str>, String) {
    let (mut names, mut text) = (Vec::new(), String::new());
    for name in SIGNED {
        for header in head.iter().rev() {
            let (own, canonical) = field(header);
            if own == name {
                names.push(name);
                text.push_str(&canonical);
            }
        }
        if OVERSIGNED.contains(&name) {
            names.push(name);
        }
    }
    (names, text)
}

/// Base64 in lines.
fn folded(signature: &str) -> String {
    let mut lines = String::new();
    for (place, mark) in signature.chars().enumerate() {
        if place > 0 && place.is_multiple_of(COLUMNS - 10) {
            lines.push_str("\r\n\t");
        }
        lines.push(mark);
    }
    lines
}

fn host_name(text: &str) -> Result<String, DkimError> {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|mark| mark.is_ascii_alphanumeric() || b"-_".contains(&mark))
    };
    if text.len() <= 253 && text.split('.').all(is_label) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(DkimError::Name(text.to_owned()))
    }
}

/// An RSA public key as records hold it: PKCS #1's key in a `SubjectPublicKeyInfo` (RFC 5280).
fn subject_public_key(key: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = der(0x03, &[&[0], key].concat());
    der(0x30, &[&RSA_ENCRYPTION, bits.as_slice()].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut encoded = vec![tag];
    if content.len() >= 0x80 {
        encoded.push(0x80 | u8::try_from(length.len()).expect("a length has eight bytes"));
    }
    encoded.extend(length);
    encoded.extend_from_slice(content);
    encoded
}

//! Takes a secret key and what a link or a bounce address stands for; gives tokens that nobody
//! else can make, and reads them back. Never trusts a token whose signature differs.
//!
//! Signatures are HMAC-SHA-256 (RFC 2104), cut to 80 bits, for a purpose each: a bounce token is
//! no unsubscription.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use subtle::ConstantTimeEq as _;

use crate::model::{BriefId, SubscriberId, address_masked_by};

/// How much of a signature a token carries, in bytes.
const SIGNATURE_BYTES: usize = 10;
/// How much of an address's code is shown, in bytes.
const MASK_BYTES: usize = 3;
/// A longer token is none.
pub(super) const TOKEN_CHARS_MAX: usize = 400;

/// The key that signs tokens and Message-IDs.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey(Vec<u8>);

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenKey(…)")
    }
}

impl TokenKey {
    /// A key of any length; 32 random bytes are meant.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The hexadecimal signature of a text for a purpose, `bytes` long.
    #[must_use]
    pub(super) fn sign(&self, purpose: &str, text: &str, bytes: usize) -> String {
        self.mac(purpose, text).as_ref().iter().take(bytes).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// An address for logs and lists: the local part as the start of its keyed code, the domain
    /// as it is, such as `r_7f3a12…@example.com`. Nobody without the key can try names.
    #[must_use]
    pub fn masked_address(&self, address: &str) -> String {
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        address_masked_by(&self.sign("mask", &local.to_lowercase(), MASK_BYTES), address)
    }

    /// The local part of the envelope sender under which a message's bounce comes back:
    /// `b.`, the sixteen marks by which the ledger's Message-ID ends, and a signature.
    #[must_use]
    pub fn bounce_local_part(&self, message_mark: &str) -> String {
        format!("b.{message_mark}.{}", self.sign("bounce", message_mark, SIGNATURE_BYTES))
    }

    /// The message mark in the local part of an address that a bounce came to.
    #[must_use]
    pub fn read_bounce(&self, local_part: &str) -> Option<String> {
        // Relays may change the case of a local part.
        let local_part = local_part.to_ascii_lowercase();
        let (mark, signature) = local_part.strip_prefix("b.")?.split_once('.')?;
        self.is_signed("bounce", mark, signature).then(|| mark.to_owned())
    }

    /// What an unsubscribe link carries.
    #[must_use]
    pub fn leave_token(&self, subscriber: &SubscriberId, brief: &BriefId) -> String {
        self.reader_token("leave", subscriber, brief)
    }

    /// Who leaves which brief.
    #[must_use]
    pub fn read_leave(&self, token: &str) -> Option<(SubscriberId, BriefId)> {
        self.read_reader("leave", token)
    }

    /// What the way back carries, which only somebody who can leave is shown.
    #[must_use]
    pub fn return_token(&self, subscriber: &SubscriberId, brief: &BriefId) -> String {
        self.reader_token("return", subscriber, brief)
    }

    /// Who comes back to which brief.
    #[must_use]
    pub fn read_return(&self, token: &str) -> Option<(SubscriberId, BriefId)> {
        self.read_reader("return", token)
    }

    /// What a link to the reader's own choices carries.
    #[must_use]
    pub fn preferences_token(&self, subscriber: &SubscriberId, brief: &BriefId) -> String {
        self.reader_token("preferences", subscriber, brief)
    }

    /// Whose choices, and out of which brief the link came.
    #[must_use]
    pub fn read_preferences(&self, token: &str) -> Option<(SubscriberId, BriefId)> {
        self.read_reader("preferences", token)
    }

    fn reader_token(&self, purpose: &str, subscriber: &SubscriberId, brief: &BriefId) -> String {
        let meant = format!("{brief}\n{subscriber}");
        let signature = self.sign(purpose, &meant, SIGNATURE_BYTES);
        format!("{}.{signature}", URL_SAFE_NO_PAD.encode(meant))
    }

    fn read_reader(&self, purpose: &str, token: &str) -> Option<(SubscriberId, BriefId)> {
        if token.len() > TOKEN_CHARS_MAX {
            return None;
        }
        let (meant, signature) = token.split_once('.')?;
        let meant = String::from_utf8(URL_SAFE_NO_PAD.decode(meant).ok()?).ok()?;
        if !self.is_signed(purpose, &meant, signature) {
            return None;
        }
        let (brief, subscriber) = meant.split_once('\n')?;
        Some((SubscriberId(subscriber.to_owned()), BriefId::parse(brief).ok()?))
    }

    /// Compares in constant time.
    fn is_signed(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Some(code) = hex(signature) else { return false };
        let right = self.mac(purpose, text);
        code.ct_eq(&right.as_ref()[..SIGNATURE_BYTES]).into()
    }

    fn mac(&self, purpose: &str, text: &str) -> hmac::Tag {
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        mac.sign()
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> TokenKey {
        TokenKey::new("not a secret")
    }

    #[test]
    fn tokens_read_back() {
        let brief = BriefId::parse("harbour").unwrap();
        let reader = SubscriberId("ana łuk".to_owned());
        let token = key().leave_token(&reader, &brief);
        assert!(token.chars().all(|mark| mark.is_ascii_alphanumeric() || "-_.".contains(mark)));
        assert_eq!(key().read_leave(&token), Some((reader, brief)));
        let local = key().bounce_local_part("0123456789abcdef");
        assert!(local.len() <= 64, "RFC 5321 4.5.3.1.1");
        assert_eq!(key().read_bounce(&local.to_uppercase()).unwrap(), "0123456789abcdef");
    }

    #[test]
    fn a_masked_address_shows_the_domain_and_not_who() {
        let masked = key().masked_address("Jo.Reader@fund.example");
        assert_eq!(masked, key().masked_address("jo.reader@fund.example"));
        assert!(masked.starts_with("r_") && masked.ends_with("…@fund.example"), "{masked}");
        assert!(!masked.to_lowercase().contains("jo"), "{masked}");
        let other = TokenKey::new("another").masked_address("jo.reader@fund.example");
        assert_ne!(masked, other, "by the key of the installation");
        assert_eq!(key().masked_address("no address").chars().count(), 9);
    }

    #[test]
    fn a_token_with_another_mark_key_or_purpose_is_none() {
        let brief = BriefId::parse("harbour").unwrap();
        let token = key().leave_token(&SubscriberId("ana".to_owned()), &brief);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(key().read_leave(&String::from_utf8(forged).unwrap()), None, "{at}");
        }
        assert_eq!(TokenKey::new("another").read_leave(&token), None);
        for cut in ["", ".", "a.", &token[..token.len() - 2], &format!("{token}00")] {
            assert_eq!(key().read_leave(cut), None, "{cut}");
        }
        let (back, choices) = (
            key().return_token(&SubscriberId("ana".to_owned()), &brief),
            key().preferences_token(&SubscriberId("ana".to_owned()), &brief),
        );
        assert!(key().read_return(&back).is_some() && key().read_preferences(&choices).is_some());
        for other in [&back, &choices] {
            assert_eq!(key().read_leave(other), None, "another purpose");
        }
        assert_eq!(key().read_return(&choices), None);
        assert_eq!(key().read_preferences(&token), None);
        let local = key().bounce_local_part("0123456789abcdef");
        assert_eq!(TokenKey::new("another").read_bounce(&local), None);
        assert_eq!(key().read_bounce("b.0123456789abcdef."), None);
    }
}

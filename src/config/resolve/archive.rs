//! Takes `[archive]`; gives who signs it and whose signatures are believed. The key comes from the
//! service manager or a file that only its owner may read, never from the configuration itself.

use super::Resolver;
use crate::archive::{Keys, PublicKey, SigningKey};
use crate::config::Purpose;
use crate::config::sections::ArchiveSection;

impl Resolver<'_, '_> {
    /// The keys; none in a snapshot: a signature is of an archive, not of an edition's bytes.
    pub(super) fn archive_keys(&mut self, typed: &ArchiveSection) -> Keys {
        if self.purpose == Purpose::Snapshot {
            return Keys::default();
        }
        let mut believed = Vec::new();
        for key in &typed.public_keys {
            match PublicKey::parse(key.get_ref()) {
                Ok(key) => believed.push(key),
                Err(fault) => self.fault(key, &fault.to_string()),
            }
        }
        Keys::new(self.signing_key(typed), believed)
    }

    fn signing_key(&mut self, typed: &ArchiveSection) -> Option<SigningKey> {
        let file = typed.signing_key_file.as_ref();
        let kept = self.kept_secret("signing-key", file.map(|file| file.get_ref().as_str()))??;
        let read = SigningKey::read(kept.expose());
        let place = file.map(toml::Spanned::span);
        read.map_err(|fault| self.document.fault(place, &format!("Signing key: {fault}"))).ok()
    }
}

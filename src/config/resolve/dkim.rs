//! Takes `[dkim]`; gives who signs messages. Keys come from files that only their owner may
//! read, never from the configuration itself.

use super::Resolver;
use crate::config::sections::{DkimSection, Text};
use crate::config::{Purpose, Secret, secret};
use crate::deliver::DkimSigner;

const FORM: &str = "`[dkim]` needs `domain`, `selector` and `key_file`";

impl Resolver<'_, '_> {
    /// The signer; `None` where the section is absent, and in a snapshot: archived messages are
    /// not signed.
    pub(super) fn dkim(&mut self) -> Option<DkimSigner> {
        let typed: DkimSection = self.document.section("dkim");
        let typed_keys = [
            &typed.domain,
            &typed.selector,
            &typed.key_file,
            &typed.ed25519_selector,
            &typed.ed25519_key_file,
        ];
        let place = typed_keys.into_iter().flatten().next()?;
        if self.purpose == Purpose::Snapshot {
            return None;
        }
        let (Some(domain), Some(selector), Some(file)) =
            (&typed.domain, &typed.selector, &typed.key_file)
        else {
            self.fault(place, FORM);
            return None;
        };
        let mut keys = vec![(selector, self.key(file)?)];
        match (&typed.ed25519_selector, &typed.ed25519_key_file) {
            (None, None) => {}
            (Some(selector), Some(file)) => keys.push((selector, self.key(file)?)),
            (Some(one), None) | (None, Some(one)) => {
                self.fault(one, "A second key needs `ed25519_selector` and `ed25519_key_file`");
            }
        }
        let keys: Vec<(&str, &str)> = keys
            .iter()
            .map(|(selector, key)| (selector.get_ref().as_str(), key.expose()))
            .collect();
        DkimSigner::new(domain.get_ref(), &keys)
            .map_err(|fault| self.fault(domain, &fault.to_string()))
            .ok()
    }

    fn key(&mut self, file: &Text) -> Option<Secret> {
        let path = self.path(file.get_ref());
        secret::from_file(&path).map_err(|fault| self.fault(file, &fault.to_string())).ok()
    }
}

//! Takes where a secret may lie; gives it. Secrets come from the service manager, a file or the
//! environment, in this order, never from the configuration itself.

use std::path::Path;

use super::Resolver;
use crate::config::sections::Text;
use crate::config::{Purpose, Secret, secret};
use crate::model::ApiKey;

/// The section of the environment that holds keys: `CONTRABRIEF_KEY__FINNHUB` is the key of
/// the source `finnhub`.
pub(super) const KEYS: &str = "key";

/// What a section says of its key.
pub(super) struct TypedKey<'t> {
    pub(super) id: &'t Text,
    pub(super) key: Option<&'t Text>,
    pub(super) key_file: Option<&'t str>,
    pub(super) is_needed: bool,
}

impl Resolver<'_, '_> {
    /// The key of a source's provider.
    pub(super) fn api_key(&mut self, typed: &TypedKey<'_>) -> Option<ApiKey> {
        if self.purpose == Purpose::Snapshot {
            return None;
        }
        let id = typed.id.get_ref();
        let variable = variable_of(id);
        if let Some(inline) = typed.key {
            self.fault(
                inline,
                &format!(
                    "A key never stands in the file: write `key_file = \"…\"` or set {variable}"
                ),
            );
            return None;
        }
        if let Some(kept) = self.kept_secret(&format!("{id}-key"), typed.key_file) {
            return kept.map(|secret| ApiKey::new(secret.expose()));
        }
        let named = |(section, key, value): &(String, String, String)| {
            (section == KEYS && *key == plain(id) && !value.is_empty()).then(|| ApiKey::new(value))
        };
        let key = self.environment.overrides().iter().find_map(named);
        if key.is_none() && typed.is_needed {
            self.fault(
                typed.id,
                &format!(
                    "`{id}` needs its provider's key: write `key_file = \"…\"` or set {variable}"
                ),
            );
        }
        key
    }

    /// A secret that the service manager or a file keeps; `None` where neither is named, and
    /// nothing inside where one is named and cannot be had, which is reported.
    #[expect(clippy::option_option, reason = "the doc comment says what each level means")]
    pub(super) fn kept_secret(
        &mut self,
        credential: &str,
        file: Option<&str>,
    ) -> Option<Option<Secret>> {
        let credential = self
            .environment
            .credentials_directory()
            .map(|folder| Path::new(folder).join(credential))
            .filter(|path| path.exists());
        let path = credential.or_else(|| file.map(|file| self.path(file)))?;
        let kept = secret::from_file(&path);
        Some(kept.map_err(|fault| self.document.fault(None, &with_cause(&fault))).ok())
    }
}

/// An id as the environment spells it: `alpha-vantage` is `ALPHA_VANTAGE`.
fn variable_of(id: &str) -> String {
    format!("CONTRABRIEF_KEY__{}", plain(id).to_ascii_uppercase())
}

fn plain(id: &str) -> String {
    id.replace(['-', '.'], "_")
}

fn with_cause(fault: &dyn std::error::Error) -> String {
    fault.source().map_or_else(|| fault.to_string(), |cause| format!("{fault}: {cause}"))
}

//! Takes texts that may quote readers' addresses; gives them masked by the installation's key.
//! Where there is none yet, only the domain is shown.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{Pipeline, token_key};
use crate::deliver::TokenKey;
use crate::model::{address_masked_by, addresses_replaced};

/// Puts addresses out of sight, each always as the same mark, such as `r_7f3a12…@example.com`.
#[derive(Clone, Default)]
pub struct Mask(Arc<Source>);

#[derive(Default)]
struct Source {
    file: Option<PathBuf>,
    key: OnceLock<TokenKey>,
}

impl fmt::Debug for Mask {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mask(…)")
    }
}

impl Mask {
    /// By the key in a data folder, which is read when the first address comes.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        let file = Some(data_dir.join(token_key::FILE));
        Self(Arc::new(Source { file, key: OnceLock::new() }))
    }

    /// An address, masked.
    #[must_use]
    pub fn address(&self, address: &str) -> String {
        self.key().map_or_else(|| address_masked_by("", address), |key| key.masked_address(address))
    }

    /// A text, with every address in it masked.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        addresses_replaced(text, |address| self.address(address))
    }

    fn key(&self) -> Option<&TokenKey> {
        if let Some(key) = self.0.key.get() {
            return Some(key);
        }
        let key = token_key::read(self.0.file.as_deref()?).ok().flatten()?;
        Some(self.0.key.get_or_init(|| key))
    }
}

impl Pipeline {
    /// The mask of this installation, whose key is made where there is none. Where that cannot
    /// be, only domains are shown.
    #[must_use]
    pub fn mask(&self) -> Mask {
        let _ = self.token_key();
        Mask::of(&self.config.data_dir)
    }
}

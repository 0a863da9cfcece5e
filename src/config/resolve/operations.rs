//! Takes `[backup]`; gives what keeps an installation healthy.

use std::path::Path;

use super::Resolver;
use crate::config::BackupConfig;
use crate::config::sections::BackupSection;

/// Two weeks of nights.
const KEEP: usize = 14;

/// The folder of backups within the data folder, where none is named.
const FOLDER: &str = "backups";

impl Resolver<'_, '_> {
    pub(super) fn backup(&mut self, data_dir: &Path) -> BackupConfig {
        let typed: BackupSection = self.document.section("backup");
        let keep = typed.keep.as_ref().map_or(KEEP, |keep| self.at_least_one(keep, "keep"));
        let folder =
            typed.folder.map_or_else(|| data_dir.join(FOLDER), |folder| self.path(&folder));
        BackupConfig { folder, keep }
    }
}

//! Takes a configuration and a folder of templates; gives the recipe of an edition: all that
//! shapes its bytes beside the facts. A run reads its recipe back from the very snapshot that
//! a re-run will find, so both go the same way.

use std::collections::BTreeMap;
use std::path::Path;

use crate::archive::Archived;
use crate::config::{BriefConfig, Config, ConfigFault, load_holdings, load_logo, snapshot};
use crate::model::{ArchivedObject, HoldingsFile, Logo, Sha256Hash};
use crate::render::TemplateSet;

use super::PipelineError;

const CONFIG_ROLE: &str = "config";
const TEMPLATE_ROLE: &str = "template ";

/// Everything beside the facts that shapes an edition's bytes.
pub(super) struct Recipe {
    snapshot: String,
    /// The configuration read back from the snapshot.
    pub(super) config: Config,
    /// Templates, the operator's laid over the built-in ones.
    pub(super) templates: TemplateSet,
}

impl Recipe {
    /// The recipe of today's configuration.
    pub(super) fn current(config: &Config, brief: &BriefConfig) -> Result<Self, PipelineError> {
        let overrides = match &brief.templates {
            Some(folder) => read_templates(folder)?,
            None => BTreeMap::new(),
        };
        let mut brief = brief.clone();
        brief.scope.holdings = brief.holdings.as_deref().map(|file| read(file, config));
        brief.look.logo = brief.logo.as_deref().and_then(read_logo);
        Self::new(snapshot(config, &brief), TemplateSet::with_overrides(overrides)?)
    }

    /// The recipe that an archived edition was made by.
    pub(super) fn archived(archived: &Archived) -> Result<Self, PipelineError> {
        let mut snapshot = String::new();
        let mut templates = BTreeMap::new();
        for role in archived.manifest().objects.iter().map(|object| &object.role) {
            let bytes = archived.object_of(role)?;
            let text =
                String::from_utf8(bytes).map_err(|_| PipelineError::NotText(role.clone()))?;
            if role.as_str() == CONFIG_ROLE {
                snapshot = text;
            } else if let Some(name) = role.strip_prefix(TEMPLATE_ROLE) {
                templates.insert(name.to_owned(), text);
            }
        }
        Self::new(snapshot, TemplateSet::with_overrides(templates)?)
    }

    fn new(snapshot: String, templates: TemplateSet) -> Result<Self, PipelineError> {
        let config = Config::from_snapshot(&snapshot).map_err(PipelineError::Snapshot)?;
        Ok(Self { snapshot, config, templates })
    }

    /// The one brief of the snapshot.
    pub(super) fn brief(&self) -> Result<&BriefConfig, PipelineError> {
        self.config.briefs.first().ok_or(PipelineError::SnapshotWithoutBrief)
    }

    pub(super) fn config_sha256(&self) -> Sha256Hash {
        Sha256Hash::of(&self.snapshot)
    }

    /// What the archive keeps of it.
    pub(super) fn objects(&self) -> Vec<ArchivedObject> {
        let config = ArchivedObject {
            role: CONFIG_ROLE.to_owned(),
            bytes: self.snapshot.clone().into_bytes(),
        };
        let templates = self.templates.files().iter().map(|(name, source)| ArchivedObject {
            role: format!("{TEMPLATE_ROLE}{name}"),
            bytes: source.clone().into_bytes(),
        });
        std::iter::once(config).chain(templates).collect()
    }
}

/// The holdings as they are now. A file that cannot be used holds no edition up: the brief goes
/// out without a portfolio and says why.
fn read(file: &Path, config: &Config) -> HoldingsFile {
    match load_holdings(file, &config.tickers) {
        Ok(holdings) => HoldingsFile::Read(holdings),
        Err(faults) => HoldingsFile::Unread(unread(file, &faults)),
    }
}

/// The logo as it is now. A file that cannot be used holds no edition up: `check` reports it, and
/// the brief goes out without.
fn read_logo(file: &Path) -> Option<Logo> {
    load_logo(file)
        .map_err(|fault| tracing::warn!(target: "config", "{fault}: the brief goes out without it"))
        .ok()
}

/// Why, in one sentence, by the file's name alone: a snapshot holds no path.
fn unread(file: &Path, faults: &[ConfigFault]) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let first = faults.first().map(|fault| {
        let line = fault.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        format!(": {line}{}", fault.message.trim_end_matches('.'))
    });
    let more = match faults.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more, see contrabrief check)", count - 1),
    };
    format!(
        "There is no portfolio view: the holdings file `{name}` could not be used{}{more}.",
        first.unwrap_or_default()
    )
}

/// The operator's templates: every `.tera` file of the folder and of the folders in it, by its
/// path with `/` between the parts.
fn read_templates(folder: &Path) -> Result<BTreeMap<String, String>, PipelineError> {
    let failed = |source| PipelineError::Templates { folder: folder.to_owned(), source };
    let mut templates = BTreeMap::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && prefix.is_empty() {
                folders.push((path, format!("{name}/")));
            } else if path.extension().is_some_and(|extension| extension == "tera") {
                let source = std::fs::read_to_string(&path).map_err(failed)?;
                templates.insert(format!("{prefix}{name}"), source);
            }
        }
    }
    Ok(templates)
}

//! Takes `contrabrief.toml`, the environment and secrets; gives the configuration as meant.
//! Every fault is reported together with its line. The only module that reads the environment.

mod document;
mod environment;
mod fault;
mod holdings;
mod logo;
mod resolve;
mod secret;
mod sections;
mod snapshot;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub use environment::Environment;
pub use fault::{ConfigFault, did_you_mean, near_match};
pub use holdings::{HOLDINGS_BYTES_MAX, HOLDINGS_LINES_MAX, load_holdings, read_holdings};
pub use logo::load_logo;
pub use resolve::{PRICE_KINDS, SOURCE_KINDS};
pub use secret::{Secret, SecretError};
pub use snapshot::snapshot;

use crate::analyse::Policy;
use crate::collect::{Limits, PriceSource, Source};
use crate::deliver::{DkimSigner, TlsMode};
use crate::model::{
    BriefId, DisclosureFields, Look, OnUnsure, Scope, SourceProfile, Subscriber, TickerProfile,
};
use crate::narrate::Engine;

/// The configuration's usual file name.
pub const FILE_NAME: &str = "contrabrief.toml";

/// The configuration as meant.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the database and the lock lie; never on a share.
    pub data_dir: PathBuf,
    /// The operator's contact, for the User-Agent that some publishers ask for.
    pub contact: Option<String>,
    /// The archive's root.
    pub archive_root: PathBuf,
    /// Whether the archive's marker file must be there.
    pub archive_marker: bool,
    /// Where articles come from.
    pub sources: Vec<WeightedSource>,
    /// Where bars come from, in the order of preference.
    pub prices: Vec<PriceSource>,
    /// Every configured ticker.
    pub tickers: Vec<TickerProfile>,
    /// Every configured brief.
    pub briefs: Vec<BriefConfig>,
    /// Thresholds and windows of the analysis.
    pub policy: Policy,
    /// Bounds of collecting.
    pub limits: Limits,
    /// Who writes the prose.
    pub narrate: Engine,
    /// How mail goes out; `None` when no transport is configured.
    pub mail: Option<MailConfig>,
    /// Where readers leave and choose by a page; `None` when only a mail does it.
    pub web: Option<WebConfig>,
}

/// A source and what the analysis knows of it.
#[derive(Clone, Debug)]
pub struct WeightedSource {
    /// For collecting.
    pub source: Source,
    /// For the analysis.
    pub profile: SourceProfile,
}

/// One configured brief.
#[derive(Clone, Debug)]
pub struct BriefConfig {
    /// Its title.
    pub title: String,
    /// What it covers and when it comes out.
    pub scope: Scope,
    /// The folder of the operator's templates.
    pub templates: Option<PathBuf>,
    /// The file of what its readers hold.
    pub holdings: Option<PathBuf>,
    /// Who gets it.
    pub recipients: Vec<Subscriber>,
    /// A line that stands on every page.
    pub banner: Option<String>,
    /// The operator's own disclosures, as Markdown paragraphs.
    pub disclosures: Vec<String>,
    /// Its paper, its colours and, once a recipe is made, its logo.
    pub look: Look,
    /// The file of the operator's logo.
    pub logo: Option<PathBuf>,
    /// What a regulated producer states; `None` where the section is absent.
    pub disclosure: Option<DisclosureFields>,
}

/// How mail goes out.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// A server or a folder.
    pub transport: MailTransport,
    /// The `From` mailbox.
    pub from: String,
    /// The `Reply-To` mailbox.
    pub reply_to: Option<String>,
    /// The domain that bounces come back to.
    pub bounce_domain: Option<String>,
    /// Signs messages; `None` where the relay does.
    pub dkim: Option<DkimSigner>,
    /// Where a reader unsubscribes: `mailto:` or `https:`.
    pub unsubscribe: Option<String>,
    /// What becomes of a delivery of which nobody knows whether it arrived.
    pub on_unsure: OnUnsure,
}

/// Where the pages for readers are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebConfig {
    /// The address and port that the daemon listens on.
    pub listen: SocketAddr,
    /// The address under which readers reach it, without a slash at its end: links in mails
    /// are this, `/unsubscribe/` or `/preferences/`, and a token.
    pub public_url: String,
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// An SMTP server.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is secured.
        tls: TlsMode,
        /// The login, if any.
        user: Option<String>,
        /// Its password, if any.
        password: Option<Secret>,
    },
    /// A folder of .eml files.
    Folder(PathBuf),
}

/// What a configuration is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To run: every source needs a place to fetch from.
    Run,
    /// To rebuild an edition from a manifest's snapshot: places and secrets are absent.
    Snapshot,
}

impl Config {
    /// Reads a configuration file; paths in it are relative to its folder.
    ///
    /// # Errors
    /// Every [`ConfigFault`] together; an unreadable file is one fault.
    pub fn load(path: &Path, environment: &Environment) -> Result<Self, Vec<ConfigFault>> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![ConfigFault { file: file.clone(), line: None, message: error.to_string() }]
        })?;
        // The parent of a bare file name is the empty path, which no file system knows.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        resolve::resolve(&file, &text, folder, environment, Purpose::Run)
    }

    /// Reads a configuration from text; relative paths start at `folder`.
    ///
    /// # Errors
    /// Every [`ConfigFault`] together.
    pub fn parse(
        file: &str,
        text: &str,
        folder: &Path,
        environment: &Environment,
    ) -> Result<Self, Vec<ConfigFault>> {
        resolve::resolve(file, text, folder, environment, Purpose::Run)
    }

    /// Reads a snapshot that [`snapshot()`] wrote. The environment has no say in it.
    ///
    /// # Errors
    /// Every [`ConfigFault`] together.
    pub fn from_snapshot(text: &str) -> Result<Self, Vec<ConfigFault>> {
        let environment = Environment::default();
        resolve::resolve("snapshot.toml", text, Path::new(""), &environment, Purpose::Snapshot)
    }

    /// The brief of an id.
    #[must_use]
    pub fn brief(&self, id: &BriefId) -> Option<&BriefConfig> {
        self.briefs.iter().find(|brief| brief.scope.brief == *id)
    }
}

//! Takes `contrabrief.toml`, the environment and secrets; gives the configuration as meant.
//! Every fault is reported together with its line. The only module that reads the environment.

mod document;
mod environment;
mod fault;
mod flash;
mod holdings;
mod logo;
mod operations;
mod resolve;
mod roster;
mod secret;
mod sections;
mod snapshot;

#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use environment::Environment;
pub use fault::{ConfigFault, did_you_mean, near_match};
pub use flash::FlashConfig;
pub use holdings::{HOLDINGS_BYTES_MAX, HOLDINGS_LINES_MAX, load_holdings, read_holdings};
pub use logo::load_logo;
pub use operations::{AlertsConfig, BackupConfig, HeartbeatConfig, LogFormat};
pub use resolve::{PRICE_KINDS, SOURCE_KINDS};
pub use roster::{
    ROSTER_BYTES_MAX, ROSTER_COLUMNS, ROSTER_ROWS_MAX, RosterFault, RosterRow, address_sha256,
    read_entry, read_roster, write_roster,
};
pub use secret::{Secret, SecretError};
pub use snapshot::snapshot;

use crate::analyse::Policy;
use crate::archive::Keys;
use crate::calendar;
use crate::collect::{Limits, PriceSource, Source};
use crate::deliver::mailbox::Mailbox;
use crate::deliver::{DeliveryPolicy, DkimSigner, TlsMode};
use crate::model::{
    BriefId, Calendar, CalendarId, ClosureFact, Closures, DisclosureFields, Group, Look, Scope,
    SourceProfile, Subscriber, TickerProfile,
};
use crate::narrate::Engine;
use crate::schedule::{Rhythm, Rules, Timetable};

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
    /// Who signs the archive, and whose signatures are believed.
    pub archive_keys: Keys,
    /// After how many years an edition may be pruned; `None` for never.
    pub retention_years: Option<u8>,
    /// Where copies of the database go, and how many are kept.
    pub backup: BackupConfig,
    /// Where articles come from.
    pub sources: Vec<WeightedSource>,
    /// Where bars come from, in the order of preference.
    pub prices: Vec<PriceSource>,
    /// Every configured ticker.
    pub tickers: Vec<TickerProfile>,
    /// Clients and teams, whose members share an owner and wishes.
    pub groups: Vec<Group>,
    /// Every configured subscriber; those that the store manages are not here.
    pub subscribers: Vec<ConfiguredSubscriber>,
    /// Every configured brief.
    pub briefs: Vec<BriefConfig>,
    /// What readers hear of between two editions.
    pub flashes: Vec<FlashConfig>,
    /// Thresholds and windows of the analysis.
    pub policy: Policy,
    /// Bounds of collecting.
    pub limits: Limits,
    /// Who writes the prose.
    pub narrate: Engine,
    /// How mail goes out; `None` when no transport is configured.
    pub mail: Option<MailConfig>,
    /// Who is told when something does not work; `None` where nobody is.
    pub alerts: Option<AlertsConfig>,
    /// Who says when a run does not come; `None` where nobody does.
    pub heartbeat: Option<HeartbeatConfig>,
    /// How talk and events are logged.
    pub log: LogFormat,
    /// Where messages come back to; `None` where none are read.
    pub bounces: Option<BouncesConfig>,
    /// Where readers leave and choose by a page; `None` when only a mail does it.
    pub web: Option<WebConfig>,
    /// When the daemon asks the sources.
    pub rhythm: Rhythm,
    /// Where the operator's status page is served; `None` when it is not.
    pub status: Option<StatusConfig>,
}

/// Where messages come back to, and what is believed of them.
#[derive(Clone, Debug)]
pub struct BouncesConfig {
    /// Where.
    pub mailbox: Mailbox,
    /// Whether only a signed address proves that a message is about a letter of ours.
    pub require_token: bool,
}

/// A source and what the analysis knows of it.
#[derive(Clone, Debug)]
pub struct WeightedSource {
    /// For collecting.
    pub source: Source,
    /// For the analysis.
    pub profile: SourceProfile,
}

/// A subscriber of the configuration file and where it stands.
#[derive(Clone, Debug)]
pub struct ConfiguredSubscriber {
    /// Who, with what its group says filled in.
    pub subscriber: Subscriber,
    /// The line of its id, from 1.
    pub line: Option<usize>,
}

/// One configured brief.
#[derive(Clone, Debug)]
pub struct BriefConfig {
    /// Its title.
    pub title: String,
    /// What it covers and when it comes out.
    pub scope: Scope,
    /// What holds when it cannot come out at its time.
    pub rules: Rules,
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

impl BriefConfig {
    /// When it comes out.
    #[must_use]
    pub fn timetable(&self) -> Timetable {
        let Scope { brief, plan, .. } = &self.scope;
        Timetable { brief: brief.clone(), plan: plan.clone(), rules: self.rules }
    }
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
    /// How patiently deliveries are made.
    pub policy: DeliveryPolicy,
    /// After so long an edition is not sent any more.
    pub expires_after: Duration,
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

/// Where the operator's status page is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusConfig {
    /// The address and port that the daemon listens on.
    pub listen: SocketAddr,
    /// What opens it; nothing on loopback alone.
    pub token: Option<Secret>,
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// An SMTP server.
    Smtp(MailServer),
    /// A folder of .eml files.
    Folder(PathBuf),
}

/// An SMTP server.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub tls: TlsMode,
    /// The PEM file of the certificates to believe; Mozilla's list when none is named.
    pub ca_file: Option<PathBuf>,
    /// The login, if any.
    pub user: Option<String>,
    /// Its password, if any.
    pub password: Option<Secret>,
    /// What we call ourselves in EHLO.
    pub hello_name: String,
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
    /// Gives the calendars of every brief and ticker what is known of single days, in the order in
    /// which it was recorded, and nothing else.
    pub fn know(&mut self, facts: &[ClosureFact]) {
        let closures = Closures::of(facts);
        for brief in &mut self.briefs {
            calendar::know(&mut brief.scope, facts);
        }
        for profile in &mut self.tickers {
            profile.calendar = closures.calendar(profile.calendar.id());
        }
    }

    /// The calendars that plans and tickers go by.
    #[must_use]
    pub fn calendars(&self) -> BTreeSet<CalendarId> {
        let plans = self.briefs.iter().flat_map(|brief| brief.scope.plan.on.calendars());
        let tickers = self.tickers.iter().map(|profile| &profile.calendar);
        plans.chain(tickers).map(Calendar::id).collect()
    }

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

    /// When each brief comes out.
    #[must_use]
    pub fn timetables(&self) -> Vec<Timetable> {
        self.briefs.iter().map(BriefConfig::timetable).collect()
    }

    /// The brief of an id.
    #[must_use]
    pub fn brief(&self, id: &BriefId) -> Option<&BriefConfig> {
        self.briefs.iter().find(|brief| brief.scope.brief == *id)
    }

    /// The flash with an id.
    #[must_use]
    pub fn flash(&self, id: &BriefId) -> Option<&FlashConfig> {
        self.flashes.iter().find(|flash| flash.id == *id)
    }

    /// The title of a brief or a flash; its id once it is no longer configured.
    #[must_use]
    pub fn title(&self, id: &BriefId) -> String {
        let title = self.brief(id).map(|brief| &brief.title);
        let title = title.or_else(|| self.flash(id).map(|flash| &flash.title));
        title.map_or_else(|| id.to_string(), Clone::clone)
    }
}

//! Takes a configuration; asks the world around it whether a run would go well: disk, share,
//! calendars, every source and the mail server. Records nothing and mails nothing.

use std::path::Path;

use chrono::NaiveDate;
use tokio::task::JoinSet;

use super::collecting::chain;
use super::{DATABASE, mailing, probe_articles, probe_prices};
use crate::archive::{Archive, MarkerPolicy};
use crate::calendar;
use crate::clock::Clock;
use crate::collect::{ArticleHarvest, Fetcher, PriceHarvest, PriceSource, Question};
use crate::config::{Config, MailTransport};
use crate::deliver::DkimSigner;
use crate::model::{CalendarId, Finality, TickerProfile};
use crate::store::Store;

/// How far ahead the holiday tables must reach.
const HORIZON_DAYS: i64 = 60;

/// Less free disk than this is odd.
const FREE_BYTES_MIN: u64 = 1_000_000_000;

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// As it should be.
    Well,
    /// It works, but a person should look.
    Odd,
    /// It does not work.
    Failed,
}

/// Which part of the world a finding is about; each has its own exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The database or the archive.
    Storage,
    /// The holiday tables.
    Calendar,
    /// A source of articles or prices.
    Source,
    /// The mail server.
    Mail,
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Which part of the world.
    pub part: Part,
    /// What was looked at, such as a source's id.
    pub what: String,
    /// How it was found.
    pub health: Health,
    /// What was found, as a phrase.
    pub words: String,
}

impl Finding {
    fn new(part: Part, what: &str, health: Health, words: impl Into<String>) -> Self {
        Self { part, what: what.to_owned(), health, words: words.into() }
    }
}

/// Looks at everything a run needs. Each source is asked one question.
pub async fn examine(config: &Config, clock: Clock) -> Vec<Finding> {
    let mut findings = vec![database(config), archive(config)];
    findings.extend(signing(config));
    findings.extend(calendars(config, clock));
    findings.extend(sources(config, clock).await);
    findings.extend(mail(config).await);
    findings.extend(dkim(config));
    findings
}

fn database(config: &Config) -> Finding {
    let found = |health, words: String| Finding::new(Part::Storage, "database", health, words);
    let path = config.data_dir.join(DATABASE);
    if let Some(kind) = super::disk::network_file_system(&config.data_dir) {
        let words = format!("`{}` lies on {kind}: set data_dir to a local disk", path.display());
        return found(Health::Failed, words);
    }
    if !path.exists() {
        return found(
            Health::Odd,
            format!("`{}` is not there yet: collect makes it", path.display()),
        );
    }
    let checked = Store::open(&path).and_then(|store| store.check_integrity());
    if let Err(error) = checked {
        return found(Health::Failed, chain(&error));
    }
    match fs4::available_space(&config.data_dir) {
        Ok(free) if free < FREE_BYTES_MIN => {
            found(Health::Odd, format!("only {} MB are free on its disk", free / 1_000_000))
        }
        Ok(free) => found(Health::Well, format!("whole, {} GB free", free / 1_000_000_000)),
        Err(error) => found(Health::Odd, format!("its free disk cannot be told: {error}")),
    }
}

fn archive(config: &Config) -> Finding {
    let found = |health, words: String| Finding::new(Part::Storage, "archive", health, words);
    let root = &config.archive_root;
    if !root.exists() {
        let words = format!("`{}` is not there yet: the first edition makes it", root.display());
        return found(Health::Odd, words);
    }
    if let Err(error) =
        Archive::open(root, MarkerPolicy::Require).and_then(|archive| archive.list())
    {
        return found(Health::Failed, chain(&error));
    }
    match tempfile_in(root) {
        Ok(()) => found(Health::Well, format!("`{}` is marked and writable", root.display())),
        Err(error) => {
            found(Health::Failed, format!("`{}` cannot be written: {error}", root.display()))
        }
    }
}

/// Who signs the archive, in the words that an auditor is to get. A key that cannot be read is a
/// fault of the configuration.
fn signing(config: &Config) -> Option<Finding> {
    let key = config.archive_keys.signer()?;
    let words = format!("each edition is signed; auditors get the public key {key}");
    Some(Finding::new(Part::Storage, "signing", Health::Well, words))
}

/// Whether a file can be made and taken away again.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let probe = folder.join(".contrabrief-doctor");
    std::fs::write(&probe, b"doctor")?;
    std::fs::remove_file(probe)
}

fn calendars(config: &Config, clock: Clock) -> Vec<Finding> {
    let today = clock.now().date_naive();
    let found = |id: CalendarId| {
        let (health, words) = match (near_horizon(id, today), calendar::horizon(id)) {
            (Some(words), _) => (Health::Failed, words),
            (None, Some(last)) => (Health::Well, format!("holidays known until {last}")),
            (None, None) => (Health::Well, "a session every day".to_owned()),
        };
        Finding::new(Part::Calendar, id.word(), health, words)
    };
    config.calendars().into_iter().map(found).collect()
}

/// What is wrong where the holidays of a calendar are known for less than the next 60 days.
#[must_use]
pub fn near_horizon(id: CalendarId, today: NaiveDate) -> Option<String> {
    let last = calendar::horizon(id)?;
    let ahead = (last - today).num_days();
    (ahead < HORIZON_DAYS).then(|| {
        format!(
            "holidays are known until {last} only, {ahead} days ahead: install a newer contrabrief"
        )
    })
}

async fn sources(config: &Config, clock: Clock) -> Vec<Finding> {
    let fetcher = std::sync::Arc::new(super::fetcher(config));
    let mut asked = JoinSet::new();
    for (place, source) in config.sources.iter().enumerate() {
        let question = Question::all(&source.source).into_iter().next();
        let (fetcher, id) = (fetcher.clone(), source.profile.id.to_string());
        asked.spawn(async move { (place, article_source(&fetcher, &id, question, clock).await) });
    }
    for (place, source) in config.prices.iter().enumerate() {
        let is_served = |profile: &&TickerProfile| source.serves(&profile.ticker);
        let Some(profile) = config.tickers.iter().find(is_served).cloned() else { continue };
        let (fetcher, source) = (fetcher.clone(), source.clone());
        let place = config.sources.len() + place;
        asked.spawn(async move { (place, price_source(&fetcher, &source, &profile, clock).await) });
    }
    let mut findings = asked.join_all().await;
    findings.sort_by_key(|(place, _)| *place);
    findings.into_iter().map(|(_, finding)| finding).collect()
}

async fn article_source(
    fetcher: &Fetcher,
    id: &str,
    question: Option<Question>,
    clock: Clock,
) -> Finding {
    let Some(question) = question else {
        return Finding::new(Part::Source, id, Health::Odd, "is asked about no ticker");
    };
    let probe = probe_articles(fetcher, &[question], clock).await.remove(0);
    let (health, words) = match &probe.answer {
        Err(error) => (Health::Failed, chain(error)),
        Ok(harvest) => heard(harvest),
    };
    Finding::new(Part::Source, probe.label.as_str(), health, words)
}

fn heard(harvest: &ArticleHarvest) -> (Health, String) {
    let newest = harvest.items.iter().filter_map(|item| item.published_at).max();
    let entries = if harvest.items.len() == 1 { "entry" } else { "entries" };
    let mut words = vec![format!("answers: {} {entries}", harvest.items.len())];
    words.extend(newest.map(|newest| format!("newest {}", newest.format("%Y-%m-%d %H:%M UTC"))));
    words.extend(harvest.faults.first().map(|fault| fault.note().text));
    let is_well = harvest.faults.is_empty() && !harvest.items.is_empty();
    (if is_well { Health::Well } else { Health::Odd }, words.join(", "))
}

async fn price_source(
    fetcher: &Fetcher,
    source: &PriceSource,
    profile: &TickerProfile,
    clock: Clock,
) -> Finding {
    let probe = probe_prices(fetcher, source, profile, clock).await;
    let (health, words) = match &probe.answer {
        Err(error) => (Health::Failed, chain(error)),
        Ok(harvest) => quoted(harvest),
    };
    Finding::new(Part::Source, probe.label.as_str(), health, words)
}

fn quoted(harvest: &PriceHarvest) -> (Health, String) {
    let closed = harvest.bars.iter().filter(|bar| bar.finality == Finality::Closed);
    match closed.max_by_key(|bar| bar.session) {
        Some(bar) => (
            Health::Well,
            format!(
                "answers: {} bars, {} closed at {}",
                harvest.bars.len(),
                bar.session,
                bar.close
            ),
        ),
        None => (Health::Odd, "answers, but with no closed bar".to_owned()),
    }
}

/// What to publish so that our signatures can be checked. Nothing is looked up.
fn dkim(config: &Config) -> Vec<Finding> {
    let signer = config.mail.as_ref().and_then(|mail| mail.dkim.as_ref());
    let records = signer.map(DkimSigner::records).unwrap_or_default();
    let finding = |(name, text): (String, String)| {
        Finding::new(Part::Mail, "dkim", Health::Well, format!("publish {name} TXT \"{text}\""))
    };
    records.into_iter().map(finding).collect()
}

async fn mail(config: &Config) -> Option<Finding> {
    let mail = config.mail.as_ref()?;
    let found = |health, words: String| Finding::new(Part::Mail, "smtp", health, words);
    Some(match &mail.transport {
        MailTransport::Folder(folder) => {
            found(Health::Well, format!("messages go to the folder `{}`", folder.display()))
        }
        MailTransport::Smtp(server) => {
            let place = format!("{}:{}", server.host, server.port);
            match mailing::greet(mail).await {
                Ok(()) => found(Health::Well, format!("{place} takes our connection and login")),
                Err(reply) => found(Health::Failed, format!("{place}: {reply}")),
            }
        }
    })
}

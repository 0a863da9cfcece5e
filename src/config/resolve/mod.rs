//! Takes the sections as typed; gives the configuration as meant, or every fault together.

mod archive;
mod bounces;
mod briefs;
mod dkim;
mod flashes;
mod looks;
mod mail;
mod narrate;
mod operations;
mod plans;
mod prices;
mod secrets;
mod sources;
mod status;
mod subscribers;
mod tickers;
mod timetables;
mod web;

pub(super) use narrate::ANSWER_FORMATS;
pub use prices::PRICE_KINDS;
pub use sources::SOURCE_KINDS;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use toml::Spanned;

use super::document::Document;
use super::environment::Environment;
use super::fault::{ConfigFault, did_you_mean};
use super::sections::{AppSection, ArchiveSection, LimitsSection, SECTIONS, Text};
use super::{BriefConfig, Config, Purpose};
use crate::analyse::Policy;
use crate::collect::Limits;

/// Reads and resolves a whole configuration.
///
/// # Errors
/// Every [`ConfigFault`] of the file together, in its order.
pub(super) fn resolve(
    file: &str,
    text: &str,
    folder: &Path,
    environment: &Environment,
    purpose: Purpose,
) -> Result<Config, Vec<ConfigFault>> {
    let mut document = Document::parse(file, text);
    for (section, key, value) in environment.overrides() {
        if section != secrets::KEYS {
            document.set(section, key, value);
        }
    }
    document.know_only(&SECTIONS);
    let config = Resolver { document: &mut document, folder, environment, purpose }.config();
    let faults = document.into_faults();
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

/// What every part of the resolution shares.
struct Resolver<'d, 'i> {
    document: &'d mut Document<'i>,
    folder: &'d Path,
    environment: &'d Environment,
    purpose: Purpose,
}

impl Resolver<'_, '_> {
    fn config(&mut self) -> Config {
        let app: AppSection = self.document.section("app");
        let archive: ArchiveSection = self.document.section("archive");
        let timezone = self.timezone(app.timezone.as_ref(), Tz::America__New_York);
        let retention_years =
            archive.retention.as_ref().and_then(|retention| self.retention(retention));
        let tickers = self.tickers();
        let sources = self.sources(&tickers);
        let prices = self.prices();
        let groups = self.groups(&tickers);
        let subscribers = self.subscribers(&groups, &tickers);
        let briefs = self.briefs(&briefs::Known {
            timezone,
            tickers: &tickers,
            sources: &sources,
            prices: &prices,
            subscribers: &subscribers,
        });
        let flashes = self.flashes(&briefs, &subscribers);
        let limits = self.limits();
        let mail = self.mail();
        let data_dir = self.path(app.data_dir.as_deref().unwrap_or("data"));
        Config {
            backup: self.backup(&data_dir),
            data_dir,
            retention_years,
            contact: app.contact.map(Spanned::into_inner),
            archive_root: self.path(archive.root.as_deref().unwrap_or("reports")),
            archive_marker: archive.marker.unwrap_or(true),
            archive_keys: self.archive_keys(&archive),
            policy: self.policy(),
            narrate: self.narrate(limits.allow_http),
            limits,
            alerts: self.alerts(mail.as_ref()),
            mail,
            heartbeat: self.heartbeat(),
            log: self.log(),
            bounces: self.bounces(),
            web: self.web(),
            rhythm: self.rhythm(),
            status: self.status(),
            sources,
            prices,
            tickers,
            groups,
            subscribers,
            briefs,
            flashes,
        }
    }

    fn path(&self, typed: &str) -> PathBuf {
        self.folder.join(typed)
    }

    fn timezone(&mut self, typed: Option<&Text>, otherwise: Tz) -> Tz {
        let Some(typed) = typed else { return otherwise };
        typed.get_ref().parse().unwrap_or_else(|_| {
            let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let near = did_you_mean(typed.get_ref(), known);
            self.fault(typed, &format!("`{}` is not an IANA time zone{near}", typed.get_ref()));
            otherwise
        })
    }

    fn retention(&mut self, typed: &Text) -> Option<u8> {
        let years = typed.get_ref().strip_suffix('y').and_then(|years| years.parse::<u8>().ok());
        let years = years.filter(|years| *years > 0);
        if years.is_none() {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is not a retention: write years such as `7y`"));
        }
        years
    }

    fn policy(&mut self) -> Policy {
        let typed: BTreeMap<Spanned<String>, Spanned<f64>> = self.document.section("analysis");
        let mut policy = Policy::default();
        for (key, value) in typed {
            if let Err(fault) = policy.set(key.get_ref(), *value.get_ref()) {
                let known: Vec<&str> = policy.entries().iter().map(|(name, _)| *name).collect();
                let near = did_you_mean(key.get_ref(), known);
                self.document.fault(Some(key.span()), &format!("{fault}{near}"));
            }
        }
        policy
    }

    fn limits(&mut self) -> Limits {
        let typed: LimitsSection = self.document.section("limits");
        let usual = Limits::default();
        Limits {
            body_bytes_max: typed.body_bytes_max.unwrap_or(usual.body_bytes_max),
            compressed_bytes_max: typed.compressed_bytes_max.unwrap_or(usual.compressed_bytes_max),
            compression_ratio_max: typed
                .compression_ratio_max
                .unwrap_or(usual.compression_ratio_max)
                .max(1),
            connect_seconds_max: typed.connect_seconds_max.unwrap_or(usual.connect_seconds_max),
            total_seconds_max: typed.total_seconds_max.unwrap_or(usual.total_seconds_max),
            redirects_max: typed.redirects_max.unwrap_or(usual.redirects_max),
            retries_max: typed.retries_max.unwrap_or(usual.retries_max),
            requests_at_once_max: typed.requests_at_once_max.unwrap_or(usual.requests_at_once_max),
            requests_per_host_max: typed
                .requests_per_host_max
                .unwrap_or(usual.requests_per_host_max),
            host_pause_ms_min: typed.host_pause_ms_min.unwrap_or(usual.host_pause_ms_min),
            pages_per_source_max: typed.pages_per_source_max.unwrap_or(usual.pages_per_source_max),
            items_per_feed_max: typed.items_per_feed_max.unwrap_or(usual.items_per_feed_max),
            title_chars_max: typed.title_chars_max.unwrap_or(usual.title_chars_max),
            text_chars_max: typed.text_chars_max.unwrap_or(usual.text_chars_max),
            allow_private_addresses: typed
                .allow_private_addresses
                .unwrap_or(usual.allow_private_addresses),
            allow_hosts: typed.allow_hosts.unwrap_or(usual.allow_hosts),
            allow_http: typed.allow_http.unwrap_or(usual.allow_http),
            allow_ports: typed.allow_ports.unwrap_or(usual.allow_ports),
        }
    }

    fn fault<T>(&mut self, place: &Spanned<T>, message: &str) {
        self.document.fault(Some(place.span()), message);
    }

    /// Reads a word of a closed set, reporting what is not in it.
    fn word<T: Copy>(
        &mut self,
        typed: Option<&Text>,
        what: &str,
        known: &[(&str, T)],
        otherwise: T,
    ) -> T {
        let Some(typed) = typed else { return otherwise };
        let found = known.iter().find(|(word, _)| word.eq_ignore_ascii_case(typed.get_ref()));
        found.map_or_else(
            || {
                let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
                let near = did_you_mean(typed.get_ref(), words.iter().copied());
                let value = typed.get_ref();
                let all = words.join("`, `");
                self.fault(
                    typed,
                    &format!("`{value}` is not a {what}: write one of `{all}`{near}"),
                );
                otherwise
            },
            |(_, value)| *value,
        )
    }

    /// Reports an id that stands twice in its list.
    fn refuse_twice<'t>(&mut self, what: &str, ids: impl IntoIterator<Item = &'t Text>) {
        let mut seen = Vec::new();
        for id in ids {
            if seen.contains(&id.get_ref()) {
                self.fault(id, &format!("The {what} `{}` stands here twice", id.get_ref()));
            }
            seen.push(id.get_ref());
        }
    }
}

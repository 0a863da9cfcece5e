//! Takes `[backup]`, `[alerts]`, `[heartbeat]` and `[log]`; gives what keeps an installation healthy.

use std::path::Path;

use toml::Spanned;
use url::Url;

use super::Resolver;
use super::web::is_own_machine;
use crate::config::sections::{
    AlertsSection, BackupSection, HeartbeatSection, LogSection, SmtpSection,
};
use crate::config::{
    AlertsConfig, BackupConfig, HeartbeatConfig, LogFormat, MailConfig, Purpose, Secret,
    did_you_mean,
};
use crate::deliver::MailAddress;

/// Two weeks of nights.
const KEEP: usize = 14;

/// The folder of backups within the data folder, where none is named.
const FOLDER: &str = "backups";

/// The name under which a service manager lays the password of alerts. The environment has no
/// name for a section in a section: then a file has to do.
const CREDENTIAL: (&str, &str) = ("alerts-smtp-password", "the service manager's credentials");

impl Resolver<'_, '_> {
    pub(super) fn backup(&mut self, data_dir: &Path) -> BackupConfig {
        let typed: BackupSection = self.document.section("backup");
        let keep = typed.keep.as_ref().map_or(KEEP, |keep| self.at_least_one(keep, "keep"));
        let folder =
            typed.folder.map_or_else(|| data_dir.join(FOLDER), |folder| self.path(&folder));
        BackupConfig { folder, keep }
    }

    /// Who is told, over the transport of alerts or else that of editions.
    pub(super) fn alerts(&mut self, mail: Option<&MailConfig>) -> Option<AlertsConfig> {
        let own: Option<SmtpSection> = self.document.subsection("alerts", "smtp");
        let typed: AlertsSection = self.document.section("alerts");
        if self.purpose == Purpose::Snapshot {
            return None;
        }
        let Some(to) = typed.mail else {
            if own.is_some() {
                let missing = "`[alerts]` needs `mail`, such as \"ops@example.com\"";
                self.document.fault(None, missing);
            }
            return None;
        };
        let from = own.as_ref().and_then(|own| own.from.clone());
        for address in [Some(&to), from.as_ref()].into_iter().flatten() {
            if let Err(fault) = MailAddress::parse_mailbox(address.get_ref()) {
                self.fault(address, &fault.to_string());
            }
        }
        let own = own.and_then(|own| self.transport(&own, "alerts.smtp", CREDENTIAL));
        let transport = own.or_else(|| mail.map(|mail| mail.transport.clone()));
        let from = from.map(Spanned::into_inner).or_else(|| mail.map(|it| it.from.clone()));
        if let (Some(transport), Some(from)) = (transport, from) {
            return Some(AlertsConfig { mail: to.into_inner(), from, transport });
        }
        self.fault(&to, "`[alerts]` needs `[smtp]`, or `[alerts.smtp]` with `host` and `from`");
        None
    }

    /// How the process logs.
    pub(super) fn log(&mut self) -> LogFormat {
        let typed: LogSection = self.document.section("log");
        let Some(typed) = typed.format else { return LogFormat::default() };
        let asked = typed.get_ref();
        if let Some((_, format)) = LogFormat::ALL.iter().find(|(word, _)| word == asked) {
            return *format;
        }
        let near = did_you_mean(asked, LogFormat::ALL.map(|(word, _)| word));
        self.fault(&typed, &format!("`{asked}` is no format of a log: `human` or `json`{near}"));
        LogFormat::default()
    }

    /// The watchdog; the rules on what sources may be asked do not hold for the operator's own.
    pub(super) fn heartbeat(&mut self) -> Option<HeartbeatConfig> {
        let typed: HeartbeatSection = self.document.section("heartbeat");
        let url = typed.url.filter(|_| self.purpose == Purpose::Run)?;
        if let Err(why) = watchdog(&url) {
            self.fault(&url, why);
        }
        Some(HeartbeatConfig { url: Secret::new(url.into_inner()) })
    }
}

fn watchdog(typed: &Spanned<String>) -> Result<(), &'static str> {
    const FORM: &str = "A `url` of `[heartbeat]` is an address such as \"https://hc.example.com/ping/uuid\", without user or fragment";
    let url = Url::parse(typed.get_ref()).map_err(|_| FORM)?;
    let host = url.host().ok_or(FORM)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(FORM);
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_own_machine(&host) => Ok(()),
        "http" => {
            Err("It is not https: whoever sees the address on its way could say that all is well")
        }
        _ => Err(FORM),
    }
}

#[cfg(test)]
mod tests {
    use toml::Spanned;

    use super::watchdog;

    #[test]
    fn a_watchdog_is_asked_by_https_except_on_this_machine() {
        let read = |text: &str| watchdog(&Spanned::new(0..0, text.to_owned()));
        for right in [
            "https://hc.example.com/ping/1-2-3",
            "https://10.0.0.7/push?token=t",
            "http://127.0.0.1:8000/ping/1",
            "http://localhost/1",
        ] {
            assert_eq!(read(right), Ok(()), "{right}");
        }
        assert!(read("http://hc.example.com/ping/1").unwrap_err().contains("not https"));
        for wrong in ["", "hc.example.com", "ftp://hc.example.com", "https://u:p@hc.example.com"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

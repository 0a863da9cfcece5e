//! Takes `[bounces]`; gives where messages come back to. The password comes from a file, the
//! service manager or the environment, never from the configuration itself.

use std::time::Duration;

use toml::Spanned;

use super::Resolver;
use crate::config::sections::{BouncesSection, Text};
use crate::config::{BouncesConfig, Purpose, Secret};
use crate::deliver::mailbox::{ImapSettings, Mailbox};
use crate::deliver::{Login, Password, TlsMode, Trust};

const TLS: [(&str, TlsMode); 3] =
    [("tls", TlsMode::Tls), ("starttls", TlsMode::Starttls), ("none", TlsMode::None)];

/// The name under which a service manager lays the password.
const CREDENTIAL: &str = "imap-password";

/// The longest that a step of IMAP may take.
const STEP_TIMEOUT: Duration = Duration::from_mins(1);

impl Resolver<'_, '_> {
    pub(super) fn bounces(&mut self) -> Option<BouncesConfig> {
        let typed: BouncesSection = self.document.section("bounces");
        if self.purpose == Purpose::Snapshot {
            return None;
        }
        let mailbox = match (&typed.maildir, &typed.file, &typed.imap_host) {
            (None, None, None) => return None,
            (Some(folder), None, None) => Mailbox::Maildir(self.path(folder.get_ref())),
            (None, Some(file), None) => Mailbox::File(self.path(file.get_ref())),
            (None, None, Some(host)) => Mailbox::Imap(Box::new(self.imap(&typed, host)?)),
            (first, second, third) => {
                let place = [third, second, first].into_iter().flatten().next();
                let words = "`[bounces]` takes one of `maildir`, `file` and `imap_host`";
                self.document.fault(place.map(Spanned::span), words);
                return None;
            }
        };
        Some(BouncesConfig { mailbox, require_token: typed.require_token.unwrap_or(false) })
    }

    fn imap(&mut self, typed: &BouncesSection, host: &Text) -> Option<ImapSettings> {
        let tls = self.word(typed.imap_tls.as_ref(), "kind of tls", &TLS, TlsMode::Tls);
        let password = self.imap_password(typed);
        let (Some(user), Some(password)) = (typed.imap_user.clone(), password) else {
            self.fault(host, "`[bounces]` needs `imap_user` and `imap_password_file`");
            return None;
        };
        for name in [&typed.imap_folder, &typed.imap_done].into_iter().flatten() {
            if !name.get_ref().is_ascii() || name.get_ref().contains(char::is_control) {
                let words =
                    "An IMAP folder is written in ASCII, as the server lists it (RFC 3501, 5.1.3)";
                self.fault(name, words);
            }
        }
        Some(ImapSettings {
            host: host.get_ref().clone(),
            port: typed.imap_port.unwrap_or(if tls == TlsMode::Tls { 993 } else { 143 }),
            tls,
            login: Login { user, password: Password(password.expose().to_owned()) },
            folder: typed.imap_folder.as_ref().map_or("INBOX", |name| name.get_ref()).to_owned(),
            done_folder: typed.imap_done.clone().map(Spanned::into_inner),
            trust: typed
                .imap_ca_file
                .as_deref()
                .map_or(Trust::WebPki, |path| Trust::File(self.path(path))),
            step_timeout: STEP_TIMEOUT,
        })
    }

    fn imap_password(&mut self, typed: &BouncesSection) -> Option<Secret> {
        if let Some(kept) = self.kept_secret(CREDENTIAL, typed.imap_password_file.as_deref()) {
            return kept;
        }
        let typed = typed.imap_password.as_ref()?;
        // A span of nothing marks a value that the environment set.
        if !typed.span().is_empty() {
            self.fault(
                typed,
                "A password never stands in the file: write `imap_password_file = \"…\"` or set CONTRABRIEF_BOUNCES__IMAP_PASSWORD",
            );
        }
        Some(Secret::new(typed.get_ref()))
    }
}

//! Takes `[smtp]`; gives how mail goes out. Secrets come from files, the service manager or
//! the environment, never from the configuration itself.

use super::Resolver;
use crate::config::secret::Secret;
use crate::config::sections::{SmtpSection, Text};
use crate::config::{MailConfig, MailTransport, Purpose};
use crate::deliver::{MailAddress, TlsMode};
use crate::model::OnUnsure;

const TLS: [(&str, TlsMode); 3] =
    [("starttls", TlsMode::Starttls), ("tls", TlsMode::Tls), ("none", TlsMode::None)];
const ON_UNSURE: [(&str, OnUnsure); 3] =
    [("resend", OnUnsure::Resend), ("hold", OnUnsure::Hold), ("assume-sent", OnUnsure::AssumeSent)];

/// The name under which a service manager lays the SMTP password.
const CREDENTIAL: &str = "smtp-password";

impl Resolver<'_, '_> {
    pub(super) fn mail(&mut self) -> Option<MailConfig> {
        let typed: SmtpSection = self.document.section("smtp");
        let from = typed.from.clone().map(toml::Spanned::into_inner);
        for address in [&typed.from, &typed.reply_to].into_iter().flatten() {
            if let Err(fault) = MailAddress::parse_mailbox(address.get_ref()) {
                self.fault(address, &fault.to_string());
            }
        }
        let tls = self.word(typed.tls.as_ref(), "kind of tls", &TLS, TlsMode::Starttls);
        let on_unsure = self.word(typed.on_unsure.as_ref(), "policy", &ON_UNSURE, OnUnsure::Resend);
        let dkim = self.dkim();
        let bounce_domain = self.bounce_domain(typed.bounce_domain.as_ref());
        let transport = self.transport(&typed, tls)?;
        let Some(from) = from else {
            self.document
                .fault(None, "`[smtp]` needs `from`, such as \"Desk <brief@example.com>\"");
            return None;
        };
        Some(MailConfig {
            transport,
            from,
            reply_to: typed.reply_to.map(toml::Spanned::into_inner),
            bounce_domain,
            dkim,
            unsubscribe: typed.unsubscribe.map(toml::Spanned::into_inner),
            on_unsure,
        })
    }

    /// In A-labels.
    fn bounce_domain(&mut self, typed: Option<&Text>) -> Option<String> {
        let typed = typed?;
        let address = MailAddress::parse(&format!("b@{}", typed.get_ref()), None);
        if address.is_err() {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is no domain that bounces can come to"));
        }
        address.ok().map(|address| address.domain().to_owned())
    }

    fn transport(&mut self, typed: &SmtpSection, tls: TlsMode) -> Option<MailTransport> {
        if self.purpose == Purpose::Snapshot {
            // A snapshot keeps who sends, never where to; without a sender there was no mail.
            return typed.from.as_ref().map(|_| MailTransport::Folder(self.folder.to_owned()));
        }
        match (&typed.host, &typed.folder) {
            (None, None) => None,
            (Some(_), Some(folder)) => {
                self.fault(folder, "`[smtp]` takes either `host` or `folder`, not both");
                None
            }
            (None, Some(folder)) => Some(MailTransport::Folder(self.path(folder.get_ref()))),
            (Some(host), None) => Some(MailTransport::Smtp {
                host: host.get_ref().clone(),
                port: typed.port.unwrap_or(match tls {
                    TlsMode::Starttls => 587,
                    TlsMode::Tls => 465,
                    TlsMode::None => 25,
                }),
                tls,
                user: typed.user.clone(),
                password: self.password(typed),
            }),
        }
    }

    fn password(&mut self, typed: &SmtpSection) -> Option<Secret> {
        if let Some(secret) = self.kept_secret(CREDENTIAL, typed.password_file.as_deref()) {
            return secret;
        }
        let typed = typed.password.as_ref()?;
        // A span of nothing marks a value that the environment set.
        if !typed.span().is_empty() {
            self.fault(
                typed,
                "A password never stands in the file: write `password_file = \"…\"` or set CONTRABRIEF_SMTP__PASSWORD",
            );
        }
        Some(Secret::new(typed.get_ref()))
    }
}

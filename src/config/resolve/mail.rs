//! Takes `[smtp]`; gives how mail goes out. Secrets come from files, the service manager or
//! the environment, never from the configuration itself.

use std::time::Duration;

use toml::Spanned;

use super::Resolver;
use crate::config::secret::Secret;
use crate::config::sections::{SmtpSection, Text};
use crate::config::{MailConfig, MailServer, MailTransport, Purpose};
use crate::deliver::{DeliveryPolicy, DomainRate, MailAddress, TlsMode};
use crate::model::OnUnsure;

const TLS: [(&str, TlsMode); 3] =
    [("starttls", TlsMode::Starttls), ("tls", TlsMode::Tls), ("none", TlsMode::None)];
const ON_UNSURE: [(&str, OnUnsure); 3] =
    [("resend", OnUnsure::Resend), ("hold", OnUnsure::Hold), ("assume-sent", OnUnsure::AssumeSent)];

/// A morning brief is worth nothing a day later.
const EXPIRE_HOURS: u32 = 24;

/// The name under which a service manager lays the SMTP password, and the variable that holds it.
const CREDENTIAL: (&str, &str) = ("smtp-password", "CONTRABRIEF_SMTP__PASSWORD");

impl Resolver<'_, '_> {
    pub(super) fn mail(&mut self) -> Option<MailConfig> {
        let typed: SmtpSection = self.document.section("smtp");
        let from = typed.from.clone().map(toml::Spanned::into_inner);
        for address in [&typed.from, &typed.reply_to].into_iter().flatten() {
            if let Err(fault) = MailAddress::parse_mailbox(address.get_ref()) {
                self.fault(address, &fault.to_string());
            }
        }
        let policy = self.delivery_policy(&typed);
        let expires_after = typed
            .expire_after_hours
            .as_ref()
            .map_or(EXPIRE_HOURS, |hours| self.at_least_one(hours, "expire_after_hours"));
        let dkim = self.dkim();
        let bounce_domain = self.bounce_domain(typed.bounce_domain.as_ref());
        let transport = self.transport(&typed, "smtp", CREDENTIAL)?;
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
            policy,
            expires_after: Duration::from_hours(u64::from(expires_after)),
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

    /// The server or folder that a section names.
    pub(super) fn transport(
        &mut self,
        typed: &SmtpSection,
        section: &str,
        credential: (&str, &str),
    ) -> Option<MailTransport> {
        let tls = self.word(typed.tls.as_ref(), "kind of tls", &TLS, TlsMode::Starttls);
        if self.purpose == Purpose::Snapshot {
            // A snapshot keeps who sends, never where to; without a sender there was no mail.
            return typed.from.as_ref().map(|_| MailTransport::Folder(self.folder.to_owned()));
        }
        match (&typed.host, &typed.folder) {
            (None, None) => None,
            (Some(_), Some(folder)) => {
                self.fault(
                    folder,
                    &format!("`[{section}]` takes either `host` or `folder`, not both"),
                );
                None
            }
            (None, Some(folder)) => Some(MailTransport::Folder(self.path(folder.get_ref()))),
            (Some(host), None) => Some(MailTransport::Smtp(MailServer {
                host: host.get_ref().clone(),
                port: typed.port.unwrap_or(match tls {
                    TlsMode::Starttls => 587,
                    TlsMode::Tls => 465,
                    TlsMode::None => 25,
                }),
                tls,
                ca_file: typed.ca_file.as_ref().map(|file| self.path(file.get_ref())),
                user: typed.user.clone(),
                password: self.password(typed, credential),
                hello_name: typed
                    .hello_name
                    .as_ref()
                    .map_or_else(|| "localhost".to_owned(), |name| name.get_ref().clone()),
            })),
        }
    }

    fn delivery_policy(&mut self, typed: &SmtpSection) -> DeliveryPolicy {
        let usual = DeliveryPolicy::default();
        let connections = typed.connections_max.as_ref();
        let messages = typed.messages_per_connection_max.as_ref();
        let domain_rate = typed
            .domain_messages_per_minute_max
            .map_or(usual.domain_rate, |rate| DomainRate { burst: rate.max(1), per_minute: rate });
        DeliveryPolicy {
            connections: connections
                .map_or(usual.connections, |count| self.at_least_one(count, "connections_max")),
            messages_per_connection: messages.map_or(usual.messages_per_connection, |count| {
                self.at_least_one(count, "messages_per_connection_max")
            }),
            domain_rate,
            on_unsure: self.word(typed.on_unsure.as_ref(), "policy", &ON_UNSURE, OnUnsure::Resend),
            unsure_wait: typed
                .unsure_wait_minutes
                .map_or(usual.unsure_wait, |wait| Duration::from_mins(u64::from(wait))),
            ..usual
        }
    }

    pub(super) fn at_least_one<N: Copy + Default + PartialEq>(
        &mut self,
        typed: &Spanned<N>,
        key: &str,
    ) -> N {
        if *typed.get_ref() == N::default() {
            self.fault(typed, &format!("`{key}` has to be at least 1"));
        }
        *typed.get_ref()
    }

    fn password(
        &mut self,
        typed: &SmtpSection,
        (credential, variable): (&str, &str),
    ) -> Option<Secret> {
        if let Some(secret) = self.kept_secret(credential, typed.password_file.as_deref()) {
            return secret;
        }
        let typed = typed.password.as_ref()?;
        // A span of nothing marks a value that the environment set.
        if !typed.span().is_empty() {
            self.fault(
                typed,
                &format!("A password never stands in the file: write `password_file = \"…\"` or set {variable}"),
            );
        }
        Some(Secret::new(typed.get_ref()))
    }
}

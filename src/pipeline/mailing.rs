//! Takes `[smtp]` and a brief; gives how its letters look, where they go and how patiently.

use super::PipelineError;
use crate::config::{BriefConfig, MailConfig, MailTransport};
use crate::deliver::{
    LetterSettings, Login, MailAddress, Password, Patience, SmtpSettings, Transport, Trust,
};
use crate::model::BriefId;

/// What the operator configured for the letters of a brief.
pub(super) fn letter_settings(
    mail: &MailConfig,
    brief: &BriefConfig,
) -> Result<LetterSettings, PipelineError> {
    letter_settings_of(mail, &brief.scope.brief, &brief.title)
}

/// The same for whatever has an id and a title.
pub(super) fn letter_settings_of(
    mail: &MailConfig,
    id: &BriefId,
    title: &str,
) -> Result<LetterSettings, PipelineError> {
    let from = MailAddress::parse_mailbox(&mail.from)?;
    let mailto = mail.unsubscribe.as_deref().and_then(|link| link.strip_prefix("mailto:"));
    let unsubscribe = mailto.and_then(|address| address.split('?').next());
    Ok(LetterSettings {
        list_id: format!("{id}.{}", from.domain()),
        reply_to: mail.reply_to.as_deref().map(MailAddress::parse_mailbox).transpose()?,
        title: title.to_owned(),
        unsubscribe: unsubscribe.map(|address| MailAddress::parse(address, None)).transpose()?,
        language: "en".to_owned(),
        sending: None,
        from,
    })
}

/// Connects to the mail server and logs in, without a message.
///
/// # Errors
/// The server's reply, or what the network did.
pub(super) async fn greet(mail: &MailConfig) -> Result<(), String> {
    transport(mail).greet().await
}

pub(super) fn transport(mail: &MailConfig) -> Transport {
    transport_over(&mail.transport)
}

/// The way to a server or a folder.
pub(super) fn transport_over(configured: &MailTransport) -> Transport {
    match configured {
        MailTransport::Folder(folder) => Transport::Folder(folder.clone()),
        MailTransport::Smtp(server) => {
            let login = server.user.as_ref().zip(server.password.as_ref());
            Transport::Smtp(Box::new(SmtpSettings {
                host: server.host.clone(),
                port: server.port,
                tls: server.tls,
                trust: server.ca_file.clone().map_or(Trust::WebPki, Trust::File),
                login: login.map(|(user, password)| Login {
                    user: user.clone(),
                    password: Password(password.expose().to_owned()),
                }),
                hello_name: server.hello_name.clone(),
                patience: Patience::default(),
            }))
        }
    }
}

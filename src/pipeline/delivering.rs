//! Takes an archived edition; mails it to each subscriber and keeps the ledger true: `intent`
//! before anything is sent, `unsure` before the body goes out, the outcome after the answer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::collecting::chain;
use super::{Pipeline, PipelineError};
use crate::archive::Archived;
use crate::clock::Clock;
use crate::config::{BriefConfig, MailConfig, MailTransport};
use crate::deliver::{
    self, Ledger, LedgerError, Letter, LetterSettings, Login, MailAddress, Parcel, Password,
    Sending, Smtp, SmtpSettings, Transport,
};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, EditionKey, Instant, Revision, Subscriber,
    SubscriberId,
};
use crate::store::{Store, StoreError};

/// Time limits of SMTP's phases; RFC 5321, 4.5.3.2 asks for this patience.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const COMMAND_TIMEOUT: Duration = Duration::from_mins(5);
const BODY_TIMEOUT: Duration = Duration::from_mins(10);
/// A morning brief is worth nothing a day later.
const EXPIRES_AFTER: Duration = Duration::from_hours(24);

/// What became of an edition's deliveries.
#[derive(Clone, Debug)]
pub struct DeliveryReport {
    deliveries: Vec<Delivery>,
    halted: Option<String>,
}

impl DeliveryReport {
    /// Whether every subscriber has it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.count(|state| matches!(state, DeliveryState::Accepted { .. })) == self.deliveries.len()
    }

    /// One line per subscriber who has not got it, with the server's words.
    pub fn faults(&self) -> impl Iterator<Item = String> {
        let halted = self.halted.iter().map(|reason| format!("sending stopped: {reason}"));
        halted.chain(self.deliveries.iter().filter_map(|delivery| {
            let subscriber = &delivery.key.subscriber;
            match &delivery.state {
                DeliveryState::Accepted { .. } => None,
                DeliveryState::Intent => Some(format!("{subscriber}: not sent yet")),
                DeliveryState::DataStarted => Some(format!(
                    "{subscriber}: unsure whether it arrived; on_unsure under [smtp] decides"
                )),
                DeliveryState::Deferred { reply } => {
                    Some(format!("{subscriber}: refused for now: {reply}"))
                }
                DeliveryState::Refused { reply, .. } => {
                    Some(format!("{subscriber}: refused: {reply}"))
                }
                DeliveryState::Expired { reply } => {
                    Some(format!("{subscriber}: given up: {reply}"))
                }
                DeliveryState::Suppressed { reply } => {
                    Some(format!("{subscriber}: not sent: {reply}"))
                }
            }
        }))
    }

    fn count(&self, is: impl Fn(&DeliveryState) -> bool) -> usize {
        self.deliveries.iter().filter(|delivery| is(&delivery.state)).count()
    }
}

impl fmt::Display for DeliveryReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "delivered to {} of {} subscriber(s)",
            self.count(|state| matches!(state, DeliveryState::Accepted { .. })),
            self.deliveries.len()
        )
    }
}

/// The ledger in the store, stamped by our clock.
struct StoreLedger<'s> {
    store: &'s mut Store,
    clock: Clock,
}

impl Ledger for StoreLedger<'_> {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
        self.store.take_steps(steps).map_err(ledger_error)
    }
}

fn ledger_error(error: StoreError) -> LedgerError {
    LedgerError(Box::new(error))
}

impl Pipeline {
    /// Mails an archived edition to every recipient of its brief who has not got it yet.
    ///
    /// # Errors
    /// [`PipelineError::NoMail`], [`PipelineError::Store`], [`PipelineError::Deliver`]; a
    /// refused recipient is in the report, not an error.
    pub async fn deliver(&mut self, archived: &Archived) -> Result<DeliveryReport, PipelineError> {
        let run = self.store.begin_run("deliver", Some(archived.key()), self.clock.now())?;
        let delivered = self.deliver_unrecorded(archived).await;
        let (outcome, detail) = match &delivered {
            Ok(report) if report.is_complete() => ("done", report.to_string()),
            Ok(report) => ("partial", report.to_string()),
            Err(error) => ("failed", chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        delivered
    }

    async fn deliver_unrecorded(
        &mut self,
        archived: &Archived,
    ) -> Result<DeliveryReport, PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let brief = self.brief(archived.key())?.clone();
        let mut settings = letter_settings(&mail, &brief)?;
        settings.sending = Some(Arc::new(self.sending(&mail)?));
        self.store.intend(&self.intents(archived, &brief.recipients, &settings)?)?;
        let parcels = self.parcels(archived, &brief.recipients, &settings)?;
        tracing::info!(target: "deliver", parcels = parcels.len(), "Delivering");
        let mut transport = transport(&mail);
        let mut ledger = StoreLedger { store: &mut self.store, clock: self.clock };
        let on_unsure = mail.on_unsure;
        let report =
            deliver::deliver(&parcels, &mut transport, &settings, on_unsure, &mut ledger).await?;
        let of_revision = |delivery: &Delivery| delivery.key.revision == archived.revision();
        let mut deliveries = self.store.deliveries(Some(archived.key()))?;
        deliveries.retain(of_revision);
        Ok(DeliveryReport { deliveries, halted: report.halted })
    }

    /// The ledger; one edition's part of it when it is named.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn deliveries(&self, key: Option<&EditionKey>) -> Result<Vec<Delivery>, PipelineError> {
        Ok(self.store.deliveries(key)?)
    }

    /// What messages need on their way to readers.
    pub(super) fn sending(&self, mail: &MailConfig) -> Result<Sending, PipelineError> {
        Ok(Sending {
            key: self.token_key()?,
            public_url: self.config.web.as_ref().map(|web| web.public_url.clone()),
            bounce_domain: mail.bounce_domain.clone(),
            dkim: mail.dkim.clone(),
        })
    }

    fn intents(
        &self,
        archived: &Archived,
        recipients: &[Subscriber],
        settings: &LetterSettings,
    ) -> Result<Vec<Delivery>, PipelineError> {
        let key = self.token_key()?;
        let intent = |subscriber: &Subscriber| Delivery {
            key: DeliveryKey {
                edition: archived.key().clone(),
                revision: archived.revision(),
                subscriber: subscriber.id.clone(),
            },
            address: subscriber.address.clone(),
            message_id: deliver::message_id(archived, &subscriber.id, settings, &key),
            state: DeliveryState::Intent,
            attempts: 0,
            changed_at: self.clock.now(),
            due_at: self.clock.now(),
            expires_at: self.clock.now() + EXPIRES_AFTER,
            short: false,
            correction: None,
        };
        Ok(recipients.iter().map(intent).collect())
    }

    /// What is still to be sent. A correction names the Message-ID of the first revision.
    fn parcels(
        &self,
        archived: &Archived,
        recipients: &[Subscriber],
        settings: &LetterSettings,
    ) -> Result<Vec<Parcel>, PipelineError> {
        let letter = Arc::new(Letter::of(archived, settings)?);
        let deliveries = self.store.deliveries(Some(archived.key()))?;
        let first_ids: BTreeMap<&SubscriberId, &String> = deliveries
            .iter()
            .filter(|delivery| delivery.key.revision == Revision::FIRST)
            .map(|delivery| (&delivery.key.subscriber, &delivery.message_id))
            .collect();
        let is_correction = archived.revision() > Revision::FIRST;
        let parcel = |delivery: &Delivery| {
            let id = &delivery.key.subscriber;
            Some(Parcel {
                subscriber: recipients.iter().find(|subscriber| subscriber.id == *id)?.clone(),
                in_reply_to: first_ids.get(id).filter(|_| is_correction).map(ToString::to_string),
                delivery: delivery.clone(),
                letter: Arc::clone(&letter),
            })
        };
        Ok(deliveries
            .iter()
            .filter(|delivery| delivery.key.revision == archived.revision())
            .filter_map(parcel)
            .collect())
    }
}

/// What the operator configured for the letters of a brief.
pub(super) fn letter_settings(
    mail: &MailConfig,
    brief: &BriefConfig,
) -> Result<LetterSettings, PipelineError> {
    let from = MailAddress::parse_mailbox(&mail.from)?;
    let mailto = mail.unsubscribe.as_deref().and_then(|link| link.strip_prefix("mailto:"));
    let unsubscribe = mailto.and_then(|address| address.split('?').next());
    Ok(LetterSettings {
        list_id: format!("{}.{}", brief.scope.brief, from.domain()),
        reply_to: mail.reply_to.as_deref().map(MailAddress::parse_mailbox).transpose()?,
        title: brief.title.clone(),
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
    match transport(mail) {
        Transport::Smtp(mut smtp) => smtp.greet().await,
        Transport::Folder(_) | Transport::Memory(_) => Ok(()),
    }
}

fn transport(mail: &MailConfig) -> Transport {
    match &mail.transport {
        MailTransport::Folder(folder) => Transport::Folder(folder.clone()),
        MailTransport::Smtp { host, port, tls, user, password } => {
            let login = user.as_ref().zip(password.as_ref()).map(|(user, password)| Login {
                user: user.clone(),
                password: Password(password.expose().to_owned()),
            });
            Transport::Smtp(Box::new(Smtp::new(SmtpSettings {
                host: host.clone(),
                port: *port,
                tls: *tls,
                login,
                hello_name: "localhost".to_owned(),
                connect_timeout: CONNECT_TIMEOUT,
                command_timeout: COMMAND_TIMEOUT,
                body_timeout: BODY_TIMEOUT,
            })))
        }
    }
}

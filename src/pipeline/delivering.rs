//! Takes an archived edition; mails it to each subscriber and keeps the ledger true: `intent`
//! before anything is sent, `unsure` before the body goes out, the outcome after the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::collecting::chain;
use super::delivery_report::DeliveryReport;
use super::lettering::Letters;
use super::mailing::{letter_settings, transport};
use super::{DATABASE, Pipeline, PipelineError};
use crate::archive::Archived;
use crate::clock::Clock;
use crate::config::MailConfig;
use crate::deliver::{self, Due, Ledger, LedgerError, LetterSettings, Parcel, Sending};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, EditionKey, Instant, Refusal, Revision,
    Subscriber, SubscriberId, Suppression, SuppressionReason, address_replaced, masked_address,
};
use crate::store::Store;

/// The ledger in the store, stamped by our clock.
struct StoreLedger {
    store: Store,
    clock: Clock,
}

impl Ledger for StoreLedger {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
        self.store.take_steps(steps).map_err(|error| LedgerError(Box::new(error)))
    }
}

/// For whom a delivery is.
enum Circle<'a> {
    /// Everybody who reads the brief.
    Readers,
    /// Those who got an earlier revision, and why they get another.
    Corrected(&'a str),
    /// Those who are in the ledger already; whatever their time is, where that is wanted.
    Open { now: bool },
}

impl Pipeline {
    /// Mails an archived edition to every reader of its brief who has not got it yet.
    ///
    /// # Errors
    /// [`PipelineError::NoMail`], [`PipelineError::NeedsCorrection`] for a later revision of what
    /// somebody got, [`PipelineError::Store`], [`PipelineError::Deliver`]; a refused recipient is
    /// in the report, not an error.
    pub async fn deliver(&mut self, archived: &Archived) -> Result<DeliveryReport, PipelineError> {
        if archived.revision() > Revision::FIRST && !self.corrected_by(archived)?.is_empty() {
            let key = archived.key().clone();
            return Err(PipelineError::NeedsCorrection { key, revision: archived.revision() });
        }
        self.deliver_to(archived, &Circle::Readers).await
    }

    /// Writes down who is to get an archived edition, and sends nothing yet:
    /// [`Pipeline::deliver_due`] does. Gives how many they are: none without mail.
    ///
    /// # Errors
    /// As [`Pipeline::deliver`].
    pub fn intend(&mut self, archived: &Archived) -> Result<usize, PipelineError> {
        let readers = self.readers(&archived.key().brief, archived.key().date)?;
        if self.config.mail.is_none()
            || readers.is_empty()
            || !self.corrected_by(archived)?.is_empty()
        {
            return Ok(0);
        }
        self.write_intents(archived, &Circle::Readers).map(|(readers, _)| readers.len())
    }

    /// Mails a later revision to those who got an earlier one, as an answer to it, and to nobody
    /// else.
    ///
    /// # Errors
    /// As [`Pipeline::deliver`]; [`PipelineError::NothingToCorrect`] where nobody got one.
    pub async fn correct(
        &mut self,
        archived: &Archived,
        reason: &str,
    ) -> Result<DeliveryReport, PipelineError> {
        if self.corrected_by(archived)?.is_empty() {
            let key = archived.key().clone();
            return Err(PipelineError::NothingToCorrect { key, revision: archived.revision() });
        }
        self.deliver_to(archived, &Circle::Corrected(reason)).await
    }

    /// Sends what the ledger has open and due, of every edition; with `now`, also what is not
    /// due yet. What is unsure keeps to its policy.
    ///
    /// # Errors
    /// As [`Pipeline::deliver`].
    pub async fn deliver_due(&mut self, now: bool) -> Result<Vec<DeliveryReport>, PipelineError> {
        self.deliver_open(now, |_| true).await
    }

    /// The same of some editions alone.
    ///
    /// # Errors
    /// As [`Pipeline::deliver`].
    pub async fn deliver_open(
        &mut self,
        now: bool,
        is_meant: impl Fn(&EditionKey) -> bool,
    ) -> Result<Vec<DeliveryReport>, PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let present = self.clock.now();
        let is_due = |row: &Delivery| match deliver::due(row, &mail.policy, present) {
            Due::Send | Due::Expire | Due::Assume => true,
            Due::Nothing => now,
            Due::Unsure => false,
        };
        let open = self.store.all_open_deliveries()?;
        let editions: BTreeSet<(EditionKey, Revision)> = open
            .into_iter()
            .filter(|row| is_meant(&row.key.edition) && is_due(row))
            .map(|row| (row.key.edition, row.key.revision))
            .collect();
        let mut reports = Vec::new();
        for (key, revision) in editions {
            let archived = self.archived(&key, Some(revision))?;
            reports.push(self.deliver_to(&archived, &Circle::Open { now }).await?);
        }
        Ok(reports)
    }

    /// Settles an unsure delivery, or reopens one that was given up, by the operator's word.
    ///
    /// # Errors
    /// [`PipelineError::Store`] where the ledger has no such delivery or it was accepted.
    pub fn resolve(
        &mut self,
        key: &DeliveryKey,
        state: &DeliveryState,
    ) -> Result<(), PipelineError> {
        let now = self.clock.now();
        let worth = self.config.mail.as_ref().map_or(Duration::ZERO, |mail| mail.expires_after);
        Ok(self.store.resolve(key, state, now, now + worth)?)
    }

    /// The ledger; one edition's part of it when it is named.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn deliveries(&self, key: Option<&EditionKey>) -> Result<Vec<Delivery>, PipelineError> {
        Ok(self.store.deliveries(key)?)
    }

    async fn deliver_to(
        &mut self,
        archived: &Archived,
        circle: &Circle<'_>,
    ) -> Result<DeliveryReport, PipelineError> {
        let run = self.store.begin_run("deliver", Some(archived.key()), self.clock.now())?;
        let delivered = self.deliver_unrecorded(archived, circle).await;
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
        circle: &Circle<'_>,
    ) -> Result<DeliveryReport, PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let (readers, settings) = self.write_intents(archived, circle)?;
        let letters =
            self.letters(archived, self.still_open(archived, &readers)?, &settings).await?;
        let parcels = self.parcels(archived, &readers, circle, &letters)?;
        tracing::info!(target: "deliver", parcels = parcels.len(), "Delivering");
        let ledger = StoreLedger {
            store: Store::open(&self.config.data_dir.join(DATABASE))?,
            clock: self.clock,
        };
        let sent = deliver::deliver_at(
            self.pace.clone(),
            parcels,
            &transport(&mail),
            &settings,
            &mail.policy,
            Box::new(ledger),
        )
        .await?;
        self.store.expire_superseded(archived.key(), &sent.accepted, self.clock.now())?;
        let deliveries = self.of_revision(archived)?;
        let newly_suppressed = self.suppress_dead_mailboxes(&deliveries, &sent.refused)?;
        Ok(DeliveryReport {
            edition: archived.key().clone(),
            revision: archived.revision(),
            deliveries,
            halted: sent.halted,
            newly_suppressed,
            notes: letters.notes,
        })
    }

    /// Who gets it, in the ledger before anything is sent, and how their letters are written.
    fn write_intents(
        &self,
        archived: &Archived,
        circle: &Circle<'_>,
    ) -> Result<(Vec<Subscriber>, LetterSettings), PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let mut settings = letter_settings(&mail, self.brief(archived.key())?)?;
        settings.sending = Some(Arc::new(self.sending(&mail)?));
        let readers = self.readers(&archived.key().brief, archived.key().date)?;
        let readers = self.as_chosen(&readers)?;
        let readers = self.circle_of(archived, circle, readers)?;
        self.store.intend(&self.intents(archived, &readers, circle, (&mail, &settings))?)?;
        Ok((readers, settings))
    }

    /// The rows of a revision.
    fn of_revision(&self, archived: &Archived) -> Result<Vec<Delivery>, PipelineError> {
        let mut deliveries = self.store.deliveries(Some(archived.key()))?;
        deliveries.retain(|delivery| delivery.key.revision == archived.revision());
        Ok(deliveries)
    }

    /// Who got an earlier revision, or may have got it, and the Message-ID of the first.
    pub(super) fn corrected_by(
        &self,
        archived: &Archived,
    ) -> Result<BTreeMap<SubscriberId, String>, PipelineError> {
        let mut got = BTreeMap::new();
        for delivery in self.store.deliveries(Some(archived.key()))? {
            let arrived = matches!(
                delivery.state,
                DeliveryState::Accepted { .. } | DeliveryState::Unsure { .. }
            );
            if delivery.key.revision < archived.revision() && arrived {
                got.entry(delivery.key.subscriber).or_insert(delivery.message_id);
            }
        }
        Ok(got)
    }

    fn circle_of(
        &self,
        archived: &Archived,
        circle: &Circle<'_>,
        mut readers: Vec<Subscriber>,
    ) -> Result<Vec<Subscriber>, PipelineError> {
        match circle {
            Circle::Readers => {}
            Circle::Corrected(_) => {
                let got = self.corrected_by(archived)?;
                readers.retain(|reader| got.contains_key(&reader.id));
            }
            Circle::Open { .. } => {
                let known: BTreeSet<SubscriberId> = self
                    .of_revision(archived)?
                    .into_iter()
                    .map(|delivery| delivery.key.subscriber)
                    .collect();
                readers.retain(|reader| known.contains(&reader.id));
            }
        }
        Ok(readers)
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

    /// What the ledger is told before anything is sent: who is to get the edition, who must not,
    /// and who does not read the brief any more.
    fn intents(
        &self,
        archived: &Archived,
        readers: &[Subscriber],
        circle: &Circle<'_>,
        (mail, settings): (&MailConfig, &LetterSettings),
    ) -> Result<Vec<Delivery>, PipelineError> {
        let now = self.clock.now();
        let (kept, key) = (self.kept_from(archived.key())?, self.token_key()?);
        let zone = self.brief(archived.key())?.scope.plan.timezone;
        let mut intents: Vec<Delivery> = readers
            .iter()
            .map(|reader| {
                let due_at = deliver::first_due(&reader.wishes, zone, now);
                Delivery {
                    key: DeliveryKey {
                        edition: archived.key().clone(),
                        revision: archived.revision(),
                        subscriber: reader.id.clone(),
                    },
                    address: reader.address.clone(),
                    message_id: deliver::message_id(archived, &reader.id, settings, &key),
                    state: kept.get(&reader.id).map_or(DeliveryState::Intent, |reply| {
                        DeliveryState::Suppressed { reply: reply.clone() }
                    }),
                    attempts: 0,
                    changed_at: now,
                    due_at,
                    expires_at: due_at + mail.expires_after,
                    short: false,
                    correction: match circle {
                        Circle::Corrected(reason) => Some((*reason).to_owned()),
                        Circle::Readers | Circle::Open { .. } => None,
                    },
                }
            })
            .collect();
        let reads: BTreeSet<&SubscriberId> = readers.iter().map(|reader| &reader.id).collect();
        for row in self.of_revision(archived)? {
            if row.state.is_open() && !reads.contains(&row.key.subscriber) {
                let reply = "No reader of this brief any more".to_owned();
                intents.push(Delivery { state: DeliveryState::Suppressed { reply }, ..row });
            }
        }
        Ok(intents)
    }

    /// The readers to whom it is still to be sent.
    fn still_open<'r>(
        &self,
        archived: &Archived,
        readers: &'r [Subscriber],
    ) -> Result<impl Iterator<Item = &'r Subscriber> + use<'r>, PipelineError> {
        let rows = self.of_revision(archived)?.into_iter().filter(|row| row.state.is_open());
        let open: BTreeSet<SubscriberId> = rows.map(|row| row.key.subscriber).collect();
        Ok(readers.iter().filter(move |reader| open.contains(&reader.id)))
    }

    /// What is still to be sent. A correction answers the first revision that its reader got.
    fn parcels(
        &self,
        archived: &Archived,
        readers: &[Subscriber],
        circle: &Circle<'_>,
        letters: &Letters,
    ) -> Result<Vec<Parcel>, PipelineError> {
        let corrected = self.corrected_by(archived)?;
        let now = self.clock.now();
        let parcel = |mut delivery: Delivery| {
            let id = &delivery.key.subscriber;
            let subscriber = readers.iter().find(|reader| reader.id == *id)?.clone();
            if matches!(circle, Circle::Open { now: true }) {
                delivery.due_at = delivery.due_at.min(now);
            }
            let answers = delivery.correction.as_ref().and_then(|_| corrected.get(id)).cloned();
            let letter = letters.of(id);
            Some(Parcel { subscriber, in_reply_to: answers, delivery, letter })
        };
        let rows = self.of_revision(archived)?;
        Ok(rows.into_iter().filter(|row| row.state.is_open()).filter_map(parcel).collect())
    }

    /// One refusal at RCPT that names the mailbox is enough: no further edition goes there.
    fn suppress_dead_mailboxes(
        &self,
        deliveries: &[Delivery],
        refused: &[DeliveryKey],
    ) -> Result<Vec<String>, PipelineError> {
        let mut new = Vec::new();
        for delivery in deliveries.iter().filter(|delivery| refused.contains(&delivery.key)) {
            let DeliveryState::Refused { refusal: Refusal::Mailbox, reply } = &delivery.state
            else {
                continue;
            };
            let subscriber = delivery.key.subscriber.clone();
            let suppression = Suppression {
                subscriber: subscriber.clone(),
                brief: None,
                reason: SuppressionReason::Bounced,
                detail: address_replaced(
                    reply,
                    &delivery.address,
                    &masked_address(&delivery.address),
                ),
                since: self.clock.now(),
            };
            if self.store.suppress_and_tell(&suppression)? {
                new.push(subscriber.to_string());
            }
        }
        Ok(new)
    }
}

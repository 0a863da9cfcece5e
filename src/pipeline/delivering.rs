//! Takes an archived edition; mails it to each subscriber and keeps the ledger true: `intent`
//! before anything is sent, `unsure` before the body goes out, the outcome after the answer.

use std::collections::BTreeSet;
use std::time::Duration;

use tracing::Instrument as _;

use super::collecting::chain;
use super::delivery_report::DeliveryReport;
use super::intending::Circle;
use super::issue::Issue;
use super::lettering::Letters;
use super::mailing::transport;
use super::spans::span;
use super::{DATABASE, Pipeline, PipelineError};
use crate::archive::Archived;
use crate::clock::Clock;
use crate::config::MailConfig;
use crate::deliver::{self, Due, Ledger, LedgerError, Parcel, Sending};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, EditionKey, Instant, Refusal, Revision,
    Subscriber, SubscriberId, Suppression, SuppressionReason,
};
use crate::store::{RunId, Store};

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

impl Pipeline {
    /// Mails an archived edition to every reader of its brief who has not got it yet.
    ///
    /// # Errors
    /// [`PipelineError::NoMail`], [`PipelineError::NeedsCorrection`] for a later revision of what
    /// somebody got, [`PipelineError::Store`], [`PipelineError::Deliver`]; a refused recipient is
    /// in the report, not an error.
    pub async fn deliver(&mut self, archived: &Archived) -> Result<DeliveryReport, PipelineError> {
        if archived.revision() > Revision::FIRST
            && !self.corrected_by(Issue::Edition(archived))?.is_empty()
        {
            let key = archived.key().clone();
            return Err(PipelineError::NeedsCorrection { key, revision: archived.revision() });
        }
        self.deliver_to(Issue::Edition(archived), &Circle::Readers).await
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
            || !self.corrected_by(Issue::Edition(archived))?.is_empty()
        {
            return Ok(0);
        }
        self.write_intents(Issue::Edition(archived), &Circle::Readers)
            .map(|(readers, _)| readers.len())
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
        if self.corrected_by(Issue::Edition(archived))?.is_empty() {
            let key = archived.key().clone();
            return Err(PipelineError::NothingToCorrect { key, revision: archived.revision() });
        }
        self.deliver_to(Issue::Edition(archived), &Circle::Corrected(reason)).await
    }

    /// Sends what the ledger has open and due, of every edition and flash; with `now`, also what is not
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
            let circle = Circle::Open { now };
            let report = if let Some(flash) = self.store.flash(&key, revision)? {
                self.deliver_to(Issue::Flash(&flash), &circle).await?
            } else {
                let archived = self.archived(&key, Some(revision))?;
                self.deliver_to(Issue::Edition(&archived), &circle).await?
            };
            reports.push(report);
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
        issue: Issue<'_>,
        circle: &Circle<'_>,
    ) -> Result<DeliveryReport, PipelineError> {
        let run = self.store.begin_run("deliver", Some(issue.key()), self.clock.now())?;
        let within = span(run, Some(issue.key()));
        let delivered = self.deliver_unrecorded(issue, circle, run).instrument(within).await;
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
        issue: Issue<'_>,
        circle: &Circle<'_>,
        run: RunId,
    ) -> Result<DeliveryReport, PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let (readers, settings) = self.write_intents(issue, circle)?;
        let letters = self.letters_of(issue, self.still_open(issue, &readers)?, &settings).await?;
        let parcels = self.parcels(issue, &readers, circle, &letters)?;
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
        self.store.expire_superseded(issue.key(), &sent.accepted, self.clock.now())?;
        let deliveries = self.of_revision(issue)?;
        let mask = self.mask();
        let newly_suppressed = self.suppress_dead_mailboxes(&deliveries, &sent.refused)?;
        Ok(DeliveryReport {
            edition: issue.key().clone(),
            revision: issue.revision(),
            run,
            deliveries,
            halted: sent.halted.map(|reason| mask.text(&reason)),
            newly_suppressed,
            notes: letters.notes,
            mask,
        })
    }

    /// The rows of a revision.
    pub(super) fn of_revision(&self, issue: Issue<'_>) -> Result<Vec<Delivery>, PipelineError> {
        let mut deliveries = self.store.deliveries(Some(issue.key()))?;
        deliveries.retain(|delivery| delivery.key.revision == issue.revision());
        Ok(deliveries)
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

    /// The readers to whom it is still to be sent.
    fn still_open<'r>(
        &self,
        issue: Issue<'_>,
        readers: &'r [Subscriber],
    ) -> Result<impl Iterator<Item = &'r Subscriber> + use<'r>, PipelineError> {
        let rows = self.of_revision(issue)?.into_iter().filter(|row| row.state.is_open());
        let open: BTreeSet<SubscriberId> = rows.map(|row| row.key.subscriber).collect();
        Ok(readers.iter().filter(move |reader| open.contains(&reader.id)))
    }

    /// What is still to be sent. A correction answers the first revision that its reader got.
    fn parcels(
        &self,
        issue: Issue<'_>,
        readers: &[Subscriber],
        circle: &Circle<'_>,
        letters: &Letters,
    ) -> Result<Vec<Parcel>, PipelineError> {
        let corrected = self.corrected_by(issue)?;
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
        let rows = self.of_revision(issue)?;
        Ok(rows.into_iter().filter(|row| row.state.is_open()).filter_map(parcel).collect())
    }

    /// One refusal at RCPT that names the mailbox is enough: no further edition goes there.
    fn suppress_dead_mailboxes(
        &self,
        deliveries: &[Delivery],
        refused: &[DeliveryKey],
    ) -> Result<Vec<String>, PipelineError> {
        let mask = self.mask();
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
                detail: mask.text(reply),
                since: self.clock.now(),
            };
            if self.store.suppress_and_tell(&suppression)? {
                new.push(subscriber.to_string());
            }
        }
        Ok(new)
    }
}

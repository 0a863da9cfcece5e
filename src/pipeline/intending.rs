//! Takes what is delivered and for whom; gives what the ledger is told before anything is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::issue::Issue;
use super::{Pipeline, PipelineError};
use crate::config::MailConfig;
use crate::deliver::{self, LetterSettings};
use crate::model::{Delivery, DeliveryKey, DeliveryState, Flash, Subscriber, SubscriberId};

/// For whom a delivery is.
pub(super) enum Circle<'a> {
    /// Everybody who reads the brief.
    Readers,
    /// Those who got an earlier revision, and why they get another.
    Corrected(&'a str),
    /// Those who are in the ledger already; whatever their time is, where that is wanted.
    Open { now: bool },
}

impl Pipeline {
    /// Who gets it, in the ledger before anything is sent, and how their letters are written.
    pub(super) fn write_intents(
        &self,
        issue: Issue<'_>,
        circle: &Circle<'_>,
    ) -> Result<(Vec<Subscriber>, LetterSettings), PipelineError> {
        let (readers, settings, intents) = self.drawn_up(issue, circle)?;
        self.store.intend(&intents)?;
        Ok((readers, settings))
    }

    /// What the ledger is to hold of a flash that is raised.
    pub(super) fn flash_intents(&self, flash: &Flash) -> Result<Vec<Delivery>, PipelineError> {
        let (_, _, intents) = self.drawn_up(Issue::Flash(flash), &Circle::Readers)?;
        Ok(intents)
    }

    fn drawn_up(
        &self,
        issue: Issue<'_>,
        circle: &Circle<'_>,
    ) -> Result<(Vec<Subscriber>, LetterSettings, Vec<Delivery>), PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let mut settings = self.settings_of(&mail, &issue.key().brief)?;
        settings.sending = Some(Arc::new(self.sending(&mail)?));
        let readers = self.readers(&issue.key().brief, issue.key().date)?;
        let readers = self.as_chosen(&readers)?;
        let readers = self.circle_of(issue, circle, readers)?;
        let intents = self.intents(issue, &readers, circle, (&mail, &settings))?;
        Ok((readers, settings, intents))
    }

    /// Who got an earlier revision, or may have got it, and the Message-ID of the first.
    pub(super) fn corrected_by(
        &self,
        issue: Issue<'_>,
    ) -> Result<BTreeMap<SubscriberId, String>, PipelineError> {
        let mut got = BTreeMap::new();
        // A flash is no correction of the one before.
        if matches!(issue, Issue::Flash(_)) {
            return Ok(got);
        }
        for delivery in self.store.deliveries(Some(issue.key()))? {
            let arrived = matches!(
                delivery.state,
                DeliveryState::Accepted { .. } | DeliveryState::Unsure { .. }
            );
            if delivery.key.revision < issue.revision() && arrived {
                got.entry(delivery.key.subscriber).or_insert(delivery.message_id);
            }
        }
        Ok(got)
    }

    fn circle_of(
        &self,
        issue: Issue<'_>,
        circle: &Circle<'_>,
        mut readers: Vec<Subscriber>,
    ) -> Result<Vec<Subscriber>, PipelineError> {
        match circle {
            Circle::Readers => {}
            Circle::Corrected(_) => {
                let got = self.corrected_by(issue)?;
                readers.retain(|reader| got.contains_key(&reader.id));
            }
            Circle::Open { .. } => {
                let known: BTreeSet<SubscriberId> = self
                    .of_revision(issue)?
                    .into_iter()
                    .map(|delivery| delivery.key.subscriber)
                    .collect();
                readers.retain(|reader| known.contains(&reader.id));
            }
        }
        Ok(readers)
    }

    /// What the ledger is told before anything is sent: who is to get the edition, who must not,
    /// and who does not read the brief any more.
    fn intents(
        &self,
        issue: Issue<'_>,
        readers: &[Subscriber],
        circle: &Circle<'_>,
        (mail, settings): (&MailConfig, &LetterSettings),
    ) -> Result<Vec<Delivery>, PipelineError> {
        let now = self.clock.now();
        let (kept, key) = (self.kept_from(issue.key())?, self.token_key()?);
        let zone = self.zone_of_issue(issue)?;
        let mut intents: Vec<Delivery> = readers
            .iter()
            .map(|reader| {
                let due_at = deliver::first_due(&reader.wishes, zone, now);
                Delivery {
                    key: DeliveryKey {
                        edition: issue.key().clone(),
                        revision: issue.revision(),
                        subscriber: reader.id.clone(),
                    },
                    address: reader.address.clone(),
                    message_id: issue.message_id(&reader.id, settings, &key),
                    state: kept.get(&reader.id).map_or(DeliveryState::Intent, |reply| {
                        DeliveryState::Suppressed { reply: reply.clone() }
                    }),
                    attempts: 0,
                    changed_at: now,
                    due_at,
                    expires_at: due_at + issue.worth(mail),
                    short: false,
                    correction: match circle {
                        Circle::Corrected(reason) => Some((*reason).to_owned()),
                        Circle::Readers | Circle::Open { .. } => None,
                    },
                }
            })
            .collect();
        let reads: BTreeSet<&SubscriberId> = readers.iter().map(|reader| &reader.id).collect();
        for row in self.of_revision(issue)? {
            if row.state.is_open() && !reads.contains(&row.key.subscriber) {
                let reply = "No reader of this brief any more".to_owned();
                intents.push(Delivery { state: DeliveryState::Suppressed { reply }, ..row });
            }
        }
        Ok(intents)
    }
}

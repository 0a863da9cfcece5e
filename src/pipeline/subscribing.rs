//! Takes a brief or a flash and a date; gives its readers: the recipients of the configuration and the
//! subscribers of the store who are entitled to it. Never gives a reader who was forgotten, and
//! never one who is in both places.

mod enrolling;
mod error;
mod forgetting;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

pub use enrolling::{EnrolMode, Enrolment};
pub use error::SubscriberError;
pub use forgetting::Forgotten;

use super::{Pipeline, PipelineError};
use crate::calendar;
use crate::config::BriefConfig;
use crate::model::{
    BriefId, Instant, ManagedSubscriber, Plan, Subscriber, SubscriberId, Suppression,
    SuppressionReason,
};

/// Where a subscriber is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the configuration file, its id on this line.
    Config {
        /// From 1.
        line: Option<usize>,
    },
    /// In the store.
    Store,
}

/// A subscriber as lists show it.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Stable id.
    pub id: SubscriberId,
    /// Who, with what its group says filled in; `None` once forgotten.
    pub subscriber: Option<Subscriber>,
    /// Where it is kept.
    pub origin: Origin,
    /// The briefs it gets.
    pub briefs: BTreeSet<BriefId>,
    /// Why it gets none of some.
    pub suppressions: Vec<Suppression>,
    /// When it was forgotten.
    pub forgotten_at: Option<Instant>,
}

impl Pipeline {
    /// Who gets a brief's edition of a date, by id and each once. A suppressed reader is among
    /// them; one whose weekdays leave the date out is not.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`], [`SubscriberError::Twice`],
    /// [`PipelineError::Store`].
    pub fn readers(
        &self,
        brief: &BriefId,
        date: NaiveDate,
    ) -> Result<Vec<Subscriber>, PipelineError> {
        let (recipients, plan) = self.circle(brief)?;
        let forgotten = self.forgotten()?;
        let mut readers: BTreeMap<SubscriberId, Subscriber> = recipients
            .iter()
            .filter(|reader| !forgotten.contains(&reader.id))
            .map(|reader| (reader.id.clone(), reader.clone()))
            .collect();
        for managed in self.store.entitled(brief)? {
            let Some(reader) = managed.subscriber(&self.config.groups) else { continue };
            self.refuse_twice(&reader.id)?;
            readers.insert(reader.id.clone(), reader);
        }
        Ok(readers.into_values().filter(|reader| wants_day(reader, plan, date)).collect())
    }

    /// Who has this id, in the configuration or the store; `None` also for one that was forgotten.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn subscriber(&self, id: &SubscriberId) -> Result<Option<Subscriber>, PipelineError> {
        let enrolled = self.enrolled()?;
        Ok(enrolled.into_iter().find(|one| one.id == *id).and_then(|one| one.subscriber))
    }

    /// Every subscriber by id, also those that were forgotten.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn enrolled(&self) -> Result<Vec<Enrolled>, PipelineError> {
        let suppressions = self.store.suppressions()?;
        let managed = self.store.managed_subscribers()?;
        let of = |id: &SubscriberId| -> Vec<Suppression> {
            suppressions.iter().filter(|one| one.subscriber == *id).cloned().collect()
        };
        let configured = self.config.subscribers.iter().map(|one| {
            let id = one.subscriber.id.clone();
            let row = managed.iter().find(|row| row.id == id && row.forgotten_at.is_some());
            let gets = |brief: &&BriefConfig| brief.recipients.iter().any(|to| to.id == id);
            Enrolled {
                subscriber: row.is_none().then(|| one.subscriber.clone()),
                origin: Origin::Config { line: one.line },
                briefs: self
                    .config
                    .briefs
                    .iter()
                    .filter(gets)
                    .map(|brief| brief.scope.brief.clone())
                    .collect(),
                suppressions: of(&id),
                forgotten_at: row.and_then(|row| row.forgotten_at),
                id,
            }
        });
        let is_configured = |row: &ManagedSubscriber| {
            row.forgotten_at.is_some() && self.configured(&row.id).is_some()
        };
        let stored = managed.iter().filter(|row| !is_configured(row)).map(|row| Enrolled {
            id: row.id.clone(),
            subscriber: row.subscriber(&self.config.groups),
            origin: Origin::Store,
            briefs: row.briefs.clone(),
            suppressions: of(&row.id),
            forgotten_at: row.forgotten_at,
        });
        let mut enrolled: Vec<Enrolled> = configured.chain(stored).collect();
        enrolled.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(enrolled)
    }

    /// Keeps a subscriber from the editions of a brief, or of all, in the operator's words;
    /// `false` when that was so already.
    ///
    /// # Errors
    /// [`SubscriberError::Unknown`], [`PipelineError::UnknownBrief`],
    /// [`PipelineError::Store`].
    pub fn suppress(
        &self,
        id: &SubscriberId,
        brief: Option<&BriefId>,
        detail: &str,
    ) -> Result<bool, PipelineError> {
        self.known(id)?;
        brief.map(|brief| self.circle(brief)).transpose()?;
        Ok(self.store.suppress(&Suppression {
            subscriber: id.clone(),
            brief: brief.cloned(),
            reason: SuppressionReason::Operator,
            detail: detail.to_owned(),
            since: self.clock.now(),
        })?)
    }

    /// Lifts what keeps a subscriber from a brief, or from any; gives how many suppressions were
    /// in force. That it asked to be forgotten is not lifted.
    ///
    /// # Errors
    /// [`SubscriberError::Unknown`], [`PipelineError::Store`].
    pub fn lift_suppressions(
        &self,
        id: &SubscriberId,
        brief: Option<&BriefId>,
    ) -> Result<usize, PipelineError> {
        self.known(id)?;
        Ok(self.store.lift_suppressions(id, brief, self.clock.now())?)
    }

    fn configured(&self, id: &SubscriberId) -> Option<&crate::config::ConfiguredSubscriber> {
        self.config.subscribers.iter().find(|one| one.subscriber.id == *id)
    }

    fn refuse_twice(&self, id: &SubscriberId) -> Result<(), PipelineError> {
        match self.configured(id) {
            Some(one) => Err(SubscriberError::Twice { id: id.clone(), line: one.line }.into()),
            None => Ok(()),
        }
    }

    /// Who gets a brief or a flash by the configuration, and by which days.
    fn circle(&self, id: &BriefId) -> Result<(&[Subscriber], &Plan), PipelineError> {
        let flash = self.config.flash(id);
        let brief = self.brief_of(flash.map_or(id, |flash| &flash.brief))?;
        let recipients = flash.map_or(&brief.recipients, |flash| &flash.recipients);
        Ok((recipients, &brief.scope.plan))
    }

    fn brief_of(&self, brief: &BriefId) -> Result<&BriefConfig, PipelineError> {
        self.config.brief(brief).ok_or_else(|| PipelineError::UnknownBrief {
            asked: brief.to_string(),
            known: self.config.briefs.iter().map(|brief| brief.scope.brief.to_string()).collect(),
        })
    }

    fn forgotten(&self) -> Result<BTreeSet<SubscriberId>, PipelineError> {
        let all = self.store.suppressions()?.into_iter();
        let of_forgotten = all.filter(|one| one.reason == SuppressionReason::Forgotten);
        Ok(of_forgotten.map(|one| one.subscriber).collect())
    }

    /// An id of the configuration, of the store or of the ledger.
    fn known(&self, id: &SubscriberId) -> Result<(), PipelineError> {
        let mut known: BTreeSet<SubscriberId> =
            self.config.subscribers.iter().map(|one| one.subscriber.id.clone()).collect();
        known.extend(self.store.managed_subscribers()?.into_iter().map(|one| one.id));
        if !known.contains(id) {
            known.extend(self.store.deliveries(None)?.into_iter().map(|row| row.key.subscriber));
        }
        if known.contains(id) {
            return Ok(());
        }
        let known = known.into_iter().map(|id| id.0).collect();
        Err(SubscriberError::Unknown { asked: id.0.clone(), known }.into())
    }
}

/// Whether an edition's day is among those a reader wants, where the reader is when it comes out.
fn wants_day(reader: &Subscriber, plan: &Plan, date: NaiveDate) -> bool {
    let days = &reader.wishes.weekdays;
    let zone = reader.wishes.zone.unwrap_or(plan.timezone);
    let out = calendar::instant_of(date, plan.at, plan.timezone).with_timezone(&zone);
    days.is_empty() || days.contains(&out.weekday().into())
}

#[cfg(test)]
mod tests;

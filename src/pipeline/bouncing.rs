//! Takes the messages that came back; looks up whose letter each is about, decides by the rules,
//! and keeps it once. The message is marked in its mailbox only after that is on disk, so that a
//! reading that is cut off goes on where it stopped and does nothing twice.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

use tracing::Instrument as _;

use super::collecting::chain;
use super::spans::span;
use super::{Pipeline, PipelineError};
use crate::deliver::bounce::{
    self, Case, FAILURES_WITHIN, RecipientReport, Returned, Verdict, judge,
};
use crate::deliver::mailbox::{Fate, Found, Mailbox, Stopped, read_mailbox, read_stream};
use crate::deliver::{TokenKey, read_leave_mail};
use crate::model::{
    Bounce, BounceDeed, BounceFault, BounceKind, BriefId, Delivery, DeliveryKey, Instant,
    MatchedBy, Sha256Hash, SubscriberId, Suppression, SuppressionReason,
};
use crate::store::{LetterId, StoreError};

/// Where messages are read from.
pub enum BounceSource {
    /// The mailbox that `[bounces]` names.
    Configured,
    /// A maildir, an mbox or a message.
    Path(PathBuf),
    /// An mbox or a message over a pipe.
    Stream(Box<dyn Read>),
}

/// Whether reading leaves a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// What is read is kept and acted on, and marked in its mailbox.
    Kept,
    /// Nothing is kept, acted on or marked.
    None,
}

/// A message that came back and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BounceLine {
    /// Where it was found.
    pub place: String,
    /// What it says and what was done.
    pub bounce: Bounce,
    /// Why.
    pub why: &'static str,
    /// Who is to be told besides the operator: the subscriber's owner.
    pub owner: Option<String>,
}

/// What a reading came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BounceReport {
    /// Each message that was not read before.
    pub lines: Vec<BounceLine>,
    /// Messages that were read before.
    pub known: usize,
    /// Who left a brief by a mail.
    pub left: Vec<String>,
    /// Messages that are too large, by place.
    pub too_large: Vec<String>,
    /// Mailboxes that could not be read, or not to their end.
    pub faults: Vec<String>,
}

impl BounceReport {
    /// How many messages had something done about them.
    #[must_use]
    pub fn count(&self, deed: BounceDeed) -> usize {
        self.lines.iter().filter(|line| line.bounce.deed == deed).count()
    }
}

impl std::fmt::Display for BounceReport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} message(s) read: {} suppressed, {} counted, {} told, {} ignored; {} read before",
            self.lines.len(),
            self.count(BounceDeed::Suppressed),
            self.count(BounceDeed::Counted),
            self.count(BounceDeed::Told),
            self.count(BounceDeed::Ignored),
            self.known,
        )?;
        if !self.left.is_empty() {
            write!(formatter, "; {}", self.left.join(", "))?;
        }
        if !self.too_large.is_empty() {
            write!(formatter, "; too large: {}", self.too_large.join(", "))?;
        }
        Ok(())
    }
}

impl Pipeline {
    /// Reads what came back and acts on it by the rules; each message once, however often it is
    /// read. Who complained stands in the run's record.
    ///
    /// # Errors
    /// [`PipelineError::NoBounces`] where no mailbox is configured, [`PipelineError::TokenKey`],
    /// [`PipelineError::Store`]. A mailbox that fails is in the report: what was read before
    /// that is done.
    pub async fn read_bounces(
        &self,
        sources: Vec<BounceSource>,
        trace: Trace,
    ) -> Result<BounceReport, PipelineError> {
        if trace == Trace::None {
            return self.read_unrecorded(sources, trace).await;
        }
        let run = self.store.begin_run("bounces", None, self.clock.now())?;
        let read = self.read_unrecorded(sources, trace).instrument(span(run, None)).await;
        let (outcome, detail) = match &read {
            Ok(report) if report.faults.is_empty() => ("done", detail(report)),
            Ok(report) => ("partial", detail(report)),
            Err(error) => ("failed", chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        read
    }

    async fn read_unrecorded(
        &self,
        sources: Vec<BounceSource>,
        trace: Trace,
    ) -> Result<BounceReport, PipelineError> {
        let require_token =
            self.config.bounces.as_ref().is_some_and(|bounces| bounces.require_token);
        let mut reading = Reading {
            pipeline: self,
            key: self.token_key()?,
            require_token,
            trace,
            seen: BTreeSet::new(),
            counted: Vec::new(),
            report: BounceReport::default(),
        };
        for source in sources {
            let mut take = |found: Found<'_>| reading.take(found);
            let read = match source {
                BounceSource::Path(path) => read_mailbox(&Mailbox::at(&path), &mut take).await,
                BounceSource::Stream(stream) => read_stream(stream, &mut take),
                BounceSource::Configured => {
                    let bounces = self.config.bounces.as_ref().ok_or(PipelineError::NoBounces)?;
                    read_mailbox(&bounces.mailbox, &mut take).await
                }
            };
            match read {
                Ok(()) => {}
                Err(Stopped::Mailbox(error)) => reading.report.faults.push(chain(&error)),
                Err(Stopped::Reader(error)) => return Err(error.into()),
            }
        }
        Ok(reading.report)
    }

    /// The address of a subscriber and its owner, where the configuration still has it.
    fn subscriber_now(&self, id: &SubscriberId) -> Option<(String, Option<String>)> {
        let found = self.subscriber(id).ok().flatten()?;
        Some((found.address, found.owner))
    }
}

/// The report in words for the run's record, with who complained or bounced away.
fn detail(report: &BounceReport) -> String {
    let suppressed = report.lines.iter().filter(|line| line.bounce.deed == BounceDeed::Suppressed);
    let names = suppressed.filter_map(|line| {
        let key = line.bounce.delivery.as_ref()?;
        Some(format!("; {} of {}: {}", key.subscriber, key.edition.brief, line.why))
    });
    let faults = report.faults.iter().map(|fault| format!("; {fault}"));
    std::iter::once(report.to_string()).chain(names).chain(faults).collect()
}

fn by_mail(subscriber: SubscriberId, brief: BriefId, since: Instant) -> Suppression {
    Suppression {
        subscriber,
        brief: Some(brief),
        reason: SuppressionReason::Unsubscribed,
        detail: "a mail to the unsubscribe address".to_owned(),
        since,
    }
}

/// One reading on its way.
struct Reading<'p> {
    pipeline: &'p Pipeline,
    key: TokenKey,
    require_token: bool,
    trace: Trace,
    /// Without a trace: what was read in this reading, which the store does not know.
    seen: BTreeSet<Sha256Hash>,
    /// Without a trace: letters that would count by now.
    counted: Vec<Delivery>,
    report: BounceReport,
}

impl Reading<'_> {
    fn take(&mut self, found: Found<'_>) -> Result<Fate, StoreError> {
        let Some(bytes) = found.bytes else {
            self.report.too_large.push(found.place.to_owned());
            return Ok(Fate::Left);
        };
        let store = &self.pipeline.store;
        let message = Sha256Hash::of(bytes);
        if let Some((reader, brief)) = self.leaver(bytes) {
            if self.trace == Trace::Kept {
                let suppression = by_mail(reader.clone(), brief.clone(), self.pipeline.clock.now());
                if !store.suppress_by_mail(&message, &suppression)? {
                    self.report.known += 1;
                    return Ok(self.fate(Some(BounceKind::Complaint)));
                }
            }
            self.report.left.push(format!("{reader} left {brief} by a mail"));
            return Ok(self.fate(Some(BounceKind::Complaint)));
        }
        let returned = bounce::read(bytes, &self.key);
        let delivery = self.delivery(&returned)?;
        let is_known = store.knows_bounce(&message)? || !self.seen.insert(message);
        if is_known {
            self.report.known += 1;
            let kind =
                delivery.as_ref().map(|(delivery, _)| returned.about(&delivery.address).kind);
            return Ok(self.fate(kind));
        }
        let line = self.line(found.place, message, &returned, delivery.as_ref())?;
        let kind = line.bounce.delivery.as_ref().map(|_| line.bounce.kind);
        self.report.lines.push(line);
        Ok(self.fate(kind))
    }

    /// Who leaves which brief by this mail, if it is one to the unsubscribe address.
    fn leaver(&self, bytes: &[u8]) -> Option<(SubscriberId, BriefId)> {
        self.key.read_leave(&read_leave_mail(bytes)?)
    }

    /// A message of others and one that somebody should read stay unseen.
    fn fate(&self, kind: Option<BounceKind>) -> Fate {
        match (self.trace, kind) {
            (Trace::None, _) | (_, None | Some(BounceKind::Unclassified)) => Fate::Left,
            (Trace::Kept, Some(_)) => Fate::Done,
        }
    }

    /// Whose letter it is: by the signed mark alone, or else by a Message-ID.
    fn delivery(&self, returned: &Returned) -> Result<Option<(Delivery, MatchedBy)>, StoreError> {
        let store = &self.pipeline.store;
        if let Some(mark) = &returned.mark
            && let Some(delivery) = store.delivery_of(LetterId::Mark(mark))?
        {
            return Ok(Some((delivery, MatchedBy::Token)));
        }
        for id in &returned.message_ids {
            if let Some(delivery) = store.delivery_of(LetterId::Message(id))? {
                return Ok(Some((delivery, MatchedBy::MessageId)));
            }
        }
        Ok(None)
    }

    fn line(
        &mut self,
        place: &str,
        message: Sha256Hash,
        returned: &Returned,
        matched: Option<&(Delivery, MatchedBy)>,
    ) -> Result<BounceLine, StoreError> {
        let address = matched.map_or("", |(delivery, _)| delivery.address.as_str());
        let said = returned.about(address);
        let now = matched
            .and_then(|(delivery, _)| self.pipeline.subscriber_now(&delivery.key.subscriber));
        let verdict = self.verdict(said, matched, now.as_ref().map(|(address, _)| address))?;
        let bounce = kept(message, said, matched, verdict.deed, self.pipeline.clock.now());
        let suppression = suppression(&bounce, &verdict);
        match self.trace {
            Trace::Kept => {
                self.pipeline.store.record_bounce(&bounce, suppression.as_ref())?;
            }
            Trace::None if is_counted(&bounce) => {
                self.counted.extend(matched.map(|(delivery, _)| delivery.clone()));
            }
            Trace::None => {}
        }
        let owner = now.and_then(|(_, owner)| owner);
        Ok(BounceLine { place: place.to_owned(), bounce, why: verdict.why, owner })
    }

    fn verdict(
        &self,
        said: &RecipientReport,
        matched: Option<&(Delivery, MatchedBy)>,
        address_now: Option<&String>,
    ) -> Result<Verdict, StoreError> {
        let delivery = matched.map(|(delivery, _)| delivery);
        let failed_before = match delivery {
            None => 0,
            Some(delivery) => {
                let kept = self.pipeline.store.failed_before(delivery, FAILURES_WITHIN)?;
                kept + self.counted_before(delivery)
            }
        };
        Ok(judge(&Case {
            kind: said.kind,
            fault: said.fault,
            matched_by: matched.map(|(_, by)| *by),
            names_reader: delivery.is_some_and(|delivery| said.names(&delivery.address)),
            is_current: delivery
                .zip(address_now)
                .is_none_or(|(delivery, now)| delivery.address.eq_ignore_ascii_case(now)),
            failed_before,
            token_only: self.require_token,
        }))
    }

    /// What would count from this reading, were it kept.
    fn counted_before(&self, delivery: &Delivery) -> u32 {
        let others: BTreeSet<&DeliveryKey> = self
            .counted
            .iter()
            .filter(|other| {
                other.key.subscriber == delivery.key.subscriber
                    && other.key != delivery.key
                    && other.address.eq_ignore_ascii_case(&delivery.address)
                    && (other.changed_at - delivery.changed_at).abs() <= FAILURES_WITHIN
            })
            .map(|other| &other.key)
            .collect();
        u32::try_from(others.len()).unwrap_or(u32::MAX)
    }
}

fn is_counted(bounce: &Bounce) -> bool {
    let counts = [BounceDeed::Counted, BounceDeed::Suppressed].contains(&bounce.deed);
    counts && (bounce.kind, bounce.fault) == (BounceKind::Failed, BounceFault::Mailbox)
}

/// What is kept of a message: of one that is none of ours, only that it was read.
fn kept(
    message: Sha256Hash,
    said: &RecipientReport,
    matched: Option<&(Delivery, MatchedBy)>,
    deed: BounceDeed,
    read_at: crate::model::Instant,
) -> Bounce {
    let recipient = said.recipients.first().cloned().unwrap_or_default();
    Bounce {
        message,
        read_at,
        delivery: matched.map(|(delivery, _)| delivery.key.clone()),
        matched_by: matched.map(|(_, by)| *by),
        kind: said.kind,
        fault: said.fault,
        code: said.code,
        recipient: if matched.is_some() { recipient } else { String::new() },
        diagnostic: if matched.is_some() { said.diagnostic.clone() } else { String::new() },
        deed,
    }
}

fn suppression(bounce: &Bounce, verdict: &Verdict) -> Option<Suppression> {
    let key = bounce.delivery.as_ref().filter(|_| verdict.deed == BounceDeed::Suppressed)?;
    let is_complaint = bounce.kind == BounceKind::Complaint;
    Some(Suppression {
        subscriber: key.subscriber.clone(),
        brief: (!verdict.every_brief).then(|| key.edition.brief.clone()),
        reason: if is_complaint {
            SuppressionReason::Complained
        } else {
            SuppressionReason::Bounced
        },
        detail: bounce.diagnostic.clone(),
        since: bounce.read_at,
    })
}

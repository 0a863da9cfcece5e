//! Takes readers who leave, come back and choose; tells the accounts' owners, once, and gives
//! delivery who is kept from an edition and how each wants it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Duration, NaiveDate};

use super::mailing::transport;
use super::{Pipeline, PipelineError};
use crate::config::MailConfig;
use crate::deliver::{MailAddress, NoticeSettings, notice_message, send_plain};
use crate::model::{
    EditionKey, Instant, Notice, NoticeState, Subscriber, SubscriberId, Suppression,
};

/// Attempts before a notice is given up: with these pauses, about a day and a half.
const ATTEMPTS_MAX: u32 = 12;
/// The pause after the first attempt; it doubles with each.
const PAUSE: Duration = Duration::minutes(5);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::hours(4);
/// The most notices that one call sends.
const NOTICES_MAX: usize = 50;

/// What became of the notices that were due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticesReport {
    /// Owners told.
    pub sent: usize,
    /// Those that were not taken, with the server's words.
    pub faults: Vec<String>,
}

impl NoticesReport {
    /// Whether nothing was due.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sent == 0 && self.faults.is_empty()
    }
}

impl fmt::Display for NoticesReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "told account owners of {} reader(s) who left or came back", self.sent)
    }
}

impl Pipeline {
    /// Tells accounts' owners of readers who left or came back: what is queued and due. Without
    /// a mail server, nothing, and it stays queued.
    ///
    /// # Errors
    /// [`PipelineError::Store`], [`PipelineError::Address`]; a server that does not take a
    /// notice is in the report, and it is tried again.
    pub async fn send_notices(&mut self) -> Result<NoticesReport, PipelineError> {
        let mut report = NoticesReport::default();
        let Some(mail) = self.config.mail.clone() else { return Ok(report) };
        let due = self.store.notices(Some(self.clock.now()))?;
        if due.is_empty() {
            return Ok(report);
        }
        let over = transport(&mail);
        for notice in due.iter().take(NOTICES_MAX) {
            let sent = match self.told(notice, &mail) {
                Ok((settings, bytes)) => {
                    send_plain(&over, &settings.from, &settings.to, &bytes).await
                }
                Err(error) => Err(error.to_string()),
            };
            let now = self.clock.now();
            let (state, reply, due_at) = settled(notice, sent, now);
            self.store.notice_attempted(notice.n, state, &reply, due_at)?;
            if state == NoticeState::Sent {
                report.sent += 1;
            } else {
                let subscriber = &notice.subscriber;
                report.faults.push(format!("owner of {subscriber} not told: {reply}"));
            }
        }
        Ok(report)
    }

    /// The notice as a mail to whom it concerns: the owner of the account, else who answers for
    /// the brief.
    fn told(
        &self,
        notice: &Notice,
        mail: &MailConfig,
    ) -> Result<(NoticeSettings, Vec<u8>), PipelineError> {
        let reader = self.subscriber(&notice.subscriber)?;
        let owner = reader.as_ref().and_then(|reader| reader.owner.as_deref());
        let to = owner.or(mail.reply_to.as_deref()).unwrap_or(&mail.from);
        let settings = NoticeSettings {
            from: MailAddress::parse_mailbox(&mail.from)?,
            to: MailAddress::parse_mailbox(to)?,
            reader: reader.as_ref().and_then(|reader| reader.name.clone()),
            title: notice.brief.as_ref().map(|id| self.config.title(id)),
        };
        let bytes = notice_message(notice, &settings)?;
        Ok((settings, bytes))
    }

    /// Who must not get an edition, and why, in a sentence for the ledger.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn kept_from(
        &self,
        edition: &EditionKey,
    ) -> Result<BTreeMap<SubscriberId, String>, PipelineError> {
        let mut kept = BTreeMap::new();
        for preference in self.store.preferences()? {
            if let Some(until) = preference.until.filter(|_| preference.pauses(edition.date)) {
                kept.insert(preference.subscriber, format!("The reader's pause ends on {until}"));
            }
        }
        for suppression in self.store.suppressions()? {
            if suppression.covers(&suppression.subscriber, &edition.brief) {
                let why = told_why(&suppression);
                kept.insert(suppression.subscriber, why);
            }
        }
        Ok(kept)
    }

    /// Subscribers with what each chose on the preferences page.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn as_chosen(&self, arranged: &[Subscriber]) -> Result<Vec<Subscriber>, PipelineError> {
        let mut chosen = arranged.to_vec();
        for preference in self.store.preferences()? {
            for subscriber in &mut chosen {
                preference.apply(subscriber);
            }
        }
        Ok(chosen)
    }
}

fn told_why(suppression: &Suppression) -> String {
    let since: NaiveDate = suppression.since.date_naive();
    format!("{} since {since}: {}", suppression.reason.key(), suppression.detail)
}

/// How far a notice came by an attempt, in whose words, and when the next one begins.
fn settled(
    notice: &Notice,
    sent: Result<String, String>,
    now: Instant,
) -> (NoticeState, String, Instant) {
    match sent {
        Ok(reply) => (NoticeState::Sent, reply, now),
        Err(reply) if notice.attempts + 1 >= ATTEMPTS_MAX => (NoticeState::Failed, reply, now),
        Err(reply) => {
            let doubled = PAUSE * (1 << notice.attempts.min(ATTEMPTS_MAX));
            (NoticeState::Queued, reply, now + doubled.min(PAUSE_MAX))
        }
    }
}

//! Takes what does not work and what works again; tells the operator of each once, when it
//! begins and when it is over. Never a subscriber, never more than the operator can read, and a
//! mail that cannot be sent is no incident of its own: it stays to be sent.

use std::path::Path;

use chrono::{Duration, NaiveDate};

use super::mailing::transport_over;
use super::operating::OperatingError;
use super::{Pipeline, PipelineError};
use crate::config::AlertsConfig;
use crate::deliver::{MailAddress, OperatorSettings, incident_message, send_plain, test_message};
use crate::model::{
    BriefId, CalendarId, DeliveryState, EditionKey, Incident, IncidentEvent, IncidentRecord,
    Instant, OnUnsure, SourceId, span_words,
};
use crate::schedule;

/// Mails about one incident each within an hour; what comes on top is gathered.
const SINGLES_MAX: usize = 3;
/// The time over which mails are counted.
const COUNTED: Duration = Duration::hours(1);
/// From the last mail to the next one, once so many went out.
const GATHERED: Duration = Duration::minutes(15);
/// The pause after a mail that was not taken; it doubles with each.
const PAUSE: Duration = Duration::minutes(5);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::hours(1);
/// The most incidents that a list holds.
const LISTED_MAX: u32 = 500;
/// A source that does not answer for so long is told; a shorter pause the notes of a brief tell.
const SILENT_AFTER: Duration = Duration::hours(3);
/// How far ahead the next brief is looked for.
const AHEAD: Duration = Duration::days(14);

/// What does not work: the kinds that the program notices itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A source of articles or prices.
    Source(SourceId),
    /// An edition that was due.
    Brief(EditionKey),
    /// Mail to readers.
    Delivery,
    /// Messages of which nobody knows whether they arrived, held for the operator.
    Unsure,
    /// The archive or its share.
    Archive,
    /// Holiday tables that end on a date.
    Calendar(CalendarId, NaiveDate),
    /// Room on a disk.
    Disk,
    /// The machine's clock.
    Clock,
    /// Copies of the database.
    Backup,
}

/// What became of the mails to the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentMails {
    /// Mails that were taken.
    pub sent: usize,
    /// Events that wait, because enough mails went out lately.
    pub gathered: usize,
    /// Why a mail was not taken; it stays to be sent.
    pub fault: Option<String>,
}

impl Trouble {
    /// Its key: of each one incident is open at most.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Source(id) => format!("source:{id}"),
            Self::Brief(EditionKey { brief, date }) => format!("brief:{brief}:{date}"),
            Self::Delivery => "delivery".to_owned(),
            Self::Unsure => "unsure".to_owned(),
            Self::Archive => "archive".to_owned(),
            Self::Calendar(calendar, _) => format!("calendar:{}", calendar.word()),
            Self::Disk => "disk".to_owned(),
            Self::Clock => "clock".to_owned(),
            Self::Backup => "backup".to_owned(),
        }
    }

    /// What the next brief, or its readers, will notice.
    fn effect(&self, next: &str) -> String {
        match self {
            Self::Source(_) => format!("{next} goes out without what it has, and says so."),
            Self::Brief(EditionKey { brief, date }) => {
                format!("{brief} of {date} is not out: nobody has got it.")
            }
            Self::Delivery => format!("{next} may not reach its readers; the ledger says whom."),
            Self::Unsure => "Those readers may not have their brief; it is not sent again by itself.".to_owned(),
            Self::Archive => format!("{next} cannot be archived, and what is not archived is not mailed."),
            Self::Calendar(_, until) => {
                format!("After {until} it is not known which days are sessions: no brief is planned.")
            }
            Self::Disk => format!("{next} may not be kept: neither its facts nor its files."),
            Self::Clock => format!("{next} may come out early or late; nothing is sent twice."),
            Self::Backup => "No brief notices. What was recorded since the last backup would be lost with the disk.".to_owned(),
        }
    }

    /// The exact command.
    fn fix(&self, data_dir: &Path) -> String {
        match self {
            Self::Source(id) => format!("contrabrief sources test {id}"),
            Self::Brief(EditionKey { brief, date }) => {
                format!("contrabrief run --brief {brief} --date {date}")
            }
            Self::Delivery | Self::Unsure => "contrabrief deliver status --unsettled".to_owned(),
            Self::Archive => "contrabrief archive verify".to_owned(),
            Self::Calendar(..) => "contrabrief doctor".to_owned(),
            Self::Disk => format!("df -h {}", data_dir.display()),
            Self::Clock => "timedatectl status".to_owned(),
            Self::Backup => "contrabrief backup".to_owned(),
        }
    }
}

impl Pipeline {
    /// What is to be told of a trouble: its cause as a sentence, what the next brief notices of
    /// it, and the command that helps.
    #[must_use]
    pub fn incident(&self, trouble: &Trouble, cause: &str) -> Incident {
        Incident {
            key: trouble.key(),
            cause: cause.to_owned(),
            effect: trouble.effect(&self.next_brief()),
            fix: trouble.fix(&self.config.data_dir),
        }
    }

    /// Why a source is an incident: it has not answered for three hours; `None` where it
    /// answers.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn silent_sources(
        &self,
        now: Instant,
    ) -> Result<Vec<(SourceId, Option<String>)>, PipelineError> {
        let health = self.store.all_source_health()?;
        let articles = self.config.sources.iter().map(|source| &source.source.id);
        let prices = self.config.prices.iter().map(|source| &source.id);
        let cause = |id: &SourceId| {
            let health = health.get(id)?;
            let since = health.failing_since.filter(|since| now - *since >= SILENT_AFTER)?;
            let why = health.last_error.as_deref().unwrap_or("no answer");
            let why = why.trim_end_matches('.');
            Some(format!(
                "The source `{}` has not answered for {}: {why}.",
                id,
                span_words(now - since)
            ))
        };
        Ok(articles.chain(prices).map(|id| (id.clone(), cause(id))).collect())
    }

    /// How many messages nobody knows the fate of and no policy resolves.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn held_unsure(&self) -> Result<usize, PipelineError> {
        let policy = self.config.mail.as_ref().map(|mail| mail.policy.on_unsure);
        if policy != Some(OnUnsure::Hold) {
            return Ok(0);
        }
        let open = self.store.all_open_deliveries()?;
        Ok(open.iter().filter(|row| matches!(row.state, DeliveryState::Unsure { .. })).count())
    }

    /// Opens an incident, or notes that it was seen again. Gives whether it is new. The
    /// operator is told by [`Pipeline::tell_incidents`].
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn raise(&self, incident: &Incident) -> Result<bool, PipelineError> {
        let is_told = self.config.alerts.is_some();
        let is_new = self.store.raise_incident(incident, is_told, self.clock.now())?;
        if is_new {
            tracing::warn!(target: "pipeline", key = incident.key, cause = incident.cause, "Incident opened");
        }
        Ok(is_new)
    }

    /// Ends the open incident of a key, saying how; `false` where none is open.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn resolve_incident(&self, key: &str, how: &str) -> Result<bool, PipelineError> {
        Ok(self.store.resolve_incident(key, how, self.clock.now())?)
    }

    /// Ends the incidents of editions that are archived by now: what was missed is made by
    /// hand, and no beat of the schedule looks at it again.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn resolve_made_editions(&self) -> Result<(), PipelineError> {
        for record in self.open_incidents()? {
            let key = &record.incident.key;
            if edition_of(key).is_some_and(|edition| self.is_archived(&edition)) {
                self.resolve_incident(key, "It is archived.")?;
            }
        }
        Ok(())
    }

    /// What does not work now, newest first.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn open_incidents(&self) -> Result<Vec<IncidentRecord>, PipelineError> {
        Ok(self.store.incidents(false, LISTED_MAX)?)
    }

    /// The last incidents, open or over, newest first.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn past_incidents(&self) -> Result<Vec<IncidentRecord>, PipelineError> {
        Ok(self.store.incidents(true, LISTED_MAX)?)
    }

    /// Tells the operator what began and what is over: a mail each, or a digest when more comes
    /// within an hour than three mails tell. Without `[alerts]`, nothing.
    ///
    /// # Errors
    /// [`PipelineError::Store`], [`PipelineError::Address`], [`PipelineError::Letter`]; a server
    /// that does not take a mail is in the report, and it is tried again.
    pub async fn tell_incidents(&mut self) -> Result<IncidentMails, PipelineError> {
        let mut report = IncidentMails::default();
        let Some(alerts) = self.config.alerts.clone() else { return Ok(report) };
        let now = self.clock.now();
        let pending: Vec<_> = self
            .store
            .incidents_to_tell(now)?
            .into_iter()
            .filter_map(|record| record.to_tell.map(|event| (record, event)))
            .collect();
        if pending.is_empty() {
            return Ok(report);
        }
        let lately = self.store.incident_mails_since(now - COUNTED)?;
        let singles = SINGLES_MAX.saturating_sub(lately.len());
        if singles == 0 && lately.first().is_some_and(|last| now - *last < GATHERED) {
            report.gathered = pending.len();
            return Ok(report);
        }
        let at_once = if pending.len() > singles { pending.len() } else { 1 };
        for told in pending.chunks(at_once) {
            match self.tell(told, &alerts).await? {
                Ok(()) => report.sent += 1,
                Err(reply) => {
                    report.fault = Some(reply);
                    break;
                }
            }
        }
        Ok(report)
    }

    /// Sends one mail and notes what became of it; the server's words where it was not taken.
    async fn tell(
        &mut self,
        told: &[(IncidentRecord, IncidentEvent)],
        alerts: &AlertsConfig,
    ) -> Result<Result<(), String>, PipelineError> {
        let settings = settings(alerts)?;
        let Some(bytes) = incident_message(told, &settings)? else { return Ok(Ok(())) };
        let over = transport_over(&alerts.transport);
        let sent = send_plain(&over, &settings.from, &settings.to, &bytes).await;
        let now = self.clock.now();
        match sent {
            Ok(reply) => {
                let events: Vec<_> =
                    told.iter().map(|(record, event)| (record.n, *event)).collect();
                self.store.incidents_told(&events, &reply, now)?;
                Ok(Ok(()))
            }
            Err(reply) => {
                tracing::warn!(target: "pipeline", reply, "Operator not told");
                for (record, _) in told {
                    self.store.incident_deferred(record.n, &reply, again_at(record, now))?;
                }
                Ok(Err(reply))
            }
        }
    }

    /// Sends a mail that only shows that mail to the operator arrives; the server's words.
    ///
    /// # Errors
    /// [`OperatingError::NoAlerts`] without `[alerts]`, [`OperatingError::NotTold`] where the
    /// server does not take it.
    pub async fn test_alerts(&self) -> Result<String, PipelineError> {
        let alerts = self.config.alerts.as_ref().ok_or(OperatingError::NoAlerts)?;
        let settings = settings(alerts)?;
        let bytes = test_message(self.clock.now(), &settings)?;
        let over = transport_over(&alerts.transport);
        let sent = send_plain(&over, &settings.from, &settings.to, &bytes).await;
        sent.map_err(|reply| OperatingError::NotTold { reply }.into())
    }

    /// The next edition of all briefs, as a mail names it.
    fn next_brief(&self) -> String {
        let now = self.clock.now();
        let next = self.config.briefs.iter().filter_map(|brief| {
            let plan = &brief.scope.plan;
            let coming = schedule::occurrences(&brief.scope.brief, plan, now, now + AHEAD);
            coming.first().map(|next| (next.due_at, next.date, brief))
        });
        next.min_by_key(|(due_at, ..)| *due_at).map_or_else(
            || "The next brief".to_owned(),
            |(_, date, brief)| {
                let plan = &brief.scope.plan;
                let date = date.format("%-d %B");
                format!("{} of {date} ({} {})", brief.title, plan.at.format("%H:%M"), plan.timezone)
            },
        )
    }
}

/// The edition that an incident's key is about; see [`Trouble::key`].
fn edition_of(key: &str) -> Option<EditionKey> {
    let (brief, date) = key.strip_prefix("brief:")?.split_once(':')?;
    Some(EditionKey { brief: BriefId::parse(brief).ok()?, date: date.parse().ok()? })
}

fn settings(alerts: &AlertsConfig) -> Result<OperatorSettings, PipelineError> {
    Ok(OperatorSettings {
        from: MailAddress::parse_mailbox(&alerts.from)?,
        to: MailAddress::parse_mailbox(&alerts.mail)?,
    })
}

/// When a mail that was not taken is tried again.
fn again_at(record: &IncidentRecord, now: Instant) -> Instant {
    const DOUBLINGS_MAX: u32 = 8;
    let doubled = PAUSE * (1 << record.attempts.min(DOUBLINGS_MAX));
    now + doubled.min(PAUSE_MAX)
}

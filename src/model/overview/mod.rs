//! Takes nothing; gives the nouns of the operator's status: a sentence, what to look at, jobs,
//! sources, deliveries and events. The page, the verb, JSON and metrics show the same value.

mod words;

use chrono::{NaiveDate, SecondsFormat};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

pub use words::{length, place_of, size};

use super::Instant;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// As it should be.
    Well,
    /// Nothing can be said yet.
    Unknown,
    /// It works, but a person should look.
    Look,
    /// It does not work.
    Failing,
}

/// What a concern is about, the worst last. Each is an exit code of `status --check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConcernKind {
    /// Something is late, missing or being tried again.
    Partial,
    /// Every source of articles, or of prices, is dead.
    Sources,
    /// A delivery failed or is unsure.
    Delivery,
    /// The database or the archive.
    Storage,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concern {
    /// What it is about.
    pub kind: ConcernKind,
    /// What, as a sentence.
    pub text: String,
    /// The exact command that shows more or helps.
    pub help: String,
}

/// Everything the operator reads once a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The version of this format.
    pub schema: u32,
    /// When it was made.
    #[serde(serialize_with = "instant")]
    pub made_at: Instant,
    /// The program's version.
    pub version: String,
    /// The zone that the words are in.
    #[serde(serialize_with = "zone")]
    pub timezone: Tz,
    /// The briefs' titles.
    pub titles: Vec<String>,
    /// The line that stands on every page, if any.
    pub banner: Option<String>,
    /// How the whole stands.
    pub standing: Standing,
    /// How the whole stands, in a few words.
    pub sentence: String,
    /// What to look at, the worst first.
    pub concerns: Vec<Concern>,
    /// What the operator was written to about and is not resolved, newest first.
    pub incidents: Vec<OpenIncident>,
    /// The next brief.
    pub next: Option<NextBrief>,
    /// The last brief that was made or tried.
    pub last: Option<LastBrief>,
    /// The deliveries of the latest day.
    pub delivered: Option<DayDelivered>,
    /// The archive.
    pub archive: ArchiveState,
    /// What runs, and how it went.
    pub jobs: Vec<Job>,
    /// Where facts come from.
    pub sources: Vec<SourceRow>,
    /// The latest editions and who has them, newest first.
    pub deliveries: Vec<EditionDelivered>,
    /// What happened lately, newest first.
    pub events: Vec<Event>,
    /// The machine's part.
    pub machine: Machine,
}

/// Something the operator was written to about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenIncident {
    /// What is wrong.
    pub what: String,
    /// Since when.
    #[serde(serialize_with = "instant")]
    pub since: Instant,
    /// Why, as far as known.
    pub cause: String,
    /// The command or key that mends it.
    pub fix: String,
}

/// The next brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextBrief {
    /// Which.
    pub brief: String,
    /// For which session.
    pub date: NaiveDate,
    /// When it comes out.
    #[serde(serialize_with = "instant")]
    pub due_at: Instant,
}

/// The last brief that was made or tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastBrief {
    /// Which.
    pub brief: String,
    /// For which session.
    pub date: NaiveDate,
    /// When it was due.
    #[serde(serialize_with = "instant")]
    pub due_at: Instant,
    /// How it stands.
    pub standing: Standing,
    /// `On time`, `12 min late`, `Failed`, `Missed`.
    pub words: String,
    /// The newest revision of it that was archived.
    pub revision: Option<String>,
    /// How long the run took.
    pub took_ms: Option<i64>,
}

/// The deliveries of the latest day that has any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayDelivered {
    /// The day of the editions.
    pub date: NaiveDate,
    /// Whether that is today.
    pub is_today: bool,
    /// All its briefs together.
    pub counts: Counts,
}

/// How the deliveries of an edition stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Who should have it: everybody but those whom a suppression keeps from it.
    pub due: u32,
    /// Taken by the server and not come back.
    pub accepted: u32,
    /// Not tried yet.
    pub waiting: u32,
    /// Refused for now and tried again.
    pub retrying: u32,
    /// Taken by the server, and come back.
    pub bounced: u32,
    /// Perhaps arrived: the answer was lost.
    pub unsure: u32,
    /// Refused for good, or given up.
    pub refused: u32,
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            due: self.due + other.due,
            accepted: self.accepted + other.accepted,
            waiting: self.waiting + other.waiting,
            retrying: self.retrying + other.retrying,
            bounced: self.bounced + other.bounced,
            unsure: self.unsure + other.unsure,
            refused: self.refused + other.refused,
        }
    }

    /// What is not as it should be, as words; empty when all is well.
    #[must_use]
    pub fn rest(self) -> String {
        let words: Vec<String> = [
            (self.waiting, "waiting"),
            (self.retrying, "retrying"),
            (self.bounced, "bounced"),
            (self.unsure, "unsure"),
            (self.refused, "refused"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        words.join(", ")
    }
}

/// One edition and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionDelivered {
    /// Which brief.
    pub brief: String,
    /// Which session.
    pub date: NaiveDate,
    /// Which revision.
    pub revision: String,
    /// How its deliveries stand.
    #[serde(flatten)]
    pub counts: Counts,
}

/// How the archive stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArchiveState {
    /// How it stands.
    pub standing: Standing,
    /// `Intact`, `Not checked yet`, `Altered`, `Out of reach`, `Empty`.
    pub words: String,
    /// Editions in it.
    pub editions: usize,
    /// Revisions in it.
    pub revisions: usize,
    /// When it was last checked whole.
    #[serde(serialize_with = "instant_if_any")]
    pub checked_at: Option<Instant>,
}

/// Something that runs again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// The verb in the store: `collect`, `run`, `deliver`.
    pub verb: String,
    /// Of which brief, where it is of one.
    pub brief: Option<String>,
    /// Its name for people.
    pub name: String,
    /// When it runs, in words.
    pub schedule: String,
    /// When it last began.
    #[serde(serialize_with = "instant_if_any")]
    pub last_at: Option<Instant>,
    /// How long that took; nothing while it runs, or when it was cut off.
    pub took_ms: Option<i64>,
    /// How that stands.
    pub standing: Standing,
    /// How that went, in words.
    pub result: String,
    /// When it is next due, where that is known.
    #[serde(serialize_with = "instant_if_any")]
    pub next_at: Option<Instant>,
    /// Its last runs, oldest first, at most [`RECENT_MAX`].
    pub recent: Vec<Past>,
}

/// How many rows of briefs are shown before those that are well are folded.
const BRIEF_JOBS_MAX: usize = 12;

impl Overview {
    /// The jobs to show, and those to fold: with many briefs a page tells of the desk's own jobs
    /// and of what is not well, and counts the rest.
    #[must_use]
    pub fn jobs_by_need(&self) -> (Vec<&Job>, Vec<&Job>) {
        let of_briefs = self.jobs.iter().filter(|job| job.brief.is_some()).count();
        let is_folded = |job: &&Job| {
            of_briefs > BRIEF_JOBS_MAX && job.brief.is_some() && job.standing == Standing::Well
        };
        self.jobs.iter().partition(|job| !is_folded(job))
    }
}

/// How many past runs a job shows.
pub const RECENT_MAX: usize = 14;

/// One past run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Past {
    /// When, or for which session: `25 Mar`, `25 Mar 06:15`.
    pub when: String,
    /// How it stands.
    pub standing: Standing,
    /// How it went, in a word: `done`, `partial`, `12 min late`, `failed`, `missed`.
    pub word: String,
}

/// How one source answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// `articles` or `prices`.
    pub gives: &'static str,
    /// Its kind, as the configuration says it.
    pub kind: String,
    /// How it stands.
    pub standing: Standing,
    /// What it said when it last failed, while it fails.
    pub error: Option<String>,
    /// When it last answered well.
    #[serde(serialize_with = "instant_if_any")]
    pub answered_at: Option<Instant>,
    /// Since when it fails.
    #[serde(serialize_with = "instant_if_any")]
    pub failing_since: Option<Instant>,
    /// Until when it is left alone, while it fails.
    #[serde(serialize_with = "instant_if_any")]
    pub left_until: Option<Instant>,
    /// New and changed facts of the last 24 hours.
    pub items_24h: u32,
    /// The median time of its answers of seven days.
    pub median_ms: Option<i64>,
    /// How often it was asked in seven days.
    pub asked_7d: u32,
    /// How often it failed in seven days.
    pub failed_7d: u32,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When.
    #[serde(serialize_with = "instant")]
    pub at: Instant,
    /// What it is about: `brief`, `deliver`, `source`.
    pub about: String,
    /// How it stands.
    pub standing: Standing,
    /// What happened.
    pub text: String,
}

/// The machine's part; nothing where it cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The database file, with its log.
    pub database_bytes: Option<u64>,
    /// The schema of the database.
    pub schema: Option<i64>,
    /// Free room where the database lies.
    pub free_bytes: Option<u64>,
    /// The hash of the chain's last line.
    pub chain_head: Option<String>,
    /// When the daemon last beat; nothing where it is not the daemon that tells.
    #[serde(serialize_with = "instant_if_any")]
    pub beat_at: Option<Instant>,
}

impl Overview {
    /// The worst thing to look at; nothing when all is well.
    #[must_use]
    pub fn worst(&self) -> Option<ConcernKind> {
        let incident = (!self.incidents.is_empty()).then_some(ConcernKind::Partial);
        self.concerns.iter().map(|concern| concern.kind).chain(incident).max()
    }
}

fn instant<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[expect(clippy::ref_option, reason = "serde hands a reference over")]
fn instant_if_any<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => instant(at, serializer),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn zone<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

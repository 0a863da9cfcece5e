//! Takes what a stage could not do; gives one error that says which stage and why.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::backfilling::BackfillError;
use super::closing::ClosureError;
use super::operating::OperatingError;
use super::subscribing::SubscriberError;
use crate::archive::ArchiveError;
use crate::collect::CollectError;
use crate::config::ConfigFault;
use crate::deliver::{DeliverError, InvalidAddress, LetterError};
use crate::model::{DataNote, DayRule, EditionKey, Revision};
use crate::narrate::RecordError;
use crate::render::RenderError;
use crate::store::StoreError;

use super::token_key::TokenKeyError;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The data folder cannot be made.
    #[error("Data folder `{path}` cannot be made")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The data folder lies on a file system that reaches over a network.
    #[error("Data folder `{path}` lies on {kind}, where a database loses its locks and its log")]
    NetworkDisk {
        /// The folder.
        path: PathBuf,
        /// The kind of file system.
        kind: String,
    },
    /// The operator's templates cannot be read.
    #[error("Templates in `{folder}` cannot be read")]
    Templates {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file to import cannot be read.
    #[error("File `{path}` cannot be read")]
    Import {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// No brief has that id.
    #[error("No `[[brief]]` has the id `{asked}`")]
    UnknownBrief {
        /// What was asked for.
        asked: String,
        /// The configured ids.
        known: Vec<String>,
    },
    /// Somebody got an earlier revision: another goes out as a correction, with a reason.
    #[error("Subscribers got an earlier revision of `{key}`: {revision} goes out as a correction")]
    NeedsCorrection {
        /// Which edition.
        key: EditionKey,
        /// Which revision was to be sent.
        revision: Revision,
    },
    /// Nobody got an earlier revision.
    #[error("Nobody got an earlier revision of `{key}`: {revision} corrects nothing")]
    NothingToCorrect {
        /// Which edition.
        key: EditionKey,
        /// Which revision was to be sent.
        revision: Revision,
    },
    /// This program makes other bytes of an archived edition: nothing is cut from them.
    #[error(
        "`{key}` {revision} cannot be made again byte for byte: it was made by contrabrief {made_by}, this is {}",
        super::VERSION
    )]
    NotRebuilt {
        /// Which edition.
        key: EditionKey,
        /// Which revision.
        revision: Revision,
        /// The version that made it.
        made_by: String,
    },
    /// A reader watches none of an edition's names.
    #[error("`{key}` has none of the names {}", .names.join(", "))]
    NoneOfNames {
        /// Which edition.
        key: EditionKey,
        /// What the reader watches.
        names: Vec<String>,
    },
    /// No source has that id.
    #[error("No source has the id `{asked}`")]
    UnknownSource {
        /// What was asked for.
        asked: String,
        /// The configured ids.
        known: Vec<String>,
    },
    /// What keeps the installation healthy could not be done.
    #[error(transparent)]
    Operating(#[from] OperatingError),
    /// Something is wrong with a subscriber.
    #[error(transparent)]
    Subscriber(#[from] SubscriberError),
    /// What is said of a day of a market cannot be.
    #[error(transparent)]
    Closure(#[from] ClosureError),
    /// What is imported belongs to a source, and none is configured.
    #[error("No `{section}` is configured that these facts could belong to")]
    NoSource {
        /// The kind of section that is missing.
        section: &'static str,
    },
    /// A span of days cannot be filled.
    #[error(transparent)]
    Backfill(#[from] BackfillError),
    /// There is nothing to compare with.
    #[error("{key} has one revision only")]
    OneRevision {
        /// The edition.
        key: EditionKey,
    },
    /// The date has no edition by the brief's rule.
    #[error("{date} is not {}", rule.day_in_words())]
    NotASession {
        /// The date.
        date: NaiveDate,
        /// The brief's rule.
        rule: Box<DayRule>,
        /// The day before that has one.
        previous: NaiveDate,
        /// The day after that has one.
        next: NaiveDate,
    },
    /// The date has not come yet.
    #[error("{date} has not come yet: today is {today}")]
    Future {
        /// The date.
        date: NaiveDate,
        /// Today in the brief's zone.
        today: NaiveDate,
    },
    /// Neither an article nor a price is known: nothing was produced.
    #[error("Nothing usable is known for {key}: no article and no price")]
    NothingUsable {
        /// The edition that was not made.
        key: EditionKey,
        /// What the sources had to say.
        notes: Vec<DataNote>,
    },
    /// The archive has no such edition.
    #[error("The archive has no edition of {key}{}", .revision.as_ref().map(|rev| format!(" {rev}")).unwrap_or_default())]
    NoEdition {
        /// The edition.
        key: EditionKey,
        /// The revision asked for.
        revision: Option<crate::model::Revision>,
    },
    /// No sentence of the edition says that.
    #[error("No ticker and no cited sentence of {key} is `{claim}`")]
    NoClaim {
        /// The edition.
        key: EditionKey,
        /// The claim asked for.
        claim: String,
    },
    /// An archived page cannot be read as JSON.
    #[error("Archived page `{path}` cannot be read")]
    Page {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// What a prose engine told an archived edition cannot be read.
    #[error("Archived record `{path}` cannot be read")]
    Narration {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: RecordError,
    },
    /// A manifest's snapshot cannot be read by this version.
    #[error("The archived configuration cannot be read: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Snapshot(Vec<ConfigFault>),
    /// A manifest's snapshot names no brief.
    #[error("The archived configuration names no brief")]
    SnapshotWithoutBrief,
    /// An archived object that should be text is not.
    #[error("Archived object `{0}` is not UTF-8 text")]
    NotText(String),
    /// Mail was asked for and none is configured.
    #[error("No mail transport is configured")]
    NoMail,
    /// What came back was to be read and no mailbox is configured.
    #[error("No mailbox is configured that messages come back to")]
    NoBounces,
    /// Collecting failed as a whole.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A template failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A message could not be built.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// A configured address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// The key that signs links and bounce addresses cannot be had.
    #[error(transparent)]
    TokenKey(#[from] TokenKeyError),
    /// Delivery failed as a whole.
    #[error(transparent)]
    Deliver(#[from] DeliverError),
}

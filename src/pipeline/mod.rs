//! Takes a configuration and a command; gives what the command asked for. The only file that
//! knows the order of the stages:
//!
//! ```text
//! collect -> store -> analyse -> (narrate) -> compose -> render -> archive -> deliver
//! ```

mod backfilling;
mod backing_up;
mod bouncing;
mod checking;
mod closing;
mod collecting;
mod comparing;
mod cores;
mod cutting;
mod delivering;
mod delivery_report;
mod disk;
mod dossiers;
mod error;
mod examining;
mod explaining;
mod exporting;
mod flashing;
mod importing;
mod incidents;
mod inputs;
mod intending;
mod issue;
mod leaving;
mod lettering;
mod mailing;
mod making;
mod mask;
mod missing;
mod narrating;
mod nightly;
mod operating;
mod overview;
mod pinging;
mod probing;
mod producing;
mod pruning;
mod readiness;
mod recipe;
mod rerunning;
mod scheduling;
mod showing;
mod signing;
mod spans;
mod subscribing;
mod token_key;

pub use crate::ping::Signal;
pub use backfilling::{
    Backfill, BackfillCounts, BackfillError, BackfillState, Backfilled, BackfilledEdition, Hands,
    Planned, PlannedState, Which,
};
pub use backing_up::{BackedUp, Restored, back_up, restore};
pub use bouncing::{BounceLine, BounceReport, BounceSource, Trace};
pub use checking::{builtin_templates, check_holdings, check_logos, check_templates};
pub use closing::{ClosureError, ClosureWord, known_closures, record_closure};
pub use collecting::{Collected, ImportedFile, What};
pub use comparing::Compared;
pub use cutting::{CutEdition, Prepared};
pub use delivery_report::DeliveryReport;
pub use error::PipelineError;
pub use examining::{Finding, Health, Part, examine, near_horizon};
pub use explaining::{Explained, QuotedSentence, QuotedSource};
pub use flashing::{Draft, Raised};
pub use importing::{ImportedNames, Progress, reference_names};
pub use incidents::{IncidentMails, Trouble};
pub use leaving::NoticesReport;
pub use mask::Mask;
pub use nightly::NightlyJob;
pub use operating::OperatingError;
pub use overview::overview;
pub use probing::{
    Probe, fetcher, probe_articles, probe_prices, source_health, unconfigured_source,
};
pub use pruning::PruneReport;
pub use readiness::Readiness;
pub use rerunning::{Difference, Knowledge, Replayed, Settings};
pub use scheduling::{Attempt, Round, Timekeeper};
pub use showing::{Likeness, Shown};
pub use signing::{SigningKeyError, make_signing_key};
pub use subscribing::{EnrolMode, Enrolled, Enrolment, Forgotten, Origin, SubscriberError};
pub use token_key::TokenKeyError;

use crate::archive::{Archive, Archived, Deed, FaultKind, MarkerPolicy, Verification, VerifyDepth};
use crate::calendar;
use crate::clock::Clock;
use crate::config::{BriefConfig, Config};
use crate::deliver::Pace;
use crate::model::{AsOf, DataNote, EditionKey, Reason, Rendition, Revision};
use crate::store::Store;

use making::{MadeBy, Place, make};
use narrating::{Asking, Replies};
use recipe::Recipe;

/// The program's version, printed in every edition.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The database's file name in the data folder.
pub const DATABASE: &str = "contrabrief.db";

/// The stages, joined over one configuration.
pub struct Pipeline {
    config: Config,
    store: Store,
    archive: Archive,
    clock: Clock,
    operator: String,
    pace: Pace,
}

/// What became of one edition.
#[derive(Debug)]
pub struct Produced {
    /// The edition in the archive.
    pub archived: Archived,
    /// Whether it was made now; `false` when an equal one was there already.
    pub is_new: bool,
    /// Its data notes.
    pub notes: Vec<DataNote>,
}

impl Produced {
    /// Whether something is missing from it.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.notes.iter().any(|note| note.partial)
    }
}

impl Pipeline {
    /// Opens the store and the archive, laying both out where they do not exist yet.
    ///
    /// # Errors
    /// [`PipelineError::NetworkDisk`], [`PipelineError::Store`] or [`PipelineError::Archive`].
    pub fn open(config: Config, clock: Clock, operator: &str) -> Result<Self, PipelineError> {
        std::fs::create_dir_all(&config.data_dir)
            .map_err(|source| PipelineError::DataDir { path: config.data_dir.clone(), source })?;
        if let Some(kind) = disk::network_file_system(&config.data_dir) {
            return Err(PipelineError::NetworkDisk { path: config.data_dir.clone(), kind });
        }
        let store = Store::open(&config.data_dir.join(DATABASE))?;
        let policy = match (config.archive_marker, config.archive_root.exists()) {
            (true, true) => MarkerPolicy::Require,
            _ => MarkerPolicy::Create,
        };
        let banner = config.briefs.iter().find_map(|brief| brief.banner.clone());
        let archive = Archive::open(&config.archive_root, policy)?.with_banner(banner);
        let archive = archive.with_keys(config.archive_keys.clone());
        let operator = operator.to_owned();
        let mut pipeline = Self { config, store, archive, clock, operator, pace: Pace::default() };
        pipeline.learn_closures()?;
        Ok(pipeline)
    }

    /// The configuration it was opened with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Sets the clock: the demo lives through several mornings.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Sets how long one edition's delivery goes on before others have their turn, and who may
    /// end it.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// The archive.
    #[must_use]
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// An archived revision, the latest when none is named.
    ///
    /// # Errors
    /// [`PipelineError::NoEdition`], [`PipelineError::Archive`].
    pub fn archived(
        &self,
        key: &EditionKey,
        revision: Option<Revision>,
    ) -> Result<Archived, PipelineError> {
        let found = self.archive.get(key, revision)?;
        found.ok_or_else(|| PipelineError::NoEdition { key: key.clone(), revision })
    }

    /// Whether an edition is archived already.
    #[must_use]
    pub fn is_archived(&self, key: &EditionKey) -> bool {
        matches!(self.archive.get(key, None), Ok(Some(_)))
    }

    /// Checks every hash, the chain and signatures, and leaves an audit line and a run with what was
    /// looked at. Derived files that are not what the rest says are named and written anew.
    ///
    /// # Errors
    /// [`PipelineError::Archive`] when the archive cannot be listed.
    pub fn verify_archive(&self) -> Result<Verification, PipelineError> {
        let run = self.store.begin_run("verify", None, self.clock.now())?;
        let verified = spans::span(run, None).in_scope(|| self.verify_unrecorded());
        let (outcome, detail) = match &verified {
            Ok(found) if found.faults.is_empty() => ("done", found.counts()),
            Ok(found) => ("faults", found.counts()),
            Err(error) => ("failed", collecting::chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        verified
    }

    fn verify_unrecorded(&self) -> Result<Verification, PipelineError> {
        let verification = self.archive.verify(VerifyDepth::Full)?;
        if verification.faults.iter().any(|fault| fault.kind == FaultKind::Stale) {
            self.archive.write_derived()?;
        }
        self.archive.record(&Deed {
            at: self.clock.now(),
            who: &self.operator,
            what: "verify",
            path: "",
            why: if verification.faults.is_empty() { "no fault" } else { "faults found" },
        })?;
        Ok(verification)
    }

    /// Renders the edition of `date` without keeping it, marked as a preview.
    ///
    /// # Errors
    /// As [`Pipeline::produce`].
    pub async fn preview(&self, key: &EditionKey) -> Result<Vec<Rendition>, PipelineError> {
        let mut brief = self.brief(key)?.clone();
        self.check_date(key)?;
        brief.banner = Some(brief.banner.map_or_else(
            || "PREVIEW: not archived, not sent".to_owned(),
            |banner| format!("PREVIEW: not archived, not sent. {banner}"),
        ));
        let recipe = Recipe::current(&self.config, &brief)?;
        let known_at = self.clock.now().min(self.knowledge_end(key)?);
        let dossier = self.recent_dossier(&recipe, key.date, AsOf::at(known_at))?;
        let place = self.first_place()?;
        let mut replies = Replies::none(Asking::Unrecorded);
        let narrated = self.narrated(&dossier, &recipe, &mut replies).await?;
        Ok(make(&dossier, narrated, &recipe, &place)?.edition.renditions)
    }

    /// Where a first revision stands.
    fn first_place(&self) -> Result<Place, PipelineError> {
        let chain_head = self.archive.chain_head()?;
        Ok(Place {
            revision: Revision::FIRST,
            reason: Reason::Scheduled,
            chain_head,
            before: None,
            made_by: MadeBy::this(),
        })
    }

    /// The configured brief of a key.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`].
    pub fn brief(&self, key: &EditionKey) -> Result<&BriefConfig, PipelineError> {
        self.config.brief(&key.brief).ok_or_else(|| PipelineError::UnknownBrief {
            asked: key.brief.to_string(),
            known: self.config.briefs.iter().map(|brief| brief.scope.brief.to_string()).collect(),
        })
    }

    /// Whether an edition of that date can be made now.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`], [`PipelineError::NotASession`],
    /// [`PipelineError::Future`].
    pub fn check_date(&self, key: &EditionKey) -> Result<(), PipelineError> {
        let date = key.date;
        let mut scope = self.brief(key)?.scope.clone();
        let as_of = AsOf::at(self.clock.now().min(calendar::cut_off(&scope.plan, date)));
        calendar::know(&mut scope, &self.store.closures(as_of)?);
        let plan = scope.plan;
        if !calendar::has_edition(&plan, date) {
            return Err(PipelineError::NotASession {
                date,
                previous: calendar::previous_edition(&plan, date),
                next: calendar::next_edition(&plan, date),
                rule: Box::new(plan.on),
            });
        }
        let today = self.clock.now().with_timezone(&plan.timezone).date_naive();
        if date > today {
            return Err(PipelineError::Future { date, today });
        }
        Ok(())
    }
}

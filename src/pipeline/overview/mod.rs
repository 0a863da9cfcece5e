//! Takes the configuration and the clock; gives the operator's overview out of store and
//! archive. Reads alone, beside a daemon at work, and never fails: what cannot be read is the
//! first thing to look at.

mod briefs;
mod concerns;
mod deliveries;
mod events;
mod jobs;
mod sources;

use chrono_tz::Tz;

use super::collecting::chain;
use super::{DATABASE, VERSION};
use crate::archive::{ArchiveError, Glance};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::Instant;
use crate::model::overview::{ArchiveState, Machine, OpenIncident, Overview, Standing};
use crate::store::{Store, StoreError};

use briefs::Course;

/// The version of the overview's JSON.
const SCHEMA: u32 = 1;

/// Looks at everything there is to know of a desk's work. `beat_at` is when the daemon last
/// beat, where it is the daemon that asks.
#[must_use]
pub fn overview(config: &Config, clock: Clock, beat_at: Option<Instant>) -> Overview {
    let now = clock.now();
    let glance = Glance::at(&config.archive_root, config.archive_marker);
    let opened = open(config);
    let mut overview = blank(config, now, &glance);
    overview.machine.beat_at = beat_at;
    let read = opened.and_then(|store| fill(&mut overview, config, &store, now));
    concerns::weigh(&mut overview, config, read.as_ref().err(), glance.as_ref().err());
    overview
}

/// The database as it is; an empty one where there is none yet.
fn open(config: &Config) -> Result<Store, StoreError> {
    let path = config.data_dir.join(DATABASE);
    if path.exists() { Store::open_to_read(&path) } else { Store::open_in_memory() }
}

/// What is known without the store.
fn blank(config: &Config, now: Instant, glance: &Result<Glance, ArchiveError>) -> Overview {
    let timezone = config.briefs.first().map_or(Tz::UTC, |brief| brief.scope.plan.timezone);
    Overview {
        schema: SCHEMA,
        made_at: now,
        version: VERSION.to_owned(),
        timezone,
        titles: config.briefs.iter().map(|brief| brief.title.clone()).collect(),
        banner: config.briefs.iter().find_map(|brief| brief.banner.clone()),
        standing: Standing::Unknown,
        sentence: String::new(),
        concerns: Vec::new(),
        incidents: Vec::new(),
        next: briefs::next(config, now),
        last: None,
        delivered: None,
        archive: archive_state(config, glance),
        jobs: Vec::new(),
        sources: Vec::new(),
        deliveries: Vec::new(),
        events: Vec::new(),
        machine: machine(config, glance.as_ref().ok()),
    }
}

/// What the operator was written to about and is open.
fn incidents(store: &Store) -> Result<Vec<OpenIncident>, StoreError> {
    const LISTED_MAX: u32 = 50;
    let open = store.incidents(false, LISTED_MAX)?.into_iter().map(|record| OpenIncident {
        what: record.incident.key,
        since: record.opened_at,
        cause: record.incident.cause,
        fix: record.incident.fix,
    });
    Ok(open.collect())
}

fn fill(
    overview: &mut Overview,
    config: &Config,
    store: &Store,
    now: Instant,
) -> Result<(), StoreError> {
    overview.machine.schema = Some(store.schema()?);
    overview.incidents = incidents(store)?;
    let courses: Vec<Course> = config
        .briefs
        .iter()
        .map(|brief| Course::of(store, brief, now))
        .collect::<Result<_, _>>()?;
    overview.last = briefs::last(&courses);
    overview.sources = sources::rows(config, store, now)?;
    let delivered = deliveries::rows(config, store, now)?;
    overview.delivered = deliveries::latest_day(config, &delivered, now, overview.timezone);
    overview.deliveries = deliveries::shown(delivered);
    overview.jobs = jobs::jobs(overview, config, store, &courses)?;
    overview.events = events::events(overview, store)?;
    concerns::of_briefs(overview, &courses);
    concerns::of_sources(overview);
    concerns::of_deliveries(overview, &store.open_tally()?);
    Ok(())
}

fn archive_state(config: &Config, glance: &Result<Glance, ArchiveError>) -> ArchiveState {
    let state = |standing, words: &str, editions, revisions, checked_at| ArchiveState {
        standing,
        words: words.to_owned(),
        editions,
        revisions,
        checked_at,
    };
    match glance {
        Err(_) if !config.archive_root.exists() => state(Standing::Unknown, "Empty", 0, 0, None),
        Err(_) => state(Standing::Failing, "Out of reach", 0, 0, None),
        Ok(Glance { editions, revisions, checked, .. }) => {
            let (standing, words) = match checked {
                Some((_, true)) => (Standing::Well, "Intact"),
                Some((_, false)) => (Standing::Failing, "Altered"),
                None if *editions == 0 => (Standing::Unknown, "Empty"),
                None => (Standing::Unknown, "Not checked yet"),
            };
            state(standing, words, *editions, *revisions, checked.map(|(at, _)| at))
        }
    }
}

fn machine(config: &Config, glance: Option<&Glance>) -> Machine {
    let database = config.data_dir.join(DATABASE);
    let log = config.data_dir.join(format!("{DATABASE}-wal"));
    let bytes = std::fs::metadata(database).ok().map(|file| file.len());
    Machine {
        database_bytes: bytes
            .map(|bytes| bytes + std::fs::metadata(log).map_or(0, |log| log.len())),
        schema: None,
        free_bytes: fs4::available_space(&config.data_dir).ok(),
        chain_head: glance.and_then(|glance| glance.chain_head.clone()),
        beat_at: None,
    }
}

/// A text within the width of a row.
fn short(text: &str) -> String {
    const CHARS_MAX: usize = 160;
    let mut marks = text.chars();
    let head: String = marks.by_ref().take(CHARS_MAX).collect();
    if marks.next().is_some() { format!("{head}…") } else { head }
}

/// An error in one line.
fn words(error: &dyn std::error::Error) -> String {
    short(&chain(error))
}

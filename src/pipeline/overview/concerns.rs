//! Takes an overview whose parts are filled in; gives what to look at, each with the command
//! that helps, and the sentence that stands above all.

use std::collections::BTreeMap;

use chrono::Duration;

use super::briefs::Course;
use super::words;
use crate::archive::ArchiveError;
use crate::config::Config;
use crate::model::Instant;
use crate::model::overview::{Concern, ConcernKind, Overview, SourceRow, Standing, size};
use crate::store::StoreError;

/// An archive should be checked at least so often.
const CHECK_EVERY: Duration = Duration::days(7);

/// Less free room than this is too little.
const FREE_BYTES_MIN: u64 = 1_000_000_000;

/// The most sources that are each a concern of its own.
const SOURCES_MAX: usize = 3;

impl Overview {
    fn concern(&mut self, kind: ConcernKind, text: impl Into<String>, help: impl Into<String>) {
        self.concerns.push(Concern { kind, text: text.into(), help: help.into() });
    }
}

pub(super) fn of_briefs(overview: &mut Overview, courses: &[Course]) {
    for course in courses {
        let Some(session) = course.sessions.last() else { continue };
        let (brief, date) = (&course.brief, session.date);
        let what = format!("Brief {brief} of {}", date.format("%-d %B"));
        let make = format!("contrabrief run --brief {brief} --date {date}");
        let show = format!("contrabrief archive show --brief {brief} --date {date}");
        let (text, help) = match (session.standing, session.word.as_str()) {
            (Standing::Well | Standing::Unknown, _) => continue,
            (Standing::Look, "partial") => {
                (format!("{what} lacks data: its notes say which."), show)
            }
            (Standing::Look, word) if word.ends_with("late") => {
                (format!("{what} came {word}."), show)
            }
            (_, word) => {
                let why =
                    session.why.as_ref().map(|why| format!(": {}", why.trim_end_matches('.')));
                (format!("{what} is {word}{}.", why.unwrap_or_default()), make)
            }
        };
        overview.concern(ConcernKind::Partial, text, help);
    }
}

/// A desk whose last brief was missed, and where nothing has run since, is asleep.
fn asleep_since(overview: &Overview) -> Option<Instant> {
    let last = overview.last.as_ref().filter(|last| last.words == "Missed")?;
    let ran_at = overview.jobs.iter().filter_map(|job| job.last_at).max()?;
    (ran_at < last.due_at).then_some(ran_at)
}

pub(super) fn of_sources(overview: &mut Overview) {
    const LOOK: &str = "contrabrief doctor";
    for gives in ["articles", "prices"] {
        let asked: Vec<SourceRow> = overview
            .sources
            .iter()
            .filter(|row| row.gives == gives && row.standing != Standing::Unknown)
            .cloned()
            .collect();
        let dead: Vec<&SourceRow> =
            asked.iter().filter(|row| row.standing == Standing::Failing).collect();
        if dead.is_empty() {
            continue;
        }
        if dead.len() == asked.len() {
            let text = format!("No source of {gives} answers.");
            overview.concern(ConcernKind::Sources, text, LOOK);
            continue;
        }
        for row in dead.iter().take(SOURCES_MAX) {
            let since = row.failing_since.map(|at| format!(" since {}", overview.moment(at)));
            let error = row.error.as_ref().map(|error| format!(": {error}"));
            let text = format!(
                "Source {} has not answered{}{}.",
                row.id,
                since.unwrap_or_default(),
                error.unwrap_or_default()
            );
            overview.concern(ConcernKind::Partial, text, LOOK);
        }
        if dead.len() > SOURCES_MAX {
            let text =
                format!("{} more sources of {gives} do not answer.", dead.len() - SOURCES_MAX);
            overview.concern(ConcernKind::Partial, text, LOOK);
        }
    }
}

/// `open` counts every edition; what is settled counts of the latest day alone.
pub(super) fn of_deliveries(overview: &mut Overview, open: &BTreeMap<String, u32>) {
    const LOOK: &str = "contrabrief deliver status --unsettled";
    let of = |word: &str| open.get(word).copied().unwrap_or_default();
    let (unsure, retrying) = (of("unsure"), of("deferred"));
    if unsure > 0 {
        let text = format!("{} unsure: the answer after the body was lost.", deliveries(unsure));
        overview.concern(ConcernKind::Delivery, text, LOOK);
    }
    let (refused, bounced) =
        overview.delivered.as_ref().map_or((0, 0), |day| (day.counts.refused, day.counts.bounced));
    if refused > 0 {
        let text = format!("{} refused or given up.", deliveries(refused));
        overview.concern(ConcernKind::Delivery, text, LOOK);
    }
    if retrying > 0 {
        let text = format!("{} tried again.", being(retrying));
        overview.concern(ConcernKind::Partial, text, LOOK);
    }
    if bounced > 0 {
        let text = format!("{bounced} of the latest deliveries came back.");
        overview.concern(ConcernKind::Partial, text, "contrabrief subscribers list");
    }
}

fn deliveries(count: u32) -> String {
    if count == 1 { "1 delivery is".to_owned() } else { format!("{count} deliveries are") }
}

fn being(count: u32) -> String {
    format!("{} being", deliveries(count))
}

/// Adds what is wrong with the ground that all stands on, sorts, and says it in a sentence.
pub(super) fn weigh(
    overview: &mut Overview,
    config: &Config,
    store: Option<&StoreError>,
    archive: Option<&ArchiveError>,
) {
    const DOCTOR: &str = "contrabrief doctor";
    const VERIFY: &str = "contrabrief archive verify";
    if asleep_since(overview).is_some() {
        let text = "No daemon seems to be at work.";
        overview.concern(ConcernKind::Partial, text, "contrabrief daemon");
    }
    if let Some(error) = store {
        let text = format!("The database cannot be read: {}.", words(error));
        overview.concern(ConcernKind::Storage, text, DOCTOR);
    }
    if let Some(error) = archive.filter(|_| config.archive_root.exists()) {
        let text = format!("The archive cannot be reached: {}.", words(error));
        overview.concern(ConcernKind::Storage, text, DOCTOR);
    }
    if archive.is_none() && overview.archive.standing == Standing::Failing {
        let text = "The last check found the archive altered.";
        overview.concern(ConcernKind::Storage, text, VERIFY);
    }
    let since = overview.archive.checked_at.map(|at| overview.made_at - at);
    if overview.archive.editions > 0 && since.is_none_or(|since| since > CHECK_EVERY) {
        let text = match since {
            Some(since) => format!("The archive was last checked {} days ago.", since.num_days()),
            None => "The archive has never been checked.".to_owned(),
        };
        overview.concern(ConcernKind::Partial, text, VERIFY);
    }
    if let Some(free) = overview.machine.free_bytes.filter(|free| *free < FREE_BYTES_MIN) {
        let text = format!("Only {} are free on the database's disk.", size(free));
        overview.concern(ConcernKind::Partial, text, DOCTOR);
    }
    // What the operator was written to about is one thing with what is seen of it here.
    let seen: Vec<String> = overview.concerns.iter().map(|concern| concern.help.clone()).collect();
    overview.incidents.retain(|incident| !seen.contains(&incident.fix));
    overview.concerns.sort_by_key(|concern| std::cmp::Reverse(concern.kind));
    (overview.standing, overview.sentence) = sentence(overview);
}

fn sentence(overview: &Overview) -> (Standing, String) {
    let count = overview.concerns.len() + overview.incidents.len();
    let things = if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
    let has_run = overview.jobs.iter().any(|job| job.last_at.is_some());
    match overview.worst() {
        Some(ConcernKind::Storage) => {
            (Standing::Failing, format!("Not working: {things} to look at"))
        }
        _ if let Some(at) = asleep_since(overview) => {
            (Standing::Failing, format!("Nothing has run since {}", overview.moment(at)))
        }
        None if count == 0 && !has_run => (Standing::Unknown, "Nothing has run yet".to_owned()),
        None if count == 0 => (Standing::Well, "Working, and nothing to look at".to_owned()),
        _ => (Standing::Look, format!("Working, with {things} to look at")),
    }
}

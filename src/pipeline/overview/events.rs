//! Takes the last runs and the sources' failures; gives what happened lately, newest first.
//! What went as always is left out.

use super::jobs::{result, standing};
use crate::model::overview::{Event, Overview, Standing};
use crate::store::{Run, Store, StoreError};

/// The most events shown.
const EVENTS_MAX: usize = 8;

/// The most runs looked through.
const RUNS_MAX: u32 = 150;

pub(super) fn events(overview: &Overview, store: &Store) -> Result<Vec<Event>, StoreError> {
    let runs = store.runs(RUNS_MAX)?;
    let mut events: Vec<Event> = runs.iter().filter(|run| is_told(run)).map(event).collect();
    // A job that fails again and again in the same words is one event, its newest.
    let mut seen: Vec<(String, String)> = Vec::new();
    events.retain(|event| {
        let said = (event.about.clone(), event.text.clone());
        let is_new = !seen.contains(&said);
        seen.push(said);
        is_new
    });
    for source in &overview.sources {
        let (Some(at), Some(error)) = (source.failing_since, &source.error) else { continue };
        let text = format!("{}: {error}", source.id);
        events.push(Event { at, about: "source".to_owned(), standing: source.standing, text });
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(EVENTS_MAX);
    Ok(events)
}

/// Briefs and deliveries are told of; of the rest only what went wrong.
fn is_told(run: &Run) -> bool {
    let is_news = matches!(run.verb.as_str(), "run" | "deliver");
    run.outcome.is_some() && (is_news || standing(run) != Standing::Well)
}

fn event(run: &Run) -> Event {
    let (about, what) = match run.verb.as_str() {
        "run" => ("brief", "archived "),
        verb => (verb, ""),
    };
    let standing = standing(run);
    let edition =
        run.edition.as_ref().filter(|_| run.verb != "run" || standing == Standing::Failing);
    let before = edition.map_or_else(String::new, |key| format!("{key}: "));
    let what = if standing == Standing::Failing { "" } else { what };
    Event {
        at: run.ended_at.unwrap_or(run.begun_at),
        about: about.to_owned(),
        standing,
        text: format!("{before}{what}{}", result(run)),
    }
}

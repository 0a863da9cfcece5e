//! Takes the configured sources and how each answered; gives a row for each source, all its
//! tickers together.

use std::collections::BTreeMap;

use chrono::Duration;

use crate::config::{Config, PRICE_KINDS, SOURCE_KINDS};
use crate::model::overview::{SourceRow, Standing};
use crate::model::{Instant, SourceHealth, SourceId, Wait};
use crate::store::{SourceAnswer, Store, StoreError};

/// A source that failed so often in a row is dead until it answers.
pub(super) const DEAD_AFTER: u32 = 3;

pub(super) fn rows(
    config: &Config,
    store: &Store,
    now: Instant,
) -> Result<Vec<SourceRow>, StoreError> {
    let health = store.all_source_health()?;
    let answers = store.answers_since(now - Duration::days(7))?;
    let articles = config.sources.iter().map(|it| {
        let kind = SOURCE_KINDS.iter().find(|(_, kind)| *kind == it.source.kind);
        (&it.source.id, "articles", kind.map_or("", |(word, _)| word))
    });
    let prices = config.prices.iter().map(|it| {
        let kind = PRICE_KINDS.iter().find(|(_, kind)| *kind == it.kind);
        (&it.id, "prices", kind.map_or("", |(word, _)| word))
    });
    Ok(articles
        .chain(prices)
        .map(|(id, gives, kind)| row((id, gives, kind), &health, &answers, now))
        .collect())
}

/// Whether a label, such as `daily-csv NVDA`, is of a source.
fn is_of(id: &SourceId, label: &SourceId) -> bool {
    label
        .as_str()
        .strip_prefix(id.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn row(
    (id, gives, kind): (&SourceId, &'static str, &str),
    health: &BTreeMap<SourceId, SourceHealth>,
    answers: &[SourceAnswer],
    now: Instant,
) -> SourceRow {
    let health: Vec<(&SourceId, &SourceHealth)> =
        health.iter().filter(|(label, _)| is_of(id, label)).collect();
    let answers: Vec<&SourceAnswer> =
        answers.iter().filter(|answer| is_of(id, &answer.source)).collect();
    let failing: Vec<_> = health.iter().filter(|(_, it)| it.failures_in_a_row > 0).collect();
    let is_dead = |it: &SourceHealth| it.failures_in_a_row >= DEAD_AFTER;
    let standing = match (health.len(), failing.len()) {
        (0, _) => Standing::Unknown,
        (_, 0) => Standing::Well,
        _ if health.iter().all(|(_, it)| is_dead(it)) => Standing::Failing,
        _ => Standing::Look,
    };
    let error = failing.first().and_then(|(label, it)| {
        let said = it.last_error.as_deref()?;
        let about = label.as_str().strip_prefix(id.as_str()).unwrap_or_default().trim();
        Some(if about.is_empty() { said.to_owned() } else { format!("{about}: {said}") })
    });
    let day = now - Duration::hours(24);
    let mut took: Vec<i64> =
        answers.iter().filter(|it| !it.failed).map(|it| it.took_us / 1_000).collect();
    took.sort_unstable();
    let until = failing.iter().filter_map(|(_, it)| it.wait);
    SourceRow {
        id: id.to_string(),
        gives,
        kind: kind.to_owned(),
        standing,
        error: error.map(|error| super::short(&error)),
        answered_at: health.iter().filter_map(|(_, it)| it.last_ok_at).max(),
        failing_since: failing.iter().filter_map(|(_, it)| it.failing_since).min(),
        left_until: until
            .filter(|(until, why)| *why != Wait::Fresh && *until > now)
            .map(|(until, _)| until)
            .max(),
        items_24h: answers.iter().filter(|it| it.at > day).map(|it| it.items).sum(),
        median_ms: took.get(took.len().saturating_sub(1) / 2).copied(),
        asked_7d: count(&answers, |_| true),
        failed_7d: count(&answers, |it| it.failed),
    }
}

fn count(answers: &[&SourceAnswer], is: impl Fn(&SourceAnswer) -> bool) -> u32 {
    u32::try_from(answers.iter().filter(|it| is(it)).count()).unwrap_or(u32::MAX)
}

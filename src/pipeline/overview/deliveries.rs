//! Takes the ledger's counts; gives who has the latest editions and who has not.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use crate::config::Config;
use crate::model::Instant;
use crate::model::overview::{Counts, DayDelivered, EditionDelivered};
use crate::store::{Store, StoreError, Tally};

/// How many days back editions are counted.
const DAYS_BACK: u64 = 14;

/// The most editions shown.
const ROWS_MAX: usize = 8;

/// What is shown of the ledger: the latest day first, and within it what is not complete.
pub(super) fn shown(mut rows: Vec<EditionDelivered>) -> Vec<EditionDelivered> {
    rows.sort_by_key(|row| (Reverse(row.date), row.counts.accepted == row.counts.due));
    rows.truncate(ROWS_MAX);
    rows
}

pub(super) fn rows(
    config: &Config,
    store: &Store,
    now: Instant,
) -> Result<Vec<EditionDelivered>, StoreError> {
    let mut rows = Vec::new();
    let briefs = config.briefs.iter().map(|brief| &brief.scope.brief);
    for id in briefs.chain(config.flashes.iter().map(|flash| &flash.id)) {
        // Where nothing was delivered for long, the last that was.
        let newest = store.runs_of("deliver", Some(id), 1)?;
        let newest = newest.first().and_then(|run| Some(run.edition.as_ref()?.date));
        let to = newest.unwrap_or(NaiveDate::MAX).min(now.date_naive());
        let since = to.checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(NaiveDate::MIN);
        for tally in store.tallies(id, since)? {
            rows.push(EditionDelivered {
                brief: tally.key.brief.to_string(),
                date: tally.key.date,
                revision: tally.revision.to_string(),
                counts: counts(&tally),
            });
        }
    }
    // Stable: a brief's revisions stay newest first.
    rows.sort_by_key(|row| Reverse(row.date));
    Ok(rows)
}

fn counts(tally: &Tally) -> Counts {
    let of = |word: &str| tally.states.get(word).copied().unwrap_or_default();
    let (accepted, waiting, retrying) = (of("accepted"), of("intent"), of("deferred"));
    let (unsure, refused) = (of("unsure"), of("refused") + of("expired"));
    let bounced = tally.bounced.min(accepted);
    Counts {
        due: accepted + waiting + retrying + unsure + refused,
        accepted: accepted - bounced,
        waiting,
        retrying,
        bounced,
        unsure,
        refused,
    }
}

/// The briefs of the latest day together, each by its newest revision, and all of its flashes.
pub(super) fn latest_day(
    config: &Config,
    rows: &[EditionDelivered],
    now: Instant,
    timezone: Tz,
) -> Option<DayDelivered> {
    let date = rows.first()?.date;
    let mut newest: BTreeMap<(&str, Option<&str>), Counts> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.date == date) {
        let is_flash = config.flashes.iter().any(|flash| flash.id.as_str() == row.brief);
        let number = is_flash.then_some(row.revision.as_str());
        newest.entry((&row.brief, number)).or_insert(row.counts);
    }
    let counts = newest.into_values().fold(Counts::default(), Counts::and);
    let is_today = now.with_timezone(&timezone).date_naive() == date;
    Some(DayDelivered { date, is_today, counts })
}

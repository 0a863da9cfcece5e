//! What has to hold after all: nothing lost, nothing twice, the chain whole, the bytes
//! reproducible. Every check holds what the program kept against what happened outside of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use contrabrief::calendar;
use contrabrief::clock::Clock;
use contrabrief::config::{Config, Environment};
use contrabrief::model::{
    BriefId, Delivery, DeliveryState, EditionKey, OccurrenceState, Plan, Revision,
};
use contrabrief::pipeline::{Knowledge, Pipeline, Replayed, Settings};
use contrabrief::store::Store;
use rusqlite::Connection;

use super::{BRIEFS, QUIET_DAYS, Soak, begins};
use crate::steps::leftovers;

#[expect(clippy::print_stdout, reason = "the figures of a long run")]
pub(super) fn all(soak: &Soak, days: u64) {
    let ends = begins() + Days::new(days + QUIET_DAYS);
    let database = soak.desk.path("data/contrabrief.db");
    let store = Store::open(&database).unwrap();
    store.check_integrity().unwrap();
    let sql = Connection::open(&database).unwrap();
    let (made, states) = editions_are_made_or_say_why_not(soak, &store, ends);
    facts_are_there_once(soak, &sql);
    let mails = ledger_is_true(soak, &store, &made);
    nothing_is_left_over(soak, &sql);
    archive_is_whole_and_reproducible(soak, &made, ends);
    let failures: u32 = {
        let record = soak.server.record.lock().unwrap();
        record.failures.values().map(|count| u32::try_from(*count).unwrap()).sum()
    };
    println!(
        "seed {}, {days} days: {:?}; {} articles amended, {} bars restated; the mail server failed {failures} times; \
         editions {states:?}; mails {mails:?}; every one of {} editions made again",
        soak.seed,
        soak.tally,
        soak.market.amended,
        soak.market.restated,
        made.len()
    );
}

fn plan_of(calendar: &str, at: &str, zone: &str) -> Plan {
    Plan {
        at: NaiveTime::parse_from_str(at, "%H:%M").unwrap(),
        timezone: zone.parse().unwrap(),
        on: contrabrief::model::CalendarId::of_word(calendar).unwrap().into(),
    }
}

/// Every edition that was due, from sessions and civil time alone, and its cut-off.
fn due(ends: DateTime<Utc>) -> BTreeMap<EditionKey, DateTime<Utc>> {
    let mut due = BTreeMap::new();
    for (id, calendar, at, zone, _, _) in BRIEFS {
        let plan = plan_of(calendar, at, zone);
        let (first, last) = (begins().date_naive(), ends.date_naive());
        for date in calendar::editions_between(&plan, first, last) {
            let at = calendar::instant_of(date, plan.at, plan.timezone);
            // The first beat plans, and the last may come before the last hours' editions.
            if begins() + Duration::hours(1) < at && at < ends - Duration::hours(4) {
                due.insert(EditionKey { brief: BriefId::parse(id).unwrap(), date }, at);
            }
        }
    }
    due
}

/// Gives those that were made, and how many ended in which state.
fn editions_are_made_or_say_why_not(
    soak: &Soak,
    store: &Store,
    ends: DateTime<Utc>,
) -> (BTreeSet<EditionKey>, BTreeMap<&'static str, u32>) {
    let rows = store.occurrences(begins() - Duration::days(9), ends).unwrap();
    let count = rows.len();
    let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
    assert_eq!(rows.len(), count, "one row each");
    let mut states: BTreeMap<&str, u32> = BTreeMap::new();
    let mut made = BTreeSet::new();
    for key in due(ends).into_keys() {
        let row = rows.get(&key).unwrap_or_else(|| panic!("{key} has no row"));
        *states.entry(row.state.word()).or_default() += 1;
        let is_made = folder(soak, &key).join("r001").is_dir();
        assert_eq!(is_made, row.state == OccurrenceState::Done, "{row:?}");
        assert_eq!(row.reason.is_none(), is_made, "{row:?}");
        let is_open = matches!(row.state, OccurrenceState::Planned | OccurrenceState::Waiting);
        assert!(!is_open, "{row:?}");
        if is_made {
            made.insert(key);
        }
    }
    // Nor is there one twice. One that was never made may have left its folder, empty.
    let archived = rows.into_keys().filter(|key| folder(soak, key).join("r001").is_dir());
    let archived: BTreeSet<EditionKey> = archived.collect();
    for key in &archived {
        let names = fs::read_dir(folder(soak, key)).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["LATEST", "r001"], "{key}");
    }
    assert!(archived.is_superset(&made));
    (archived, states)
}

fn folder(soak: &Soak, key: &EditionKey) -> PathBuf {
    soak.desk.path(&format!("reports/{}/{}", key.date.format("%Y/%m/%d"), key.brief))
}

fn facts_are_there_once(soak: &Soak, sql: &Connection) {
    let mut statement = sql.prepare("SELECT title, id || ' ' || version FROM articles").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let mut titles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (title, version) = row.unwrap();
        titles.entry(title).or_default().push(version);
    }
    for (title, versions) in &titles {
        assert_eq!(versions.len(), 1, "{title} is there twice: {versions:?}");
        assert!(soak.market.titles.contains(title), "{title} was never served");
    }
    for title in &soak.market.taken_titles {
        assert!(titles.contains_key(title), "{title} was taken and is lost");
    }
    // By a clock that was set back, a close is told of a session that is not over: it is there
    // once as that, and once as final.
    let once = "SELECT ticker, session, close_e8, count(*) AS times FROM bars
        GROUP BY ticker, session, close_e8, finality";
    let most =
        format!("SELECT ticker, session, close_e8, max(times) FROM ({once}) GROUP BY 1, 2, 3");
    let mut statement = sql.prepare(&most).unwrap();
    let bar = |row: &rusqlite::Row| {
        let (session, close): (String, i64) = (row.get(1)?, row.get(2)?);
        let session: NaiveDate = session.parse().expect("a date");
        let cents = u64::try_from(close / 1_000_000).expect("a price");
        Ok(((row.get::<_, String>(0)?, session, cents), row.get::<_, u32>(3)?))
    };
    let bars: BTreeMap<_, _> = statement.query_map([], bar).unwrap().map(Result::unwrap).collect();
    for (bar, count) in &bars {
        assert_eq!(*count, 1, "{bar:?} is there more than once");
        assert!(soak.market.bars.contains(bar), "{bar:?} was never served");
    }
    for bar in &soak.market.taken_bars {
        assert!(bars.contains_key(bar), "{bar:?} was taken and is lost");
    }
    let (taken, served) = (soak.market.taken_titles.len(), soak.market.titles.len());
    assert!(taken * 10 > served * 8, "only {taken} of {served} titles count");
}

#[derive(Debug, Default)]
pub(super) struct Mails {
    accepted: usize,
    refused: usize,
    expired: usize,
    second_copies: usize,
    unsure: usize,
}

fn ledger_is_true(soak: &Soak, store: &Store, made: &BTreeSet<EditionKey>) -> Mails {
    let record = soak.server.record.lock().unwrap();
    let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
    for id in record.mailboxes.values().flat_map(|mailbox| &mailbox.kept) {
        *copies.entry(id).or_default() += 1;
    }
    let deliveries = store.deliveries(None).unwrap();
    let mut mails = Mails::default();
    let mut readers: BTreeMap<&EditionKey, BTreeSet<&str>> = BTreeMap::new();
    for delivery in &deliveries {
        assert_eq!(delivery.key.revision, Revision::FIRST);
        let is_new =
            readers.entry(&delivery.key.edition).or_default().insert(&delivery.key.subscriber.0);
        assert!(is_new, "{delivery:?} twice");
        let copies = copies.remove(delivery.message_id.as_str()).unwrap_or_default();
        mail_is_accounted_for(store, delivery, copies, &mut mails);
    }
    assert!(copies.is_empty(), "mailed and not in the ledger: {copies:?}");
    for key in made {
        let (.., expected) = BRIEFS.iter().find(|brief| brief.0 == key.brief.as_str()).unwrap();
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(readers.get(key), Some(&expected), "{key}");
    }
    mails
}

fn mail_is_accounted_for(store: &Store, delivery: &Delivery, copies: usize, mails: &mut Mails) {
    let attempts = store.attempts(&delivery.key).unwrap();
    // An attempt whose body went out and whose answer never came.
    let silent = attempts.iter().filter(|attempt| {
        attempt.phase == "data" && attempt.outcome.as_deref().is_none_or(|word| word == "unsure")
    });
    let silent = silent.count();
    match &delivery.state {
        DeliveryState::Accepted { .. } => {
            mails.accepted += 1;
            assert!(copies >= 1, "accepted and never there: {delivery:?}");
            assert!(copies - 1 <= silent, "{copies} copies: {delivery:?} {attempts:?}");
            mails.second_copies += copies - 1;
        }
        DeliveryState::Refused { reply, .. } => {
            mails.refused += 1;
            assert!(!reply.is_empty() && copies <= silent, "{delivery:?}");
        }
        DeliveryState::Expired { reply } => {
            mails.expired += 1;
            assert!(!reply.is_empty() && copies <= silent, "{delivery:?}");
        }
        DeliveryState::Unsure { .. } => mails.unsure += 1,
        state => panic!("{state:?} after all: {delivery:?}"),
    }
}

fn nothing_is_left_over(soak: &Soak, sql: &Connection) {
    assert_eq!(leftovers(&soak.desk.path("")), Vec::<PathBuf>::new());
    let cut_off: u32 = sql
        .query_row("SELECT count(*) FROM runs WHERE ended_at IS NULL", [], |row| row.get(0))
        .unwrap();
    let kills: u32 = soak.tally.kills.values().sum();
    assert!(cut_off <= kills, "{cut_off} runs never ended, {kills} kills");
}

fn archive_is_whole_and_reproducible(
    soak: &Soak,
    made: &BTreeSet<EditionKey>,
    ends: DateTime<Utc>,
) {
    let file = soak.desk.path("contrabrief.toml");
    let config = Config::load(&file, &Environment::from_pairs([])).unwrap();
    let mut pipeline = Pipeline::open(config, Clock::Fixed(ends), "checks").unwrap();
    let verified = pipeline.verify_archive().unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    assert_eq!(usize::try_from(verified.editions).unwrap(), made.len());
    let chain: usize = fs::read_dir(soak.desk.path("reports/chain"))
        .unwrap()
        .map(|year| fs::read_to_string(year.unwrap().path()).unwrap().lines().count())
        .sum();
    assert_eq!(chain, made.len(), "each edition is in the chain once");
    for key in made {
        let rerun = pipeline.rerun(key, None, Knowledge::Archived, Settings::Snapshot);
        let replayed = soak.runtime.block_on(rerun).unwrap();
        assert!(matches!(replayed, Replayed::Same(_)), "{replayed:?}");
    }
}

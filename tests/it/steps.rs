//! Every step of a day at which the program can be killed or fail: it goes on to the same edition,
//! in the chain once, the facts in the store once, and each reader mailed once; twice only where
//! the server took a message and its answer was lost, which the ledger says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use contrabrief::exit_code::ExitCode;
use contrabrief::faults::{Act, Fault, Plan, Step};
use contrabrief::model::DeliveryState;
use contrabrief::store::Store;
use rusqlite::Connection;

use crate::faults::{BARS, FEED, config_for, morning};
use crate::support::desk::Desk;
use crate::support::life::{Answer, Life, Order};
use crate::support::mail::Mail;
use crate::support::web::Web;

const RUN: [&str; 3] = ["run", "--date", "2026-03-25"];
const EDITION: &str = "reports/2026/03/25/desk";
/// How often a day is begun again before it counts as stuck.
const ATTEMPTS_MAX: usize = 4;

/// A desk with its sources, its mail server and two readers.
struct Place {
    desk: Desk,
    mail: Mail,
    now: DateTime<Utc>,
    _web: Web,
}

impl Place {
    fn new() -> Self {
        let (web, mail) = (Web::start(), Mail::start(&[]));
        web.set("/feed.rss", "application/rss+xml", FEED);
        web.set("/HELX.csv", "text/csv", BARS);
        let smtp = "connections_max = 1\ndomain_messages_per_minute_max = 0\n";
        let readers = ["ann".to_owned(), "bo".to_owned()];
        let config = config_for(&web, Some(&mail), &readers) + smtp;
        // The same text at every place, so that every place gives the same edition.
        let desk = Desk::in_memory(&config, morning());
        Self { desk, mail, now: morning(), _web: web }
    }

    /// A day in a process of its own; `None` where it died.
    fn day(&self, life: &mut Life, plan: Option<Plan>) -> Option<Answer> {
        let order = Order::command(self.desk.path(""), self.now, &RUN);
        life.follow(&plan.map_or(order.clone(), |plan| order.with(plan)))
    }

    /// Runs a command and expects it to end well.
    fn run(&self, life: &mut Life, words: &[&str], context: &str) {
        let order = Order::command(self.desk.path(""), self.now, words);
        let answer = life.follow(&order).unwrap();
        assert_eq!(answer.exit_code, ExitCode::Done as u8, "{context}: {}", answer.err);
    }

    /// Begins the day again until it is done, and sends later what could not be sent.
    fn goes_on(&mut self, life: &mut Life, context: &str) {
        let done = [ExitCode::Done, ExitCode::Partial, ExitCode::Delivery].map(|code| code as u8);
        let mut attempts = (0..ATTEMPTS_MAX).map(|_| self.day(life, None).unwrap());
        let is_done = attempts.any(|answer| done.contains(&answer.exit_code));
        assert!(is_done, "{context}: the day never ends");
        // By then nothing is too early, and what is unsure has waited for proof.
        self.now = morning() + Duration::minutes(30);
        self.run(life, &["deliver", "retry"], context);
    }

    /// Gives how many readers got a second copy.
    fn is_whole(&self, life: &mut Life, context: &str) -> usize {
        self.run(life, &["archive", "verify"], context);
        self.run(life, &["rerun", "--date", "2026-03-25"], context);
        let chain = fs::read_to_string(self.desk.path("reports/chain/2026.jsonl")).unwrap();
        assert_eq!(chain.lines().count(), 1, "{context}: {chain}");
        assert!(!self.desk.path(&format!("{EDITION}/r002")).exists(), "{context}");
        assert_eq!(leftovers(&self.desk.path("")), Vec::<PathBuf>::new(), "{context}");
        let facts = Connection::open(self.desk.path("data/contrabrief.db")).unwrap();
        for (table, expected) in [("articles", 3), ("bars", 3), ("editions", 1)] {
            let sql = format!("SELECT count(*) FROM {table}");
            let count: u32 = facts.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(count, expected, "{context}: {table}");
        }
        self.copies(context)
    }

    fn copies(&self, context: &str) -> usize {
        let store = Store::open(&self.desk.path("data/contrabrief.db")).unwrap();
        let deliveries = store.deliveries(None).unwrap();
        assert_eq!(deliveries.len(), 2, "{context}");
        let received = self.mail.received();
        let mut second = 0;
        for delivery in deliveries {
            let is_accepted = matches!(delivery.state, DeliveryState::Accepted { .. });
            assert!(is_accepted, "{context}: {delivery:?}");
            let to = format!("<{}>", delivery.address);
            let copies: Vec<_> = received.iter().filter(|taken| taken.to == to).collect();
            assert!(!copies.is_empty(), "{context}: {to} is missing");
            for copy in &copies {
                assert!(copy.body.contains(&delivery.message_id), "{context}: another identity");
            }
            let unsure = store.attempts(&delivery.key).unwrap().into_iter().filter(|attempt| {
                attempt.phase == "data"
                    && attempt.outcome.as_deref().is_none_or(|word| word == "unsure")
            });
            assert!(copies.len() - 1 <= unsure.count(), "{context}: {to} has an unlisted copy");
            second += copies.len() - 1;
        }
        second
    }

    /// The edition's own hash.
    fn edition(&self) -> serde_json::Value {
        let manifest = fs::read(self.desk.path(&format!("{EDITION}/r001/manifest.json"))).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        manifest["outputs"].clone()
    }
}

/// Half-written files, anywhere.
pub(crate) fn leftovers(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().contains(".tmp-") {
                found.push(path);
            } else if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            }
        }
    }
    found
}

/// The first, the last and some times between at which a step is gone through.
fn times(step: Step, count: u32) -> Vec<u32> {
    let parts = if step == Step::ArchiveDisk { 8 } else { 2 };
    let mut times: Vec<u32> =
        (0..=parts).map(|part| count.saturating_sub(1) * part / parts).collect();
    times.dedup();
    times
}

/// How often each step is gone through in a day without faults, and the edition of such a day.
fn undisturbed(life: &mut Life) -> (BTreeMap<Step, u32>, serde_json::Value) {
    let place = Place::new();
    let answer = place.day(life, None).unwrap();
    assert_eq!(answer.exit_code, ExitCode::Done as u8, "{}", answer.err);
    assert_eq!(place.is_whole(life, "undisturbed"), 0);
    let count = |step: Step| (step, answer.reached.get(step.name()).copied().unwrap_or_default());
    (Step::ALL.into_iter().map(count).collect(), place.edition())
}

#[test]
fn a_day_goes_through_every_step_that_is_listed() {
    let (reached, _) = undisturbed(&mut Life::begin());
    assert!(reached.values().all(|count| *count > 0), "{reached:?}");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md"));
    let text = text.unwrap();
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .filter(|name| name.contains('.'))
        .collect();
    assert_eq!(listed, Step::ALL.map(Step::name));
}

#[test]
fn killed_at_any_step_a_day_goes_on_to_the_same_edition_and_each_reader_gets_it() {
    let mut life = Life::begin();
    let (reached, edition) = undisturbed(&mut life);
    let (mut kills, mut second) = (0, 0);
    for (step, count) in reached {
        for skip in times(step, count) {
            let context = format!("killed at {} after {skip}", step.name());
            let mut place = Place::new();
            let plan = Plan { step, skip, act: Act::Kill };
            assert!(place.day(&mut life, Some(plan)).is_none(), "{context}: it lives");
            place.goes_on(&mut life, &context);
            let copies = place.is_whole(&mut life, &context);
            // The outcome of one message is on its way to the disk while the next one's envelope
            // is on the wire: with one connection never more than one is at stake.
            let at_stake =
                !["collect.", "archive."].iter().any(|stage| step.name().starts_with(stage));
            assert!(copies <= usize::from(at_stake), "{context}: {copies} second copies");
            assert_eq!(place.edition(), edition, "{context}");
            (kills, second) = (kills + 1, second + copies);
        }
    }
    eprintln!("{kills} kills at {} steps, {second} second copies, each listed", Step::ALL.len());
}

#[test]
fn killed_between_two_news_windows_a_day_tells_the_rest_alone() {
    let mut life = Life::begin();
    let (reached, edition) = undisturbed(&mut life);
    let step = Step::StoreCommitted;
    // A day that finds nothing kept writes down each of the windows of three years as it is told.
    let commits = reached[&step];
    assert!(commits > 500, "{commits}");
    let place = Place::new();
    assert!(place.day(&mut life, Some(Plan { step, skip: commits / 2, act: Act::Kill })).is_none());
    let answer = place.day(&mut life, None).unwrap();
    assert_eq!(answer.exit_code, ExitCode::Done as u8, "{}", answer.err);
    let rest = answer.reached[step.name()];
    assert!(rest < commits * 6 / 10, "{rest} of {commits}");
    assert_eq!(place.edition(), edition);
}

#[test]
fn whatever_fails_at_any_step_the_day_goes_on_and_each_reader_gets_the_edition() {
    let mut life = Life::begin();
    let (reached, edition) = undisturbed(&mut life);
    let (mut cases, mut second) = (0, 0);
    for (step, count) in reached {
        for skip in times(step, count) {
            for fault in Fault::ALL {
                let context = format!("{fault:?} at {} after {skip}", step.name());
                if is_the_same_elsewhere(step, fault) {
                    continue;
                }
                let mut place = Place::new();
                let plan = Plan { step, skip, act: Act::Fail(fault) };
                let answer = place.day(&mut life, Some(plan)).unwrap();
                assert!(answer.fired, "{context}: nothing happened");
                if step.name().starts_with("collect.") {
                    // The edition of the day is out, and says what is missing.
                    assert_eq!(answer.exit_code, ExitCode::Partial as u8, "{context}");
                    assert!(answer.err.contains(step.name()), "{context}: {}", answer.err);
                    continue;
                }
                place.goes_on(&mut life, &context);
                second += place.is_whole(&mut life, &context);
                assert_eq!(place.edition(), edition, "{context}");
                cases += 1;
            }
        }
    }
    eprintln!("{cases} failures, {second} second copies, each listed");
}

/// Only of a change of the disk does it matter how it failed, and only of the store whether it was
/// full.
fn is_the_same_elsewhere(step: Step, fault: Fault) -> bool {
    match (step, fault) {
        (Step::ArchiveDisk, _) | (_, Fault::Refused) => false,
        (step, Fault::Full) => !step.name().starts_with("store."),
        _ => true,
    }
}

//! A delivery run killed without warning at any instant, and begun again: nobody is missing,
//! and a second copy exists only where the answer to the final dot was not on disk yet.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use contrabrief::model::{Delivery, DeliveryState};
use contrabrief::store::Store;

use crate::faults::{BARS, FEED, config_for, morning};
use crate::smtp_server::Taken;
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

const READERS: usize = 500;
const KILLS: u32 = 200;
/// A run is killed after it said so many more lines to the server, at most.
const LINES_MAX: u64 = 16;
/// And so many microseconds later, at most.
const LIFE_MICROS_MAX: u64 = 1_500;
/// One run in so many is killed before it may have spoken.
const EARLY_ONE_IN: u64 = 8;
const EARLY_MICROS_MAX: u64 = 200_000;

#[test]
fn two_hundred_kills_lose_nobody_and_double_only_what_nobody_could_know() {
    let (mut kills, mut desks, mut doubled) = (0, 0, 0);
    let mut dice = Dice(0x5eed_0000_4711);
    while kills < KILLS {
        let (web, mail) = (Web::start(), Mail::start(&[]));
        let desk = desk(&web, &mail);
        desk.run(&["run", "--no-send", "--date", "2026-03-25"]);
        while kills < KILLS && was_killed(&desk, &mail, &mut dice) {
            kills += 1;
        }
        assert!(begin(&desk).wait().unwrap().success(), "the last run ends well");
        let store = Store::open(&desk.path("data/contrabrief.db")).unwrap();
        doubled += check(&store, &store.deliveries(None).unwrap(), &mail.received());
        desks += 1;
    }
    eprintln!(
        "{kills} kills over {desks} deliveries to {READERS} readers: nobody missing, {doubled} second copies, each listed"
    );
}

/// Begins a run and kills it at an instant that is drawn; `false` when it was done before.
fn was_killed(desk: &Desk, mail: &Mail, dice: &mut Dice) -> bool {
    let mut run = begin(desk);
    // The instant itself is what is drawn, not a wait for something to happen.
    let life = if dice.roll(EARLY_ONE_IN) == 0 {
        dice.roll(EARLY_MICROS_MAX)
    } else {
        let enough = mail.lines() + usize::try_from(dice.roll(LINES_MAX)).unwrap();
        while mail.lines() <= enough && run.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        dice.roll(LIFE_MICROS_MAX)
    };
    std::thread::sleep(Duration::from_micros(life));
    let runs = run.try_wait().unwrap().is_none();
    if runs {
        run.kill().unwrap();
    }
    run.wait().unwrap();
    runs
}

/// Gives how many copies came twice.
fn check(store: &Store, deliveries: &[Delivery], received: &[Taken]) -> usize {
    assert_eq!(deliveries.len(), READERS);
    let mut copies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for Taken { to, body } in received {
        let id = body.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
        copies.entry(to.as_str()).or_default().insert(id);
        *counts.entry(to.as_str()).or_default() += 1;
    }
    let mut doubled = 0;
    for delivery in deliveries {
        assert!(matches!(delivery.state, DeliveryState::Accepted { .. }), "{delivery:?}");
        let to = format!("<{}>", delivery.address);
        let count = counts.get(to.as_str()).copied().unwrap_or(0);
        assert!(count >= 1, "{to} is missing");
        assert_eq!(copies[to.as_str()].len(), 1, "every copy has the same Message-ID");
        let unanswered = store
            .attempts(&delivery.key)
            .unwrap()
            .into_iter()
            .filter(|attempt| attempt.phase == "data")
            .filter(|attempt| attempt.outcome.as_deref().is_none_or(|word| word == "unsure"))
            .count();
        assert!(count - 1 <= unanswered, "{to} has {count} copies, {unanswered} unanswered");
        doubled += count - 1;
    }
    doubled
}

fn begin(desk: &Desk) -> Child {
    Command::new(env!("CARGO_BIN_EXE_contrabrief"))
        .arg("-c")
        .arg(desk.path("contrabrief.toml"))
        .args(["deliver", "send", "--date", "2026-03-25"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn desk(web: &Web, mail: &Mail) -> Desk {
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", BARS);
    let ids: Vec<String> = (0..READERS).map(|n| format!("reader-{n:04}")).collect();
    let smtp = "connections_max = 4\nmessages_per_connection_max = 7\ndomain_messages_per_minute_max = 0\nunsure_wait_minutes = 0\n";
    let config = config_for(web, Some(mail), &ids) + smtp;
    Desk::new(&config, morning())
}

/// xorshift64*, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}

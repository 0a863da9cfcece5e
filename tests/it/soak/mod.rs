//! Days upon days by a clock of their own, with faults drawn from a seed: the program is killed or
//! fails at any named step, the share goes away, sources and the mail server misbehave, the clock
//! steps. At the end everything is held against what happened outside.

mod checks;
mod dice;
mod market;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::time::Duration as Pause;

use chrono::{DateTime, Days, Duration, NaiveTime, TimeZone as _, Utc};
use contrabrief::faults::{Act, Fault, Plan, Step};
use tokio::runtime::Runtime;

use crate::faulty_smtp::{self, Failure, FaultySmtp, Mischief};
use crate::support::desk::Desk;
use crate::support::life::{Answer, Life, Order, Task};
use dice::Dice;
use market::{Market, NAMES, WIRES};

/// Days of the short form, which every run of the tests lives through.
const DAYS: u64 = 45;
/// Days of the long form.
const DAYS_LONG: u64 = 1_000;
const SEED: u64 = 20_260_325;
/// Days at the end without faults, in which all that is open comes to its end.
const QUIET_DAYS: u64 = 3;

const READERS: [(&str, &str); 4] =
    [("ann", "full"), ("bo", "short"), ("cy", "text"), ("di", "full")];
/// Id, calendar, time, zone, names, readers.
type Brief = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);
const BRIEFS: [Brief; 3] = [
    ("us", "XNYS", "06:15", "America/New_York", &["QAAX", "QABX"], &["ann", "bo", "cy"]),
    ("uk", "XLON", "07:00", "Europe/London", &["QACX", "QAAX"], &["ann", "di"]),
    ("coins", "crypto", "00:00", "UTC", &["ELDC"], &["cy", "di"]),
];

/// When the daemon beats, and whether it asks the sources then. Real ones beat more often, and
/// find nothing to do.
const BEATS: [(u32, u32, bool); 9] = [
    (0, 10, false),
    (6, 50, true),
    (7, 10, false),
    (8, 10, false),
    (10, 5, true),
    (10, 25, false),
    (11, 25, false),
    (13, 0, false),
    (21, 30, true),
];

/// What went wrong, by kind.
#[derive(Debug, Default)]
struct Tally {
    kills: BTreeMap<Step, u32>,
    failures: BTreeMap<Step, u32>,
    shares_gone: u32,
    sources_down: u32,
    clock_steps: u32,
    beats: u32,
    /// Beats after which something was told.
    troubled: u32,
}

struct Soak {
    seed: u64,
    dice: Dice,
    desk: Desk,
    market: Market,
    server: FaultySmtp,
    runtime: Runtime,
    life: Life,
    /// What the machine's clock is ahead of the truth, and until when.
    ahead: Duration,
    ahead_until: DateTime<Utc>,
    share_back: Option<DateTime<Utc>>,
    sources_back: Option<DateTime<Utc>>,
    quiet: bool,
    tally: Tally,
    last: VecDeque<String>,
}

fn begins() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 1, 2, 0, 0, 0).unwrap()
}

impl Soak {
    fn new(seed: u64) -> Self {
        let runtime = Runtime::new().unwrap();
        let mischief = Mischief {
            per_mille: 40,
            // A stall and a 421 cost seconds of the real clock; tests/it/delivering has both.
            failures: &[Failure::Refuse, Failure::Defer, Failure::Drop, Failure::Garbage],
            spared: &[faulty_smtp::Step::Greeting, faulty_smtp::Step::Hello],
            stall: Pause::ZERO,
            seed,
        };
        let server = runtime.block_on(FaultySmtp::start(mischief));
        let desk = Desk::in_memory(&config(server.address.port()), begins());
        fs::create_dir(desk.path("sources")).unwrap();
        Self {
            seed,
            dice: Dice::new(seed),
            desk,
            market: Market::new(seed, begins()),
            server,
            runtime,
            life: Life::begin(),
            ahead: Duration::zero(),
            ahead_until: begins(),
            share_back: None,
            sources_back: None,
            quiet: false,
            tally: Tally::default(),
            last: VecDeque::new(),
        }
    }

    fn live(&mut self, days: u64) {
        for day in 0..days + QUIET_DAYS {
            if day == days {
                self.calm_down();
            }
            for (hour, minute, asks) in BEATS {
                let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
                let now = (begins().date_naive() + Days::new(day)).and_time(time).and_utc();
                self.world_until(now);
                let night = day % 10 == 0 && hour == 8;
                self.beat(now, asks, night);
            }
        }
    }

    /// From now on nothing fails.
    fn calm_down(&mut self) {
        self.quiet = true;
        self.server.calm();
        self.give_share_back();
        self.sources_back = None;
        self.ahead = Duration::zero();
    }

    /// Brings the world to an instant, and lets something go wrong in it.
    fn world_until(&mut self, now: DateTime<Utc>) {
        self.market.until(now);
        if self.share_back.is_some_and(|back| back <= now) {
            self.give_share_back();
        }
        if self.sources_back.is_some_and(|back| back <= now) {
            self.sources_back = None;
        }
        if self.ahead_until <= now {
            self.ahead = Duration::zero();
        }
        if !self.quiet {
            self.trouble(now);
        }
        let sources = self.desk.path("sources");
        match self.sources_back {
            None => self.market.serve(&sources),
            Some(_) => fs::write(sources.join(format!("{}.rss", WIRES[0])), "<html>").unwrap(),
        }
    }

    fn trouble(&mut self, now: DateTime<Utc>) {
        let hours = |dice: &mut Dice, most| Duration::hours(1 + i64::from(dice.drawn(most)));
        if self.share_back.is_none() && self.dice.one_in(150) && self.has_archive() {
            // The mount point is there, and the share is not.
            fs::rename(self.desk.path("reports"), self.desk.path("share")).unwrap();
            fs::create_dir(self.desk.path("reports")).unwrap();
            self.share_back = Some(now + hours(&mut self.dice, 12));
            self.tally.shares_gone += 1;
            self.note(format!("{now} the share is gone"));
        }
        if self.sources_back.is_none() && self.dice.one_in(100) {
            self.sources_back = Some(now + hours(&mut self.dice, 30));
            self.tally.sources_down += 1;
            self.note(format!("{now} sources are down"));
        }
        if self.ahead.is_zero() && self.dice.one_in(200) {
            let step = [45, 180, 1_800, -50, -600][self.dice.below(5)];
            self.ahead = Duration::minutes(step);
            self.ahead_until = now + hours(&mut self.dice, 20);
            self.tally.clock_steps += 1;
            self.note(format!("{now} the clock steps by {step} min"));
        }
    }

    fn has_archive(&self) -> bool {
        self.desk.path("reports/chain").is_dir()
    }

    fn give_share_back(&mut self) {
        if self.share_back.take().is_some() {
            // Fails where the program wrote into the mount point.
            fs::remove_dir(self.desk.path("reports")).expect("the mount point stayed empty");
            fs::rename(self.desk.path("share"), self.desk.path("reports")).unwrap();
            self.note("the share is back".to_owned());
        }
    }

    /// A beat of the daemon, which may be its last; then another process goes on at once.
    fn beat(&mut self, now: DateTime<Utc>, asks: bool, night: bool) {
        let plan = if self.quiet || self.dice.below(10) >= 4 { None } else { Some(self.plan()) };
        let folder = self.desk.path("");
        let mut order = Order::new(folder, now + self.ahead, Task::Beat { asks, night });
        if let Some(plan) = plan {
            order = order.with(plan);
        }
        let mut died = self.follow(&order, plan, asks).is_none();
        while died {
            let at = order.at + Duration::minutes(1);
            let plan = self.dice.one_in(4).then(|| self.plan());
            order = Order::new(order.folder, at, Task::Beat { asks, night: false });
            if let Some(plan) = plan {
                order = order.with(plan);
            }
            died = self.follow(&order, plan, asks).is_none();
        }
    }

    fn follow(&mut self, order: &Order, plan: Option<Plan>, asks: bool) -> Option<Answer> {
        self.tally.beats += 1;
        let answer = self.life.follow(order);
        match (&answer, plan) {
            (None, Some(plan)) => *self.tally.kills.entry(plan.step).or_default() += 1,
            (Some(answer), Some(plan)) if answer.fired => {
                *self.tally.failures.entry(plan.step).or_default() += 1;
            }
            _ => {}
        }
        let told = answer.as_ref().map(|answer| answer.faults.join("; "));
        self.note(format!("{} {:?} {:?}: {told:?}", order.at, order.plan, order.task));
        if let Some(answer) = &answer {
            self.tally.troubled += u32::from(!answer.faults.is_empty());
            // What lies ahead of the clock is left out, and said.
            if asks && answer.has_collected && self.ahead >= Duration::zero() {
                self.market.is_taken();
            }
            assert!(!self.quiet || answer.faults.is_empty(), "{:?}", answer.faults);
        }
        answer
    }

    fn plan(&mut self) -> Plan {
        let step = Step::ALL[self.dice.below(Step::ALL.len())];
        let most = match step {
            Step::ArchiveDisk => 120,
            Step::StoreBegun | Step::StoreWritten | Step::StoreCommitted => 20,
            step if step.name().starts_with("deliver.") => 4,
            step if step.name().starts_with("collect.") => 6,
            _ => 1,
        };
        let skip = self.dice.drawn(most);
        let faults =
            [Fault::Refused, Fault::Full, Fault::DoneAnyway, Fault::Forbidden, Fault::Gone];
        let act = match self.dice.below(10) {
            place @ 0..5 => Act::Fail(faults[place]),
            _ => Act::Kill,
        };
        Plan { step, skip, act }
    }

    fn note(&mut self, words: String) {
        self.last.push_back(words);
        if self.last.len() > 60 {
            self.last.pop_front();
        }
    }
}

impl Drop for Soak {
    #[expect(clippy::print_stderr, reason = "how to see a failure again")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let last: Vec<&str> = self.last.iter().map(String::as_str).collect();
            eprintln!(
                "{}\nCONTRABRIEF_SOAK_SEED={} does it again; these were the last beats",
                last.join("\n"),
                self.seed
            );
        }
    }
}

fn config(port: u16) -> String {
    let mut text = String::new();
    for wire in WIRES {
        let _ = write!(
            text,
            "[[source]]\nid = \"{wire}\"\nkind = \"feed\"\npath = \"sources/{wire}.rss\"\nlicence = \"full\"\n"
        );
    }
    text += "[[prices]]\nid = \"daily\"\nkind = \"csv\"\npath = \"sources/{symbol}.csv\"\n";
    for (symbol, name, calendar) in NAMES {
        let kind = if symbol == "ELDC" { "kind = \"crypto\"\n" } else { "" };
        let _ = write!(
            text,
            "[[ticker]]\nsymbol = \"{symbol}\"\nname = \"{name}\"\n{kind}calendar = \"{}\"\n",
            calendar.word()
        );
    }
    for (id, form) in READERS {
        let _ = write!(
            text,
            "[[subscriber]]\nid = \"{id}\"\naddress = \"{id}@reader.example\"\nform = \"{form}\"\n"
        );
    }
    for (id, calendar, at, zone, tickers, readers) in BRIEFS {
        let _ = write!(
            text,
            "[[brief]]\nid = \"{id}\"\ntitle = \"Desk {id}\"\ntickers = {tickers:?}\nrecipients = {readers:?}\n\
             at = \"{at}\"\ntimezone = \"{zone}\"\non = \"sessions:{calendar}\"\n"
        );
    }
    let _ = write!(
        text,
        "[backup]\nkeep = 2\n[smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         from = \"Desk <desk@desk.example>\"\nconnections_max = 1\ndomain_messages_per_minute_max = 0\n"
    );
    text
}

/// A number of the environment, so that a run can be repeated or drawn out.
#[expect(clippy::disallowed_methods, reason = "how else could a person ask for a seed")]
fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

fn lives_through(days: u64) {
    let mut soak = Soak::new(asked("CONTRABRIEF_SOAK_SEED", SEED));
    let days = asked("CONTRABRIEF_SOAK_DAYS", days);
    soak.live(days);
    checks::all(&soak, days);
}

#[test]
fn weeks_of_random_faults_lose_nothing_and_double_nothing() {
    lives_through(DAYS);
}

#[test]
#[ignore = "takes minutes; docs/faults.md says how to run it"]
fn a_thousand_days_of_random_faults_lose_nothing_and_double_nothing() {
    lives_through(DAYS_LONG);
}

//! A year of the scheduler by a clock of its own: holidays, both clock changes, crashes, steps
//! of the clock, an archive that fails for hours. The store is a real one, and an edition is a
//! file that can be made only once.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use contrabrief::calendar;
use contrabrief::model::{BriefId, CalendarId, EditionKey, Occurrence, OccurrenceState, Plan};
use contrabrief::pipeline::{Attempt, Timekeeper};
use contrabrief::schedule::{CatchUp, Rules, Timetable};
use contrabrief::store::Store;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

const CRASHES: usize = 40;
const STEPS: usize = 10;

/// Hours that clock changes skip and repeat, sessions and days, and each way to catch up.
const BRIEFS: [(&str, &str, &str, CalendarId, CatchUp, i64); 8] = [
    ("new-york", "06:15", "America/New_York", CalendarId::Xnys, CatchUp::Latest, 6),
    ("gap", "02:30", "America/New_York", CalendarId::Crypto, CatchUp::Latest, 6),
    ("overlap", "01:30", "America/New_York", CalendarId::Crypto, CatchUp::All, 30),
    ("london", "07:00", "Europe/London", CalendarId::Xlon, CatchUp::All, 72),
    ("frankfurt", "08:10", "Europe/Berlin", CalendarId::Xetr, CatchUp::None, 6),
    ("tokyo", "08:00", "Asia/Tokyo", CalendarId::Xtks, CatchUp::Latest, 48),
    ("lord-howe", "02:15", "Australia/Lord_Howe", CalendarId::Crypto, CatchUp::Latest, 1),
    ("tokens", "00:00", "UTC", CalendarId::Crypto, CatchUp::All, 12),
];

fn timetables() -> Vec<Timetable> {
    let timetable = |(brief, at, zone, calendar, catch_up, grace): (
        &str,
        &str,
        &str,
        CalendarId,
        CatchUp,
        i64,
    )| Timetable {
        brief: BriefId::parse(brief).unwrap(),
        plan: Plan {
            at: NaiveTime::parse_from_str(at, "%H:%M").unwrap(),
            timezone: zone.parse::<Tz>().unwrap(),
            on: calendar.into(),
        },
        rules: Rules { catch_up, grace: Duration::hours(grace), gate: None },
    };
    BRIEFS.into_iter().map(timetable).collect()
}

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
}

fn end() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap()
}

/// What a crash interrupts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Crash {
    /// At any instant.
    Idle,
    /// Once an edition is due, before it is made.
    BeforeMaking,
    /// Once it is made, before the store knows.
    AfterMaking,
}

struct Year {
    random: ChaCha8Rng,
    /// What the machine's clock is ahead of the truth.
    ahead: Duration,
    now: DateTime<Utc>,
    folder: PathBuf,
    crashes: Vec<(DateTime<Utc>, Crash)>,
    steps: Vec<(DateTime<Utc>, Duration)>,
    /// From when to when nothing can be archived.
    outages: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    told_steps: usize,
    rounds: u32,
}

impl Year {
    fn new(seed: u64, folder: &Path) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let kinds = [Crash::Idle, Crash::BeforeMaking, Crash::AfterMaking];
        let mut crashes: Vec<_> =
            (0..CRASHES).map(|n| (instant(&mut random), kinds[n % kinds.len()])).collect();
        crashes.sort_by_key(|(at, _)| *at);
        // Forward and back again, so that the clock ends where it began.
        let mut steps = Vec::new();
        for pair in 0..STEPS / 2 {
            let size = [
                Duration::minutes(45),
                Duration::hours(3),
                Duration::hours(30),
                Duration::days(4),
                Duration::minutes(-50),
            ][pair];
            let at = instant(&mut random);
            steps.extend([(at, size), (at + Duration::hours(below(&mut random, 20)), -size)]);
        }
        steps.sort();
        let outages = (0..6).map(|n| {
            let from = instant(&mut random);
            (from, from + Duration::hours(1 << n))
        });
        let outages = outages.collect();
        let folder = folder.to_owned();
        let (ahead, now, told_steps, rounds) = (Duration::zero(), start(), 0, 0);
        Self { random, ahead, now, folder, crashes, steps, outages, told_steps, rounds }
    }

    /// Lives from start to crash, again and again.
    fn live(&mut self) {
        while self.now < end() {
            if self.live_until_crash() {
                let away = match below(&mut self.random, 4) {
                    0 => Duration::hours(below(&mut self.random, 60)),
                    _ => Duration::seconds(below(&mut self.random, 600)),
                };
                self.now += away;
            }
        }
    }

    /// Whether it ended by a crash.
    fn live_until_crash(&mut self) -> bool {
        let store = Store::open(&self.folder.join("contrabrief.db")).unwrap();
        let mut keeper = Timekeeper::new(timetables(), self.wall());
        while self.now < end() {
            self.step_clock();
            let crash = self.crashes.first().copied().filter(|(at, _)| *at <= self.now);
            if crash.is_some_and(|(_, crash)| crash == Crash::Idle) {
                self.crashes.remove(0);
                return true;
            }
            self.rounds += 1;
            let wall = self.wall();
            let round = keeper.round(&store, wall, |key| self.file(key).exists()).unwrap();
            self.told_steps += usize::from(round.stepped_back.is_some());
            for made in round.made {
                keeper.settle(&store, made, Attempt::Made, wall).unwrap();
            }
            for due in round.due {
                if self.crashed(crash, Crash::BeforeMaking) {
                    return true;
                }
                let attempt = self.make(&due);
                if attempt == Attempt::Made && self.crashed(crash, Crash::AfterMaking) {
                    return true;
                }
                keeper.settle(&store, due, attempt, wall).unwrap();
            }
            let until = keeper.next(wall).map_or(Duration::hours(1), |next| next.due_at - wall);
            let open = !store.open_occurrences(wall).unwrap().is_empty();
            let pause = if open { 120 } else { until.num_seconds().clamp(15, 1_200) };
            self.now += Duration::seconds(pause + below(&mut self.random, 15));
        }
        false
    }

    fn wall(&self) -> DateTime<Utc> {
        self.now + self.ahead
    }

    fn step_clock(&mut self) {
        while self.steps.first().is_some_and(|(at, _)| *at <= self.now) {
            self.ahead += self.steps.remove(0).1;
        }
    }

    fn crashed(&mut self, crash: Option<(DateTime<Utc>, Crash)>, here: Crash) -> bool {
        let crashed =
            crash.is_some_and(|(_, crash)| crash == here) && self.crashes.first() == crash.as_ref();
        if crashed {
            self.crashes.remove(0);
        }
        crashed
    }

    fn make(&self, due: &Occurrence) -> Attempt {
        if self.outages.iter().any(|(from, to)| (*from..*to).contains(&self.now)) {
            return Attempt::Failed("The archive cannot be written".to_owned());
        }
        // Fails where an edition is made twice.
        OpenOptions::new().write(true).create_new(true).open(self.file(&due.key)).unwrap();
        Attempt::Made
    }

    fn file(&self, key: &EditionKey) -> PathBuf {
        self.folder.join(format!("{}.{}.edition", key.brief, key.date))
    }
}

fn below(random: &mut ChaCha8Rng, limit: i64) -> i64 {
    i64::from(random.next_u32()) % limit
}

/// Any instant of the year, but for its first and last week.
fn instant(random: &mut ChaCha8Rng) -> DateTime<Utc> {
    start() + Duration::days(7) + Duration::seconds(below(random, 350 * 86_400))
}

/// Every edition of the year, from sessions and civil time alone.
fn expected() -> Vec<EditionKey> {
    let first = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let last = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let mut keys = Vec::new();
    for Timetable { brief, plan, .. } in timetables() {
        for date in calendar::editions_between(&plan, first, last) {
            let due = calendar::instant_of(date, plan.at, plan.timezone);
            if start() < due && due < end() - Duration::hours(1) {
                keys.push(EditionKey { brief: brief.clone(), date });
            }
        }
    }
    keys
}

#[test]
fn in_a_year_of_crashes_and_clock_steps_each_edition_is_made_once_or_says_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut year = Year::new(1, folder.path());
    year.live();
    assert!(year.crashes.is_empty() && year.steps.is_empty(), "{:?}", year.crashes);
    assert!(year.told_steps == STEPS / 2, "{} of {STEPS} steps told", year.told_steps);

    let store = Store::open(&folder.path().join("contrabrief.db")).unwrap();
    let rows = store.occurrences(start() - Duration::days(9), end()).unwrap();
    let count = rows.len();
    let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
    assert_eq!(rows.len(), count, "one row each");
    let mut states: BTreeMap<&str, u32> = BTreeMap::new();
    for key in expected() {
        let row = rows.get(&key).unwrap_or_else(|| panic!("{key} has no row"));
        *states.entry(row.state.word()).or_default() += 1;
        let is_made = year.file(&key).exists();
        assert_eq!(is_made, row.state == OccurrenceState::Done, "{row:?}");
        let open = [OccurrenceState::Planned, OccurrenceState::Waiting];
        assert!(!open.contains(&row.state), "{row:?}");
        assert_eq!(row.reason.is_some(), !is_made, "{row:?}");
    }
    let files = fs::read_dir(folder.path()).unwrap();
    let made = files.filter(|file| {
        file.as_ref().unwrap().path().extension().is_some_and(|end| end == "edition")
    });
    println!("{} rounds, {states:?}, {} files", year.rounds, made.count());
    assert!(states["done"] > 1_900 && states["missed"] > 10 && states["failed"] > 0);
}

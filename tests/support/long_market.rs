//! A market that is made up from a seed, as long and as wide as is asked: a configuration, news
//! as JSON Lines and prices as CSV, to be imported. Tests and the benchmark of `backfill` share it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use contrabrief::calendar;
use contrabrief::model::CalendarId;

/// How long and how wide it is.
#[derive(Clone, Copy, Debug)]
pub struct LongMarket {
    /// Names, the benchmark apart.
    pub names: usize,
    /// Its first session.
    pub first: NaiveDate,
    /// Its last session.
    pub last: NaiveDate,
    /// Headlines a day for each ten names.
    pub headlines: u64,
}

/// What can be said of a name, and of one name beside another.
const SAID: [&str; 16] = [
    "{} beats forecasts as {w} orders jump",
    "{} raises its outlook on strong {w} demand",
    "{} wins a record {w} contract",
    "Analysts cheer {} after a strong {w} quarter",
    "{} shares surge as {w} profit doubles",
    "{} recalls {w} products over safety defects",
    "{} misses estimates on weak {w} sales",
    "Regulator fines {} over {w} accounts",
    "{} cuts {w} jobs and warns of losses",
    "Lawsuit accuses {} of {w} fraud",
    "{} opens a {w} plant",
    "{} names a new head of {w}",
    "{} and {o} agree on {w} supply",
    "{} takes {w} customers from {o}",
    "What to know of {} before its {w} results",
    "{} holds its {w} day",
];

const ABOUT: [&str; 24] = [
    "sensor",
    "memory",
    "cargo",
    "turbine",
    "software",
    "battery",
    "vaccine",
    "harbour",
    "lending",
    "cloud",
    "wafer",
    "optics",
    "freight",
    "grain",
    "copper",
    "retail",
    "payment",
    "satellite",
    "robotics",
    "cement",
    "textile",
    "display",
    "pipeline",
    "dairy",
];

impl LongMarket {
    /// The symbols, the benchmark last.
    pub fn symbols(&self) -> Vec<String> {
        let letter = |place: usize| char::from(b'A' + u8::try_from(place % 26).expect("a letter"));
        let symbol = |place: usize| format!("Q{}{}X", letter(place / 26), letter(place));
        (0..self.names).map(symbol).chain(["IDX".to_owned()]).collect()
    }

    fn name(place: usize) -> String {
        const HEADS: [&str; 14] = [
            "Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy",
            "Juniper", "Larch", "Maple", "Nettle", "Oak",
        ];
        const TAILS: [&str; 10] =
            ["works", "field", "haven", "gate", "mark", "stone", "bridge", "wick", "ford", "crest"];
        format!("{}{}", HEADS[place % 14], TAILS[place / 14 % 10])
    }

    /// The configuration, up to the keys of `[[brief]]` inclusive.
    pub fn config(&self) -> String {
        let mut text =
            "[[source]]\nid = \"wire\"\nkind = \"feed\"\nurl = \"https://wire.example/feed\"\n\
            licence = \"full\"\n[[prices]]\nid = \"daily\"\nkind = \"csv\"\n\
            url = \"https://wire.example/{symbol}.csv\"\n"
                .to_owned();
        let symbols = self.symbols();
        for (place, symbol) in symbols[..self.names].iter().enumerate() {
            let name = Self::name(place);
            let _ = writeln!(
                text,
                "[[ticker]]\nsymbol = \"{symbol}\"\nname = \"{name}\"\nbenchmark = \"IDX\""
            );
        }
        text += "[[ticker]]\nsymbol = \"IDX\"\nname = \"Index fund\"\nkind = \"etf\"\n";
        let _ = write!(
            text,
            "[[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = {:?}\nat = \"06:15\"\n\
             timezone = \"America/New_York\"\non = \"sessions:XNYS\"\n",
            &symbols[..self.names]
        );
        text
    }

    /// Writes news and prices into a folder; gives the file of news, then those of prices.
    pub fn write(&self, folder: &Path) -> (PathBuf, Vec<PathBuf>) {
        fs::create_dir_all(folder).expect("a folder can be made");
        let news = folder.join("news.jsonl");
        fs::write(&news, self.news()).expect("news can be written");
        let prices = self.symbols().into_iter().enumerate().map(|(place, symbol)| {
            let file = folder.join(format!("{symbol}.csv"));
            fs::write(&file, self.prices(place)).expect("prices can be written");
            file
        });
        (news, prices.collect())
    }

    fn news(&self) -> String {
        let mut dice = Dice(0x0005_eed0_4e55);
        let mut text = String::new();
        let mut day = self.first;
        let a_day = self.headlines * (self.names as u64).div_ceil(10);
        while day <= self.last {
            for count in 0..a_day {
                let (one, other) = (dice.roll(self.names as u64), dice.roll(self.names as u64));
                let pick = |place: u64| Self::name(usize::try_from(place).expect("a place"));
                let said = SAID[usize::try_from(dice.roll(16)).expect("a place")];
                let about = ABOUT[usize::try_from(dice.roll(24)).expect("a place")];
                let title = said
                    .replace("{}", &pick(one))
                    .replace("{o}", &pick(other))
                    .replace("{w}", about);
                let (hour, minute) = (dice.roll(24), dice.roll(60));
                let publisher =
                    ["Wire", "Courier", "Gazette"][usize::try_from(dice.roll(3)).expect("a place")];
                let _ = writeln!(
                    text,
                    "{{\"id\": \"{day}-{count}\", \"published\": \"{day}T{hour:02}:{minute:02}:00Z\", \
                     \"title\": \"{title}\", \"source\": \"{publisher}\", \
                     \"url\": \"https://wire.example/{day}/{count}\"}}"
                );
            }
            day = day + Days::new(1);
        }
        text
    }

    fn prices(&self, place: usize) -> String {
        let mut dice = Dice(0x9e37_79b9 + 7_919 * place as u64);
        let mut text = "date,open,high,low,close,volume\n".to_owned();
        let mut close = 10_000_u64;
        for day in calendar::sessions_between(CalendarId::Xnys, self.first, self.last) {
            let jump = if dice.roll(25) == 0 { 800 } else { 120 };
            let open = close.max(500);
            close = (close * (10_000 + dice.roll(2 * jump + 1) + 4 - jump) / 10_000).max(500);
            let (high, low) = (open.max(close) + 20, open.min(close) - 20);
            let cents = |price: u64| format!("{}.{:02}", price / 100, price % 100);
            let _ = writeln!(
                text,
                "{day},{},{},{},{},{}",
                cents(open),
                cents(high),
                cents(low),
                cents(close),
                1_000 + dice.roll(500)
            );
        }
        text
    }
}

/// The same numbers on every machine: splitmix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

//! The truth outside of the program: what was published when, and what the sources serve of it.
//! News are amended, bars restated. What a source has served, and the program has said that it
//! took, is remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use contrabrief::calendar;
use contrabrief::model::CalendarId;

use super::dice::Dice;

/// Symbol, name, calendar.
pub(super) const NAMES: [(&str, &str, CalendarId); 4] = [
    ("QAAX", "Alderworks", CalendarId::Xnys),
    ("QABX", "Birchfield", CalendarId::Xnys),
    ("QACX", "Cedarhaven", CalendarId::Xlon),
    ("ELDC", "Eldercoin", CalendarId::Crypto),
];
pub(super) const WIRES: [&str; 2] = ["wire", "courier"];

const SAID: [&str; 8] = [
    "beats forecasts as orders jump",
    "raises its outlook on strong demand",
    "recalls products over safety defects",
    "misses estimates on weak sales",
    "wins a record contract",
    "cuts jobs and warns of losses",
    "opens a plant",
    "names a new head of research",
];

/// How long an article stays in its feed.
const SERVED_DAYS: i64 = 3;
/// How many bars a price source serves.
const BARS_SERVED: usize = 40;

struct Item {
    guid: String,
    wire: usize,
    published: DateTime<Utc>,
    /// Every title it had; the last one is served.
    titles: Vec<String>,
}

/// A session's close, in cents.
type Closes = BTreeMap<NaiveDate, u64>;

/// What a source said: a title, or a close of a session.
pub(super) type Titles = BTreeSet<String>;
pub(super) type Bars = BTreeSet<(String, NaiveDate, u64)>;

pub(super) struct Market {
    dice: Dice,
    now: DateTime<Utc>,
    count: u64,
    items: Vec<Item>,
    closes: BTreeMap<&'static str, Closes>,
    /// All that was ever served.
    pub(super) titles: Titles,
    pub(super) bars: Bars,
    /// What the program said that it took.
    pub(super) taken_titles: Titles,
    pub(super) taken_bars: Bars,
    pub(super) amended: u32,
    pub(super) restated: u32,
}

impl Market {
    /// With half a year of closes before it begins.
    pub(super) fn new(seed: u64, begins: DateTime<Utc>) -> Self {
        let mut market = Self {
            dice: Dice::new(seed ^ 0x6d61_726b),
            now: begins - Duration::days(180),
            count: 0,
            items: Vec::new(),
            closes: BTreeMap::new(),
            titles: Titles::new(),
            bars: Bars::new(),
            taken_titles: Titles::new(),
            taken_bars: Bars::new(),
            amended: 0,
            restated: 0,
        };
        market.trade(begins);
        market.now = begins - Duration::days(3);
        market.publish(begins);
        market.now = begins;
        market
    }

    /// Goes on to an instant.
    pub(super) fn until(&mut self, now: DateTime<Utc>) {
        self.trade(now);
        self.publish(now);
        self.now = now;
        let oldest = now - Duration::days(SERVED_DAYS);
        self.items.retain(|item| item.published >= oldest);
        if self.dice.one_in(6) && !self.items.is_empty() {
            let place = self.dice.below(self.items.len());
            let item = &mut self.items[place];
            let title = format!("{} (update {})", item.titles[0], item.titles.len());
            item.titles.push(title);
            self.amended += 1;
        }
        if self.dice.one_in(10) {
            let (symbol, ..) = NAMES[self.dice.below(NAMES.len())];
            let back = self.dice.below(5);
            if let Some(close) =
                self.closes.get_mut(symbol).and_then(|closes| closes.values_mut().rev().nth(back))
            {
                // Always up, so that no figure comes back.
                *close += 1;
                self.restated += 1;
            }
        }
    }

    fn trade(&mut self, now: DateTime<Utc>) {
        for (symbol, _, calendar) in NAMES {
            let closes = self.closes.entry(symbol).or_default();
            let from = (self.now - Duration::days(2)).date_naive();
            for day in calendar::sessions_between(calendar, from, now.date_naive()) {
                // A bar is there half an hour after the close; around the clock that is midnight.
                let is_over = calendar::session_close(calendar, day) + Duration::minutes(30) <= now;
                if is_over && !closes.contains_key(&day) {
                    let last = closes.values().next_back().copied().unwrap_or(10_000);
                    let moved = last * (980 + u64::from(self.dice.drawn(41))) / 1_000;
                    closes.insert(day, moved.max(500));
                }
            }
        }
    }

    fn publish(&mut self, now: DateTime<Utc>) {
        let minutes = (now - self.now).num_minutes();
        let mut at = self.now;
        for _ in 0..minutes / 100 {
            at += Duration::minutes(minutes_of(80 + self.dice.below(20)));
            let (_, name, _) = NAMES[self.dice.below(NAMES.len())];
            let said = SAID[self.dice.below(SAID.len())];
            self.count += 1;
            self.items.push(Item {
                guid: format!("item-{}", self.count),
                wire: self.dice.below(WIRES.len()),
                published: at.min(now),
                titles: vec![format!("{name} {said}, report {}", self.count)],
            });
        }
    }

    /// Writes what the sources serve now.
    pub(super) fn serve(&mut self, folder: &Path) {
        for (place, wire) in WIRES.iter().enumerate() {
            fs::write(folder.join(format!("{wire}.rss")), self.feed(place)).unwrap();
        }
        for (symbol, _, _) in NAMES {
            let mut text = "date,open,high,low,close,volume\n".to_owned();
            for (day, close) in self.served(symbol) {
                let cents = |price: u64| format!("{}.{:02}", price / 100, price % 100);
                let (high, low, same) = (cents(close + 20), cents(close - 20), cents(close));
                let _ = writeln!(text, "{day},{same},{high},{low},{same},1000");
                self.bars.insert((symbol.to_owned(), day, close));
            }
            fs::write(folder.join(format!("{symbol}.csv")), text).unwrap();
        }
        self.titles
            .extend(self.items.iter().map(|item| item.titles[item.titles.len() - 1].clone()));
    }

    fn served(&self, symbol: &str) -> Vec<(NaiveDate, u64)> {
        let closes = &self.closes[symbol];
        let skipped = closes.len().saturating_sub(BARS_SERVED);
        closes.iter().skip(skipped).map(|(day, close)| (*day, *close)).collect()
    }

    fn feed(&self, wire: usize) -> String {
        let mut feed = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{}</title>\n",
            WIRES[wire]
        );
        for item in self.items.iter().filter(|item| item.wire == wire) {
            let Item { guid, titles, published, .. } = item;
            let _ = writeln!(
                feed,
                "<item><guid>{guid}</guid><title>{}</title><link>https://{}.example/{guid}</link><pubDate>{}</pubDate></item>",
                titles[titles.len() - 1],
                WIRES[wire],
                published.to_rfc2822()
            );
        }
        feed + "</channel></rss>"
    }

    /// The program says that it took all that is served.
    pub(super) fn is_taken(&mut self) {
        let titles = self.items.iter().map(|item| item.titles[item.titles.len() - 1].clone());
        self.taken_titles.extend(titles);
        for (symbol, _, _) in NAMES {
            let served = self.served(symbol).into_iter();
            self.taken_bars.extend(served.map(|(day, close)| (symbol.to_owned(), day, close)));
        }
    }
}

fn minutes_of(count: usize) -> i64 {
    i64::try_from(count).expect("a few")
}

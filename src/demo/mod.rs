//! Takes a fixed seed; gives a fictional market: names, two years of bars and news, and the
//! files its sources would have served. Never touches a clock, a file or a network.

mod cast;
mod essays;
mod files;
mod news;
mod oddities;
mod phrases;
mod plan;
mod prices;
mod rng;

use chrono::{NaiveDate, NaiveTime};

pub use cast::BENCHMARK;
pub use files::DayFiles;
pub use news::DatedItem;
pub use prices::PRICE_SOURCE;

use crate::calendar;
use crate::model::{CalendarId, CorporateAction, Instant, PriceBar, TickerProfile};

/// How many mornings the sources answer as files; before them all is [`Market::history`].
const MORNINGS: usize = 5;

const SEED: u64 = 0x0C0D_EB21_EF20_2603;

/// The whole fictional market.
#[derive(Clone, Debug)]
pub struct Market {
    /// Its names: ten companies, three tokens, one fund as the benchmark.
    pub profiles: Vec<TickerProfile>,
    /// The last session that has closed on the demo's morning.
    pub last_session: NaiveDate,
    bars: Vec<PriceBar>,
    items: Vec<DatedItem>,
}

/// The market, the same on every machine.
#[must_use]
pub fn market() -> Market {
    let roles = cast::roles();
    let episodes = plan::episodes(&roles);
    let bars = prices::bars(&roles, &episodes);
    let items = news::items(&roles, &episodes);
    let profiles = roles.into_iter().map(|role| role.profile).collect();
    Market { profiles, last_session: last_session(), bars, items }
}

impl Market {
    /// Every bar with the time it became known, up to the first of the mornings; a restated
    /// bar stands twice.
    #[must_use]
    pub fn bars_history(&self) -> Vec<PriceBar> {
        let end = self.end_of_history();
        self.bars.iter().filter(|bar| bar.known_at <= end).cloned().collect()
    }

    /// Every article with the time it became known, oldest first, up to the first of the
    /// mornings.
    #[must_use]
    pub fn history(&self) -> Vec<DatedItem> {
        let end = self.end_of_history();
        self.items.iter().filter(|dated| dated.known_at <= end).cloned().collect()
    }

    /// The mornings that have files, oldest first; the last is [`edition_date`].
    #[must_use]
    pub fn edition_dates(&self) -> Vec<NaiveDate> {
        let mut dates: Vec<NaiveDate> =
            calendar::sessions_between(CalendarId::Xnys, first_session(), edition_date()).collect();
        dates.split_off(dates.len().saturating_sub(MORNINGS))
    }

    /// What the sources would have answered five minutes before the cut-off of `date`.
    #[must_use]
    pub fn day_files(&self, date: NaiveDate) -> DayFiles {
        files::of_day(self, date)
    }

    /// The split and the dividends.
    #[must_use]
    pub fn actions(&self) -> Vec<CorporateAction> {
        prices::actions()
    }

    /// The morning before the first edition, as its sources stood.
    fn end_of_history(&self) -> Instant {
        let first = self.edition_dates().first().copied().unwrap_or_else(edition_date);
        asked_at(calendar::previous_session(CalendarId::Xnys, first))
    }
}

/// The demo's edition date.
#[must_use]
pub fn edition_date() -> NaiveDate {
    day(2026, 3, 25)
}

/// When the sources are asked for the edition of `date`: five minutes before its cut-off.
fn asked_at(date: NaiveDate) -> Instant {
    let morning = NaiveTime::from_hms_opt(6, 10, 0).expect("ten past six is a time");
    calendar::instant_of(date, morning, chrono_tz::America::New_York)
}

fn first_session() -> NaiveDate {
    day(2024, 3, 1)
}

fn last_session() -> NaiveDate {
    day(2026, 3, 24)
}

fn day(year: i32, month: u32, date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, date).expect("the demo's dates exist")
}

#[cfg(test)]
mod tests;

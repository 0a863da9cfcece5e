//! Takes a fixed seed; gives a fictional market: names, two years of bars and news, and the
//! files its sources would have served. Never touches a clock, a file or a network.

mod cast;
mod files;
mod news;
mod plan;
mod prices;
mod rng;

use chrono::NaiveDate;

pub use cast::BENCHMARK;
pub use files::DayFiles;
pub use news::DatedItem;
pub use prices::PRICE_SOURCE;

use crate::model::{CorporateAction, PriceBar, TickerProfile};

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
    /// Every bar with the time it became known; a restated bar stands twice.
    #[must_use]
    pub fn bars_history(&self) -> &[PriceBar] {
        &self.bars
    }

    /// Every article with the time it became known, oldest first.
    #[must_use]
    pub fn history(&self) -> &[DatedItem] {
        &self.items
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
}

/// The demo's edition date.
#[must_use]
pub fn edition_date() -> NaiveDate {
    day(2026, 3, 25)
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

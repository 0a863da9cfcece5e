//! Takes the cast and the plan; gives raw daily bars and corporate actions with the time at
//! which each became known. Never adjusts a bar.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};

use super::cast::{BENCHMARK, Role, ticker};
use super::plan::Episode;
use super::rng::Rng;
use super::{SEED, day, first_session, last_session};
use crate::calendar;
use crate::model::{
    ActionKind, Adjustment, CalendarId, CorporateAction, Currency, Finality, KnownBy, Price,
    PriceBar, SourceId, TickerKind,
};

/// The source that all demo bars come from.
pub const PRICE_SOURCE: &str = "demo-prices";

/// The day from which the split name trades at a quarter.
pub(super) fn split_day() -> NaiveDate {
    day(2025, 6, 10)
}

/// The session whose first bar was wrong.
pub(super) fn restated_day() -> NaiveDate {
    day(2026, 3, 19)
}

/// Volatility that clusters: GARCH(1,1) around one.
struct Clustering {
    variance: f64,
    last_square: f64,
}

impl Clustering {
    fn new() -> Self {
        Self { variance: 1.0, last_square: 1.0 }
    }

    fn step(&mut self, rng: &mut Rng) -> f64 {
        self.variance = 0.03 + 0.15 * self.last_square + 0.82 * self.variance;
        let shock = libm::sqrt(self.variance) * rng.fat();
        self.last_square = (shock * shock).min(25.0);
        shock
    }
}

/// All bars, by name and then by session, a restated bar as two vintages.
pub(super) fn bars(roles: &[Role], episodes: &[Episode]) -> Vec<PriceBar> {
    let market = market_factor();
    roles
        .iter()
        .enumerate()
        .flat_map(|(place, role)| of_role(place, role, episodes, &market))
        .collect()
}

fn market_factor() -> BTreeMap<NaiveDate, f64> {
    let mut rng = Rng::stream(SEED, 1);
    let mut clustering = Clustering::new();
    calendar::sessions_between(CalendarId::Xnys, first_session(), last_session())
        .map(|session| (session, 0.0004 + 0.0102 * clustering.step(&mut rng)))
        .collect()
}

fn of_role(
    place: usize,
    role: &Role,
    episodes: &[Episode],
    market: &BTreeMap<NaiveDate, f64>,
) -> Vec<PriceBar> {
    let mut rng = Rng::stream(SEED, 200 + place as u64);
    let mut clustering = Clustering::new();
    let told: BTreeMap<NaiveDate, &Episode> = episodes
        .iter()
        .filter(|episode| episode.role == place)
        .map(|episode| (episode.session, episode))
        .collect();
    let crypto = role.profile.kind == TickerKind::Crypto;
    let daily = role.own_volatility / libm::sqrt(if crypto { 365.0 } else { 252.0 });
    let mut level = role.start;
    let mut found = Vec::new();
    let calendar = &role.profile.calendar;
    for session in calendar::sessions_between(calendar, first_session(), last_session()) {
        let before = level;
        let shock = clustering.step(&mut rng);
        let (kick, left) =
            told.get(&session).map_or((0.0, 1.0), |episode| (episode.kick, episode.shock));
        let factor = market.get(&session).copied().unwrap_or(0.0);
        let own = (daily * (left * shock + kick)).clamp(-0.22, 0.22);
        level = before * libm::exp(role.beta * factor + own);
        let bar = bar(role, session, (before, level), daily + 0.004, &mut rng);
        if role.profile.ticker.as_str() == "VOLU" && session == restated_day() {
            found.extend(restated(bar));
        } else if role.profile.ticker.as_str() != "AERV" || session != last_session() {
            found.push(bar);
        }
    }
    found
}

fn bar(
    role: &Role,
    session: NaiveDate,
    (before, close): (f64, f64),
    spread: f64,
    rng: &mut Rng,
) -> PriceBar {
    // What traded before the split traded at four times the later scale.
    let split = role.profile.ticker.as_str() == "HALC" && session < split_day();
    let scale = if split { 4.0 } else { 1.0 };
    let open = before * libm::exp(0.3 * spread * rng.normal());
    let high = open.max(close) * libm::exp(0.5 * spread * rng.unit());
    let low = open.min(close) * libm::exp(-0.5 * spread * rng.unit());
    let moved = (libm::fabs(libm::log(close / before)) / spread).min(6.0);
    let busy = 300_000.0 * (1.0 + moved) * libm::exp(0.25 * rng.normal());
    let price = |value: f64| {
        let rounded = libm::rint(value * scale * 10_000.0) / 10_000.0;
        Price::from_f64(rounded, Currency::USD).expect("the demo's prices are small")
    };
    PriceBar {
        ticker: role.profile.ticker.clone(),
        session,
        open: price(open),
        high: price(high),
        low: price(low),
        close: price(close),
        volume: Price::from_f64(busy / 1e8, Currency::USD).ok().map(|lots| lots.e8.unsigned_abs()),
        adjustment: Adjustment::Raw,
        finality: Finality::Closed,
        source: SourceId::new(PRICE_SOURCE.to_owned()),
        known_at: calendar::session_close(&role.profile.calendar, session) + Duration::minutes(15),
        known_by: KnownBy::Clock,
    }
}

/// The wrong bar first, two per cent too high, and the right one four days later.
fn restated(right: PriceBar) -> [PriceBar; 2] {
    let mut wrong = right.clone();
    wrong.close.e8 += right.close.e8 / 50;
    wrong.high = wrong.high.max(wrong.close);
    let later = right.known_at + Duration::days(4);
    [wrong, PriceBar { known_at: later, ..right }]
}

/// The split and the dividends.
pub(super) fn actions() -> Vec<CorporateAction> {
    let dividend = Price { e8: 45_000_000, currency: Currency::USD };
    let paid = [(2024, 6, 14), (2024, 9, 13), (2024, 12, 13), (2025, 3, 14), (2025, 6, 13)]
        .into_iter()
        .chain([(2025, 9, 12), (2025, 12, 12), (2026, 3, 13)])
        .map(|(year, month, date)| {
            action("QBRT", day(year, month, date), ActionKind::Dividend { amount: dividend })
        });
    std::iter::once(action("HALC", split_day(), ActionKind::Split { new: 4, old: 1 }))
        .chain(paid)
        .collect()
}

fn action(symbol: &str, ex_session: NaiveDate, kind: ActionKind) -> CorporateAction {
    debug_assert_ne!(symbol, BENCHMARK, "the fund pays nothing");
    CorporateAction {
        ticker: ticker(symbol),
        ex_session,
        kind,
        source: SourceId::new(PRICE_SOURCE.to_owned()),
        known_at: calendar::session_close(CalendarId::Xnys, ex_session) - Duration::hours(20),
    }
}

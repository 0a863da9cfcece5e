//! Takes `CoinGecko`'s market chart, one price at each midnight UTC; gives bars of UTC days. A
//! day opens at its midnight and closes at the next; what came between is not told, so that
//! high and low are those of open and close, and the harvest says so.
//! <https://docs.coingecko.com/reference/coins-id-market-chart>

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate};
use serde::Deserialize;

use super::PriceHarvest;
use super::check::{Figures, Origin};
use super::rows::Rows;
use crate::collect::{CollectError, json};

#[derive(Deserialize)]
struct Answer {
    prices: Vec<(f64, Option<f64>)>,
    #[serde(default)]
    total_volumes: Vec<(f64, Option<f64>)>,
}

/// Reads the bars of one coin.
///
/// # Errors
/// What [`json::read`] says.
pub(super) fn parse(bytes: &[u8], origin: Origin<'_>) -> Result<PriceHarvest, CollectError> {
    let answer: Answer = json::read(bytes, "CoinGecko's market chart")?;
    let prices = by_day(&answer.prices);
    let volumes = by_day(&answer.total_volumes);
    // The last point is the price of this moment, which is the last day's so far.
    let latest = answer.prices.last().and_then(|(_, price)| *price);
    let mut rows = Rows::new(origin);
    for (&session, &open) in &prices {
        let next = session + Days::new(1);
        let Some(close) = prices.get(&next).copied().or(latest) else { continue };
        let volume = volumes.get(&next).copied();
        let (high, low) = (open.max(close), open.min(close));
        rows.bar(Figures { session, open, high, low, close, volume });
    }
    if !prices.is_empty() {
        rows.doubt("no highs and lows are told; those kept are of open and close");
    }
    Ok(rows.finish())
}

/// The first value of each day.
fn by_day(points: &[(f64, Option<f64>)]) -> BTreeMap<NaiveDate, f64> {
    let mut days = BTreeMap::new();
    for (milliseconds, value) in points {
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and is then no date")]
        let at = DateTime::from_timestamp_millis(*milliseconds as i64);
        if let (Some(at), Some(value)) = (at, value) {
            days.entry(at.date_naive()).or_insert(*value);
        }
    }
    days
}

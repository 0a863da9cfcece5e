//! Takes Binance's klines, whose numbers stand in texts; gives bars of UTC days.
//! <https://developers.binance.com/docs/binance-spot-api-docs/rest-api>

use chrono::DateTime;
use serde_json::Value;

use super::PriceHarvest;
use super::check::{Figures, Origin};
use super::rows::Rows;
use crate::collect::{CollectError, json};

/// Reads the bars of one pair.
///
/// # Errors
/// What [`json::read`] says.
pub(super) fn parse(bytes: &[u8], origin: Origin<'_>) -> Result<PriceHarvest, CollectError> {
    let answer: Vec<Vec<Value>> = json::read(bytes, "Binance's klines")?;
    let mut rows = Rows::new(origin);
    for row in &answer {
        rows.bar_if_any(figures(row));
    }
    Ok(rows.finish())
}

/// Open time, open, high, low, close, volume, and more that says nothing of prices.
fn figures(row: &[Value]) -> Option<Figures> {
    let number = |place: usize| -> Option<f64> { row.get(place)?.as_str()?.parse().ok() };
    Some(Figures {
        session: DateTime::from_timestamp_millis(row.first()?.as_i64()?)?.date_naive(),
        open: number(1)?,
        high: number(2)?,
        low: number(3)?,
        close: number(4)?,
        volume: number(5),
    })
}

//! Takes Tiingo's end-of-day JSON, for shares or for tokens; gives raw bars, with dividends
//! and splits beside them. <https://www.tiingo.com/documentation/end-of-day>

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::PriceHarvest;
use super::check::{Figures, Origin};
use super::rows::Rows;
use crate::collect::{CollectError, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    date: String,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    volume: Option<f64>,
    div_cash: Option<f64>,
    split_factor: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    price_data: Vec<Value>,
}

/// Reads the bars of one ticker.
///
/// # Errors
/// What [`json::read`] says.
pub(super) fn parse(bytes: &[u8], origin: Origin<'_>) -> Result<PriceHarvest, CollectError> {
    let answer: Vec<Value> = json::read(bytes, "Tiingo's prices")?;
    let is_token = answer.first().is_some_and(|row| row.get("priceData").is_some());
    let values = if is_token {
        let tokens = answer.into_iter().filter_map(|value| serde_json::from_value(value).ok());
        tokens.flat_map(|token: Token| token.price_data).collect()
    } else {
        answer
    };
    let mut rows = Rows::new(origin);
    for value in values {
        let row: Option<Row> = serde_json::from_value(value).ok();
        let dated = row.and_then(|row| Some((day(&row.date)?, row)));
        if let Some((session, row)) = &dated {
            rows.dividend(*session, row.div_cash.unwrap_or(0.0));
            rows.split(*session, row.split_factor.unwrap_or(1.0));
        }
        rows.bar_if_any(dated.map(|(session, Row { open, high, low, close, volume, .. })| {
            Figures { session, open, high, low, close, volume }
        }));
    }
    Ok(rows.finish())
}

fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

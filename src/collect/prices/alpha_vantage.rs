//! Takes Alpha Vantage's daily series, plain, adjusted or of a token; gives raw bars, with
//! dividends and splits beside them. <https://www.alphavantage.co/documentation/>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::PriceHarvest;
use super::check::{Figures, Origin};
use super::rows::Rows;
use crate::collect::{CollectError, json};

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Meta Data", default)]
    about: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

type Row = BTreeMap<String, String>;

/// Reads the bars of one ticker.
///
/// # Errors
/// What [`json::read`] says; [`CollectError::Prices`] for a series that is not daily or is in
/// another currency.
pub(super) fn parse(bytes: &[u8], origin: Origin<'_>) -> Result<PriceHarvest, CollectError> {
    let answer: Answer = json::read(bytes, "Alpha Vantage's prices")?;
    let market = named(&answer.about, "Market Code");
    if let Some(market) = market.filter(|market| *market != origin.currency.to_string()) {
        let (ticker, currency) = (&origin.profile.ticker, origin.currency);
        return Err(CollectError::Prices(format!(
            "they are in {market}, {ticker} is configured in {currency}: change market= in the url"
        )));
    }
    let series = answer.rest.into_iter().find(|(name, _)| name.contains("Time Series"));
    let (name, series) = series
        .ok_or_else(|| CollectError::Prices("the answer holds no `Time Series`".to_owned()))?;
    if !name.contains("Daily") {
        return Err(CollectError::Prices(format!(
            "`{name}` is not daily: ask for a daily function"
        )));
    }
    let days: BTreeMap<String, Value> = serde_json::from_value(series)
        .map_err(|error| CollectError::Prices(format!("`{name}` is no series: {error}")))?;
    let mut rows = Rows::new(origin);
    for (day, row) in days {
        let row: Row = serde_json::from_value(row).unwrap_or_default();
        let figures = figures(&day, &row);
        if let Some(Figures { session, .. }) = figures {
            rows.dividend(session, number(&row, "dividend amount").unwrap_or(0.0));
            rows.split(session, number(&row, "split coefficient").unwrap_or(1.0));
        }
        rows.bar_if_any(figures);
    }
    Ok(rows.finish())
}

fn figures(day: &str, row: &Row) -> Option<Figures> {
    Some(Figures {
        session: day.get(..10)?.parse().ok()?,
        open: number(row, "open")?,
        high: number(row, "high")?,
        low: number(row, "low")?,
        close: number(row, "close")?,
        volume: number(row, "volume"),
    })
}

fn number(row: &Row, name: &str) -> Option<f64> {
    named(row, name)?.parse().ok()
}

/// The field behind a number: `4. close`, or of old `4a. close (USD)`.
fn named<'r>(row: &'r BTreeMap<String, String>, name: &str) -> Option<&'r str> {
    row.iter().find_map(|(key, value)| {
        let (_, bare) = key.split_once(". ")?;
        let is_named =
            bare == name || bare.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("));
        is_named.then_some(value.as_str())
    })
}

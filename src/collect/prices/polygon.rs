//! Takes Polygon's daily aggregates, splits and dividends; gives bars as far adjusted as the
//! answer says, and actions. <https://polygon.io/docs/stocks/get_v2_aggs_ticker>

use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

use super::PriceHarvest;
use super::check::{Figures, Origin};
use super::rows::Rows;
use crate::calendar;
use crate::collect::{CollectError, PriceSource, json};
use crate::model::{ActionKind, Adjustment, Price};

/// Where splits and dividends are, on the host of the bars.
pub(super) const ACTION_PATHS: [&str; 2] = [
    "/v3/reference/splits?ticker={symbol}&limit=1000",
    "/v3/reference/dividends?ticker={symbol}&limit=1000",
];

#[derive(Deserialize)]
struct Answer {
    adjusted: Option<bool>,
    #[serde(default)]
    results: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Row {
    t: i64,
    o: f64,
    h: f64,
    l: f64,
    c: f64,
    v: Option<f64>,
}

#[derive(Deserialize)]
struct Action {
    execution_date: Option<NaiveDate>,
    split_from: Option<f64>,
    split_to: Option<f64>,
    ex_dividend_date: Option<NaiveDate>,
    cash_amount: Option<f64>,
    currency: Option<String>,
}

/// Reads the bars of one ticker.
///
/// # Errors
/// What [`json::read`] says.
pub(super) fn parse(bytes: &[u8], origin: Origin<'_>) -> Result<PriceHarvest, CollectError> {
    let answer: Answer = json::read(bytes, "Polygon's aggregates")?;
    let adjustment = match answer.adjusted {
        Some(true) => Adjustment::Splits,
        _ => Adjustment::Raw,
    };
    let source = PriceSource { adjustment, ..origin.source.clone() };
    let timezone = calendar::timezone(&origin.profile.calendar);
    let mut rows = Rows::new(Origin { source: &source, ..origin });
    for value in answer.results.unwrap_or_default() {
        let row: Option<Row> = serde_json::from_value(value).ok();
        rows.bar_if_any(row.and_then(|Row { t, o, h, l, c, v }| {
            let session = DateTime::from_timestamp_millis(t)?.with_timezone(&timezone).date_naive();
            Some(Figures { session, open: o, high: h, low: l, close: c, volume: v })
        }));
    }
    Ok(rows.finish())
}

/// Reads splits or dividends.
///
/// # Errors
/// What [`json::read`] says.
pub(super) fn parse_actions(
    bytes: &[u8],
    origin: Origin<'_>,
) -> Result<PriceHarvest, CollectError> {
    let answer: Answer = json::read(bytes, "Polygon's splits and dividends")?;
    let mut rows = Rows::new(origin);
    for value in answer.results.unwrap_or_default() {
        let Ok(action) = serde_json::from_value::<Action>(value) else {
            rows.fault(None, "a split or dividend cannot be read".to_owned());
            continue;
        };
        if let (Some(day), Some(from), Some(to)) =
            (action.execution_date, action.split_from, action.split_to)
        {
            rows.split(day, to / from);
        }
        if let (Some(day), Some(cash)) = (action.ex_dividend_date, action.cash_amount) {
            let ours = origin.currency;
            let is_ours = action.currency.is_none_or(|code| code == ours.to_string());
            let amount = Price::from_f64(cash, ours).map_err(|error| error.to_string());
            let kind = amount.map(|amount| ActionKind::Dividend { amount });
            let foreign = || Err(format!("its dividend is not in {ours}"));
            rows.action(day, if is_ours { kind } else { foreign() });
        }
    }
    Ok(rows.finish())
}

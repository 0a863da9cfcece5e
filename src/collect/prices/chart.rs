//! Takes the JSON of a v8 chart endpoint; gives bars, splits and dividends. A row with a null
//! in it costs only itself.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::Deserialize;

use super::PriceHarvest;
use super::check::{self, Figures, Origin};
use crate::calendar;
use crate::collect::{Bars, CollectError, Fault, PriceSource, json};
use crate::model::{ActionKind, CorporateAction, Currency, Instant, Price, TickerProfile};

#[derive(Deserialize)]
struct Answer {
    chart: Chart,
}

#[derive(Deserialize)]
struct Chart {
    result: Option<Vec<Series>>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    code: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize)]
struct Series {
    meta: Meta,
    #[serde(default)]
    timestamp: Vec<i64>,
    indicators: Indicators,
    #[serde(default)]
    events: Events,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    currency: Option<String>,
    exchange_timezone_name: Option<String>,
    data_granularity: Option<String>,
}

#[derive(Deserialize)]
struct Indicators {
    #[serde(default)]
    quote: Vec<Quote>,
}

type Column = Vec<Option<f64>>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Quote {
    open: Column,
    high: Column,
    low: Column,
    close: Column,
    volume: Column,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Events {
    splits: BTreeMap<String, Split>,
    dividends: BTreeMap<String, Dividend>,
}

#[derive(Deserialize)]
struct Split {
    date: i64,
    numerator: f64,
    denominator: f64,
}

#[derive(Deserialize)]
struct Dividend {
    date: i64,
    amount: f64,
}

/// Reads the bars of one ticker.
///
/// # Errors
/// [`CollectError::Html`], [`CollectError::Empty`], [`CollectError::RateLimited`],
/// [`CollectError::Provider`] for an error in the answer, [`CollectError::Prices`] for JSON of
/// another shape.
pub(super) fn parse_chart(
    bytes: &[u8],
    source: &PriceSource,
    profile: &TickerProfile,
    now: Instant,
) -> Result<PriceHarvest, CollectError> {
    let series = series(bytes)?;
    let timezone = series
        .meta
        .exchange_timezone_name
        .as_deref()
        .and_then(|name| name.parse::<Tz>().ok())
        .unwrap_or_else(|| calendar::timezone(&profile.calendar));
    let currency = match &series.meta.currency {
        None => source.currency.unwrap_or(profile.currency),
        Some(code) => {
            Currency::parse(code).map_err(|error| CollectError::Prices(error.to_string()))?
        }
    };
    if currency != profile.currency {
        return Err(CollectError::Prices(format!(
            "they are in {currency}, {} is configured in {}: set its currency under [[ticker]]",
            profile.ticker, profile.currency
        )));
    }
    let origin = Origin { source, profile, currency, now };
    let mut harvest = PriceHarvest::default();
    read_bars(&series, timezone, origin, &mut harvest);
    read_actions(&series.events, timezone, origin, &mut harvest);
    Ok(harvest)
}

fn series(bytes: &[u8]) -> Result<Series, CollectError> {
    let answer: Answer = json::read(bytes, "chart JSON")?;
    if let Some(refusal) = answer.chart.error {
        let words: Vec<String> =
            [refusal.code, refusal.description].into_iter().flatten().collect();
        return Err(CollectError::Provider(words.join(": ")));
    }
    let series = answer
        .chart
        .result
        .and_then(|mut result| (!result.is_empty()).then(|| result.remove(0)))
        .ok_or(CollectError::Empty)?;
    match series.meta.data_granularity.as_deref() {
        None | Some("1d") => Ok(series),
        Some(other) => Err(CollectError::Prices(format!("they are bars of {other}, not of 1d"))),
    }
}

fn read_bars(series: &Series, timezone: Tz, origin: Origin<'_>, harvest: &mut PriceHarvest) {
    let Some(quote) = series.indicators.quote.first() else { return };
    let at = |column: &Column, place: usize| column.get(place).copied().flatten();
    let mut empty_rows = 0;
    for (place, stamp) in series.timestamp.iter().enumerate() {
        let row = (
            civil_date(*stamp, timezone),
            at(&quote.open, place),
            at(&quote.high, place),
            at(&quote.low, place),
            at(&quote.close, place),
        );
        let (Some(session), Some(open), Some(high), Some(low), Some(close)) = row else {
            empty_rows += 1;
            continue;
        };
        let volume = at(&quote.volume, place);
        match check::bar(Figures { session, open, high, low, close, volume }, origin) {
            Ok(bar) => harvest.bars.push(bar),
            Err(fault) => harvest.faults.push(fault),
        }
    }
    if empty_rows > 0 {
        harvest.faults.push(Fault::Bar {
            source: origin.source.id.to_string(),
            bars: Bars { ticker: origin.profile.ticker.clone(), sessions: Vec::new() },
            reason: format!("{empty_rows} row(s) hold no prices"),
        });
    }
}

fn read_actions(events: &Events, timezone: Tz, origin: Origin<'_>, harvest: &mut PriceHarvest) {
    let mut push = |stamp: i64, kind: Option<ActionKind>| match (civil_date(stamp, timezone), kind)
    {
        (Some(ex_session), Some(kind)) => harvest.actions.push(CorporateAction {
            ticker: origin.profile.ticker.clone(),
            ex_session,
            kind,
            source: origin.source.id.clone(),
            known_at: origin.now,
        }),
        _ => harvest.faults.push(Fault::Bar {
            source: origin.source.id.to_string(),
            bars: Bars { ticker: origin.profile.ticker.clone(), sessions: Vec::new() },
            reason: "a corporate action cannot be read".to_owned(),
        }),
    };
    for split in events.splits.values() {
        let parts = whole(split.numerator).zip(whole(split.denominator));
        push(split.date, parts.map(|(new, old)| ActionKind::Split { new, old }));
    }
    for dividend in events.dividends.values() {
        let amount = Price::from_f64(dividend.amount, origin.currency).ok();
        push(dividend.date, amount.map(|amount| ActionKind::Dividend { amount }));
    }
}

fn civil_date(stamp: i64, timezone: Tz) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp(stamp, 0)?.with_timezone(&timezone).date_naive())
}

fn whole(number: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded by the guard"
    )]
    ((1.0..1e6).contains(&number) && (number - libm::trunc(number)).abs() < f64::EPSILON)
        .then_some(number as u32)
}

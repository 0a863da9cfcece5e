//! Takes a price source and a ticker; asks it and gives the bars it has. One file per format.

mod alpha_vantage;
mod binance;
mod chart;
mod check;
mod coingecko;
pub(super) mod csv_bars;
mod polygon;
mod rows;
mod summing;
mod tiingo;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::fetch::Fetched;
use super::request::{KeyPlace, Request, filled};
use super::{Bars, CollectError, Fault, Fetcher, PriceKind, PriceSource, json, pass};
use crate::faults::Step;
use crate::model::{CorporateAction, Instant, PriceBar, TickerProfile};
pub(super) use check::Origin;

/// What a price source gave.
#[derive(Debug, Default)]
pub struct PriceHarvest {
    /// Its bars, in its own order.
    pub bars: Vec<PriceBar>,
    /// Splits and dividends.
    pub actions: Vec<CorporateAction>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// Asks one source about one ticker's bars from `from` to `to`.
///
/// # Errors
/// [`CollectError`] when the source as a whole gave nothing readable.
pub async fn collect_bars(
    fetcher: &Fetcher,
    source: &PriceSource,
    profile: &TickerProfile,
    from: NaiveDate,
    to: NaiveDate,
    now: Instant,
) -> Result<PriceHarvest, CollectError> {
    let request = request(source, profile, from, to);
    let Fetched::Body(body) = fetcher.fetch(&request, None).await? else {
        return Ok(PriceHarvest::default());
    };
    let mut harvest = parse_bars(&body.bytes, source, profile, now)
        .map_err(|error| json::without_key(error, source.key.as_ref()))?;
    if source.kind == PriceKind::Polygon {
        ask_for_actions(fetcher, source, profile, now, &mut harvest).await;
    }
    harvest.bars.retain(|bar| bar.session >= from && bar.session <= to);
    if harvest.bars.is_empty() && harvest.faults.is_empty() {
        return Err(CollectError::Empty);
    }
    pass(Step::CollectParsed)?;
    Ok(harvest)
}

/// Polygon gives splits and dividends on pages of their own. Without them bars are still good,
/// but what is missing is said.
async fn ask_for_actions(
    fetcher: &Fetcher,
    source: &PriceSource,
    profile: &TickerProfile,
    now: Instant,
    harvest: &mut PriceHarvest,
) {
    let currency = source.currency.unwrap_or(profile.currency);
    let origin = Origin { source, profile, currency, now };
    let host = source.location.find("/v2/").map_or("", |end| &source.location[..end]);
    for path in polygon::ACTION_PATHS {
        let there = PriceSource { location: format!("{host}{path}"), ..source.clone() };
        let day = now.date_naive();
        let answer = match fetcher.fetch(&request(&there, profile, day, day), None).await {
            Ok(Fetched::Body(body)) => polygon::parse_actions(&body.bytes, origin),
            Ok(Fetched::NotModified { .. }) => continue,
            Err(error) => Err(error),
        };
        match answer {
            Ok(more) => {
                harvest.actions.extend(more.actions);
                harvest.faults.extend(more.faults);
            }
            Err(error) => harvest.faults.push(Fault::Bar {
                source: source.id.to_string(),
                bars: Bars { ticker: profile.ticker.clone(), sessions: Vec::new() },
                reason: format!("its splits or dividends are missing: {error}"),
            }),
        }
    }
}

/// Reads what a price source answered about one ticker.
///
/// # Errors
/// [`CollectError::Provider`] and [`CollectError::RateLimited`] for an answer in words,
/// [`CollectError::Html`] for a web page, [`CollectError::Prices`] for what cannot be parsed.
pub fn parse_bars(
    bytes: &[u8],
    source: &PriceSource,
    profile: &TickerProfile,
    now: Instant,
) -> Result<PriceHarvest, CollectError> {
    let currency = source.currency.unwrap_or(profile.currency);
    let origin = Origin { source, profile, currency, now };
    let mut harvest = match source.kind {
        PriceKind::Csv => csv_bars::parse_bars_csv(bytes, source, profile, now),
        PriceKind::YahooChart => chart::parse_chart(bytes, source, profile, now),
        PriceKind::AlphaVantage => alpha_vantage::parse(bytes, origin),
        PriceKind::Tiingo => tiingo::parse(bytes, origin),
        PriceKind::Polygon => polygon::parse(bytes, origin),
        PriceKind::Binance => binance::parse(bytes, origin),
        PriceKind::CoinGecko => coingecko::parse(bytes, origin),
    }?;
    harvest.look_over(&source.id, profile, now);
    Ok(harvest)
}

fn request(
    source: &PriceSource,
    profile: &TickerProfile,
    from: NaiveDate,
    to: NaiveDate,
) -> Request {
    let symbol = source
        .symbols
        .get(&profile.ticker)
        .map_or_else(|| profile.ticker.to_string(), Clone::clone);
    let request = Request::plain(filled(&source.location, &symbol, from, to));
    match (key_place(source.kind), &source.key) {
        (Some(place), Some(key)) => request.with_key(place, key),
        _ => request,
    }
}

impl PriceKind {
    /// The address it is asked at where none is configured; `None` when one must be.
    #[must_use]
    pub fn usual_url(self) -> Option<&'static str> {
        match self {
            Self::Csv => None,
            Self::YahooChart => Some(
                "https://query1.finance.yahoo.com/v8/finance/chart/{symbol}?interval=1d&events=div%7Csplit&period1={from_unix}&period2={to_unix}",
            ),
            Self::AlphaVantage => Some(
                "https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol={symbol}&outputsize=compact",
            ),
            Self::Tiingo => Some(
                "https://api.tiingo.com/tiingo/daily/{symbol}/prices?startDate={from}&endDate={to}",
            ),
            Self::Polygon => Some(
                "https://api.polygon.io/v2/aggs/ticker/{symbol}/range/1/day/{from}/{to}?adjusted=false&limit=50000",
            ),
            Self::Binance => Some(
                "https://api.binance.com/api/v3/klines?symbol={symbol}&interval=1d&startTime={from_ms}&endTime={to_ms}&limit=1000",
            ),
            Self::CoinGecko => Some(
                "https://api.coingecko.com/api/v3/coins/{symbol}/market_chart?vs_currency=usd&days=365&interval=daily",
            ),
        }
    }

    /// Whether it answers only to those with a key.
    #[must_use]
    pub fn needs_key(self) -> bool {
        matches!(self, Self::AlphaVantage | Self::Tiingo | Self::Polygon)
    }
}

/// Where a provider wants its key; `None` when it asks for none.
fn key_place(kind: PriceKind) -> Option<KeyPlace> {
    match kind {
        PriceKind::Csv | PriceKind::YahooChart | PriceKind::Binance => None,
        PriceKind::AlphaVantage => Some(KeyPlace::Parameter("apikey")),
        PriceKind::Tiingo => Some(KeyPlace::Header { name: "authorization", before: "Token " }),
        PriceKind::Polygon => Some(KeyPlace::Header { name: "authorization", before: "Bearer " }),
        PriceKind::CoinGecko => Some(KeyPlace::Header { name: "x-cg-demo-api-key", before: "" }),
    }
}

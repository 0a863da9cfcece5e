//! Takes a price source and a ticker; asks it and gives the bars it has.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::fetch::Fetched;
use super::{CollectError, Fault, Fetcher, PriceKind, PriceSource, parse_bars_csv, parse_chart};
use crate::calendar;
use crate::model::{CorporateAction, Instant, PriceBar, TickerProfile};

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
    let location = filled(source, profile, from, to);
    let Fetched::Body(body) = fetcher.fetch(&location, None).await? else {
        return Ok(PriceHarvest::default());
    };
    let mut harvest = match source.kind {
        PriceKind::Csv => parse_bars_csv(&body.bytes, source, profile, now),
        PriceKind::YahooChart => parse_chart(&body.bytes, source, profile, now),
    }?;
    harvest.bars.retain(|bar| bar.session >= from && bar.session <= to);
    if harvest.bars.is_empty() && harvest.faults.is_empty() {
        return Err(CollectError::Empty);
    }
    Ok(harvest)
}

/// The location with its placeholders filled.
fn filled(source: &PriceSource, profile: &TickerProfile, from: NaiveDate, to: NaiveDate) -> String {
    let symbol = source
        .symbols
        .get(&profile.ticker)
        .map_or_else(|| profile.ticker.to_string(), Clone::clone);
    let unix = |date| calendar::instant_of(date, NaiveTime::MIN, Tz::UTC).timestamp().to_string();
    source
        .location
        .replace("{symbol}", &escaped(&symbol))
        .replace("{from}", &from.to_string())
        .replace("{to}", &to.to_string())
        .replace("{from_unix}", &unix(from))
        .replace("{to_unix}", &unix(to + Days::new(1)))
}

/// Marks of a symbol that mean something in a URL or a path.
fn escaped(symbol: &str) -> String {
    symbol.replace('^', "%5E").replace('/', "%2F").replace('=', "%3D")
}

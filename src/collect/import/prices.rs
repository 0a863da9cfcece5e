//! Takes a price file as handed in; gives its bars, each of a configured ticker.

use crate::collect::prices::{Origin, PriceHarvest, csv_bars};
use crate::collect::{CollectError, PriceKind, PriceSource, parse_bars, symbols};
use crate::model::{Instant, Ticker, TickerProfile};

/// Reads a file of bars: one ticker's, or many by a column `ticker` or `symbol`.
///
/// # Errors
/// What the parser of the source's kind says, or [`CollectError::Prices`] when no ticker is
/// named and the file's name is none either.
pub fn parse_prices_file(
    name: &str,
    bytes: &[u8],
    source: &PriceSource,
    ticker: Option<&Ticker>,
    profiles: &[TickerProfile],
    now: Instant,
) -> Result<PriceHarvest, CollectError> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name).split('.').next().unwrap_or(name);
    let named = ticker.cloned().or_else(|| Ticker::parse(stem).ok());
    let profile_of = |symbol: Option<&str>| -> Result<&TickerProfile, String> {
        let ticker = match symbol {
            Some(symbol) => source
                .symbols
                .iter()
                .find(|(_, known)| known.eq_ignore_ascii_case(symbol))
                .map(|(ticker, _)| ticker.clone())
                .or_else(|| symbols::ticker(symbol)),
            None => named.clone(),
        };
        profiles.iter().find(|profile| Some(&profile.ticker) == ticker.as_ref()).ok_or_else(|| {
            let asked = symbol.unwrap_or(stem);
            format!("no [[ticker]] has the symbol `{asked}`; name one with --ticker")
        })
    };
    if source.kind != PriceKind::Csv && matches!(bytes.trim_ascii_start(), [b'{' | b'[', ..]) {
        let profile = profile_of(None).map_err(CollectError::Prices)?;
        return parse_bars(bytes, source, profile, now);
    }
    let mut harvest = csv_bars::rows(bytes, source.id.as_str(), |symbol| {
        let profile = profile_of(symbol)?;
        let currency = source.currency.unwrap_or(profile.currency);
        Ok(Origin { source, profile, currency, now })
    })?;
    harvest.sum_up_faults(source.id.as_str());
    Ok(harvest)
}

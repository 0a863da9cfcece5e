//! Takes the JSON of a news provider; gives its articles. One file per provider, each with the
//! shapes that the provider documents; what is common stands here and in `gather`.

mod alpha_vantage;
mod finnhub;
mod gdelt;
mod marketaux;
mod polygon;
mod sec_filings;
mod tiingo;

#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::gather::{Draft, Gathering};
use super::request::KeyPlace;
use super::{ArticleHarvest, CollectError, Limits, NewsProvider, Source, json};
use crate::model::Instant;

impl NewsProvider {
    /// The address it is asked at where none is configured.
    #[must_use]
    pub fn usual_url(self) -> &'static str {
        match self {
            Self::Finnhub => {
                "https://finnhub.io/api/v1/company-news?symbol={symbol}&from={from}&to={to}"
            }
            Self::Tiingo => "https://api.tiingo.com/tiingo/news?tickers={symbol}&startDate={from}",
            Self::Polygon => {
                "https://api.polygon.io/v2/reference/news?ticker={symbol}&published_utc.gte={from}&limit=100"
            }
            Self::AlphaVantage => {
                "https://www.alphavantage.co/query?function=NEWS_SENTIMENT&tickers={symbol}&limit=200"
            }
            Self::Marketaux => {
                "https://api.marketaux.com/v1/news/all?symbols={symbol}&filter_entities=true&language=en&published_after={from}"
            }
            Self::Gdelt => {
                "https://api.gdeltproject.org/api/v2/doc/doc?query={symbol}%20sourcelang:english&mode=ArtList&format=json&maxrecords=75&timespan=3d&sort=DateDesc"
            }
            Self::SecFilings => "https://data.sec.gov/submissions/CIK{symbol}.json",
        }
    }

    /// Whether it answers only to those with a key.
    #[must_use]
    pub fn needs_key(self) -> bool {
        key_place(self).is_some()
    }
}

/// Where a provider wants its key; `None` when it asks for none.
pub(super) fn key_place(provider: NewsProvider) -> Option<KeyPlace> {
    match provider {
        NewsProvider::Finnhub => Some(KeyPlace::Header { name: "x-finnhub-token", before: "" }),
        NewsProvider::Tiingo => Some(KeyPlace::Header { name: "authorization", before: "Token " }),
        NewsProvider::Polygon => {
            Some(KeyPlace::Header { name: "authorization", before: "Bearer " })
        }
        NewsProvider::AlphaVantage => Some(KeyPlace::Parameter("apikey")),
        NewsProvider::Marketaux => Some(KeyPlace::Parameter("api_token")),
        NewsProvider::Gdelt | NewsProvider::SecFilings => None,
    }
}

/// Reads a provider's answer. A row that cannot be used costs only itself.
///
/// # Errors
/// [`CollectError::RateLimited`], [`CollectError::KeyRefused`],
/// [`CollectError::UnknownSymbol`] and [`CollectError::Provider`] for refusals,
/// [`CollectError::Empty`], [`CollectError::Html`] and [`CollectError::Json`] for what is no
/// answer.
pub fn parse_news(
    bytes: &[u8],
    provider: NewsProvider,
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let mut gathering = Gathering::new(source, limits, now);
    let read = match provider {
        NewsProvider::Finnhub => finnhub::read(bytes, &mut gathering),
        NewsProvider::Tiingo => tiingo::read(bytes, &mut gathering),
        NewsProvider::Polygon => polygon::read(bytes, &mut gathering),
        NewsProvider::AlphaVantage => alpha_vantage::read(bytes, &mut gathering),
        NewsProvider::Marketaux => marketaux::read(bytes, &mut gathering),
        NewsProvider::Gdelt => gdelt::read(bytes, &mut gathering),
        NewsProvider::SecFilings => sec_filings::read(bytes, &mut gathering),
    };
    read.map_err(|error| json::without_key(error, source.key.as_ref()))?;
    Ok(gathering.finish())
}

/// Rows as drafts, each read by itself.
fn drafts<T: DeserializeOwned>(
    rows: Vec<Value>,
    draft: impl Fn(T) -> Draft,
) -> Vec<Result<Draft, String>> {
    rows.into_iter().map(|row| json::row(row).map(&draft)).collect()
}

/// A provider's own id, as text or number; 0 is what some give to every article.
fn own_id(id: Option<&Value>) -> Option<String> {
    match id? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()).filter(|number| number != "0"),
        _ => None,
    }
}

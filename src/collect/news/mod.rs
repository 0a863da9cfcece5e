//! Takes the JSON of a news provider; gives its articles. One file per provider.

use super::request::KeyPlace;
use super::{ArticleHarvest, CollectError, Limits, NewsProvider, Source};
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
                "https://api.gdeltproject.org/api/v2/doc/doc?query={symbol}&mode=ArtList&format=json&maxrecords=75&timespan=3d&sort=DateDesc"
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

/// Reads a provider's answer.
///
/// # Errors
/// [`CollectError::Provider`] for a refusal in words, [`CollectError::Html`] for a web page.
pub fn parse_news(
    bytes: &[u8],
    provider: NewsProvider,
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let _ = (bytes, source, limits, now);
    Err(CollectError::Provider(format!("{provider:?} cannot be read yet")))
}

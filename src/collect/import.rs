//! Takes a file as handed in; gives its articles or bars. JSONL, CSV or a feed by its name,
//! and by its content where the name says nothing.

use csv::ReaderBuilder;
use serde::Deserialize;

use super::prices::{Origin, PriceHarvest, csv_bars};
use super::{
    ArticleHarvest, CollectError, Fault, Limits, PriceKind, PriceSource, Source, dates, parse_bars,
    parse_feed, plain_text, url_identity,
};
use crate::model::{ArticleId, ArticleItem, Instant, Ticker, TickerProfile};

/// One article as a file tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    id: Option<String>,
    title: String,
    #[serde(alias = "summary", alias = "body", alias = "content")]
    text: String,
    #[serde(alias = "link")]
    url: Option<String>,
    #[serde(alias = "source")]
    publisher: Option<String>,
    #[serde(alias = "published_at", alias = "date")]
    published: Option<String>,
    tickers: Tickers,
}

/// A list of symbols, or one text that holds several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tickers {
    List(Vec<String>),
    Text(String),
}

impl Default for Tickers {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Tickers {
    fn symbols(&self) -> Vec<Ticker> {
        let texts: Vec<&str> = match self {
            Self::List(list) => list.iter().map(String::as_str).collect(),
            Self::Text(text) => text.split([' ', ',', ';', '|']).collect(),
        };
        texts.into_iter().filter_map(|text| Ticker::parse(text).ok()).collect()
    }
}

/// Reads a file of articles.
///
/// # Errors
/// [`CollectError::Empty`], or what [`parse_feed`] says of a file that is neither JSONL nor CSV.
pub fn parse_articles_file(
    name: &str,
    bytes: &[u8],
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(CollectError::Empty);
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let first_line = text.trim_start().lines().next().unwrap_or_default();
    let is_row = serde_json::from_str::<Row>(first_line).is_ok_and(|row| !row.title.is_empty());
    match extension.as_deref() {
        Some("csv") => Ok(csv_articles(text, source, limits, now)),
        Some("jsonl" | "ndjson") => Ok(jsonl_articles(text, source, limits, now)),
        _ if is_row => Ok(jsonl_articles(text, source, limits, now)),
        _ => parse_feed(bytes, source, limits, now),
    }
}

fn jsonl_articles(text: &str, source: &Source, limits: &Limits, now: Instant) -> ArticleHarvest {
    let rows = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(
        |(number, line)| {
            (number + 1, serde_json::from_str(line).map_err(|error| error.to_string()))
        },
    );
    harvest(rows, source, limits, now)
}

fn csv_articles(text: &str, source: &Source, limits: &Limits, now: Instant) -> ArticleHarvest {
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let rows = reader
        .deserialize()
        .enumerate()
        .map(|(number, row)| (number + 2, row.map_err(|error| error.to_string())));
    harvest(rows, source, limits, now)
}

fn harvest(
    rows: impl Iterator<Item = (usize, Result<Row, String>)>,
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> ArticleHarvest {
    let mut harvest = ArticleHarvest::default();
    for (number, row) in rows {
        match row.and_then(|row| article(&row, source, limits, now)) {
            Ok(item) => harvest.items.push(item),
            Err(reason) => harvest.faults.push(Fault::Row {
                source: source.id.to_string(),
                row: number,
                reason,
            }),
        }
    }
    let undated = harvest.items.iter().filter(|item| item.published_at.is_none()).count();
    if undated > 0 {
        harvest.faults.push(Fault::Undated { source: source.id.to_string(), count: undated });
    }
    harvest
}

fn article(
    row: &Row,
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleItem, String> {
    let title = plain_text::line(&row.title, limits.title_chars_max);
    if title.is_empty() {
        return Err("it has no title".to_owned());
    }
    let text = plain_text::paragraphs(&row.text, limits.text_chars_max);
    let published_at = row.published.as_deref().and_then(dates::parse);
    if let Some(future) = published_at.filter(|at| *at > now) {
        return Err(format!("it is dated {}, in the future", future.format("%Y-%m-%d %H:%M UTC")));
    }
    let url = row.url.as_deref().and_then(url_identity::canonical);
    let identity = row
        .id
        .clone()
        .filter(|id| !id.trim().is_empty())
        .or_else(|| url.clone())
        .unwrap_or_else(|| format!("{title}\n{text}"));
    let named = row.publisher.as_deref().map(|name| plain_text::line(name, limits.title_chars_max));
    Ok(ArticleItem {
        id: ArticleId::of(&source.id, &identity),
        source: source.id.clone(),
        publisher: named
            .filter(|name| !name.is_empty())
            .or_else(|| source.publisher.clone())
            .unwrap_or_else(|| source.id.to_string()),
        url,
        title,
        text,
        published_at,
        licence: source.licence,
        vendor_tickers: row.tickers.symbols(),
        full_text: None,
        withdrawn: false,
    })
}

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
            Some(symbol) => Ticker::parse(symbol).ok(),
            None => named.clone(),
        };
        profiles.iter().find(|profile| Some(&profile.ticker) == ticker.as_ref()).ok_or_else(|| {
            let asked = symbol.unwrap_or(stem);
            format!("no [[ticker]] has the symbol `{asked}`; name one with --ticker")
        })
    };
    if source.kind != PriceKind::Csv && bytes.trim_ascii_start().starts_with(b"{") {
        let profile = profile_of(None).map_err(CollectError::Prices)?;
        return parse_bars(bytes, source, profile, now);
    }
    csv_bars::rows(bytes, &source.id.to_string(), |symbol| {
        let profile = profile_of(symbol)?;
        let currency = source.currency.unwrap_or(profile.currency);
        Ok(Origin { source, profile, currency, now })
    })
}

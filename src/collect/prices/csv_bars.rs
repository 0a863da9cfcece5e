//! Takes a price file; gives its bars. The columns go by their names, in any order and case:
//! plain, Stooq and Yahoo shapes.

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord};

use super::PriceHarvest;
use super::check::{self, Figures, Origin};
use crate::collect::feed::looks_like_html;
use crate::collect::{CollectError, Fault, json, stamps};

/// Where the columns of a file are.
struct Columns {
    date: usize,
    open: usize,
    high: usize,
    low: usize,
    close: usize,
    volume: Option<usize>,
    symbol: Option<usize>,
    /// Whether a comma may part whole from fraction.
    decimal_comma: bool,
}

/// Reads the bars of one ticker.
///
/// # Errors
/// [`CollectError::Html`], [`CollectError::Empty`], [`CollectError::Provider`] for an answer in
/// words, [`CollectError::Prices`] for a file without the columns.
pub(super) fn parse_bars_csv(
    bytes: &[u8],
    source: &crate::collect::PriceSource,
    profile: &crate::model::TickerProfile,
    now: crate::model::Instant,
) -> Result<PriceHarvest, CollectError> {
    let origin =
        Origin { source, profile, currency: source.currency.unwrap_or(profile.currency), now };
    rows(bytes, &source.id.to_string(), |_| Ok(origin))
}

/// Reads rows; `origin` says whose a row is by the text in its symbol column.
pub(in crate::collect) fn rows<'o>(
    bytes: &[u8],
    source: &str,
    origin: impl Fn(Option<&str>) -> Result<Origin<'o>, String>,
) -> Result<PriceHarvest, CollectError> {
    if looks_like_html(bytes) {
        return Err(CollectError::Html { due: "a price file" });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CollectError::Empty);
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let header = reader.headers().map_err(|error| CollectError::Prices(error.to_string()))?.clone();
    let columns = locate(&header, bytes)?;
    let mut harvest = PriceHarvest::default();
    for (number, record) in reader.records().enumerate() {
        let refused =
            |reason: String| Fault::Row { source: source.to_owned(), row: number + 2, reason };
        let read = record
            .map_err(|error| refused(error.to_string()))
            .and_then(|record| {
                figures(&record, &columns).map(|figures| (record, figures)).map_err(refused)
            })
            .and_then(|(record, figures)| {
                let symbol = columns.symbol.and_then(|place| record.get(place));
                check::bar(figures, origin(symbol).map_err(refused)?)
            });
        match read {
            Ok(bar) => harvest.bars.push(bar),
            Err(fault) => harvest.faults.push(fault),
        }
    }
    Ok(harvest)
}

fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let fields = |mark: u8| header.split(|byte| *byte == mark).count();
    if fields(b';') > fields(b',') {
        b';'
    } else if fields(b'\t') > fields(b',') {
        b'\t'
    } else {
        b','
    }
}

fn locate(header: &StringRecord, bytes: &[u8]) -> Result<Columns, CollectError> {
    let names: Vec<String> =
        header.iter().map(|name| name.trim_matches(['<', '>', ' ']).to_ascii_lowercase()).collect();
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let located = (
        find(&[
            "date",
            "datetime",
            "session",
            "day",
            "timestamp",
            "timeopen",
            "opentime",
            "open time",
            "time",
        ]),
        find(&["open"]),
        find(&["high"]),
        find(&["low"]),
        find(&["close", "close/last", "last"]),
    );
    let (Some(date), Some(open), Some(high), Some(low), Some(close)) = located else {
        return Err(in_words(bytes));
    };
    Ok(Columns {
        date,
        open,
        high,
        low,
        close,
        volume: find(&["volume", "vol"]),
        symbol: find(&["ticker", "symbol"]),
        decimal_comma: delimiter(bytes) == b';' && bytes.contains(&b','),
    })
}

/// What a provider says where a price file was due.
fn in_words(bytes: &[u8]) -> CollectError {
    const WORDS_CHARS: usize = 160;
    let first_line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_table = first_line.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'));
    let may_refuse = !is_table || bytes.trim_ascii_start().starts_with(b"{");
    match json::refusal(bytes).filter(|_| may_refuse) {
        // What a price file's server says of a symbol it does not have.
        Some(CollectError::Provider(words)) if words.eq_ignore_ascii_case("no data") => {
            return CollectError::UnknownSymbol(words);
        }
        Some(refusal) => return refusal,
        None => {}
    }
    let words = String::from_utf8_lossy(first_line);
    let words: String = words.trim().chars().take(WORDS_CHARS).collect();
    CollectError::Prices(format!("no columns date, open, high, low, close in `{words}`"))
}

fn figures(record: &StringRecord, columns: &Columns) -> Result<Figures, String> {
    let number = |place: usize, name: &str| -> Result<f64, String> {
        let text = record.get(place).unwrap_or_default();
        amount(text, columns.decimal_comma).ok_or_else(|| format!("its {name} is `{text}`"))
    };
    let date = record.get(columns.date).unwrap_or_default();
    Ok(Figures {
        session: day(date).ok_or_else(|| format!("its date is `{date}`"))?,
        open: number(columns.open, "open")?,
        high: number(columns.high, "high")?,
        low: number(columns.low, "low")?,
        close: number(columns.close, "close")?,
        volume: columns.volume.and_then(|place| number(place, "volume").ok()),
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
        .or_else(|| stamps::text(text).map(|at| at.date_naive()))
}

/// A number as people write it: `$1,234.50`, or `1.234,50` where a semicolon parts the fields.
fn amount(text: &str, decimal_comma: bool) -> Option<f64> {
    let bare: String = text.chars().filter(|mark| !matches!(mark, '$' | '€' | '£' | ' ')).collect();
    let plain =
        if decimal_comma { bare.replace('.', "").replace(',', ".") } else { bare.replace(',', "") };
    plain.parse().ok()
}

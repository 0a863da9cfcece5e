//! Takes a file as handed in; gives its articles or bars. What it is goes by its content: JSON
//! Lines, a JSON list, CSV or a feed, in any common encoding; its name helps where the content
//! says nothing. One bad row costs only itself.

mod csv_rows;
mod json_rows;
mod prices;
mod reference;
mod row;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::gather::Gathering;
use super::{ArticleHarvest, CollectError, Limits, Source, parse_feed};
use crate::model::Instant;
pub use prices::parse_prices_file;
pub use reference::{REFERENCE_ROWS_MAX, ReferenceFault, ReferenceHarvest, parse_reference_file};

/// Reads a file of articles.
///
/// # Errors
/// [`CollectError::Empty`]; [`CollectError::Json`] for a JSON document that cannot be read as
/// a whole; [`CollectError::Columns`] for a table without titles; what [`parse_feed`] says of
/// XML and HTML.
pub fn parse_articles_file(
    name: &str,
    bytes: &[u8],
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let text = decoded(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let mut gathering = Gathering::new(source, limits, now);
    match (text.trim_start().chars().next(), extension.as_deref()) {
        (None, _) => return Err(CollectError::Empty),
        (Some('<'), _) => return parse_feed(bytes, source, limits, now),
        (_, Some("jsonl" | "ndjson")) => json_rows::lines(text, &mut gathering),
        (Some('{' | '['), _) => match json_rows::layout(text)? {
            json_rows::Layout::Lines => json_rows::lines(text, &mut gathering),
            json_rows::Layout::List(rows) => json_rows::list(rows, &mut gathering),
            json_rows::Layout::Feed => return parse_feed(text.as_bytes(), source, limits, now),
        },
        _ => csv_rows::read(text, &mut gathering)?,
    }
    Ok(gathering.finish_file())
}

/// The text by its byte-order mark, by the zero bytes of unmarked UTF-16, as UTF-8, or as
/// Windows-1252 where it is none of these.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, _)), _) => encoding,
        (None, [0, mark, ..]) if *mark != 0 => UTF_16BE,
        (None, [mark, 0, ..]) if *mark != 0 => UTF_16LE,
        (None, _) if std::str::from_utf8(bytes).is_ok() => UTF_8,
        (None, _) => WINDOWS_1252,
    };
    encoding.decode(bytes).0
}

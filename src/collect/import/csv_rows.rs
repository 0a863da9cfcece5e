//! Takes a table as text; gives its rows by the names in its header. Commas, semicolons, tabs or
//! bars; rows end where their quotes end, and a quote that never ends costs only its row.

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use serde_json::Value;

use super::row::{Row, TITLES, plain_name};
use crate::collect::gather::{Draft, Gathering};
use crate::collect::{CollectError, text};

/// How much of a header stands in an error, in characters.
const HEADER_CHARS: usize = 120;

/// How often reading starts again after a quote that never ends.
const RESTARTS_MAX: usize = 20;

/// Reads a table.
///
/// # Errors
/// [`CollectError::Columns`] when no column holds titles.
pub(super) fn read(text: &str, gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let (text, delimiter) = told(text).unwrap_or_else(|| (text, delimiter(text)));
    let mut header = StringRecord::new();
    let mut first = reader(text, delimiter);
    if !first.read_record(&mut header).unwrap_or(false) {
        return Err(CollectError::Empty);
    }
    let names: Vec<String> = header.iter().map(plain_name).collect();
    if !names.iter().any(|name| TITLES.contains(&name.as_str())) {
        let found = text::line(&names.join(", "), HEADER_CHARS);
        return Err(CollectError::Columns { found });
    }
    let mut start = offset(&first);
    let (mut number, mut restarts) = (1, 0);
    while let Some(next) = rows(&text[start..], delimiter, &names, &mut number, gathering) {
        restarts += 1;
        if restarts > RESTARTS_MAX {
            gathering
                .add(number, Err(format!("{RESTARTS_MAX} quotes never end; the rest is unread")));
            break;
        }
        start += next;
    }
    Ok(())
}

/// Reads rows to the end, or to one that swallows the lines after it: then gives where the line
/// after its first begins.
fn rows(
    text: &str,
    delimiter: u8,
    names: &[String],
    number: &mut usize,
    gathering: &mut Gathering<'_>,
) -> Option<usize> {
    let mut reader = reader(text, delimiter);
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => {
                *number += 1;
                gathering.add(*number, Err(error.to_string()));
                continue;
            }
        }
        *number += 1;
        let begin = record.position().map_or(0, |place| whole(place.byte()));
        let end = offset(&reader).min(text.len());
        let lines = text[begin..end].trim();
        let draft = draft(&record, names);
        match lines.find('\n') {
            Some(line) if draft.is_err() || is_open(lines, end == text.len()) => {
                gathering.add(*number, Err("a quote in it never ends".to_owned()));
                let indent = text[begin..].len() - text[begin..].trim_start().len();
                return Some(begin + indent + line + 1);
            }
            _ => gathering.add(*number, draft),
        }
    }
}

/// Whether the last record ends only because the text does.
fn is_open(lines: &str, is_last: bool) -> bool {
    is_last && lines.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

fn draft(record: &StringRecord, names: &[String]) -> Result<Draft, String> {
    let surplus = record.iter().skip(names.len()).any(|field| !field.is_empty());
    if surplus || record.len() < names.len() {
        return Err(format!("it has {} fields, the header {}", record.len(), names.len()));
    }
    let fields = names.iter().zip(record).filter(|(_, field)| !field.is_empty());
    Ok(Row::of(fields.map(|(name, field)| (name.clone(), Value::from(field)))).draft())
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    whole(reader.position().byte())
}

/// A place in a text that is in memory always fits.
fn whole(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// The delimiter that a first line such as `sep=;` tells, as spreadsheets write it, and the rest.
fn told(text: &str) -> Option<(&str, u8)> {
    let (first, rest) = text.split_once('\n')?;
    let mark = first.trim_end().strip_prefix("sep=")?;
    Some((rest, *mark.as_bytes().first()?))
}

/// The mark that parts the header into most fields; a comma where none does.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|byte| *byte == mark).count();
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

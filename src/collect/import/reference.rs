//! Takes a file of names and symbols: the SEC's `company_tickers.json` or
//! `company_tickers_exchange.json`, or CSV with a header; gives its rows. One bad row costs only
//! itself, and is named by its place, its field and its value.

use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::{Map, Value};

use super::decoded;
use super::row::plain_name;
use crate::collect::{CollectError, json, text};
use crate::model::{ReferenceKind, ReferenceName, Ticker};

/// The most rows of one file.
pub const REFERENCE_ROWS_MAX: usize = 200_000;
/// The longest name kept.
const NAME_CHARS_MAX: usize = 200;
const ALIASES_MAX: usize = 50;
/// How much of a value stands in a fault, in characters.
const VALUE_CHARS: usize = 60;
const DUE: &str = "a list of companies";

const SYMBOLS: [&str; 2] = ["symbol", "ticker"];
const NAMES: [&str; 5] = ["name", "title", "company_name", "security", "company"];
const ALIASES: [&str; 2] = ["aliases", "alias"];
const KINDS: [&str; 2] = ["kind", "type"];

/// The rows of a file and what could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceHarvest {
    /// The rows, in their order.
    pub names: Vec<ReferenceName>,
    /// The rows that were left out.
    pub faults: Vec<ReferenceFault>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {field} `{value}` {reason}")]
pub struct ReferenceFault {
    /// `line 4` of a table, `entry 17` of a JSON document.
    pub place: String,
    /// Which field.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads a file of names and symbols.
///
/// # Errors
/// [`CollectError::Empty`]; [`CollectError::Json`] for JSON of another shape;
/// [`CollectError::Reference`] for a table without a column for names.
pub fn parse_reference_file(bytes: &[u8]) -> Result<ReferenceHarvest, CollectError> {
    let text = decoded(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.chars().next() {
        None => Err(CollectError::Empty),
        Some('{' | '[') => in_json(text),
        _ => in_table(text),
    }
}

/// One row before it is judged.
#[derive(Default)]
struct Raw {
    symbol: String,
    name: String,
    aliases: String,
    kind: String,
}

impl ReferenceHarvest {
    fn add(&mut self, place: impl Fn() -> String, raw: &Raw) {
        let fault = |field, value: &str, reason: &str| ReferenceFault {
            place: place(),
            field,
            value: text::line(value, VALUE_CHARS),
            reason: reason.to_owned(),
        };
        if self.names.len() + self.faults.len() >= REFERENCE_ROWS_MAX {
            if self.names.len() + self.faults.len() == REFERENCE_ROWS_MAX {
                self.faults.push(fault("row", &raw.name, "and all after it are over the limit"));
            }
            return;
        }
        match named(raw) {
            Ok(name) => self.names.push(name),
            Err((field, value, reason)) => self.faults.push(fault(field, value, &reason)),
        }
    }
}

fn named(raw: &Raw) -> Result<ReferenceName, (&'static str, &str, String)> {
    let symbol = raw.symbol.trim();
    let ticker = if symbol.is_empty() {
        None
    } else {
        Some(Ticker::parse(symbol).map_err(|_| {
            ("symbol", symbol, "is no ticker symbol: use letters, digits and . - ^ / =".to_owned())
        })?)
    };
    let name = text::line(&raw.name, NAME_CHARS_MAX);
    if name.chars().filter(|mark| mark.is_alphanumeric()).count() < 2 {
        return Err(("name", &raw.name, "is no name".to_owned()));
    }
    let kind = match raw.kind.trim() {
        "" => ReferenceKind::Equity,
        word => ReferenceKind::parse(word).ok_or_else(|| {
            let known = "use equity, etf, crypto, index, commodity, currency or body";
            ("kind", word, format!("is unknown: {known}"))
        })?,
    };
    let aliases = raw.aliases.split([';', '|']).map(|alias| text::line(alias, NAME_CHARS_MAX));
    let aliases: Vec<String> = aliases.filter(|alias| alias.chars().count() > 1).collect();
    if aliases.len() > ALIASES_MAX {
        return Err(("aliases", &raw.aliases, format!("are more than {ALIASES_MAX}")));
    }
    Ok(ReferenceName { ticker, name, aliases, kind })
}

/// `{"0": {"ticker": …, "title": …}, …}`, `{"fields": […], "data": [[…], …]}`, or a list of
/// objects.
fn in_json(text: &str) -> Result<ReferenceHarvest, CollectError> {
    let mut harvest = ReferenceHarvest::default();
    match json::strict(text.as_bytes(), DUE)? {
        Value::Array(rows) => {
            for (place, row) in rows.iter().enumerate() {
                harvest.add(|| format!("entry {}", place + 1), &in_object(row));
            }
        }
        Value::Object(document) => {
            if let (Some(Value::Array(fields)), Some(Value::Array(rows))) =
                (document.get("fields"), document.get("data"))
            {
                in_columns(fields, rows, &mut harvest);
            } else {
                in_entries(&document, &mut harvest);
            }
        }
        _ => {}
    }
    if harvest.names.is_empty() && harvest.faults.is_empty() {
        return Err(json::misshapen(DUE, "it holds no companies"));
    }
    Ok(harvest)
}

fn in_columns(fields: &[Value], rows: &[Value], harvest: &mut ReferenceHarvest) {
    let names: Vec<String> =
        fields.iter().map(|field| plain_name(field.as_str().unwrap_or_default())).collect();
    for (place, row) in rows.iter().enumerate() {
        let value = |wanted: &[&str]| {
            let column = names.iter().position(|name| wanted.contains(&name.as_str()));
            column.and_then(|column| row.get(column)).map(words).unwrap_or_default()
        };
        harvest.add(|| format!("entry {}", place + 1), &raw(value));
    }
}

fn in_entries(document: &Map<String, Value>, harvest: &mut ReferenceHarvest) {
    let mut rows: Vec<_> = document.iter().filter(|(_, row)| row.is_object()).collect();
    rows.sort_by_key(|(key, _)| (key.parse::<u64>().unwrap_or(u64::MAX), *key));
    for (key, row) in rows {
        harvest.add(|| format!("entry \"{key}\""), &in_object(row));
    }
}

fn in_object(row: &Value) -> Raw {
    raw(|wanted: &[&str]| {
        wanted.iter().find_map(|key| row.get(*key)).map(words).unwrap_or_default()
    })
}

fn raw(value: impl Fn(&[&str]) -> String) -> Raw {
    Raw {
        symbol: value(&SYMBOLS),
        name: value(&NAMES),
        aliases: value(&ALIASES),
        kind: value(&KINDS),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
        _ => String::new(),
    }
}

fn in_table(text: &str) -> Result<ReferenceHarvest, CollectError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = match (first.contains('\t'), first.contains(',')) {
        (true, _) => b'\t',
        (_, true) => b',',
        _ => b';',
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !reader.read_record(&mut record).unwrap_or(false) {
        return Err(CollectError::Empty);
    }
    let names: Vec<String> = record.iter().map(plain_name).collect();
    if !names.iter().any(|name| NAMES.contains(&name.as_str())) {
        let found = text::line(&names.join(", "), 2 * VALUE_CHARS);
        return Err(CollectError::Reference { found });
    }
    let mut harvest = ReferenceHarvest::default();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(harvest),
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let value = |wanted: &[&str]| {
                    let column = names.iter().position(|name| wanted.contains(&name.as_str()));
                    column.and_then(|column| record.get(column)).unwrap_or_default().to_owned()
                };
                harvest.add(|| format!("line {line}"), &raw(value));
            }
            Err(error) => harvest.faults.push(ReferenceFault {
                place: format!("line {line}"),
                field: "row",
                value: String::new(),
                reason: error.to_string(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ReferenceHarvest {
        parse_reference_file(text.as_bytes()).expect("a readable file")
    }

    fn told(harvest: &ReferenceHarvest) -> Vec<(&str, &str)> {
        let rows = harvest.names.iter();
        rows.map(|row| (row.ticker.as_ref().map_or("", Ticker::as_str), row.name.as_str()))
            .collect()
    }

    #[test]
    fn both_shapes_of_the_register_and_a_table_give_the_same_rows() {
        let expected = [("PLUM", "PLUMTREE CORP"), ("NRT", "Northlight Inc.")];
        for text in [
            r#"{"10":{"cik_str":2,"ticker":"NRT","title":"Northlight Inc."},"2":{"cik_str":1,"ticker":"PLUM","title":"PLUMTREE CORP"}}"#,
            r#"{"fields":["cik","name","ticker","exchange"],"data":[[1,"PLUMTREE CORP","PLUM","Nasdaq"],[2,"Northlight Inc.","NRT",null]]}"#,
            "symbol,name\nplum,PLUMTREE CORP\nNRT,Northlight Inc.\n",
            "\u{feff}Name;Symbol\r\nPLUMTREE CORP;PLUM\r\nNorthlight Inc.;NRT\r\n",
        ] {
            assert_eq!(told(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_bad_row_is_named_by_place_field_and_value_and_costs_only_itself() {
        let harvest =
            read("symbol,name,kind\nA B,Plum,\nNRT,Northlight,planet\nPLUM,Plumtree,etf\nX,,\n");
        assert_eq!(told(&harvest), [("PLUM", "Plumtree")]);
        let words: Vec<String> = harvest.faults.iter().map(ToString::to_string).collect();
        assert!(words[0].starts_with("line 2: symbol `A B` is no ticker symbol"), "{words:?}");
        assert!(words[1].starts_with("line 3: kind `planet` is unknown"), "{words:?}");
        assert_eq!(words[2], "line 5: name `` is no name");
    }

    #[test]
    fn a_file_of_another_kind_says_what_is_missing() {
        let refusal = |text: &str| parse_reference_file(text.as_bytes()).unwrap_err().to_string();
        assert!(refusal("date,close\n2026-01-02,4\n").contains("date, close"));
        assert!(refusal("{}").contains("no companies"));
        assert!(matches!(parse_reference_file(b" "), Err(CollectError::Empty)));
    }
}

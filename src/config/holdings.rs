//! Takes a holdings file, a CSV of symbol and quantity or weight; gives the positions, or every
//! fault with its line. Gives them back as text for the snapshot, equal holdings as equal text.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::fault::{ConfigFault, did_you_mean};
use crate::model::{Basis, Holding, Holdings, Ticker, TickerProfile};

/// The largest file that is read.
pub const HOLDINGS_BYTES_MAX: usize = 256 * 1024;

/// The most positions of one portfolio.
pub const HOLDINGS_LINES_MAX: usize = 1000;

/// The largest quantity or weight, in whole units.
const SIZE_MAX: i64 = 10_000_000_000;

const E8: i64 = 100_000_000;
const DECIMALS_MAX: usize = 8;

/// Reads the holdings file at `path`.
///
/// # Errors
/// Every [`ConfigFault`] together; an unreadable file is one fault.
pub fn load_holdings(path: &Path, known: &[TickerProfile]) -> Result<Holdings, Vec<ConfigFault>> {
    let name = path.display().to_string();
    let whole = |message: String| vec![ConfigFault { file: name.clone(), line: None, message }];
    let mut bytes = Vec::new();
    let limit = HOLDINGS_BYTES_MAX as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|error| whole(format!("The holdings cannot be read: {error}")))?;
    if bytes.len() > HOLDINGS_BYTES_MAX {
        return Err(whole(format!("The holdings are larger than {HOLDINGS_BYTES_MAX} bytes")));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| whole("The holdings are not UTF-8 text".to_owned()))?;
    read_holdings(&name, text, known)
}

/// Reads the text of a holdings file; `known` are the configured tickers.
///
/// # Errors
/// Every [`ConfigFault`] together, in the order of the file.
pub fn read_holdings(
    file: &str,
    text: &str,
    known: &[TickerProfile],
) -> Result<Holdings, Vec<ConfigFault>> {
    let mut reading = Reading { file, known, lines: Vec::new(), seen: Vec::new(), faults: vec![] };
    let basis = reading.table(text.trim_start_matches('\u{feff}'));
    let Reading { mut lines, mut faults, .. } = reading;
    let whole = |message: &str| ConfigFault {
        file: file.to_owned(),
        line: None,
        message: message.to_owned(),
    };
    if lines.is_empty() && faults.is_empty() {
        faults.push(whole("The holdings name no position"));
    }
    let Some(basis) = basis.filter(|_| faults.is_empty()) else { return Err(faults) };
    lines.sort_by(|one, other| one.profile.ticker.cmp(&other.profile.ticker));
    Ok(Holdings { basis, lines })
}

/// The holdings as the snapshot keeps them.
pub(super) fn write_holdings(holdings: &Holdings) -> String {
    let mut text = format!("symbol,{}\n", holdings.basis.key());
    for line in &holdings.lines {
        let _ = writeln!(text, "{},{}", line.profile.ticker, decimal(line.size_e8));
    }
    text
}

struct Reading<'r> {
    file: &'r str,
    known: &'r [TickerProfile],
    lines: Vec<Holding>,
    /// Symbols with the line on which they stood first.
    seen: Vec<(Ticker, u64)>,
    faults: Vec<ConfigFault>,
}

/// Where the two columns stand.
#[derive(Clone, Copy)]
struct Columns {
    symbol: usize,
    size: usize,
    basis: Basis,
}

impl Reading<'_> {
    fn table(&mut self, text: &str) -> Option<Basis> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let header = match records.next() {
            Some(Ok(header)) => header,
            Some(Err(error)) => return self.fault_nothing(1, &error.to_string()),
            None => return self.fault_nothing(1, "The holdings are empty"),
        };
        let columns = self.header(&header)?;
        for (place, record) in records.enumerate() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    self.fault(line, &error.to_string());
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            if place >= HOLDINGS_LINES_MAX {
                return self
                    .fault_nothing(line, &format!("More than {HOLDINGS_LINES_MAX} positions"));
            }
            self.line(&record, columns, line);
        }
        Some(columns.basis)
    }

    fn header(&mut self, header: &StringRecord) -> Option<Columns> {
        let place = |name: &str| header.iter().position(|word| word.eq_ignore_ascii_case(name));
        let (quantity, weight) = (place("quantity"), place("weight"));
        let due = "write `symbol,quantity` or `symbol,weight`";
        let columns = match (place("symbol"), quantity, weight) {
            (Some(symbol), Some(size), None) => Columns { symbol, size, basis: Basis::Quantity },
            (Some(symbol), None, Some(size)) => Columns { symbol, size, basis: Basis::Weight },
            (_, Some(_), Some(_)) => {
                let both = format!("The header names both a quantity and a weight: {due}");
                return self.fault_nothing(1, &both);
            }
            _ => {
                let typed = header.iter().collect::<Vec<_>>().join(",");
                return self.fault_nothing(1, &format!("`{typed}` is not a header: {due}"));
            }
        };
        let known = ["symbol", "quantity", "weight", "name", "comment"];
        for word in header.iter().filter(|word| !known.iter().any(|k| word.eq_ignore_ascii_case(k)))
        {
            self.fault(1, &format!("Unknown column `{word}`{}", did_you_mean(word, known)));
        }
        Some(columns)
    }

    fn line(&mut self, record: &StringRecord, columns: Columns, line: u64) {
        let symbol = record.get(columns.symbol).unwrap_or_default();
        let size = record.get(columns.size).unwrap_or_default();
        let profile = self.profile(symbol, line);
        let size_e8 = match e8(size, columns.basis) {
            Ok(size_e8) => size_e8,
            Err(why) => return self.fault(line, &format!("`{size}` of `{symbol}` {why}")),
        };
        let Some(profile) = profile else { return };
        let first = self.lines.first().map(|first| &first.profile);
        if let Some(first) = first.filter(|first| first.currency != profile.currency)
            && columns.basis == Basis::Quantity
        {
            let message = format!(
                "{} is in {}, {} in {}: quantities in two currencies cannot be added up; write weights",
                profile.ticker, profile.currency, first.ticker, first.currency
            );
            return self.fault(line, &message);
        }
        // A position that was closed is no position.
        if size_e8 != 0 {
            self.lines.push(Holding { profile, size_e8 });
        }
    }

    fn profile(&mut self, symbol: &str, line: u64) -> Option<TickerProfile> {
        let ticker =
            Ticker::parse(symbol).map_err(|fault| self.fault(line, &fault.to_string())).ok()?;
        if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == ticker) {
            let message = format!("`{ticker}` stands on line {first} already: write one line each");
            self.fault(line, &message);
            return None;
        }
        self.seen.push((ticker.clone(), line));
        let found = self.known.iter().find(|profile| profile.ticker == ticker).cloned();
        if found.is_none() {
            let symbols = self.known.iter().map(|profile| profile.ticker.as_str());
            let near = did_you_mean(ticker.as_str(), symbols);
            self.fault(line, &format!("No `[[ticker]]` has the symbol `{ticker}`{near}"));
        }
        found
    }

    fn fault(&mut self, line: u64, message: &str) {
        self.faults.push(ConfigFault {
            file: self.file.to_owned(),
            line: usize::try_from(line).ok().filter(|line| *line > 0),
            message: message.to_owned(),
        });
    }

    fn fault_nothing<T>(&mut self, line: u64, message: &str) -> Option<T> {
        self.fault(line, message);
        None
    }
}

/// A decimal number in hundred-millionths, exactly.
fn e8(text: &str, basis: Basis) -> Result<i64, String> {
    const NONE: &str = "is not a number: write it as `1200` or `-12.5`";
    let text = if basis == Basis::Weight { text.trim_end_matches('%').trim_end() } else { text };
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(rest) || (whole.is_empty() && rest.is_empty()) {
        return Err(NONE.to_owned());
    }
    let rest = rest.trim_end_matches('0');
    if rest.len() > DECIMALS_MAX {
        return Err(format!("has more than {DECIMALS_MAX} decimals"));
    }
    let too_large = || format!("is larger than {SIZE_MAX}");
    let whole: i64 = match whole.trim_start_matches('0') {
        "" => 0,
        digits => digits.parse().map_err(|_| too_large())?,
    };
    let part: i64 = format!("{rest:0<DECIMALS_MAX$}").parse().map_err(|_| NONE.to_owned())?;
    if whole >= SIZE_MAX && (whole, part) != (SIZE_MAX, 0) {
        return Err(too_large());
    }
    Ok(sign * (whole * E8 + part))
}

/// The shortest decimal of hundred-millionths.
fn decimal(size_e8: i64) -> String {
    let size = size_e8.unsigned_abs();
    let e8 = E8.unsigned_abs();
    let sign = if size_e8 < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:08}", size / e8, size % e8);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;

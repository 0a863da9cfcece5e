//! Takes a sentence and a place in it; gives the symbol that is marked as one there: `$NVDA`,
//! `(NVDA)`, `NASDAQ: NVDA`, `<NVDA.O>`, `NVDA.O`, `NVDA shares`. Never takes an unmarked word.

use std::collections::BTreeMap;

use super::book::{Entity, Origin};

const EXCHANGES: [&str; 20] = [
    "AMEX",
    "ASX",
    "BSE",
    "CBOE",
    "CSE",
    "ETR",
    "EPA",
    "FRA",
    "LON",
    "LSE",
    "NASDAQ",
    "NSE",
    "NYSE",
    "NYSEAMERICAN",
    "NYSEARCA",
    "OTC",
    "OTCQB",
    "OTCQX",
    "TSX",
    "TSXV",
];
/// Words before a colon that announce a symbol.
const ANNOUNCERS: [&str; 3] = ["TICKER", "SYMBOL", "TICKERS"];
/// Endings by which a news agency's code names the exchange.
const CODE_ENDINGS: [&str; 12] = ["O", "OQ", "N", "K", "A", "P", "L", "DE", "PA", "T", "NS", "BO"];
/// Symbols that are words or shorthand in capitals: a parenthesis or a `stock` behind them
/// proves nothing.
const TRAPS: &[&str] = &[
    "A", "AI", "ALL", "AM", "AN", "ANY", "APP", "APT", "AR", "ARE", "ARM", "AS", "AT", "AU", "BE",
    "BIG", "BILL", "BOX", "BR", "BUY", "CAN", "CAR", "CARS", "CASH", "CAT", "CB", "CEO", "CFO",
    "CI", "COO", "COST", "CPI", "CP", "D", "DAY", "DD", "DE", "DTE", "EA", "EL", "EPS", "ES", "ET",
    "ETF", "EU", "EV", "F", "FAST", "FOUR", "FOR", "FUN", "GDP", "GO", "HAS", "HE", "HR", "IPO",
    "IR", "IT", "KEY", "L", "LOW", "MA", "MO", "NET", "NEW", "NEXT", "NOW", "O", "ON", "ONE",
    "OPEN", "OR", "OUT", "PC", "PE", "PM", "PR", "REAL", "ROOT", "RUN", "SEC", "SEE", "SO", "TEAM",
    "TV", "U", "UK", "US", "USA", "VR", "WELL",
];
/// What stands between the symbols of a list.
const LIST_MARKS: [&str; 6] = [", ", " & ", " and ", " vs. ", " vs ", ", and "];
const SYMBOL_CHARS_MAX: usize = 12;

/// A symbol found in a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) entity: usize,
    /// Whether the mark leaves no doubt: a parenthesis alone does.
    pub(super) is_sure: bool,
}

/// What is needed to know a symbol.
pub(super) struct Symbols<'b> {
    pub(super) known: &'b BTreeMap<String, usize>,
    pub(super) entities: &'b [Entity],
}

impl Symbols<'_> {
    /// The symbol that the mark at byte `at` announces.
    pub(super) fn after_mark(&self, sentence: &str, at: usize) -> Option<Found> {
        let bytes = sentence.as_bytes();
        let mark = bytes[at];
        let after = at + 1;
        let start = match mark {
            b':' => {
                let gap = sentence[after..].len() - sentence[after..].trim_start_matches(' ').len();
                announces(&sentence[..at]).then_some(after + gap)?
            }
            b'$' if at > 0 && bytes[at - 1].is_ascii_alphanumeric() => return None,
            _ => after,
        };
        let end = start + symbol_length(&sentence[start..]);
        let (entity, end) = self.entity_of(&sentence[start..end], start)?;
        let next = bytes.get(end).copied();
        let goes_on = next.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let closed = match mark {
            b'(' => matches!(next, Some(b')' | b',' | b';' | b'.' | b' ')),
            b'<' => matches!(next, Some(b'>' | b'.')),
            _ => !goes_on,
        };
        let is_sure = mark != b'(' || self.parenthesis_is_sure(entity, &sentence[start..end]);
        closed.then_some(Found { start, end, entity, is_sure })
    }

    /// Whether a parenthesis is enough: for a symbol on the watchlist, or a long one of our own
    /// list, that is no shorthand.
    fn parenthesis_is_sure(&self, entity: usize, symbol: &str) -> bool {
        let is_known = match self.entities[entity].origin {
            Origin::Profile => true,
            Origin::BuiltIn => symbol.len() > 2,
            Origin::Imported => false,
        };
        is_known && !is_trap(symbol)
    }

    /// The symbol that the capitals at byte `start` are, if what follows them says so.
    pub(super) fn bare(&self, sentence: &str, start: usize) -> Option<Found> {
        let rest = &sentence[start..];
        let capitals = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        if !(1..=SYMBOL_CHARS_MAX).contains(&capitals) {
            return None;
        }
        if rest.as_bytes().get(capitals).is_some_and(|byte| !b" ,.:&".contains(byte)) {
            return None;
        }
        let (symbol, behind) = rest.split_at(capitals);
        let is_code = behind.strip_prefix('.').is_some_and(|code| {
            let ending = code.bytes().take_while(u8::is_ascii_alphanumeric).count();
            CODE_ENDINGS.contains(&&code[..ending])
        });
        let is_paper = [" stock", " shares"].iter().any(|word| {
            behind
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|mark: char| mark.is_alphanumeric()))
        });
        let is_capital_text = || !sentence.bytes().any(|byte| byte.is_ascii_lowercase());
        let is_listed = || self.is_listed(&sentence[..start], behind);
        if !(is_code && capitals > 1 || is_paper && capitals > 2 || capitals > 2 && is_listed())
            || is_trap(symbol)
            || is_capital_text()
        {
            return None;
        }
        let entity = *self.known.get(symbol)?;
        let found = Found { start, end: start + capitals, entity, is_sure: true };
        (self.entities[entity].origin < Origin::Imported).then_some(found)
    }

    /// Whether another symbol stands beside it in a list: `NVDA, AMD & INTC`, `STM vs. NVDA:`.
    fn is_listed(&self, before: &str, behind: &str) -> bool {
        let is_symbol = |word: &str| {
            word.len() > 2
                && !is_trap(word)
                && self.known.get(word).is_some_and(|entity| {
                    let entity = &self.entities[*entity];
                    entity.kind.is_security()
                })
        };
        let capitals = |byte: &u8| byte.is_ascii_uppercase();
        let next = LIST_MARKS
            .iter()
            .find_map(|mark| behind.strip_prefix(mark))
            .is_some_and(|rest| is_symbol(&rest[..rest.bytes().take_while(capitals).count()]));
        let last =
            LIST_MARKS.iter().find_map(|mark| before.strip_suffix(mark)).is_some_and(|rest| {
                is_symbol(&rest[rest.len() - rest.bytes().rev().take_while(capitals).count()..])
            });
        let versus = behind.starts_with(": Which") && before.ends_with(" vs. ")
            || behind.starts_with(" vs. ") && behind.contains(": Which");
        next || last || versus
    }

    /// The entity of a symbol as written, or without its code's ending, and where it ends.
    fn entity_of(&self, written: &str, start: usize) -> Option<(usize, usize)> {
        let written = written.trim_end_matches(['.', '-', '/']);
        if written.is_empty() || written.len() > SYMBOL_CHARS_MAX {
            return None;
        }
        if let Some(entity) = self.known.get(written) {
            return Some((*entity, start + written.len()));
        }
        let (symbol, ending) = written.rsplit_once(['.', '-'])?;
        let is_code = CODE_ENDINGS.contains(&ending);
        let entity = self.known.get(symbol).filter(|_| is_code)?;
        Some((*entity, start + written.len()))
    }
}

/// Whether these capitals are a word or shorthand more often than a symbol.
pub(super) fn is_trap(symbol: &str) -> bool {
    TRAPS.contains(&symbol)
}

fn symbol_length(rest: &str) -> usize {
    let is_part =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b".-/&".contains(byte);
    rest.bytes().take_while(is_part).count()
}

fn announces(before: &str) -> bool {
    let word = before.trim_end().rsplit(|mark: char| !mark.is_ascii_alphanumeric()).next();
    word.is_some_and(|word| {
        let word = word.to_ascii_uppercase();
        EXCHANGES.contains(&word.as_str()) || ANNOUNCERS.contains(&word.as_str())
    })
}

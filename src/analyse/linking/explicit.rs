//! Takes a sentence; gives the symbols it marks as symbols: `$NVDA`, `(NVDA)`, `NASDAQ:NVDA`.
//! Never takes an unmarked word.

use std::collections::BTreeMap;

use super::{LinkReason, NameSpan};
use crate::model::Ticker;

const EXCHANGES: [&str; 10] =
    ["NASDAQ", "NYSE", "NYSEARCA", "AMEX", "LSE", "LON", "TSX", "ETR", "OTC", "CBOE"];

pub(super) fn symbols_in(sentence: &str, symbols: &BTreeMap<String, Ticker>) -> Vec<NameSpan> {
    let mut spans = Vec::new();
    for (at, mark) in sentence.match_indices(['$', '(', ':']) {
        let after = at + mark.len();
        let gap = sentence[after..].len() - sentence[after..].trim_start_matches(' ').len();
        let start = match mark {
            ":" if names_exchange(&sentence[..at]) => after + gap,
            ":" => continue,
            _ => after,
        };
        let rest = &sentence[start..];
        let is_part = |part: char| part.is_ascii_alphanumeric() || ".-/".contains(part);
        let symbol = rest[..rest.find(|part| !is_part(part)).unwrap_or(rest.len())]
            .trim_end_matches(['.', '-', '/']);
        let end = start + symbol.len();
        if mark == "(" && !sentence[end..].starts_with(')') {
            continue;
        }
        if let Some(ticker) = symbols.get(symbol) {
            spans.push(NameSpan { ticker: ticker.clone(), start, end, reason: LinkReason::Symbol });
        }
    }
    spans
}

fn names_exchange(before: &str) -> bool {
    let word = before.trim_end().rsplit(|mark: char| !mark.is_ascii_alphanumeric()).next();
    word.is_some_and(|word| EXCHANGES.contains(&word.to_ascii_uppercase().as_str()))
}

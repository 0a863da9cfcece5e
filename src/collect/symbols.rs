//! Takes symbols as vendors write them, with exchanges before or after; gives tickers.
//! Never gives one for another market's symbol: `LON:HLX` is not the `HLX` of New York.

use serde::Deserialize;
use serde_json::Value;

use crate::model::Ticker;

/// Names of United States exchanges before a colon.
const US_EXCHANGES: [&str; 18] = [
    "NASDAQ",
    "NASDAQGS",
    "NASDAQGM",
    "NASDAQCM",
    "XNAS",
    "NYSE",
    "XNYS",
    "NYSEARCA",
    "NYSE ARCA",
    "ARCA",
    "ARCX",
    "NYSEAMERICAN",
    "NYSE AMERICAN",
    "NYSEMKT",
    "AMEX",
    "BATS",
    "CBOE",
    "US",
];

/// Names before a colon that mean a token.
const TOKENS: [&str; 3] = ["CRYPTO", "CC", "X"];

/// What a token is quoted in, where a vendor writes a pair.
const QUOTES: [&str; 3] = ["USDT", "USD", "EUR"];

/// A list of symbols, one text that holds several, or none.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Symbols {
    /// Texts, or objects that hold a `symbol` or `ticker`.
    List(Vec<Value>),
    /// Symbols parted by commas, semicolons, bars or spaces.
    Text(String),
    /// Neither.
    #[default]
    None,
}

impl Symbols {
    /// The tickers among them.
    pub(super) fn tickers(&self) -> Vec<Ticker> {
        match self {
            Self::List(list) => list.iter().filter_map(named).filter_map(ticker).collect(),
            Self::Text(text) => in_text(text),
            Self::None => Vec::new(),
        }
    }
}

/// The tickers in a text of several symbols. A space parts only where no other mark does, so
/// that `NYSE ARCA:HELX, ORRY` is two.
pub(super) fn in_text(text: &str) -> Vec<Ticker> {
    let marks: &[char] =
        if text.contains([',', ';', '|', ':']) { &[',', ';', '|'] } else { &[' '] };
    text.trim_matches(['[', ']', ' ']).split(marks).filter_map(ticker).collect()
}

fn named(value: &Value) -> Option<&str> {
    let field = || value.get("symbol").or_else(|| value.get("ticker"))?.as_str();
    value.as_str().or_else(field)
}

/// The ticker that one symbol means; `None` for currencies, other markets and what is none.
pub(super) fn ticker(written: &str) -> Option<Ticker> {
    let symbol = written.trim().trim_matches(['"', '\'']).trim_start_matches('$');
    let upper = symbol.to_ascii_uppercase();
    let bare = match upper.split_once(':') {
        None => upper.as_str(),
        Some((symbol, "US")) => symbol.trim(),
        Some((exchange, symbol)) if US_EXCHANGES.contains(&exchange.trim()) => symbol.trim(),
        Some((kind, pair)) if TOKENS.contains(&kind.trim()) => token(pair.trim()),
        Some(_) => return None,
    };
    let bare = bare.strip_suffix(".US").or_else(|| bare.strip_suffix(" US")).unwrap_or(bare);
    Ticker::parse(bare).ok()
}

fn token(pair: &str) -> &str {
    QUOTES
        .iter()
        .find_map(|quote| pair.strip_suffix(quote))
        .map(|token| token.trim_end_matches(['-', '/']))
        .filter(|token| !token.is_empty())
        .unwrap_or(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        in_text(text).iter().map(Ticker::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn symbols_with_their_exchange_become_tickers() {
        for (written, symbols) in [
            ("HELX", "HELX"),
            ("helx, orry", "HELX ORRY"),
            ("HELX ORRY", "HELX ORRY"),
            ("HELX;ORRY|brk.b", "HELX ORRY BRK.B"),
            ("NASDAQ:HELX", "HELX"),
            ("NYSE: HELX, NYSE ARCA:ORRY", "HELX ORRY"),
            ("HELX.US", "HELX"),
            ("HELX:US", "HELX"),
            ("$HELX", "HELX"),
            ("['HELX', 'ORRY']", "HELX ORRY"),
            ("CRYPTO:BTC", "BTC"),
            ("X:BTCUSD", "BTC"),
            ("CC:ETH-USD", "ETH"),
            ("FOREX:USD", ""),
            ("LON:HELX", ""),
            ("🚀", ""),
            ("", ""),
        ] {
            assert_eq!(read(written), symbols, "{written}");
        }
    }

    #[test]
    fn lists_may_hold_texts_objects_and_nulls() {
        let list = r#"["helx", null, {"symbol": "ORRY"}, {"ticker": "NYSE:VEGA"}, 7]"#;
        let symbols: Symbols = serde_json::from_str(list).unwrap();
        let read: Vec<String> = symbols.tickers().iter().map(ToString::to_string).collect();
        assert_eq!(read, ["HELX", "ORRY", "VEGA"]);
        assert!(serde_json::from_str::<Symbols>("null").unwrap().tickers().is_empty());
    }
}

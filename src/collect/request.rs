//! Takes a source and whom it is asked about; gives the requests to make: addresses with
//! their places filled and keys where each provider wants them.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ApiKey;
use crate::calendar;

/// One request: an address and the headers that carry a key.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) location: String,
    pub(super) headers: Vec<(&'static str, String)>,
}

/// Where a provider wants its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPlace {
    /// In a header, after a word such as `Bearer `.
    Header { name: &'static str, before: &'static str },
    /// In a parameter of the address.
    Parameter(&'static str),
}

impl Request {
    /// A request without a key.
    pub(super) fn plain(location: impl Into<String>) -> Self {
        Self { location: location.into(), headers: Vec::new() }
    }

    /// The same request with a key in its place.
    pub(super) fn with_key(mut self, place: KeyPlace, key: &ApiKey) -> Self {
        match place {
            KeyPlace::Header { name, before } => {
                self.headers.push((name, format!("{before}{}", key.expose())));
            }
            KeyPlace::Parameter(name) => {
                let mark = if self.location.contains('?') { '&' } else { '?' };
                let key: String =
                    url::form_urlencoded::byte_serialize(key.expose().as_bytes()).collect();
                self.location = format!("{}{mark}{name}={key}", self.location);
            }
        }
        self
    }
}

/// A location with its places filled: `{symbol}`, days as `{from}` and `{to}`, and the same
/// as Unix seconds and milliseconds, from the first midnight UTC to the one after the last.
pub(super) fn filled(location: &str, symbol: &str, from: NaiveDate, to: NaiveDate) -> String {
    let unix = |date| calendar::instant_of(date, NaiveTime::MIN, Tz::UTC).timestamp();
    let (first, last) = (unix(from), unix(to + Days::new(1)));
    location
        .replace("{symbol}", &escaped(symbol))
        .replace("{from}", &from.to_string())
        .replace("{to}", &to.to_string())
        .replace("{from_unix}", &first.to_string())
        .replace("{to_unix}", &last.to_string())
        .replace("{from_ms}", &(first * 1000).to_string())
        .replace("{to_ms}", &(last * 1000).to_string())
}

/// Marks of a symbol that may stand in a URL or a path as they are (RFC 3986, 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A symbol such as `^GSPC` or `BTC/USD` as one segment of an address.
fn escaped(symbol: &str) -> String {
    utf8_percent_encode(symbol, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_an_address_are_filled_and_symbols_cannot_leave_theirs() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let address = "https://x.example/{symbol}?a={from}&b={to}&c={from_unix}&d={to_ms}";
        assert_eq!(
            filled(address, "^A/B&C?", day(24), day(25)),
            "https://x.example/%5EA%2FB%26C%3F?a=2026-03-24&b=2026-03-25&c=1774310400&d=1774483200000"
        );
    }

    #[test]
    fn a_key_goes_where_its_provider_wants_it_and_is_escaped() {
        let key = ApiKey::new("a&b");
        let header = KeyPlace::Header { name: "authorization", before: "Token " };
        let asked = Request::plain("https://x.example/").with_key(header, &key);
        assert_eq!(asked.headers, [("authorization", "Token a&b".to_owned())]);
        let asked =
            Request::plain("https://x.example/?q=1").with_key(KeyPlace::Parameter("k"), &key);
        assert_eq!(asked.location, "https://x.example/?q=1&k=a%26b");
    }
}

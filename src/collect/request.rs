//! Takes a source and whom it is asked about; gives the requests to make: addresses with
//! their places filled and keys where each provider wants them.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

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

/// Marks of a symbol that mean something in a URL or a path.
fn escaped(symbol: &str) -> String {
    symbol.replace('^', "%5E").replace('/', "%2F").replace('=', "%3D").replace('&', "%26")
}

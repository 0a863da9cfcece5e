//! Takes an answer that came with status 200; says whether the provider refuses in it, and in
//! which of the ways an operator can act on. Never lets a key through: some providers quote it.

use serde_json::Value;

use crate::collect::{ApiKey, CollectError, text};

/// Longest refusal kept, in characters.
const WORDS_CHARS: usize = 200;

/// Shortest run of letters and digits that may be a key.
const KEY_CHARS_MIN: usize = 12;

/// What stands where a key stood.
const REDACTED: &str = "[redacted]";

/// How providers say that one asks too often, in lower case.
const RATE: [&str; 16] = [
    "limit reached",
    "too many requests",
    "rate limit",
    "ratelimit",
    "rate_limit",
    "usage_limit",
    "usage limit",
    "hits limit",
    "call frequency",
    "calls per minute",
    "requests per day",
    "requests per minute",
    "request per second",
    "limit requests to",
    "request allocation",
    "maximum requests",
];

/// How providers say that a key is missing, wrong, or bought too small a plan.
const KEY: [&str; 20] = [
    "premium endpoint",
    "demo purposes",
    "invalid api key",
    "invalid api token",
    "invalid_api_token",
    "invalid token",
    "unknown api key",
    "api key was not",
    "api key is invalid",
    "apikey is invalid",
    "apikey",
    "api key missing",
    "supply a token",
    "not authorized",
    "not_authorized",
    "unauthorized",
    "not entitled",
    "credentials",
    "don't have access",
    "endpoint_access_restricted",
];

/// How providers say that they do not know a symbol.
const SYMBOL: [&str; 6] = [
    "symbol may be delisted",
    "invalid symbol",
    "symbol not found",
    "coin not found",
    "no timezone found",
    "invalid api call",
];

/// Recognises a refusal by content: JSON in the forms of the known providers, or plain words
/// where JSON was due.
pub(in crate::collect) fn refusal(bytes: &[u8]) -> Option<CollectError> {
    match bytes.trim_ascii_start().first()? {
        b'[' => None,
        b'{' => from_object(&serde_json::from_slice(bytes).ok()?),
        b'"' => serde_json::from_slice::<String>(bytes).ok().map(|words| in_words(&words)),
        first if first.is_ascii_digit() || *first == b'-' => None,
        _ if matches!(bytes.trim_ascii(), b"null" | b"true" | b"false") => None,
        _ => Some(in_words(&String::from_utf8_lossy(bytes))),
    }
}

/// The refusal that words mean.
fn in_words(words: &str) -> CollectError {
    let words = without_keys(&text::line(words, WORDS_CHARS));
    let lower = words.to_ascii_lowercase();
    let says = |known: &[&str]| known.iter().any(|known| lower.contains(known));
    let ticker_is_unknown = lower.contains("ticker") && lower.contains("not found");
    if says(&RATE) {
        CollectError::RateLimited { retry_after: None }
    } else if says(&SYMBOL) || ticker_is_unknown {
        CollectError::UnknownSymbol(words)
    } else if says(&KEY) {
        CollectError::KeyRefused(words)
    } else {
        CollectError::Provider(words)
    }
}

/// The same error without a key in its words, should the provider quote it.
pub(in crate::collect) fn without_key(error: CollectError, key: Option<&ApiKey>) -> CollectError {
    let Some(key) = key.map(ApiKey::expose).filter(|key| !key.is_empty()) else { return error };
    let hidden = |words: String| words.replace(key, REDACTED);
    match error {
        CollectError::Provider(words) => CollectError::Provider(hidden(words)),
        CollectError::KeyRefused(words) => CollectError::KeyRefused(hidden(words)),
        CollectError::UnknownSymbol(words) => CollectError::UnknownSymbol(hidden(words)),
        other => other,
    }
}

fn from_object(answer: &Value) -> Option<CollectError> {
    alone(answer, &["Note", "Information", "Error Message", "detail"])
        .or_else(|| from_status(answer))
        .or_else(|| from_error(answer.get("error")?))
        .or_else(|| from_error(answer.pointer("/chart/error")?))
        .or_else(|| from_code(answer))
}

/// Alpha Vantage and Tiingo answer with one text under a telling key, and nothing beside it
/// that could be data.
fn alone(answer: &Value, keys: &[&str]) -> Option<CollectError> {
    if answer.as_object()?.values().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    keys.iter().find_map(|key| answer.get(key)?.as_str()).map(in_words)
}

/// Polygon's `status` is a word, `CoinGecko`'s an object.
fn from_status(answer: &Value) -> Option<CollectError> {
    match answer.get("status")? {
        Value::Object(_) => from_error(answer),
        Value::String(status) if ["ERROR", "NOT_AUTHORIZED", "NOT_FOUND"].contains(&&**status) => {
            let words = ["error", "message"].iter().find_map(|key| answer.get(key)?.as_str());
            Some(in_words(&format!("{status}: {}", words.unwrap_or("without a word why"))))
        }
        _ => None,
    }
}

/// An `error` that is a text, or an object with a code and a message, or wraps a `status` that
/// has them.
fn from_error(error: &Value) -> Option<CollectError> {
    let error = error.get("status").filter(|status| status.is_object()).unwrap_or(error);
    if let Some(words) = error.as_str() {
        return Some(in_words(words));
    }
    let text = |keys: &[&str]| {
        keys.iter().find_map(|key| match error.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let code = text(&["error_code", "code"]);
    if code.as_deref() == Some("429") {
        return Some(CollectError::RateLimited { retry_after: None });
    }
    let message = text(&["error_message", "message", "description"]);
    let words: Vec<String> =
        [code.filter(|code| code != "0"), message].into_iter().flatten().collect();
    (!words.is_empty()).then(|| in_words(&words.join(": ")))
}

/// Binance answers with a negative `code` and a `msg`.
fn from_code(answer: &Value) -> Option<CollectError> {
    let code = answer.get("code")?.as_i64().filter(|code| *code < 0)?;
    let words = answer.get("msg")?.as_str()?;
    Some(match code {
        -1003 | -1015 => CollectError::RateLimited { retry_after: None },
        _ => in_words(&format!("{code}: {words}")),
    })
}

/// Alpha Vantage writes the key into its refusals; so may others.
pub(in crate::collect) fn without_keys(words: &str) -> String {
    let may_be_key = |word: &str| {
        word.len() >= KEY_CHARS_MIN
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    words
        .split_inclusive(|mark: char| !mark.is_ascii_alphanumeric())
        .map(|part| {
            let word = part.trim_end_matches(|mark: char| !mark.is_ascii_alphanumeric());
            if may_be_key(word) { part.replacen(word, REDACTED, 1) } else { part.to_owned() }
        })
        .collect()
}

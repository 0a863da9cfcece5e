//! Takes the status and headers of an answer; gives what they mean for this request and the
//! next one.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED,
    RETRY_AFTER,
};

use crate::collect::{CollectError, json};
use crate::model::Validators;

/// Longest excerpt of a server's own words in an error, in characters.
const EXCERPT_CHARS: usize = 120;

/// The longest pause that a server may ask for.
const PAUSE_MAX: Duration = Duration::from_hours(24);

/// An answer that is no success in status or content.
///
/// # Errors
/// [`CollectError::RateLimited`] for 429 and for 503 with `Retry-After`,
/// [`CollectError::KeyRefused`] and what else [`json::refusal`] tells of the words,
/// [`CollectError::Status`] for other failures, [`CollectError::Empty`].
pub(super) fn check_status(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), CollectError> {
    let retry_after = retry_after(headers);
    let is_busy = status == StatusCode::SERVICE_UNAVAILABLE && retry_after.is_some();
    if status == StatusCode::TOO_MANY_REQUESTS || is_busy {
        return Err(CollectError::RateLimited { retry_after });
    }
    if !status.is_success() {
        // Words of any kind come with an error status; only JSON says what they mean.
        let told = body.trim_ascii_start().starts_with(b"{").then(|| json::refusal(body));
        return Err(told.flatten().unwrap_or_else(|| CollectError::Status {
            status: status.as_u16(),
            excerpt: excerpt(body),
        }));
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(CollectError::Empty);
    }
    Ok(())
}

/// The first words of a plain-text answer; an HTML page says nothing to an operator.
fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * EXCERPT_CHARS)]);
    let plain = |mark: char| if mark.is_control() { ' ' } else { mark };
    let words: String = text.chars().map(plain).take(EXCERPT_CHARS).collect();
    let words = json::without_keys(words.trim());
    (!words.is_empty() && !words.starts_with('<')).then_some(words)
}

/// How long the server asks to be left alone: seconds or a date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let written = text_of(headers, &RETRY_AFTER)?;
    let pause = match written.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => until(&written, headers)?,
    };
    Some(pause.min(PAUSE_MAX))
}

/// For how long an answer stays fresh: `max-age`, else `Expires` (RFC 9111, 4.2.1). Nothing
/// where the server wants to be asked each time.
pub(super) fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let control = text_of(headers, &CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let mut directives = control.split(',').map(str::trim);
    if directives.clone().any(|word| matches!(word, "no-cache" | "no-store")) {
        return None;
    }
    let max_age = directives.find_map(|word| word.strip_prefix("max-age=")?.parse().ok());
    max_age
        .map(Duration::from_secs)
        .or_else(|| until(&text_of(headers, &EXPIRES)?, headers))
        .filter(|fresh_for| !fresh_for.is_zero())
}

/// From the server's own clock to a date it names; both clocks may be wrong together.
fn until(date: &str, headers: &HeaderMap) -> Option<Duration> {
    let named = httpdate::parse_http_date(date).ok()?;
    let server: SystemTime = httpdate::parse_http_date(&text_of(headers, &DATE)?).ok()?;
    named.duration_since(server).ok()
}

/// What makes the next request conditional.
pub(super) fn validators(headers: &HeaderMap) -> Option<Validators> {
    let found = Validators {
        etag: text_of(headers, &ETAG),
        last_modified: text_of(headers, &LAST_MODIFIED),
    };
    (found != Validators::default()).then_some(found)
}

/// The media type with its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    text_of(headers, &CONTENT_TYPE)
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

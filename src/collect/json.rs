//! Takes a provider's answer; gives it as the type that was due, or says what came instead:
//! nothing, a web page, words, a refusal, or JSON that breaks a rule, and where.
//! Never repairs and never guesses.

mod refusal;
mod shape;

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment, Track};

use super::CollectError;
use super::feed::looks_like_html;
pub(super) use refusal::{refusal, without_key, without_keys};

/// Longest reason kept, in characters: it may quote what came.
const REASON_CHARS: usize = 200;

/// Reads a whole answer of a provider. `due` names it in errors, such as `Tiingo's news`.
///
/// # Errors
/// [`CollectError::Empty`], [`CollectError::Html`], whatever [`refusal()`] recognises, and
/// [`CollectError::Json`] for what is no JSON, repeats a key, nests deeper than 64, holds a number
/// out of range, goes on after its end, or has another shape.
pub(super) fn read<T: DeserializeOwned>(
    bytes: &[u8],
    due: &'static str,
) -> Result<T, CollectError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CollectError::Empty);
    }
    if looks_like_html(bytes) {
        return Err(CollectError::Html { due });
    }
    match refusal(bytes) {
        Some(refusal) => Err(refusal),
        None => strict(bytes, due),
    }
}

/// Reads JSON strictly, without asking whether it is a refusal.
///
/// # Errors
/// [`CollectError::Json`].
pub(super) fn strict<T: DeserializeOwned>(
    bytes: &[u8],
    due: &'static str,
) -> Result<T, CollectError> {
    let _: shape::Sound = tracked(bytes, due)?;
    tracked(bytes, due)
}

/// Reads one row of an answer already read; the reason names the field.
///
/// # Errors
/// Words for a `Fault` of this row.
pub(super) fn row<T: DeserializeOwned>(row: serde_json::Value) -> Result<T, String> {
    if row.is_null() {
        return Err("it is null".to_owned());
    }
    serde_path_to_error::deserialize(row).map_err(|error| {
        let pointer = pointer(error.path());
        let reason = one_line(&error.into_inner().to_string());
        if pointer.is_empty() { reason } else { format!("`{pointer}` is wrong: {reason}") }
    })
}

/// Reads one line of JSON Lines strictly.
///
/// # Errors
/// Words for a `Fault` of this line.
pub(super) fn line(text: &str) -> Result<serde_json::Value, String> {
    strict(text.as_bytes(), "one line").map_err(|error| match error {
        CollectError::Json { pointer, reason, .. } if pointer.is_empty() => reason,
        CollectError::Json { pointer, reason, .. } => format!("{reason}, at `{pointer}`"),
        other => other.to_string(),
    })
}

/// The error for JSON of another shape than any that is documented.
pub(super) fn misshapen(due: &'static str, reason: &str) -> CollectError {
    CollectError::Json { due, pointer: String::new(), reason: reason.to_owned() }
}

fn tracked<T: DeserializeOwned>(bytes: &[u8], due: &'static str) -> Result<T, CollectError> {
    let refused = |track: &Path, error: &serde_json::Error| CollectError::Json {
        due,
        pointer: pointer(track),
        reason: one_line(&error.to_string()),
    };
    let mut track = Track::new();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let path = track.path();
    let value = read.map_err(|error| refused(&path, &error))?;
    json.end().map_err(|error| refused(&path, &error))?;
    Ok(value)
}

/// The place as a JSON Pointer (RFC 6901); empty for the whole document.
fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn one_line(reason: &str) -> String {
    super::text::line(&reason.replace('<', "‹"), REASON_CHARS)
}

#[cfg(test)]
mod tests;

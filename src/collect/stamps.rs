//! Takes times as programs write them: counts since 1970 and runs of digits, besides what
//! [`dates`] reads; gives instants, or nothing.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use serde_json::Value;

use super::dates;
use crate::model::Instant;

/// Runs of digits with a `T`, as GDELT and Alpha Vantage write them: UTC.
const COMPACT: [&str; 3] = ["%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y%m%d%H%M%S"];

/// Reads a time as text.
pub(super) fn text(text: &str) -> Option<Instant> {
    let bare = text.trim();
    let digits = bare.strip_suffix('Z').unwrap_or(bare);
    if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let day = NaiveDate::parse_from_str(digits, "%Y%m%d").ok()?.and_hms_opt(0, 0, 0)?;
        return Some(Utc.from_utc_datetime(&day));
    }
    COMPACT
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(digits, form).ok())
        .map(|civil| Utc.from_utc_datetime(&civil))
        .or_else(|| count(bare.parse().ok()?))
        .or_else(|| dates::parse(bare))
}

/// Reads a count since 1970-01-01T00:00Z: seconds, milliseconds, microseconds or nanoseconds
/// by its size, which tells them apart from 1973 to 5138.
pub(super) fn count(count: i64) -> Option<Instant> {
    match count {
        100_000_000..100_000_000_000 => DateTime::from_timestamp(count, 0),
        100_000_000_000..100_000_000_000_000 => DateTime::from_timestamp_millis(count),
        100_000_000_000_000..100_000_000_000_000_000 => DateTime::from_timestamp_micros(count),
        100_000_000_000_000_000.. => Some(DateTime::from_timestamp_nanos(count)),
        _ => None,
    }
}

/// Reads a time that may stand as text or as number, whole or not.
pub(super) fn json(value: &Value) -> Option<Instant> {
    match value {
        Value::String(words) => text(words),
        Value::Number(number) => count(number.as_i64().or_else(|| {
            let seconds = number.as_f64().filter(|seconds| (0.0..1e18).contains(seconds))?;
            #[expect(clippy::cast_possible_truncation, reason = "bounded by the filter")]
            Some(seconds as i64)
        })?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_one_moment_gives_that_moment() {
        for written in [
            "20260324T133000",
            "20260324T133000Z",
            "20260324133000",
            "20260324T1330",
            "1774359000",
            "1774359000000",
            "2026-03-24T13:30:00.000000Z",
            "2026-03-24T09:30:00-04:00",
        ] {
            let read = text(written).map(|at| at.to_rfc3339());
            assert_eq!(read.as_deref(), Some("2026-03-24T13:30:00+00:00"), "{written}");
        }
        assert_eq!(json(&1_774_359_000.0.into()), text("1774359000"));
        assert_eq!(text("20260324").map(|at| at.timestamp()), Some(1_774_310_400));
    }

    #[test]
    fn what_is_no_time_is_nothing() {
        for written in ["", "0", "-5", "12", "soon", "20261399", "99999999999999999999"] {
            assert_eq!(text(written), None, "{written}");
        }
        for value in [Value::Null, 0.into(), 1e300.into(), true.into()] {
            assert_eq!(json(&value), None, "{value}");
        }
    }
}

//! Takes a span of time as people write it; gives the span.

use chrono::Duration;

/// How a span is written, for messages.
pub const SPAN_FORM: &str = "write it as 90s, 15m, 2h or 1d";

/// `90s`, `15m`, `2h` or `1d`; `None` for anything else, and for less than nothing.
#[must_use]
pub fn parse_span(typed: &str) -> Option<Duration> {
    let (number, unit) = typed.split_at_checked(typed.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|number| *number >= 0)?;
    match unit {
        "s" => Duration::try_seconds(number),
        "m" => Duration::try_minutes(number),
        "h" => Duration::try_hours(number),
        "d" => Duration::try_days(number),
        _ => None,
    }
}

/// A span in its two largest units: `2 h 5 min`, `3 d`, `40 s`.
#[must_use]
pub fn span_words(span: Duration) -> String {
    let seconds = span.num_seconds().max(0);
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let first = units.iter().position(|(size, _)| seconds >= *size).unwrap_or(units.len() - 1);
    let mut words = Vec::new();
    let mut left = seconds;
    for (size, unit) in units.iter().skip(first).take(2) {
        let count = left / size;
        if count > 0 || words.is_empty() {
            words.push(format!("{count} {unit}"));
        }
        left %= size;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_what_is_none_is_not() {
        assert_eq!(parse_span("90s"), Some(Duration::seconds(90)));
        assert_eq!(parse_span("2h"), Some(Duration::hours(2)));
        for wrong in ["", "h", "2", "-2h", "2 h", "2w", "9223372036854775807d", "1é"] {
            assert_eq!(parse_span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_are_told_in_two_units() {
        let told = [0, 40, 60, 7_500, 7_260, 86_400, 93_600, 90_061]
            .map(|seconds| span_words(Duration::seconds(seconds)));
        let expected =
            ["0 s", "40 s", "1 min", "2 h 5 min", "2 h 1 min", "1 d", "1 d 2 h", "1 d 1 h"];
        assert_eq!(told, expected);
    }
}

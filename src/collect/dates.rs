//! Takes dates as publishers write them; gives instants, or nothing. A date that cannot be
//! read never becomes "now".

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeZone as _, Utc};

use crate::model::Instant;

/// Forms with an offset or zone.
const ZONED: [&str; 5] = [
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%dT%H:%M%:z",
];

/// Forms without an offset, taken as UTC, the zone that feeds mean when they say nothing.
const CIVIL: [&str; 9] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%a, %b %d %Y %I:%M:%S %p",
    "%a, %d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%B %d, %Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
];

const DAYS: [&str; 4] = ["%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%B %d, %Y"];

/// Reads a date; `24:00:00` is the midnight after, not the one before.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.contains("24:00:00") {
        let midnight = parse(&text.replacen("24:00:00", "00:00:00", 1))?;
        return midnight.checked_add_days(Days::new(1));
    }
    let spelled = with_offset(text);
    let zoned = DateTime::parse_from_rfc3339(&spelled)
        .or_else(|_| DateTime::parse_from_rfc2822(&spelled))
        .ok()
        .or_else(|| ZONED.iter().find_map(|form| DateTime::parse_from_str(&spelled, form).ok()));
    if let Some(zoned) = zoned {
        return Some(zoned.with_timezone(&Utc));
    }
    let civil = CIVIL
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| {
            let day = DAYS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
            day.and_hms_opt(0, 0, 0)
        })?;
    Some(Utc.from_utc_datetime(&civil))
}

/// Zone names that feeds use, as offsets.
fn with_offset(text: &str) -> String {
    const ZONES: [(&str, &str); 12] = [
        (" UTC", " +0000"),
        (" GMT", " +0000"),
        (" Z", " +0000"),
        (" EST", " -0500"),
        (" EDT", " -0400"),
        (" CST", " -0600"),
        (" CDT", " -0500"),
        (" PST", " -0800"),
        (" PDT", " -0700"),
        (" CET", " +0100"),
        (" CEST", " +0200"),
        (" BST", " +0100"),
    ];
    ZONES
        .iter()
        .find_map(|(name, offset)| Some(text.strip_suffix(name)?.to_owned() + offset))
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse(text).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
    }

    #[test]
    fn the_forms_that_feeds_use_are_read() {
        for (text, instant) in [
            ("Tue, 24 Mar 2026 14:00:00 GMT", "2026-03-24 14:00:00"),
            ("Tue, 24 Mar 2026 10:00:00 EDT", "2026-03-24 14:00:00"),
            ("2026-03-24T14:00:00Z", "2026-03-24 14:00:00"),
            ("2026-03-24T14:00:00.123+02:00", "2026-03-24 12:00:00"),
            ("2026-03-24 14:00:00", "2026-03-24 14:00:00"),
            ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16 14:02:33"),
            ("2020/1/10 14:33:00", "2020-01-10 14:33:00"),
            ("2026-03-24", "2026-03-24 00:00:00"),
        ] {
            assert_eq!(read(text), instant, "{text}");
        }
    }

    #[test]
    fn twenty_four_hours_is_the_midnight_after() {
        assert_eq!(read("2026-03-24T24:00:00Z"), "2026-03-25 00:00:00");
        assert_eq!(read("Tue, 24 Mar 2026 24:00:00 GMT"), "2026-03-25 00:00:00");
    }

    #[test]
    fn what_is_no_date_is_nothing() {
        for text in ["", "yesterday", "Tuesday", "2026-13-40", "now"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

//! Takes instants, lengths of time and sizes; gives them as the operator says them.

use chrono::{Datelike as _, Duration};
use chrono_tz::Tz;

use super::Overview;
use crate::model::Instant;

impl Overview {
    /// An instant as people say it: the time, with the day where that is another one.
    #[must_use]
    pub fn moment(&self, at: Instant) -> String {
        let (then, now) =
            (at.with_timezone(&self.timezone), self.made_at.with_timezone(&self.timezone));
        let days = (then.date_naive() - now.date_naive()).num_days();
        let form = match days {
            0 => "%H:%M",
            -6..=6 => "%a %H:%M",
            _ if then.year() == now.year() => "%-d %b %H:%M",
            _ => "%-d %b %Y",
        };
        then.format(form).to_string()
    }

    /// The place whose time it is: `New York`.
    #[must_use]
    pub fn place(&self) -> String {
        place_of(self.timezone)
    }
}

/// The place that names a zone: `New York`.
#[must_use]
pub fn place_of(timezone: Tz) -> String {
    let name = timezone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// A length of time as people say it: `38 s`, `4.2 s`, `12 min`, `23 h 18 min`, `3 days`.
#[must_use]
pub fn length(time: Duration) -> String {
    let ms = time.num_milliseconds().max(0);
    let (seconds, minutes) = (ms / 1_000, ms / 60_000);
    match minutes {
        _ if ms < 1_000 => format!("{ms} ms"),
        _ if seconds < 10 => format!("{}.{} s", seconds, ms % 1_000 / 100),
        0 => format!("{seconds} s"),
        1..60 => format!("{minutes} min"),
        60..2_880 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

/// Bytes as people say them.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_sizes_are_said_shortly() {
        let said = |ms| length(Duration::milliseconds(ms));
        assert_eq!(said(180), "180 ms");
        assert_eq!(said(4_230), "4.2 s");
        assert_eq!(said(38_900), "38 s");
        assert_eq!(said(12 * 60_000), "12 min");
        assert_eq!(said(83_880_000), "23 h 18 min");
        assert_eq!(said(7_200_000), "2 h");
        assert_eq!(said(3 * 86_400_000), "3 days");
        assert_eq!(
            (size(1), size(48_200_000), size(7_100_000_000)),
            ("1 kB".to_owned(), "48 MB".to_owned(), "7 GB".to_owned())
        );
        assert_eq!(place_of(Tz::America__New_York), "New York");
    }
}

//! Takes a calendar and a date; gives what exchange-hours 1.3 does not know of it. Each row was
//! found by `tests/support/calendar_check`, which `docs/calendars.md` tells of.

use chrono::{Datelike as _, NaiveDate, NaiveTime};

use crate::model::{CalendarId, Closure};

/// What a day really was.
enum Was {
    Closed,
    /// A session that ended at this hour and minute.
    Until(u32, u32),
}

use CalendarId::{Xasx, Xhkg, Xlon, Xnas, Xnys, Xpar, Xtks};
use Was::{Closed, Until};

const CORRECTIONS: [(CalendarId, (i32, u32, u32), Was); 19] = [
    // Mourning: President George H. W. Bush, Queen Elizabeth II.
    (Xnys, (2018, 12, 5), Closed),
    (Xnas, (2018, 12, 5), Closed),
    (Xlon, (2022, 9, 19), Closed),
    // An outage of the whole market.
    (Xtks, (2020, 10, 1), Closed),
    // A holiday made for one year: 70 years since the war.
    (Xhkg, (2015, 9, 3), Closed),
    // Typhoons Nida, Haima, Hato, Nangka, Kompasu, Talim and Yagi, each known hours before.
    (Xhkg, (2016, 8, 2), Closed),
    (Xhkg, (2016, 10, 21), Closed),
    (Xhkg, (2017, 8, 23), Closed),
    (Xhkg, (2020, 10, 13), Closed),
    (Xhkg, (2021, 10, 13), Closed),
    (Xhkg, (2023, 7, 17), Closed),
    (Xhkg, (2024, 9, 6), Closed),
    // The last sessions before Christmas and before New Year, where the eves fall on a weekend.
    (Xasx, (2017, 12, 22), Until(14, 10)),
    (Xasx, (2017, 12, 29), Until(14, 10)),
    (Xasx, (2023, 12, 22), Until(14, 10)),
    (Xasx, (2023, 12, 29), Until(14, 10)),
    // A half day, which the crate takes for a holiday.
    (Xpar, (2015, 12, 31), Until(14, 5)),
    // Half days for which the crate has no source yet.
    (Xpar, (2026, 12, 24), Until(14, 5)),
    (Xpar, (2026, 12, 31), Until(14, 5)),
];

/// What is known better of a date.
pub(super) fn correction(calendar: CalendarId, date: NaiveDate) -> Option<Closure> {
    let day = (date.year(), date.month(), date.day());
    let (_, _, was) =
        CORRECTIONS.iter().find(|(whose, when, _)| *whose == calendar && *when == day)?;
    match *was {
        Closed => Some(Closure::Closed),
        Until(hour, minute) => NaiveTime::from_hms_opt(hour, minute, 0).map(Closure::ClosesAt),
    }
}

//! Takes the words of a date in whatever order; gives the parts they name, or nothing when a
//! word names no part or two name the same.

use super::months;
use super::zones;

/// A time of day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanoseconds: u32,
}

impl Clock {
    pub(super) const MIDNIGHT: Self = Self { hour: 0, minute: 0, second: 0, nanoseconds: 0 };

    /// Seconds since midnight; `24:00` and leap seconds lead into the next day or minute.
    pub(super) fn seconds_of_day(self, is_afternoon: Option<bool>) -> Option<i64> {
        let hour = match (is_afternoon, self.hour) {
            (Some(false), 12) => 0,
            (Some(true), hour @ 1..12) => hour + 12,
            (_, hour) => hour,
        };
        let sound = self.minute < 60 && self.second <= 60;
        let in_day = hour < 24 || (hour == 24 && self.minute == 0 && self.second == 0);
        (sound && in_day).then(|| i64::from(hour * 3600 + self.minute * 60 + self.second))
    }
}

/// The parts of a date that were named.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    pub(super) day_of_year: Option<u32>,
    pub(super) clock: Option<Clock>,
    pub(super) is_afternoon: Option<bool>,
    pub(super) offset_minutes: Option<i32>,
    /// Whether the month was named by a word that is a day of the week too: `mar.` is March
    /// in English and Tuesday in French.
    month_may_be_weekday: bool,
}

/// Reads the parts of a date.
pub(super) fn parts(text: &str) -> Option<Parts> {
    let spelled = spelled_out(text);
    let mut parts = Parts::default();
    for word in spelled.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        parts.take(word)?;
    }
    parts.year.is_some().then_some(parts)
}

/// East Asian counters become marks; a date and a time that touch are parted.
fn spelled_out(text: &str) -> String {
    let mut spelled = text
        .replace(['年', '년', '月', '월'], "-")
        .replace(['日', '일'], " ")
        .replace(['時', '시', '분', '分'], ":")
        .replace(['秒', '초'], " ")
        .replace("- ", "-")
        .replace(": ", ":");
    spelled = spelled.trim_end_matches([':', '-', ' ', '.']).to_owned();
    let marks: Vec<char> = spelled.chars().collect();
    let mut parted = String::with_capacity(spelled.len() + 2);
    for (place, mark) in marks.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| marks[before]);
        let after = marks.get(place + 1);
        let between_digits = before.is_some_and(|mark| mark.is_ascii_digit())
            && after.is_some_and(char::is_ascii_digit);
        if matches!(mark, 'T' | 't') && between_digits {
            parted.push(' ');
        } else {
            parted.push(*mark);
        }
    }
    parted
}

impl Parts {
    fn take(&mut self, word: &str) -> Option<()> {
        if word.contains(':') && !word.starts_with(['+', '-']) && !is_zone(word) {
            return self.take_time(word);
        }
        if let Some(is_afternoon) = months::is_afternoon(word) {
            return once(&mut self.is_afternoon, is_afternoon);
        }
        if word.starts_with(|mark: char| mark.is_ascii_digit()) {
            return self.take_numbers(word);
        }
        if let Some(month) = months::month(word) {
            if std::mem::replace(&mut self.month_may_be_weekday, months::is_weekday_too(word)) {
                self.month = None;
            }
            return once(&mut self.month, month);
        }
        if months::is_weekday(word) || is_comment(word) {
            return Some(());
        }
        // A zone that has been told once is often told again by its name.
        let minutes = zones::offset_minutes(word)?;
        self.offset_minutes.get_or_insert(minutes);
        Some(())
    }

    /// `14:33`, `14:33:05.123`, with a zone, `Z` or half of the day right behind it.
    fn take_time(&mut self, word: &str) -> Option<()> {
        let end = word
            .find(|mark: char| !(mark.is_ascii_digit() || [':', '.'].contains(&mark)))
            .unwrap_or(word.len());
        let (time, behind) = word.split_at(end);
        once(&mut self.clock, clock(time.trim_end_matches('.'))?)?;
        match behind {
            "" => Some(()),
            half if months::is_afternoon(half).is_some() => {
                once(&mut self.is_afternoon, months::is_afternoon(half)?)
            }
            zone => once(&mut self.offset_minutes, zones::offset_minutes(zone)?),
        }
    }

    /// `16`, `16th`, `2026`, `2026-03-24`, `3/24/2026`, `24.03.2026`, `24-Mar-2026`,
    /// `20260324`, `2026-084`.
    fn take_numbers(&mut self, word: &str) -> Option<()> {
        let numbers: Vec<&str> =
            word.split(['-', '/', '.']).filter(|number| !number.is_empty()).collect();
        match numbers.as_slice() {
            [compact] if compact.len() == 8 && is_number(compact) => {
                self.take_ymd(&compact[..4], &compact[4..6], &compact[6..])
            }
            [single] => self.take_number(single),
            [year, ordinal] if year.len() == 4 && ordinal.len() == 3 && is_number(ordinal) => {
                once(&mut self.year, year.parse().ok()?)?;
                once(&mut self.day_of_year, ordinal.parse().ok()?)
            }
            [year, month] if year.len() == 4 => {
                once(&mut self.year, year.parse().ok()?)?;
                once(&mut self.month, number_or_name(month)?)
            }
            [year, month, day] if year.len() == 4 => self.take_ymd(year, month, day),
            [day, month, year] if months::month(month).is_some() => self.take_ymd(year, month, day),
            [day, month, year] if word.contains('.') => self.take_ymd(year, month, day),
            [month, day, year] if word.contains('/') => {
                let is_day_first = month.parse().is_ok_and(|number: u32| number > 12);
                let (month, day) = if is_day_first { (day, month) } else { (month, day) };
                self.take_ymd(year, month, day)
            }
            [short_year, month, day] => self.take_ymd(short_year, month, day),
            _ => None,
        }
    }

    fn take_ymd(&mut self, year: &str, month: &str, day: &str) -> Option<()> {
        once(&mut self.year, whole_year(year)?)?;
        once(&mut self.month, number_or_name(month)?)?;
        once(&mut self.day, day.parse().ok()?)
    }

    /// A day of the month, then a year.
    fn take_number(&mut self, written: &str) -> Option<()> {
        let digits = ["st", "nd", "rd", "th", "º", "er"]
            .iter()
            .find_map(|suffix| written.strip_suffix(suffix))
            .unwrap_or(written);
        if !is_number(digits) {
            return None;
        }
        let is_day = digits.len() <= 2 && self.day.is_none() && digits.parse::<u32>().ok()? <= 31;
        if is_day {
            once(&mut self.day, digits.parse().ok()?)
        } else {
            once(&mut self.year, whole_year(digits)?)
        }
    }
}

/// Fills a part that has not been named yet.
fn once<T>(part: &mut Option<T>, value: T) -> Option<()> {
    part.is_none().then(|| *part = Some(value))
}

fn clock(time: &str) -> Option<Clock> {
    let mut fields = time.split(':');
    let hour = fields.next()?.parse().ok()?;
    let minute = fields.next()?.parse().ok()?;
    let (second, fraction) = match fields.next() {
        None => ("0", ""),
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "")),
    };
    let nanoseconds = format!("{:0<9}", fraction.get(..fraction.len().min(9))?).parse().ok()?;
    let second = second.parse().ok()?;
    fields.next().is_none().then_some(Clock { hour, minute, second, nanoseconds })
}

fn whole_year(year: &str) -> Option<i32> {
    let number: i32 = year.parse().ok()?;
    match year.len() {
        4 => Some(number),
        // RFC 2822, 4.3 reads 00 to 49 as this century; POSIX until 68, as feeds do.
        2 if number < 69 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

fn number_or_name(month: &str) -> Option<u32> {
    if is_number(month) { month.parse().ok() } else { months::month(month) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_zone(word: &str) -> bool {
    word.starts_with(|mark: char| mark.is_ascii_alphabetic())
}

/// Words that join or explain: `at`, `de`, `(Eastern Time)`.
fn is_comment(word: &str) -> bool {
    const JOINTS: [&str; 7] = ["at", "de", "den", "um", "le", "del", "-"];
    word.starts_with('(') || word.ends_with(')') || JOINTS.contains(&word)
}

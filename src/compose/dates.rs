//! Takes dates and a language; gives them as that language writes them. The words stand here,
//! not in a locale of the machine: the same date reads the same everywhere and always.
//!
//! # Source
//! Names and patterns as in the Unicode CLDR, the calendars' `full` and `long` formats.

use chrono::{Datelike as _, NaiveDate};

use crate::model::DateLanguage;

/// The names of one language: weekdays from Monday, months from January, each parted by spaces.
struct Names {
    weekdays: &'static str,
    months: &'static str,
}

fn names(language: DateLanguage) -> Names {
    let (weekdays, months) = match language {
        DateLanguage::English | DateLanguage::American => (
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
            "January February March April May June July August September October November December",
        ),
        DateLanguage::Danish => (
            "mandag tirsdag onsdag torsdag fredag lørdag søndag",
            "januar februar marts april maj juni juli august september oktober november december",
        ),
        DateLanguage::Dutch => (
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            "januari februari maart april mei juni juli augustus september oktober november december",
        ),
        DateLanguage::French => (
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        ),
        DateLanguage::German => (
            "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        ),
        DateLanguage::Italian => (
            "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        ),
        DateLanguage::Japanese => ("月 火 水 木 金 土 日", ""),
        DateLanguage::Portuguese => (
            "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        ),
        DateLanguage::Spanish => (
            "lunes martes miércoles jueves viernes sábado domingo",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        ),
        DateLanguage::Swedish => (
            "måndag tisdag onsdag torsdag fredag lördag söndag",
            "januari februari mars april maj juni juli augusti september oktober november december",
        ),
    };
    Names { weekdays, months }
}

/// `Wednesday 25 March 2026`, `Mittwoch, 25. März 2026`.
pub(super) fn weekday_date(date: NaiveDate, language: DateLanguage) -> String {
    let place = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
    let weekday = names(language).weekdays.split(' ').nth(place).unwrap_or_default();
    let rest = long_date(date, language);
    match language {
        DateLanguage::English
        | DateLanguage::Dutch
        | DateLanguage::French
        | DateLanguage::Italian
        | DateLanguage::Swedish => format!("{weekday} {rest}"),
        DateLanguage::American
        | DateLanguage::German
        | DateLanguage::Portuguese
        | DateLanguage::Spanish => format!("{weekday}, {rest}"),
        DateLanguage::Danish => format!("{weekday} den {rest}"),
        DateLanguage::Japanese => format!("{rest}{weekday}曜日"),
    }
}

/// `25 March 2026`, `25. März 2026`.
pub(super) fn long_date(date: NaiveDate, language: DateLanguage) -> String {
    let (year, number, day) = (date.year(), date.month(), date.day());
    let place = usize::try_from(date.month0()).unwrap_or(0);
    let month = names(language).months.split(' ').nth(place).unwrap_or_default();
    match language {
        DateLanguage::French if day == 1 => format!("1er {month} {year}"),
        DateLanguage::English
        | DateLanguage::Dutch
        | DateLanguage::French
        | DateLanguage::Italian
        | DateLanguage::Swedish => format!("{day} {month} {year}"),
        DateLanguage::American => format!("{month} {day}, {year}"),
        DateLanguage::German | DateLanguage::Danish => format!("{day}. {month} {year}"),
        DateLanguage::Portuguese | DateLanguage::Spanish => {
            format!("{day} de {month} de {year}")
        }
        DateLanguage::Japanese => format!("{year}年{number}月{day}日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn a_date_reads_as_its_language_writes_it() {
        for (language, words) in [
            (DateLanguage::English, "Wednesday 25 March 2026"),
            (DateLanguage::American, "Wednesday, March 25, 2026"),
            (DateLanguage::Danish, "onsdag den 25. marts 2026"),
            (DateLanguage::Dutch, "woensdag 25 maart 2026"),
            (DateLanguage::French, "mercredi 25 mars 2026"),
            (DateLanguage::German, "Mittwoch, 25. März 2026"),
            (DateLanguage::Italian, "mercoledì 25 marzo 2026"),
            (DateLanguage::Japanese, "2026年3月25日水曜日"),
            (DateLanguage::Portuguese, "quarta-feira, 25 de março de 2026"),
            (DateLanguage::Spanish, "miércoles, 25 de marzo de 2026"),
            (DateLanguage::Swedish, "onsdag 25 mars 2026"),
        ] {
            assert_eq!(weekday_date(day(2026, 3, 25), language), words);
        }
        assert_eq!(long_date(day(2026, 5, 1), DateLanguage::French), "1er mai 2026");
    }

    #[test]
    fn every_language_has_seven_days_and_twelve_months() {
        for (_, name, language) in DateLanguage::ALL {
            let names = names(language);
            let all = |words: &str| words.split(' ').filter(|word| !word.is_empty()).count();
            assert_eq!(all(names.weekdays), 7, "{name}");
            let months = if language == DateLanguage::Japanese { 0 } else { 12 };
            assert_eq!(all(names.months), months, "{name}");
        }
    }

    #[test]
    fn english_dates_are_those_of_whole_editions() {
        for date in [day(2026, 1, 4), day(2026, 12, 31), day(2024, 2, 29)] {
            let words = date.format("%A %-d %B %Y").to_string();
            assert_eq!(weekday_date(date, DateLanguage::English), words);
        }
    }
}

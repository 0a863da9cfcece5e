//! Takes what a subscriber or a group says of its wishes, word by word; gives them as values, and
//! back as the same words. What one does not say, its group says, and else the default holds.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::subscriber::{Attachment, MailForm, WeekdayFromMonday, Wishes};
use super::{InvalidTicker, Ticker};

/// Stands for the whole brief in a watchlist, and for every day among weekdays.
pub const EVERYTHING: &str = "*";
/// Stands for no file among attachments.
pub const NOTHING: &str = "none";

const TIME: &str = "%H:%M";

impl MailForm {
    /// Every form and its word.
    pub const ALL: [(&'static str, Self); 3] =
        [("full", Self::Full), ("short", Self::Short), ("text", Self::Text)];
}

impl Attachment {
    /// Every file and its word.
    pub const ALL: [(&'static str, Self); 2] = [("pdf", Self::Pdf), ("json", Self::Json)];
}

impl WeekdayFromMonday {
    /// Every weekday and its word.
    pub const ALL: [(&'static str, Self); 7] = [
        ("mon", Self(0)),
        ("tue", Self(1)),
        ("wed", Self(2)),
        ("thu", Self(3)),
        ("fri", Self(4)),
        ("sat", Self(5)),
        ("sun", Self(6)),
    ];
}

/// Which wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WishKey {
    /// The names that the brief is cut to.
    Watchlist,
    /// What the message's body holds.
    Form,
    /// Files that come with it.
    Attachments,
    /// The language of dates.
    DateLanguage,
    /// The zone of times.
    Timezone,
    /// The time before which nothing is delivered.
    FromTime,
    /// The weekdays of the editions.
    Weekdays,
}

impl WishKey {
    /// Every wish, in the order of columns.
    pub const ALL: [Self; 7] = [
        Self::Watchlist,
        Self::Form,
        Self::Attachments,
        Self::DateLanguage,
        Self::Timezone,
        Self::FromTime,
        Self::Weekdays,
    ];

    /// The key in a configuration, which is a column's name too.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Watchlist => "watchlist",
            Self::Form => "form",
            Self::Attachments => "attachments",
            Self::DateLanguage => "date_language",
            Self::Timezone => "timezone",
            Self::FromTime => "from_time",
            Self::Weekdays => "weekdays",
        }
    }
}

/// A wish that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWish {
    /// A word of none of the known ones.
    #[error("`{value}` is not {what}: write {}", listed(.known))]
    Word {
        /// What was written.
        value: String,
        /// What it should have been: `a form`.
        what: &'static str,
        /// The known words.
        known: Vec<&'static str>,
    },
    /// A text of another shape.
    #[error("`{value}` is not {what}")]
    Shape {
        /// What was written.
        value: String,
        /// What it should have been, with an example.
        what: &'static str,
    },
    /// A symbol that is none.
    #[error(transparent)]
    Ticker(#[from] InvalidTicker),
}

fn listed(known: &[&str]) -> String {
    let words: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// What a subscriber or a group says of its wishes; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidWishes {
    /// An empty one asks for the whole brief.
    pub watchlist: Option<BTreeSet<Ticker>>,
    /// What the message's body holds.
    pub form: Option<MailForm>,
    /// An empty one asks for none.
    pub attachments: Option<BTreeSet<Attachment>>,
    /// A BCP 47 tag.
    pub date_language: Option<String>,
    /// The zone of times.
    pub zone: Option<Tz>,
    /// The time before which nothing is delivered.
    pub from_time: Option<NaiveTime>,
    /// An empty one asks for every edition.
    pub weekdays: Option<BTreeSet<WeekdayFromMonday>>,
}

impl SaidWishes {
    /// Sets one wish from its words, parted by spaces, commas or semicolons; an empty text says
    /// nothing.
    ///
    /// # Errors
    /// [`InvalidWish`]; then nothing is changed.
    pub fn set(&mut self, key: WishKey, text: &str) -> Result<(), InvalidWish> {
        let text = text.trim();
        let said = !text.is_empty();
        match key {
            WishKey::Watchlist => {
                self.watchlist =
                    list(text, EVERYTHING, |word| Ticker::parse(word).map_err(InvalidWish::from))?;
            }
            WishKey::Form => {
                self.form = said.then(|| known(text, "a form", &MailForm::ALL, "")).transpose()?;
            }
            WishKey::Attachments => {
                self.attachments = list(text, NOTHING, |word| {
                    known(word, "an attachment", &Attachment::ALL, NOTHING)
                })?;
            }
            WishKey::DateLanguage => {
                self.date_language = said.then(|| language(text)).transpose()?;
            }
            WishKey::Timezone => {
                let what = "an IANA time zone such as `Europe/Berlin`";
                let shape = || InvalidWish::Shape { value: text.to_owned(), what };
                self.zone = said.then(|| text.parse().map_err(|_| shape())).transpose()?;
            }
            WishKey::FromTime => {
                let what = "a time of day such as `07:30`";
                let shape = |_| InvalidWish::Shape { value: text.to_owned(), what };
                self.from_time = said
                    .then(|| NaiveTime::parse_from_str(text, TIME).map_err(shape))
                    .transpose()?;
            }
            WishKey::Weekdays => {
                self.weekdays = list(text, EVERYTHING, |word| {
                    known(word, "a weekday", &WeekdayFromMonday::ALL, EVERYTHING)
                })?;
            }
        }
        Ok(())
    }

    /// The words of one wish, as [`SaidWishes::set`] reads them; `None` where it says nothing.
    #[must_use]
    pub fn words(&self, key: WishKey) -> Option<String> {
        match key {
            WishKey::Watchlist => {
                self.watchlist.as_ref().map(|list| joined(list.iter(), EVERYTHING))
            }
            WishKey::Form => self.form.map(|form| word_of(&MailForm::ALL, form).to_owned()),
            WishKey::Attachments => self.attachments.as_ref().map(|list| {
                joined(list.iter().map(|one| word_of(&Attachment::ALL, *one)), NOTHING)
            }),
            WishKey::DateLanguage => self.date_language.clone(),
            WishKey::Timezone => self.zone.map(|zone| zone.name().to_owned()),
            WishKey::FromTime => self.from_time.map(|time| time.format(TIME).to_string()),
            WishKey::Weekdays => self.weekdays.as_ref().map(|list| {
                joined(list.iter().map(|one| word_of(&WeekdayFromMonday::ALL, *one)), EVERYTHING)
            }),
        }
    }

    /// The wishes, with those of a group where these say nothing.
    #[must_use]
    pub fn with_group(&self, group: Option<&Self>) -> Wishes {
        let none = Self::default();
        let group = group.unwrap_or(&none);
        Wishes {
            watchlist: either(self.watchlist.as_ref(), group.watchlist.as_ref())
                .unwrap_or_default(),
            form: self.form.or(group.form).unwrap_or_default(),
            attachments: either(self.attachments.as_ref(), group.attachments.as_ref())
                .unwrap_or_default(),
            date_language: either(self.date_language.as_ref(), group.date_language.as_ref()),
            zone: self.zone.or(group.zone),
            from_time: self.from_time.or(group.from_time),
            weekdays: either(self.weekdays.as_ref(), group.weekdays.as_ref()).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Wishes {
    /// What differs from the default, in few words: `NVDA INTC, short, with pdf, from 07:30
    /// (Europe/Berlin), mon tue`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = vec![joined(self.watchlist.iter(), "whole brief")];
        words.push(word_of(&MailForm::ALL, self.form).to_owned());
        if !self.attachments.is_empty() {
            let files = self.attachments.iter().map(|one| word_of(&Attachment::ALL, *one));
            words.push(format!("with {}", joined(files, NOTHING)));
        }
        words.extend(self.date_language.as_ref().map(|tag| format!("dates in {tag}")));
        let zone = self.zone.map(Tz::name);
        words.extend(match (self.from_time, zone) {
            (Some(time), Some(zone)) => Some(format!("from {} {zone}", time.format(TIME))),
            (Some(time), None) => Some(format!("from {}", time.format(TIME))),
            (None, zone) => zone.map(str::to_owned),
        });
        if !self.weekdays.is_empty() {
            let days = self.weekdays.iter().map(|one| word_of(&WeekdayFromMonday::ALL, *one));
            words.push(format!("on {}", joined(days, EVERYTHING)));
        }
        formatter.write_str(&words.join(", "))
    }
}

fn either<T: Clone>(own: Option<&T>, group: Option<&T>) -> Option<T> {
    own.or(group).cloned()
}

/// The words of a list.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', '\t', '\n']).filter(|word| !word.is_empty())
}

/// `None` for an empty text; an empty list for the word that stands for one.
fn list<T: Ord>(
    text: &str,
    empty: &str,
    read: impl Fn(&str) -> Result<T, InvalidWish>,
) -> Result<Option<BTreeSet<T>>, InvalidWish> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.eq_ignore_ascii_case(empty) {
        return Ok(Some(BTreeSet::new()));
    }
    words_of(text).map(read).collect::<Result<_, _>>().map(Some)
}

fn known<T: Copy>(
    word: &str,
    what: &'static str,
    known: &[(&'static str, T)],
    empty: &'static str,
) -> Result<T, InvalidWish> {
    let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    let words =
        known.iter().map(|(word, _)| *word).chain(Some(empty).filter(|word| !word.is_empty()));
    found.map(|(_, value)| *value).ok_or_else(|| InvalidWish::Word {
        value: word.to_owned(),
        what,
        known: words.collect(),
    })
}

fn word_of<T: PartialEq + Copy>(known: &[(&'static str, T)], value: T) -> &'static str {
    known.iter().find(|(_, known)| *known == value).expect("every value has its word").0
}

fn joined<T: fmt::Display>(words: impl Iterator<Item = T>, empty: &str) -> String {
    let words: Vec<String> = words.map(|word| word.to_string()).collect();
    if words.is_empty() { empty.to_owned() } else { words.join(" ") }
}

/// A BCP 47 tag in its usual case: `de`, `de-CH`, `zh-Hant`.
fn language(text: &str) -> Result<String, InvalidWish> {
    let what = "a language tag such as `de` or `de-CH`";
    let parts: Vec<&str> = text.split('-').collect();
    let is_fine = |(place, part): (usize, &&str)| {
        let letters = part.chars().all(|mark| mark.is_ascii_alphabetic());
        let plain = part.chars().all(|mark| mark.is_ascii_alphanumeric());
        if place == 0 {
            letters && (2..=3).contains(&part.len())
        } else {
            plain && (1..=8).contains(&part.len())
        }
    };
    if !parts.iter().enumerate().all(is_fine) {
        return Err(InvalidWish::Shape { value: text.to_owned(), what });
    }
    let cased = parts.iter().enumerate().map(|(place, part)| match (place, part.len()) {
        (1.., 2) => part.to_ascii_uppercase(),
        (1.., 4) if part.is_ascii() => {
            format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
        }
        _ => part.to_ascii_lowercase(),
    });
    Ok(cased.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests;

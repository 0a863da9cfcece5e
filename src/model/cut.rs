//! Takes a subscriber's wishes; gives how its brief differs from the whole edition: fewer names,
//! dates in another language, times of another zone. Readers with equal cuts read the same bytes.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::{Sha256Hash, Ticker, Wishes};

/// A language in which dates can be written. Everything else of a brief is English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateLanguage {
    /// `Wednesday 25 March 2026`, as in every whole edition.
    #[default]
    English,
    /// `Wednesday, March 25, 2026`.
    American,
    /// Danish.
    Danish,
    /// Dutch.
    Dutch,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Japanese.
    Japanese,
    /// Portuguese.
    Portuguese,
    /// Spanish.
    Spanish,
    /// Swedish.
    Swedish,
}

impl DateLanguage {
    /// Every language with its tag and its English name.
    pub const ALL: [(&'static str, &'static str, Self); 11] = [
        ("en", "English", Self::English),
        ("en-US", "American English", Self::American),
        ("da", "Danish", Self::Danish),
        ("nl", "Dutch", Self::Dutch),
        ("fr", "French", Self::French),
        ("de", "German", Self::German),
        ("it", "Italian", Self::Italian),
        ("ja", "Japanese", Self::Japanese),
        ("pt", "Portuguese", Self::Portuguese),
        ("es", "Spanish", Self::Spanish),
        ("sv", "Swedish", Self::Swedish),
    ];

    /// The language of a BCP 47 tag, by its first part; `None` for one that is not known.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        let is = |wanted: &str| {
            let found = Self::ALL.iter().find(|(one, ..)| one.eq_ignore_ascii_case(wanted));
            found.map(|(.., language)| *language)
        };
        is(tag).or_else(|| is(language))
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.row().0
    }

    /// Its name, in English.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        let row = Self::ALL.iter().find(|(.., language)| *language == self);
        row.map(|(tag, name, _)| (*tag, *name)).expect("every language is listed")
    }
}

/// How a reader's brief differs from the whole edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The names that it is cut to; empty for all.
    pub watchlist: BTreeSet<Ticker>,
    /// In which language its dates stand.
    pub dates: DateLanguage,
    /// In which zone its times stand; `None` for the brief's own.
    pub zone: Option<Tz>,
}

impl Cut {
    /// The cut that a subscriber of an edition whose times are of `zone` wishes for. A language
    /// that is not known asks for nothing.
    #[must_use]
    pub fn of(wishes: &Wishes, zone: Option<Tz>) -> Self {
        Self {
            watchlist: wishes.watchlist.clone(),
            dates: wishes
                .date_language
                .as_deref()
                .and_then(DateLanguage::of_tag)
                .unwrap_or_default(),
            zone: wishes.zone.filter(|own| Some(*own) != zone),
        }
    }

    /// Whether it is the whole edition as it is archived.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// A text that two cuts share only when they are equal; [`Cut`] has no order of its own.
    #[must_use]
    pub fn key(&self) -> String {
        let names: Vec<&str> = self.watchlist.iter().map(Ticker::as_str).collect();
        let zone = self.zone.map_or("", Tz::name);
        format!("{}\n{}\n{zone}", names.join(" "), self.dates.tag())
    }
}

/// What a cut says of itself and of the edition that it is cut from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutLine {
    /// One line for readers.
    pub words: String,
    /// Its names, in the edition's order.
    pub names: Vec<Ticker>,
    /// How many names the whole edition has.
    pub of_names: usize,
    /// The whole edition's hash.
    pub edition_sha256: Sha256Hash,
    /// The tag of the language in which its dates stand.
    pub dates: &'static str,
    /// The zone in which its times stand.
    pub zone: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_by_its_language() {
        for (tag, language) in [
            ("de", Some(DateLanguage::German)),
            ("de-CH", Some(DateLanguage::German)),
            ("PT_br", Some(DateLanguage::Portuguese)),
            ("en", Some(DateLanguage::English)),
            ("en-GB", Some(DateLanguage::English)),
            ("en-us", Some(DateLanguage::American)),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(DateLanguage::of_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn only_a_wish_that_changes_the_page_is_a_cut() {
        let zone = Some(chrono_tz::America::New_York);
        let mut wishes = Wishes { zone, ..Wishes::default() };
        wishes.date_language = Some("en".to_owned());
        assert!(Cut::of(&wishes, zone).is_whole());
        wishes.date_language = Some("tlh".to_owned());
        assert!(Cut::of(&wishes, zone).is_whole());
        wishes.date_language = Some("fr".to_owned());
        assert!(!Cut::of(&wishes, zone).is_whole());
        let elsewhere = Wishes { zone: Some(chrono_tz::Asia::Tokyo), ..Wishes::default() };
        assert!(!Cut::of(&elsewhere, zone).is_whole());
        assert_ne!(Cut::of(&elsewhere, zone).key(), Cut::of(&wishes, zone).key());
    }
}

//! Takes values of the model; gives what the columns hold, and back.

use chrono::{DateTime, NaiveDate};

use super::StoreError;
use crate::model::{
    Adjustment, BriefId, Currency, Finality, Instant, KnownBy, Licence, NoteLevel, Sha256Hash,
    Ticker,
};

/// A closed set and its words in the database.
pub(super) trait Words: Copy + PartialEq + Sized + 'static {
    const WHAT: &'static str;
    const WORDS: &'static [(Self, &'static str)];

    fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(value, _)| *value == self)
            .map(|(_, word)| *word)
            .expect("every value of a closed set has its word")
    }

    fn from_word(word: &str) -> Result<Self, StoreError> {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(value, _)| *value)
            .ok_or_else(|| bad(Self::WHAT, word))
    }
}

impl Words for KnownBy {
    const WHAT: &'static str = "way of knowing";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Clock, "clock"), (Self::AssumedPublished, "assumed-published")];
}

impl Words for Licence {
    const WHAT: &'static str = "licence";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Full, "full"), (Self::Excerpt, "excerpt"), (Self::Hash, "hash")];
}

impl Words for Adjustment {
    const WHAT: &'static str = "adjustment";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Raw, "raw"), (Self::Splits, "splits"), (Self::Full, "full")];
}

impl Words for Finality {
    const WHAT: &'static str = "finality";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Closed, "closed"), (Self::Unfinished, "unfinished")];
}

impl Words for NoteLevel {
    const WHAT: &'static str = "note level";
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Check, "check"), (Self::Fine, "fine")];
}

pub(super) fn bad(what: &'static str, value: impl ToString) -> StoreError {
    StoreError::Value { what, value: value.to_string() }
}

pub(super) fn instant(micros: i64) -> Result<Instant, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| bad("instant", micros))
}

pub(super) fn date(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| bad("date", text))
}

pub(super) fn ticker(text: &str) -> Result<Ticker, StoreError> {
    Ticker::parse(text).map_err(|_| bad("ticker", text))
}

pub(super) fn currency(text: &str) -> Result<Currency, StoreError> {
    Currency::parse(text).map_err(|_| bad("currency", text))
}

pub(super) fn brief_id(text: &str) -> Result<BriefId, StoreError> {
    BriefId::parse(text).map_err(|_| bad("brief id", text))
}

pub(super) fn sha256(text: &str) -> Result<Sha256Hash, StoreError> {
    Sha256Hash::parse(text).ok_or_else(|| bad("SHA-256", text))
}

//! What every parser of articles and bars promises, whatever bytes it is given.

#![allow(dead_code)]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use contrabrief::collect::{
    ArticleHarvest, CollectError, Limits, PriceHarvest, PriceKind, PriceSource, Source, SourceKind,
};
use contrabrief::model::{
    Adjustment, CalendarId, Currency, Instant, Licence, SourceId, Ticker, TickerKind, TickerProfile,
};

pub fn now() -> Instant {
    DateTime::from_timestamp(1_774_433_400, 0).expect("an instant")
}

pub fn limits() -> Limits {
    Limits {
        items_per_feed_max: 50,
        title_chars_max: 200,
        text_chars_max: 5_000,
        ..Limits::default()
    }
}

pub fn source(kind: SourceKind) -> Source {
    Source {
        id: SourceId::new("wire"),
        kind,
        location: String::new(),
        key: None,
        tickers: Vec::new(),
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    }
}

pub fn price_source(kind: PriceKind) -> PriceSource {
    PriceSource {
        id: SourceId::new("daily"),
        kind,
        location: String::new(),
        key: None,
        currency: None,
        adjustment: Adjustment::Raw,
        symbols: BTreeMap::new(),
        only: Vec::new(),
        cross_check: false,
    }
}

pub fn profile() -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse("HELX").expect("a ticker"),
        name: "Helix".to_owned(),
        aliases: Vec::new(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: None,
        relations: Vec::new(),
    }
}

/// The kinds to read an input as, and the bytes to read: a small first byte chooses one kind and
/// is cut off, anything else is a real document and is read whole, as every kind.
pub fn chosen<'a, Kind>(kinds: &'a [Kind], input: &'a [u8]) -> (&'a [Kind], &'a [u8]) {
    match input.split_first() {
        Some((first, rest)) if usize::from(*first) < kinds.len() => {
            (std::slice::from_ref(&kinds[usize::from(*first)]), rest)
        }
        _ => (kinds, input),
    }
}

/// Reads twice and checks what every harvest of articles promises.
pub fn check_articles(read: impl Fn() -> Result<ArticleHarvest, CollectError>, bounded: bool) {
    let limits = limits();
    let harvest = match read() {
        Ok(harvest) => harvest,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    // Entries and withdrawals are bounded each on its own.
    assert!(!bounded || harvest.items.len() <= 2 * limits.items_per_feed_max);
    for fault in &harvest.faults {
        assert!(!fault.note().text.is_empty());
    }
    for item in &harvest.items {
        assert!(!item.words.title.is_empty());
        assert!(item.words.title.chars().count() <= limits.title_chars_max);
        assert!(item.words.text.chars().count() <= limits.text_chars_max);
        assert!(!item.words.title.chars().any(char::is_control), "{:?}", item.words.title);
        assert!(!item.words.text.chars().any(|mark| mark.is_control() && mark != '\n'));
        assert!(item.published_at.is_none_or(|at| at <= now() + TimeDelta::hours(1)));
        let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        assert!(item.words.url.as_ref().is_none_or(is_web), "{:?}", item.words.url);
    }
    let again = read().expect("what was read once is read again");
    assert_eq!(harvest.items, again.items);
}

/// Reads twice and checks what every harvest of bars promises.
pub fn check_bars(read: impl Fn() -> Result<PriceHarvest, CollectError>) {
    let harvest = match read() {
        Ok(harvest) => harvest,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    for fault in &harvest.faults {
        assert!(!fault.note().text.is_empty());
    }
    for bar in &harvest.bars {
        assert!(bar.low.e8 > 0);
        assert!(bar.low.e8 <= bar.open.e8 && bar.open.e8 <= bar.high.e8, "{bar:?}");
        assert!(bar.low.e8 <= bar.close.e8 && bar.close.e8 <= bar.high.e8, "{bar:?}");
    }
    let again = read().expect("what was read once is read again");
    assert_eq!(harvest.bars, again.bars);
    assert_eq!(harvest.actions, again.actions);
}

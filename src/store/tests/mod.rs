//! The store's promises, each attacked on a real database file.

mod backup;
mod bounces;
mod closures;
mod dossiers;
mod files;
mod incidents;
mod leaving;
mod ledger;
mod prune;
mod reference;
mod subscribers;
mod versions;

use std::sync::Arc;

use chrono::{Duration, NaiveDate, NaiveTime};
use thin_vec::thin_vec;

use crate::model::{
    Adjustment, ArticleId, ArticleItem, ArticleWords, BriefId, CalendarId, Currency, EditionKey,
    Finality, Instant, KnownBy, Licence, Plan, Price, PriceBar, Scope, SourceId, Ticker,
    TickerKind, TickerProfile,
};

use super::Store;

struct Fixture {
    folder: tempfile::TempDir,
    store: Store,
}

fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("facts.db")).unwrap();
    Fixture { folder, store }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon of 2026-03-01, plus hours.
fn hour(hours: i64) -> Instant {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    day("2026-03-01").and_time(noon).and_utc() + Duration::hours(hours)
}

fn ticker() -> Ticker {
    Ticker::parse("ORBT").unwrap()
}

fn brief() -> BriefId {
    BriefId::parse("orbital").unwrap()
}

fn edition(date: &str) -> EditionKey {
    EditionKey { brief: brief(), date: day(date) }
}

fn scope() -> Scope {
    let profile = TickerProfile {
        ticker: ticker(),
        name: "Orbit Works".to_owned(),
        aliases: Vec::new(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: Some(Ticker::parse("WIDE").unwrap()),
        relations: Vec::new(),
    };
    let at = NaiveTime::from_hms_opt(6, 15, 0).unwrap();
    Scope {
        brief: brief(),
        plan: Plan { at, timezone: chrono_tz::America::New_York, on: CalendarId::Xnys.into() },
        watchlist: vec![profile],
        others: Vec::new(),
        sources: Vec::new(),
        price_chain: vec![SourceId::new("first"), SourceId::new("backup")],
        holdings: None,
    }
}

fn item(identity: &str, text: &str) -> ArticleItem {
    let source = SourceId::new("wire");
    ArticleItem {
        id: ArticleId::of(&source, identity),
        source,
        words: Arc::new(ArticleWords {
            publisher: "Harbour Wire".to_owned(),
            url: None,
            title: format!("Orbit Works and {identity}"),
            text: text.to_owned(),
            full_text: None,
        }),
        published_at: Some(hour(-48)),
        licence: Licence::Full,
        vendor_tickers: thin_vec![ticker(), Ticker::parse("BRK.B").unwrap()],
        withdrawn: false,
    }
}

fn bar(session: &str, source: &str, close: i64, known_at: Instant) -> PriceBar {
    let price = |units: i64| Price { e8: units * 100_000_000, currency: Currency::USD };
    PriceBar {
        ticker: ticker(),
        session: day(session),
        open: price(close),
        high: price(close + 1),
        low: price(close - 1),
        close: price(close),
        volume: Some(1000),
        adjustment: Adjustment::Raw,
        finality: Finality::Closed,
        source: SourceId::new(source.to_owned()),
        known_at,
        known_by: KnownBy::Clock,
    }
}

//! The store's promises, each with its attack, on real files.

use chrono::{Duration, NaiveDate, TimeZone as _, Utc};
use proptest::prelude::*;

use super::{KnownAtRule, Recorded, Store, StoreError};
use crate::model::*;

fn at(day: u32, hour: u32) -> Instant {
    Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap()
}

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn scope() -> Scope {
    Scope {
        brief: BriefId::parse("desk").unwrap(),
        plan: Plan {
            at: chrono::NaiveTime::from_hms_opt(6, 15, 0).unwrap(),
            timezone: chrono_tz::Tz::America__New_York,
            calendar: CalendarId::Xnys,
        },
        watchlist: vec![TickerProfile {
            ticker: Ticker::parse("HELX").unwrap(),
            name: "Helix".to_owned(),
            aliases: vec![],
            kind: TickerKind::Equity,
            calendar: CalendarId::Xnys,
            currency: Currency::USD,
            benchmark: None,
            relations: vec![],
        }],
        others: vec![],
        sources: vec![],
        price_chain: vec![],
    }
}

fn item(identity: &str, title: &str) -> ArticleItem {
    let source = SourceId("wire".to_owned());
    ArticleItem {
        id: ArticleId::of(&source, identity),
        source,
        publisher: "Wire".to_owned(),
        url: None,
        title: title.to_owned(),
        text: String::new(),
        published_at: Some(at(24, 12)),
        licence: Licence::Full,
        vendor_tickers: vec![],
    }
}

fn bar(day: u32, close: i64, known_at: Instant) -> PriceBar {
    let price = |units: i64| Price { e8: units * 100_000_000, currency: Currency::USD };
    PriceBar {
        ticker: Ticker::parse("HELX").unwrap(),
        session: date(day),
        open: price(close),
        high: price(close + 1),
        low: price(close - 1),
        close: price(close),
        volume: Some(1000),
        adjustment: Adjustment::Raw,
        finality: Finality::Closed,
        source: SourceId("daily".to_owned()),
        known_at,
        known_by: KnownBy::Clock,
    }
}

fn titles(store: &Store, as_of: AsOf) -> Vec<String> {
    let dossier = store.dossier(&scope(), date(25), as_of).unwrap();
    dossier.articles.iter().map(|article| article.item.title.clone()).collect()
}

fn record(store: &mut Store, items: &[ArticleItem], known_at: Instant) -> Recorded {
    store.record_articles(items, KnownAtRule::At(known_at), known_at).unwrap()
}

#[test]
fn what_became_known_after_the_cut_off_stays_out() {
    let mut store = Store::open_in_memory().unwrap();
    record(&mut store, &[item("a", "Early")], at(25, 9));
    record(&mut store, &[item("b", "Late")], at(25, 11));
    assert_eq!(titles(&store, AsOf::at(at(25, 10))), ["Early"]);
    assert_eq!(titles(&store, AsOf::at(at(25, 11))), ["Early", "Late"]);
}

#[test]
fn a_changed_article_is_a_new_version_and_the_past_still_sees_the_old_one() {
    let mut store = Store::open_in_memory().unwrap();
    assert_eq!(record(&mut store, &[item("a", "First")], at(25, 9)).new, 1);
    assert_eq!(record(&mut store, &[item("a", "First")], at(25, 10)).same, 1);
    assert_eq!(record(&mut store, &[item("a", "Corrected")], at(25, 11)).changed, 1);
    assert_eq!(titles(&store, AsOf::at(at(25, 10))), ["First"]);
    let dossier = store.dossier(&scope(), date(25), AsOf::at(at(25, 12))).unwrap();
    let versions: Vec<u32> = dossier.articles.iter().map(|article| article.version).collect();
    assert_eq!(versions, [1, 2]);
}

#[test]
fn a_restated_bar_is_a_new_row_and_a_repeated_one_is_not() {
    let mut store = Store::open_in_memory().unwrap();
    let first = bar(24, 100, at(24, 21));
    store.record_bars(std::slice::from_ref(&first), at(24, 21)).unwrap();
    let repeated = PriceBar { known_at: at(25, 1), ..first };
    assert_eq!(store.record_bars(&[repeated], at(25, 1)).unwrap().same, 1);
    store.record_bars(&[bar(24, 90, at(25, 12))], at(25, 12)).unwrap();
    let closes = |as_of| -> Vec<i64> {
        let dossier = store.dossier(&scope(), date(25), AsOf::at(as_of)).unwrap();
        dossier.bars.values().flatten().map(|bar| bar.close.e8 / 100_000_000).collect()
    };
    assert_eq!(closes(at(25, 10)), [100]);
    assert_eq!(closes(at(25, 13)), [100, 90]);
}

#[test]
fn an_unfinished_bar_is_kept_and_never_given_out() {
    let mut store = Store::open_in_memory().unwrap();
    let unfinished = PriceBar { finality: Finality::Unfinished, ..bar(25, 100, at(25, 9)) };
    store.record_bars(std::slice::from_ref(&unfinished), at(25, 9)).unwrap();
    let dossier = store.dossier(&scope(), date(25), AsOf::at(at(25, 23))).unwrap();
    assert!(dossier.bars.is_empty());
    let closed = PriceBar { finality: Finality::Closed, ..unfinished };
    assert_eq!(store.record_bars(&[closed], at(25, 22)).unwrap().changed, 1);
}

#[test]
fn a_replay_does_not_see_history_that_was_imported_later() {
    let mut store = Store::open_in_memory().unwrap();
    record(&mut store, &[item("a", "Collected")], at(24, 13));
    let as_of = AsOf::replay(at(25, 10), store.last_batch().unwrap().unwrap());
    let rule = KnownAtRule::AssumePublished { lag: Duration::minutes(15), otherwise: at(26, 0) };
    store.record_articles(&[item("b", "Imported")], rule, at(26, 0)).unwrap();
    assert_eq!(titles(&store, as_of), ["Collected"]);
    let dossier = store.dossier(&scope(), date(25), AsOf::at(at(25, 10))).unwrap();
    assert_eq!(dossier.articles[0].known_by, KnownBy::AssumedPublished);
    assert_eq!(dossier.articles[0].known_at, at(24, 12) + Duration::minutes(15));
}

#[test]
fn the_database_itself_refuses_to_change_or_remove_a_fact() {
    let mut store = Store::open_in_memory().unwrap();
    record(&mut store, &[item("a", "First")], at(25, 9));
    store.record_bars(&[bar(24, 100, at(24, 21))], at(24, 21)).unwrap();
    for attack in [
        "UPDATE articles SET title = 'Other'",
        "DELETE FROM articles",
        "UPDATE bars SET close = 1",
        "DELETE FROM bars",
        "UPDATE batches SET recorded_at = 0",
    ] {
        let refused = store.connection.execute(attack, []).unwrap_err().to_string();
        assert!(refused.contains("only ever appended"), "{attack}: {refused}");
    }
}

#[test]
fn a_licence_cuts_the_text_but_not_its_hash() {
    let mut store = Store::open_in_memory().unwrap();
    let long = "word ".repeat(200);
    let with = |identity: &str, licence| ArticleItem {
        text: long.clone(),
        licence,
        ..item(identity, identity)
    };
    let items = [
        with("full", Licence::Full),
        with("excerpt", Licence::Excerpt),
        with("hash", Licence::Hash),
    ];
    record(&mut store, &items, at(25, 9));
    let dossier = store.dossier(&scope(), date(25), AsOf::at(at(25, 9))).unwrap();
    for article in &dossier.articles {
        let kept = article.item.text.chars().count();
        match article.item.licence {
            Licence::Full => assert_eq!(kept, long.len()),
            Licence::Excerpt => assert!(kept > 300 && kept <= EXCERPT_CHARS_MAX, "{kept}"),
            Licence::Hash => assert_eq!(kept, 0),
        }
        let original = items.iter().find(|item| item.id == article.item.id).unwrap();
        assert_eq!(article.content_sha256, original.content_sha256());
    }
}

fn delivery(subscriber: &str) -> Delivery {
    Delivery {
        key: DeliveryKey {
            edition: EditionKey { brief: BriefId::parse("desk").unwrap(), date: date(25) },
            revision: Revision::FIRST,
            subscriber: SubscriberId(subscriber.to_owned()),
        },
        address: format!("{subscriber}@reader.example"),
        message_id: format!("{subscriber}@desk.example"),
        state: DeliveryState::Intent,
        attempts: 0,
        changed_at: at(25, 10),
    }
}

#[test]
fn the_ledger_survives_a_crash_at_each_step_and_keeps_what_was_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contrabrief.db");
    let reopen = || Store::open(&path).unwrap();
    let key = delivery("ann").key;
    reopen().intend(&[delivery("ann"), delivery("bo")]).unwrap();
    reopen().intend(&[delivery("ann")]).unwrap();
    assert_eq!(reopen().deliveries(None).unwrap().len(), 2);
    reopen().data_started(&key, at(25, 11)).unwrap();
    assert_eq!(reopen().deliveries(None).unwrap()[0].state, DeliveryState::DataStarted);
    let accepted = DeliveryState::Accepted { reply: "250 queued as 7".to_owned() };
    reopen().settle(&key, &accepted, at(25, 12)).unwrap();
    let again = reopen().data_started(&key, at(25, 13));
    assert!(matches!(again, Err(StoreError::AlreadyAccepted(_))), "{again:?}");
    let rows = reopen().deliveries(Some(&key.edition)).unwrap();
    assert_eq!((&rows[0].state, rows[0].attempts), (&accepted, 1));
    assert_eq!(rows[1].state, DeliveryState::Intent);
}

#[test]
fn what_was_published_is_recorded_once_and_seen_only_afterwards() {
    let mut store = Store::open_in_memory().unwrap();
    let key = delivery("ann").key.edition;
    let edition = PublishedEdition {
        date: date(25),
        overall: Some(Score::from_hundredths(25)),
        scores: [(Ticker::parse("HELX").unwrap(), None)].into(),
    };
    for _ in 0..2 {
        store
            .record_published(&key, Revision::FIRST, at(25, 10), &edition, &[], at(25, 10))
            .unwrap();
    }
    let previous =
        |day, as_of| store.dossier(&scope(), date(day), AsOf::at(as_of)).unwrap().previous;
    assert_eq!(previous(25, at(25, 11)), None);
    assert_eq!(previous(26, at(25, 9)), None);
    assert_eq!(previous(26, at(26, 10)), Some(edition.clone()));
}

#[test]
fn a_newer_schema_and_a_file_that_is_no_database_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contrabrief.db");
    let store = Store::open(&path).unwrap();
    store.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    assert!(matches!(Store::open(&path), Err(StoreError::NewerSchema { found: 99, .. })));
    let other = folder.path().join("other.db");
    std::fs::write(&other, "this is no database, it is a plain text file".repeat(30)).unwrap();
    assert!(matches!(Store::open(&other), Err(StoreError::Corrupt { .. })));
}

#[test]
fn a_second_lock_is_refused_until_the_first_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let held = Store::lock(folder.path()).unwrap();
    let refused = Store::lock(folder.path());
    assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
    drop(held);
    Store::lock(folder.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contrabrief.db");
    drop(Store::open(&path).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn equal_facts_give_equal_dossiers_in_whatever_order_they_came(
        order in Just((0..12_u32).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let dossier_of = |order: &[u32]| {
            let mut store = Store::open_in_memory().unwrap();
            for number in order {
                let known_at = at(20 + number % 4, 9);
                record(&mut store, &[item(&number.to_string(), "Title")], known_at);
                let one = bar(2 + number, 100 + i64::from(*number), known_at);
                store.record_bars(&[one], known_at).unwrap();
            }
            store.dossier(&scope(), date(25), AsOf::at(at(25, 10))).unwrap()
        };
        let sorted: Vec<u32> = (0..12).collect();
        prop_assert_eq!(dossier_of(&order), dossier_of(&sorted));
    }
}

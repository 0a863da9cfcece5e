//! What a dossier holds and what it never lets in.

use std::collections::BTreeMap;

use chrono::Duration;
use proptest::prelude::*;

use super::super::{KnownAtRule, Recorded, Store};
use super::{bar, brief, day, edition, fixture, hour, item, scope, ticker};
use crate::model::{
    ActionKind, AsOf, CorporateAction, Currency, DataNote, Dossier, EXCERPT_CHARS_MAX,
    EarlierWindow, Finality, Instant, KnownBy, Licence, Price, PriceBar, PublishedEdition,
    PublishedTakeaway, Revision, Score, Setup, Sha256Hash, SourceId, Stance,
};

fn ask(store: &Store, as_of: AsOf) -> Dossier {
    store.dossier(&scope(), day("2026-03-03"), as_of).unwrap()
}

fn record(store: &Store, identity: &str, text: &str, at: Instant) -> Recorded {
    store.record_articles(&[item(identity, text)], KnownAtRule::At(at), at).unwrap()
}

#[test]
fn what_became_known_after_the_cut_off_stays_out() {
    let store = fixture().store;
    record(&store, "launch", "It flew.", hour(0));
    record(&store, "landing", "It landed.", hour(2));
    store.record_bars(&[bar("2026-02-27", "first", 10, hour(3))], hour(3)).unwrap();

    let early = ask(&store, AsOf::at(hour(1)));
    assert_eq!((early.articles.len(), early.bars.len()), (1, 0));
    let late = ask(&store, AsOf::at(hour(3)));
    assert_eq!((late.articles.len(), late.bars[&ticker()].len()), (2, 1));
}

#[test]
fn a_changed_article_is_a_version_and_the_old_cut_off_still_sees_the_first() {
    let store = fixture().store;
    assert_eq!(record(&store, "launch", "It flew.", hour(0)).new, 1);
    assert_eq!(record(&store, "launch", "It flew.", hour(1)).same, 1);
    assert_eq!(record(&store, "launch", "It never flew.", hour(2)).changed, 1);

    let before = ask(&store, AsOf::at(hour(1))).articles;
    assert_eq!(before.iter().map(|article| article.version).collect::<Vec<_>>(), [1]);
    let after = ask(&store, AsOf::at(hour(2))).articles;
    assert_eq!(after.iter().map(|article| article.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(after[1].item, item("launch", "It never flew."));
}

#[test]
fn a_clock_set_back_and_forth_restates_no_bar() {
    let store = fixture().store;
    let tell = |finality, close, at| {
        let told = PriceBar { finality, ..bar("2026-02-27", "first", close, at) };
        store.record_bars(&[told], at).unwrap()
    };
    assert_eq!(tell(Finality::Unfinished, 10, hour(0)).new, 1);
    assert_eq!(tell(Finality::Closed, 10, hour(1)).new, 1);
    assert_eq!(tell(Finality::Unfinished, 10, hour(2)).same, 1);
    assert_eq!(tell(Finality::Closed, 10, hour(3)).same, 1);
    // A price that goes away and comes back was restated twice.
    assert_eq!(tell(Finality::Closed, 11, hour(4)).changed, 1);
    assert_eq!(tell(Finality::Closed, 10, hour(5)).changed, 1);
    assert_eq!(ask(&store, AsOf::at(hour(5))).bars[&ticker()].len(), 3);
}

#[test]
fn a_restated_bar_is_a_further_row_and_the_chain_orders_equals() {
    let store = fixture().store;
    let mut unfinished = bar("2026-03-02", "first", 9, hour(0));
    unfinished.finality = Finality::Unfinished;
    let first = [
        bar("2026-02-27", "backup", 11, hour(0)),
        bar("2026-02-27", "first", 10, hour(0)),
        bar("2026-02-27", "stranger", 99, hour(0)),
        unfinished,
    ];
    assert_eq!(store.record_bars(&first, hour(0)).unwrap().new, 4);
    assert_eq!(store.record_bars(&first, hour(1)).unwrap().same, 4);
    let restated = [bar("2026-02-27", "first", 12, hour(2))];
    assert_eq!(store.record_bars(&restated, hour(2)).unwrap().changed, 1);

    let dossier = ask(&store, AsOf::at(hour(2)));
    let told: Vec<_> = dossier.bars[&ticker()]
        .iter()
        .map(|bar| (bar.source.as_str(), bar.close.to_string()))
        .collect();
    let expected = [("first", "$10.00"), ("backup", "$11.00"), ("first", "$12.00")];
    assert_eq!(told, expected.map(|(source, close)| (source, close.to_owned())));
}

#[test]
fn a_replay_hides_what_was_imported_later_with_an_older_date() {
    let store = fixture().store;
    record(&store, "launch", "It flew.", hour(0));
    let as_of = hour(1);
    let batch = store.last_batch().unwrap().unwrap();
    let original = ask(&store, AsOf::replay(as_of, batch));

    let rule = KnownAtRule::AssumePublished { lag: Duration::minutes(5), otherwise: hour(90) };
    store.record_articles(&[item("history", "It was built.")], rule, hour(90)).unwrap();
    store.record_bars(&[bar("2026-02-27", "first", 10, hour(0))], hour(90)).unwrap();

    assert_eq!(ask(&store, AsOf::replay(as_of, batch)), original);
    let reconstructed = ask(&store, AsOf::at(as_of)).articles;
    assert_eq!(reconstructed[0].known_by, KnownBy::AssumedPublished);
    assert_eq!(reconstructed[0].known_at, hour(-48) + Duration::minutes(5));
}

#[test]
fn undated_and_future_articles_are_known_when_they_were_imported() {
    let store = fixture().store;
    let mut undated = item("undated", "When?");
    undated.published_at = None;
    let mut future = item("future", "Tomorrow.");
    future.published_at = Some(hour(24));
    let rule = KnownAtRule::AssumePublished { lag: Duration::zero(), otherwise: hour(1) };
    store.record_articles(&[undated, future], rule, hour(1)).unwrap();
    for article in ask(&store, AsOf::at(hour(1))).articles {
        assert_eq!((article.known_at, article.known_by), (hour(1), KnownBy::Clock));
    }
    assert!(ask(&store, AsOf::at(hour(0))).articles.is_empty());
}

#[test]
fn a_later_text_is_never_known_before_the_text_it_replaced() {
    let store = fixture().store;
    record(&store, "launch", "It flew.", hour(0));
    let rule = KnownAtRule::AssumePublished { lag: Duration::zero(), otherwise: hour(5) };
    store.record_articles(&[item("launch", "It crashed.")], rule, hour(5)).unwrap();
    assert!(ask(&store, AsOf::at(hour(-1))).articles.is_empty());
}

#[test]
fn the_licence_cuts_the_text_and_not_the_hash() {
    let store = fixture().store;
    let text = "orbit ".repeat(100);
    for (identity, licence) in [("excerpt", Licence::Excerpt), ("hash", Licence::Hash)] {
        let mut item = item(identity, &text);
        item.licence = licence;
        store.record_articles(&[item.clone()], KnownAtRule::At(hour(0)), hour(0)).unwrap();
        let kept = ask(&store, AsOf::at(hour(0))).articles;
        let kept = kept.iter().find(|article| article.item.id == item.id).unwrap();
        assert_eq!(kept.content_sha256, item.content_sha256());
        if licence == Licence::Hash {
            assert_eq!(kept.item.words.text, "");
        } else {
            assert!(kept.item.words.text.ends_with("orbit"));
            assert!(kept.item.words.text.chars().count() <= EXCERPT_CHARS_MAX);
        }
    }
}

#[test]
fn faults_of_the_last_36_hours_are_notes_said_once() {
    let store = fixture().store;
    let wire = SourceId::new("wire");
    let fault = DataNote::missing("Source wire answered 503");
    store.record_faults(&wire, std::slice::from_ref(&fault), hour(0)).unwrap();
    store.record_faults(&wire, std::slice::from_ref(&fault), hour(1)).unwrap();
    store.record_faults(&wire, &[DataNote::check("Later")], hour(9)).unwrap();
    assert_eq!(ask(&store, AsOf::at(hour(1))).notes, [fault]);
    assert!(ask(&store, AsOf::at(hour(50))).notes.is_empty());
}

#[test]
fn the_previous_edition_and_the_first_takeaways_come_back() {
    let store = fixture().store;
    let published = |overall: i16| PublishedEdition {
        date: day("2026-03-02"),
        overall: Some(Score::from_hundredths(overall)),
        scores: BTreeMap::from([(ticker(), None)]),
    };
    let takeaway = |stance| PublishedTakeaway {
        date: day("2026-03-02"),
        ticker: ticker(),
        setup: Setup::Capitulation,
        stance,
        conviction_pct: Some(58),
        horizon_sessions: 20,
    };
    let key = edition("2026-03-02");
    for (revision, overall, stance) in [(1, 10, Stance::Above), (2, 20, Stance::Below)] {
        for _ in 0..2 {
            let told = (published(overall), [takeaway(stance)]);
            let at = hour(i64::from(revision));
            store
                .record_published(&key, Revision(revision), at, &told.0, &told.1, hour(9))
                .unwrap();
        }
    }
    let dossier = ask(&store, AsOf::at(hour(2)));
    assert_eq!(dossier.previous, Some(published(20)));
    assert_eq!(dossier.record, [takeaway(Stance::Above)]);
    assert_eq!(ask(&store, AsOf::at(hour(1))).previous, Some(published(10)));
    assert_eq!(ask(&store, AsOf::at(hour(0))).record, []);
    assert_eq!(dossier.scope.brief, brief());
}

#[test]
fn splits_and_dividends_come_back_by_ex_session() {
    let store = fixture().store;
    let action = |ex_session, kind| CorporateAction {
        ticker: ticker(),
        ex_session: day(ex_session),
        kind,
        source: SourceId::new("first"),
        known_at: hour(0),
    };
    let amount = Price { e8: 25_000_000, currency: Currency::USD };
    let actions = [
        action("2026-02-20", ActionKind::Dividend { amount }),
        action("2026-02-10", ActionKind::Split { new: 10, old: 1 }),
    ];
    assert_eq!(store.record_actions(&actions, hour(0)).unwrap().new, 2);
    assert_eq!(store.record_actions(&actions, hour(1)).unwrap().same, 2);
    let [dividend, split] = actions;
    assert_eq!(ask(&store, AsOf::at(hour(0))).actions[&ticker()], [split, dividend]);
}

#[test]
fn ten_thousand_articles_are_kept_and_read() {
    let store = fixture().store;
    let items: Vec<_> = (0..10_000).map(|n| item(&n.to_string(), "It flew.")).collect();
    store.record_articles(&items, KnownAtRule::At(hour(0)), hour(0)).unwrap();
    assert_eq!(ask(&store, AsOf::at(hour(0))).articles.len(), items.len());
}

#[test]
fn a_recent_dossier_has_the_words_of_the_last_window_alone() {
    let store = Store::open_in_memory().unwrap();
    for (identity, at) in [("sunday", 0), ("tuesday", 48), ("wednesday", 72), ("thursday", 96)] {
        record(&store, identity, "It flew.", hour(at));
    }
    let titled = |dossier: &Dossier| -> Vec<bool> {
        dossier.articles.iter().map(|article| !article.item.words.title.is_empty()).collect()
    };
    let of = |date, at| {
        let (scope, as_of) = (scope(), AsOf::at(hour(at)));
        let recent = store.recent_dossier(&scope, day(date), as_of).unwrap();
        let whole = store.dossier(&scope, day(date), as_of).unwrap();
        assert_eq!(whole.words_after, None);
        assert_eq!(recent, without_words(whole, recent.words_after), "{date}");
        recent
    };
    let thursday = of("2026-03-05", 90);
    assert_eq!(titled(&thursday), [false, false, true]);
    assert!(
        thursday.articles[0].item.words.text.is_empty()
            && thursday.articles[0].item.words.url.is_none()
    );
    let friday = of("2026-03-06", 114);
    assert_eq!(titled(&friday), [false, false, false, true]);
    let after = store.dossier_after(thursday, &scope(), day("2026-03-06"), AsOf::at(hour(114)));
    assert_eq!(after.unwrap(), friday);
}

/// A dossier as it is without the words of what was known at this instant.
fn without_words(whole: Dossier, until: Option<Instant>) -> Dossier {
    let mut wordless = Dossier { words_after: until, ..whole };
    for article in &mut wordless.articles {
        if until.is_some_and(|until| article.known_at <= until) {
            article.item.forget_words();
        }
    }
    wordless
}

#[test]
fn a_window_is_read_with_its_words_and_by_what_the_dossier_was_read_through() {
    let store = Store::open_in_memory().unwrap();
    for (identity, at) in [("before", 0), ("first", 1), ("second", 2), ("third", 3), ("later", 4)] {
        record(&store, identity, "It flew.", hour(at));
    }
    let through = store.last_batch().unwrap().unwrap();
    let dossier = ask(&store, AsOf::replay(hour(9), through));
    let window = |versions, told: &[u32]| EarlierWindow {
        after: hour(0),
        until: hour(3),
        sha256: Sha256Hash::of(""),
        versions,
        told: told.to_vec(),
    };
    let whole = &dossier.articles;
    let read = store.articles_of(&dossier, &window(3, &[0, 2])).unwrap();
    assert_eq!(read, [whole[1].clone(), whole[3].clone()]);
    assert_eq!(read[0].item.words.text, "It flew.");
    // What is recorded since does not count, whatever date it says.
    store.record_articles(&[item("late", "It flew.")], KnownAtRule::At(hour(2)), hour(10)).unwrap();
    let moved = Dossier { as_of: AsOf::at(hour(5)), ..dossier };
    assert_eq!(store.articles_of(&moved, &window(3, &[0, 2])).unwrap(), read);
    // One that is gone is an error, not a window without it.
    assert!(store.articles_of(&moved, &window(4, &[0, 2])).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_insertion_does_not_show(
        order in Just((0..12_i64).collect::<Vec<_>>()).prop_shuffle(),
        pieces in 1..12_usize,
    ) {
        let dossier = |order: &[i64], pieces: usize| {
            let store = Store::open_in_memory().unwrap();
            for piece in order.chunks(pieces) {
                let items: Vec<_> =
                    piece.iter().map(|n| item(&n.to_string(), "It flew.")).collect();
                let bars: Vec<_> = piece
                    .iter()
                    .map(|n| bar(&format!("2026-02-{:02}", n % 4 + 10), ["first", "backup", "x"]
                        [usize::try_from(n / 4).unwrap()], n + 5, hour(0)))
                    .collect();
                store.record_articles(&items, KnownAtRule::At(hour(0)), hour(0)).unwrap();
                store.record_bars(&bars, hour(0)).unwrap();
            }
            ask(&store, AsOf::at(hour(1)))
        };
        let sorted: Vec<_> = (0..12).collect();
        prop_assert_eq!(dossier(&order, pieces), dossier(&sorted, 12));
    }

    #[test]
    fn a_dossier_made_from_the_one_before_is_the_one_that_is_read_anew(
        facts in prop::collection::vec((0..6_i64, 0..60_i64, 0..4_usize, 1..9_i64), 1..40),
        asked in prop::collection::btree_set(0..60_i64, 2..6),
    ) {
        let store = Store::open_in_memory().unwrap();
        for (what, at, source, close) in facts {
            let source = ["first", "backup", "x", "first"][source];
            let session = format!("2023-02-{:02}", what + 20);
            record(&store, &what.to_string(), &format!("It flew {close} times."), hour(at));
            store.record_bars(&[bar(&session, source, close, hour(at))], hour(at)).unwrap();
            let split = CorporateAction {
                ticker: ticker(),
                ex_session: day(&session),
                kind: ActionKind::Split { new: u32::try_from(close).unwrap(), old: 1 },
                source: SourceId::new(source.to_owned()),
                known_at: hour(at),
            };
            store.record_actions(&[split], hour(at)).unwrap();
            let fault = [DataNote::check("Late")];
            store.record_faults(&SourceId::new(source.to_owned()), &fault, hour(at)).unwrap();
        }
        // Dates so late that sessions become too old from one to the next.
        let date = |place: usize| day("2026-02-24") + chrono::Days::new(place as u64);
        let mut before: Option<Dossier> = None;
        for (place, at) in asked.into_iter().enumerate() {
            let (scope, as_of) = (scope(), AsOf::at(hour(at)));
            let anew = store.recent_dossier(&scope, date(place), as_of).unwrap();
            let next = match before.take() {
                None => anew.clone(),
                Some(before) => store.dossier_after(before, &scope, date(place), as_of).unwrap(),
            };
            prop_assert_eq!(&next, &anew);
            let whole = store.dossier(&scope, date(place), as_of).unwrap();
            prop_assert_eq!(&next, &without_words(whole, next.words_after));
            before = Some(next);
        }
    }
}

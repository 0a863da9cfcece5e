//! What no edition can ask for any more goes; what one can ask for stays, whoever asks to delete.

use chrono::{Days, Duration};

use super::super::{KnownAtRule, Store};
use super::{Fixture, bar, day, edition, fixture, hour, item, scope};
use crate::model::{
    AsOf, DataNote, Delivery, DeliveryKey, DeliveryState, HISTORY_DAYS_MAX, Revision, SourceId,
    SubscriberId,
};

fn count(store: &Store, table: &str) -> i64 {
    let ask = format!("SELECT COUNT(*) FROM {table}");
    store.connection.query_row(&ask, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_oldest_edition_that_stays_is_asked_the_same_question_and_gets_the_same_answer() {
    let Fixture { store, folder: _folder } = fixture();
    let oldest = day("2026-03-03");
    let edge = oldest.checked_sub_days(Days::new(u64::from(HISTORY_DAYS_MAX))).unwrap();
    // Around the edge: a day before it, the last microsecond before, on it and after.
    let edge_at = edge.and_time(chrono::NaiveTime::MIN).and_utc();
    let around =
        [Duration::days(-1), Duration::microseconds(-1), Duration::zero(), Duration::days(1)];
    for (n, shift) in around.into_iter().enumerate() {
        let at = edge_at + shift;
        let told = [item(&format!("a{n}"), "text")];
        store.record_articles(&told, KnownAtRule::At(at), at).unwrap();
        let session = (edge + shift).to_string();
        store.record_bars(&[bar(&session, "first", 10, at)], at).unwrap();
        store.record_faults(&SourceId::new("w"), &[DataNote::check("x")], at).unwrap();
    }
    let ask = |date| store.dossier(&scope(), date, AsOf::at(hour(0))).unwrap();
    let before = (ask(oldest), ask(day("2026-03-04")));
    let prunable = store.prunable_facts(oldest).unwrap();
    assert_eq!(store.prune_facts(oldest, hour(1)).unwrap(), prunable);
    assert_eq!((count(&store, "articles"), count(&store, "prunes")), (2, 1));
    assert_eq!((ask(oldest), ask(day("2026-03-04"))), before);
    assert_eq!(store.prune_facts(oldest, hour(2)).unwrap(), 0);
    assert_eq!(count(&store, "prunes"), 1, "a prune of nothing leaves no trace");
    store.check_integrity().unwrap();
}

#[test]
fn the_database_refuses_to_delete_what_is_younger_than_the_last_prune() {
    let Fixture { store, folder: _folder } = fixture();
    let (old, young) = (hour(-24 * 2000), hour(0));
    for at in [old, young] {
        let told = [item(&at.to_string(), "text")];
        store.record_articles(&told, KnownAtRule::At(at), at).unwrap();
        let session = at.date_naive().to_string();
        store.record_bars(&[bar(&session, "first", 10, at)], at).unwrap();
    }
    store.prune_facts(day("2026-03-03"), hour(1)).unwrap();
    for table in ["articles", "bars"] {
        assert_eq!(count(&store, table), 1);
        let refusal = store.connection.execute(&format!("DELETE FROM {table}"), []).unwrap_err();
        assert!(refusal.to_string().contains("only ever appended"), "{refusal}");
    }
    store.connection.execute("DELETE FROM prunes", []).unwrap_err();
}

#[test]
fn the_ledger_of_a_pruned_edition_says_who_got_it_and_no_longer_where() {
    let Fixture { store, folder: _folder } = fixture();
    for date in ["2026-03-02", "2026-03-03"] {
        let delivery = Delivery {
            key: DeliveryKey {
                edition: edition(date),
                revision: Revision::FIRST,
                subscriber: SubscriberId("ada".to_owned()),
            },
            address: "Ada@desk.example".to_owned(),
            state: DeliveryState::Intent,
            ..super::ledger::delivery()
        };
        store.intend(&[delivery]).unwrap();
        store
            .connection
            .execute_batch(&format!(
                "UPDATE outbox SET state = 'accepted', reply = '250 ada@desk.example is happy'
                 WHERE date = '{date}';
                 INSERT INTO attempts VALUES ('orbital', '{date}', 1, 'ada', 1, 'data', 0, 0,
                    'accepted', '250 <ada@desk.example> ok', NULL)"
            ))
            .unwrap();
    }
    assert_eq!(store.prune_ledger(&[edition("2026-03-02"), edition("2020-01-01")]).unwrap(), 1);
    assert_eq!(store.prune_ledger(&[edition("2026-03-02")]).unwrap(), 0);
    let gone = &store.deliveries(Some(&edition("2026-03-02"))).unwrap()[0];
    assert_eq!((&gone.address[..], &gone.key.subscriber.0[..]), ("", "ada"));
    let said = |delivery: &Delivery| {
        let attempt = store.attempts(&delivery.key).unwrap().remove(0);
        format!("{:?} {:?}", delivery.state, attempt.reply)
    };
    assert!(!said(gone).contains("ada@"), "{}", said(gone));
    let left = &store.deliveries(Some(&edition("2026-03-03"))).unwrap()[0];
    assert_eq!(left.address, "Ada@desk.example");
    assert!(said(left).contains("ada@desk.example"));
}

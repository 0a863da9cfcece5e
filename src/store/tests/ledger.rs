//! The ledger of deliveries, runs and occurrences.

use super::super::{OccurrenceState, Store, StoreError};
use super::{Fixture, edition, fixture, hour};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, Revision, SourceId, SubscriberId, Validators,
};

fn delivery() -> Delivery {
    let key = DeliveryKey {
        edition: edition("2026-03-02"),
        revision: Revision::FIRST,
        subscriber: SubscriberId("ada".to_owned()),
    };
    Delivery {
        key,
        address: "ada@desk.example".to_owned(),
        message_id: "<1@desk.example>".to_owned(),
        state: DeliveryState::Intent,
        attempts: 0,
        changed_at: hour(0),
    }
}

#[test]
fn a_crash_before_the_data_leaves_an_intent_and_after_it_an_unsure_one() {
    let Fixture { store, folder } = fixture();
    let path = folder.path().join("facts.db");
    assert_eq!(store.intend(&[delivery()]).unwrap(), 1);
    assert_eq!(store.intend(&[delivery()]).unwrap(), 0);
    drop(store);

    let store = Store::open(&path).unwrap();
    assert_eq!(store.deliveries(None).unwrap(), [delivery()]);
    store.data_started(&delivery().key, hour(1)).unwrap();
    drop(store);

    let store = Store::open(&path).unwrap();
    let open = store.open_deliveries(&edition("2026-03-02"), Revision::FIRST).unwrap();
    assert_eq!((&open[0].state, open[0].attempts), (&DeliveryState::DataStarted, 1));
}

#[test]
fn an_accepted_delivery_is_never_changed() {
    let Fixture { store, folder: _folder } = fixture();
    let key = delivery().key;
    let accepted = DeliveryState::Accepted { reply: "250 queued as 7".to_owned() };
    store.intend(&[delivery()]).unwrap();
    store.data_started(&key, hour(1)).unwrap();
    store.settle(&key, &accepted, hour(2)).unwrap();

    let again = store.data_started(&key, hour(3)).unwrap_err();
    assert!(matches!(again, StoreError::AlreadyAccepted { .. }), "{again}");
    let again = store.settle(&key, &DeliveryState::Intent, hour(3)).unwrap_err();
    assert!(matches!(again, StoreError::AlreadyAccepted { .. }), "{again}");
    store.connection.execute("UPDATE outbox SET state = 'intent'", []).unwrap_err();
    store.connection.execute("DELETE FROM attempts", []).unwrap_err();
    assert_eq!(store.deliveries(Some(&key.edition)).unwrap()[0].state, accepted);
    assert!(store.open_deliveries(&key.edition, Revision::FIRST).unwrap().is_empty());
}

#[test]
fn every_attempt_keeps_its_own_row() {
    let Fixture { store, folder: _folder } = fixture();
    let key = delivery().key;
    let deferred = DeliveryState::Deferred { reply: "451 later".to_owned() };
    store.intend(&[delivery()]).unwrap();
    store.settle(&key, &deferred, hour(1)).unwrap();
    store.data_started(&key, hour(2)).unwrap();
    store.data_started(&key, hour(3)).unwrap();
    store.settle(&key, &DeliveryState::Accepted { reply: "250".to_owned() }, hour(4)).unwrap();

    let told: Vec<_> = store
        .attempts(&key)
        .unwrap()
        .into_iter()
        .map(|attempt| (attempt.n, attempt.phase, attempt.outcome))
        .collect();
    let row =
        |n, phase: &str, outcome: Option<&str>| (n, phase.to_owned(), outcome.map(str::to_owned));
    let expected = [
        row(1, "before-data", Some("deferred")),
        row(2, "data", None),
        row(3, "data", Some("accepted")),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_delivery_without_an_intent_is_refused() {
    let Fixture { store, folder: _folder } = fixture();
    let refusal = store.data_started(&delivery().key, hour(0)).unwrap_err().to_string();
    assert_eq!(refusal, "Delivery of `orbital 2026-03-02` r001 to `ada` has no recorded intent");
}

#[test]
fn occurrences_are_planned_once_and_marked() {
    let Fixture { store, folder: _folder } = fixture();
    let planned = [(edition("2026-03-03"), hour(2)), (edition("2026-03-02"), hour(1))];
    assert_eq!(store.plan_occurrences(&planned).unwrap(), 2);
    assert_eq!(store.plan_occurrences(&planned).unwrap(), 0);
    store.mark_occurrence(&planned[1].0, OccurrenceState::Done).unwrap();
    let told = store.occurrences(hour(1), hour(2)).unwrap();
    assert_eq!(told[0].state, OccurrenceState::Done);
    assert_eq!((&told[1].key, told[1].due_at), (&planned[0].0, hour(2)));
    let refusal = store.mark_occurrence(&edition("2026-01-01"), OccurrenceState::Done).unwrap_err();
    assert!(matches!(refusal, StoreError::UnknownOccurrence { .. }), "{refusal}");
}

#[test]
fn runs_end_once_and_are_told_newest_first() {
    let Fixture { store, folder: _folder } = fixture();
    let first = store.begin_run("collect", None, hour(0)).unwrap();
    let second = store.begin_run("deliver", Some(&edition("2026-03-02")), hour(1)).unwrap();
    store.finish_run(first, "done", "3 articles", hour(2)).unwrap();
    store.finish_run(first, "failed", "", hour(3)).unwrap_err();
    let told = store.runs(5).unwrap();
    assert_eq!((told[0].id, told[0].ended_at), (second, None));
    assert_eq!(told[0].edition, Some(edition("2026-03-02")));
    assert_eq!(told[1].outcome.as_deref(), Some("done"));
}

#[test]
fn validators_are_those_of_the_last_answer() {
    let Fixture { store, folder: _folder } = fixture();
    let wire = SourceId("wire".to_owned());
    assert_eq!(store.validators(&wire).unwrap(), None);
    for etag in ["\"1\"", "\"2\""] {
        let told = Validators { etag: Some(etag.to_owned()), last_modified: None };
        store.set_validators(&wire, &told).unwrap();
        assert_eq!(store.validators(&wire).unwrap(), Some(told));
    }
}

//! The ledger of deliveries, runs and occurrences.

use super::super::{Beat, Store, StoreError};
use super::{Fixture, edition, fixture, hour};
use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, Occurrence, OccurrenceState, Revision,
    Sha256Hash, SourceId, StepTaken, SubscriberId, Suppression, SuppressionReason, Validators,
};

pub(super) fn delivery() -> Delivery {
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
        due_at: hour(0),
        expires_at: hour(24),
        short: false,
        correction: None,
    }
}

fn started(hours: i64) -> DeliveryStep {
    let taken = StepTaken::DataStarted { message: Sha256Hash::of("message") };
    DeliveryStep { key: delivery().key, at: hour(hours), taken }
}

fn ended(state: DeliveryState, hours: i64) -> DeliveryStep {
    let taken = StepTaken::Ended { state, due_at: hour(hours + 1), short: false };
    DeliveryStep { key: delivery().key, at: hour(hours), taken }
}

#[test]
fn steps_are_taken_together_or_not_at_all() {
    let Fixture { store, folder: _folder } = fixture();
    store.intend(&[delivery()]).unwrap();
    let mut stranger = started(1);
    stranger.key.subscriber = SubscriberId("nobody".to_owned());
    store.take_steps(&[started(1), stranger]).unwrap_err();
    assert_eq!(store.deliveries(None).unwrap(), [delivery()]);
    assert!(store.attempts(&delivery().key).unwrap().is_empty());
}

#[test]
fn what_is_postponed_is_deferred_without_an_attempt_and_an_unsure_one_stays_unsure() {
    let Fixture { store, folder: _folder } = fixture();
    let postponed = |hours| {
        let taken = StepTaken::Postponed { reply: "no server".to_owned(), due_at: hour(5) };
        DeliveryStep { key: delivery().key, at: hour(hours), taken }
    };
    store.intend(&[delivery()]).unwrap();
    store.take_steps(&[postponed(1)]).unwrap();
    let row = store.deliveries(None).unwrap().remove(0);
    let deferred = DeliveryState::Deferred { reply: "no server".to_owned() };
    assert_eq!((row.state, row.attempts, row.due_at), (deferred, 0, hour(5)));
    store.take_steps(&[started(2), postponed(3)]).unwrap();
    let row = store.deliveries(None).unwrap().remove(0);
    assert_eq!((row.state.key(), row.attempts), ("unsure", 1));
}

#[test]
fn an_open_delivery_follows_suppression_and_address_and_an_accepted_one_neither() {
    let Fixture { store, folder: _folder } = fixture();
    let suppressed = Delivery {
        state: DeliveryState::Suppressed { reply: "unsubscribed".to_owned() },
        ..delivery()
    };
    let moved = Delivery { address: "ada@new.example".to_owned(), ..delivery() };
    store.intend(&[delivery()]).unwrap();
    assert_eq!(store.intend(std::slice::from_ref(&suppressed)).unwrap(), 1);
    assert_eq!(store.deliveries(None).unwrap()[0], suppressed);
    store.intend(std::slice::from_ref(&moved)).unwrap();
    assert_eq!(store.deliveries(None).unwrap(), [moved]);
    let accepted = DeliveryState::Accepted { reply: "250".to_owned() };
    store.take_steps(&[started(1), ended(accepted.clone(), 2)]).unwrap();
    assert_eq!(store.intend(&[suppressed]).unwrap(), 0);
    assert_eq!(store.deliveries(None).unwrap()[0].state, accepted);
    store.connection.execute("UPDATE outbox SET address = 'x@y.example'", []).unwrap_err();
    store.connection.execute("UPDATE outbox SET address = ''", []).unwrap();
}

#[test]
fn a_suppression_is_in_force_until_lifted_and_never_forgets_that_one_was_forgotten() {
    let Fixture { store, folder: _folder } = fixture();
    let suppression = |reason| Suppression {
        subscriber: SubscriberId("ada".to_owned()),
        brief: None,
        reason,
        detail: "by hand".to_owned(),
        since: hour(1),
    };
    let [left, forgotten] =
        [SuppressionReason::Unsubscribed, SuppressionReason::Forgotten].map(suppression);
    assert!(store.suppress(&left).unwrap());
    assert!(!store.suppress(&left).unwrap());
    assert!(store.suppress(&forgotten).unwrap());
    let ada = SubscriberId("ada".to_owned());
    assert_eq!(store.lift_suppressions(&ada, None, hour(2)).unwrap(), 1);
    assert_eq!(store.suppressions().unwrap(), [forgotten]);
    assert!(store.suppress(&left).unwrap(), "it may come again");
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
    store.take_steps(&[started(1)]).unwrap();
    drop(store);

    let store = Store::open(&path).unwrap();
    let open = store.open_deliveries(&edition("2026-03-02"), Revision::FIRST).unwrap();
    assert_eq!(
        (&open[0].state, open[0].attempts),
        (&DeliveryState::Unsure { reply: String::new() }, 1)
    );
}

#[test]
fn an_accepted_delivery_is_never_changed() {
    let Fixture { store, folder: _folder } = fixture();
    let key = delivery().key;
    let accepted = DeliveryState::Accepted { reply: "250 queued as 7".to_owned() };
    store.intend(&[delivery()]).unwrap();
    store.take_steps(&[started(1)]).unwrap();
    store.take_steps(&[ended(accepted.clone(), 2)]).unwrap();

    let again = store.take_steps(&[started(3)]).unwrap_err();
    assert!(matches!(again, StoreError::AlreadyAccepted { .. }), "{again}");
    let again = store.take_steps(&[ended(DeliveryState::Intent, 3)]).unwrap_err();
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
    store.take_steps(&[ended(deferred, 1)]).unwrap();
    store.take_steps(&[started(2)]).unwrap();
    let accepted = DeliveryState::Accepted { reply: "250".to_owned() };
    store.take_steps(&[started(3), ended(accepted, 4)]).unwrap();

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
fn a_later_try_is_not_taken_for_the_end_of_one_whose_answer_never_came() {
    let key = delivery().key;
    let deferred = |reply: &str| DeliveryState::Deferred { reply: reply.to_owned() };
    for by_policy in [true, false] {
        let Fixture { store, folder: _folder } = fixture();
        store.intend(&[delivery()]).unwrap();
        // The process ended here: the body may have arrived.
        store.take_steps(&[started(1)]).unwrap();
        if by_policy {
            let resent = DeliveryStep { key: key.clone(), at: hour(2), taken: StepTaken::Resent };
            store.take_steps(&[resent]).unwrap();
        } else {
            store.resolve(&key, &deferred("to be sent again"), hour(2), hour(24)).unwrap();
        }
        store.take_steps(&[ended(deferred("451 later"), 3)]).unwrap();
        let told: Vec<_> = store
            .attempts(&key)
            .unwrap()
            .into_iter()
            .map(|attempt| (attempt.phase, attempt.outcome.unwrap(), attempt.ended_at.unwrap()))
            .collect();
        let row = |phase: &str, outcome: &str, at| (phase.to_owned(), outcome.to_owned(), hour(at));
        assert_eq!(told, [row("data", "unsure", 2), row("before-data", "deferred", 3)]);
    }
}

#[test]
fn a_delivery_without_an_intent_is_refused() {
    let Fixture { store, folder: _folder } = fixture();
    let refusal = store.take_steps(&[started(0)]).unwrap_err().to_string();
    assert_eq!(refusal, "Delivery of `orbital 2026-03-02` r001 to `ada` has no recorded intent");
}

fn planned(date: &str, due: i64) -> Occurrence {
    Occurrence {
        key: edition(date),
        due_at: hour(due),
        next_at: hour(due),
        state: OccurrenceState::Planned,
        attempts: 0,
        reason: None,
    }
}

#[test]
fn occurrences_to_come_follow_the_plan_and_those_that_ran_stay() {
    let Fixture { store, folder: _folder } = fixture();
    let [second, third, fourth] = ["2026-03-02", "2026-03-03", "2026-03-04"].map(edition);
    let first = [(second.clone(), hour(1)), (third.clone(), hour(2)), (fourth, hour(3))];
    store.plan_occurrences(&first, hour(0)).unwrap();
    let done = planned("2026-03-02", 1).now_is(OccurrenceState::Done, None);
    store.mark_occurrence(&done, hour(1)).unwrap();
    // The plan moves: the third comes later, the fourth not at all.
    store.plan_occurrences(&[(second, hour(5)), (third, hour(6))], hour(1)).unwrap();
    assert_eq!(store.occurrences(hour(0), hour(9)).unwrap(), [done, planned("2026-03-03", 6)]);
    assert_eq!(store.open_occurrences(hour(5)).unwrap(), []);
    assert_eq!(store.open_occurrences(hour(6)).unwrap(), [planned("2026-03-03", 6)]);
    assert_eq!(store.last_occurrence(&edition("2026-03-03").brief).unwrap(), Some(hour(6)));

    let unknown = planned("2026-01-01", 1);
    let refusal = store.mark_occurrence(&unknown, hour(1)).unwrap_err();
    assert!(matches!(refusal, StoreError::UnknownOccurrence { .. }), "{refusal}");
}

#[test]
fn what_is_overdue_stays_overdue_and_what_was_missed_too_early_is_planned_again() {
    let Fixture { store, folder: _folder } = fixture();
    let plan = [(edition("2026-03-02"), hour(1)), (edition("2026-03-03"), hour(5))];
    store.plan_occurrences(&plan, hour(0)).unwrap();
    // A clock that was hours ahead let the second pass by.
    let passed = planned("2026-03-03", 5)
        .now_is(OccurrenceState::Missed, Some("Nobody was there".to_owned()));
    store.mark_occurrence(&passed, hour(9)).unwrap();
    store.plan_occurrences(&plan[1..], hour(2)).unwrap();
    let told = store.occurrences(hour(0), hour(9)).unwrap();
    assert_eq!(told, [planned("2026-03-02", 1), planned("2026-03-03", 5)]);
}

#[test]
fn a_daemon_leaves_its_last_sign_of_life() {
    let Fixture { store, folder: _folder } = fixture();
    assert_eq!(store.last_beat().unwrap(), None);
    for at in [hour(1), hour(2)] {
        let beat = Beat { process: 7, started_at: hour(0), at };
        store.note_beat(beat).unwrap();
        assert_eq!(store.last_beat().unwrap(), Some(beat));
    }
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
    let wire = SourceId::new("wire");
    assert_eq!(store.validators(&wire).unwrap(), None);
    for etag in ["\"1\"", "\"2\""] {
        let told = Validators { etag: Some(etag.to_owned()), last_modified: None };
        store.set_validators(&wire, &told).unwrap();
        assert_eq!(store.validators(&wire).unwrap(), Some(told));
    }
}

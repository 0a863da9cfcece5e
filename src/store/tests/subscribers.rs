//! Who is managed here, who may have what, and that a forgotten reader's address is gone.

use std::collections::BTreeSet;
use std::fs;

use super::super::{Store, StoreError};
use super::{Fixture, brief, edition, fixture, hour};
use crate::model::{
    BriefId, Delivery, DeliveryKey, DeliveryState, DeliveryStep, ManagedSubscriber, Refusal,
    Revision, SaidWishes, Sha256Hash, StepTaken, SubscriberId, Suppression, SuppressionReason,
    WishKey,
};

const ADDRESS: &str = "Nora.Field@reader.example";

fn id(text: &str) -> SubscriberId {
    SubscriberId(text.to_owned())
}

fn managed(name: &str, address: &str) -> ManagedSubscriber {
    let mut wishes = SaidWishes::default();
    for (key, words) in
        [(WishKey::Form, "short"), (WishKey::Watchlist, "ORBT"), (WishKey::Weekdays, "*")]
    {
        wishes.set(key, words).unwrap();
    }
    ManagedSubscriber {
        id: id(name),
        address: Some(address.to_owned()),
        address_sha256: Sha256Hash::of(address.to_lowercase()),
        name: Some("Nora Field".to_owned()),
        group: Some("fund".to_owned()),
        owner: Some("owner@desk.example".to_owned()),
        wishes,
        briefs: [brief(), BriefId::parse("other").unwrap()].into(),
        added_at: hour(0),
        changed_at: hour(0),
        forgotten_at: None,
    }
}

fn ids(list: &[ManagedSubscriber]) -> Vec<&str> {
    list.iter().map(|one| one.id.0.as_str()).collect()
}

fn delivery(subscriber: &str, address: &str, date: &str) -> Delivery {
    Delivery {
        key: DeliveryKey {
            edition: edition(date),
            revision: Revision::FIRST,
            subscriber: id(subscriber),
        },
        address: address.to_owned(),
        message_id: format!("<{subscriber}.{date}@desk.example>"),
        state: DeliveryState::Intent,
        attempts: 0,
        changed_at: hour(0),
        due_at: hour(0),
        expires_at: hour(24),
        short: false,
        correction: None,
    }
}

#[test]
fn what_is_managed_comes_back_by_id_and_by_brief() {
    let Fixture { store, folder: _folder } = fixture();
    let only_other = ManagedSubscriber {
        briefs: [BriefId::parse("other").unwrap()].into(),
        ..managed("cy", "cy@x.example")
    };
    let nobody = ManagedSubscriber { briefs: BTreeSet::new(), ..managed("al", "al@x.example") };
    let put = [managed("nora", ADDRESS), only_other, nobody];
    store.manage(&put, &[], hour(0)).unwrap();
    let all = store.managed_subscribers().unwrap();
    assert_eq!(ids(&all), ["al", "cy", "nora"]);
    assert_eq!(all[2], put[0]);
    assert_eq!(ids(&store.entitled(&brief()).unwrap()), ["nora"]);
    let changed = ManagedSubscriber { briefs: BTreeSet::new(), ..put[0].clone() };
    store.manage(&[changed], &[], hour(5)).unwrap();
    let all = store.managed_subscribers().unwrap();
    assert_eq!((all[2].added_at, all[2].changed_at), (hour(0), hour(5)));
    assert!(store.entitled(&brief()).unwrap().is_empty());
}

#[test]
fn two_may_exchange_their_addresses_and_none_may_have_anothers() {
    let Fixture { store, folder: _folder } = fixture();
    let [ann, bo] = ["ann", "bo"].map(|name| managed(name, &format!("{name}@x.example")));
    store.manage(&[ann.clone(), bo.clone()], &[], hour(0)).unwrap();
    let swapped = [managed("ann", "bo@x.example"), managed("bo", "ann@x.example")];
    store.manage(&swapped, &[], hour(1)).unwrap();
    assert_eq!(store.managed_subscribers().unwrap()[0].address.as_deref(), Some("bo@x.example"));
    store.manage(&[managed("cy", "ann@x.example")], &[], hour(2)).unwrap_err();
    assert_eq!(ids(&store.managed_subscribers().unwrap()), ["ann", "bo"], "all or nothing");
    store.manage(&[managed("cy", "ann@x.example")], &[id("bo")], hour(3)).unwrap();
    assert_eq!(ids(&store.managed_subscribers().unwrap()), ["ann", "cy"]);
}

#[test]
fn what_is_open_for_one_that_is_removed_is_not_sent() {
    let Fixture { store, folder: _folder } = fixture();
    store.manage(&[managed("nora", ADDRESS)], &[], hour(0)).unwrap();
    store.intend(&[delivery("nora", ADDRESS, "2026-03-02")]).unwrap();
    store.manage(&[], &[id("nora")], hour(1)).unwrap();
    let row = &store.deliveries(None).unwrap()[0];
    assert_eq!(row.state.key(), "suppressed");
    assert_eq!(row.address, ADDRESS, "what was removed is not forgotten");
    assert!(store.entitled(&brief()).unwrap().is_empty());
}

/// A store that knows Nora everywhere an address can be.
fn known_everywhere(store: &Store) {
    let old = "nora@old.example";
    store.manage(&[managed("nora", old), managed("bo", "bo@x.example")], &[], hour(0)).unwrap();
    store.manage(&[managed("nora", ADDRESS)], &[], hour(0)).unwrap();
    let accepted = delivery("nora", old, "2026-03-02");
    let refused = delivery("nora", ADDRESS, "2026-03-03");
    let open = delivery("nora", ADDRESS, "2026-03-04");
    let other = delivery("bo", "bo@x.example", "2026-03-04");
    store.intend(&[accepted.clone(), refused.clone(), open, other]).unwrap();
    let ended = |delivery: &Delivery, state| DeliveryStep {
        key: delivery.key.clone(),
        at: hour(1),
        taken: StepTaken::Ended { state, due_at: hour(2), short: false },
    };
    let reply = format!("250 2.1.5 <{}> queued", old.to_uppercase());
    let again = format!("451 4.2.1 {ADDRESS} later");
    let gone = format!("550 5.1.1 <{ADDRESS}>: no such user; nora.field@reader.example");
    store
        .take_steps(&[
            ended(&accepted, DeliveryState::Deferred { reply: again }),
            ended(&accepted, DeliveryState::Accepted { reply }),
            ended(
                &refused,
                DeliveryState::Refused { refusal: Refusal::Mailbox, reply: gone.clone() },
            ),
        ])
        .unwrap();
    let suppression = Suppression {
        subscriber: id("nora"),
        brief: None,
        reason: SuppressionReason::Bounced,
        detail: gone.clone(),
        since: hour(1),
    };
    store.suppress(&suppression).unwrap();
    store.lift_suppressions(&id("nora"), None, hour(2)).unwrap();
    store.suppress(&suppression).unwrap();
    let run = store.begin_run("deliver", None, hour(1)).unwrap();
    store.finish_run(run, "failed", &gone, hour(1)).unwrap();
}

/// Whether the bytes of any file of the database hold a text, in whatever case.
fn files_hold(folder: &std::path::Path, text: &str) -> bool {
    let text = text.to_lowercase();
    fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap().to_ascii_lowercase();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn a_forgotten_readers_address_is_nowhere_in_the_bytes_of_the_database() {
    let Fixture { store, folder } = fixture();
    known_everywhere(&store);
    let secrets = [ADDRESS, "nora@old.example", "Nora Field", "owner@desk.example"];
    // Bo shares name and owner in this fixture, and stays.
    store.manage(&[], &[id("bo")], hour(2)).unwrap();
    for secret in secrets {
        assert!(files_hold(folder.path(), secret), "{secret}");
    }
    let erased = store.forget(&id("nora"), &[], Sha256Hash::of(""), hour(3)).unwrap();
    assert_eq!(erased.addresses, [ADDRESS, "nora@old.example"]);
    assert_eq!((erased.ledger_rows, erased.texts), (3, 8));
    store.scrub().unwrap();
    for secret in secrets {
        assert!(!files_hold(folder.path(), secret), "{secret}");
    }
    assert!(files_hold(folder.path(), "bo@x.example"), "the others' rows stay");
    store.check_integrity().unwrap();
}

#[test]
fn forgetting_keeps_id_hash_and_ledger_and_nothing_brings_the_address_back() {
    let Fixture { store, folder: _folder } = fixture();
    known_everywhere(&store);
    store.forget(&id("nora"), &[], Sha256Hash::of(""), hour(3)).unwrap();
    let all = store.managed_subscribers().unwrap();
    let nora = all.iter().find(|one| one.id == id("nora")).unwrap();
    assert_eq!((&nora.address, &nora.name, &nora.owner), (&None, &None, &None));
    assert_eq!(nora.address_sha256, managed("nora", ADDRESS).address_sha256);
    assert_eq!((nora.briefs.len(), nora.forgotten_at), (0, Some(hour(3))));
    assert!(nora.subscriber(&[]).is_none());
    let ledger = store.deliveries(None).unwrap();
    let states: Vec<_> = ledger
        .iter()
        .filter(|row| row.key.subscriber == id("nora"))
        .map(|row| (row.state.key(), row.address.as_str(), row.state.reply()))
        .collect();
    assert_eq!(
        states,
        [
            ("accepted", "", "250 2.1.5 <[erased]> queued"),
            ("refused", "", "550 5.1.1 <[erased]>: no such user; [erased]"),
            ("suppressed", "", "the reader asked to be forgotten"),
        ]
    );
    let reasons: Vec<_> = store.suppressions().unwrap().iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [SuppressionReason::Bounced, SuppressionReason::Forgotten]);
    store.manage(&[managed("nora", ADDRESS)], &[], hour(4)).unwrap_err();
    store.manage(&[], &[id("nora")], hour(4)).unwrap_err();
    assert_eq!(
        store.forget(&id("nora"), &[], Sha256Hash::of(""), hour(5)).unwrap().ledger_rows,
        0,
        "once is enough"
    );
    assert_eq!(nora.forgotten_at, Some(hour(3)));
}

#[test]
fn a_reader_of_the_configuration_leaves_a_row_when_it_is_forgotten() {
    let Fixture { store, folder: _folder } = fixture();
    store.intend(&[delivery("ann", "ann@x.example", "2026-03-02")]).unwrap();
    let hash = Sha256Hash::of("ann");
    store.forget(&id("ann"), &["ann@x.example".to_owned()], hash, hour(1)).unwrap();
    let row = &store.managed_subscribers().unwrap()[0];
    assert_eq!((row.address_sha256, row.forgotten_at), (hash, Some(hour(1))));
}

#[test]
fn what_ended_is_not_rewritten_but_for_an_erasure() {
    let Fixture { store, folder: _folder } = fixture();
    known_everywhere(&store);
    for sql in [
        "UPDATE attempts SET reply = 'x' WHERE outcome IS NOT NULL",
        "UPDATE attempts SET outcome = 'x [erased]' WHERE outcome IS NOT NULL",
        "UPDATE outbox SET reply = 'x' WHERE state = 'accepted'",
        "UPDATE outbox SET state = 'intent' WHERE state = 'accepted'",
        "UPDATE suppressions SET detail = 'x'",
        "UPDATE suppressions SET reason = 'operator' WHERE lifted_at IS NOT NULL",
    ] {
        let refusal = store.connection.execute(sql, []).unwrap_err().to_string();
        assert!(refusal.contains("never changed"), "{sql}: {refusal}");
    }
}

#[test]
fn a_reader_that_holds_the_database_is_said_and_not_overlooked() {
    let Fixture { store, folder } = fixture();
    known_everywhere(&store);
    store.connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = Store::open(&folder.path().join("facts.db")).unwrap();
    other.connection.execute_batch("BEGIN; SELECT count(*) FROM runs").unwrap();
    store.forget(&id("nora"), &[], Sha256Hash::of(""), hour(3)).unwrap();
    let refusal = store.scrub().unwrap_err();
    assert!(matches!(refusal, StoreError::InUse | StoreError::Query { .. }), "{refusal}");
    other.connection.execute_batch("COMMIT").unwrap();
    store.scrub().unwrap();
    assert!(!files_hold(folder.path(), ADDRESS));
}

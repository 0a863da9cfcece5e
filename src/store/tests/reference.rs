//! Imported names, as of a cut-off.

use super::super::{Recorded, Store};
use super::{day, fixture, hour, scope};
use crate::model::{AsOf, Instant, ReferenceKind, ReferenceName, Ticker};

fn name(symbol: &str, name: &str) -> ReferenceName {
    ReferenceName {
        ticker: Ticker::parse(symbol).ok(),
        name: name.to_owned(),
        aliases: vec!["Orbit, \"the\" Works; Ltd".to_owned()],
        kind: ReferenceKind::Equity,
    }
}

fn known(store: &Store, as_of: AsOf) -> Vec<ReferenceName> {
    store.dossier(&scope(), day("2026-03-03"), as_of).unwrap().reference
}

fn record(store: &Store, names: &[ReferenceName], at: Instant) -> Recorded {
    store.record_reference(names, at).unwrap()
}

#[test]
fn a_past_cut_off_sees_the_names_as_they_were_known_then() {
    let store = fixture().store;
    assert!(known(&store, AsOf::at(hour(0))).is_empty());
    record(&store, &[name("ORBT", "Orbit Works")], hour(1));
    record(&store, &[name("ORBT", "Orbit Works Group"), name("", "Private Moon")], hour(3));
    assert_eq!(known(&store, AsOf::at(hour(0))), []);
    assert_eq!(known(&store, AsOf::at(hour(2))), [name("ORBT", "Orbit Works")]);
    let now = [name("ORBT", "Orbit Works Group"), name("", "Private Moon")];
    assert_eq!(known(&store, AsOf::at(hour(3))), now);
    assert_eq!(store.reference(AsOf::at(hour(3))).unwrap(), now);
}

#[test]
fn a_replay_sees_nothing_of_a_later_import_whatever_its_instant() {
    let store = fixture().store;
    record(&store, &[name("ORBT", "Orbit Works")], hour(1));
    let batch = store.last_batch().unwrap().unwrap();
    record(&store, &[name("ORBT", "Orbit Works Group")], hour(1));
    let then = AsOf::replay(hour(9), batch);
    assert_eq!(known(&store, then), [name("ORBT", "Orbit Works")]);
}

#[test]
fn the_same_list_twice_is_nothing_new_and_writes_nothing() {
    let store = fixture().store;
    let list = [name("ORBT", "Orbit Works"), name("ORBT", "Another Orbit"), name("", "Moon")];
    assert_eq!(record(&store, &list, hour(1)), Recorded { new: 2, changed: 0, same: 0 });
    let batch = store.last_batch().unwrap();
    assert_eq!(record(&store, &list, hour(2)), Recorded { new: 0, changed: 0, same: 2 });
    assert_eq!(store.last_batch().unwrap(), batch);
}

#[test]
fn an_imported_name_is_never_changed_or_forgotten() {
    let store = fixture().store;
    record(&store, &[name("ORBT", "Orbit Works")], hour(1));
    for attack in ["UPDATE reference_names SET name = 'x'", "DELETE FROM reference_names"] {
        assert!(store.connection.execute(attack, []).is_err(), "{attack}");
    }
}

//! Incidents: one of a key at a time, and what is yet to be told of each.

use super::{Fixture, fixture, hour};
use crate::model::{Incident, IncidentEvent};

fn incident(key: &str) -> Incident {
    Incident {
        key: key.to_owned(),
        cause: format!("{key} is down"),
        effect: "none".to_owned(),
        fix: "mend it".to_owned(),
    }
}

#[test]
fn one_of_a_key_is_open_however_often_it_is_raised_and_another_may_follow() {
    let Fixture { store, folder: _folder } = fixture();
    assert!(store.raise_incident(&incident("disk"), true, hour(0)).unwrap());
    let mut worse = incident("disk");
    worse.cause = "disk is full".to_owned();
    assert!(!store.raise_incident(&worse, true, hour(1)).unwrap());
    let open = store.incidents(false, 9).unwrap();
    assert_eq!((open.len(), open[0].times_seen, &open[0].incident), (1, 2, &worse));
    assert_eq!((open[0].opened_at, open[0].last_seen_at), (hour(0), hour(1)));
    assert!(store.resolve_incident("disk", "room again", hour(2)).unwrap());
    assert!(!store.resolve_incident("disk", "room again", hour(3)).unwrap());
    assert!(store.raise_incident(&incident("disk"), true, hour(4)).unwrap(), "it began again");
    let all = store.incidents(true, 9).unwrap();
    assert_eq!(all.iter().map(|it| it.resolved_at).collect::<Vec<_>>(), [None, Some(hour(2))]);
    let refusal = store.connection.execute("UPDATE incidents SET resolved_at = 0 WHERE n = 1", []);
    assert!(refusal.unwrap_err().to_string().contains("never changed"));
    store.connection.execute("DELETE FROM incidents", []).unwrap_err();
}

#[test]
fn its_beginning_and_its_end_are_each_told_once() {
    let Fixture { store, folder: _folder } = fixture();
    let to_tell = |at| {
        let found = store.incidents_to_tell(hour(at)).unwrap();
        found.into_iter().map(|it| (it.n, it.to_tell.unwrap())).collect::<Vec<_>>()
    };
    store.raise_incident(&incident("disk"), true, hour(0)).unwrap();
    let opened = [(1, IncidentEvent::Opened)];
    assert_eq!(to_tell(0), opened);
    store.incident_deferred(1, "421 later", hour(2)).unwrap();
    assert_eq!(to_tell(1), []);
    assert_eq!(to_tell(2), opened);
    // It ends while the mail about its beginning is on its way: the end is told yet.
    store.resolve_incident("disk", "", hour(2)).unwrap();
    store.incidents_told(&opened, "250 ok", hour(2)).unwrap();
    let resolved = [(1, IncidentEvent::Resolved)];
    assert_eq!(to_tell(2), resolved);
    store.incidents_told(&resolved, "250 ok", hour(3)).unwrap();
    assert_eq!(to_tell(9), []);
    assert_eq!(store.incident_mails_since(hour(2)).unwrap(), [hour(3)]);
}

#[test]
fn what_was_over_before_it_could_be_told_is_told_at_once() {
    let Fixture { store, folder: _folder } = fixture();
    store.raise_incident(&incident("disk"), true, hour(0)).unwrap();
    store.incident_deferred(1, "421 later", hour(9)).unwrap();
    store.resolve_incident("disk", "", hour(1)).unwrap();
    let found = store.incidents_to_tell(hour(1)).unwrap();
    assert_eq!(found[0].to_tell, Some(IncidentEvent::Resolved));
    store.incidents_told(&[(1, IncidentEvent::Resolved)], "250 ok", hour(1)).unwrap();
    assert!(store.incidents_to_tell(hour(9)).unwrap().is_empty());
}

#[test]
fn what_happened_while_nobody_was_to_be_told_is_told_only_if_it_goes_on() {
    let Fixture { store, folder: _folder } = fixture();
    store.raise_incident(&incident("disk"), false, hour(0)).unwrap();
    store.raise_incident(&incident("clock"), false, hour(0)).unwrap();
    store.resolve_incident("clock", "", hour(1)).unwrap();
    assert!(store.incidents_to_tell(hour(2)).unwrap().is_empty());
    store.raise_incident(&incident("disk"), true, hour(3)).unwrap();
    let found = store.incidents_to_tell(hour(3)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].incident.key[..], found[0].opened_at), ("disk", hour(0)));
}

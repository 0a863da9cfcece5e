//! What an operator says of days: known from its own instant and batch on, and never changed.

use super::*;
use crate::calendar;
use crate::model::{AsOf, Closure, ClosureFact};

fn said(date: &str, closure: Option<Closure>, known_at: Instant) -> ClosureFact {
    let because = "storm".to_owned();
    ClosureFact { calendar: CalendarId::Xnys, date: day(date), closure, because, known_at }
}

#[test]
fn a_closure_is_known_from_its_instant_and_its_batch_on() {
    let store = Store::open_in_memory().unwrap();
    let early = Closure::ClosesAt(NaiveTime::from_hms_opt(13, 0, 0).unwrap());
    let facts = [
        said("2026-03-04", Some(Closure::Closed), hour(0)),
        said("2026-03-05", Some(early), hour(1)),
        said("2026-03-04", None, hour(2)),
    ];
    let mut batches = Vec::new();
    for fact in &facts {
        store.record_closure(fact).unwrap();
        batches.push(store.last_batch().unwrap().unwrap());
    }
    assert_eq!(store.closures(AsOf::at(hour(2))).unwrap(), facts);
    assert_eq!(store.closures(AsOf::at(hour(1))).unwrap(), facts[..2]);
    assert_eq!(store.closures(AsOf::at(hour(-1))).unwrap(), []);
    assert_eq!(store.closures(AsOf::replay(hour(2), batches[0])).unwrap(), facts[..1]);
}

#[test]
fn a_dossier_knows_the_closures_of_its_cut_off_and_no_others() {
    let store = Store::open_in_memory().unwrap();
    store.record_closure(&said("2026-03-04", Some(Closure::Closed), hour(0))).unwrap();
    let is_shut = |as_of: AsOf| {
        let mut asked = scope();
        // What the question knows is no matter.
        calendar::know(&mut asked, &[said("2026-03-05", Some(Closure::Closed), hour(-9))]);
        let scope = store.dossier(&asked, day("2026-03-03"), as_of).unwrap().scope;
        let profile = &scope.watchlist[0].calendar;
        assert!(calendar::is_session(profile, day("2026-03-05")));
        let is_shut = !calendar::is_session(profile, day("2026-03-04"));
        assert_eq!(is_shut, !calendar::has_edition(&scope.plan, day("2026-03-04")));
        is_shut
    };
    assert!(!is_shut(AsOf::at(hour(-1))));
    assert!(is_shut(AsOf::at(hour(0))));
}

#[test]
fn whether_a_day_has_an_edition_is_decided_at_its_own_cut_off() {
    let store = Store::open_in_memory().unwrap();
    // 2026-03-02 is a Monday; its cut-off is 11:15 UTC, hour 23 of the tests.
    let date = "2026-03-02";
    store.record_closure(&said(date, Some(Closure::Closed), hour(30))).unwrap();
    let scope = store.dossier(&scope(), day("2026-03-03"), AsOf::at(hour(40))).unwrap().scope;
    assert!(!calendar::is_session(&scope.watchlist[0].calendar, day(date)));
    assert!(calendar::has_edition(&scope.plan, day(date)), "it came out before anybody knew");
}

#[test]
fn the_database_refuses_to_change_a_closure() {
    let store = Store::open_in_memory().unwrap();
    store.record_closure(&said("2026-03-04", Some(Closure::Closed), hour(0))).unwrap();
    for attack in ["UPDATE closures SET because = 'x'", "DELETE FROM closures"] {
        let refusal = store.connection.execute(attack, []).unwrap_err().to_string();
        assert!(refusal.contains("closures are facts"), "{refusal}");
    }
}

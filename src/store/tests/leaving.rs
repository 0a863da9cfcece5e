//! Readers who leave, come back and choose, and what owners are told of it.

use std::collections::BTreeSet;

use super::{Fixture, brief, day, fixture, hour};
use crate::model::{
    Attachment, BriefId, MailForm, NoticeKind, NoticeState, Preference, SubscriberId, Suppression,
    SuppressionReason,
};
use crate::store::Store;

fn ana() -> SubscriberId {
    SubscriberId("ana".to_owned())
}

fn left(of: Option<BriefId>, reason: SuppressionReason) -> Suppression {
    let detail = "by the page".to_owned();
    Suppression { subscriber: ana(), brief: of, reason, detail, since: hour(0) }
}

#[test]
fn who_leaves_twice_is_told_of_once() {
    let store = Store::open_in_memory().unwrap();
    let leaving = left(Some(brief()), SuppressionReason::Unsubscribed);
    assert!(store.suppress_and_tell(&leaving).unwrap());
    assert!(!store.suppress_and_tell(&leaving).unwrap());
    let notices = store.notices(None).unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].kind, NoticeKind::Left(SuppressionReason::Unsubscribed));
    assert_eq!((&notices[0].brief, notices[0].state), (&Some(brief()), NoticeState::Queued));
}

#[test]
fn a_write_that_breaks_between_suppression_and_notice_leaves_neither() {
    let Fixture { store, folder } = fixture();
    let breaks = "CREATE TRIGGER breaks BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'power cut'); END";
    store.connection.execute_batch(breaks).unwrap();
    let leaving = left(Some(brief()), SuppressionReason::Unsubscribed);
    store.suppress_and_tell(&leaving).unwrap_err();
    drop(store);
    let store = Store::open(&folder.path().join("facts.db")).unwrap();
    assert!(store.suppressions().unwrap().is_empty() && store.notices(None).unwrap().is_empty());
    store.connection.execute_batch("DROP TRIGGER breaks").unwrap();
    assert!(store.suppress_and_tell(&leaving).unwrap());
    assert_eq!(store.notices(None).unwrap().len(), 1);
}

#[test]
fn coming_back_lifts_what_the_reader_asked_for_and_nothing_else() {
    let store = Store::open_in_memory().unwrap();
    let other = BriefId::parse("other").unwrap();
    let back = || store.return_and_tell(&ana(), &brief(), "by the page", hour(1)).unwrap();
    assert!(!back(), "nobody left");
    for of in [Some(brief()), Some(other.clone()), None] {
        store.suppress_and_tell(&left(of, SuppressionReason::Unsubscribed)).unwrap();
    }
    store.suppress_and_tell(&left(None, SuppressionReason::Complained)).unwrap();
    assert!(back() && !back());
    let left_over: Vec<_> = store.suppressions().unwrap();
    assert_eq!(left_over.len(), 2);
    assert_eq!(left_over[0].brief.as_ref(), Some(&other));
    assert_eq!(left_over[1].reason, SuppressionReason::Complained);
    let told: Vec<_> = store.notices(None).unwrap().into_iter().map(|it| it.kind.key()).collect();
    assert_eq!(told, ["unsubscribed", "unsubscribed", "unsubscribed", "complained", "returned"]);
    assert!(
        store.suppress_and_tell(&left(Some(brief()), SuppressionReason::Unsubscribed)).unwrap(),
        "who came back may leave again"
    );
}

#[test]
fn a_notice_is_due_until_it_is_settled_and_then_never_changes() {
    let store = Store::open_in_memory().unwrap();
    store.suppress_and_tell(&left(None, SuppressionReason::Bounced)).unwrap();
    let n = store.notices(Some(hour(0))).unwrap()[0].n;
    store.notice_attempted(n, NoticeState::Queued, "451 later", hour(1)).unwrap();
    assert!(store.notices(Some(hour(0))).unwrap().is_empty());
    let due = store.notices(Some(hour(1))).unwrap();
    assert_eq!((due[0].attempts, due[0].reply.as_str()), (1, "451 later"));
    store.notice_attempted(n, NoticeState::Sent, "250 taken", hour(1)).unwrap();
    assert!(store.notices(Some(hour(9))).unwrap().is_empty());
    store.notice_attempted(n, NoticeState::Queued, "", hour(2)).unwrap_err();
    assert_eq!(store.notices(None).unwrap()[0].state, NoticeState::Sent);
}

#[test]
fn a_choice_reads_back_as_it_was_made_and_the_last_one_counts() {
    let store = Store::open_in_memory().unwrap();
    assert_eq!(store.preference(&ana()).unwrap(), Preference::as_arranged(ana()));
    let sets = [
        None,
        Some(BTreeSet::new()),
        Some(BTreeSet::from([Attachment::Pdf])),
        Some(BTreeSet::from([Attachment::Pdf, Attachment::Json])),
    ];
    for attachments in sets {
        for form in [None, Some(MailForm::Full), Some(MailForm::Short), Some(MailForm::Text)] {
            let until = form.map(|_| day("2026-03-09"));
            let choice =
                Preference { subscriber: ana(), form, attachments: attachments.clone(), until };
            store.prefer(&choice, hour(0)).unwrap();
            assert_eq!(store.preference(&ana()).unwrap(), choice);
            assert_eq!(store.preferences().unwrap(), [choice]);
        }
    }
    store.forget_preference(&ana()).unwrap();
    assert!(store.preferences().unwrap().is_empty());
}

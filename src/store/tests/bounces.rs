//! What came back is kept once, and counts as the rules say.

use chrono::Duration;

use super::super::{LetterId, Store};
use super::{Fixture, edition, fixture, hour};
use crate::model::{
    Bounce, BounceDeed, BounceFault, BounceKind, Delivery, DeliveryKey, DeliveryState, Instant,
    MatchedBy, Revision, Sha256Hash, StatusCode, SubscriberId, Suppression, SuppressionReason,
};

const WEEK: Duration = Duration::days(7);

fn sent(store: &Store, date: &str, at: Instant) -> Delivery {
    let key = DeliveryKey {
        edition: edition(date),
        revision: Revision::FIRST,
        subscriber: SubscriberId("ada".to_owned()),
    };
    let mark = &Sha256Hash::of(date).to_string()[..16];
    let delivery = Delivery {
        message_id: format!("<{date}.orbital.r001.{mark}@desk.example>"),
        key,
        address: "ada@reader.example".to_owned(),
        state: DeliveryState::Intent,
        attempts: 0,
        changed_at: at,
        due_at: at,
        expires_at: at + Duration::hours(24),
        short: false,
        correction: None,
    };
    store.intend(std::slice::from_ref(&delivery)).unwrap();
    delivery
}

fn bounce(of: &Delivery, text: &str) -> Bounce {
    Bounce {
        message: Sha256Hash::of(text),
        read_at: hour(300),
        delivery: Some(of.key.clone()),
        matched_by: Some(MatchedBy::Token),
        kind: BounceKind::Failed,
        fault: BounceFault::Mailbox,
        code: StatusCode::parse("5.1.1"),
        recipient: "ada@reader.example".to_owned(),
        diagnostic: "550 5.1.1 <ada@reader.example>: unknown".to_owned(),
        deed: BounceDeed::Counted,
    }
}

fn suppression() -> Suppression {
    Suppression {
        subscriber: SubscriberId("ada".to_owned()),
        brief: None,
        reason: SuppressionReason::Bounced,
        detail: "550 5.1.1 unknown".to_owned(),
        since: hour(300),
    }
}

#[test]
fn a_letter_is_found_by_its_id_and_by_its_mark() {
    let Fixture { store, folder: _folder } = fixture();
    let delivery = sent(&store, "2026-03-02", hour(24));
    sent(&store, "2026-03-03", hour(48));
    let mark = &Sha256Hash::of("2026-03-02").to_string()[..16];
    let found = |letter| store.delivery_of(letter).unwrap();
    assert_eq!(found(LetterId::Message(&delivery.message_id)).as_ref(), Some(&delivery));
    assert_eq!(found(LetterId::Mark(mark)).as_ref(), Some(&delivery));
    for none in ["", "<>", "%", &mark[..15], "0123456789abcdef"] {
        assert_eq!(found(LetterId::Mark(none)), None, "{none}");
        assert_eq!(found(LetterId::Message(none)), None, "{none}");
    }
}

#[test]
fn the_same_message_read_twice_changes_nothing() {
    let Fixture { store, folder: _folder } = fixture();
    let delivery = sent(&store, "2026-03-02", hour(24));
    let ledger = store.deliveries(None).unwrap();
    let first = bounce(&delivery, "a");
    assert!(!store.knows_bounce(&first.message).unwrap());
    assert!(store.record_bounce(&first, None).unwrap());
    assert!(store.knows_bounce(&first.message).unwrap());
    let again = Bounce { deed: BounceDeed::Suppressed, ..first.clone() };
    assert!(!store.record_bounce(&again, Some(&suppression())).unwrap());
    assert_eq!(store.bounces().unwrap(), [first]);
    assert_eq!(store.suppressions().unwrap(), []);
    assert_eq!(store.deliveries(None).unwrap(), ledger, "the ledger is never changed");
}

#[test]
fn a_bounce_and_its_suppression_are_written_together_or_not_at_all() {
    let Fixture { store, folder: _folder } = fixture();
    let delivery = sent(&store, "2026-03-02", hour(24));
    store.connection.execute("DROP TABLE suppressions", []).unwrap();
    assert!(store.record_bounce(&bounce(&delivery, "a"), Some(&suppression())).is_err());
    assert_eq!(store.bounces().unwrap(), []);
}

#[test]
fn letters_that_came_back_count_within_a_week_and_since_the_last_lifting() {
    let Fixture { store, folder: _folder } = fixture();
    let day = |days: i64| hour(days * 24);
    let first = sent(&store, "2026-03-02", day(1));
    let near = sent(&store, "2026-03-09", day(8));
    let far = sent(&store, "2026-03-10", day(9));
    let failed = |of: &Delivery| store.failed_before(of, WEEK).unwrap();
    assert_eq!(failed(&near), 0);
    store.record_bounce(&bounce(&first, "a"), None).unwrap();
    assert_eq!((failed(&near), failed(&far)), (1, 0), "seven days count, eight do not");
    assert_eq!(failed(&first), 0, "a letter does not count against itself");
    store.record_bounce(&bounce(&first, "b"), None).unwrap();
    assert_eq!(failed(&near), 1, "nor twice");
    let told = Bounce { deed: BounceDeed::Told, ..bounce(&near, "c") };
    store.record_bounce(&told, None).unwrap();
    assert_eq!(failed(&far), 0, "what was only told does not count");
    let moved = Delivery { address: "ada@elsewhere.example".to_owned(), ..near.clone() };
    assert_eq!(failed(&moved), 0, "another address does not count");
    store.suppress(&suppression()).unwrap();
    store.lift_suppressions(&SubscriberId("ada".to_owned()), None, day(5)).unwrap();
    assert_eq!(failed(&near), 0, "what was before the lifting does not count");
}

#[test]
fn what_came_back_is_never_changed_but_addresses_are_erased() {
    let Fixture { store, folder: _folder } = fixture();
    let delivery = sent(&store, "2026-03-02", hour(24));
    store.record_bounce(&bounce(&delivery, "a"), None).unwrap();
    for sql in [
        "DELETE FROM bounces",
        "UPDATE bounces SET deed = 'ignored'",
        "UPDATE bounces SET deed = 'ignored', recipient = '', diagnostic = ''",
        "UPDATE bounces SET recipient = 'eve@reader.example'",
    ] {
        assert!(store.connection.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.erase_bounces(&SubscriberId("bo".to_owned())).unwrap(), 0);
    assert_eq!(store.erase_bounces(&SubscriberId("ada".to_owned())).unwrap(), 1);
    let kept = &store.bounces().unwrap()[0];
    assert_eq!((kept.recipient.as_str(), kept.diagnostic.as_str()), ("", ""));
    assert_eq!(kept.delivery, Some(delivery.key));
}

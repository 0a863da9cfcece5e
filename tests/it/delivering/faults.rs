//! Ten thousand messages to a server that fails at one step in twenty: everybody is accounted
//! for, and a second copy exists only where SMTP itself could not know.

use std::collections::BTreeMap;
use std::time::Duration;

use contrabrief::deliver::{DeliveryPolicy, Patience, deliver};
use contrabrief::model::{Delivery, DeliveryState};

use crate::faulty_smtp::{Failure, FaultySmtp, Mailbox, Mischief, Step};
use crate::post_office::{PostOffice, letter_settings, relay, unhurried};

const MESSAGES: usize = 10_000;
const CONNECTIONS: usize = 32;
/// After so many rounds of two hours a day is over, and everything open has expired.
const ROUNDS_MAX: usize = 14;
const PATIENCE: Duration = Duration::from_millis(400);
const STALL: Duration = Duration::from_millis(900);

fn patience() -> Patience {
    Patience {
        connect: PATIENCE,
        mail: PATIENCE,
        rcpt: PATIENCE,
        data: PATIENCE,
        body: PATIENCE,
        reply: PATIENCE,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_messages_through_faults_are_all_accounted_for() {
    let office = PostOffice::new(MESSAGES, 500);
    let server = FaultySmtp::start(Mischief {
        per_mille: 50,
        failures: &Failure::ALL,
        spared: &[],
        stall: STALL,
        seed: 4711,
    })
    .await;
    let transport = relay(server.address.port(), patience());
    let policy = DeliveryPolicy { unsure_wait: Duration::from_mins(15), ..unhurried(CONNECTIONS) };
    let mut rounds = 0;
    while !office.parcels().is_empty() && rounds < ROUNDS_MAX {
        let settings = letter_settings();
        deliver(office.parcels(), &transport, &settings, &policy, office.ledger()).await.unwrap();
        *office.now.lock().unwrap() += Duration::from_hours(2);
        rounds += 1;
    }
    let deliveries = office.store().deliveries(None).unwrap();
    let record = server.record.lock().unwrap();
    for step in [Step::Greeting, Step::Mail, Step::Rcpt, Step::Data, Step::Body, Step::Dot] {
        let met: usize =
            record.failures.iter().filter(|((at, _), _)| *at == step).map(|(_, n)| n).sum();
        assert!(met > 0, "nothing failed at {step:?}");
    }
    let tally = Tally::of(&office, &deliveries, &record.mailboxes);
    eprintln!("{rounds} rounds; {tally:?}; failures {:?}", record.failures);
    assert_eq!(deliveries.len(), MESSAGES);
    assert_eq!(tally.open, 0, "everybody is accounted for");
    assert_eq!(tally.accepted_without_a_copy, 0, "nobody is missing");
    assert_eq!(tally.settled_with_an_unlisted_copy, 0, "no copy is unaccounted for");
    assert_eq!(tally.unlisted_duplicates, 0, "each duplicate is listed by the ledger");
    assert_eq!(tally.duplicates_of_other_identity, 0, "each has the same Message-ID");
    assert!(tally.expired < MESSAGES / 100, "a day is enough for nearly all");
    assert!(tally.duplicates > 0, "the window after the final dot was hit");
    let silent: usize = [Failure::Stall, Failure::Drop, Failure::Garbage]
        .iter()
        .filter_map(|failure| record.failures.get(&(Step::Dot, *failure)))
        .sum();
    assert!(tally.duplicates <= silent, "only what was silent after the dot can come twice");
}

/// The ledger held against what the server kept.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    expired: usize,
    open: usize,
    duplicates: usize,
    accepted_without_a_copy: usize,
    settled_with_an_unlisted_copy: usize,
    unlisted_duplicates: usize,
    duplicates_of_other_identity: usize,
}

impl Tally {
    fn of(
        office: &PostOffice,
        deliveries: &[Delivery],
        mailboxes: &BTreeMap<String, Mailbox>,
    ) -> Self {
        let store = office.store();
        let nothing = Mailbox::default();
        let mut tally = Self::default();
        for delivery in deliveries {
            let mailbox = mailboxes.get(&delivery.address).unwrap_or(&nothing);
            // An attempt whose body went out and whose answer never came.
            let attempts = store.attempts(&delivery.key).unwrap();
            let silent = attempts
                .iter()
                .filter(|attempt| attempt.phase == "data")
                .filter(|attempt| attempt.outcome.as_deref().is_none_or(|word| word == "unsure"))
                .count();
            let copies = mailbox.kept.len();
            match delivery.state {
                DeliveryState::Accepted { .. } => {
                    tally.accepted += 1;
                    tally.accepted_without_a_copy += usize::from(copies == 0);
                }
                DeliveryState::Refused { .. } => tally.refused += 1,
                DeliveryState::Expired { .. } => tally.expired += 1,
                _ => tally.open += 1,
            }
            if !matches!(delivery.state, DeliveryState::Accepted { .. }) {
                tally.settled_with_an_unlisted_copy += usize::from(copies > silent);
            }
            if copies > 1 {
                tally.duplicates += copies - 1;
                tally.unlisted_duplicates += usize::from(copies - 1 > silent);
            }
            let same = mailbox.kept.iter().all(|id| *id == delivery.message_id);
            tally.duplicates_of_other_identity += usize::from(!same);
        }
        tally
    }
}

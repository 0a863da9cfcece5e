//! Takes parcels; sends each and tells the ledger before the body goes out and after the
//! reply. One refused recipient never keeps others waiting, and no body goes out before the
//! ledger has it on disk.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;
use tokio::time;
use tracing::Instrument as _;

use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, Instant, StepTaken, Subscriber,
};

use super::clerk::Clerk;
use super::due::{Due, due};
use super::letter::{Letter, LetterSettings};
use super::pace::Pace;
use super::policy::DeliveryPolicy;
use super::throttle::Queue;
use super::transport::{Courier, Transport};
use super::worker::{Floor, Worker};

/// One delivery to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Its row in the ledger.
    pub delivery: Delivery,
    /// To whom.
    pub subscriber: Subscriber,
    /// For a correction: the Message-ID of the revision that this subscriber got.
    pub in_reply_to: Option<String>,
    /// What it says; shared by those who get the same.
    pub letter: Arc<Letter>,
}

/// The ledger could not be written.
#[derive(Debug, thiserror::Error)]
#[error("Delivery ledger cannot be written")]
pub struct LedgerError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// The record of deliveries, which outlives the process, and its clock.
pub trait Ledger: Send {
    /// The present instant.
    fn now(&self) -> Instant;

    /// Takes the steps in their order, all or none. They must be on disk when it returns: the
    /// next thing that happens is a body going out.
    ///
    /// # Errors
    /// [`LedgerError`]; then nothing is sent any more.
    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError>;
}

/// Why nothing, or nothing more, could be sent.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeliverError {
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] Arc<LedgerError>),
}

/// What became of the parcels. Those settled before are in none of the lists, nor are those
/// whose time has not come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Taken by the server.
    pub accepted: Vec<DeliveryKey>,
    /// To be tried again.
    pub deferred: Vec<DeliveryKey>,
    /// Refused for good.
    pub refused: Vec<DeliveryKey>,
    /// Nobody knows.
    pub unsure: Vec<DeliveryKey>,
    /// Given up.
    pub expired: Vec<DeliveryKey>,
    /// Why sending stopped before the last parcel, if it did.
    pub halted: Option<String>,
}

/// Sends each parcel's letter to its subscriber, one message each, as far as its time has come.
///
/// # Errors
/// [`DeliverError`], when the ledger fails; refusals are in the [`Report`].
pub async fn deliver(
    parcels: Vec<Parcel>,
    transport: &Transport,
    settings: &LetterSettings,
    policy: &DeliveryPolicy,
    ledger: Box<dyn Ledger>,
) -> Result<Report, DeliverError> {
    deliver_at(Pace::default(), parcels, transport, settings, policy, ledger).await
}

/// The same for no longer than the pace allows; what is left is as it was.
///
/// # Errors
/// As [`deliver`].
pub async fn deliver_at(
    pace: Pace,
    parcels: Vec<Parcel>,
    transport: &Transport,
    settings: &LetterSettings,
    policy: &DeliveryPolicy,
    ledger: Box<dyn Ledger>,
) -> Result<Report, DeliverError> {
    let now = ledger.now();
    let clerk = Clerk::at_work(ledger);
    let pace = pace.begin();
    let floor = Arc::new(Floor::new(clerk.desk(), settings.clone(), *policy, now, pace));
    let sorted = sort(parcels, policy, &floor).await;
    let worked = match sorted {
        Ok(parcels) => work(parcels, transport, policy, &floor).await,
        Err(error) => Err(error),
    };
    let report = Arc::into_inner(floor).map(Floor::report).unwrap_or_default();
    clerk.finish().await;
    worked.map(|()| report)
}

/// Settles what is not sent now; gives what is.
async fn sort(
    parcels: Vec<Parcel>,
    policy: &DeliveryPolicy,
    floor: &Floor,
) -> Result<Vec<Parcel>, DeliverError> {
    let mut to_send = Vec::new();
    for parcel in parcels {
        match due(&parcel.delivery, policy, floor.now) {
            Due::Nothing => {}
            Due::Send => {
                if matches!(parcel.delivery.state, DeliveryState::Unsure { .. }) {
                    floor.resend(&parcel).written().await?;
                }
                to_send.push(parcel);
            }
            Due::Unsure => floor.leave_unsure(&parcel),
            Due::Assume => {
                let reply = "Assumed sent: no reply was seen".to_owned();
                floor.settle(&parcel, DeliveryState::Accepted { reply }).written().await?;
            }
            Due::Expire => {
                let reply = parcel.delivery.state.reply();
                let reply = if reply.is_empty() { "never tried in time" } else { reply };
                let expired = DeliveryState::Expired { reply: reply.to_owned() };
                floor.settle(&parcel, expired).written().await?;
            }
        }
    }
    Ok(to_send)
}

async fn work(
    parcels: Vec<Parcel>,
    transport: &Transport,
    policy: &DeliveryPolicy,
    floor: &Arc<Floor>,
) -> Result<(), DeliverError> {
    // Only a server's domains need sparing.
    let rate = match transport {
        Transport::Smtp(_) => policy.domain_rate,
        Transport::Folder(_) | Transport::Memory(_) => policy.domain_rate.unlimited(),
    };
    let hands = policy.connections.clamp(1, parcels.len().max(1));
    let queue = Arc::new(Mutex::new(Queue::new(rate, parcels, time::Instant::now())));
    let mut workers = JoinSet::new();
    for _ in 0..hands {
        let courier = Courier::of(transport, policy.messages_per_connection);
        let worker = Worker::new(Arc::clone(floor), Arc::clone(&queue), courier);
        workers.spawn(worker.run().in_current_span());
    }
    let mut worked = Ok(());
    while let Some(done) = workers.join_next().await {
        // A worker that fails has told the floor to halt; the others come to an end.
        worked = worked.and(done.expect("a worker does not panic"));
    }
    worked?;
    if floor.is_halted() {
        let left = queue.lock().unwrap_or_else(PoisonError::into_inner).drain();
        for parcel in &left {
            floor.postpone(parcel).written().await?;
        }
    }
    Ok(())
}

/// For [`Floor`]: the step that ends an attempt.
pub(super) fn ended(state: DeliveryState, due_at: Instant, short: bool) -> StepTaken {
    StepTaken::Ended { state, due_at, short }
}

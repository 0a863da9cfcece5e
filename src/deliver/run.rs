//! Takes an archived edition and its parcels; sends each and tells the ledger before the
//! body goes out and after the reply. One refused recipient never keeps others waiting.

use std::sync::Arc;

use crate::model::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, Instant, OnUnsure, Refusal, Sha256Hash,
    StepTaken, Subscriber,
};

use super::letter::{Letter, LetterSettings};
use super::message::{Outgoing, message_of};
use super::transport::{Dispatch, SendOutcome, Transport};

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
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What became of the parcels. Those settled before are in none of the lists.
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
    /// Why sending stopped before the last parcel, if it did.
    pub halted: Option<String>,
}

/// Sends each parcel's letter to its subscriber, one message each.
///
/// # Errors
/// [`DeliverError`], when the ledger fails; refusals are in the [`Report`].
pub async fn deliver(
    parcels: &[Parcel],
    transport: &mut Transport,
    settings: &LetterSettings,
    on_unsure: OnUnsure,
    ledger: &mut dyn Ledger,
) -> Result<Report, DeliverError> {
    let mut report = Report::default();
    for parcel in parcels {
        let key = &parcel.delivery.key;
        match (&parcel.delivery.state, on_unsure) {
            (state, _) if !state.is_open() => {}
            (DeliveryState::DataStarted, OnUnsure::Hold) => report.unsure.push(key.clone()),
            (DeliveryState::DataStarted, OnUnsure::AssumeSent) => {
                let reply = "Assumed sent: no reply was seen".to_owned();
                settle(&mut report, ledger, parcel, SendOutcome::Accepted { reply })?;
            }
            _ if report.halted.is_some() => report.deferred.push(key.clone()),
            _ => {
                let outcome = send(parcel, transport, settings, ledger).await?;
                settle(&mut report, ledger, parcel, outcome)?;
            }
        }
    }
    transport.close().await;
    Ok(report)
}

async fn send(
    parcel: &Parcel,
    transport: &mut Transport,
    settings: &LetterSettings,
    ledger: &mut dyn Ledger,
) -> Result<SendOutcome, LedgerError> {
    let key = &parcel.delivery.key;
    match message_of(parcel, settings) {
        Err(error) => {
            Ok(SendOutcome::Refused { refusal: Refusal::Message, reply: error.to_string() })
        }
        Ok(Outgoing { from, to, bytes }) => {
            let dispatch = Dispatch { key, from: &from, to: &to, bytes: &bytes };
            let message = Sha256Hash::of(&bytes);
            let mut before_body = || {
                let taken = StepTaken::DataStarted { message };
                let at = ledger.now();
                ledger.take(&[DeliveryStep { key: key.clone(), at, taken }])
            };
            transport.send(&dispatch, &mut before_body).await
        }
    }
}

fn settle(
    report: &mut Report,
    ledger: &mut dyn Ledger,
    parcel: &Parcel,
    outcome: SendOutcome,
) -> Result<(), LedgerError> {
    let key = &parcel.delivery.key;
    let (list, state) = match outcome {
        SendOutcome::Accepted { reply } => {
            (&mut report.accepted, DeliveryState::Accepted { reply })
        }
        SendOutcome::NotSent { reply } => (&mut report.deferred, DeliveryState::Deferred { reply }),
        SendOutcome::Refused { refusal, reply } => {
            (&mut report.refused, DeliveryState::Refused { refusal, reply })
        }
        // The row says "data started" already, and that is all anybody knows.
        SendOutcome::Unsure { .. } => (&mut report.unsure, DeliveryState::DataStarted),
        // The fault is not the recipient's: no attempt is counted against anybody.
        SendOutcome::Halted { reply } => {
            report.deferred.push(key.clone());
            report.halted = Some(reply);
            return Ok(());
        }
    };
    list.push(key.clone());
    let at = ledger.now();
    let Delivery { due_at, short, .. } = parcel.delivery;
    let taken = StepTaken::Ended { state, due_at, short };
    ledger.take(&[DeliveryStep { key: key.clone(), at, taken }])
}

//! Takes an archived edition and its parcels; sends each and tells the ledger before the
//! body goes out and after the reply. One refused recipient never keeps others waiting.

use crate::archive::Archived;
use crate::model::{Delivery, DeliveryKey, DeliveryState, OnUnsure, Subscriber};

use super::address::MailAddress;
use super::letter::{Letter, LetterError, LetterSettings, compose_message};
use super::transport::{Dispatch, SendOutcome, Transport};

/// One delivery to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Its row in the ledger.
    pub delivery: Delivery,
    /// To whom.
    pub subscriber: Subscriber,
    /// For a correction: the Message-ID of the first revision to this subscriber.
    pub in_reply_to: Option<String>,
}

/// The ledger could not be written.
#[derive(Debug, thiserror::Error)]
#[error("Delivery ledger cannot be written")]
pub struct LedgerError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// The record of deliveries, which outlives the process.
pub trait Ledger: Send {
    /// Must be on disk when it returns: the body goes out next.
    ///
    /// # Errors
    /// [`LedgerError`]; then nothing is sent.
    fn data_started(&mut self, key: &DeliveryKey) -> Result<(), LedgerError>;

    /// How a delivery ended for now.
    ///
    /// # Errors
    /// [`LedgerError`]; then sending stops.
    fn settled(&mut self, key: &DeliveryKey, state: &DeliveryState) -> Result<(), LedgerError>;
}

/// Why nothing, or nothing more, could be sent.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The letter cannot be written for anybody.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// A parcel belongs to another edition.
    #[error("Parcel for `{0}` belongs to another edition")]
    WrongEdition(String),
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

/// Sends an archived edition to each parcel's subscriber, one message each.
///
/// # Errors
/// [`DeliverError`], when the letter or the ledger fails; refusals are in the [`Report`].
pub async fn deliver(
    archived: &Archived,
    parcels: &[Parcel],
    transport: &mut Transport,
    settings: &LetterSettings,
    on_unsure: OnUnsure,
    ledger: &mut dyn Ledger,
) -> Result<Report, DeliverError> {
    let letter = Letter::of(archived, settings)?;
    for Parcel { delivery: Delivery { key, .. }, .. } in parcels {
        if (&key.edition, key.revision) != (archived.key(), archived.revision()) {
            return Err(DeliverError::WrongEdition(key.subscriber.to_string()));
        }
    }
    let mut report = Report::default();
    for parcel in parcels {
        let key = &parcel.delivery.key;
        match (&parcel.delivery.state, on_unsure) {
            (DeliveryState::Accepted { .. } | DeliveryState::Refused { .. }, _) => {}
            (DeliveryState::DataStarted, OnUnsure::Hold) => report.unsure.push(key.clone()),
            (DeliveryState::DataStarted, OnUnsure::AssumeSent) => {
                let reply = "Assumed sent: no reply was seen".to_owned();
                settle(&mut report, ledger, key, SendOutcome::Accepted { reply })?;
            }
            _ if report.halted.is_some() => report.deferred.push(key.clone()),
            _ => {
                let outcome = send(&letter, parcel, transport, settings, ledger).await?;
                settle(&mut report, ledger, key, outcome)?;
            }
        }
    }
    transport.close().await;
    Ok(report)
}

async fn send(
    letter: &Letter,
    parcel: &Parcel,
    transport: &mut Transport,
    settings: &LetterSettings,
    ledger: &mut dyn Ledger,
) -> Result<SendOutcome, LedgerError> {
    let key = &parcel.delivery.key;
    let message = MailAddress::parse(&parcel.delivery.address, parcel.subscriber.name.as_deref())
        .map_err(LetterError::from)
        .and_then(|to| {
            let id = &parcel.delivery.message_id;
            Ok((compose_message(letter, &to, id, parcel.in_reply_to.as_deref())?, to))
        });
    match message {
        Err(error) => Ok(SendOutcome::Refused { reply: error.to_string() }),
        Ok((bytes, to)) => {
            let dispatch = Dispatch { key, from: &settings.from, to: &to, bytes: &bytes };
            transport.send(&dispatch, &mut || ledger.data_started(key)).await
        }
    }
}

fn settle(
    report: &mut Report,
    ledger: &mut dyn Ledger,
    key: &DeliveryKey,
    outcome: SendOutcome,
) -> Result<(), LedgerError> {
    let (list, state) = match outcome {
        SendOutcome::Accepted { reply } => {
            (&mut report.accepted, DeliveryState::Accepted { reply })
        }
        SendOutcome::NotSent { reply } => (&mut report.deferred, DeliveryState::Deferred { reply }),
        SendOutcome::Refused { reply } => (&mut report.refused, DeliveryState::Refused { reply }),
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
    ledger.settled(key, &state)
}

//! Takes the ledger's rows after a delivery; gives who has the edition and who has not, and why.

use std::fmt;

use super::mask::Mask;
use crate::model::{Delivery, DeliveryState, EditionKey, Instant, Revision};
use crate::store::RunId;

/// What became of an edition's deliveries.
#[derive(Clone, Debug)]
pub struct DeliveryReport {
    /// Which edition.
    pub edition: EditionKey,
    /// Which revision.
    pub revision: Revision,
    /// The run that delivered.
    pub run: RunId,
    /// Its part of the ledger.
    pub deliveries: Vec<Delivery>,
    /// Why sending stopped, if it did; masked.
    pub halted: Option<String>,
    /// Subscribers who will get nothing any more until somebody acts: those whose mailbox does
    /// not exist.
    pub newly_suppressed: Vec<String>,
    /// Who got the whole edition instead of the cut it wished for, and why.
    pub notes: Vec<String>,
    pub(super) mask: Mask,
}

impl DeliveryReport {
    /// Whether everybody who should have it has it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.faults().next().is_none()
    }

    /// One line per subscriber who should have it and has not, with the server's words.
    pub fn faults(&self) -> impl Iterator<Item = String> {
        let halted = self.halted.iter().map(|reason| format!("sending stopped: {reason}"));
        let suppressed = self.newly_suppressed.iter().map(|id| {
            format!("{id}: gets no editions from now on, its mailbox does not exist (contrabrief subscribers suppress {id} --lift)")
        });
        halted
            .chain(self.deliveries.iter().filter_map(|row| fault(row, &self.mask)))
            .chain(suppressed)
    }

    fn count(&self, is: impl Fn(&DeliveryState) -> bool) -> usize {
        self.deliveries.iter().filter(|delivery| is(&delivery.state)).count()
    }
}

impl fmt::Display for DeliveryReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suppressed = self.count(|state| matches!(state, DeliveryState::Suppressed { .. }));
        write!(
            formatter,
            "delivered to {} of {} subscriber(s)",
            self.count(|state| matches!(state, DeliveryState::Accepted { .. })),
            self.deliveries.len() - suppressed
        )?;
        for (count, what) in [
            (self.count(|state| matches!(state, DeliveryState::Unsure { .. })), "unsure"),
            (suppressed, "suppressed"),
        ] {
            if count > 0 {
                write!(formatter, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

/// What is told here ends in logs, and servers repeat the address: it is masked.
fn fault(delivery: &Delivery, mask: &Mask) -> Option<String> {
    let Delivery { key, state, .. } = delivery;
    let subscriber = &key.subscriber;
    let reply = mask.text(state.reply());
    let due = moment(delivery.due_at);
    match state {
        DeliveryState::Accepted { .. } | DeliveryState::Suppressed { .. } => None,
        DeliveryState::Intent => Some(format!("{subscriber}: not sent yet, due {due}")),
        DeliveryState::Unsure { .. } => Some(format!(
            "{subscriber}: unsure whether it arrived, the answer was lost; on_unsure under [smtp] decides, or contrabrief deliver resolve"
        )),
        DeliveryState::Deferred { .. } => {
            Some(format!("{subscriber}: deferred, due again {due}: {reply}"))
        }
        DeliveryState::Refused { refusal, .. } => {
            Some(format!("{subscriber}: refused ({}): {reply}", refusal.key()))
        }
        DeliveryState::Expired { .. } => Some(format!("{subscriber}: given up: {reply}")),
    }
}

fn moment(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

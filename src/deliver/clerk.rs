//! Takes steps from many connections; writes those that wait together as one transaction and
//! answers when they are on disk. One thread, because SQLite has one writer; the next body
//! waits for its own step alone.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::run::{Ledger, LedgerError};
use crate::model::{DeliveryKey, DeliveryStep, Instant, StepTaken};

/// How many steps one transaction takes at most.
const STEPS_MAX: usize = 256;

type Answer = oneshot::Sender<Result<(), Arc<LedgerError>>>;

struct Entry {
    key: DeliveryKey,
    taken: StepTaken,
    answer: Answer,
}

/// The way to the ledger; cheap to clone.
#[derive(Clone)]
pub(super) struct Desk {
    entries: mpsc::UnboundedSender<Entry>,
}

/// The thread that writes.
pub(super) struct Clerk {
    desk: Desk,
    thread: JoinHandle<Box<dyn Ledger>>,
}

impl Clerk {
    pub(super) fn at_work(ledger: Box<dyn Ledger>) -> Self {
        let (sender, entries) = mpsc::unbounded_channel();
        let thread = std::thread::spawn(move || write(ledger, entries));
        Self { desk: Desk { entries: sender }, thread }
    }

    pub(super) fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Gives the ledger back once everybody has left the desk.
    pub(super) async fn finish(self) -> Box<dyn Ledger> {
        drop(self.desk);
        let joined = tokio::task::spawn_blocking(move || self.thread.join()).await;
        joined.expect("the runtime is up").expect("the ledger's thread does not panic")
    }
}

impl Desk {
    /// Hands a step in; it is on disk when the receipt says so.
    pub(super) fn hand_in(&self, key: &DeliveryKey, taken: StepTaken) -> Receipt {
        let (answer, written) = oneshot::channel();
        // A thread that is gone drops the entry, and the receipt tells.
        let _ = self.entries.send(Entry { key: key.clone(), taken, answer });
        Receipt(written)
    }
}

/// The proof that a step is on disk, to be waited for.
pub(super) struct Receipt(oneshot::Receiver<Result<(), Arc<LedgerError>>>);

impl Receipt {
    pub(super) async fn written(self) -> Result<(), Arc<LedgerError>> {
        let gone = || Arc::new(LedgerError("The ledger's thread is gone".into()));
        self.0.await.map_err(|_| gone())?
    }
}

fn write(
    mut ledger: Box<dyn Ledger>,
    mut entries: mpsc::UnboundedReceiver<Entry>,
) -> Box<dyn Ledger> {
    let mut waiting = Vec::new();
    while entries.blocking_recv_many(&mut waiting, STEPS_MAX) > 0 {
        let at = ledger.now();
        let (steps, answers): (Vec<_>, Vec<_>) =
            waiting.drain(..).map(|entry| step(entry, at)).unzip();
        let written = ledger.take(&steps).map_err(Arc::new);
        for answer in answers {
            // Who no longer waits has been stopped by an earlier failure.
            let _ = answer.send(written.clone());
        }
    }
    ledger
}

fn step(Entry { key, taken, answer }: Entry, at: Instant) -> (DeliveryStep, Answer) {
    (DeliveryStep { key, at, taken }, answer)
}

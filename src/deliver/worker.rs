//! Takes parcels from the queue; sends each over its own connection and settles it. Workers
//! share a floor: the way to the ledger, the report, and whether sending has to stop.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time;

use crate::faults::{self, Step};
use crate::model::{Delivery, DeliveryState, Instant, Refusal, Sha256Hash, StepTaken};

use super::clerk::{Desk, Receipt};
use super::letter::LetterSettings;
use super::message::{Outgoing, message_of};
use super::pace::Begun;
use super::policy::DeliveryPolicy;
use super::reply::{Phase, Verdict, judge};
use super::retry::next_due;
use super::run::{DeliverError, Parcel, Report, ended};
use super::smtp::Fault;
use super::throttle::{Next, Queue};
use super::transport::Courier;

/// What all workers share.
pub(super) struct Floor {
    desk: Desk,
    settings: LetterSettings,
    policy: DeliveryPolicy,
    /// When the work began.
    pub(super) now: Instant,
    begun: time::Instant,
    pace: Begun,
    state: Mutex<FloorState>,
}

#[derive(Default)]
struct FloorState {
    report: Report,
    /// Failures to reach the server since it was last reached.
    unreached: u32,
    paused_until: Option<time::Instant>,
}

impl Floor {
    pub(super) fn new(
        desk: Desk,
        settings: LetterSettings,
        policy: DeliveryPolicy,
        now: Instant,
        pace: Begun,
    ) -> Self {
        let begun = time::Instant::now();
        Self { desk, settings, policy, now, begun, pace, state: Mutex::default() }
    }

    pub(super) fn report(self) -> Report {
        let mut report = self.state.into_inner().unwrap_or_else(PoisonError::into_inner).report;
        for list in [
            &mut report.accepted,
            &mut report.deferred,
            &mut report.refused,
            &mut report.unsure,
            &mut report.expired,
        ] {
            list.sort();
        }
        report
    }

    pub(super) fn leave_unsure(&self, parcel: &Parcel) {
        self.state().report.unsure.push(parcel.delivery.key.clone());
    }

    /// Sends again what may have arrived.
    pub(super) fn resend(&self, parcel: &Parcel) -> Receipt {
        self.desk.hand_in(&parcel.delivery.key, StepTaken::Resent)
    }

    /// Ends the attempt at a parcel in a state that is final, or unsure.
    pub(super) fn settle(&self, parcel: &Parcel, state: DeliveryState) -> Receipt {
        self.settle_until(parcel, state, self.present(), parcel.delivery.short)
    }

    /// Leaves a parcel for later without an attempt: the fault is not its recipient's.
    pub(super) fn postpone(&self, parcel: &Parcel) -> Receipt {
        let reply = {
            let mut state = self.state();
            state.report.deferred.push(parcel.delivery.key.clone());
            state.report.halted.clone().unwrap_or_default()
        };
        let due_at = self.present() + self.policy.halt;
        self.desk.hand_in(&parcel.delivery.key, StepTaken::Postponed { reply, due_at })
    }

    fn defer(&self, parcel: &Parcel, reply: String, asked: Option<Duration>) -> Receipt {
        let Delivery { attempts, short, .. } = parcel.delivery;
        let due_at = next_due(&parcel.delivery, attempts + 1, asked, self.present());
        self.settle_until(parcel, DeliveryState::Deferred { reply }, due_at, short)
    }

    fn settle_until(
        &self,
        Parcel { delivery: Delivery { key, .. }, .. }: &Parcel,
        state: DeliveryState,
        due_at: Instant,
        short: bool,
    ) -> Receipt {
        {
            let report = &mut self.state().report;
            let list = match &state {
                DeliveryState::Accepted { .. } => &mut report.accepted,
                DeliveryState::Unsure { .. } => &mut report.unsure,
                DeliveryState::Refused { .. } => &mut report.refused,
                DeliveryState::Expired { .. } => &mut report.expired,
                DeliveryState::Intent
                | DeliveryState::Deferred { .. }
                | DeliveryState::Suppressed { .. } => &mut report.deferred,
            };
            list.push(key.clone());
        }
        tracing::debug!(target: "deliver", subscriber = %key.subscriber, state = state.key(), "Settled");
        self.desk.hand_in(key, ended(state, due_at, short))
    }

    /// The ledger's clock, moved on by ours.
    fn present(&self) -> Instant {
        self.now + self.begun.elapsed()
    }

    fn halt(&self, reply: String) {
        self.state().report.halted.get_or_insert(reply);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.state().report.halted.is_some()
    }

    fn reached(&self) {
        self.state().unreached = 0;
    }

    /// A server that cannot be reached, or wants to be left alone, is; after some times for good.
    fn pause(&self, reply: String) {
        let mut state = self.state();
        state.unreached += 1;
        if state.unreached >= self.policy.connects_max {
            state.report.halted.get_or_insert(reply);
        } else {
            let longer = self.policy.pause * state.unreached;
            state.paused_until = Some(time::Instant::now() + longer);
        }
    }

    fn pause_left(&self) -> Duration {
        let until = self.state().paused_until;
        until.map_or(Duration::ZERO, |until| until.duration_since(time::Instant::now()))
    }

    fn state(&self) -> MutexGuard<'_, FloorState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's worth of work.
pub(super) struct Worker {
    floor: Arc<Floor>,
    queue: Arc<Mutex<Queue>>,
    courier: Courier,
    /// The outcome that is on its way to the disk while the next envelope is on the wire.
    last: Option<Receipt>,
}

impl Worker {
    pub(super) fn new(floor: Arc<Floor>, queue: Arc<Mutex<Queue>>, courier: Courier) -> Self {
        Self { floor, queue, courier, last: None }
    }

    pub(super) async fn run(mut self) -> Result<(), DeliverError> {
        let worked = self.work().await;
        self.courier.close().await;
        if worked.is_err() {
            self.floor.halt("The ledger cannot be written".to_owned());
        }
        worked
    }

    async fn work(&mut self) -> Result<(), DeliverError> {
        while !self.floor.is_halted() && !self.floor.pace.is_over() {
            let pause = self.floor.pause_left();
            if !pause.is_zero() {
                self.floor.pace.wait(pause).await;
                continue;
            }
            let next = self.queue().next(time::Instant::now());
            match next {
                Next::Done => break,
                Next::Wait(wait) => self.floor.pace.wait(wait).await,
                Next::Parcel(parcel) => self.send(*parcel).await?,
            }
        }
        self.wait_for_last().await
    }

    async fn send(&mut self, mut parcel: Parcel) -> Result<(), DeliverError> {
        loop {
            let outgoing = match message_of(&parcel, &self.floor.settings) {
                Ok(outgoing) => outgoing,
                Err(error) => {
                    let reply = error.to_string();
                    let refused = DeliveryState::Refused { refusal: Refusal::Message, reply };
                    self.last_is(self.floor.settle(&parcel, refused)).await?;
                    return Ok(());
                }
            };
            let Some(Err(fault)) = self.try_once(&parcel, outgoing).await? else { return Ok(()) };
            match self.after(fault, parcel).await? {
                Some(shorter) => parcel = shorter,
                None => return Ok(()),
            }
        }
    }

    /// `None` where the process closes before the body: the parcel stays as it was.
    async fn try_once(
        &mut self,
        parcel: &Parcel,
        outgoing: Outgoing,
    ) -> Result<Option<Result<(), Fault>>, DeliverError> {
        let key = &parcel.delivery.key;
        let enveloped = tokio::select! {
            biased;
            enveloped = self.courier.envelope(&outgoing) => enveloped,
            () = self.floor.pace.closing() => {
                self.courier.abandon();
                return Ok(None);
            }
        };
        if let Err(fault) = enveloped.and_then(|()| pass(Step::DeliverEnveloped, Fault::Lost)) {
            return Ok(Some(Err(fault)));
        }
        self.floor.reached();
        self.wait_for_last().await?;
        let message = Sha256Hash::of(&outgoing.bytes);
        self.floor.desk.hand_in(key, StepTaken::DataStarted { message }).written().await?;
        if let Err(fault) = pass(Step::DeliverUnsure, Fault::Lost) {
            return Ok(Some(Err(fault)));
        }
        // From here on a failure without a reply may leave the outcome unknown.
        let taken = self.courier.body(key, outgoing).await;
        let known = |reply| pass(Step::DeliverAccepted, Fault::Unsure).map(|()| reply);
        Ok(Some(match taken.and_then(known) {
            Ok(reply) => {
                let accepted = self.floor.settle(parcel, DeliveryState::Accepted { reply });
                self.last_is(accepted).await?;
                Ok(())
            }
            Err(fault) => Err(fault),
        }))
    }

    /// What a fault means for the parcel; gives it back to be sent at once in its short form.
    async fn after(
        &mut self,
        fault: Fault,
        mut parcel: Parcel,
    ) -> Result<Option<Parcel>, DeliverError> {
        let floor = Arc::clone(&self.floor);
        let settled = match fault {
            Fault::Unable(reply) => {
                floor.settle(&parcel, DeliveryState::Refused { refusal: Refusal::Message, reply })
            }
            Fault::Unreached(reply) => {
                self.courier.abandon();
                floor.pause(reply);
                self.queue().put_back(parcel, time::Instant::now());
                return Ok(None);
            }
            Fault::Lost(reply) => {
                self.courier.abandon();
                floor.defer(&parcel, reply, None)
            }
            Fault::Unsure(reply) => {
                self.courier.abandon();
                floor.settle(&parcel, DeliveryState::Unsure { reply })
            }
            Fault::Refused(reply) => match judge(&reply) {
                Verdict::Later(asked) => floor.defer(&parcel, reply.text, asked),
                Verdict::Never(refusal) => {
                    let reply = reply.text;
                    floor.settle(&parcel, DeliveryState::Refused { refusal, reply })
                }
                Verdict::TooLarge if parcel.delivery.short => {
                    let refusal = Refusal::TooLarge;
                    let reply = reply.text;
                    floor.settle(&parcel, DeliveryState::Refused { refusal, reply })
                }
                Verdict::TooLarge => {
                    let deferred = DeliveryState::Deferred { reply: reply.text };
                    let again = ended(deferred, floor.present(), true);
                    parcel.delivery.short = true;
                    parcel.delivery.attempts += 1;
                    self.last_is(floor.desk.hand_in(&parcel.delivery.key, again)).await?;
                    return Ok(Some(parcel));
                }
                Verdict::Pause if reply.phase == Phase::Connect => {
                    self.courier.abandon();
                    floor.pause(reply.text);
                    self.queue().put_back(parcel, time::Instant::now());
                    return Ok(None);
                }
                Verdict::Pause => {
                    self.courier.abandon();
                    floor.pause(reply.text.clone());
                    floor.defer(&parcel, reply.text, None)
                }
                Verdict::Halt => {
                    self.courier.abandon();
                    floor.halt(reply.text);
                    self.queue().put_back(parcel, time::Instant::now());
                    return Ok(None);
                }
            },
        };
        self.last_is(settled).await?;
        Ok(None)
    }

    async fn last_is(&mut self, receipt: Receipt) -> Result<(), DeliverError> {
        self.wait_for_last().await?;
        self.last = Some(receipt);
        Ok(())
    }

    async fn wait_for_last(&mut self) -> Result<(), DeliverError> {
        match self.last.take() {
            Some(receipt) => Ok(receipt.written().await?),
            None => Ok(()),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes through a step; what fails there is a fault of this kind.
fn pass(step: Step, kind: fn(String) -> Fault) -> Result<(), Fault> {
    faults::at(step).map_err(|error| kind(error.to_string()))
}

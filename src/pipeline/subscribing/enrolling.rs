//! Takes subscribers as read from a file or a command line; gives what they would change in the
//! store, or the faults with their rows; then changes it. Never brings back who was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{RosterFault, RosterRow, write_roster};
use crate::model::{ManagedSubscriber, Sha256Hash, SubscriberId};
use crate::pipeline::{Pipeline, PipelineError, SubscriberError};

/// What becomes of subscribers that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolMode {
    /// One that is there is a fault.
    Add,
    /// One that is there changes; the others stay.
    Merge,
    /// One that is there changes; one that is not among the new ones is removed.
    Replace,
}

/// What subscribers change in the store.
#[derive(Clone, Debug, Default)]
pub struct Enrolment {
    /// Ids that are new.
    pub added: Vec<SubscriberId>,
    /// Ids of which something is different.
    pub changed: Vec<SubscriberId>,
    /// Ids that are taken out.
    pub removed: Vec<SubscriberId>,
    /// How many are as they were.
    pub same: usize,
    /// Ids that get no brief.
    pub without_brief: Vec<SubscriberId>,
    put: Vec<ManagedSubscriber>,
}

impl Pipeline {
    /// What subscribers would change; nothing is written.
    ///
    /// # Errors
    /// [`SubscriberError::Roster`] with every fault, [`PipelineError::Store`].
    pub fn plan_enrolment(
        &self,
        rows: Vec<RosterRow>,
        mode: EnrolMode,
    ) -> Result<Enrolment, PipelineError> {
        let managed = self.store.managed_subscribers()?;
        let there: BTreeMap<&SubscriberId, &ManagedSubscriber> =
            managed.iter().map(|one| (&one.id, one)).collect();
        let ids: BTreeSet<SubscriberId> = rows.iter().map(|row| row.id.clone()).collect();
        let addresses = addresses(&managed, &ids, mode);
        let mut enrolment = Enrolment::default();
        let mut faults = Vec::new();
        for row in rows {
            let before = there.get(&row.id).copied();
            let found = faults.len();
            faults.extend(fault_of_id(&row, before, mode));
            let keeps = before.is_some_and(|one| one.address_sha256 == row.address_sha256);
            if !keeps {
                faults.extend(fault_of_address(&row, &addresses, mode));
            }
            if faults.len() == found {
                enrolment.take(row, before, self.clock.now());
            }
        }
        if !faults.is_empty() {
            return Err(SubscriberError::Roster(faults).into());
        }
        if mode == EnrolMode::Replace {
            let gone = managed.iter().filter(|one| one.forgotten_at.is_none());
            let gone = gone.filter(|one| !ids.contains(&one.id));
            enrolment.removed = gone.map(|one| one.id.clone()).collect();
        }
        Ok(enrolment)
    }

    /// Writes what was planned, all or nothing.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn enrol(&self, enrolment: &Enrolment) -> Result<(), PipelineError> {
        Ok(self.store.manage(&enrolment.put, &enrolment.removed, self.clock.now())?)
    }

    /// Takes a managed subscriber out. The ledger keeps what was sent, with its address.
    ///
    /// # Errors
    /// [`SubscriberError::Unknown`], [`SubscriberError::Configured`],
    /// [`SubscriberError::AlreadyForgotten`], [`PipelineError::Store`].
    pub fn remove_subscriber(&self, id: &SubscriberId) -> Result<(), PipelineError> {
        let managed = self.store.managed_subscribers()?;
        match managed.iter().find(|one| one.id == *id) {
            Some(one) if one.forgotten_at.is_some() => {
                Err(SubscriberError::AlreadyForgotten { id: id.clone() }.into())
            }
            Some(one) => {
                Ok(self.store.manage(&[], std::slice::from_ref(&one.id), self.clock.now())?)
            }
            None => match self.configured(id) {
                Some(one) => {
                    Err(SubscriberError::Configured { id: id.clone(), line: one.line }.into())
                }
                None => Err(SubscriberError::Unknown {
                    asked: id.0.clone(),
                    known: managed.into_iter().map(|one| one.id.0).collect(),
                }
                .into()),
            },
        }
    }

    /// The managed subscribers as the CSV that an import reads.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn subscribers_csv(&self) -> Result<String, PipelineError> {
        Ok(write_roster(&self.store.managed_subscribers()?))
    }
}

impl Enrolment {
    fn take(
        &mut self,
        row: RosterRow,
        before: Option<&ManagedSubscriber>,
        now: crate::model::Instant,
    ) {
        let one = ManagedSubscriber {
            id: row.id,
            address: Some(row.address),
            address_sha256: row.address_sha256,
            name: row.name,
            group: row.group,
            owner: row.owner,
            wishes: row.wishes,
            briefs: row.briefs,
            added_at: before.map_or(now, |before| before.added_at),
            changed_at: before.map_or(now, |before| before.changed_at),
            forgotten_at: None,
        };
        if one.briefs.is_empty() {
            self.without_brief.push(one.id.clone());
        }
        match before {
            Some(before) if *before == one => {
                self.same += 1;
                return;
            }
            Some(_) => self.changed.push(one.id.clone()),
            None => self.added.push(one.id.clone()),
        }
        self.put.push(one);
    }
}

/// Whose address is whose once the change is made: those that the file names tell their own.
fn addresses<'m>(
    managed: &'m [ManagedSubscriber],
    ids: &BTreeSet<SubscriberId>,
    mode: EnrolMode,
) -> BTreeMap<Sha256Hash, &'m ManagedSubscriber> {
    let stays = |one: &&ManagedSubscriber| {
        one.forgotten_at.is_some() || (mode != EnrolMode::Replace && !ids.contains(&one.id))
    };
    managed.iter().filter(stays).map(|one| (one.address_sha256, one)).collect()
}

fn fault(row: &RosterRow, column: &'static str, message: String) -> RosterFault {
    RosterFault { row: Some(row.row).filter(|row| *row > 0), column: Some(column), message }
}

fn fault_of_id(
    row: &RosterRow,
    before: Option<&ManagedSubscriber>,
    mode: EnrolMode,
) -> Option<RosterFault> {
    let id = &row.id;
    let before = before?;
    let message = match before.forgotten_at {
        Some(at) => {
            format!("`{id}` asked to be forgotten on {}: its id is not used again", at.date_naive())
        }
        None if mode == EnrolMode::Add => {
            format!("`{id}` is a subscriber already: import a row to change it, or remove it first")
        }
        None => return None,
    };
    Some(fault(row, "id", message))
}

fn fault_of_address(
    row: &RosterRow,
    addresses: &BTreeMap<Sha256Hash, &ManagedSubscriber>,
    mode: EnrolMode,
) -> Option<RosterFault> {
    let other = addresses.get(&row.address_sha256).filter(|other| other.id != row.id)?;
    let RosterRow { address, .. } = row;
    let message = match other.forgotten_at {
        // An operator who adds one by hand was asked by the reader to do so.
        Some(_) if mode == EnrolMode::Add => return None,
        Some(at) => format!(
            "The reader of `{address}` asked to be forgotten on {}, as `{}`: leave the row out",
            at.date_naive(),
            other.id
        ),
        None => format!("`{address}` is the address of the subscriber `{}` already", other.id),
    };
    Some(fault(row, "address", message))
}

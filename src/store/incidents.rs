//! Takes what does not work and what works again; gives the incidents, and what the operator has
//! yet to be told of them. Of each key one is open at most, however often it is raised.

use rusqlite::{Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{Incident, IncidentEvent, IncidentRecord, Instant};

impl Store {
    /// Opens an incident, or notes that an open one of its key was seen again. `is_told` says
    /// whether somebody is to be told. Gives whether it is new.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn raise_incident(
        &self,
        incident: &Incident,
        is_told: bool,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let write = || {
            let mut raise =
                self.connection.prepare_cached(include_str!("sql/incident_raise.sql"))?;
            raise.query_row(
                named_params! {
                    ":key": incident.key, ":cause": incident.cause, ":effect": incident.effect,
                    ":fix": incident.fix, ":at": micros(at), ":is_told": is_told,
                },
                |row| row.get::<_, u32>(0),
            )
        };
        write().map(|times_seen| times_seen == 1).map_err(during("raise an incident"))
    }

    /// Ends the open incident of a key; `false` where none is open.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn resolve_incident(
        &self,
        key: &str,
        resolution: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let write = || {
            self.connection
                .prepare_cached(include_str!("sql/incident_resolve.sql"))?
                .execute(named_params! {":key": key, ":resolution": resolution, ":at": micros(at)})
        };
        write().map(|changed| changed > 0).map_err(during("resolve an incident"))
    }

    /// The incidents, newest first, at most `limit`: those that are open, or all.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn incidents(&self, all: bool, limit: u32) -> Result<Vec<IncidentRecord>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/incidents_read.sql"))?
                .query_map(named_params! {":all": all, ":limit": limit}, record)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the incidents"))
    }

    /// What the operator has yet to be told and may be told at an instant, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn incidents_to_tell(&self, at: Instant) -> Result<Vec<IncidentRecord>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/incidents_to_tell.sql"))?
                .query_map(named_params! {":at": micros(at)}, record)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the incidents"))
    }

    /// Notes that one mail told of these events.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written; then none of it was.
    pub fn incidents_told(
        &self,
        told: &[(i64, IncidentEvent)],
        reply: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let incidents = i64::try_from(told.len()).unwrap_or(i64::MAX);
            transaction
                .prepare_cached(include_str!("sql/incident_mail_insert.sql"))?
                .execute(named_params! {":sent_at": micros(at), ":incidents": incidents})?;
            for (n, event) in told {
                let is_end = *event == IncidentEvent::Resolved;
                transaction.prepare_cached(include_str!("sql/incident_told.sql"))?.execute(
                    named_params! {":n": n, ":is_end": is_end, ":at": micros(at), ":reply": reply},
                )?;
            }
            transaction.commit()
        };
        write().map_err(during("record a mail to the operator"))
    }

    /// Notes that a mail about an incident was not taken, and when it is tried again.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn incident_deferred(
        &self,
        n: i64,
        reply: &str,
        due_at: Instant,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(include_str!("sql/incident_deferred.sql"))
            .and_then(|mut update| {
                update.execute(named_params! {":n": n, ":reply": reply, ":due_at": micros(due_at)})
            })
            .map(drop)
            .map_err(during("record a mail to the operator"))
    }

    /// When mails went to the operator after an instant, newest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn incident_mails_since(&self, since: Instant) -> Result<Vec<Instant>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/incident_mails_since.sql"))?
                .query_map(named_params! {":since": micros(since)}, |row| {
                    codec::instant(row, "sent_at")
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the mails to the operator"))
    }
}

fn record(row: &Row) -> rusqlite::Result<IncidentRecord> {
    let resolved_at = codec::instant_if_any(row, "resolved_at")?;
    let was_told = |column: &str| row.get(column).map(|at: Option<i64>| at.is_some());
    let to_tell = match resolved_at {
        _ if !row.get::<_, bool>("is_told")? => None,
        Some(_) => (!was_told("closing_told_at")?).then_some(IncidentEvent::Resolved),
        None => (!was_told("opening_told_at")?).then_some(IncidentEvent::Opened),
    };
    Ok(IncidentRecord {
        n: row.get("n")?,
        incident: Incident {
            key: row.get("key")?,
            cause: row.get("cause")?,
            effect: row.get("effect")?,
            fix: row.get("fix")?,
        },
        opened_at: codec::instant(row, "opened_at")?,
        last_seen_at: codec::instant(row, "last_seen_at")?,
        times_seen: row.get("times_seen")?,
        resolved_at,
        resolution: row.get("resolution")?,
        to_tell,
        due_at: codec::instant(row, "due_at")?,
        attempts: row.get("attempts")?,
        reply: row.get("reply")?,
    })
}

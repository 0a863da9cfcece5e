//! Takes nothing but the question; gives what the status page counts: a job's last runs, how
//! deliveries stand, how large the file is. Opens read-only, and never writes.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags, Row, named_params};

use super::codec;
use super::error::{StoreError, during};
use super::runs::{self, Run};
use super::{BUSY_TIMEOUT, Store, migrate, plan_once};
use crate::model::{BriefId, EditionKey, Revision};

/// How the deliveries of one revision stand: the ledger's words and how many have each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Which edition.
    pub key: EditionKey,
    /// Which revision.
    pub revision: Revision,
    /// By the word of its state.
    pub states: BTreeMap<String, u32>,
    /// Of the accepted ones, how many came back.
    pub bounced: u32,
}

impl Store {
    /// Opens the database for reading alone, beside a process that writes.
    ///
    /// # Errors
    /// [`StoreError::Open`] where the file cannot be read, [`StoreError::NewerSchema`] and
    /// [`StoreError::OlderSchema`] where another version wrote it.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|source| StoreError::Open { path: path.to_owned(), source: source.into() })?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(during("configure the connection"))?;
        plan_once(&connection).map_err(during("configure the connection"))?;
        migrate::check(&connection)?;
        Ok(Self { connection, last_run: Cell::default() })
    }

    /// The last runs of a verb, newest first, at most `limit`; of one brief when it is named.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn runs_of(
        &self,
        verb: &str,
        brief: Option<&BriefId>,
        limit: u32,
    ) -> Result<Vec<Run>, StoreError> {
        let read = || {
            let params = named_params! {
                ":verb": verb, ":brief": brief.map(BriefId::as_str), ":limit": limit,
            };
            self.connection
                .prepare_cached(include_str!("sql/runs_of_verb.sql"))?
                .query_map(params, runs::run)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read a verb's runs"))
    }

    /// Every verb that ever ran, by name.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn verbs(&self) -> Result<Vec<String>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/run_verbs.sql"))?
                .query_map([], |row| row.get("verb"))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(during("read the verbs"))
    }

    /// How the deliveries of a brief's editions since a date stand, newest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn tallies(&self, brief: &BriefId, since: NaiveDate) -> Result<Vec<Tally>, StoreError> {
        let read = || {
            let params = named_params! {":brief": brief.as_str(), ":since": since.to_string()};
            let mut tallies: Vec<Tally> = Vec::new();
            let mut counted =
                self.connection.prepare_cached(include_str!("sql/outbox_tally.sql"))?;
            let mut rows = counted.query(params)?;
            while let Some(row) = rows.next()? {
                let (key, revision) = edition(row)?;
                if tallies.last().is_none_or(|last| (&last.key, last.revision) != (&key, revision))
                {
                    tallies.push(Tally { key, revision, states: BTreeMap::new(), bounced: 0 });
                }
                let last = tallies.last_mut().expect("one was just pushed");
                last.states.insert(row.get("state")?, row.get("count")?);
            }
            let mut bounced =
                self.connection.prepare_cached(include_str!("sql/bounces_tally.sql"))?;
            let mut rows = bounced.query(params)?;
            while let Some(row) = rows.next()? {
                let of = edition(row)?;
                let found =
                    tallies.iter_mut().find(|tally| (&tally.key, tally.revision) == (&of.0, of.1));
                if let Some(tally) = found {
                    tally.bounced = row.get("count")?;
                }
            }
            Ok(tallies)
        };
        read().map_err(during("count the deliveries"))
    }

    /// How many deliveries are open, of every edition, by the word of their state.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn open_tally(&self) -> Result<BTreeMap<String, u32>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/outbox_open_tally.sql"))?
                .query_map([], |row| Ok((row.get("state")?, row.get("count")?)))?
                .collect::<rusqlite::Result<BTreeMap<_, _>>>()
        };
        read().map_err(during("count what is open"))
    }

    /// The number of the schema.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn schema(&self) -> Result<i64, StoreError> {
        self.connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(during("read the schema's version"))
    }
}

fn edition(row: &Row) -> rusqlite::Result<(EditionKey, Revision)> {
    Ok((codec::edition_key(row)?, codec::revision(row)?))
}

//! Takes how a source answered; gives it back before the next request and for people to see.
//! Unlike facts, it is kept as it is now.

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};

use super::Store;
use super::codec::{self, WAITS, micros};
use super::error::{StoreError, during};
use crate::model::{SourceHealth, SourceId, Wait};

impl Store {
    /// How a source has answered; all is well with one that was never asked.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn source_health(&self, source: &SourceId) -> Result<SourceHealth, StoreError> {
        let mut read = self.healths(Some(source))?;
        Ok(read.remove(source).unwrap_or_default())
    }

    /// How every source that was asked has answered.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn all_source_health(&self) -> Result<BTreeMap<SourceId, SourceHealth>, StoreError> {
        self.healths(None)
    }

    /// Keeps how a source answered.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be written.
    pub fn set_source_health(
        &self,
        source: &SourceId,
        health: &SourceHealth,
    ) -> Result<(), StoreError> {
        let write = || {
            self.connection
                .prepare_cached(include_str!("sql/health_write.sql"))?
                .execute(named_params! {
                    ":source": source.as_str(),
                    ":last_ok_at": health.last_ok_at.map(micros),
                    ":failures_in_a_row": health.failures_in_a_row,
                    ":failing_since": health.failing_since.map(micros),
                    ":last_error": health.last_error,
                    ":wait_until": health.wait.map(|(until, _)| micros(until)),
                    ":wait_why": health.wait.map(|(_, why)| codec::key(WAITS, &why)),
                })
                .map(drop)
        };
        write().map_err(during("write how a source answered"))
    }

    fn healths(
        &self,
        source: Option<&SourceId>,
    ) -> Result<BTreeMap<SourceId, SourceHealth>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/health_read.sql"))?
                .query_map(named_params! {":source": source.map(SourceId::as_str)}, health)?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(during("read how a source answered"))
    }
}

fn health(row: &Row) -> rusqlite::Result<(SourceId, SourceHealth)> {
    let until = codec::instant_if_any(row, "wait_until")?;
    let wait = until.map(|until| {
        Ok::<(_, Wait), rusqlite::Error>((until, codec::keyed(row, "wait_why", WAITS)?))
    });
    let health = SourceHealth {
        last_ok_at: codec::instant_if_any(row, "last_ok_at")?,
        failures_in_a_row: row.get("failures_in_a_row")?,
        failing_since: codec::instant_if_any(row, "failing_since")?,
        last_error: row.get("last_error")?,
        wait: wait.transpose()?,
    };
    Ok((codec::source(row)?, health))
}

//! Takes flashes that are raised; gives them back as they went out. Never raises one for the
//! same cause twice between two editions.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{Batch, BriefId, Delivery, EditionKey, Flash, Revision, Ticker};

impl Store {
    /// Keeps a flash and, in the same write, who is to get it.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it could not be written, or one of its causes was told before;
    /// then nothing was.
    pub fn raise_flash(&self, flash: &Flash, intents: &[Delivery]) -> Result<(), StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let Flash { key, n, .. } = flash;
            transaction.prepare_cached(include_str!("sql/flash_insert.sql"))?.execute(
                named_params! {
                    ":flash": key.brief.as_str(), ":date": key.date.to_string(), ":n": n.0,
                    ":at": micros(flash.at), ":since": flash.since.to_string(),
                    ":recorded_through": flash.recorded_through.0,
                    ":headline": flash.headline, ":text": flash.text, ":html": flash.html,
                },
            )?;
            for (ticker, cause) in &flash.causes {
                let sql = include_str!("sql/flash_cause_insert.sql");
                transaction.prepare_cached(sql)?.execute(named_params! {
                    ":flash": key.brief.as_str(), ":since": flash.since.to_string(),
                    ":ticker": ticker.as_str(), ":cause": cause,
                    ":date": key.date.to_string(), ":n": n.0,
                })?;
            }
            super::outbox::insert(&transaction, intents)?;
            transaction.commit()
        };
        write().map_err(during("raise a flash"))
    }

    /// What a flash told since an edition of its brief, by ticker and cause.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn flash_causes(
        &self,
        flash: &BriefId,
        since: NaiveDate,
    ) -> Result<BTreeSet<(Ticker, String)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/flash_causes_since.sql"))?
                .query_map(
                    named_params! {":flash": flash.as_str(), ":since": since.to_string()},
                    cause,
                )?
                .collect::<rusqlite::Result<BTreeSet<_>>>()
        };
        read().map_err(during("read what was flashed"))
    }

    /// The flashes of an id and a day, newest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn flashes_of_day(&self, key: &EditionKey) -> Result<Vec<Flash>, StoreError> {
        self.flashes(Some(&key.brief), Some(key.date), None, u32::MAX)
    }

    /// One flash.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn flash(&self, key: &EditionKey, n: Revision) -> Result<Option<Flash>, StoreError> {
        Ok(self.flashes(Some(&key.brief), Some(key.date), Some(n), 1)?.pop())
    }

    /// The newest flashes of all, newest first.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn newest_flashes(&self, limit: u32) -> Result<Vec<Flash>, StoreError> {
        self.flashes(None, None, None, limit)
    }

    fn flashes(
        &self,
        flash: Option<&BriefId>,
        date: Option<NaiveDate>,
        n: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<Flash>, StoreError> {
        let read = || {
            let params = named_params! {
                ":flash": flash.map(BriefId::as_str), ":date": date.map(|date| date.to_string()),
                ":n": n.map(|n| n.0), ":limit": limit,
            };
            let mut found = self
                .connection
                .prepare_cached(include_str!("sql/flashes_read.sql"))?
                .query_map(params, read_flash)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            for flash in &mut found {
                flash.causes = self.causes_of(flash)?;
            }
            Ok(found)
        };
        read().map_err(during("read the flashes"))
    }

    fn causes_of(&self, flash: &Flash) -> rusqlite::Result<Vec<(Ticker, String)>> {
        let params = named_params! {
            ":flash": flash.key.brief.as_str(), ":since": flash.since.to_string(),
            ":date": flash.key.date.to_string(), ":n": flash.n.0,
        };
        self.connection
            .prepare_cached(include_str!("sql/flash_causes_of.sql"))?
            .query_map(params, cause)?
            .collect()
    }
}

fn cause(row: &Row) -> rusqlite::Result<(Ticker, String)> {
    Ok((codec::ticker(row)?, row.get("cause")?))
}

fn read_flash(row: &Row) -> rusqlite::Result<Flash> {
    Ok(Flash {
        key: codec::edition_key(row)?,
        n: codec::revision(row)?,
        at: codec::instant(row, "at")?,
        since: codec::date(row, "since")?,
        recorded_through: Batch(row.get("recorded_through")?),
        headline: row.get("headline")?,
        text: row.get("text")?,
        html: row.get("html")?,
        causes: Vec::new(),
    })
}

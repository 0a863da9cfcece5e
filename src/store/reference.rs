//! Takes names and symbols as lists give them; records what is new or restated, and gives back
//! a row of the dossier. Never forgets what was known before.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Store;
use super::batch::{BatchWriter, Recorded};
use super::codec::{self, Keys, json_array, micros};
use super::error::{StoreError, during};
use crate::model::{AsOf, Instant, REFERENCE_KINDS, ReferenceKind, ReferenceName, Ticker};

const KINDS: &Keys<ReferenceKind> = &REFERENCE_KINDS;

impl Store {
    /// Records reference names in one batch, known from now on: one whose symbol, or name where
    /// it has none, stands there with other facts is restated.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_reference(
        &self,
        names: &[ReferenceName],
        now: Instant,
    ) -> Result<Recorded, StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, now)?;
            let mut recorded = Recorded::default();
            // One file may state a key twice: the first counts, or each import would change it.
            let mut stated = BTreeSet::new();
            for name in names {
                if !stated.insert(key(name)) {
                    continue;
                }
                record_one(&mut writer, name, now, &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record reference names"))
    }

    /// The imported names known at a cut-off, by symbol, then by name.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn reference(&self, as_of: AsOf) -> Result<Vec<ReferenceName>, StoreError> {
        known(&self.connection, as_of).map_err(during("read the reference names"))
    }
}

/// What a dossier holds of names.
pub(super) fn known(connection: &Connection, as_of: AsOf) -> rusqlite::Result<Vec<ReferenceName>> {
    let params = named_params! {
        ":as_of": micros(as_of.instant()),
        ":batch_max": as_of.recorded_through().map_or(i64::MAX, |batch| batch.0),
    };
    connection
        .prepare_cached(include_str!("sql/dossier_reference.sql"))?
        .query_map(params, reference_name)?
        .collect()
}

/// By what a later statement is known to be of the same thing.
fn key(name: &ReferenceName) -> String {
    let nameless = || format!("name {}", name.name.to_lowercase());
    name.ticker.as_ref().map_or_else(nameless, |ticker| ticker.as_str().to_owned())
}

/// Symbol, name, aliases and kind, as the columns hold them.
type Columns = (Option<String>, String, String, String);

fn record_one(
    writer: &mut BatchWriter,
    name: &ReferenceName,
    known_at: Instant,
    recorded: &mut Recorded,
) -> rusqlite::Result<()> {
    let ticker = name.ticker.as_ref().map(|ticker| ticker.as_str().to_owned());
    let key = key(name);
    let now: Columns = (
        ticker,
        name.name.clone(),
        json_array(name.aliases.iter().map(String::as_str)),
        codec::key(KINDS, &name.kind).to_owned(),
    );
    let before: Option<Columns> = writer
        .connection()
        .prepare_cached(include_str!("sql/reference_latest.sql"))?
        .query_row(named_params! {":key": key}, |row| {
            Ok((row.get("ticker")?, row.get("name")?, row.get("aliases")?, row.get("kind")?))
        })
        .optional()?;
    match before {
        Some(before) if before == now => {
            recorded.same += 1;
            return Ok(());
        }
        Some(_) => recorded.changed += 1,
        None => recorded.new += 1,
    }
    let batch = writer.number()?;
    writer
        .connection()
        .prepare_cached(include_str!("sql/reference_insert.sql"))?
        .execute(named_params! {
            ":key": key,
            ":ticker": now.0,
            ":name": now.1,
            ":aliases": now.2,
            ":kind": now.3,
            ":known_at": micros(known_at),
            ":batch": batch,
        })
        .map(drop)
}

fn reference_name(row: &Row) -> rusqlite::Result<ReferenceName> {
    Ok(ReferenceName {
        ticker: codec::read(row, "ticker", |text: Option<String>| {
            text.map(|text| Ticker::parse(&text).map_err(|_| text)).transpose()
        })?,
        name: row.get("name")?,
        aliases: codec::read(row, "aliases", |text: String| {
            serde_json::from_str(&text).map_err(|_| text)
        })?,
        kind: codec::keyed(row, "kind", KINDS)?,
    })
}

//! Takes a reader who asked to be forgotten; erases every address it had from the database, down
//! to the bytes of its files. Keeps the id, the hash of the address and the ledger's rows.

use rusqlite::{Connection, Transaction, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::micros;
use super::error::{StoreError, during};
use super::subscribers::withdraw;
use crate::model::{Instant, Sha256Hash, SubscriberId, SuppressionReason, address_replaced};

/// What stands where an address stood in a text. The triggers of the schema know it too.
pub(super) const ERASED: &str = "[erased]";
/// Why a forgotten reader's open deliveries are not sent.
const WHY: &str = "the reader asked to be forgotten";

/// Texts in which a server, a run or an operator may have named an address: table and column.
const TEXTS: [(&str, &str); 11] = [
    ("outbox", "reply"),
    ("outbox", "correction"),
    ("attempts", "reply"),
    ("runs", "detail"),
    ("suppressions", "detail"),
    ("notices", "detail"),
    ("notices", "reply"),
    ("incidents", "cause"),
    ("incidents", "effect"),
    ("incidents", "resolution"),
    ("incidents", "reply"),
];

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Every address the reader had, to be looked for elsewhere. Not to be kept.
    pub addresses: Vec<String>,
    /// Rows of the ledger that lost their address and stay.
    pub ledger_rows: usize,
    /// Replies and notes out of which an address was taken.
    pub texts: usize,
}

impl Store {
    /// Erases a reader: address, name, owner and wishes of a managed one, the address of each of
    /// its deliveries, and these and further `known` ones wherever a text holds them. The hash is
    /// that of a reader whom the store does not manage. A reader that was forgotten before stays
    /// so, and what was left over is erased.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written.
    pub fn forget(
        &self,
        subscriber: &SubscriberId,
        known: &[String],
        address_sha256: Sha256Hash,
        at: Instant,
    ) -> Result<Erased, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let mut addresses = addresses_of(&transaction, subscriber)?;
            addresses.extend_from_slice(known);
            addresses.sort_unstable();
            addresses.dedup();
            let id = &subscriber.0;
            let hash = address_sha256.to_string();
            transaction
                .prepare_cached(include_str!("sql/subscriber_forget.sql"))?
                .execute(named_params! {":id": id, ":address_sha256": hash, ":at": micros(at)})?;
            transaction
                .prepare_cached(include_str!("sql/entitlements_clear.sql"))?
                .execute(named_params! {":id": id})?;
            withdraw(&transaction, subscriber, WHY, at)?;
            let ledger_rows = transaction
                .prepare_cached(include_str!("sql/outbox_erase_address.sql"))?
                .execute(named_params! {":id": id})?;
            transaction
                .prepare_cached(include_str!("sql/bounces_erase.sql"))?
                .execute(named_params! {":subscriber": id})?;
            transaction
                .prepare_cached(include_str!("sql/preference_forget.sql"))?
                .execute(named_params! {":subscriber": id})?;
            let mut texts = 0;
            for address in &addresses {
                texts += erase_from_texts(&transaction, address)?;
            }
            transaction.prepare_cached(include_str!("sql/suppression_insert.sql"))?.execute(
                named_params! {
                    ":subscriber": id,
                    ":brief": None::<&str>,
                    ":reason": SuppressionReason::Forgotten.key(),
                    ":detail": WHY,
                    ":since": micros(at),
                },
            )?;
            transaction.commit()?;
            Ok(Erased { addresses, ledger_rows, texts })
        };
        write().map_err(during("forget a subscriber"))
    }

    /// Writes the database anew, so that nothing that was erased is left in the bytes of its files.
    /// Takes as long as copying the file.
    ///
    /// # Errors
    /// [`StoreError::Query`] if another process kept SQLite from it; it may be tried again.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let scrub = || {
            self.connection.execute_batch("VACUUM")?;
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            let busy: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
            Ok(busy != 0)
        };
        let is_busy = scrub().map_err(during("write the database anew"))?;
        if is_busy { Err(StoreError::InUse) } else { Ok(()) }
    }
}

fn addresses_of(connection: &Connection, id: &SubscriberId) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(include_str!("sql/addresses_of.sql"))?
        .query_map(named_params! {":id": id.0}, |row| row.get(0))?
        .collect()
}

/// Erases an address from every text that holds it, in whatever case.
fn erase_from_texts(transaction: &Transaction, address: &str) -> rusqlite::Result<usize> {
    let address = address.to_ascii_lowercase();
    let mut erased = 0;
    for (table, column) in TEXTS {
        let find = format!(
            "SELECT DISTINCT {column} FROM {table} WHERE instr(lower({column}), :address) > 0"
        );
        let texts: Vec<String> = transaction
            .prepare(&find)?
            .query_map(named_params! {":address": address}, |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let write = format!("UPDATE {table} SET {column} = :new WHERE {column} = :old");
        for old in texts {
            let new = address_replaced(&old, &address, ERASED);
            if new != old {
                erased += transaction
                    .prepare_cached(&write)?
                    .execute(named_params! {":new": new, ":old": old})?;
            }
        }
    }
    Ok(erased)
}

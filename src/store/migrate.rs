//! Takes a connection; brings its schema up to date. Migrations are only ever appended; all
//! missing ones run in one exclusive transaction, counted by `user_version`.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// How many migrations this program knows.
const KNOWN: u32 = 1;

const MIGRATIONS: [&str; KNOWN as usize] = [include_str!("sql/0001.sql")];

pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > KNOWN {
        return Err(StoreError::NewerSchema { found, known: KNOWN });
    }
    for (number, migration) in (1..).zip(MIGRATIONS) {
        if number > found {
            transaction.execute_batch(migration)?;
        }
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    Ok(())
}

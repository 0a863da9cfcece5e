//! Takes an open connection; gives it the newest schema. Never changes a migration that was
//! released: the list is only appended to.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::{StoreError, during};

/// The migrations, in order: number N in `user_version` means the first N were applied.
const MIGRATIONS: [&str; 19] = [
    include_str!("sql/schema_1.sql"),
    include_str!("sql/schema_2.sql"),
    include_str!("sql/schema_3.sql"),
    include_str!("sql/schema_4.sql"),
    include_str!("sql/schema_5.sql"),
    include_str!("sql/schema_6.sql"),
    include_str!("sql/schema_7.sql"),
    include_str!("sql/schema_8.sql"),
    include_str!("sql/schema_9.sql"),
    include_str!("sql/schema_10.sql"),
    include_str!("sql/schema_11.sql"),
    include_str!("sql/schema_12.sql"),
    include_str!("sql/schema_13.sql"),
    include_str!("sql/schema_14.sql"),
    include_str!("sql/schema_15.sql"),
    include_str!("sql/schema_16.sql"),
    include_str!("sql/schema_17.sql"),
    include_str!("sql/schema_18.sql"),
    include_str!("sql/schema_19.sql"),
];

/// Brings the schema up to date in one exclusive transaction, all or nothing.
pub(super) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let known = i64::try_from(MIGRATIONS.len()).expect("a short list");
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Exclusive)
        .map_err(during("begin the migration"))?;
    let found: i64 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(during("read the schema's version"))?;
    let applied = usize::try_from(found).ok().filter(|applied| *applied <= MIGRATIONS.len());
    let Some(applied) = applied else {
        return Err(StoreError::NewerSchema { found, known });
    };
    for migration in &MIGRATIONS[applied..] {
        transaction.execute_batch(migration).map_err(during("migrate the schema"))?;
    }
    if applied < MIGRATIONS.len() {
        transaction
            .pragma_update(None, "user_version", known)
            .map_err(during("write the schema's version"))?;
    }
    transaction.commit().map_err(during("commit the migration"))
}

/// Refuses a schema that this program does not write: whoever only reads cannot migrate.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let known = i64::try_from(MIGRATIONS.len()).expect("a short list");
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(during("read the schema's version"))?;
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(StoreError::OlderSchema { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::NewerSchema { found, known }),
    }
}

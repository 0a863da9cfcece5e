//! Takes the instant of a write; gives one transaction and, once something is new, one batch
//! number for all of it. Never leaves an empty batch behind.

use std::io::{self, ErrorKind};
use std::ops::Deref;

use rusqlite::{Connection, Transaction, TransactionBehavior, ffi, named_params};

use super::codec::micros;
use crate::faults::{self, Step};
use crate::model::{Batch, Instant};

/// What recording a list of facts came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Facts not seen before.
    pub new: u32,
    /// Facts that a source has changed since: recorded as a further version or row.
    pub changed: u32,
    /// Facts that were there already: nothing written.
    pub same: u32,
}

impl std::ops::AddAssign for Recorded {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.changed += more.changed;
        self.same += more.same;
    }
}

/// One write in progress; dropped without [`BatchWriter::commit`] it leaves no trace.
pub(super) struct BatchWriter<'store> {
    transaction: Writing<'store>,
    recorded_at: Instant,
    batch: Option<Batch>,
}

impl<'store> BatchWriter<'store> {
    pub(super) fn begin(connection: &'store Connection, at: Instant) -> rusqlite::Result<Self> {
        let transaction = begin_write(connection)?;
        Ok(Self { transaction, recorded_at: at, batch: None })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// The number of this write, taken when the first row needs it.
    pub(super) fn number(&mut self) -> rusqlite::Result<i64> {
        if let Some(batch) = self.batch {
            return Ok(batch.0);
        }
        self.transaction
            .prepare_cached(include_str!("sql/batch_insert.sql"))?
            .execute(named_params! {":recorded_at": micros(self.recorded_at)})?;
        let number = self.transaction.last_insert_rowid();
        self.batch = Some(Batch(number));
        Ok(number)
    }

    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.transaction.commit()
    }
}

/// A transaction that holds the write lock; dropped without [`Writing::commit`] it leaves no
/// trace.
pub(super) struct Writing<'store>(Transaction<'store>);

impl<'store> Deref for Writing<'store> {
    type Target = Transaction<'store>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Writing<'_> {
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        pass(Step::StoreWritten)?;
        self.0.commit()?;
        pass(Step::StoreCommitted)
    }
}

/// A transaction that takes the write lock at once: waiting for it later could fail where
/// `busy_timeout` does not help.
pub(super) fn begin_write(connection: &Connection) -> rusqlite::Result<Writing<'_>> {
    let writing =
        Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map(Writing)?;
    pass(Step::StoreBegun)?;
    Ok(writing)
}

/// Goes through a step of a write.
fn pass(step: Step) -> rusqlite::Result<()> {
    faults::at(step).map_err(|error: io::Error| {
        let is_full = error.kind() == ErrorKind::StorageFull;
        let code = if is_full { ffi::SQLITE_FULL } else { ffi::SQLITE_IOERR };
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(error.to_string()))
    })
}

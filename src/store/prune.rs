//! Takes the date of the oldest edition that stays; gives the store without the facts that only
//! older ones needed, and the ledger of pruned editions without addresses. The database itself
//! refuses to delete anything younger. Scores, takeaways and the ledger's rows stay for good.

use chrono::{Days, NaiveDate, NaiveTime};
use rusqlite::{Connection, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::micros;
use super::error::{StoreError, during};
use super::forgetting::ERASED;
use crate::model::{EditionKey, HISTORY_DAYS_MAX, Instant, address_replaced};

/// Tables of facts, the column that dates a row, and whether it is a date rather than an
/// instant. Windows are no facts, but nothing asks for them any more.
const DATED: [(&str, &str, bool); 6] = [
    ("articles", "known_at", false),
    ("bars", "session", true),
    ("actions", "ex_session", true),
    ("faults", "at", false),
    ("replies", "replied_at", false),
    ("windows", "cut_off", false),
];

impl Store {
    /// How many rows [`Store::prune_facts`] would delete.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be counted.
    pub fn prunable_facts(&self, oldest_edition: NaiveDate) -> Result<usize, StoreError> {
        let (known_before, session_before) = bounds(oldest_edition);
        let count = || {
            let mut facts = 0;
            for (table, column, by_date) in DATED {
                let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} < :bound");
                let mut count = self.connection.prepare(&sql)?;
                let read = |row: &rusqlite::Row| row.get::<_, u32>(0);
                let rows = if by_date {
                    count.query_row(named_params! {":bound": session_before}, read)?
                } else {
                    count.query_row(named_params! {":bound": known_before}, read)?
                };
                facts += rows as usize;
            }
            Ok(facts)
        };
        count().map_err(during("count what can be pruned"))
    }

    /// Deletes the facts that no edition of this date or later can ask for: an edition looks
    /// back [`HISTORY_DAYS_MAX`] days. Gives how many rows went.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be deleted; then nothing was.
    pub fn prune_facts(&self, oldest_edition: NaiveDate, at: Instant) -> Result<usize, StoreError> {
        if self.prunable_facts(oldest_edition)? == 0 {
            return Ok(0);
        }
        let (known_before, session_before) = bounds(oldest_edition);
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let begin = named_params! {
                ":pruned_at": micros(at),
                ":known_before": known_before,
                ":session_before": session_before,
            };
            let n =
                transaction.prepare_cached(include_str!("sql/prune_begin.sql"))?.insert(begin)?;
            let mut facts = 0;
            for (table, column, by_date) in DATED {
                let sql = format!("DELETE FROM {table} WHERE {column} < :bound");
                let mut delete = transaction.prepare(&sql)?;
                facts += if by_date {
                    delete.execute(named_params! {":bound": session_before})?
                } else {
                    delete.execute(named_params! {":bound": known_before})?
                };
            }
            transaction.prepare_cached(include_str!("sql/prune_end.sql"))?.execute(
                named_params! {":facts": i64::try_from(facts).unwrap_or(i64::MAX), ":n": n},
            )?;
            transaction.commit()?;
            Ok(facts)
        };
        write().map_err(during("prune the facts"))
    }

    /// Erases addresses from the ledger of editions that were pruned, also out of what servers
    /// said. Who got them stays known by id. Gives how many rows lost theirs.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn prune_ledger(&self, pruned: &[EditionKey]) -> Result<usize, StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            let mut erased = 0;
            for key in pruned {
                erased += erase(&transaction, key)?;
            }
            transaction.commit()?;
            Ok(erased)
        };
        write().map_err(during("erase addresses of pruned editions"))
    }
}

/// The instant and the date before which no edition of that date or later looks.
fn bounds(oldest_edition: NaiveDate) -> (i64, String) {
    let history = Days::new(u64::from(HISTORY_DAYS_MAX));
    let first = oldest_edition.checked_sub_days(history).unwrap_or(NaiveDate::MIN);
    (micros(first.and_time(NaiveTime::MIN).and_utc()), first.to_string())
}

fn erase(connection: &Connection, key: &EditionKey) -> rusqlite::Result<usize> {
    let (brief, date) = (key.brief.as_str(), key.date.to_string());
    let rows: Vec<(u16, String, String, String)> = connection
        .prepare_cached(include_str!("sql/ledger_of_edition.sql"))?
        .query_map(named_params! {":brief": brief, ":date": date}, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (revision, subscriber, address, reply) in &rows {
        let attempts: Vec<(i64, String)> = connection
            .prepare_cached(include_str!("sql/attempts_of_delivery.sql"))?
            .query_map(
                named_params! {
                    ":brief": brief, ":date": date, ":revision": revision,
                    ":subscriber": subscriber,
                },
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?
            .collect::<rusqlite::Result<_>>()?;
        for (n, said) in attempts {
            let told = address_replaced(&said, address, ERASED);
            if told != said {
                connection.prepare_cached(include_str!("sql/attempt_forget.sql"))?.execute(
                    named_params! {
                        ":brief": brief, ":date": date, ":revision": revision,
                        ":subscriber": subscriber, ":n": n, ":reply": told,
                    },
                )?;
            }
        }
        let told = address_replaced(reply, address, ERASED);
        if told != *reply {
            connection.prepare_cached(include_str!("sql/ledger_forget_reply.sql"))?.execute(
                named_params! {
                    ":brief": brief, ":date": date, ":revision": revision,
                    ":subscriber": subscriber, ":reply": told,
                },
            )?;
        }
        connection.prepare_cached(include_str!("sql/ledger_forget.sql"))?.execute(
            named_params! {
                ":brief": brief, ":date": date, ":revision": revision, ":subscriber": subscriber,
            },
        )?;
    }
    // In the same write as the addresses, so that it was done where there are none left.
    if !rows.is_empty() {
        connection
            .prepare_cached(include_str!("sql/bounces_of_edition_erase.sql"))?
            .execute(named_params! {":brief": brief, ":date": date})?;
    }
    Ok(rows.len())
}

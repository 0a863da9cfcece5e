//! Takes what news windows came to; gives it back by the hash of all that it was measured from.
//! Never changes a window that is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, Row, named_params};

use super::Store;
use super::batch::begin_write;
use super::codec::{self, json_array, micros};
use super::error::{StoreError, during};
use super::tellings;
use crate::model::{Crowd, Instant, KeptWindow, KeptWindows, Sha256Hash, Ticker, Together};

impl Store {
    /// The windows that are kept under one of `keys`, those under the last `recent` of them with
    /// their tellings.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn kept_windows(
        &self,
        keys: &[Sha256Hash],
        recent: usize,
    ) -> Result<KeptWindows, StoreError> {
        let read = || {
            // One transaction, so that all queries see one state.
            let transaction = self.connection.unchecked_transaction()?;
            let mut windows = read(&transaction, keys)?;
            let recent = &keys[keys.len().saturating_sub(recent)..];
            read_tellings(&transaction, recent, &mut windows)?;
            Ok(windows.into_iter().map(|(key, window)| (key, Arc::new(window))).collect())
        };
        read().map_err(during("read the windows measured before"))
    }

    /// Keeps windows; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn keep_windows(
        &self,
        windows: &KeptWindows,
        measured_at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            let transaction = begin_write(&self.connection)?;
            for (key, window) in windows {
                insert(&transaction, &key.to_string(), window, measured_at)?;
            }
            transaction.commit()
        };
        write().map_err(during("keep the windows measured now"))
    }
}

type Read = BTreeMap<Sha256Hash, KeptWindow>;

fn read(connection: &Connection, keys: &[Sha256Hash]) -> rusqlite::Result<Read> {
    let keys = array(keys);
    let mut windows = Read::new();
    let mut statement = connection.prepare_cached(include_str!("sql/windows_read.sql"))?;
    let mut rows = statement.query(named_params! {":keys": keys})?;
    while let Some(row) = rows.next()? {
        let cut_off = codec::instant(row, "cut_off")?;
        let (crowds, pairs) = (BTreeMap::new(), Vec::new());
        let window = KeptWindow { cut_off, crowds, pairs, telling: None };
        windows.insert(key(row)?, window);
    }
    let mut statement = connection.prepare_cached(include_str!("sql/measures_read.sql"))?;
    let mut rows = statement.query(named_params! {":keys": keys})?;
    while let Some(row) = rows.next()? {
        if let Some(window) = windows.get_mut(&key(row)?) {
            window.crowds.insert(codec::ticker(row)?, crowd(row)?);
        }
    }
    let mut statement = connection.prepare_cached(include_str!("sql/pairs_read.sql"))?;
    let mut rows = statement.query(named_params! {":keys": keys})?;
    while let Some(row) = rows.next()? {
        if let Some(window) = windows.get_mut(&key(row)?) {
            window.pairs.push(((named(row, "one")?, named(row, "other")?), together(row)?));
        }
    }
    for window in windows.values_mut() {
        window.pairs.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    }
    Ok(windows)
}

fn read_tellings(
    connection: &Connection,
    keys: &[Sha256Hash],
    windows: &mut Read,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(include_str!("sql/tellings_read.sql"))?;
    let mut rows = statement.query(named_params! {":keys": array(keys)})?;
    while let Some(row) = rows.next()? {
        if let Some(window) = windows.get_mut(&key(row)?) {
            let telling = codec::read(row, "telling", |bytes: Vec<u8>| tellings::read(&bytes))?;
            window.telling = Some(telling);
        }
    }
    Ok(())
}

/// Keys as a JSON array.
fn array(keys: &[Sha256Hash]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    json_array(keys.iter().map(String::as_str))
}

fn insert(
    connection: &Connection,
    key: &str,
    window: &KeptWindow,
    measured_at: Instant,
) -> rusqlite::Result<()> {
    let is_new = connection.prepare_cached(include_str!("sql/window_insert.sql"))?.execute(
        named_params! {
            ":key": key,
            ":cut_off": micros(window.cut_off),
            ":measured_at": micros(measured_at),
        },
    )?;
    if is_new == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(include_str!("sql/measure_insert.sql"))?;
    for (ticker, crowd) in &window.crowds {
        statement.execute(named_params! {
            ":key": key,
            ":ticker": ticker.as_str(),
            ":articles": crowd.articles,
            ":stories": crowd.stories,
            ":positive": crowd.positive,
            ":neutral": crowd.neutral,
            ":negative": crowd.negative,
            ":tone": crowd.tone,
            ":effective": crowd.effective,
            ":one_sided": crowd.one_sided,
            ":dispersion": crowd.dispersion,
            ":margin": crowd.margin,
            ":novelty": crowd.novelty,
            ":is_primary": crowd.primary,
        })?;
    }
    let mut statement = connection.prepare_cached(include_str!("sql/pair_insert.sql"))?;
    for ((one, other), together) in &window.pairs {
        statement.execute(named_params! {
            ":key": key,
            ":one": one.as_str(),
            ":other": other.as_str(),
            ":stories": together.stories,
            ":weight_e6": i64::try_from(together.weight_e6).unwrap_or(i64::MAX),
            ":shared": together.shared,
            ":opposed": together.opposed,
        })?;
    }
    if let Some(telling) = &window.telling {
        connection
            .prepare_cached(include_str!("sql/telling_insert.sql"))?
            .execute(named_params! {":key": key, ":telling": tellings::write(telling)})?;
    }
    Ok(())
}

fn key(row: &Row) -> rusqlite::Result<Sha256Hash> {
    codec::read(row, "key", |hex: String| Sha256Hash::parse(&hex).ok_or(hex))
}

fn named(row: &Row, column: &str) -> rusqlite::Result<Ticker> {
    codec::read(row, column, |symbol: String| Ticker::parse(&symbol).map_err(|_| symbol))
}

fn crowd(row: &Row) -> rusqlite::Result<Crowd> {
    Ok(Crowd {
        articles: row.get("articles")?,
        stories: row.get("stories")?,
        positive: row.get("positive")?,
        neutral: row.get("neutral")?,
        negative: row.get("negative")?,
        tone: row.get("tone")?,
        effective: row.get("effective")?,
        one_sided: row.get("one_sided")?,
        dispersion: row.get("dispersion")?,
        margin: row.get("margin")?,
        novelty: row.get("novelty")?,
        primary: row.get("is_primary")?,
    })
}

fn together(row: &Row) -> rusqlite::Result<Together> {
    let whole = |count: i64| u64::try_from(count).map_err(|_| count.to_string());
    Ok(Together {
        stories: row.get("stories")?,
        weight_e6: codec::read(row, "weight_e6", whole)?,
        shared: row.get("shared")?,
        opposed: row.get("opposed")?,
    })
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone as _, Utc};

    use super::*;
    use crate::model::Telling;
    use tempfile::TempDir;

    fn store() -> (TempDir, Store) {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("store.db")).unwrap();
        (folder, store)
    }

    fn window(tone: f64) -> Arc<KeptWindow> {
        let ticker = |symbol| Ticker::parse(symbol).unwrap();
        let crowd = Crowd { stories: 3, tone, one_sided: Some(1.0 / 3.0), ..Crowd::default() };
        let together = Together { stories: 2, weight_e6: 1_500_000, shared: 1, opposed: 0 };
        Arc::new(KeptWindow {
            cut_off: Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap(),
            crowds: [(ticker("ACME"), crowd), (ticker("BORE"), Crowd::default())].into(),
            pairs: [((ticker("ACME"), ticker("BORE")), together)].into(),
            telling: Some(Telling { texts: 3, words: vec![(7, 3)], stories: vec![] }),
        })
    }

    #[test]
    fn a_window_comes_back_to_the_last_bit_and_only_by_its_key() {
        let (_folder, store) = store();
        let keys = [Sha256Hash::of("one"), Sha256Hash::of("two")];
        let kept: KeptWindows = [(keys[0], window(0.1 + 0.2))].into();
        let now = Utc.with_ymd_and_hms(2026, 3, 25, 11, 0, 0).unwrap();
        store.keep_windows(&kept, now).unwrap();
        assert_eq!(store.kept_windows(&keys, 2).unwrap(), kept);
        assert!(store.kept_windows(&keys[1..], 2).unwrap().is_empty());
    }

    #[test]
    fn what_a_window_tells_comes_with_the_recent_ones_alone() {
        let (_folder, store) = store();
        let keys = [Sha256Hash::of("one"), Sha256Hash::of("two")];
        let kept: KeptWindows = keys.map(|key| (key, window(0.25))).into();
        let now = Utc.with_ymd_and_hms(2026, 3, 25, 11, 0, 0).unwrap();
        store.keep_windows(&kept, now).unwrap();
        let read = store.kept_windows(&keys, 1).unwrap();
        assert_eq!(
            (read[&keys[0]].telling.is_some(), read[&keys[1]].telling.is_some()),
            (false, true)
        );
    }

    #[test]
    fn a_telling_with_a_changed_byte_is_refused_by_its_key() {
        let (_folder, store) = store();
        let key = Sha256Hash::of("one");
        let now = Utc.with_ymd_and_hms(2026, 3, 25, 11, 0, 0).unwrap();
        store.keep_windows(&[(key, window(0.25))].into(), now).unwrap();
        let refused = store.connection.execute("UPDATE tellings SET telling = x'00'", []);
        assert!(refused.unwrap_err().to_string().contains("kept as they were told"));
        store.connection.execute_batch("DROP TRIGGER tellings_refuse_update").unwrap();
        store.connection.execute("UPDATE tellings SET telling = x'03'", []).unwrap();
        let error = store.kept_windows(&[key], 1).unwrap_err();
        let why = std::error::Error::source(&error).unwrap().to_string();
        assert!(why.contains("no telling"), "{why}");
        assert_eq!(store.kept_windows(&[key], 0).unwrap().len(), 1);
    }

    #[test]
    fn a_window_that_is_kept_stays_as_it_was() {
        let (_folder, store) = store();
        let key = Sha256Hash::of("one");
        let now = Utc.with_ymd_and_hms(2026, 3, 25, 11, 0, 0).unwrap();
        let first: KeptWindows = [(key, window(0.25))].into();
        store.keep_windows(&first, now).unwrap();
        store.keep_windows(&[(key, window(-0.5))].into(), now + Duration::days(1)).unwrap();
        assert_eq!(store.kept_windows(&[key], 1).unwrap(), first);
        let refused = store.connection.execute("UPDATE measures SET tone = 1.0", []);
        assert!(refused.unwrap_err().to_string().contains("kept as they were measured"));
        store.connection.execute("DELETE FROM windows", []).unwrap();
        let left: i64 = store
            .connection
            .query_row("SELECT count(*) FROM measures", [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0, "measures go with their window");
        let left: i64 = store
            .connection
            .query_row("SELECT count(*) FROM tellings", [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0, "so does what it tells");
    }
}

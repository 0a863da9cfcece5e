//! The file: what it refuses, keeps and lets in.

use rusqlite::Connection;

use super::super::{KnownAtRule, LOCK_FILE_NAME, Store, StoreError};
use super::{Fixture, bar, day, edition, fixture, hour, item, scope};
use crate::model::{
    AsOf, DataNote, DeliveryState, PublishedEdition, Refusal, Revision, SourceHealth, SourceId,
    Ticker,
};

#[test]
fn the_database_itself_refuses_to_change_a_fact() {
    let Fixture { store, folder: _folder } = fixture();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    store.record_bars(&[bar("2026-02-27", "first", 10, hour(0))], hour(0)).unwrap();
    store.record_faults(&SourceId::new("w"), &[DataNote::check("x")], hour(0)).unwrap();
    let none = PublishedEdition {
        date: day("2026-03-02"),
        overall: None,
        scores: std::collections::BTreeMap::new(),
    };
    let key = edition("2026-03-02");
    store.record_published(&key, Revision::FIRST, hour(0), &none, &[], hour(0)).unwrap();
    for table in ["batches", "articles", "bars", "faults", "editions"] {
        let column = if table == "batches" { "recorded_at" } else { "batch" };
        for sql in [
            format!("UPDATE {table} SET {column} = 1"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let refusal = store.connection.execute(&sql, []).unwrap_err().to_string();
            assert!(refusal.contains("only ever appended"), "{sql}: {refusal}");
        }
    }
}

#[test]
fn reopening_keeps_all() {
    let Fixture { store, folder } = fixture();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let ask =
        |store: &Store| store.dossier(&scope(), day("2026-03-03"), AsOf::at(hour(0))).unwrap();
    let before = ask(&store);
    drop(store);
    let store = Store::open(&folder.path().join("facts.db")).unwrap();
    assert_eq!(ask(&store), before);
    store.check_integrity().unwrap();
}

#[test]
fn a_write_with_nothing_new_makes_no_batch() {
    let Fixture { store, folder: _folder } = fixture();
    assert_eq!(store.last_batch().unwrap(), None);
    store.record_bars(&[], hour(0)).unwrap();
    assert_eq!(store.last_batch().unwrap(), None);
    let bars = [bar("2026-02-27", "first", 10, hour(0))];
    store.record_bars(&bars, hour(0)).unwrap();
    let batch = store.last_batch().unwrap();
    store.record_bars(&bars, hour(1)).unwrap();
    assert_eq!(store.last_batch().unwrap(), batch);
}

#[test]
fn a_database_of_the_first_schema_is_brought_up_to_date_with_all_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facts.db");
    let told = item("launch", "It flew.");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../sql/schema_1.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute("INSERT INTO batches (recorded_at) VALUES (0)", []).unwrap();
    old.execute(
        "INSERT INTO articles (id, version, source, publisher, url, title, text, published_at,
            licence, vendor_tickers, content_sha256, known_at, known_by, batch)
         VALUES (?1, 1, ?2, ?3, NULL, ?4, ?5, ?6, 'full', ?7, ?8, ?9, 'clock', 1)",
        rusqlite::params![
            told.id.to_string(),
            told.source.as_str(),
            told.words.publisher,
            told.words.title,
            told.words.text,
            told.published_at.map(|at| at.timestamp_micros()),
            told.vendor_tickers.iter().map(Ticker::as_str).collect::<Vec<_>>().join(" "),
            told.content_sha256().to_string(),
            hour(0).timestamp_micros(),
        ],
    )
    .unwrap();
    old.execute(
        "INSERT INTO outbox VALUES
            ('orbital', '2026-03-02', 1, 'ada', 'ada@desk.example', '<1@desk.example>', 'refused',
            '550 no', 1, NULL, 0)",
        [],
    )
    .unwrap();
    old.execute(
        "INSERT INTO attempts VALUES
            ('orbital', '2026-03-02', 1, 'ada', 1, 'before-data', 0, 0, 'refused', '550 no')",
        [],
    )
    .unwrap();
    old.execute("INSERT INTO source_state VALUES ('wire', '\"v1\"', NULL)", []).unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let known = store.dossier(&scope(), day("2026-03-03"), AsOf::at(hour(1))).unwrap().articles;
    assert_eq!(known[0].item, told);
    let again = store.record_articles(&[told], KnownAtRule::At(hour(1)), hour(1)).unwrap();
    assert_eq!((again.new, again.changed, again.same), (0, 0, 1));
    let wire = SourceId::new("wire");
    assert_eq!(store.validators(&wire).unwrap().unwrap().etag.as_deref(), Some("\"v1\""));
    assert_eq!(store.source_health(&wire).unwrap(), SourceHealth::default());
    let ledger = store.deliveries(None).unwrap();
    let refused = DeliveryState::Refused { refusal: Refusal::Other, reply: "550 no".to_owned() };
    assert_eq!((&ledger[0].state, ledger[0].attempts), (&refused, 1));
    assert_eq!(store.attempts(&ledger[0].key).unwrap()[0].reply.as_deref(), Some("550 no"));
}

#[test]
fn a_newer_schema_is_refused_by_its_number() {
    let Fixture { store, folder } = fixture();
    store.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let refusal = Store::open(&folder.path().join("facts.db")).unwrap_err();
    assert!(matches!(refusal, StoreError::NewerSchema { found: 99, known: 19 }), "{refusal}");
}

#[test]
fn a_file_that_is_no_database_is_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facts.db");
    std::fs::write(&path, "no database, but long enough to be taken for one ".repeat(40)).unwrap();
    let refusal = Store::open(&path).unwrap_err();
    assert!(matches!(refusal, StoreError::Corrupt { .. }), "{refusal}");
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let Fixture { store: _store, folder } = fixture();
    let mode = std::fs::metadata(folder.path().join("facts.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn what_others_could_read_is_closed_to_them_when_it_is_opened() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let Fixture { store: first, folder } = fixture();
    first.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let files = ["facts.db", "facts.db-wal", "facts.db-shm"].map(|name| folder.path().join(name));
    for (file, mode) in files.iter().zip([0o644, 0o666, 0o640]) {
        set_permissions(file, Permissions::from_mode(mode)).unwrap();
    }
    let _second = Store::open(&files[0]).unwrap();
    for file in &files {
        let mode = metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}

#[test]
fn a_page_that_was_written_over_is_found_and_named() {
    let Fixture { store, folder } = fixture();
    let items: Vec<_> = (0..300).map(|n| item(&format!("a{n}"), "It flew. ")).collect();
    store.record_articles(&items, KnownAtRule::At(hour(0)), hour(0)).unwrap();
    drop(store);
    let path = folder.path().join("facts.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let found = Store::open(&path).and_then(|store| store.check_integrity()).unwrap_err();
    assert!(matches!(found, StoreError::Corrupt { .. }), "{found}");
}

#[test]
fn the_file_is_written_ahead_and_in_full() {
    let Fixture { store, folder: _folder } = fixture();
    let pragma = |connection: &Connection, name| -> String {
        connection
            .query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| {
                row.get(0)
            })
            .unwrap()
    };
    assert_eq!(pragma(&store.connection, "journal_mode"), "wal");
    assert_eq!(pragma(&store.connection, "synchronous"), "2");
    assert_eq!(pragma(&store.connection, "foreign_keys"), "1");
}

#[test]
fn the_second_one_is_locked_out_and_told_by_whom() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facts.db");
    let first = Store::lock(&path).unwrap();
    assert!(folder.path().join(LOCK_FILE_NAME).exists());
    let refusal = Store::lock(&path).unwrap_err();
    assert!(matches!(refusal, StoreError::Locked { .. }), "{refusal}");
    #[cfg(unix)]
    assert!(refusal.to_string().contains(&format!("process {}", std::process::id())));
    drop(first);
    Store::lock(&path).unwrap();
}

//! Copies of the database: whole at any instant, and what comes back is what was there.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::super::{KnownAtRule, Store, StoreError};
use super::{Fixture, day, edition, fixture, hour, item, scope};
use crate::model::AsOf;

fn count(store: &Store, table: &str) -> i64 {
    let ask = format!("SELECT COUNT(*) FROM {table}");
    store.connection.query_row(&ask, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_backup_made_while_another_process_writes_is_the_state_of_one_instant() {
    let Fixture { store, folder } = fixture();
    let stop = AtomicBool::new(false);
    let written = std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            let store = Store::open(&folder.path().join("facts.db")).unwrap();
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) && n < 5_000 {
                // Two in one write: a copy has both or neither.
                let pair = [item(&format!("a{n}"), "one"), item(&format!("b{n}"), "two")];
                store.record_articles(&pair, KnownAtRule::At(hour(0)), hour(0)).unwrap();
                n += 1;
            }
            n
        });
        let mut before = 0;
        for n in 0..12 {
            let to = folder.path().join(format!("copy-{n}.db"));
            store.back_up(&to).unwrap();
            let copy = Store::open(&to).unwrap();
            copy.check_integrity().unwrap();
            let articles = count(&copy, "articles");
            assert_eq!(articles, 2 * count(&copy, "batches"));
            assert!(articles >= before, "a later copy knows all that an earlier one knew");
            before = articles;
        }
        stop.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    assert!(written > 0, "the writer wrote meanwhile");
}

#[test]
fn a_backup_is_one_file_for_its_owner_alone_and_never_written_over_another() {
    let Fixture { store, folder } = fixture();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let to = folder.path().join("backups/copy.db");
    fs::create_dir(folder.path().join("backups")).unwrap();
    let bytes = store.back_up(&to).unwrap();
    assert_eq!(fs::metadata(&to).unwrap().len(), bytes);
    assert_eq!(fs::read_dir(folder.path().join("backups")).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = fs::read(&to).unwrap();
    let refusal = store.back_up(&to).unwrap_err();
    assert!(matches!(refusal, StoreError::BackupExists { .. }), "{refusal}");
    assert_eq!(fs::read(&to).unwrap(), before);
}

#[test]
fn what_is_restored_gives_the_same_dossier_and_what_was_there_stays_beside_it() {
    let Fixture { store, folder } = fixture();
    let ask =
        |store: &Store| store.dossier(&scope(), day("2026-03-03"), AsOf::at(hour(9))).unwrap();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let (backup, database) = (folder.path().join("copy.db"), folder.path().join("facts.db"));
    store.back_up(&backup).unwrap();
    let saved = ask(&store);
    store.record_articles(&[item("later", "c")], KnownAtRule::At(hour(1)), hour(1)).unwrap();
    let lost = ask(&store);
    assert_ne!(saved, lost);
    // Killed: what was written last is in the log alone, and the log stays.
    std::mem::forget(store);

    let restorable = Store::restorable(&backup, &database).unwrap();
    assert!(restorable.replaces());
    let kept = restorable.put(".before").unwrap().unwrap();
    assert_eq!(ask(&Store::open(&database).unwrap()), saved);
    assert_eq!(ask(&Store::open(&kept).unwrap()), lost);
    assert!(!database.with_file_name(".tmp-facts.db").exists());
}

#[test]
fn a_second_restore_never_writes_over_what_the_first_one_kept() {
    let Fixture { store, folder } = fixture();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let (backup, database) = (folder.path().join("copy.db"), folder.path().join("facts.db"));
    store.back_up(&backup).unwrap();
    drop(store);
    let put = || Store::restorable(&backup, &database).unwrap().put(".before");
    let kept = put().unwrap().unwrap();
    let before = fs::read(&kept).unwrap();
    let refusal = put().unwrap_err();
    assert!(matches!(refusal, StoreError::Backup { .. }), "{refusal}");
    assert_eq!(fs::read(&kept).unwrap(), before);
    assert_eq!(count(&Store::open(&database).unwrap(), "articles"), 1);
}

#[test]
fn a_backup_of_an_older_schema_is_brought_up_to_date_and_itself_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, database) = (folder.path().join("old.db"), folder.path().join("facts.db"));
    let old = Connection::open(&backup).unwrap();
    old.execute_batch(include_str!("../sql/schema_1.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute(
        "INSERT INTO outbox VALUES
            ('orbital', '2026-03-02', 1, 'ada', 'ada@desk.example', '<1@desk.example>', 'intent',
            '', 1, NULL, 0)",
        [],
    )
    .unwrap();
    drop(old);
    let before = fs::read(&backup).unwrap();
    assert_eq!(Store::restorable(&backup, &database).unwrap().put("").unwrap(), None);
    let store = Store::open(&database).unwrap();
    assert_eq!(store.deliveries(Some(&edition("2026-03-02"))).unwrap().len(), 1);
    assert_eq!(fs::read(&backup).unwrap(), before);
}

#[test]
fn what_is_no_backup_of_ours_is_refused_and_nothing_is_touched() {
    let Fixture { store, folder } = fixture();
    store.record_articles(&[item("a", "b")], KnownAtRule::At(hour(0)), hour(0)).unwrap();
    let (bad, database) = (folder.path().join("bad.db"), folder.path().join("facts.db"));
    let refused = || Store::restorable(&bad, &database).unwrap_err();
    assert!(matches!(refused(), StoreError::NotABackup { .. }), "missing");
    assert!(!bad.exists(), "a backup that is not there is not made");
    fs::write(&bad, "no database, but long enough to be taken for one ".repeat(40)).unwrap();
    assert!(matches!(refused(), StoreError::NotABackup { .. }), "text");
    fs::remove_file(&bad).unwrap();
    Connection::open(&bad).unwrap().execute_batch("CREATE TABLE songs (name TEXT)").unwrap();
    assert!(matches!(refused(), StoreError::NotABackup { .. }), "another program's");
    fs::remove_file(&bad).unwrap();
    store.back_up(&bad).unwrap();
    let whole = fs::read(&bad).unwrap();
    fs::write(&bad, &whole[..whole.len() / 2]).unwrap();
    let refusal = refused();
    assert!(
        matches!(refusal, StoreError::Corrupt { .. } | StoreError::NotABackup { .. }),
        "{refusal}"
    );
    assert_eq!(count(&store, "articles"), 1);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with(".tmp-")));
}

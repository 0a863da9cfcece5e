//! A share that errs at every step of a write, in every way in which shares err: nothing half
//! written is ever handed out, and the next attempt makes it whole.

use std::sync::Mutex;

use super::*;
use crate::archive::injected::{self, Fault};

/// What a reader may see at any instant: an edition whole, or none.
fn readers_see_all_or_nothing(root: &Path, edition: &Edition, context: &str) {
    let reader = Archive {
        root: root.to_owned(),
        banner: None,
        keys: Keys::default(),
        known: Mutex::default(),
    };
    if let Some(found) = reader.get(&edition.key, Some(edition.revision)).expect(context) {
        for rendition in &edition.renditions {
            assert_eq!(found.rendition(&rendition.file_name).expect(context), rendition.bytes);
        }
    }
    let latest = root.join("2026/12/31/harbour/LATEST");
    if let Ok(newest) = fs::read_to_string(latest) {
        assert_eq!(newest, "r001\n", "{context}");
    }
    if let Ok(index) = fs::read(root.join("index.json")) {
        serde_json::from_slice::<serde_json::Value>(&index).expect(context);
    }
}

/// Whole, with both editions in the chain and in the index, and nothing left over.
fn is_whole(archive: &Archive, context: &str) {
    assert_eq!(faults(archive), [], "{context}");
    let chain = fs::read_to_string(archive.root().join("chain/2026.jsonl")).unwrap();
    assert_eq!(chain.lines().count(), 2, "{context}");
    let head = archive.chain_head().unwrap().unwrap().to_string();
    for file in ["index.json", "index.html"] {
        let index = fs::read_to_string(archive.root().join(file)).expect(context);
        assert!(index.contains(&head), "{context}: {file} is of another head");
    }
    let year = fs::read_to_string(archive.root().join("index/2026.json")).expect(context);
    assert!(year.contains("2026/12/31/harbour/r001"), "{context}");
    let left = fs::read_dir(archive.root()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".tmp-")).collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

/// Stores a second edition with a fault at one step; whether the step was reached. All of it is
/// signed.
fn attack(fault: Fault, step: u32, restarts: bool) -> bool {
    let context = format!("{fault:?} at step {step}, restarts: {restarts}");
    // In memory where there is such a folder: thousands of flushes are made.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.unwrap();
    let keys = || Keys::new(Some(super::signing::key(1)), vec![]);
    let archive = Archive::init(&folder.path().join("reports")).unwrap().with_keys(keys());
    store(&archive, at(2026, 12, 30), 1, "one");
    let edition = edition_on(at(2026, 12, 31), 1, "two");
    injected::plan(fault, step);
    let stored = archive.store(&edition, at(2026, 12, 31), &program(), "tests");
    let fired = injected::end();
    readers_see_all_or_nothing(archive.root(), &edition, &context);
    if stored.is_ok() {
        is_sealed(&archive, &context);
    }
    let archive = if restarts {
        Archive::open(archive.root(), MarkerPolicy::Require).expect(&context).with_keys(keys())
    } else {
        archive
    };
    let again = archive.store(&edition, at(2026, 12, 31), &program(), "tests").expect(&context);
    assert_eq!(again.edition_sha256(), edition.sha256().to_string(), "{context}");
    is_sealed(&archive, &context);
    let reopened = Archive::open(archive.root(), MarkerPolicy::Require).expect(&context);
    let reopened = reopened.with_keys(keys());
    is_whole(&reopened, &context);
    fired
}

/// A store that says it went well has sealed what it stored.
fn is_sealed(archive: &Archive, context: &str) {
    let chain = fs::read_to_string(archive.root().join("chain/2026.jsonl")).unwrap();
    assert_eq!(chain.lines().count(), 2, "{context}");
}

#[test]
fn no_fault_at_any_step_leaves_half_an_edition_and_the_next_attempt_makes_it_whole() {
    for fault in Fault::ALL {
        for restarts in [false, true] {
            let steps = (0..10_000).take_while(|step| attack(fault, *step, restarts)).count();
            assert!(steps > 30, "{fault:?}: only {steps} steps were reached");
        }
    }
}

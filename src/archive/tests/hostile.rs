//! A share that errs at every step of a write, in every way in which shares err: nothing half
//! written is ever handed out, and the next attempt makes it whole.

use std::path::PathBuf;
use std::sync::Mutex;

use super::*;
use crate::faults::{self, Act, Fault, Plan, Step};

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
    assert_eq!(leftovers(archive.root()), Vec::<PathBuf>::new(), "{context}");
}

/// Half-written files, anywhere.
fn leftovers(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in crate::archive::disk::entries(&folder).unwrap() {
            let path = folder.join(&name);
            if name.starts_with(".tmp-") {
                found.push(path);
            } else if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

/// Makes an archive with a fault at one step, then as a pipeline does at its next start; whether
/// the step was reached.
fn attack_the_first_start(fault: Fault, step: u32) -> bool {
    let context = format!("{fault:?} at step {step}");
    let folder = in_memory();
    let root = folder.path().join("desk/reports");
    faults::plan_here(Plan { step: Step::ArchiveDisk, skip: step, act: Act::Fail(fault) });
    let _ = Archive::open(&root, MarkerPolicy::Create);
    let fired = faults::disarm();
    let policy = if root.exists() { MarkerPolicy::Require } else { MarkerPolicy::Create };
    let archive = Archive::open(&root, policy).expect(&context);
    store(&archive, at(2026, 12, 30), 1, "one");
    assert_eq!(leftovers(folder.path()), Vec::<PathBuf>::new(), "{context}");
    let readme = fs::read_to_string(root.join("README.txt")).expect(&context);
    assert_eq!(readme, crate::archive::open::README, "{context}");
    fired
}

/// In memory where there is such a folder: thousands of flushes are made.
fn in_memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.unwrap()
}

/// Stores a second edition with a fault at one step; whether the step was reached. All of it is
/// signed.
fn attack(fault: Fault, step: u32, restarts: bool) -> bool {
    let context = format!("{fault:?} at step {step}, restarts: {restarts}");
    let folder = in_memory();
    let keys = || Keys::new(Some(super::signing::key(1)), vec![]);
    let archive = Archive::init(&folder.path().join("reports")).unwrap().with_keys(keys());
    store(&archive, at(2026, 12, 30), 1, "one");
    let edition = edition_on(at(2026, 12, 31), 1, "two");
    faults::plan_here(Plan { step: Step::ArchiveDisk, skip: step, act: Act::Fail(fault) });
    let stored = archive.store(&edition, at(2026, 12, 31), &program(), "tests");
    let fired = faults::disarm();
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

#[test]
fn an_archive_whose_first_start_was_cut_off_is_there_at_the_next() {
    for fault in Fault::ALL {
        let steps = (0..100).take_while(|step| attack_the_first_start(fault, *step)).count();
        assert!(steps > 8, "{fault:?}: only {steps} steps were reached");
    }
}

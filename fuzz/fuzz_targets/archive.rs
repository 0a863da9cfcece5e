//! Any bytes as a file of an archive: what is not what was written there is named, and neither
//! opening, listing nor checking falls over it.

#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use chrono::DateTime;
use contrabrief::archive::{Archive, MarkerPolicy, ProgramFacts, VerifyDepth};
use contrabrief::model::{
    AsOf, BriefId, Edition, EditionKey, Instant, Reason, Rendition, Revision, Sha256Hash,
};
use libfuzzer_sys::fuzz_target;

/// The file that is replaced, chosen by the first byte, and whether the chain seals it.
const FILES: [(&str, bool); 9] = [
    ("2026/03/24/desk/r001/manifest.json", true),
    ("2026/03/24/desk/r001/SHA256SUMS", true),
    ("2026/03/24/desk/r001/brief.md", true),
    ("chain/2026.jsonl", true),
    ("index.json", false),
    ("holds.jsonl", false),
    ("pruned/2026/03/24/desk/r001.json", false),
    ("audit/2026-03.jsonl", false),
    ("2026/03/24/desk/LATEST", false),
];

fn at() -> Instant {
    DateTime::from_timestamp(1_774_347_300, 0).expect("an instant")
}

fn edition() -> Edition {
    Edition {
        key: EditionKey { brief: BriefId::parse("desk").expect("a name"), date: at().date_naive() },
        revision: Revision::FIRST,
        reason: Reason::Scheduled,
        as_of: AsOf::at(at()),
        headline: "Cranes idle".to_owned(),
        overall_hundredths: Some(25),
        tickers: vec!["HBR".to_owned()],
        checks: 0,
        renditions: vec![Rendition::new("brief.md", "text/markdown; charset=utf-8", "Cranes")],
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: None,
        objects: Vec::new(),
    }
}

/// Where the archive is made anew for each input: in memory, where there is such a folder.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a temporary folder can be made")
});

fn replace(file: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(file);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
    fs::write(file, bytes).expect("a file can be written");
}

fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else { return };
    let (file, is_sealed) = FILES[usize::from(*first) % FILES.len()];
    let root = FOLDER.path().join("reports");
    let _ = fs::remove_dir_all(&root);
    let archive = Archive::init(&root).expect("an archive");
    let program = ProgramFacts {
        version: "1".to_owned(),
        engine: "lexicon 1".to_owned(),
        tzdb: "t".to_owned(),
    };
    archive.store(&edition(), at(), &program, "fuzz").expect("an edition can be stored");
    let file = root.join(file);
    let before = fs::read(&file).ok();
    replace(&file, bytes);
    let is_altered = before.is_some_and(|before| before != bytes);
    match archive.verify(VerifyDepth::Full) {
        Ok(found) => assert!(!(is_sealed && is_altered) || !found.faults.is_empty()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match Archive::open(&root, MarkerPolicy::Require) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(archive) => {
            let _ = archive.list();
            let _ = archive.get(&edition().key, None);
            let _ = archive.holds();
            let _ = archive.tombstones();
            if let Err(error) = archive.store(&edition(), at(), &program, "fuzz") {
                assert!(!error.to_string().is_empty());
            }
        }
    }
});

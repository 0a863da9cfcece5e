//! Attacks on the archive: each promise has one.

mod chain_files;
mod contents;
mod corrupted;
mod damage;
mod derived;
mod export;
mod hostile;
#[cfg(unix)]
mod links;
mod prune;
mod signing;

use std::fs;
use std::path::Path;

use chrono::{TimeZone as _, Utc};

use super::*;
use crate::model::{
    ArchivedObject, AsOf, BriefId, Edition, EditionKey, Instant, Reason, Rendition, Revision,
    Sha256Hash,
};

fn at(year: i32, month: u32, day: u32) -> Instant {
    Utc.with_ymd_and_hms(year, month, day, 10, 15, 0).unwrap()
}

fn edition_on(written_at: Instant, revision: u16, text: &str) -> Edition {
    Edition {
        key: EditionKey {
            brief: BriefId::parse("harbour").unwrap(),
            date: written_at.date_naive(),
        },
        revision: Revision(revision),
        reason: if revision == 1 { Reason::Scheduled } else { Reason::LateData },
        as_of: AsOf::at(written_at),
        headline: format!("Cranes idle </script> {text}"),
        overall_hundredths: Some(25),
        tickers: vec!["HBR".to_owned()],
        checks: 1,
        renditions: vec![
            Rendition::new("brief.md", "text/markdown; charset=utf-8", text),
            Rendition::new("brief.html", "text/html; charset=utf-8", format!("<p>{text}</p>")),
        ],
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: None,
        objects: vec![ArchivedObject { role: "config".to_owned(), bytes: b"title = 1".to_vec() }],
    }
}

fn store(archive: &Archive, written_at: Instant, revision: u16, text: &str) -> Archived {
    let edition = edition_on(written_at, revision, text);
    archive.store(&edition, written_at, &program(), "tests").unwrap()
}

fn program() -> ProgramFacts {
    ProgramFacts { version: "1".to_owned(), engine: "lexicon 1".to_owned(), tzdb: "t".to_owned() }
}

fn fresh() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::init(&folder.path().join("reports")).unwrap();
    (folder, archive)
}

/// An archive of three revisions over two years.
fn filled() -> (tempfile::TempDir, Archive) {
    let (folder, archive) = fresh();
    store(&archive, at(2026, 12, 30), 1, "one");
    store(&archive, at(2026, 12, 31), 1, "two");
    store(&archive, at(2027, 1, 4), 1, "three");
    (folder, archive)
}

fn faults(archive: &Archive) -> Vec<(String, FaultKind)> {
    let found = archive.verify(VerifyDepth::Full).unwrap().faults;
    found.into_iter().map(|fault| (fault.path, fault.kind)).collect()
}

fn overwrite(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

const FIRST: &str = "2026/12/30/harbour/r001";

#[test]
fn what_was_stored_comes_back_and_verifies() {
    let (_folder, archive) = filled();
    let key = edition_on(at(2026, 12, 31), 1, "").key;
    let archived = archive.get(&key, None).unwrap().unwrap();
    assert_eq!(archived.rendition("brief.md").unwrap(), b"two");
    assert_eq!(archived.object_of("config").unwrap(), b"title = 1");
    assert_eq!(
        archived.edition_sha256(),
        edition_on(at(2026, 12, 31), 1, "two").sha256().to_string()
    );
    let last = |date| archive.last_edition(&key.brief, date).unwrap();
    assert_eq!(last(key.date), Some(key.clone()));
    let before = last(key.date.pred_opt().unwrap()).unwrap();
    assert_eq!(archive.get(&before, None).unwrap().unwrap().path(), FIRST);
    assert_eq!(last(at(2000, 1, 1).date_naive()), None);
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.editions, found.files, found.faults), (3, 7, vec![]));
}

#[test]
fn the_chain_goes_on_from_year_to_year() {
    let (_folder, archive) = filled();
    let next = fs::read_to_string(archive.root().join("chain/2027.jsonl")).unwrap();
    let last = fs::read_to_string(archive.root().join("chain/2026.jsonl")).unwrap();
    let hash = &last.trim_end()[last.trim_end().len() - 66..last.trim_end().len() - 2];
    assert!(next.contains(&format!("\"prev\":\"{hash}\"")), "{next}");
    assert!(next.contains("\"seq\":3"), "{next}");
}

#[test]
fn the_first_lines_hash_is_what_the_readme_tells_to_compute() {
    let (_folder, archive) = fresh();
    store(&archive, at(2026, 3, 25), 1, "one");
    let line = fs::read_to_string(archive.root().join("chain/2026.jsonl")).unwrap();
    let (body, _) = line.split_once(",\"hash\":").unwrap();
    assert_eq!(archive.chain_head().unwrap(), Some(Sha256Hash::of(format!("{body}}}"))));
}

#[test]
fn a_second_revision_supersedes_the_first_and_leaves_it() {
    let (_folder, archive) = filled();
    let second = store(&archive, at(2026, 12, 30), 2, "late");
    assert_eq!(second.manifest().supersedes, Some(1));
    assert_eq!(fs::read(archive.root().join("2026/12/30/harbour/LATEST")).unwrap(), b"r002\n");
    let first = archive.get(second.key(), Some(Revision(1))).unwrap().unwrap();
    assert_eq!(first.rendition("brief.md").unwrap(), b"one");
    assert_eq!(faults(&archive), []);
}

#[test]
fn the_same_edition_again_is_found_and_another_is_refused() {
    let (_folder, archive) = filled();
    let head = archive.chain_head().unwrap();
    store(&archive, at(2026, 12, 30), 1, "one");
    assert_eq!(archive.chain_head().unwrap(), head);
    let other = edition_on(at(2026, 12, 30), 1, "other");
    let refused = archive.store(&other, at(2026, 12, 30), &program(), "tests").unwrap_err();
    assert!(matches!(refused, ArchiveError::Occupied { .. }), "{refused}");
    assert_eq!(faults(&archive), []);
}

#[test]
fn every_damage_to_a_file_is_named() {
    type Damage = fn(&Path);
    let cases: [(Damage, &str, FaultKind); 6] = [
        (|root| overwrite(&root.join("brief.md"), b"onE"), "brief.md", FaultKind::Altered),
        (|root| overwrite(&root.join("brief.md"), b""), "brief.md", FaultKind::Altered),
        (|root| fs::remove_file(root.join("brief.md")).unwrap(), "brief.md", FaultKind::Missing),
        (|root| overwrite(&root.join("new.txt"), b"x"), "new.txt", FaultKind::Extra),
        (|root| overwrite(&root.join("SHA256SUMS"), b"x"), "SHA256SUMS", FaultKind::Altered),
        (
            |root| fs::remove_file(root.join("manifest.json")).unwrap(),
            "manifest.json",
            FaultKind::Missing,
        ),
    ];
    for (damage, file, kind) in cases {
        let (_folder, archive) = filled();
        damage(&archive.root().join(FIRST));
        assert_eq!(faults(&archive), [(format!("{FIRST}/{file}"), kind)]);
    }
}

#[test]
fn an_altered_file_is_never_handed_out() {
    let (_folder, archive) = filled();
    overwrite(&archive.root().join(FIRST).join("brief.md"), b"onE");
    let archived = archive.get(&edition_on(at(2026, 12, 30), 1, "").key, None).unwrap().unwrap();
    assert!(matches!(archived.rendition("brief.md"), Err(ArchiveError::Altered { .. })));
}

#[test]
fn a_rewritten_manifest_does_not_match_the_chain() {
    let (_folder, archive) = filled();
    let path = archive.root().join(FIRST).join("manifest.json");
    let text = fs::read_to_string(&path).unwrap().replace("\"checks\": 1", "\"checks\": 0");
    overwrite(&path, text.as_bytes());
    assert_eq!(faults(&archive), [(format!("{FIRST}/manifest.json"), FaultKind::Altered)]);
}

#[test]
fn an_edited_or_deleted_chain_line_breaks_the_chain() {
    let (_folder, archive) = filled();
    let path = archive.root().join("chain/2026.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    overwrite(&path, text.replacen("12-30T10", "12-30T11", 1).as_bytes());
    let broken = ("chain/2026.jsonl".to_owned(), FaultKind::ChainBroken { seq: 1 });
    assert_eq!(faults(&archive), std::slice::from_ref(&broken));
    let second_line = text.split_once('\n').unwrap().1;
    overwrite(&path, second_line.as_bytes());
    assert!(faults(&archive).contains(&broken));
}

#[test]
fn a_deleted_edition_is_missed() {
    let (_folder, archive) = filled();
    fs::remove_dir_all(archive.root().join(FIRST)).unwrap();
    assert_eq!(faults(&archive), [(FIRST.to_owned(), FaultKind::Missing)]);
}

#[test]
fn a_damaged_object_is_named() {
    let (_folder, archive) = filled();
    let sha256 = Sha256Hash::of("title = 1");
    let path = super::archived::object_path(sha256);
    overwrite(&archive.root().join(&path), b"not zstd");
    assert_eq!(faults(&archive), [(path, FaultKind::Altered)]);
}

#[test]
fn a_crash_before_the_chain_line_is_mended_at_the_next_open() {
    let (_folder, archive) = filled();
    let head = archive.chain_head().unwrap();
    let path = archive.root().join("chain/2027.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::create_dir(archive.root().join(".tmp-edition-1-1")).unwrap();
    for torn in [0, 40] {
        overwrite(&path, &whole[..torn]);
        let mended = Archive::open(archive.root(), MarkerPolicy::Require).unwrap();
        assert_eq!(mended.chain_head().unwrap(), head);
        assert_eq!(faults(&mended), []);
    }
    assert!(!archive.root().join(".tmp-edition-1-1").exists());
}

#[test]
fn a_root_without_marker_is_a_missing_share() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Archive::open(folder.path(), MarkerPolicy::Require).unwrap_err();
    assert!(matches!(refused, ArchiveError::ShareMissing { .. }));
    fs::write(folder.path().join("other.txt"), "x").unwrap();
    let refused = Archive::open(folder.path(), MarkerPolicy::Create).unwrap_err();
    assert!(matches!(refused, ArchiveError::ShareMissing { .. }));
}

#[test]
fn a_rendition_cannot_leave_its_folder() {
    let (_folder, archive) = fresh();
    for name in ["../brief.md", "", ".hidden", "manifest.json", "a/b", "Brief.md", "a\0"] {
        let mut edition = edition_on(at(2026, 3, 25), 1, "one");
        edition.renditions[0].file_name = name.to_owned();
        let refused = archive.store(&edition, at(2026, 3, 25), &program(), "tests").unwrap_err();
        assert!(matches!(refused, ArchiveError::UnsafeName { .. }), "{name}");
    }
}

#[test]
fn two_archives_of_the_same_editions_are_the_same_bytes() {
    fn tree(root: &Path, into: &mut Vec<(String, Vec<u8>)>, base: &Path) {
        for (name, kind) in super::disk::entries(root).unwrap() {
            let path = root.join(name);
            if kind.is_dir() {
                tree(&path, into, base);
            } else {
                let name = path.strip_prefix(base).unwrap().display().to_string();
                into.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    let ((_one, left), (_two, right)) = (filled(), filled());
    let (mut left_files, mut right_files) = (Vec::new(), Vec::new());
    tree(left.root(), &mut left_files, left.root());
    tree(right.root(), &mut right_files, right.root());
    assert_eq!(left_files, right_files);
    assert!(left_files.len() > 15);
}

#[test]
fn a_headline_cannot_end_the_index_script() {
    let (_folder, archive) = filled();
    let page = fs::read_to_string(archive.root().join("index.html")).unwrap();
    assert!(page.contains("Cranes idle \\u003c/script>"));
    assert!(!page.contains("Cranes idle </script>"));
}

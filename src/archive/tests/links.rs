//! Symbolic links that somebody laid into the archive, to the root of the file system and to
//! folders of others: none is followed, neither for reading nor for writing nor for removing.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::*;

/// A folder of somebody else, with what an archive would take for its own.
fn of_another(folder: &Path) -> PathBuf {
    let outside = folder.join("outside");
    for path in ["12/30/harbour", "sha256/ab", "harbour/r001"] {
        fs::create_dir_all(outside.join(path)).unwrap();
    }
    for file in ["1999.js", ".tmp-1", "2026.jsonl", "2026-12.jsonl", "sha256/ab/x.zst", "secret"] {
        fs::write(outside.join(file), "theirs\n").unwrap();
    }
    outside
}

/// Every file below a folder with its content.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn replace_by_link(path: &Path, target: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else {
        fs::remove_file(path).unwrap();
    }
    symlink(target, path).unwrap();
}

fn write_again(archive: &Archive) -> Result<(), ArchiveError> {
    let edition = edition_on(at(2026, 12, 30), 2, "late");
    archive.store(&edition, at(2027, 1, 5), &program(), "tests").map(drop)
}

#[test]
fn an_archive_whose_own_folder_is_a_link_is_refused_by_its_name() {
    for name in ["chain", "audit", "objects", "index", "method", "2026"] {
        for target in ["/", "outside"] {
            let (folder, archive) = filled();
            let outside = of_another(folder.path());
            let target = if target == "/" { PathBuf::from("/") } else { outside.clone() };
            let before = content(&outside);
            replace_by_link(&archive.root().join(name), &target);
            let refused = Archive::open(archive.root(), MarkerPolicy::Require).unwrap_err();
            assert!(refused.to_string().contains("symbolic link"), "{name}: {refused}");
            assert!(refused.to_string().contains(name), "{name}: {refused}");
            assert!(write_again(&archive).is_err(), "{name}");
            let everything = PruneRule {
                before: at(2030, 1, 1).date_naive(),
                made_before: at(2030, 1, 1),
                why: "old",
            };
            assert!(archive.prune(&everything, (at(2031, 1, 1), "tests")).is_err(), "{name}");
            assert_eq!(content(&outside), before, "{name}");
        }
    }
}

/// The edition itself lies behind the link, whole and sealed.
#[test]
fn a_link_on_the_way_to_an_edition_leads_nowhere() {
    for path in ["2026/12", "2026/12/30", "2026/12/30/harbour", FIRST] {
        let (folder, archive) = filled();
        let moved = folder.path().join("moved");
        fs::rename(archive.root().join(path), &moved).unwrap();
        symlink(&moved, archive.root().join(path)).unwrap();
        let before = content(&moved);
        let key = edition_on(at(2026, 12, 30), 1, "").key;
        assert!(archive.get(&key, Some(Revision(1))).is_err(), "{path}");
        assert!(faults(&archive).contains(&(FIRST.to_owned(), FaultKind::Missing)), "{path}");
        for revision in [1, 2] {
            let edition = edition_on(at(2026, 12, 30), revision, "one");
            let stored = archive.store(&edition, at(2027, 1, 5), &program(), "tests");
            assert!(stored.is_err() || path == FIRST, "{path}: {revision}");
        }
        assert_eq!(content(&moved), before, "{path}");
    }
}

#[test]
fn a_file_that_is_a_link_is_neither_read_nor_written_even_to_the_same_bytes() {
    let (folder, archive) = filled();
    let key = edition_on(at(2026, 12, 30), 1, "").key;
    let archived = archive.get(&key, None).unwrap().unwrap();
    let file = archive.root().join(FIRST).join("brief.md");
    let same = folder.path().join("same.md");
    fs::copy(&file, &same).unwrap();
    replace_by_link(&file, &same);
    assert!(matches!(archived.rendition("brief.md"), Err(ArchiveError::Disk { .. })));
    let path = format!("{FIRST}/brief.md");
    assert_eq!(faults(&archive), [(path.clone(), FaultKind::Altered), (path, FaultKind::Extra)]);

    let (folder, archive) = filled();
    let chain = archive.root().join("chain/2027.jsonl");
    let elsewhere = folder.path().join("elsewhere.jsonl");
    fs::copy(&chain, &elsewhere).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    replace_by_link(&chain, &elsewhere);
    assert!(write_again(&archive).is_err());
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
}

#[test]
fn a_link_to_a_device_without_end_ends_no_process() {
    let (_folder, archive) = filled();
    for name in ["manifest.json", "SHA256SUMS", "brief.html"] {
        replace_by_link(&archive.root().join(FIRST).join(name), Path::new("/dev/zero"));
    }
    replace_by_link(&archive.root().join("index.json"), Path::new("/dev/zero"));
    let told = faults(&archive);
    assert!(told.contains(&(format!("{FIRST}/manifest.json"), FaultKind::Missing)), "{told:?}");
    let key = edition_on(at(2026, 12, 30), 1, "").key;
    assert!(archive.get(&key, None).is_err());
    store(&archive, at(2027, 1, 5), 1, "four");
}

//! What is derived is no evidence, but readers go by it: what does not say what the archive says is
//! named, and written anew when that is asked for.

use super::*;

const LATEST: &str = "2026/12/30/harbour/LATEST";

fn stale(archive: &Archive) -> Vec<String> {
    let found = faults(archive).into_iter();
    found.filter(|(_, kind)| *kind == FaultKind::Stale).map(|(path, _)| path).collect()
}

#[test]
fn every_byte_of_the_index_and_of_each_latest_is_watched_and_written_anew() {
    let (_folder, archive) = filled();
    store(&archive, at(2026, 12, 30), 2, "late");
    assert_eq!(faults(&archive), []);
    let derived = ["index.html", "index.json", "index/2026.js", "index/2027.json", LATEST];
    for path in derived {
        let file = archive.root().join(path);
        let whole = fs::read(&file).unwrap();
        for place in [0, whole.len() / 2, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[place] ^= 1;
            overwrite(&file, &altered);
            let named = stale(&archive);
            assert!(named.contains(&path.to_owned()), "byte {place} of {path}: {named:?}");
        }
        fs::remove_file(&file).unwrap();
        assert!(stale(&archive).contains(&path.to_owned()), "{path} is gone");
        archive.write_derived().unwrap();
        assert_eq!(faults(&archive), [], "{path}");
        assert_eq!(fs::read(&file).unwrap(), whole, "{path}");
    }
}

#[test]
fn a_latest_that_hides_a_correction_and_a_file_of_no_year_are_named() {
    let (_folder, archive) = filled();
    store(&archive, at(2026, 12, 30), 2, "late");
    overwrite(&archive.root().join(LATEST), b"r001\n");
    assert_eq!(faults(&archive), [(LATEST.to_owned(), FaultKind::Stale)]);
    archive.write_derived().unwrap();
    assert_eq!(fs::read(archive.root().join(LATEST)).unwrap(), b"r002\n");
    fs::write(archive.root().join("index/2025.js"), "contrabriefYear(2025,[]);").unwrap();
    assert_eq!(faults(&archive), [("index/2025.js".to_owned(), FaultKind::Extra)]);
}

/// Neither a check, nor another banner, nor an index by another version is a fault of anybody's.
#[test]
fn what_is_right_is_not_named() {
    let (_folder, archive) = filled();
    let deed = Deed { at: at(2027, 1, 5), who: "tests", what: "verify", path: "", why: "no fault" };
    archive.record(&deed).unwrap();
    assert_eq!(faults(&archive), []);
    let bannered = archive.with_banner(Some("FICTIONAL".to_owned()));
    store(&bannered, at(2027, 1, 5), 1, "four");
    assert_eq!(faults(&bannered), []);
    let root = bannered.root().to_owned();
    let plain = Archive::open(&root, MarkerPolicy::Require).unwrap().with_banner(None);
    assert_eq!(faults(&plain), [], "the configuration has no banner any more");
    let index = fs::read_to_string(root.join("index.json")).unwrap();
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(index.contains(&version), "{index}");
    overwrite(
        &root.join("index.json"),
        index.replace(&version, "\"version\":\"0.0.9\"").as_bytes(),
    );
    overwrite(&root.join("index.html"), b"as another version writes it");
    let reopened = Archive::open(&root, MarkerPolicy::Require).unwrap();
    assert_eq!(faults(&reopened), []);
}

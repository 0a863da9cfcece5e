//! Damage that keeps sizes and lines plausible: zeros where a disk lost its blocks, a line of
//! the chain that stands twice or was exchanged.

use super::*;

#[test]
fn a_glance_misses_no_file_that_is_longer_or_shorter() {
    for text in ["", "one and more"] {
        let (_folder, archive) = filled();
        overwrite(&archive.root().join(FIRST).join("brief.md"), text.as_bytes());
        let told = archive.verify(VerifyDepth::Quick).unwrap().faults;
        let altered = |fault: &VerifyFault| {
            fault.path == format!("{FIRST}/brief.md") && fault.kind == FaultKind::Altered
        };
        assert!(told.iter().any(altered), "{text:?}: {told:?}");
    }
}

#[test]
fn a_file_that_a_disk_filled_with_zeros_is_named() {
    let (_folder, archive) = filled();
    let files = ["brief.md", "brief.html", "SHA256SUMS", "manifest.json"];
    for name in files {
        let path = archive.root().join(FIRST).join(name);
        let size = fs::read(&path).unwrap().len();
        overwrite(&path, &vec![0; size]);
    }
    let told = faults(&archive);
    // A manifest of zeros lists nothing; its seal tells, and that it cannot be read.
    let manifest = format!("{FIRST}/manifest.json");
    assert!(told.contains(&(manifest.clone(), FaultKind::Altered)), "{told:?}");
    assert!(told.iter().any(|(path, kind)| {
        *path == manifest && matches!(kind, FaultKind::ManifestUnreadable { .. })
    }));
    for name in &files[..3] {
        let (_folder, archive) = filled();
        let path = archive.root().join(FIRST).join(name);
        let size = fs::read(&path).unwrap().len();
        overwrite(&path, &vec![0; size]);
        assert_eq!(faults(&archive), [(format!("{FIRST}/{name}"), FaultKind::Altered)]);
    }
}

#[test]
fn a_chain_line_that_stands_twice_or_was_exchanged_breaks_the_chain_where_it_stands() {
    let broken_at = |change: fn(&[&str]) -> String| {
        let (_folder, archive) = filled();
        let path = archive.root().join("chain/2026.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        overwrite(&path, change(&lines).as_bytes());
        let told = faults(&archive).into_iter().find_map(|(path, kind)| match kind {
            FaultKind::ChainBroken { seq } => Some((path, seq)),
            _ => None,
        });
        told.unwrap()
    };
    let file = || "chain/2026.jsonl".to_owned();
    assert_eq!(broken_at(|lines| [lines[0], lines[0], lines[1]].concat()), (file(), 2));
    assert_eq!(broken_at(|lines| [lines[1], lines[0]].concat()), (file(), 1));
    assert_eq!(broken_at(|lines| [lines[0], "{}\n", lines[1]].concat()), (file(), 2));
}

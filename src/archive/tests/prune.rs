//! What goes by the retention, what is held, and what every kill in between leaves to do.

use std::fs;
use std::path::Path;

use super::super::*;
use super::{FIRST, at, edition_on, faults, filled, fresh, overwrite, program, store};
use crate::model::{ArchivedObject, BriefId, EditionKey, Instant, Revision, Sha256Hash};

const WHY: &str = "retention 7y";

fn rule() -> PruneRule<'static> {
    let before = at(2027, 1, 1);
    PruneRule { before: before.date_naive(), made_before: before, why: WHY }
}

fn prune(archive: &Archive) -> Pruned {
    archive.prune(&rule(), (at(2033, 6, 1), "tests")).unwrap()
}

fn brief() -> BriefId {
    BriefId::parse("harbour").unwrap()
}

fn key(on: Instant) -> EditionKey {
    EditionKey { brief: brief(), date: on.date_naive() }
}

#[test]
fn what_is_old_goes_and_a_stone_of_each_stays_that_the_chain_seals() {
    let (_folder, archive) = filled();
    store(&archive, at(2026, 12, 30), 2, "late");
    let planned = archive.prunable(&rule()).unwrap();
    assert_eq!(faults(&archive), [], "a plan changes nothing");
    let pruned = prune(&archive);
    assert_eq!(planned, pruned);
    assert_eq!(pruned.editions, [key(at(2026, 12, 30)), key(at(2026, 12, 31))]);
    assert_eq!((pruned.revisions, pruned.oldest_left), (3, Some(at(2027, 1, 4).date_naive())));
    assert!(!archive.root().join("2026").exists());
    assert!(!archive.root().join("index/2026.json").exists());
    let page = fs::read_to_string(archive.root().join("index.html")).unwrap();
    assert!(!page.contains("2026-12-30") && page.contains("2027-01-04"));
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!(found.faults, []);
    let second = "2026/12/30/harbour/r002";
    assert_eq!(found.pruned, [FIRST, second, "2026/12/31/harbour/r001"]);
    // Two renditions and the configuration of the edition that is left, and three stones.
    assert_eq!(found.counts(), "1 briefs, 6 files, 3 pruned, 0 faults");
    assert_eq!(prune(&archive).revisions, 0, "nothing more goes");
    // By sha256sum alone: the stone is what the chain's line says, like a manifest.
    let stone = fs::read(archive.root().join(format!("tombstones/{second}.json"))).unwrap();
    let chain = fs::read_to_string(archive.root().join("chain/2033.jsonl")).unwrap();
    let hash = Sha256Hash::of(&stone).to_string();
    let named = |line: &str| line.contains(&hash) && line.contains(second);
    assert!(chain.lines().any(named), "{chain}");
    let stone: Tombstone = serde_json::from_slice(&stone).unwrap();
    assert_eq!((&stone.why[..], stone.pruned_at), (WHY, at(2033, 6, 1)));
    let first = fs::read_to_string(archive.root().join("chain/2027.jsonl")).unwrap();
    assert!(first.contains(&stone.manifest_sha256), "the chain knew the edition before");
    assert!(stone.outputs.iter().any(|it| it.sha256 == Sha256Hash::of("late").to_string()));
}

#[test]
fn what_was_made_lately_of_an_old_date_stays() {
    let (_folder, archive) = fresh();
    let edition = edition_on(at(2026, 3, 25), 1, "backfilled");
    archive.store(&edition, at(2028, 1, 1), &program(), "tests").unwrap();
    assert_eq!(prune(&archive).editions, []);
    assert_eq!(faults(&archive), []);
}

#[test]
fn what_is_held_stays_until_it_is_released_and_a_date_holds_every_brief() {
    let (_folder, archive) = filled();
    let by = (at(2033, 5, 1), "counsel");
    let (one, other) = (at(2026, 12, 30).date_naive(), at(2026, 12, 31).date_naive());
    assert!(archive.hold((one, Some(&brief())), by, "case 4711").unwrap());
    assert!(!archive.hold((one, Some(&brief())), by, "case 4711").unwrap());
    assert!(archive.hold((other, None), by, "case 4712").unwrap());
    let pruned = prune(&archive);
    assert_eq!((pruned.editions.len(), pruned.held.len()), (0, 2));
    assert_eq!(pruned.oldest_left, Some(one));
    assert!(!archive.release((other, Some(&brief())), by, "as held").unwrap());
    assert!(archive.release((other, None), by, "closed").unwrap());
    let pruned = prune(&archive);
    assert_eq!(
        (pruned.editions, pruned.held),
        (vec![key(at(2026, 12, 31))], vec![key(at(2026, 12, 30))])
    );
    let refused = archive.hold((other, None), by, "too late").unwrap_err();
    assert!(matches!(refused, ArchiveError::Pruned { .. }), "{refused}");
    assert_eq!(archive.holds().unwrap().len(), 1);
    let audit = fs::read_to_string(archive.root().join("audit/2033-05.jsonl")).unwrap();
    for what in ["hold", "release"] {
        assert!(audit.contains(&format!("\"what\":\"{what}\"")), "{audit}");
    }
    assert_eq!(faults(&archive), []);
}

#[test]
fn a_line_of_holds_that_cannot_be_read_stops_every_prune() {
    let (_folder, archive) = filled();
    let day = at(2026, 12, 30).date_naive();
    archive.hold((day, None), (at(2033, 5, 1), "counsel"), "case").unwrap();
    let path = archive.root().join("holds.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    overwrite(&path, text.replace("\"date\"", "\"dote\"").as_bytes());
    let refused = archive.prune(&rule(), (at(2033, 6, 1), "tests")).unwrap_err();
    assert!(matches!(refused, ArchiveError::HoldsUnreadable { line: 1 }), "{refused}");
    // A torn last line was never acknowledged: the holds before it count.
    overwrite(&path, (text.clone() + &text[..30]).as_bytes());
    assert_eq!(prune(&archive).held.len(), 1);
}

#[test]
fn a_damaged_archive_is_not_pruned() {
    let (_folder, archive) = filled();
    overwrite(&archive.root().join("2027/01/04/harbour/r001/manifest.json"), b"{");
    let refused = archive.prune(&rule(), (at(2033, 6, 1), "tests")).unwrap_err();
    assert!(matches!(refused, ArchiveError::ManifestUnreadable { .. }), "{refused}");
    assert!(archive.root().join(FIRST).exists());
}

/// Leaves an archive as a prune that was cut off would: from the archive that was pruned whole.
type Cut = fn(&Path, &Path, &str);

#[test]
fn a_prune_that_was_cut_off_is_finished_by_the_next_one_from_wherever_it_was() {
    let (_folder, whole) = filled();
    prune(&whole);
    let stone = format!("tombstones/{FIRST}.json");
    let cuts: [Cut; 4] = [
        // The stone stands, the chain does not know it yet.
        |root, from, stone| copy(from, root, stone),
        // The chain knows the stone, the edition is still there.
        |root, from, stone| {
            copy(from, root, stone);
            let chain = fs::read_to_string(from.join("chain/2033.jsonl")).unwrap();
            let first = chain.lines().next().unwrap().to_owned() + "\n";
            fs::write(root.join("chain/2033.jsonl"), first).unwrap();
        },
        // The edition was moved aside and not removed.
        |root, from, stone| {
            copy(from, root, stone);
            let chain = fs::read_to_string(from.join("chain/2033.jsonl")).unwrap();
            let first = chain.lines().next().unwrap().to_owned() + "\n";
            fs::write(root.join("chain/2033.jsonl"), first).unwrap();
            fs::rename(root.join("2026/12/30/harbour"), root.join(".tmp-pruned-1-1")).unwrap();
        },
        // All of the archive's files are gone, its index does not know.
        |root, from, _| {
            for path in ["2026/12/30", "2026/12/31"] {
                fs::remove_dir_all(root.join(path)).unwrap();
            }
            for edition in ["2026/12/30/harbour/r001", "2026/12/31/harbour/r001"] {
                copy(from, root, &format!("tombstones/{edition}.json"));
            }
            copy(from, root, "chain/2033.jsonl");
        },
    ];
    for (n, cut) in cuts.iter().enumerate() {
        let (_folder, archive) = filled();
        cut(archive.root(), whole.root(), &stone);
        let archive = Archive::open(archive.root(), MarkerPolicy::Require).unwrap();
        prune(&archive);
        let found = archive.verify(VerifyDepth::Full).unwrap();
        assert_eq!((n, found.faults, found.pruned.len(), found.editions), (n, vec![], 2, 1));
        assert_eq!(archive.chain_head().unwrap(), whole.chain_head().unwrap(), "cut {n}");
        let index = |archive: &Archive| fs::read(archive.root().join("index.json")).unwrap();
        assert_eq!(index(&archive), index(&whole), "cut {n}");
    }
}

fn copy(from: &Path, to: &Path, path: &str) {
    fs::create_dir_all(to.join(path).parent().unwrap()).unwrap();
    fs::copy(from.join(path), to.join(path)).unwrap();
}

#[test]
fn nobody_can_call_an_edition_pruned_that_was_not() {
    let (_folder, archive) = filled();
    prune(&archive);
    let (root, last) = (archive.root(), "2027/01/04/harbour/r001");
    let stone = format!("tombstones/{FIRST}.json");
    let text = fs::read_to_string(root.join(&stone)).unwrap();
    // A stone for an edition that was taken away: the chain does not know it.
    let forged = format!("tombstones/{last}.json");
    fs::create_dir_all(root.join(&forged).parent().unwrap()).unwrap();
    fs::write(root.join(&forged), text.replace(FIRST, last)).unwrap();
    fs::rename(root.join("2027/01/04"), root.join("taken")).unwrap();
    assert_eq!(
        faults(&archive),
        [(last.to_owned(), FaultKind::Missing), (forged.clone(), FaultKind::Unchained)]
    );
    fs::rename(root.join("taken"), root.join("2027/01/04")).unwrap();
    fs::remove_file(root.join(&forged)).unwrap();
    // Another reason, another hash, no stone at all.
    for changed in [text.replace(WHY, "mistake"), text.replace("harbour", "others")] {
        overwrite(&root.join(&stone), changed.as_bytes());
        assert_eq!(faults(&archive), [(stone.clone(), FaultKind::Altered)]);
    }
    fs::remove_file(root.join(&stone)).unwrap();
    assert_eq!(faults(&archive), [(stone.clone(), FaultKind::Missing)]);
}

#[test]
fn what_is_pruned_says_so_and_never_comes_back_under_its_name() {
    let (_folder, archive) = filled();
    prune(&archive);
    for revision in [None, Some(Revision(1))] {
        let refused = archive.get(&key(at(2026, 12, 30)), revision).unwrap_err();
        assert!(matches!(&refused, ArchiveError::Pruned { path } if path == FIRST), "{refused}");
    }
    assert!(archive.get(&key(at(2026, 12, 29)), None).unwrap().is_none());
    for revision in [1, 2] {
        let again = edition_on(at(2026, 12, 30), revision, "one");
        let refused = archive.store(&again, at(2033, 7, 1), &program(), "tests").unwrap_err();
        assert!(matches!(refused, ArchiveError::Pruned { .. }), "{refused}");
    }
    store(&archive, at(2027, 1, 5), 1, "the next morning");
    assert_eq!(faults(&archive), []);
}

#[test]
fn objects_go_with_the_last_edition_that_names_them() {
    let (_folder, archive) = filled();
    let mut edition = edition_on(at(2026, 6, 1), 1, "own");
    edition.objects.push(ArchivedObject { role: "inputs".to_owned(), bytes: b"own".to_vec() });
    archive.store(&edition, at(2026, 6, 1), &program(), "tests").unwrap();
    let path =
        |bytes| archive.root().join(super::super::archived::object_path(Sha256Hash::of(bytes)));
    assert!(path("own").exists() && path("title = 1").exists());
    assert_eq!(prune(&archive).objects, 1);
    assert!(!path("own").exists() && path("title = 1").exists());
    assert_eq!(faults(&archive), []);
}

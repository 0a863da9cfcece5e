//! An archive that is signed: without the key nobody adds, changes, moves or strips anything
//! unnoticed, and whoever reproduces an edition needs none.

use super::*;

const MANIFEST: &str = "2026/12/30/harbour/r001/manifest.json";
const SIGNATURE: &str = "2026/12/30/harbour/r001/manifest.json.minisig";

pub(super) fn key(seed: u8) -> SigningKey {
    SigningKey::read(&SigningKey::file(&[seed; 32], [seed; 8]).unwrap()).unwrap()
}

fn signed_by(seed: u8) -> Keys {
    Keys::new(Some(key(seed)), vec![])
}

/// An archive of three revisions over two years, each signed.
fn signed() -> (tempfile::TempDir, Archive) {
    let (folder, archive) = fresh();
    let archive = archive.with_keys(signed_by(1));
    store(&archive, at(2026, 12, 30), 1, "one");
    store(&archive, at(2026, 12, 31), 1, "two");
    store(&archive, at(2027, 1, 4), 1, "three");
    (folder, archive)
}

fn reopened(archive: &Archive, keys: Keys) -> Archive {
    Archive::open(archive.root(), MarkerPolicy::Require).unwrap().with_keys(keys)
}

#[test]
fn every_line_is_signed_and_the_edition_is_the_one_that_nobody_signed() {
    let ((_folder, archive), (_other, unsigned)) = (signed(), filled());
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.signed, found.unchecked, found.faults), (3, 0, vec![]));
    assert_eq!(archive.chain_head().unwrap(), unsigned.chain_head().unwrap());
    let text = fs::read_to_string(archive.root().join(SIGNATURE)).unwrap();
    let line = fs::read_to_string(archive.root().join("chain/2026.jsonl")).unwrap();
    let hash = &line.lines().next().unwrap()[line.lines().next().unwrap().len() - 66..];
    let place = format!("trusted comment: chain line 1, hash {}, {FIRST}\n", &hash[..64]);
    assert!(text.contains(&place), "{text}");
    let third = archive.root().join("2027/01/04/harbour/r001/manifest.json.minisig");
    assert!(fs::read_to_string(third).unwrap().contains("comment: chain line 3, hash "));
    let (_again, again) = signed();
    assert_eq!(text, fs::read_to_string(again.root().join(SIGNATURE)).unwrap());
}

#[test]
fn where_no_key_is_believed_signatures_are_counted_and_nothing_is_wrong() {
    let (_folder, archive) = signed();
    let found = reopened(&archive, Keys::default()).verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.signed, found.unchecked, found.faults), (0, 3, vec![]));
    let (_folder, archive) = filled();
    assert_eq!(faults(&archive), []);
}

/// Also those of the first line, which minisign does not look at.
#[test]
fn every_bit_of_a_signature_and_of_what_it_signs_is_watched() {
    let (_folder, archive) = signed();
    for path in [SIGNATURE, MANIFEST] {
        let file = archive.root().join(path);
        let whole = fs::read(&file).unwrap();
        for place in 0..whole.len() {
            for bit in 0..8 {
                let mut altered = whole.clone();
                altered[place] ^= 1 << bit;
                overwrite(&file, &altered);
                let found = faults(&archive);
                let named = found.iter().find(|(name, _)| name == SIGNATURE);
                let kind = named.map(|(_, kind)| kind);
                let is_told = matches!(
                    kind,
                    Some(FaultKind::SignatureBad | FaultKind::SignatureForeign { .. })
                );
                assert!(is_told, "bit {bit} of byte {place} of {path}: {found:?}");
            }
        }
        overwrite(&file, &whole);
    }
    assert_eq!(faults(&archive), []);
}

#[test]
fn a_signature_that_is_taken_away_is_missed_and_so_are_all() {
    let (_folder, archive) = signed();
    let second = SIGNATURE.replace("12/30", "12/31");
    fs::remove_file(archive.root().join(&second)).unwrap();
    assert_eq!(faults(&archive), [(second.clone(), FaultKind::SignatureMissing)]);
    for path in [SIGNATURE, &SIGNATURE.replace("2026/12/30", "2027/01/04")] {
        fs::remove_file(archive.root().join(path)).unwrap();
    }
    assert_eq!(faults(&archive), [("chain".to_owned(), FaultKind::NothingSigned)]);
}

/// Without the first signatures the later ones still vouch for every line before them.
#[test]
fn signing_may_begin_at_any_line_and_vouches_for_what_was_there() {
    let (_folder, archive) = filled();
    let archive = reopened(&archive, signed_by(1));
    store(&archive, at(2027, 1, 5), 1, "four");
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.signed, found.faults), (1, vec![]));
    let chain = archive.root().join("chain/2026.jsonl");
    overwrite(
        &chain,
        fs::read_to_string(&chain).unwrap().replace("12-30T10", "12-30T11").as_bytes(),
    );
    assert!(!faults(&archive).is_empty());
}

/// Who can write to the share, and make a chain that agrees with itself, cannot sign it.
#[test]
fn an_edition_by_somebody_without_the_key_is_named() {
    let (_folder, archive) = signed();
    let forger = reopened(&archive, Keys::default());
    store(&forger, at(2027, 1, 5), 1, "forged");
    let path = SIGNATURE.replace("2026/12/30", "2027/01/05");
    assert_eq!(faults(&archive), [(path.clone(), FaultKind::SignatureMissing)]);
    let other = reopened(&archive, signed_by(2));
    store(&other, at(2027, 1, 6), 1, "signed by another");
    let foreign = FaultKind::SignatureForeign { key: "202020202020202".to_owned() };
    assert_eq!(faults(&archive)[1], (path.replace("01/05", "01/06"), foreign));
}

/// A signature of the same manifest in another place of the chain says so itself.
#[test]
fn a_signature_is_of_one_place_in_the_chain() {
    let (_folder, archive) = signed();
    for year in [2026, 2027] {
        fs::remove_file(archive.root().join(format!("chain/{year}.jsonl"))).unwrap();
    }
    fs::remove_dir_all(archive.root().join("2026/12/30")).unwrap();
    // Opening it chains what is left anew, without a gap.
    let mended = reopened(&archive, signed_by(1));
    let named = faults(&mended);
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named.iter().all(|(_, kind)| *kind == FaultKind::SignatureBad), "{named:?}");
}

#[test]
fn what_a_crash_left_is_sealed_with_the_signature_that_it_had_and_never_signed_afterwards() {
    let (_folder, archive) = signed();
    let chain = archive.root().join("chain/2027.jsonl");
    overwrite(&chain, b"");
    assert_eq!(faults(&reopened(&archive, signed_by(1))), []);
    let planted = archive.root().join("2027/01/05/harbour/r001");
    fs::create_dir_all(&planted).unwrap();
    let (_other, other) = fresh();
    store(&other, at(2027, 1, 5), 1, "planted");
    for (name, _) in
        super::super::disk::entries(&other.root().join("2027/01/05/harbour/r001")).unwrap()
    {
        fs::copy(other.root().join("2027/01/05/harbour/r001").join(&name), planted.join(&name))
            .unwrap();
    }
    let named = faults(&reopened(&archive, signed_by(1)));
    assert_eq!(
        named,
        [("2027/01/05/harbour/r001/manifest.json.minisig".to_owned(), FaultKind::SignatureMissing)]
    );
}

#[test]
fn keys_follow_each_other_and_what_is_no_longer_believed_is_signed_anew() {
    let (_folder, archive) = signed();
    let both = Keys::new(Some(key(2)), vec![key(1).public()]);
    let archive = reopened(&archive, both);
    store(&archive, at(2027, 1, 5), 1, "by the new one");
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.signed, found.faults), (4, vec![]));
    let archive = reopened(&archive, signed_by(2));
    assert_eq!(faults(&archive).len(), 3, "the old key's are a stranger's now");
    let by = (at(2027, 1, 6), "tests");
    assert_eq!(archive.sign(by).unwrap(), Signed { now: 3, before: 1 });
    assert_eq!(faults(&archive), []);
    assert_eq!(archive.sign(by).unwrap(), Signed { now: 0, before: 4 });
}

#[test]
fn nothing_is_signed_that_is_not_as_it_was_sealed() {
    let (_folder, archive) = filled();
    let by = (at(2027, 1, 6), "tests");
    assert!(matches!(archive.sign(by), Err(ArchiveError::NoSigningKey)));
    let archive = reopened(&archive, signed_by(1));
    assert_eq!(faults(&archive), [("chain".to_owned(), FaultKind::NothingSigned)]);
    overwrite(&archive.root().join(FIRST).join("brief.md"), b"onE");
    let refused = archive.sign(by).unwrap_err();
    assert!(
        matches!(refused, ArchiveError::NotSigned { ref path } if path.ends_with("brief.md")),
        "{refused}"
    );
    overwrite(&archive.root().join(FIRST).join("brief.md"), b"one");
    assert_eq!(archive.sign(by).unwrap().now, 3);
    assert_eq!(faults(&archive), []);
}

#[test]
fn a_prune_is_signed_and_one_by_somebody_else_is_named() {
    let rule = |day| PruneRule {
        before: at(2026, 12, day).date_naive(),
        made_before: at(2027, 1, 1),
        why: "retention",
    };
    let (_folder, archive) = signed();
    archive.prune(&rule(31), (at(2027, 2, 1), "tests")).unwrap();
    let found = archive.verify(VerifyDepth::Full).unwrap();
    assert_eq!((found.signed, found.faults), (3, vec![]), "two editions and a stone");
    let forger = reopened(&archive, Keys::default());
    let all = PruneRule { before: at(2027, 1, 1).date_naive(), ..rule(31) };
    forger.prune(&all, (at(2027, 2, 2), "tests")).unwrap();
    let stone = "tombstones/2026/12/31/harbour/r001.json.minisig".to_owned();
    assert_eq!(faults(&archive), [(stone, FaultKind::SignatureMissing)]);
    let stray = archive.root().join("tombstones/2026/12/31/harbour/r009.json.minisig");
    fs::write(stray, "x").unwrap();
    assert!(faults(&archive).iter().any(|(_, kind)| *kind == FaultKind::Unchained));
}

#[test]
fn a_key_that_is_none_is_told_apart_from_one_that_is_damaged_or_locked() {
    let file = SigningKey::file(&[7; 32], [7; 8]).unwrap();
    assert_eq!(SigningKey::read(&file).unwrap().public().id(), "707070707070707");
    assert!(
        !format!("{:?}", SigningKey::read(&file).unwrap())
            .contains(&file.lines().nth(1).unwrap()[60..])
    );
    let line = file.lines().nth(1).unwrap();
    let read = |line: &str| SigningKey::read(&format!("untrusted comment: x\n{line}")).unwrap_err();
    assert_eq!(read("no key"), KeyError::Secret);
    assert_eq!(read(&line.replacen("RWQAAEIy", "RWRTY0Iy", 1)), KeyError::Password);
    let last = line.len() - 3;
    let other = if line.as_bytes()[last] == b'A' { "B" } else { "A" };
    assert_eq!(read(&format!("{}{other}{}", &line[..last], &line[last + 1..])), KeyError::Damaged);
    assert!(matches!(PublicKey::parse("RWQ"), Err(KeyError::Public(_))));
    let public = key(1).public();
    assert_eq!(PublicKey::parse(&format!("untrusted comment: x\n{public}\n")), Ok(public));
}

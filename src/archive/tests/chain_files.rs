//! The chain's files, one a year.

use super::*;
use crate::archive::chain::Chain;

fn chain_of(archive: &Archive) -> Chain {
    Chain::read(archive.root()).unwrap()
}

#[test]
fn the_chain_up_to_a_year_ends_with_the_last_line_of_that_year() {
    let (_folder, archive) = fresh();
    store(&archive, at(2026, 12, 30), 1, "one");
    store(&archive, at(2026, 12, 31), 1, "two");
    let old = chain_of(&archive).head().unwrap().to_string();
    store(&archive, at(2027, 1, 4), 1, "three");
    let chain = chain_of(&archive);
    let new = chain.head().unwrap().to_string();
    assert_eq!(chain.head_of(2025), None);
    assert_eq!(chain.head_of(2026), Some((2, old.as_str())));
    assert_eq!(chain.head_of(2027), Some((3, new.as_str())));
    assert_eq!(chain.head_of(2030), Some((3, new.as_str())));
}

#[test]
fn a_file_that_is_named_like_no_year_is_no_part_of_the_chain() {
    let (_folder, archive) = filled();
    let folder = archive.root().join("chain");
    let whole = chain_of(&archive);
    for name in ["20260.jsonl", "late.jsonl", "202.jsonl", "2026.jsonl.bak", "2026"] {
        fs::copy(folder.join("2026.jsonl"), folder.join(name)).unwrap();
    }
    let again = chain_of(&archive);
    assert_eq!((again.lines.len(), again.breaks.len()), (3, 0));
    assert_eq!(again.bytes, whole.bytes);
}

#[test]
fn a_chain_that_grew_counts_the_bytes_of_its_files() {
    let (_folder, archive) = filled();
    let mut chain = chain_of(&archive);
    chain
        .append(archive.root(), "2027/01/05/harbour/r001", Sha256Hash::of("m"), at(2027, 1, 5))
        .unwrap();
    assert_eq!(chain.bytes, chain_of(&archive).bytes);
}

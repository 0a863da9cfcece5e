//! A byte that changed in anything that is sealed is named by `verify`, by its own path.

use std::path::PathBuf;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::*;

/// Everything that the chain seals, and the chain. Derived files (index, `LATEST`) are made anew
/// by each write; the README, the method page and the audit log are not sealed.
fn sealed_files(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        ["2026", "2027", "chain", "objects"].map(|folder| root.join(folder)).into();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != "LATEST" {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn each_of_a_thousand_single_byte_corruptions_is_named() {
    let (_folder, archive) = filled();
    let files = sealed_files(archive.root());
    assert!(files.len() > 12, "{files:?}");
    let mut random = ChaCha8Rng::seed_from_u64(8);
    for round in 0..1_000 {
        let file = &files[random.next_u32() as usize % files.len()];
        let whole = fs::read(file).unwrap();
        let mut altered = whole.clone();
        let place = random.next_u32() as usize % altered.len();
        altered[place] ^= 1 << (random.next_u32() % 8);
        overwrite(file, &altered);
        let named: Vec<String> = faults(&archive).into_iter().map(|(path, _)| path).collect();
        let path = file.strip_prefix(archive.root()).unwrap().to_string_lossy().into_owned();
        // A manifest that cannot be read is named by its folder.
        let is_named =
            named.iter().any(|name| path == *name || path.starts_with(&format!("{name}/")));
        assert!(is_named, "round {round}: byte {place} of {path}: {named:?}");
        overwrite(file, &whole);
    }
    assert_eq!(faults(&archive), []);
}

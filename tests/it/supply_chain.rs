//! What the program is made of: the list of licences names it all and nothing else, and none of
//! it comes from elsewhere or brings a second TLS.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where every crate comes from, as `Cargo.lock` writes it.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `cargo tree` says.
fn tree(arguments: &[&str]) -> String {
    let told = std::process::Command::new(env!("CARGO"))
        .current_dir(project())
        .args(["tree", "--locked", "--offline", "--prefix", "none"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}

/// Name, version and licence of each crate whose code is in the program, as cargo has it.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn shipped() -> BTreeSet<String> {
    let edges = "no-dev,no-build,no-proc-macro";
    let told =
        tree(&["--target", "x86_64-unknown-linux-gnu", "--edges", edges, "--format", "{p}|{l}"]);
    let row = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|').unwrap();
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        let licence = licence.replace(" / ", "/").replace('/', " OR ");
        format!("| {name} | {} | {licence} |", version.trim_start_matches('v'))
    };
    let own = format!("| {} | {} |", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    told.lines().map(row).filter(|row| !row.starts_with(&own)).collect()
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn the_list_of_licences_has_each_crate_of_the_program_and_no_other() {
    let page = fs::read_to_string(project().join("docs/licences.md")).unwrap();
    let (crates, _) = page.split_once("\nBrought along").unwrap();
    let (_, crates) = crates.split_once("|---|---|---|\n").unwrap();
    let listed: BTreeSet<String> = crates.lines().map(ToOwned::to_owned).collect();
    let shipped = shipped();
    assert!(shipped.len() > 200, "{}", shipped.len());
    let lacks: Vec<_> = shipped.difference(&listed).collect();
    let invents: Vec<_> = listed.difference(&shipped).collect();
    assert!(
        lacks.is_empty() && invents.is_empty(),
        "run `python3 .ci/bill.py licences > docs/licences.md`; it lacks {lacks:?} and has {invents:?}"
    );
}

/// Faults can be planned where debug assertions are on, and the release profile has none.
#[test]
fn the_program_that_is_shipped_has_no_code_for_faults() {
    let manifest = fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let release = manifest["profile"]["release"].as_table().unwrap();
    assert!(!release.contains_key("debug-assertions"), "{release:?}");
    let faults = fs::read_to_string(project().join("src/faults/mod.rs")).unwrap();
    let lines: Vec<&str> = faults.lines().collect();
    let planned =
        |line: &&[&str]| ["mod planned", "use planned"].iter().any(|uses| line[1].contains(uses));
    let shown: Vec<_> = lines.windows(2).filter(planned).map(|line| line[0]).collect();
    assert_eq!(shown, ["#[cfg(debug_assertions)]"; 3]);
}

#[test]
fn no_crate_comes_from_elsewhere_or_brings_another_tls() {
    let lock = fs::read_to_string(project().join("Cargo.lock")).unwrap();
    let values = |key: &str| -> Vec<String> {
        let start = format!("{key} = \"");
        let lines = lock.lines().filter_map(|line| line.strip_prefix(&start)?.strip_suffix('"'));
        lines.map(ToOwned::to_owned).collect()
    };
    let (names, sources) = (values("name"), values("source"));
    assert_eq!(names.len(), sources.len() + 1, "all but our own have a source");
    assert!(sources.iter().all(|source| source == REGISTRY));
    assert_eq!(values("checksum").len(), sources.len(), "and a checksum");
    for foreign in ["openssl", "openssl-sys", "native-tls", "aws-lc-sys", "aws-lc-rs"] {
        assert!(!names.iter().any(|name| name == foreign), "{foreign}");
    }
}

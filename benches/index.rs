//! Takes ten years of three briefs; gives what the index costs when one edition is added, and
//! when it is written anew.

#[expect(unreachable_pub, reason = "the browser tests use it too")]
#[path = "../tests/support/long_archive.rs"]
mod long_archive;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

use chrono::{TimeZone as _, Utc};
use contrabrief::archive::{Archive, Deed, ProgramFacts};
use contrabrief::model::{
    AsOf, BriefId, Edition, EditionKey, Reason, Rendition, Revision, Sha256Hash,
};

fn main() {
    divan::main();
}

/// An archive of about 7,800 editions.
fn archive() -> &'static (tempfile::TempDir, Archive) {
    static ARCHIVE: OnceLock<(tempfile::TempDir, Archive)> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path().join("reports");
        let archive = long_archive::lay_out(&root, 2016..=2025, &["asia", "europe", "harbour"]);
        (folder, archive)
    })
}

fn check(root: &Path, archive: &Archive) {
    let at = Utc.with_ymd_and_hms(2026, 1, 2, 12, 0, 0).single().expect("a time");
    let path = root.display().to_string();
    archive
        .record(&Deed { at, who: "bench", what: "verify", path: &path, why: "no fault" })
        .expect("a check can be recorded");
}

/// Storing a small edition, its index update included.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn add_one_edition(bencher: divan::Bencher) {
    static REVISION: AtomicU16 = AtomicU16::new(1);
    let (_folder, archive) = archive();
    check(archive.root(), archive);
    bencher.bench_local(|| {
        let revision = REVISION.fetch_add(1, Ordering::Relaxed);
        let at = Utc.with_ymd_and_hms(2025, 12, 31, 12, 0, 0).single().expect("a time");
        let edition = Edition {
            key: EditionKey {
                brief: BriefId::parse("bench").expect("an id"),
                date: at.date_naive(),
            },
            revision: Revision(revision),
            reason: Reason::LateData,
            as_of: AsOf::at(at),
            headline: format!("Revision {revision}"),
            overall_hundredths: Some(7),
            tickers: vec!["HELX".to_owned()],
            checks: 0,
            renditions: vec![Rendition::new("brief.html", "text/html", "<p>small</p>")],
            inputs_sha256: Sha256Hash::of("inputs"),
            config_sha256: Sha256Hash::of("config"),
            templates_sha256: Sha256Hash::of("templates"),
            chain_head: None,
            objects: Vec::new(),
        };
        let program = ProgramFacts {
            version: "bench".to_owned(),
            engine: "bench".to_owned(),
            tzdb: "bench".to_owned(),
        };
        archive.store(&edition, at, &program, "bench").expect("an edition can be stored");
    });
}

/// Everything from the manifests, as after a crash or an update of the program.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn write_all_anew(bencher: divan::Bencher) {
    let (_folder, archive) = archive();
    bencher.bench_local(|| {
        fs::remove_file(archive.root().join("index.json")).expect("the index is there");
        check(archive.root(), archive);
    });
}

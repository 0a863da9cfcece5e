//! Attacks on the table of contents: years apart, kills in between, hostile words.

use std::os::unix::fs::MetadataExt as _;

use super::*;

fn read(archive: &Archive, name: &str) -> String {
    fs::read_to_string(archive.root().join(name)).unwrap()
}

fn inode(archive: &Archive, name: &str) -> u64 {
    fs::metadata(archive.root().join(name)).unwrap().ino()
}

fn check(archive: &Archive, why: &str) {
    let at = at(2027, 1, 4);
    archive.record(&Deed { at, who: "tests", what: "verify", path: "", why }).unwrap();
}

#[test]
fn an_edition_rewrites_its_own_year_alone() {
    let (_folder, archive) = filled();
    let old = (inode(&archive, "index/2026.js"), inode(&archive, "index/2026.json"));
    let new = inode(&archive, "index/2027.js");
    store(&archive, at(2027, 1, 5), 1, "four");
    let now = (inode(&archive, "index/2026.js"), inode(&archive, "index/2026.json"));
    assert_eq!(old, now);
    assert_ne!(new, inode(&archive, "index/2027.js"));
    assert!(read(&archive, "index/2027.json").contains("four"));
    assert!(read(&archive, "index.json").contains("\"revisions\":2,\"year\":2027"));
}

#[test]
fn an_index_that_a_kill_left_behind_is_written_anew_by_the_next_edition() {
    let (_folder, archive) = filled();
    let before = read(&archive, "index.json");
    store(&archive, at(2026, 12, 30), 2, "late");
    // As if killed after the chain's line: the shard and the contents are still the old ones.
    overwrite(&archive.root().join("index.json"), before.as_bytes());
    overwrite(&archive.root().join("index/2026.js"), b"old");
    store(&archive, at(2027, 1, 5), 1, "four");
    assert!(read(&archive, "index/2026.js").contains("late"));
    assert!(read(&archive, "index.html").contains("late"));
}

#[test]
fn a_kill_while_writing_leaves_the_old_index_and_no_litter() {
    let (_folder, archive) = filled();
    let page = read(&archive, "index.html");
    fs::write(archive.root().join(".tmp-index.html-1-1"), &page[..100]).unwrap();
    fs::write(archive.root().join("index/.tmp-2027.js-1-1"), "half").unwrap();
    let again = Archive::open(archive.root(), MarkerPolicy::Require).unwrap();
    assert_eq!(read(&again, "index.html"), page);
    assert!(!again.root().join(".tmp-index.html-1-1").exists());
    assert!(!again.root().join("index/.tmp-2027.js-1-1").exists());
}

#[test]
fn the_last_check_is_shown_until_the_next_one() {
    let (_folder, archive) = filled();
    assert!(read(&archive, "index.html").contains("\"checked\":null"));
    check(&archive, "no fault");
    let clean = "\"checked\":{\"at\":\"2027-01-04T10:15:00Z\",\"clean\":true}";
    assert!(read(&archive, "index.html").contains(clean));
    let again = Archive::open(archive.root(), MarkerPolicy::Require).unwrap();
    store(&again, at(2027, 1, 5), 1, "four");
    assert!(read(&again, "index.html").contains(clean));
    check(&again, "faults found");
    assert!(read(&again, "index.html").contains("\"clean\":false"));
}

#[test]
fn a_hostile_headline_is_text_on_the_page_and_in_the_shard() {
    let (_folder, archive) = fresh();
    let mut edition = edition_on(at(2026, 3, 25), 1, "one");
    let evil = "</script></noscript><img src=x onerror=alert(1)>@data@ \u{2028}\"";
    edition.headline = evil.to_owned();
    archive.store(&edition, at(2026, 3, 25), &program(), "tests").unwrap();
    let (page, shard) = (read(&archive, "index.html"), read(&archive, "index/2026.js"));
    for text in [&page, &shard] {
        assert!(!text.contains("<img"), "{text}");
        assert!(!text.contains('\u{2028}') || text.contains("&lt;img"));
    }
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("</noscript>").count(), 1);
    assert_eq!(page.matches("id=\"data\"").count(), 1);
    assert!(page.contains("@data@"), "what a headline says is not filled in");
}

#[test]
fn old_years_do_not_weigh_on_the_page() {
    let (_folder, archive) = fresh();
    let mut known = super::super::open::Known::default();
    let listed = |year: i32, number: u32| {
        let date = chrono::NaiveDate::from_yo_opt(year, number % 365 + 1).unwrap();
        Listed {
            key: EditionKey { brief: BriefId::parse("harbour").unwrap(), date },
            revision: Revision::FIRST,
            headline: "Own the hardware, not the token, and be patient".to_owned(),
            overall_hundredths: Some(25),
            tickers: ["HELX", "ORYX", "NORX"].map(str::to_owned).to_vec(),
            checks: 0,
            files: ["brief.html", "brief.json", "brief.md"].map(str::to_owned).to_vec(),
            manifest_sha256: Sha256Hash::of(number.to_string()),
            reason: "scheduled".to_owned(),
            written_at: at(year, 1, 1),
        }
    };
    for year in 2016..2026 {
        fs::create_dir(archive.root().join(year.to_string())).unwrap();
        known.listed.insert(year, (0..756).map(|number| listed(year, number)).collect());
    }
    archive.write_index(&mut known, None, None).unwrap();
    let bytes = |name: &str| fs::metadata(archive.root().join(name)).unwrap().len();
    let page = bytes("index.html");
    assert!(page < 200_000, "{page} bytes of 7,560 editions");
    assert!(bytes("index/2016.js") < 120_000);
    assert!(bytes("index.json") < 4_000);
}

//! Attacks on the export: the same bytes, nothing altered gets out, nothing is half there.

use std::fmt::Write as _;

use super::*;
use crate::model::Stance;

const TAKEAWAY: &str = r#"{"ticker":"HBR","setup":"capitulation","also":["stale-story"],
    "stance":"above","conviction":{"pct":61,"level":"medium"},"horizon_sessions":5,
    "until":"2026-04-01","record_disagrees":false,"base_rate":{"n":12,"tickers":3,
    "since":"2024-06-11","own":null,"figures":{"hit_pct":67,"all_days_hit_pct":48,
    "median":{"basis_points":120,"text":""},"mean":{"basis_points":-95,"text":""},
    "lower_quartile":{"basis_points":1,"text":""},"upper_quartile":{"basis_points":1,"text":""},
    "interval_low":{"basis_points":-210,"text":""},"interval_high":{"basis_points":20,"text":""}}},
    "crowd":{},"split":{},"dissent":null,"record":{},"falsifiers":[]}"#;

/// A page with a name that a spreadsheet would compute, and one too thin to say.
fn page() -> String {
    format!(
        r#"{{"schema":1,"overall":{{"hundredths":-4,"band":"neutral","text":"-0.04"}},
        "overall_previous_hundredths":null,"takeaway":{{"ticker":"HBR","title":"x"}},
        "takeaways":[{TAKEAWAY}],"scoreboard":[
        {{"ticker":"HBR","name":"=HYPERLINK(\"http://bad.example\",\"Harbour, Inc.\")",
        "last":{{"e8":8444270000,"currency":"USD","text":"$84.44"}},
        "day":{{"basis_points":-47,"text":""}},"quarter":null,
        "sentiment":{{"hundredths":24,"band":"mildly positive","text":"+0.24"}},
        "change":{{"hundredths":30,"text":"+0.30"}},
        "articles":10,"stories":9,"publishers":3,"gap":"In line"}},
        {{"ticker":"@QUAY","name":"Quay","last":null,"day":null,"quarter":null,"sentiment":null,
        "change":null,"articles":0,"stories":0,"publishers":0,"gap":""}}]}}"#
    )
}

fn store_page(archive: &Archive, written_at: Instant, revision: u16) {
    let mut edition = edition_on(written_at, revision, "words");
    edition.renditions.push(Rendition::new("brief.json", "application/json", page()));
    archive.store(&edition, written_at, &program(), "tests").unwrap();
}

/// Two years of three editions, one of them with a second revision.
fn filled() -> (tempfile::TempDir, Archive) {
    let (folder, archive) = fresh();
    store(&archive, at(2025, 12, 30), 1, "old");
    store_page(&archive, at(2026, 3, 25), 1);
    store_page(&archive, at(2026, 3, 26), 1);
    store(&archive, at(2026, 3, 25), 2, "late");
    (folder, archive)
}

fn day(month: u32, day: u32) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(2026, month, day)
}

fn of_day() -> ExportQuestion {
    ExportQuestion { from: day(3, 25), to: day(3, 25), ..ExportQuestion::default() }
}

fn export(
    archive: &Archive,
    question: &ExportQuestion,
    to: &Path,
) -> Result<Exported, ArchiveError> {
    let target = ExportTarget { path: to, replace: false };
    archive.export(question, target, (at(2030, 1, 1), "tests"))
}

fn unpack(zip: &Path, to: &Path) -> Vec<String> {
    let mut packed = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    packed.extract(to).unwrap();
    (0..packed.len())
        .map(|place| packed.by_index(place).unwrap().name().unwrap().into_owned())
        .collect()
}

fn altered_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

#[test]
fn the_same_question_gives_the_same_bytes_whoever_asks_and_whenever() {
    let (folder, archive) = filled();
    let (one, two) = (folder.path().join("one.zip"), folder.path().join("two.zip"));
    let first = export(&archive, &of_day(), &one).unwrap();
    let target = ExportTarget { path: &two, replace: false };
    let second = archive.export(&of_day(), target, (at(2041, 5, 5), "another")).unwrap();
    assert_eq!(first, second);
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    assert_eq!(Sha256Hash::of(fs::read(&one).unwrap()), first.sha256);
    assert_eq!((first.revisions, first.tombstones), (2, 0));
}

#[test]
fn an_export_holds_the_editions_asked_for_and_the_chain_from_its_first_line() {
    let (folder, archive) = filled();
    archive.hold((of_day().from.unwrap(), None), (at(2026, 4, 1), "ana"), "case 4711").unwrap();
    archive.hold((day(3, 26).unwrap(), None), (at(2026, 4, 1), "ana"), "another case").unwrap();
    let zip = folder.path().join("audit.zip");
    let exported = export(&archive, &of_day(), &zip).unwrap();
    let out = folder.path().join("out");
    let names = unpack(&zip, &out);
    assert_eq!(names.len(), exported.files);
    let (last, others) = names.split_last().unwrap();
    assert!(last == "SHA256SUMS" && others.is_sorted(), "{names:?}");
    let object = names.iter().find(|name| name.starts_with("objects/")).unwrap();
    let expected = [
        "2026/03/25/harbour/r001/SHA256SUMS",
        "2026/03/25/harbour/r001/brief.html",
        "2026/03/25/harbour/r001/brief.json",
        "2026/03/25/harbour/r001/brief.md",
        "2026/03/25/harbour/r001/manifest.json",
        "2026/03/25/harbour/r002/SHA256SUMS",
        "2026/03/25/harbour/r002/brief.html",
        "2026/03/25/harbour/r002/brief.md",
        "2026/03/25/harbour/r002/manifest.json",
        "EXPORT.txt",
        "README.txt",
        "audit.md",
        "chain/2025.jsonl",
        "chain/2026.jsonl",
        "holds.jsonl",
        "method/1.md",
        object,
        "SHA256SUMS",
    ];
    assert_eq!(names, expected);
    let holds = fs::read_to_string(out.join("holds.jsonl")).unwrap();
    assert!(holds.contains("case 4711") && !holds.contains("another case"), "{holds}");
    let letter = fs::read_to_string(out.join("EXPORT.txt")).unwrap();
    assert!(letter.contains("2026-03-25T10:15:00Z, the cut-off of the last edition"), "{letter}");
    assert!(letter.contains("2026-03-25, every brief, every revision"), "{letter}");
}

#[test]
fn an_unpacked_export_verifies_and_every_altered_missing_or_added_file_is_named() {
    let (folder, archive) = filled();
    let zip = folder.path().join("audit.zip");
    export(&archive, &of_day(), &zip).unwrap();
    let out = folder.path().join("out");
    let names = unpack(&zip, &out);
    let clean = Archive::verify_export(&out, vec![]).unwrap();
    assert_eq!((clean.faults.as_slice(), clean.editions, clean.elsewhere), (&[][..], 2, 2));
    for name in &names {
        let kept = fs::read(out.join(name)).unwrap();
        altered_byte(&out.join(name));
        assert!(!Archive::verify_export(&out, vec![]).unwrap().faults.is_empty(), "{name} altered");
        fs::remove_file(out.join(name)).unwrap();
        assert!(!Archive::verify_export(&out, vec![]).unwrap().faults.is_empty(), "{name} missing");
        fs::write(out.join(name), kept).unwrap();
    }
    fs::write(out.join("extra.txt"), "x").unwrap();
    let found = Archive::verify_export(&out, vec![]).unwrap();
    assert_eq!(
        found.faults,
        [VerifyFault { path: "extra.txt".to_owned(), kind: FaultKind::Extra }]
    );
}

#[test]
fn what_was_altered_stops_the_export_by_name_and_leaves_no_file() {
    let (folder, archive) = filled();
    let root = archive.root().to_owned();
    let edition = "2026/03/25/harbour/r001";
    let object = object_of(&archive);
    let files = ["SHA256SUMS", "brief.html", "brief.md", "manifest.json"];
    let mut paths: Vec<_> = files.iter().map(|name| format!("{edition}/{name}")).collect();
    paths.extend([object, "chain/2026.jsonl".to_owned()]);
    fs::create_dir(folder.path().join("to")).unwrap();
    let zip = folder.path().join("to/audit.zip");
    for path in paths {
        let kept = fs::read(root.join(&path)).unwrap();
        altered_byte(&root.join(&path));
        let error = export(&archive, &of_day(), &zip).unwrap_err();
        let whole = format!("{error} {:?}", std::error::Error::source(&error));
        assert!(whole.contains(&path), "{path}: {whole}");
        fs::write(root.join(&path), kept).unwrap();
    }
    fs::write(root.join(edition).join("planted.txt"), "x").unwrap();
    let error = export(&archive, &of_day(), &zip).unwrap_err();
    assert!(matches!(&error, ArchiveError::Unsealed { path } if path.ends_with("planted.txt")));
    assert_eq!(fs::read_dir(folder.path().join("to")).unwrap().count(), 0);
    let audit = fs::read_dir(root.join("audit")).unwrap().map(|file| file.unwrap().file_name());
    assert!(!audit.into_iter().any(|name| name == "2030-01.jsonl"), "nothing was exported");
}

fn object_of(archive: &Archive) -> String {
    let key = edition_on(at(2026, 3, 25), 1, "").key;
    let archived = archive.get(&key, None).unwrap().unwrap();
    let hex = archived.manifest().objects[0].sha256.clone();
    format!("objects/sha256/{}/{hex}.zst", &hex[..2])
}

#[test]
fn a_file_that_stands_there_stays_unless_it_is_to_be_replaced_and_each_export_is_recorded() {
    let (folder, archive) = filled();
    let zip = folder.path().join("audit.zip");
    fs::write(&zip, "mine").unwrap();
    let error = export(&archive, &of_day(), &zip).unwrap_err();
    assert!(matches!(error, ArchiveError::TargetExists { .. }));
    assert_eq!(fs::read(&zip).unwrap(), b"mine");
    let target = ExportTarget { path: &zip, replace: true };
    archive.export(&of_day(), target, (at(2030, 1, 1), "ana")).unwrap();
    assert_ne!(fs::read(&zip).unwrap(), b"mine");
    let audit = fs::read_to_string(archive.root().join("audit/2030-01.jsonl")).unwrap();
    assert_eq!(audit.lines().count(), 1);
    for part in ["\"what\":\"export\"", "\"who\":\"ana\"", "2026-03-25, every brief", "audit.zip"] {
        assert!(audit.contains(part), "{part}: {audit}");
    }
}

#[test]
fn a_question_without_an_answer_and_one_that_was_pruned_say_so() {
    let (folder, archive) = filled();
    let zip = folder.path().join("audit.zip");
    let nobody = ExportQuestion { revision: Some(Revision(7)), ..of_day() };
    let error = export(&archive, &nobody, &zip).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The archive has no edition of 2026-03-25, every brief, revision r007"
    );
    let rule = PruneRule { before: day(3, 26).unwrap(), made_before: at(2026, 3, 26), why: "7y" };
    archive.prune(&rule, (at(2033, 4, 1), "tests")).unwrap();
    let error = export(&archive, &of_day(), &zip).unwrap_err();
    assert!(matches!(error, ArchiveError::Pruned { .. }), "{error}");
    // Of a range, the stones come along, with the line of the chain that seals them.
    let all = export(&archive, &ExportQuestion::default(), &zip).unwrap();
    assert_eq!((all.revisions, all.tombstones), (1, 3));
    let out = folder.path().join("out");
    let names = unpack(&zip, &out);
    assert!(names.contains(&"chain/2033.jsonl".to_owned()), "{names:?}");
    let found = Archive::verify_export(&out, vec![]).unwrap();
    assert_eq!((found.faults.as_slice(), found.elsewhere), (&[][..], 0));
}

#[test]
fn an_export_from_after_a_prune_counts_the_stones_that_lie_elsewhere() {
    let (folder, archive) = filled();
    let rule = PruneRule { before: day(3, 26).unwrap(), made_before: at(2026, 3, 26), why: "7y" };
    archive.prune(&rule, (at(2033, 4, 1), "tests")).unwrap();
    store(&archive, at(2033, 4, 2), 1, "after the prune");
    let on = Some(at(2033, 4, 2).date_naive());
    let zip = folder.path().join("audit.zip");
    export(&archive, &ExportQuestion { from: on, to: on, ..ExportQuestion::default() }, &zip)
        .unwrap();
    let out = folder.path().join("out");
    unpack(&zip, &out);
    let found = Archive::verify_export(&out, vec![]).unwrap();
    assert_eq!((found.faults.as_slice(), found.editions, found.pruned.len()), (&[][..], 1, 3));
    assert_eq!(found.elsewhere, 4, "the edition of the day after and the stones of three");
}

#[test]
fn the_tables_say_what_was_published_and_a_spreadsheet_computes_nothing() {
    let (folder, archive) = fresh();
    store_page(&archive, at(2026, 3, 25), 1);
    store_page(&archive, at(2026, 3, 26), 1);
    let closed = |date: u32, outcome: i64| crate::model::ClosedTakeaway {
        date: day(3, date).unwrap(),
        ticker: crate::model::Ticker::parse("HBR").unwrap(),
        setup: crate::model::Setup::Capitulation,
        stance: Stance::Above,
        conviction_pct: Some(61),
        outcome: crate::model::BasisPoints(outcome),
        right: outcome > 0,
    };
    let closings = [Closings {
        brief: BriefId::parse("harbour").unwrap(),
        as_of: at(2026, 4, 20),
        // The first is of an edition that is not asked for.
        takeaways: vec![closed(24, 1), closed(25, -310), closed(26, 42)],
    }];
    let to = folder.path().join("figures");
    let write = |replace| {
        let target = ExportTarget { path: &to, replace };
        archive.tables(&ExportQuestion::default(), target, &closings, (at(2030, 1, 1), "ana"))
    };
    let told = write(false).unwrap();
    let mut all = String::new();
    for (name, rows) in &told.tables {
        let text = fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(csv::Reader::from_reader(text.as_bytes()).records().count(), *rows);
        let _ = writeln!(all, "{name}\n{text}");
    }
    insta::assert_snapshot!(all);
    assert!(matches!(write(false), Err(ArchiveError::TargetExists { .. })));
    assert_eq!(write(true).unwrap(), told);
    for (name, _) in &told.tables {
        assert!(all.contains(&fs::read_to_string(to.join(name)).unwrap()), "{name}");
    }
    assert_eq!(fs::read_dir(&to).unwrap().count(), 4, "nothing is left aside");
}

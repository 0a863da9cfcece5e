//! An edition by another version of the program: it is made again where only that version's name
//! is another, and the part that changed is named where more is.

use std::sync::Arc;

use chrono::{Duration, NaiveDate, TimeZone as _, Utc};
use thin_vec::ThinVec;

use super::*;
use crate::clock::Clock;
use crate::config::{Config, Environment};
use crate::model::{ArticleId, ArticleItem, ArticleWords, BriefId, Licence, SourceId};

const CONFIG: &str = r#"
[[source]]
id = "wire"
kind = "feed"
url = "https://wire.example/feed"
licence = "full"
[[prices]]
id = "daily"
kind = "csv"
url = "https://prices.example/{symbol}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
"#;

fn morning() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap()
}

fn key() -> EditionKey {
    let date = NaiveDate::from_ymd_opt(2026, 3, 25).unwrap();
    EditionKey { brief: BriefId::parse("desk").unwrap(), date }
}

/// A desk with one article.
fn pipeline(folder: &std::path::Path) -> Pipeline {
    let file = folder.join("contrabrief.toml");
    std::fs::write(&file, CONFIG).unwrap();
    let config = Config::load(&file, &Environment::from_pairs([])).unwrap();
    let mut pipeline = Pipeline::open(config, Clock::Fixed(morning()), "tests").unwrap();
    record(&mut pipeline, "a1", morning() - Duration::hours(12));
    pipeline
}

fn record(pipeline: &mut Pipeline, name: &str, at: Instant) {
    let source = SourceId::new("wire");
    let item = ArticleItem {
        id: ArticleId::of(&source, name),
        source,
        words: Arc::new(ArticleWords {
            publisher: "Wire".to_owned(),
            url: None,
            title: "Helix raises its outlook".to_owned(),
            text: String::new(),
            full_text: None,
        }),
        published_at: Some(at),
        licence: Licence::Full,
        vendor_tickers: ThinVec::new(),
        withdrawn: false,
    };
    pipeline.record_history(&[(item, at)], &[], &[]).unwrap();
}

/// Archives the edition as a program with these facts would have, then makes it again.
fn made_by(
    folder: &std::path::Path,
    (version, tzdb): (&str, &str),
    engine: Option<&str>,
) -> Replayed {
    let mut pipeline = pipeline(folder);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let brief = pipeline.brief(&key()).unwrap().clone();
        let recipe = Recipe::current(&pipeline.config, &brief).unwrap();
        let dossier = pipeline.dossier(&recipe, key().date, AsOf::at(morning())).unwrap();
        let mut place = pipeline.first_place().unwrap();
        place.made_by = MadeBy { version: version.to_owned(), tzdb: tzdb.to_owned() };
        let mut replies = Replies::none(Asking::Never);
        let narrated = pipeline.narrated(&dossier, &recipe, &mut replies).await.unwrap();
        let mut made = make(&dossier, narrated, &recipe, &place).unwrap();
        if engine.is_some() {
            // Another engine made other figures.
            let other = crate::model::Rendition::new("brief.md", "text/markdown", "0.99");
            made.edition.renditions.retain(|rendition| rendition.file_name != "brief.md");
            made.edition.renditions.push(other);
        }
        let facts = ProgramFacts {
            version: version.to_owned(),
            engine: engine.unwrap_or(&made.engine).to_owned(),
            tzdb: tzdb.to_owned(),
        };
        pipeline.archive.store(&made.edition, morning(), &facts, "tests").unwrap();
        let again =
            pipeline.rerun(&key(), None, Knowledge::Archived, Settings::Snapshot).await.unwrap();
        // Nor does a run of the day find anything new.
        if engine.is_none() {
            assert!(!pipeline.produce(&key()).await.unwrap().is_new);
        }
        again
    })
}

#[test]
fn a_later_version_that_makes_the_same_bytes_has_made_the_edition_again() {
    for (version, tzdb) in [(super::super::VERSION, "2019a"), ("0.0.9", "2019a")] {
        let folder = tempfile::tempdir().unwrap();
        let again = made_by(folder.path(), (version, tzdb), None);
        let Replayed::Same(archived) = again else { panic!("{version}, {tzdb}: {again:?}") };
        let page = String::from_utf8(archived.rendition("brief.md").unwrap()).unwrap();
        assert!(page.contains(&format!("contrabrief {version}, engine ")), "{page}");
        assert!(page.contains("time zones 2019a"), "{page}");
    }
}

#[test]
fn the_engine_is_named_where_it_changed_and_the_program_where_it_did() {
    let other = "linear+rules 1.9.0 (weights 0123456789ab)";
    let (folder, this) = (tempfile::tempdir().unwrap(), super::super::VERSION);
    let again = made_by(folder.path(), (this, crate::calendar::TZDB_VERSION), Some(other));
    let Replayed::Different { causes, inputs, differences, .. } = again else {
        panic!("another engine made it")
    };
    assert_eq!((causes, inputs), (vec!["engine"], vec![]));
    let names: Vec<_> = differences.iter().map(|it| it.file_name.as_str()).collect();
    assert_eq!(names, ["brief.md"], "what an engine changed is all that differs");
    let folder = tempfile::tempdir().unwrap();
    let again = made_by(folder.path(), ("0.0.9", "2019a"), Some(other));
    let Replayed::Different { causes, .. } = again else { panic!("another program made it") };
    assert_eq!(causes, ["engine", "program", "time zones"]);
}

#[test]
fn an_edition_from_before_the_last_window_is_looked_at_with_all_facts() {
    let folder = tempfile::tempdir().unwrap();
    let mut pipeline = pipeline(folder.path());
    record(&mut pipeline, "a0", morning() - Duration::days(5));
    let brief = pipeline.brief(&key()).unwrap().clone();
    let recipe = Recipe::current(&pipeline.config, &brief).unwrap();
    let mut dossier = pipeline.recent_dossier(&recipe, key().date, AsOf::at(morning())).unwrap();
    let (asked, window) = (dossier.as_of, dossier.words_after.unwrap());
    pipeline.look_as_of(&recipe, &mut dossier, AsOf::at(window)).unwrap();
    assert!(dossier.earlier.is_some(), "all that is set aside was known");
    assert_eq!(dossier.articles.len(), 1);
    dossier.as_of = asked;
    let long_ago = AsOf::at(window - Duration::hours(1));
    let before = pipeline.look_as_of(&recipe, &mut dossier, long_ago).unwrap();
    assert_eq!((before, dossier.as_of), (asked, long_ago));
    assert!(dossier.earlier.is_none(), "what is set aside cannot be parted");
    assert_eq!(dossier.articles.len(), 2);
}

//! One stage at a time, over the articles of the last day that was generated; beside the store,
//! the rows that it wrote, inserted by SQLite alone, and beside the parser, its XML read alone.

use std::fs;
use std::path::Path;
use std::time::Instant as Clock;

use contrabrief::analyse::reading::{read, split_sentences};
use contrabrief::analyse::stories::{Vocabulary, cluster};
use contrabrief::analyse::{Engine, Linker};
use contrabrief::collect::{Limits, Source, SourceKind, parse_feed};
use contrabrief::model::{
    Article, ArticleItem, CalendarId, Currency, Instant, KnownBy, Licence, SourceId, Ticker,
    TickerKind, TickerProfile,
};
use contrabrief::store::{KnownAtRule, Store};
use quick_xml::events::Event;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::desk::{Company, Desk, end_of};
use crate::meter::{Mark, cpu_seconds};
use crate::tell;

/// Runs `work` and tells what it took; gives what it made.
fn timed<T>(stage: &str, items: usize, work: impl FnOnce() -> T) -> T {
    let begun = (Clock::now(), cpu_seconds());
    let made = work();
    tell(stage, begun.0.elapsed(), cpu_seconds() - begun.1, items);
    made
}

pub fn stages(input: &Path) {
    let day = *Desk::days(input).last().expect("a day");
    let now = end_of(day);
    let feeds: Vec<Vec<u8>> =
        Desk::feeds(input, day).iter().map(|file| fs::read(file).expect("a feed")).collect();
    timed("xml alone", feeds.len(), || feeds.iter().map(|feed| events(feed)).sum::<usize>());
    let begun = Mark::now("parse");
    let answers: Vec<Vec<ArticleItem>> =
        feeds.iter().enumerate().map(|(place, feed)| parsed(place, feed, now)).collect();
    let ended = Mark::now("parse");
    let count = answers.iter().map(Vec::len).sum();
    tell("parse", ended.at - begun.at, ended.cpu - begun.cpu, count);
    stored(&answers, now);
    read_and_scored(input, answers.into_iter().flatten().collect(), now);
}

fn parsed(place: usize, feed: &[u8], now: Instant) -> Vec<ArticleItem> {
    let source = Source {
        id: SourceId::new(format!("s{place:03}")),
        kind: SourceKind::Feed,
        location: String::new(),
        key: None,
        tickers: Vec::new(),
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    };
    let limits = Limits { items_per_feed_max: 100_000, ..Limits::default() };
    parse_feed(feed, &source, &limits, now).expect("a feed that generate.py wrote").items
}

/// What any reader of XML has to do at least.
fn events(feed: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(feed);
    let mut seen = 0;
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => return seen,
            _ => seen += 1,
        }
    }
}

fn stored(answers: &[Vec<ArticleItem>], now: Instant) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("ours.db");
    let store = Store::open(&file).expect("a store");
    let count = answers.iter().map(Vec::len).sum();
    timed("store", count, || {
        for items in answers {
            store.record_articles(items, KnownAtRule::At(now), now).expect("a write");
        }
    });
    // The same schema with the same settings, and the rows as they stand there.
    drop(store);
    let (rows, batch) = rows(&Connection::open(&file).expect("the store's file"));
    let bare = folder.path().join("bare.db");
    drop(Store::open(&bare).expect("a store"));
    let connection = Connection::open(bare).expect("a file of the same schema");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
        )
        .expect("settings");
    let slots = vec!["?"; rows[0].len()].join(",");
    timed("rows alone", count, || {
        for rows in rows.chunk_by(|one, other| one[batch] == other[batch]) {
            let write = connection.unchecked_transaction().expect("a transaction");
            connection
                .execute("INSERT INTO batches VALUES (?, 0)", [&rows[0][batch]])
                .expect("a batch");
            let mut insert = connection
                .prepare_cached(&format!("INSERT INTO articles VALUES ({slots})"))
                .expect("a statement");
            for row in rows {
                insert.execute(params_from_iter(row)).expect("a row");
            }
            drop(insert);
            write.commit().expect("a commit");
        }
    });
}

/// Every row, by batch, and which column that is.
fn rows(connection: &Connection) -> (Vec<Vec<Value>>, usize) {
    let mut all = connection.prepare("SELECT * FROM articles ORDER BY batch").expect("a query");
    let width = all.column_count();
    let batch = all.column_index("batch").expect("the column");
    let rows = all
        .query_map([], |row| (0..width).map(|place| row.get(place)).collect())
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    (rows, batch)
}

fn read_and_scored(input: &Path, items: Vec<ArticleItem>, now: Instant) {
    let articles: Vec<Article> = items.into_iter().map(|item| article(item, now)).collect();
    let profiles: Vec<TickerProfile> = Desk::companies(input).into_iter().map(profile).collect();
    let linker = timed("linker", profiles.len(), || Linker::new(&profiles));
    let engine = Engine::default();
    let sentences: Vec<Vec<&str>> = timed("link", articles.len(), || {
        articles
            .iter()
            .map(|article| {
                let mut lines = vec![article.item.words.title.as_str()];
                lines.extend(split_sentences(article.item.words.body()));
                std::hint::black_box(
                    lines.iter().map(|line| linker.names_in(line).len()).sum::<usize>(),
                );
                lines
            })
            .collect()
    });
    let count = sentences.iter().map(Vec::len).sum();
    timed("score", count, || {
        let lines = sentences.iter().flatten();
        std::hint::black_box(lines.map(|line| engine.score(line, None, &[]).score).sum::<f64>())
    });
    let readings = timed("link and score", articles.len(), || read(&articles, &linker, &engine));
    let within: Vec<usize> = (0..readings.len()).collect();
    timed("dedupe", readings.len(), || {
        let mut vocabulary = Vocabulary::default();
        vocabulary.next_session();
        cluster(&articles, &readings, &within, &mut vocabulary).len()
    });
}

fn article(item: ArticleItem, known_at: Instant) -> Article {
    let content_sha256 = item.content_sha256();
    Article { item, version: 1, known_at, known_by: KnownBy::Clock, content_sha256 }
}

fn profile(company: Company) -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse(&company.symbol).expect("a symbol"),
        name: company.name,
        aliases: company.aliases,
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::parse("USD").expect("a currency"),
        benchmark: None,
        relations: Vec::new(),
    }
}

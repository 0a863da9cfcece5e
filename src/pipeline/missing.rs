//! Takes an archived input set, what the store gives for it now, and the facts themselves; says in
//! words what is not as it was. Decides nothing: bytes do.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Article, Dossier, Licence};

/// How much is told.
const LINES_MAX: usize = 20;

#[derive(Deserialize)]
struct InputSet {
    articles_in_window: Vec<ArticleLine>,
    earlier_articles: Digest,
    bars: Vec<SeriesLine>,
    actions: Digest,
    published_before: Digest,
    reference: Option<Digest>,
    #[serde(default)]
    closures: Vec<String>,
}

#[derive(Deserialize)]
struct ArticleLine {
    id: String,
    version: u32,
    source: String,
    content_sha256: String,
}

#[derive(Deserialize)]
struct SeriesLine {
    ticker: String,
    rows: Digest,
}

#[derive(PartialEq, Eq, Deserialize)]
struct Digest {
    count: usize,
    sha256: String,
}

/// What of an archived input set the store no longer gives as it was; empty where it gives all.
pub(super) fn missing(then: &[u8], now: &[u8], dossier: &Dossier) -> Vec<String> {
    let read = |bytes| serde_json::from_slice::<InputSet>(bytes).ok();
    let (Some(then), Some(now)) = (read(then), read(now)) else { return Vec::new() };
    let mut told = articles(&then, &now);
    told.extend(dossier.articles.iter().filter(|article| is_emptied(article)).map(|article| {
        format!("the text of article {}, version {}", article.item.id, article.version)
    }));
    told.extend(series(&then, &now));
    let none = Digest { count: 0, sha256: String::new() };
    let many = [
        ("earlier articles", &then.earlier_articles, &now.earlier_articles),
        ("splits and dividends", &then.actions, &now.actions),
        ("what was published before", &then.published_before, &now.published_before),
        (
            "imported names",
            then.reference.as_ref().unwrap_or(&none),
            now.reference.as_ref().unwrap_or(&none),
        ),
    ];
    told.extend(many.into_iter().filter_map(|(what, then, now)| counted(what, then, now)));
    if then.closures != now.closures {
        told.push("closures of markets".to_owned());
    }
    if told.len() > LINES_MAX {
        let more = told.len() - LINES_MAX;
        told.truncate(LINES_MAX);
        told.push(format!("{more} more of the kind"));
    }
    told
}

fn articles(then: &InputSet, now: &InputSet) -> Vec<String> {
    let by_id = |set: &InputSet| -> BTreeMap<(String, u32), (String, String)> {
        let lines = set.articles_in_window.iter();
        let said = |line: &ArticleLine| (line.source.clone(), line.content_sha256.clone());
        lines.map(|line| ((line.id.clone(), line.version), said(line))).collect()
    };
    let (then, now) = (by_id(then), by_id(now));
    let gone = then.iter().filter(|(key, said)| now.get(*key) != Some(*said));
    let new = now.iter().filter(|(key, _)| !then.contains_key(*key));
    let word = |(id, version): &(String, u32), source: &str| {
        format!("article {id}, version {version}, of {source}")
    };
    gone.map(|(key, (source, _))| word(key, source))
        .chain(new.map(|(key, (source, _))| word(key, source) + ", which was not known"))
        .collect()
}

/// The hash of an article that is kept whole is of all that is kept.
fn is_emptied(article: &Article) -> bool {
    article.item.licence == Licence::Full && article.item.content_sha256() != article.content_sha256
}

fn series(then: &InputSet, now: &InputSet) -> Vec<String> {
    let none = Digest { count: 0, sha256: String::new() };
    let mut pairs: BTreeMap<&str, (&Digest, &Digest)> = BTreeMap::new();
    for line in &then.bars {
        pairs.insert(&line.ticker, (&line.rows, &none));
    }
    for line in &now.bars {
        pairs.entry(&line.ticker).or_insert((&none, &none)).1 = &line.rows;
    }
    let told = pairs.into_iter();
    told.filter_map(|(ticker, (then, now))| counted(&format!("bars of {ticker}"), then, now))
        .collect()
}

fn counted(what: &str, then: &Digest, now: &Digest) -> Option<String> {
    if then == now {
        return None;
    }
    Some(if then.count == now.count {
        format!("{what}: {} as then, with another content", now.count)
    } else {
        format!("{what}: {} then, {} now", then.count, now.count)
    })
}

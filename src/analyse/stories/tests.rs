//! What is one story and what is two.

use super::*;
use crate::analyse::linking::LinkReason;
use crate::analyse::reading::Mention;
use crate::model::{ArticleId, ArticleItem, Instant, KnownBy, Licence, SourceId};

fn terms(title: &str) -> BTreeSet<String> {
    terms_of(&Reading { article: 0, mentions: Vec::new(), sentences: vec![title.to_owned()] })
}

#[test]
fn the_same_news_in_other_forms_is_alike() {
    let left = terms("Northlight raises its full-year forecast on chip demand");
    let right = terms("Northlight raising full-year forecasts on chip demand");
    assert!(similarity(&left, &right) >= 0.5);
}

#[test]
fn two_events_of_one_company_are_not_alike() {
    let left = terms("Northlight raises its full-year forecast on chip demand");
    let right = terms("Northlight recalls heaters after two fires in Plumtown");
    assert!(similarity(&left, &right) < 0.5);
}

#[test]
fn nothing_is_not_like_nothing() {
    assert!(similarity(&BTreeSet::new(), &BTreeSet::new()) < f64::EPSILON);
}

/// Articles and readings of these headlines, each mainly about its ticker, in this order.
fn window(headlines: &[(&str, &str)]) -> (Vec<Article>, Vec<Reading>) {
    let known_at: Instant = "2026-03-25T10:00:00Z".parse().expect("an instant");
    let source = SourceId("wire".to_owned());
    headlines
        .iter()
        .enumerate()
        .map(|(index, (symbol, title))| {
            let item = ArticleItem {
                id: ArticleId::of(&source, &index.to_string()),
                source: source.clone(),
                publisher: "Wire".to_owned(),
                url: None,
                title: (*title).to_owned(),
                text: String::new(),
                published_at: None,
                licence: Licence::Full,
                vendor_tickers: Vec::new(),
                full_text: None,
                withdrawn: false,
            };
            let content_sha256 = item.content_sha256();
            let mention = Mention {
                ticker: Ticker::parse(symbol).expect("a symbol"),
                relevance: 1.0,
                primary: true,
                score: 0.0,
                sentences: Vec::new(),
                reason: LinkReason::Name,
            };
            let reading = Reading {
                article: index,
                mentions: vec![mention],
                sentences: vec![(*title).to_owned()],
            };
            let known_by = KnownBy::Clock;
            (Article { item, version: 1, known_at, known_by, content_sha256 }, reading)
        })
        .unzip()
}

fn sizes(headlines: &[(&str, &str)]) -> Vec<usize> {
    let (articles, readings) = window(headlines);
    let all: Vec<usize> = (0..readings.len()).collect();
    cluster(&articles, &readings, &all).iter().map(|story| story.members.len()).collect()
}

#[test]
fn many_reprints_are_one_story() {
    assert_eq!(sizes(&[("NRT", "Northlight recalls heaters after two fires"); 90]), [90]);
}

#[test]
fn boilerplate_about_two_companies_is_two_stories() {
    let recaps = [
        ("NRT", "Northlight Q3 2025 earnings report recap and transcript"),
        ("PLUM", "Plumtree Q3 2025 earnings report recap and transcript"),
    ];
    assert_eq!(sizes(&recaps), [1, 1]);
}

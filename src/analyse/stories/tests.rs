//! What is one story and what is two.

use std::sync::Arc;

use thin_vec::ThinVec;

use super::*;
use crate::analyse::linking::LinkReason;
use crate::analyse::reading::Mention;
use crate::analyse::reading::Sentences;
use crate::model::{ArticleId, ArticleItem, ArticleWords, Instant, KnownBy, Licence, SourceId};

/// How alike two texts are once the vocabulary has seen both and some daily news.
fn likeness_of(left: &str, right: &str) -> f64 {
    let mut vocabulary = Vocabulary::default();
    let news = [
        "Northlight opens a plant in Plumtown",
        "Plumtree names a new chief executive",
        "Northlight to report results on Tuesday",
        "Oakfen and Northlight settle a patent case",
    ];
    for line in news {
        let _ = vocabulary.learn(line, "");
    }
    let [left, right] = [left, right].map(|line| vocabulary.learn(line, ""));
    vocabulary.likeness(&left, &right)
}

#[test]
fn the_same_news_in_other_words_is_alike() {
    let told = "Northlight raises its full-year forecast on chip demand";
    assert!(likeness_of(told, "Northlight raising full-year forecasts on chip demand") > 0.7);
    assert!(likeness_of(told, "Chip demand lets Northlight lift its forecast") > SAME_STORY);
}

#[test]
fn two_events_of_one_company_are_not_alike() {
    let told = "Northlight raises its full-year forecast on chip demand";
    assert!(
        likeness_of(told, "Northlight recalls heaters after two fires in Plumtown") < SAME_STORY
    );
}

#[test]
fn nothing_is_not_like_nothing() {
    assert!(likeness_of("", "") < f64::EPSILON);
}

/// Articles and readings of these headlines, each mainly about its ticker, in this order.
fn window(headlines: &[(&str, &str)]) -> (Vec<Article>, Vec<Reading>) {
    let known_at: Instant = "2026-03-25T10:00:00Z".parse().expect("an instant");
    let source = SourceId::new("wire");
    headlines
        .iter()
        .enumerate()
        .map(|(index, (symbol, title))| {
            let item = ArticleItem {
                id: ArticleId::of(&source, &index.to_string()),
                source: source.clone(),
                words: Arc::new(ArticleWords {
                    publisher: "Wire".to_owned(),
                    url: None,
                    title: (*title).to_owned(),
                    text: String::new(),
                    full_text: None,
                }),
                published_at: None,
                licence: Licence::Full,
                vendor_tickers: ThinVec::new(),
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
            let reading = Reading::new(index, vec![mention], Sentences::of(item.words.clone()));
            let known_by = KnownBy::Clock;
            (Article { item, version: 1, known_at, known_by, content_sha256 }, reading)
        })
        .unzip()
}

fn sizes(headlines: &[(&str, &str)]) -> Vec<usize> {
    let (articles, readings) = window(headlines);
    let all: Vec<usize> = (0..readings.len()).collect();
    let mut vocabulary = Vocabulary::default();
    let stories = cluster(&articles, &readings, &all, &mut vocabulary);
    stories.iter().map(|story| story.members.len()).collect()
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

#[test]
fn a_story_of_yesterday_is_told_again_and_one_of_another_company_is_new() {
    let days = [
        [("NRT", "Northlight recalls heaters after two fires")],
        [("NRT", "Two fires: Northlight recalls its heaters")],
        [("PLUM", "Plumtree recalls heaters after two fires")],
    ];
    let mut vocabulary = Vocabulary::default();
    let mut memory = Memory::default();
    let policy = crate::analyse::Policy::default();
    let news = days.map(|headlines| {
        let (articles, readings) = window(&headlines);
        let stories = cluster(&articles, &readings, &[0], &mut vocabulary);
        memory.tell(stories, &vocabulary, &policy)[0].1
    });
    assert_eq!(news, [true, false, true]);
}

const EVENTS: [[&str; 3]; 4] = [
    [
        "Northlight recalls heaters after two fires",
        "Northlight heaters recalled after fires",
        "Two fires lead Northlight to recall heaters",
    ],
    [
        "Northlight names Ada Quill as finance chief",
        "Ada Quill becomes finance chief of Northlight",
        "Northlight appoints Quill finance chief",
    ],
    [
        "Northlight wins a harbour contract in Portmouth",
        "Portmouth gives Northlight its harbour contract",
        "Harbour contract in Portmouth goes to Northlight",
    ],
    [
        "Northlight quarterly profit beats forecasts",
        "Profit at Northlight beats quarterly forecasts",
        "Quarterly profit of Northlight beats every forecast",
    ],
];

proptest::proptest! {
    #[test]
    fn rewrites_join_their_event_in_whatever_order_they_come(
        picks in proptest::collection::vec((0_usize..4, 0_usize..3), 1..14),
    ) {
        let headlines: Vec<_> = picks.iter().map(|(event, form)| ("NRT", EVENTS[*event][*form])).collect();
        let (articles, readings) = window(&headlines);
        let all: Vec<usize> = (0..readings.len()).collect();
        // Some news in between, so that words have their weight.
        let mut vocabulary = Vocabulary::default();
        for line in EVENTS.iter().flatten() {
            let _ = vocabulary.learn(line, "");
        }
        let stories = cluster(&articles, &readings, &all, &mut vocabulary.clone());
        for story in &stories {
            let event = picks[story.members[0]].0;
            proptest::prop_assert!(story.members.iter().all(|&member| picks[member].0 == event));
        }
        let events: std::collections::BTreeSet<usize> = picks.iter().map(|(event, _)| *event).collect();
        proptest::prop_assert_eq!(stories.len(), events.len());
        let backwards: Vec<usize> = all.iter().rev().copied().collect();
        proptest::prop_assert_eq!(&cluster(&articles, &readings, &backwards, &mut vocabulary), &stories);
    }

    #[test]
    fn likeness_lies_between_nothing_and_all_and_has_no_direction(
        left in "[a-z ]{0,40}", right in "[a-z ]{0,40}",
    ) {
        let mut vocabulary = Vocabulary::default();
        let [left, right] = [left, right].map(|line| vocabulary.learn(&line, ""));
        let alike = vocabulary.likeness(&left, &right);
        proptest::prop_assert!((0.0..=1.0 + 1e-9).contains(&alike));
        proptest::prop_assert!((alike - vocabulary.likeness(&right, &left)).abs() < 1e-12);
    }
}

//! Links and their reasons, on sentences a person can read.

use super::*;
use crate::model::{CalendarId, Currency, TickerKind};

fn profile(symbol: &str, name: &str, aliases: &[&str]) -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse(symbol).expect("a symbol"),
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnas,
        currency: Currency::parse("USD").expect("a currency"),
        benchmark: None,
        relations: Vec::new(),
    }
}

fn linker() -> Linker {
    Linker::new(&[
        profile("NRT", "Northlight Inc.", &[]),
        profile("PLUM", "Plumtree Corp", &["Plum"]),
        profile("AI", "Aironaut", &[]),
        profile("TGX", "Target", &[]),
    ])
}

fn found(sentence: &str) -> Vec<String> {
    linker().names_in(sentence).into_iter().map(|span| span.ticker.to_string()).collect()
}

#[test]
fn legal_endings_and_possessives_do_not_hide_a_name() {
    assert_eq!(found("Northlight's margin and Northlight’s debt"), ["NRT", "NRT"]);
}

#[test]
fn common_words_need_their_capital() {
    assert_eq!(found("She ate a plum in the northlight"), Vec::<String>::new());
    assert_eq!(found("Plum raises prices"), ["PLUM"]);
    assert_eq!(found("Broker lifts Price Target on chips"), Vec::<String>::new());
}

#[test]
fn only_marked_symbols_are_symbols() {
    assert_eq!(found("AI is everywhere, NRT too"), Vec::<String>::new());
    assert_eq!(found("$NRT, (PLUM) and NASDAQ: AI"), ["NRT", "PLUM", "AI"]);
}

#[test]
fn parts_of_words_are_no_names() {
    assert_eq!(found("Northlighters meet"), Vec::<String>::new());
}

#[test]
fn a_roundup_weighs_little() {
    let alone = linker().links("Northlight wins an order", "", &[]);
    let roundup = linker().links("Northlight, Plum and Aironaut move", "", &[]);
    assert!(alone[0].relevance > 0.99, "{alone:?}");
    assert!(roundup.iter().all(|link| link.relevance < 0.5), "{roundup:?}");
}

#[test]
fn a_vendor_tag_alone_links_weakly() {
    let tag = Ticker::parse("NRT").expect("a symbol");
    let links = linker().links("Chips move", "", &[tag]);
    assert_eq!(links[0].reason, LinkReason::Vendor);
    assert!(links[0].relevance < 0.3 && !links[0].primary);
}

#[test]
fn a_text_is_scored_for_a_symbol_by_the_name_in_it() {
    use crate::analyse::sentiment::{Engine, score_text};
    let text = "Northlight shares surge, while Plum shares plunge";
    let asked = score_text(&Engine::Rules, &linker(), text, Some("PLUM"), &[]);
    assert_eq!(asked.class, -1);
    let names: Vec<&str> = asked.targets.iter().map(|one| one.target.as_str()).collect();
    assert_eq!(names, ["NRT", "PLUM"]);
    assert!(asked.targets[0].score > 0.1);
}

#[test]
fn an_article_is_read_for_each_ticker_it_names() {
    use crate::analyse::{reading, sentiment::Engine};
    use crate::model::{Article, ArticleId, ArticleItem, KnownBy, Licence, SourceId};
    let source = SourceId("wire".to_owned());
    let article = |title: &str, text: &str| {
        let item = ArticleItem {
            id: ArticleId::of(&source, title),
            source: source.clone(),
            publisher: "Wire".to_owned(),
            url: None,
            title: title.to_owned(),
            text: text.to_owned(),
            published_at: None,
            licence: Licence::Full,
            vendor_tickers: Vec::new(),
            full_text: None,
            withdrawn: false,
        };
        let content_sha256 = item.content_sha256();
        let known_at = "2026-03-25T10:00:00Z".parse().expect("an instant");
        Article { item, version: 1, known_at, known_by: KnownBy::Clock, content_sha256 }
    };
    let articles = [
        article("Nobody we know", "Nothing happened."),
        article(
            "Northlight profit jumps",
            "Plumtree lost an order. It rained. Northlight may cut costs.",
        ),
    ];
    let readings = reading::read(&articles, &linker(), &Engine::Rules);
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].article, 1);
    let [own, other] = readings[0].mentions.as_slice() else { panic!("two mentions") };
    assert!(own.primary && own.score > 0.1, "{own:?}");
    assert_eq!(own.sentences.iter().map(|one| one.index).collect::<Vec<_>>(), [0, 3]);
    assert!(!other.primary && other.score < -0.1, "{other:?}");
}

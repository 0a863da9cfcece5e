//! What makes a version of an article, and what of it is kept.

use super::super::{KnownAtRule, Recorded, Store};
use super::{day, fixture, hour, item, scope};
use crate::model::{Article, ArticleId, ArticleItem, AsOf, Instant, Licence, SourceId, Ticker};

fn record(store: &Store, item: &ArticleItem, at: Instant) -> Recorded {
    store.record_articles(std::slice::from_ref(item), KnownAtRule::At(at), at).unwrap()
}

fn known(store: &Store, at: Instant) -> Vec<Article> {
    store.dossier(&scope(), day("2026-03-03"), AsOf::at(at)).unwrap().articles
}

#[test]
fn a_withdrawal_keeps_the_words_and_an_earlier_cut_off_knows_nothing_of_it() {
    let store = fixture().store;
    let told = item("launch", "It flew.");
    record(&store, &told, hour(0));
    let tombstone = ArticleItem {
        title: "Withdrawn by its publisher".to_owned(),
        text: String::new(),
        withdrawn: true,
        ..told.clone()
    };
    assert_eq!(record(&store, &tombstone, hour(1)).changed, 1);
    assert_eq!(record(&store, &tombstone, hour(2)).same, 1);
    let after = known(&store, hour(2));
    assert_eq!(after[1].item, ArticleItem { withdrawn: true, ..told.clone() });
    assert_ne!(after[1].content_sha256, after[0].content_sha256);
    assert_eq!(known(&store, hour(0)).len(), 1);
    assert_eq!(record(&store, &told, hour(3)).changed, 1, "it may be told again");
    assert!(!known(&store, hour(3))[2].item.withdrawn);
}

#[test]
fn the_same_page_under_another_id_is_the_same_article_and_another_story_on_it_is_not() {
    let store = fixture().store;
    let page = Some("https://wire.example/launch".to_owned());
    let first = ArticleItem { url: page.clone(), ..item("launch", "It flew.") };
    record(&store, &first, hour(0));
    let id = ArticleId::of(&SourceId("wire".to_owned()), "another id");
    let renamed = ArticleItem { id: id.clone(), ..first.clone() };
    assert_eq!(record(&store, &renamed, hour(1)).same, 1);
    let corrected = ArticleItem { text: "It never flew.".to_owned(), ..renamed };
    assert_eq!(record(&store, &corrected, hour(2)).changed, 1);
    assert_eq!(known(&store, hour(2))[1].item.id, first.id);
    let other = ArticleItem { id, title: "Another story".to_owned(), ..first };
    assert_eq!(record(&store, &other, hour(3)).new, 1);
}

#[test]
fn an_article_found_under_two_tickers_ends_with_both_in_whatever_order() {
    let tickers = ["HELX", "ORRY"].map(|symbol| Ticker::parse(symbol).unwrap());
    for order in [[0, 1], [1, 0]] {
        let store = fixture().store;
        let under = |place: usize| ArticleItem {
            vendor_tickers: vec![tickers[place].clone()],
            ..item("launch", "It flew.")
        };
        record(&store, &under(order[0]), hour(0));
        assert_eq!(record(&store, &under(order[1]), hour(1)).changed, 1);
        assert_eq!(record(&store, &under(order[0]), hour(2)).same, 1);
        let versions = known(&store, hour(2));
        assert_eq!(versions[1].item.vendor_tickers.len(), 2);
        assert_eq!(versions[1].content_sha256, versions[0].content_sha256);
    }
}

#[test]
fn a_page_makes_no_version_of_its_own_and_is_kept_only_under_a_full_licence() {
    for (licence, kept) in
        [(Licence::Full, Some("The whole page.")), (Licence::Excerpt, None), (Licence::Hash, None)]
    {
        let store = fixture().store;
        let said = ArticleItem { licence, ..item("launch", "It flew.") };
        let page = Some("The whole page.".to_owned());
        let with_page = ArticleItem { full_text: page, ..said.clone() };
        assert!(store.is_news(&said).unwrap());
        assert_eq!(record(&store, &with_page, hour(0)).new, 1);
        assert!(!store.is_news(&said).unwrap());
        assert_eq!(record(&store, &said, hour(1)).same, 1, "a poll without the page");
        let article = &known(&store, hour(1))[0];
        assert_eq!(article.item.full_text.as_deref(), kept);
        assert_eq!(article.content_sha256, with_page.content_sha256());
        assert_ne!(article.content_sha256, said.content_sha256());
    }
}

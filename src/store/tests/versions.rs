//! What makes a version of an article, and what of it is kept.

use thin_vec::thin_vec;

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
    let mut tombstone = ArticleItem { withdrawn: true, ..told.clone() };
    tombstone.words_mut().title = "Withdrawn by its publisher".to_owned();
    tombstone.words_mut().text = String::new();
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
    let mut first = item("launch", "It flew.");
    first.words_mut().url = page;
    record(&store, &first, hour(0));
    let id = ArticleId::of(&SourceId::new("wire"), "another id");
    let renamed = ArticleItem { id, ..first.clone() };
    assert_eq!(record(&store, &renamed, hour(1)).same, 1);
    let mut corrected = renamed;
    corrected.words_mut().text = "It never flew.".to_owned();
    assert_eq!(record(&store, &corrected, hour(2)).changed, 1);
    assert_eq!(known(&store, hour(2))[1].item.id, first.id);
    let column = ArticleItem {
        id: ArticleId::of(&SourceId::new("wire"), "tomorrow's id"),
        published_at: first.published_at.map(|at| at + chrono::Duration::days(1)),
        ..first.clone()
    };
    assert_eq!(record(&store, &column, hour(3)).new, 1, "a daily column keeps its title");
    let mut other = ArticleItem { id, ..first };
    other.words_mut().title = "Another story".to_owned();
    assert_eq!(record(&store, &other, hour(3)).new, 1);
}

#[test]
fn an_article_found_under_two_tickers_ends_with_both_in_whatever_order() {
    let tickers = ["HELX", "ORRY"].map(|symbol| Ticker::parse(symbol).unwrap());
    for order in [[0, 1], [1, 0]] {
        let store = fixture().store;
        let under = |place: usize| ArticleItem {
            vendor_tickers: thin_vec![tickers[place].clone()],
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
        let mut with_page = said.clone();
        with_page.words_mut().full_text = Some("The whole page.".to_owned());
        assert!(store.is_news(&said).unwrap());
        assert_eq!(record(&store, &with_page, hour(0)).new, 1);
        assert!(!store.is_news(&said).unwrap());
        assert_eq!(record(&store, &said, hour(1)).same, 1, "a poll without the page");
        let article = &known(&store, hour(1))[0];
        assert_eq!(article.item.words.full_text.as_deref(), kept);
        assert_eq!(article.content_sha256, with_page.content_sha256());
        assert_ne!(article.content_sha256, said.content_sha256());
    }
}

#[test]
fn a_story_behind_a_home_page_is_never_another_one_s_version() {
    for (address, new) in [
        ("https://wire.example", 1),
        ("https://wire.example/", 1),
        ("https://wire.example/?p=7", 0),
        ("https://wire.example/launch", 0),
    ] {
        let store = fixture().store;
        let mut first = item("launch", "It flew.");
        first.words_mut().url = Some(address.to_owned());
        record(&store, &first, hour(0));
        let id = ArticleId::of(&SourceId::new("wire"), "another id");
        let second = ArticleItem { id, ..first };
        assert_eq!(store.is_news(&second).unwrap(), new == 1, "{address}");
        assert_eq!(record(&store, &second, hour(1)).new, new, "{address}");
    }
}

#[test]
fn a_withdrawal_beside_its_article_withdraws_it_in_whatever_order() {
    let told = item("launch", "It flew.");
    let tombstone = ArticleItem { withdrawn: true, published_at: None, ..told.clone() };
    for items in [[told.clone(), tombstone.clone()], [tombstone, told]] {
        let store = fixture().store;
        store.record_articles(&items, KnownAtRule::At(hour(0)), hour(0)).unwrap();
        let versions = known(&store, hour(0));
        assert_eq!(versions.len(), 2);
        assert!(!versions[0].item.withdrawn && versions[1].item.withdrawn);
    }
}

#[test]
fn a_stricter_licence_binds_whatever_is_written_after_it() {
    let store = fixture().store;
    let mut full = ArticleItem { licence: Licence::Full, ..item("launch", "It flew.") };
    full.words_mut().full_text = Some("The whole page.".to_owned());
    record(&store, &full, hour(0));
    let mut strict = ArticleItem { licence: Licence::Hash, ..full };
    strict.words_mut().full_text = None;
    let more = ArticleItem { vendor_tickers: thin_vec![Ticker::parse("ORRY").unwrap()], ..strict };
    record(&store, &more, hour(1));
    record(&store, &ArticleItem { withdrawn: true, ..more }, hour(2));
    for version in &known(&store, hour(2))[1..] {
        assert_eq!(version.item.licence, Licence::Hash);
        assert_eq!((version.item.words.text.as_str(), &version.item.words.full_text), ("", &None));
    }
}

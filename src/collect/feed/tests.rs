//! Feeds as they are, broken in the ways that real ones are, and feeds that mean harm.

use chrono::{TimeZone as _, Utc};
use proptest::prelude::*;

use super::*;
use crate::collect::SourceKind;
use crate::model::{ArticleItem, Licence, SourceId, Ticker};

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn source() -> Source {
    Source {
        id: SourceId::new("wire"),
        kind: SourceKind::Feed,
        location: String::new(),
        key: None,
        tickers: vec![],
        publisher: None,
        licence: Licence::Full,
        full_text: false,
    }
}

fn read(bytes: impl AsRef<[u8]>) -> Result<ArticleHarvest, CollectError> {
    parse_feed(bytes.as_ref(), &source(), &Limits::default(), now())
}

fn only(feed: &str) -> ArticleItem {
    let mut items = read(feed).unwrap().items;
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0)
}

fn titles(harvest: &ArticleHarvest) -> Vec<&str> {
    harvest.items.iter().map(|item| item.words.title.as_str()).collect()
}

fn told(harvest: &ArticleHarvest) -> String {
    harvest.faults.iter().map(|fault| fault.note().text).collect::<Vec<_>>().join("\n")
}

fn refused(feed: impl AsRef<[u8]>) -> String {
    read(feed).unwrap_err().to_string()
}

#[test]
fn withdrawals_beyond_the_limit_are_left_out_and_said() {
    let withdrawal =
        |place| format!("<at:deleted-entry ref='helix-{place}' when='2026-03-24T10:00:00Z'/>");
    let withdrawals = (0..7).map(withdrawal).collect::<Vec<_>>().concat();
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>\
         <title>Wire</title>{withdrawals}</feed>"
    );
    let limits = Limits { items_per_feed_max: 3, ..Limits::default() };
    let harvest = parse_feed(feed.as_bytes(), &source(), &limits, now()).unwrap();
    assert_eq!(harvest.items.len(), 3);
    assert!(told(&harvest).contains("gave 7 entries; the first 3 were read"), "{}", told(&harvest));
}

#[test]
fn every_version_of_rss_and_atom_tells_the_same_article() {
    let item = "<title>Helix wins order</title><link>https://w.example/1</link>\
                <description>Large.</description>";
    let entry = "<title>Helix wins order</title><link rel='alternate' href='https://w.example/1'/>\
                 <summary>Large.</summary>";
    for feed in [
        format!("<rss><channel><item>{item}</item></channel></rss>"),
        format!("<rss version='0.91'><channel><item>{item}</item></channel></rss>"),
        format!("<rss version='2.0'><channel></channel><item>{item}</item></rss>"),
        format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             xmlns='http://my.netscape.com/rdf/simple/0.9/'><item>{item}</item></rdf:RDF>"
        ),
        format!("<RDF xmlns='http://purl.org/rss/1.0/'><item>{item}</item></RDF>"),
        format!(
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>{entry}</entry></feed>"
        ),
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"),
        format!("<feed><entry>{entry}</entry></feed>"),
        format!("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{}</a:feed>", prefixed(entry)),
    ] {
        let article = only(&feed);
        assert_eq!(article.words.title, "Helix wins order", "{feed}");
        assert_eq!(article.words.url.as_deref(), Some("https://w.example/1"), "{feed}");
        assert_eq!(article.words.text, "Large.", "{feed}");
    }
}

fn prefixed(entry: &str) -> String {
    let inner = entry.replace("</", "</a:").replace('<', "<a:").replace("<a:/a:", "</a:");
    format!("<a:entry>{inner}</a:entry>")
}

#[test]
fn content_of_any_xml_type_costs_nothing_and_reads_as_lines() {
    let article = only(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>8-K - Current report</title>\
         <content type='text/xml'><filing-type>8-K</filing-type><items-desc>items 2.02</items-desc>\
         </content></entry></feed>",
    );
    assert_eq!(article.words.text, "filing type: 8-K\nitems desc: items 2.02");
}

#[test]
fn broken_xml_is_mended_and_said() {
    for (broken, what) in [
        ("<rss><channel><item><title>R&D at Helix</title></item></channel></rss>", "ampersands"),
        (
            "<rss><channel><item><title>R&D at Helix</b></title></item></channel></rss>",
            "mismatched",
        ),
        ("<rss><channel><item><title>R&D at Helix</title>", "missing end"),
        ("<rss><channel><item><title>R&D at Helix</channel></rss>", "mismatched"),
        ("<rss><channel><item><title x=y z>R&D at Helix</title></item></channel></rss>", "amp"),
        ("Warning: line 3\n<rss><channel><item><title>R&D at Helix</title></item>", "missing end"),
        ("<rss><channel><item><title>R&D at Helix</title><item><title>x</title></item>", "entries"),
    ] {
        let harvest = read(broken).unwrap();
        assert_eq!(harvest.items[0].words.title, "R&D at Helix", "{broken}");
        assert!(told(&harvest).contains(what), "{broken}: {}", told(&harvest));
    }
}

#[test]
fn a_mark_that_begins_no_tag_is_text() {
    let harvest = read(
        "<rss><channel><item><title>Helix: 3 < 4 <</title></item>\
         <item><title>Orrery</title></item></channel></rss>",
    )
    .unwrap();
    assert_eq!(titles(&harvest)[1], "Orrery", "{harvest:?}");
}

#[test]
fn markup_that_nobody_escaped_is_text_all_the_same() {
    let article = only(
        "<rss><channel><item><title>Helix <i>wins</i></title><description><p>One<br>two.<p>Three.\
         </description><link>https://w.example/1</link></item></channel></rss>",
    );
    assert_eq!(article.words.title, "Helix wins");
    assert_eq!(article.words.text, "One\ntwo.Three.");
    assert_eq!(article.words.url.as_deref(), Some("https://w.example/1"));
}

#[test]
fn relative_links_start_from_the_base_or_the_feed() {
    let rss = "<rss><channel><link>https://w.example/news/</link><item><title>Helix</title>\
               <link>one.html</link></item></channel></rss>";
    assert_eq!(only(rss).words.url.as_deref(), Some("https://w.example/news/one.html"));
    let atom = "<feed xml:base='https://w.example/a/'><entry xml:base='b/'><title>Helix</title>\
                <link href='c'/></entry></feed>";
    assert_eq!(only(atom).words.url.as_deref(), Some("https://w.example/a/b/c"));
}

#[test]
fn the_address_before_a_redirecting_service_is_preferred() {
    let article = only(
        "<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><item>\
         <title>Helix</title><link>https://feeds.example/~r/1</link>\
         <feedburner:origLink>https://w.example/1</feedburner:origLink></item></channel></rss>",
    );
    assert_eq!(article.words.url.as_deref(), Some("https://w.example/1"));
}

#[test]
fn symbols_in_categories_are_vendor_tickers_and_other_categories_are_not() {
    let article = only(
        "<rss><channel><item><title>Helix</title>\
         <category domain='https://wire.example/rss/stock'>NYSE:HELX</category>\
         <category>AI</category></item></channel></rss>",
    );
    let tickers: Vec<&str> = article.vendor_tickers.iter().map(Ticker::as_str).collect();
    assert_eq!(tickers, ["HELX"]);
}

#[test]
fn a_tombstone_withdraws_the_entry_it_names() {
    let harvest = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>\
         <at:deleted-entry ref='urn:1' when='2026-03-24T10:00:00Z'><at:comment>Wrong.</at:comment>\
         </at:deleted-entry></feed>",
    )
    .unwrap();
    let entry = only("<feed><entry><id>urn:1</id><title>Helix</title></entry></feed>");
    assert!(harvest.items[0].withdrawn && harvest.items[0].id == entry.id);
    assert_eq!(harvest.items[0].words.text, "Wrong.");
}

#[test]
fn an_unchanged_id_means_the_same_article_whatever_its_text() {
    let feed = |title: &str| {
        only(&format!(
            "<rss><channel><item><guid>7</guid><title>{title}</title></item></channel></rss>"
        ))
    };
    let (first, second) = (feed("Helix wins"), feed("Helix wins, corrected"));
    assert_eq!(first.id, second.id);
    assert_ne!(first.content_sha256(), second.content_sha256());
}

/// Row 29 of the table of bad inputs.
#[test]
fn two_entries_of_one_address_and_title_are_merged_and_other_stories_on_it_are_not() {
    let item = |guid: &str, title: &str| {
        format!(
            "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>https://w.example/1</link></item>"
        )
    };
    let items = item("a", "Helix wins") + &item("b", "Helix wins") + &item("c", "Orrery loses");
    let mut harvest = read(format!("<rss><channel>{items}</channel></rss>")).unwrap();
    assert_eq!(harvest.items.len(), 3, "reading shows what is there");
    harvest.merge_duplicates(&source().id);
    assert_eq!(titles(&harvest), ["Helix wins", "Orrery loses"]);
    assert!(told(&harvest).contains("kept once"));
}

#[test]
fn a_broken_item_of_a_json_feed_costs_only_itself() {
    let harvest = read(
        r#"{"title": "Wire", "home_page_url": "https://w.example/", "items": [
            {"id": 7, "url": "/1", "title": "Helix wins", "content_text": "a < b"},
            {"id": "8", "title": ["no"]}, null]}"#,
    )
    .unwrap();
    assert_eq!(harvest.items[0].words.url.as_deref(), Some("https://w.example/1"));
    assert_eq!((harvest.items[0].words.text.as_str(), harvest.items.len()), ("a < b", 1));
    assert_eq!(harvest.items[0].words.publisher, "Wire");
    assert_eq!(told(&harvest).matches("was left out").count(), 2);
}

/// Row 20.
#[test]
fn entities_that_grow_without_bound_are_refused() {
    let laughs = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\
                  <rss><channel><item><title>&b;</title></item></channel></rss>";
    assert!(refused(laughs).contains("DTD"), "{}", refused(laughs));
}

/// Row 21.
#[test]
fn entities_from_the_file_system_are_refused() {
    let external = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                    <rss><channel><item><title>&x;</title></item></channel></rss>";
    assert!(refused(external).contains("DTD"));
}

#[test]
fn a_document_type_without_entities_of_its_own_does_no_harm() {
    let old = "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://x.example/rss.dtd'>\
               <rss version='0.91'><channel><item><title>Caf&eacute; &nbsp;Helix</title></item></channel></rss>";
    assert_eq!(only(old).words.title, "Café Helix");
}

/// Row 22.
#[test]
fn a_million_levels_end_in_words_and_not_in_the_stack() {
    let deep = format!("<rss><channel><item>{}", "<a>".repeat(1_000_000));
    assert!(refused(&deep).contains("nested deeper"), "{}", refused(&deep));
    let flat = format!(
        "<rss><channel><item><title>Helix</title><description>{}far in{}</description></item></channel></rss>",
        "<div>".repeat(500),
        "</div>".repeat(500)
    );
    assert_eq!(only(&flat).words.text, "far in");
}

/// Row 23.
#[test]
fn every_encoding_is_read_and_bytes_outside_it_are_marked_and_said() {
    let feed = "<rss><channel><item><title>Café Hélix</title></item></channel></rss>";
    let utf16: Vec<u8> = feed.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&utf16).unwrap().items[0].words.title, "Café Hélix");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(feed);
    assert_eq!(read(&*latin).unwrap().items[0].words.title, "Café Hélix");
    let mut declared = b"<?xml version='1.0' encoding='utf-16'?>".to_vec();
    declared.extend(feed.as_bytes());
    assert_eq!(read(&declared).unwrap().items[0].words.title, "Café Hélix");
    let mut invalid = "\u{feff}<rss><channel><item><title>Helix ".as_bytes().to_vec();
    invalid.extend(b"\xff\xfe\0</title></item></channel></rss>");
    let harvest = read(&invalid).unwrap();
    assert_eq!(harvest.items[0].words.title, "Helix \u{fffd}\u{fffd}");
    assert!(told(&harvest).contains("bytes outside its encoding"), "{}", told(&harvest));
}

/// Row 24.
#[test]
fn what_is_no_feed_is_refused_by_what_it_is() {
    assert!(matches!(read(""), Err(CollectError::Empty)));
    assert!(matches!(read("  \n"), Err(CollectError::Empty)));
    assert!(matches!(read("<!DOCTYPE html><p>Sign in"), Err(CollectError::Html { .. })));
    assert!(refused("<opml><body/></opml>").contains("<opml>"));
    assert!(refused("Service unavailable").contains("no XML"));
    assert!(refused("{\"error\": \"over quota\"}").contains("without `items`"));
    assert!(
        told(&read("<rss><channel><title>Wire</title></channel></rss>").unwrap())
            .contains("without a single entry")
    );
}

/// Rows 25 and 26.
#[test]
fn dates_that_cannot_be_are_left_out_or_undated_and_never_now() {
    for (date, is_kept) in [
        ("Fri, 31 Dec 9999 00:00:00 GMT", false),
        ("Thu, 26 Mar 2026 11:00:00 GMT", false),
        ("Mon, 01 Jan 1900 00:00:00 GMT", true),
        ("-2026-03-24", true),
        ("yesterday", true),
    ] {
        let feed = format!(
            "<rss><channel><item><title>Helix</title><pubDate>{date}</pubDate></item></channel></rss>"
        );
        let harvest = read(&feed).unwrap();
        assert_eq!(harvest.items.len(), usize::from(is_kept), "{date}");
        assert!(harvest.items.iter().all(|item| item.published_at.is_none()), "{date}");
        assert!(told(&harvest).contains(if is_kept { "readable date" } else { "in the future" }));
    }
}

/// Row 28.
#[test]
fn a_million_entries_are_counted_and_the_first_five_hundred_read() {
    let feed = format!("<rss><channel>{}", "<item><title>x</title></item>".repeat(1_000_000));
    let harvest = read(&feed).unwrap();
    assert_eq!(harvest.items.len(), 500);
    assert!(told(&harvest).contains("1000000 entries; the first 500 were read"));
}

#[test]
fn endless_syntax_errors_end() {
    for mark in ["<![CDATA[", "<!x", "<!--", "<?"] {
        let feed = format!("<rss><channel><item><title>{}", mark.repeat(100_000));
        assert!(refused(&feed).contains("syntax errors"), "{mark}");
    }
}

proptest! {
    #[test]
    fn a_feed_cut_anywhere_keeps_the_entries_before_the_cut(cut in 0_usize..2_000) {
        let item = |n| format!("<item><guid>{n}</guid><title>Helix {n} &amp; co</title></item>");
        let items = (0..20).map(item).collect::<Vec<_>>().concat();
        let feed = format!("<rss version='2.0'><channel>{items}</channel></rss>");
        let cut = cut.min(feed.len());
        let whole = feed[..cut].matches("</item>").count();
        let read = read(&feed[..cut]).map_or(0, |harvest| harvest.items.len());
        prop_assert!(read >= whole, "{read} of {whole} at {cut}");
    }

    #[test]
    fn any_bytes_at_all_end_in_articles_or_words(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut feed = b"<rss><channel><item>".to_vec();
        feed.extend(bytes);
        if let Ok(harvest) = read(&feed) {
            prop_assert!(harvest.items.iter().all(|item| !item.words.title.is_empty()));
        }
    }
}

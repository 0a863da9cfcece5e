//! Links and their reasons, on sentences a person can read.

use std::sync::Arc;

use thin_vec::ThinVec;

use super::*;
use crate::analyse::reading::split_sentences;
use crate::model::{CalendarId, Currency, ReferenceKind, ReferenceName, TickerKind};

fn profile(symbol: &str, name: &str, aliases: &[&str]) -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse(symbol).expect("a symbol"),
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnas.into(),
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

fn links(linker: &Linker, title: &str, text: &str, vendor: &[Ticker]) -> Vec<Link> {
    let mut lines = vec![title];
    lines.extend(split_sentences(text));
    linker.link(&lines, vendor).links
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
    let alone = links(&linker(), "Northlight wins an order", "", &[]);
    let roundup = links(&linker(), "Northlight, Plum and Aironaut move", "", &[]);
    assert!(alone[0].relevance > 0.99, "{alone:?}");
    assert!(roundup.iter().all(|link| link.relevance < 0.5), "{roundup:?}");
}

#[test]
fn a_vendor_tag_alone_links_weakly() {
    let tag = Ticker::parse("NRT").expect("a symbol");
    let links = links(&linker(), "Chips move", "", &[tag]);
    assert_eq!(links[0].reason, LinkReason::Vendor);
    assert!(links[0].relevance < 0.3 && !links[0].primary);
}

fn entities(sentence: &str) -> Vec<&'static str> {
    let linker = linker();
    let spans = linker.entities_in(sentence);
    spans.iter().map(|span| &*String::leak(span.name.to_owned())).collect()
}

#[test]
fn names_that_nobody_watches_are_known_too_and_kept_out_of_the_watched() {
    let sentence = "Northlight and Nvidia rise after the Fed, says Moody's";
    assert_eq!(entities(sentence), ["Northlight Inc.", "Nvidia", "Federal Reserve", "Moody's"]);
    assert_eq!(found(sentence), ["NRT"]);
}

#[test]
fn spans_are_in_text_order_and_never_overlap() {
    let linker = linker();
    let sentence = "Gold, SBI, L&T and $AAPL (NASDAQ: NVDA) beat Coca-Cola’s S&P 500 peers; ₹ fell";
    let spans = linker.entities_in(sentence);
    assert!(spans.len() >= 7, "{spans:?}");
    assert!(spans.is_sorted_by(|one, next| one.end <= next.start), "{spans:?}");
}

#[test]
fn the_longer_name_wins() {
    assert_eq!(entities("Apple Hospitality REIT pays"), ["Apple Hospitality REIT"]);
    assert_eq!(entities("Meta Materials slumps"), ["Meta Materials"]);
    assert_eq!(entities("Bank of America Merrill Lynch cuts"), ["Bank of America"]);
    assert_eq!(entities("Tencent Music and Tencent"), ["Tencent Music", "Tencent"]);
    let unknown_bank = "shares of Apple Bancorp rose on Monday";
    assert_eq!(entities(unknown_bank), Vec::<&str>::new());
}

#[test]
fn a_common_word_is_a_company_only_in_a_companys_words() {
    assert_eq!(entities("Target shares fall"), ["Target"]);
    assert_eq!(entities("Walmart, Target and Costco open early"), ["Walmart", "Target", "Costco"]);
    for plain in [
        "Fed misses inflation Target",
        "Stock Target raised to $40",
        "The Gap Between Rich and Poor",
        "A Block of Flats Burns",
        "Visa Holders wait",
    ] {
        assert!(
            !entities(plain).iter().any(|name| ["Target", "Gap", "Block", "Visa"].contains(name)),
            "{plain}"
        );
    }
}

#[test]
fn symbols_are_read_in_every_explicit_form() {
    for sentence in [
        "$NVDA jumps",
        "Chips (NVDA) jump",
        "Chips (NASDAQ: NVDA) jump",
        "Chips <NVDA.O> jump",
        "NVDA.O jumps today",
        "Why NVDA stock jumped",
        "Selling NVDA shares early",
        "AMAT vs. NVDA: Which Stock Is Better?",
    ] {
        assert!(entities(sentence).contains(&"Nvidia"), "{sentence}");
    }
}

#[test]
fn capitals_that_are_words_or_shorthand_are_no_symbols() {
    for sentence in [
        "AI STOCK PICKS: ALL STOCKS ARE LOW",
        "Artificial intelligence (AI) and electric vehicles (EV)",
        "IT shares and ON stock",
        "NVDA jumps",
        "The CEO (CEO) said US shares",
    ] {
        let linker = Linker::new([]);
        let spans = linker.entities_in(sentence);
        assert!(spans.iter().all(|span| span.ticker.is_none()), "{sentence}: {spans:?}");
    }
}

#[test]
fn former_names_and_brands_say_what_they_are() {
    let linker = Linker::new([]);
    let reasons: Vec<_> = linker
        .entities_in("Facebook and YouTube stream it, says Alphabet's rival Twitter")
        .iter()
        .map(|span| (span.name, span.reason))
        .collect();
    assert_eq!(reasons[0], ("Meta Platforms", LinkReason::FormerName));
    assert_eq!(reasons[1], ("Alphabet", LinkReason::Brand));
}

#[test]
fn likening_addresses_and_footers_name_nobody() {
    for sentence in [
        "MercadoLibre, the Amazon of Latin America",
        "See LINKEDIN | http://linkedin.example/harbour",
        "Write to us at www.apple.com/shop",
    ] {
        let names = entities(sentence);
        assert!(
            !names.iter().any(|name| ["Amazon", "Microsoft", "Apple"].contains(name)),
            "{names:?}"
        );
    }
}

#[test]
fn a_doubtful_name_is_proved_by_the_rest_of_the_article_or_by_the_vendor() {
    let target = profile("TGT", "Target", &[]);
    let linker = Linker::new([&target]);
    let title = "Why Target Matters Now";
    assert_eq!(links(&linker, title, "", &[]), []);
    let told = links(&linker, title, "Target Corp reported sales.", &[]);
    assert!(told[0].primary && told[0].relevance > 0.9, "{told:?}");
    let tagged = links(&linker, title, "", &[Ticker::parse("TGT").expect("a symbol")]);
    assert_eq!(tagged[0].reason, LinkReason::Context);
    assert_eq!(tagged[0].position, Some(LinkPosition { sentence: 0, byte: 4 }));
}

#[test]
fn a_vendors_tag_confirms_a_name() {
    let tag = Ticker::parse("NRT").expect("a symbol");
    let confidence =
        |tags: &[Ticker]| links(&linker(), "Northlight rises", "", tags)[0].confidence_pct;
    assert!(confidence(&[tag]) > confidence(&[]));
}

#[test]
fn thirty_unwatched_names_make_a_roundup_and_passing_ones_do_not() {
    let roundup =
        links(&linker(), "Northlight, Nvidia, Intel, Cisco, Pfizer and Boeing move", "", &[]);
    assert!(roundup[0].relevance < 0.4, "{roundup:?}");
    let text = "Northlight grew. ".repeat(10) + "It buys from Nvidia, Intel, Cisco and Pfizer.";
    let own = links(&linker(), "Northlight wins an order", &text, &[]);
    assert!(own[0].relevance > 0.9, "{own:?}");
}

fn register(symbol: &str, title: &str) -> ReferenceName {
    ReferenceName {
        ticker: Ticker::parse(symbol).ok(),
        name: title.to_owned(),
        aliases: Vec::new(),
        kind: ReferenceKind::Equity,
    }
}

#[test]
fn an_imported_word_needs_a_companys_words_and_takes_nothing_from_the_watched() {
    let watched = profile("PLUM", "Plumtree", &[]);
    let list = [
        register("PLUM", "PLUMTREE CORP"),
        register("HOPE", "HOPE INC"),
        register("BGRN", "Bright Green Corp"),
        register("HBLT", "HARBOUR LIGHT PICTURES INC /DE/"),
    ];
    let linker = Linker::with_reference([&watched], &list);
    let symbols = |sentence: &str| -> Vec<String> {
        let spans = linker.entities_in(sentence);
        spans.iter().filter_map(|span| span.ticker).map(ToString::to_string).collect()
    };
    assert_eq!(symbols("Plumtree Hopes For Hope In Bright Green Fields"), ["PLUM"]);
    assert_eq!(symbols("Hope shares fall, Bright Green Corp reports"), ["HOPE", "BGRN"]);
    assert_eq!(symbols("Harbour Light Pictures Opens"), ["HBLT"]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_a_panic_and_spans_cut_no_letter(text in "\\PC{0,120}") {
        let linker = linker();
        for span in linker.entities_in(&text) {
            proptest::prop_assert!(text.get(span.start..span.end).is_some());
        }
        proptest::prop_assert!(links(&linker, &text, &text, &[]).len() <= 4);
    }

    #[test]
    fn marks_and_names_in_any_order_are_read(parts in proptest::collection::vec(
        proptest::sample::select(vec![
            "$", "(", "NVDA", ":", " ", "Apple", "’s", "<", ".O", "é", "NASDAQ", ")", "Target", "-",
            " of ", "US", "₹", "&", "S&P 500", "the ", " stock", "vs. ",
        ]), 0..14)) {
        let text = parts.concat();
        let linker = linker();
        let spans = linker.entities_in(&text);
        proptest::prop_assert!(spans.is_sorted_by(|one, next| one.end <= next.start));
    }
}

#[test]
fn a_text_is_scored_for_a_symbol_by_the_name_in_it() {
    use crate::analyse::{reading::score_text, sentiment::Engine};
    let text = "Northlight shares surge, while Plum shares plunge";
    let asked = score_text(&Engine::default(), &linker(), text, Some("PLUM"), &[]);
    assert_eq!(asked.class, -1);
    let names: Vec<&str> = asked.targets.iter().map(|one| one.target.as_str()).collect();
    assert_eq!(names, ["NRT", "PLUM"]);
    assert!(asked.targets[0].score > 0.1);
}

#[test]
fn an_article_is_read_for_each_ticker_it_names() {
    use crate::analyse::{reading, sentiment::Engine};
    use crate::model::{Article, ArticleId, ArticleItem, ArticleWords, KnownBy, Licence, SourceId};
    let source = SourceId::new("wire");
    let article = |title: &str, text: &str| {
        let item = ArticleItem {
            id: ArticleId::of(&source, title),
            source: source.clone(),
            words: Arc::new(ArticleWords {
                publisher: "Wire".to_owned(),
                url: None,
                title: title.to_owned(),
                text: text.to_owned(),
                full_text: None,
            }),
            published_at: None,
            licence: Licence::Full,
            vendor_tickers: ThinVec::new(),
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
    let readings = reading::read(&articles, &linker(), &Engine::default());
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].article, 1);
    let [own, other] = readings[0].mentions.as_slice() else { panic!("two mentions") };
    assert!(own.primary && own.score > 0.1, "{own:?}");
    assert_eq!(own.sentences.iter().map(|one| one.index).collect::<Vec<_>>(), [0, 3]);
    assert!(!other.primary && other.score < -0.1, "{other:?}");
}

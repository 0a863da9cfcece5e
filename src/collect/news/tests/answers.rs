//! Answers in the documented shapes, about fictional companies, each with one row of every
//! kind that costs only itself.

use insta::assert_snapshot;

use super::*;
use crate::model::ArticleId;

const FINNHUB: &str = r#"[
{"category":"company","datetime":1774359000,"headline":"Helix wins order &amp; raises outlook","id":7001,"image":"","related":"HELX,ORRY","source":"Harbour Wire","summary":"Helix won a <b>large</b> order.","url":"https://w.example/a?utm_source=f"},
{"category":"company","datetime":4000000000,"headline":"From the future","id":7002,"related":"HELX"},
{"category":"company","datetime":0,"headline":"Without a date","id":0,"related":"","source":"","summary":null,"url":"https://w.example/c"},
{"category":"company","datetime":1774359000,"headline":"","id":7004},
{"category":"company","datetime":1774359000,"headline":17,"id":7005},
null]"#;

#[test]
fn finnhub_company_news_is_read() {
    let harvest = harvest(NewsProvider::Finnhub, FINNHUB);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix wins order & raises outlook
    text      Helix won a large order.
    publisher Harbour Wire
    url       https://w.example/a
    published 2026-03-24T13:30:00+00:00
    tickers   HELX ORRY
    id        874ba55af66b
    ");
    assert_eq!(titles(&harvest)[1..], ["Without a date"]);
    assert_eq!(harvest.items[1].id, ArticleId::of(&SourceId::new("wire"), "https://w.example/c"));
    let words: Vec<String> = harvest.faults.iter().map(|fault| fault.note().text).collect();
    assert_snapshot!(words.join("\n"), @r"
    An entry of source wire was left out, because it is dated 2096-10-02 07:06 UTC, in the future: “From the future”.
    Row 4 of source wire was left out: it has no title and no text.
    Row 5 of source wire was left out: `/headline` is wrong: invalid type: integer `17`, expected a string.
    Row 6 of source wire was left out: it is null.
    Source wire gave an entry without a readable date.
    ");
}

#[test]
fn a_cache_of_finnhub_news_keeps_the_unix_time() {
    let text = r#"{"items":[{"title":"Helix wins","description":"Yes.","published_utc":"2026-03-24T21:30:00","datetime":1774359000,"source":"Harbour Wire","related_symbols":["HELX"],"id":5,"url":""}],"metadata":{"count":1}}"#;
    let harvest = harvest(NewsProvider::Finnhub, text);
    assert_eq!(harvest.items[0].published_at.unwrap().timestamp(), 1_774_359_000);
    assert_eq!(harvest.items[0].vendor_tickers[0].as_str(), "HELX");
}

#[test]
fn tiingo_news_is_read() {
    let text = r#"[{"id":41,"title":"Helix wins order","description":"Large.","url":"http://w.example/t","publishedDate":"2026-03-24T13:30:00Z","crawlDate":"2026-03-24T14:00:00.5Z","source":"w.example","tickers":["helx","orry"],"tags":["Technology"]},
{"id":42,"title":"Found by the crawler","url":"http://w.example/u","publishedDate":null,"crawlDate":"2026-03-24T14:00:00.5Z","source":"w.example","tickers":null}]"#;
    let harvest = harvest(NewsProvider::Tiingo, text);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix wins order
    text      Large.
    publisher w.example
    url       http://w.example/t
    published 2026-03-24T13:30:00+00:00
    tickers   HELX ORRY
    id        671c0172a758
    ");
    assert!(harvest.items[1].published_at.is_some() && harvest.faults.is_empty());
}

#[test]
fn polygon_news_is_read() {
    let text = r#"{"count":1,"next_url":"https://api.example/next","request_id":"x","status":"OK","results":[{"id":"p1","publisher":{"name":"Harbour Wire","homepage_url":"https://w.example"},"title":"Helix wins order","author":"A. Reporter","published_utc":"2026-03-24T13:30:00Z","article_url":"https://w.example/p","tickers":["HELX","X:BTCUSD"],"description":"Large.","keywords":["orders"],"insights":[{"ticker":"HELX","sentiment":"positive"}]},{"id":"p2","publisher":null,"title":"Orrery waits","published_utc":"soon"}]}"#;
    let harvest = harvest(NewsProvider::Polygon, text);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix wins order
    text      Large.
    publisher Harbour Wire
    url       https://w.example/p
    published 2026-03-24T13:30:00+00:00
    tickers   HELX BTC
    id        908167e9ec8a
    ");
    assert_eq!(harvest.items[1].words.publisher, "wire");
    assert!(matches!(harvest.faults[..], [Fault::Undated { count: 1, .. }]));
    let nothing = r#"{"status":"OK","request_id":"x","count":0}"#;
    assert!(super::harvest(NewsProvider::Polygon, nothing).items.is_empty());
}

#[test]
fn alpha_vantage_news_is_read() {
    let text = r#"{"items":"1","sentiment_score_definition":"x","relevance_score_definition":"y","feed":[{"title":"Helix wins order","url":"https://w.example/av","time_published":"20260324T133000","authors":["A. Reporter"],"summary":"Large.","banner_image":null,"source":"Harbour Wire","category_within_source":"n/a","source_domain":"w.example","topics":[{"topic":"Earnings","relevance_score":"0.9"}],"overall_sentiment_score":0.3,"overall_sentiment_label":"Bullish","ticker_sentiment":[{"ticker":"HELX","relevance_score":"0.8","ticker_sentiment_score":"0.3","ticker_sentiment_label":"Bullish"},{"ticker":"CRYPTO:BTC","relevance_score":"0.1"},{"ticker":"FOREX:USD","relevance_score":"0.1"}]}]}"#;
    let harvest = harvest(NewsProvider::AlphaVantage, text);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix wins order
    text      Large.
    publisher Harbour Wire
    url       https://w.example/av
    published 2026-03-24T13:30:00+00:00
    tickers   HELX BTC
    id        79f965185fd7
    ");
    let nothing = r#"{"Information":"No articles found. Please adjust the time range."}"#;
    assert!(super::harvest(NewsProvider::AlphaVantage, nothing).items.is_empty());
}

#[test]
fn marketaux_news_is_read() {
    let text = r#"{"meta":{"found":1,"returned":1,"limit":3,"page":1},"data":[{"uuid":"0aa1","title":"Helix wins order","description":"Large.","keywords":"","snippet":"A large order, says the board...","url":"https://w.example/m","image_url":"","language":"en","published_at":"2026-03-24T13:30:00.000000Z","source":"w.example","relevance_score":null,"entities":[{"symbol":"HELX","name":"Helix Corp.","exchange":null,"country":"us","type":"equity","match_score":17.1,"sentiment_score":0.2,"highlights":[]}],"similar":[]}]}"#;
    let harvest = harvest(NewsProvider::Marketaux, text);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix wins order
    text      A large order, says the board...
    publisher w.example
    url       https://w.example/m
    published 2026-03-24T13:30:00+00:00
    tickers   HELX
    id        66ac1130c50b
    ");
}

#[test]
fn gdelt_articles_are_read_and_bad_escapes_repaired() {
    let text = r#"{"articles": [ { "url": "https://w.example/g", "url_mobile": "", "title": "Helix\'s R\&D wins , up 5 %", "seendate": "20260324T133000Z", "socialimage": "", "domain": "w.example", "language": "English", "sourcecountry": "United States" } ] }"#;
    let broken = harvest(NewsProvider::Gdelt, text);
    assert_snapshot!(page(&broken.items[0]), @r"
    title     Helix's R&D wins, up 5%
    text      none
    publisher w.example
    url       https://w.example/g
    published 2026-03-24T13:30:00+00:00
    tickers   none
    id        062ba8f45872
    ");
    assert!(matches!(broken.faults[..], [Fault::RepairedJson { .. }]));
    let sound = harvest(NewsProvider::Gdelt, &text.replace('\\', ""));
    assert_eq!(sound.items, broken.items);
    assert!(sound.faults.is_empty());
    assert!(harvest(NewsProvider::Gdelt, "{}").items.is_empty());
}

const FILINGS: &str = r#"{"cik":"0000000042","name":"Helix Corp.","tickers":["HELX"],"filings":{"recent":{
"accessionNumber":["0000000042-26-000009","0000000042-26-000008","0000000042-26-000007",null,"0000000042-26-000005"],
"filingDate":["2026-03-24","2026-03-20","2026-03-19","2026-03-18","2026-03-17"],
"acceptanceDateTime":["2026-03-24T20:30:25.000Z","2026-03-19T22:40:00.000Z",null,"2026-03-18T20:00:00.000Z","2026-03-17T20:00:00.000Z"],
"form":["8-K","4","10-K/A","8-K","SUPPL"],
"items":["2.02,9.01","","","8.01","",""],
"primaryDocument":["helx-8k.htm","xslF345X05/form4.xml","","x.htm","s.htm"],
"primaryDocDescription":["FORM 8-K","FORM 4","10-K/A","8-K","VOLUNTARY SUPPLEMENT"]},"files":[]}}"#;

#[test]
fn each_filing_becomes_an_article() {
    let harvest = harvest(NewsProvider::SecFilings, FILINGS);
    assert_snapshot!(page(&harvest.items[0]), @r"
    title     Helix Corp. filed 8-K: Results of Operations (2.02)
    text      none
    publisher SEC EDGAR
    url       https://www.sec.gov/Archives/edgar/data/42/000000004226000009/helx-8k.htm
    published 2026-03-24T20:30:25+00:00
    tickers   HELX
    id        ea70ab9b6c04
    ");
    assert_eq!(
        titles(&harvest)[1..],
        [
            "Helix Corp. filed 4: Change of an Insider's Holding",
            "Helix Corp. filed 10-K/A: Annual Report, amended",
            "Helix Corp. filed SUPPL",
        ]
    );
    let index = "https://www.sec.gov/Archives/edgar/data/42/000000004226000007/0000000042-26-000007-index.htm";
    assert_eq!(harvest.items[2].words.url.as_deref(), Some(index));
    assert_eq!(harvest.items[2].published_at.unwrap().date_naive().to_string(), "2026-03-19");
    assert_eq!(harvest.items[3].words.text, "VOLUNTARY SUPPLEMENT");
    assert!(matches!(&harvest.faults[..], [Fault::Row { row: 4, .. }]), "{:?}", harvest.faults);
}

#[test]
fn only_the_newest_filings_are_read_and_long_words_are_cut() {
    let limits = Limits { items_per_feed_max: 2, title_chars_max: 11, ..Limits::default() };
    let source = source(NewsProvider::SecFilings);
    let read =
        parse_news(FILINGS.as_bytes(), NewsProvider::SecFilings, &source, &limits, now()).unwrap();
    assert_eq!(titles(&read), ["Helix Corp.", "Helix Corp."]);
    let read =
        parse_news(FINNHUB.as_bytes(), NewsProvider::Finnhub, &source, &limits, now()).unwrap();
    assert_eq!(titles(&read), ["Helix wins"]);
    assert!(matches!(read.faults[0], Fault::TooManyEntries { found: 6, read: 2, .. }));
}

#[test]
fn one_article_under_two_ids_is_kept_once_with_all_tickers() {
    let text = r#"[{"id":1,"title":"Helix wins","url":"https://w.example/t?utm_source=a","tickers":["helx"]},
{"id":2,"title":"Helix wins","url":"https://w.example/t","tickers":["orry"]}]"#;
    let mut harvest = harvest(NewsProvider::Tiingo, text);
    harvest.merge_duplicates(&SourceId::new("desk"));
    assert_eq!(harvest.items.len(), 1);
    assert_eq!(harvest.items[0].vendor_tickers.len(), 2);
    assert!(matches!(harvest.faults[1], Fault::Merged { count: 1, .. }), "{:?}", harvest.faults);
}

#[test]
fn every_provider_tells_refusals_pages_and_other_json_apart() {
    use NewsProvider::*;
    for provider in [Finnhub, Tiingo, Polygon, AlphaVantage, Marketaux, Gdelt, SecFilings] {
        let of = |text: &str| parse(provider, text).unwrap_err();
        assert!(matches!(of(""), CollectError::Empty));
        assert!(matches!(of("<html>sorry</html>"), CollectError::Html { .. }));
        assert!(matches!(of("Too Many Requests"), CollectError::RateLimited { .. }));
        assert!(matches!(of(r#"{"error":"Invalid API key"}"#), CollectError::KeyRefused(_)));
        assert!(matches!(of("17"), CollectError::Json { .. }), "{provider:?}");
        assert!(matches!(of("[[["), CollectError::Json { .. }), "{provider:?}");
        let told = of(r#"{"error":"the key secretword is odd"}"#).to_string();
        assert!(told.contains("[redacted] is odd"), "{told}");
    }
}

proptest::proptest! {
    #[test]
    fn no_answer_makes_a_parser_panic(text in r#"([\[\]{}:,"\\u0-9a-z \x00-\x1fé🚀]|"feed"|"data"|"articles"|null){0,60}"#) {
        use NewsProvider::*;
        for provider in [Finnhub, Tiingo, Polygon, AlphaVantage, Marketaux, Gdelt, SecFilings] {
            let _ = parse(provider, &text);
        }
    }
}

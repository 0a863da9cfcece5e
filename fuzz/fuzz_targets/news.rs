//! Any bytes as a provider's answer; a small first one chooses the provider.

#![no_main]

mod common;

use contrabrief::collect::{NewsProvider, SourceKind, parse_news};
use libfuzzer_sys::fuzz_target;

const PROVIDERS: [NewsProvider; 7] = [
    NewsProvider::Finnhub,
    NewsProvider::Tiingo,
    NewsProvider::Polygon,
    NewsProvider::AlphaVantage,
    NewsProvider::Marketaux,
    NewsProvider::Gdelt,
    NewsProvider::SecFilings,
];

fuzz_target!(|bytes: &[u8]| {
    let (providers, answer) = common::chosen(&PROVIDERS, bytes);
    for provider in providers {
        let source = common::source(SourceKind::News(*provider));
        common::check_articles(
            || parse_news(answer, *provider, &source, &common::limits(), common::now()),
            true,
        );
    }
});

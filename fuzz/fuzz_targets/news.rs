//! Any bytes as a provider's answer; the first one chooses the provider.

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
    let Some((first, answer)) = bytes.split_first() else { return };
    let provider = PROVIDERS[usize::from(*first) % PROVIDERS.len()];
    let source = common::source(SourceKind::News(provider));
    common::check_articles(
        || parse_news(answer, provider, &source, &common::limits(), common::now()),
        true,
    );
});

//! Any bytes as a price source's answer; a small first one chooses the kind.

#![no_main]

mod common;

use contrabrief::collect::{PriceKind, parse_bars};
use libfuzzer_sys::fuzz_target;

const KINDS: [PriceKind; 7] = [
    PriceKind::Csv,
    PriceKind::YahooChart,
    PriceKind::AlphaVantage,
    PriceKind::Tiingo,
    PriceKind::Polygon,
    PriceKind::Binance,
    PriceKind::CoinGecko,
];

fuzz_target!(|bytes: &[u8]| {
    let (kinds, answer) = common::chosen(&KINDS, bytes);
    for kind in kinds {
        let source = common::price_source(*kind);
        let profile = common::profile();
        common::check_bars(|| parse_bars(answer, &source, &profile, common::now()));
    }
});

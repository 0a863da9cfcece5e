//! Any bytes as a price source's answer; the first one chooses the kind.

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
    let Some((first, answer)) = bytes.split_first() else { return };
    let source = common::price_source(KINDS[usize::from(*first) % KINDS.len()]);
    common::check_bars(parse_bars(answer, &source, &common::profile(), common::now()));
});

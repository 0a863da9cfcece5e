//! Any bytes as a price file of many tickers.

#![no_main]

mod common;

use contrabrief::collect::{PriceKind, parse_prices_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = common::price_source(PriceKind::Csv);
    let profiles = [common::profile()];
    let named = &profiles[0].ticker;
    for ticker in [None, Some(named)] {
        common::check_bars(|| {
            parse_prices_file("a.csv", bytes, &source, ticker, &profiles, common::now())
        });
    }
});

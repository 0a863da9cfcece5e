//! Takes the market; checks that it is fictional, lifelike and the same each time.

use std::collections::BTreeSet;

use super::*;
use crate::calendar;
use crate::model::{CalendarId, Sha256Hash, TickerKind};

fn digest() -> String {
    let market = market();
    let files = market.day_files(edition_date());
    Sha256Hash::of(format!("{market:?}{files:?}{:?}", market.actions())).to_string()
}

/// Annual volatility, kurtosis and lag-1 autocorrelation of absolute log returns.
fn figures(closes: &[f64], days: f64) -> (f64, f64, f64) {
    let returns: Vec<f64> = closes.windows(2).map(|pair| libm::log(pair[1] / pair[0])).collect();
    let mean =
        |values: &[f64]| values.iter().sum::<f64>() / values.iter().map(|_| 1.0).sum::<f64>();
    let centre = mean(&returns);
    let power = |exponent: i32| {
        mean(&returns.iter().map(|one| (one - centre).powi(exponent)).collect::<Vec<_>>())
    };
    let size: Vec<f64> = returns.iter().map(|one| one.abs()).collect();
    let typical = mean(&size);
    let own: f64 = size.iter().map(|one| (one - typical).powi(2)).sum();
    let next: f64 = size.windows(2).map(|pair| (pair[0] - typical) * (pair[1] - typical)).sum();
    (libm::sqrt(power(2) * days), power(4) / power(2).powi(2), next / own)
}

#[test]
fn the_market_is_the_same_twice() {
    let first = digest();
    assert_eq!(first, digest());
    insta::assert_snapshot!(first, @"d0b7d39daf8eef4795c9d4306533e5ec843675e47d49eebe8e8a101caae1505e");
}

#[test]
fn volatility_and_tails_are_lifelike() {
    let market = market();
    for profile in &market.profiles {
        let crypto = profile.kind == TickerKind::Crypto;
        let closes: Vec<f64> = market
            .bars_history()
            .iter()
            .filter(|bar| bar.ticker == profile.ticker)
            .map(|bar| {
                let split = bar.ticker.as_str() == "HALC" && bar.session < prices::split_day();
                bar.close.to_f64() / if split { 4.0 } else { 1.0 }
            })
            .collect();
        let (volatility, kurtosis, clustering) =
            figures(&closes, if crypto { 365.0 } else { 252.0 });
        println!("{} vol {volatility:.3} kurt {kurtosis:.1} acf {clustering:.2}", profile.ticker);
        assert!((0.15..0.80).contains(&volatility), "{} {volatility}", profile.ticker);
        assert!(kurtosis > 4.0, "{} {kurtosis}", profile.ticker);
    }
}

#[test]
fn the_news_is_as_dense_as_a_real_desk_sees_it() {
    let count = market().history().len();
    println!("{count} articles");
    assert!((2500..5000).contains(&count), "{count}");
}

#[test]
fn every_promised_oddity_is_there() {
    let market = market();
    let bars = market.bars_history();
    let of = |symbol: &str, session| {
        bars.iter().filter(|bar| bar.ticker.as_str() == symbol && bar.session == session).count()
    };
    assert_eq!(of("VOLU", prices::restated_day()), 2);
    assert_eq!(of("AERV", last_session()), 0);
    assert_eq!(of("HALC", day(2025, 12, 25)), 0);
    let early = calendar::session_close(CalendarId::Xnys, day(2025, 11, 28));
    assert_eq!(early.to_rfc3339(), "2025-11-28T18:00:00+00:00");
    let items = market.history();
    assert!(items.iter().any(|dated| dated.item.published_at.is_none()));
    assert_eq!(items.iter().filter(|dated| dated.guid == "odd-corrected").count(), 2);
    assert!(items.iter().any(|dated| dated.item.title.contains("<script>")));
}

#[test]
fn the_feeds_are_read_by_a_feed_reader() {
    for (name, bytes) in market().day_files(edition_date()).feeds {
        let feed = feed_rs::parser::parse(&bytes[..]);
        let entries = feed.map(|feed| feed.entries.len());
        println!("{name} {entries:?}");
        assert!(entries.is_ok_and(|count| count > 3), "{name}");
    }
}

#[test]
fn no_symbol_is_listed_anywhere() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/reference/company_tickers_exchange_2025-12.json"
    );
    let Ok(listed) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED no_symbol_is_listed_anywhere: ../shared/data is absent");
        return;
    };
    let symbols: BTreeSet<&str> = listed.split('"').collect();
    for profile in market().profiles {
        assert!(!symbols.contains(profile.ticker.as_str()), "{}", profile.ticker);
    }
}

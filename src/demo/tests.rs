//! Takes the market; checks that it is fictional, lifelike and the same each time.

use std::collections::BTreeSet;
use std::io::Write as _;

use super::*;
use crate::calendar;
use crate::model::{CalendarId, Sha256Hash, TickerKind};

fn digest() -> String {
    let market = market();
    let files: Vec<DayFiles> =
        market.edition_dates().into_iter().map(|date| market.day_files(date)).collect();
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
    insta::assert_snapshot!(first, @"c344c31bae5a1f2cbc1cc60029adf717d3a202e6cc138466473b797ba23daa3b");
}

#[test]
fn volatility_and_tails_are_lifelike() {
    let market = market();
    for profile in &market.profiles {
        let crypto = profile.kind == TickerKind::Crypto;
        let closes: Vec<f64> = market
            .bars
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
    let count = market().items.len();
    println!("{count} articles");
    assert!((2500..5000).contains(&count), "{count}");
}

#[test]
fn every_promised_oddity_is_there() {
    let market = market();
    let bars = &market.bars;
    let of = |symbol: &str, session| {
        bars.iter().filter(|bar| bar.ticker.as_str() == symbol && bar.session == session).count()
    };
    assert_eq!(of("VOLU", prices::restated_day()), 2);
    assert_eq!(of("AERV", last_session()), 0);
    assert_eq!(of("HALC", day(2025, 12, 25)), 0);
    let early = calendar::session_close(CalendarId::Xnys, day(2025, 11, 28));
    assert_eq!(early.to_rfc3339(), "2025-11-28T18:00:00+00:00");
    let items = &market.items;
    assert!(items.iter().any(|dated| dated.item.published_at.is_none()));
    assert_eq!(items.iter().filter(|dated| dated.guid == "odd-corrected").count(), 2);
    assert!(items.iter().any(|dated| dated.item.words.title.contains("<script>")));
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

/// A file of the shared reference data, or nothing and a word about it.
fn reference(name: &str) -> Option<String> {
    let path = format!("{}/../shared/data/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    let found = std::fs::read_to_string(path).ok();
    if found.is_none() {
        let _ =
            writeln!(std::io::stderr(), "SKIPPED a check against {name}: ../shared/data is absent");
    }
    found
}

#[test]
fn no_symbol_is_listed_anywhere() {
    let lists = [
        "company_tickers_exchange_2025-12.json",
        "nasdaq-listed-symbols.csv",
        "sp500_constituents.csv",
        "sp500_ticker_start_end.csv",
    ];
    for listed in lists.into_iter().filter_map(reference) {
        let symbols: BTreeSet<&str> = listed.split(['"', ',', '\n']).collect();
        for profile in market().profiles {
            assert!(!symbols.contains(profile.ticker.as_str()), "{}", profile.ticker);
        }
    }
}

#[test]
fn no_real_company_is_named() {
    let Some(listed) = reference("sp500_constituents.csv") else { return };
    let told: Vec<String> = market()
        .items
        .iter()
        .map(|dated| format!(" {} {} ", dated.item.words.title, dated.item.words.text))
        .collect();
    let told = told.concat();
    for line in listed.lines().skip(1) {
        let name = line.split(',').nth(1).unwrap_or_default().trim_matches('"');
        let short = name.trim_end_matches(" Inc.").trim_end_matches(" Corporation");
        assert!(!told.contains(&format!(" {short} ")), "{short}");
    }
}

#[test]
fn the_chip_makers_last_day_is_a_crowd_that_the_price_does_not_follow() {
    let market = market();
    let since = asked_at(last_session());
    let praise = market
        .items
        .iter()
        .filter(|dated| dated.known_at > since && dated.item.words.title.contains("Halcyra"))
        .count();
    assert!(praise >= 8, "{praise}");
    let move_of = |symbol: &str| {
        let mut own = market.bars.iter().rev().filter(|bar| bar.ticker.as_str() == symbol);
        let (last, before) = (own.next(), own.next());
        last.zip(before).map_or(0.0, |(last, before)| last.close.to_f64() / before.close.to_f64())
    };
    // The lead says so, and must be right.
    assert!(move_of("HALC") < move_of("KXCH"));
    assert!(move_of("RETQ") < 0.95);
}

#[test]
fn a_correction_and_a_restated_bar_come_on_later_mornings() {
    let market = market();
    let told = |date, guid: &str| {
        let feeds = market.day_files(date).feeds;
        let feeds: Vec<String> =
            feeds.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
        let feeds = feeds.concat();
        feeds.split("<item>").find(|entry| entry.contains(guid)).map(str::to_owned)
    };
    let before = told(day(2026, 3, 24), "odd-corrected").unwrap_or_default();
    let after = told(day(2026, 3, 25), "odd-corrected").unwrap_or_default();
    assert!(before.contains("900 megawatts") && after.contains("90 megawatts"), "{before}");
    let close = |date| {
        let prices = market.day_files(date).prices;
        let file = prices.into_iter().find(|(name, _)| name == "VOLU.csv");
        let text = String::from_utf8(file.map(|(_, bytes)| bytes).unwrap_or_default());
        let line = prices::restated_day().to_string();
        text.unwrap_or_default().lines().find(|bar| bar.starts_with(&line)).map(str::to_owned)
    };
    assert!(close(day(2026, 3, 20)).is_some());
    assert_ne!(close(day(2026, 3, 20)), close(day(2026, 3, 24)));
}

#[test]
fn nothing_is_served_before_it_is_known_and_history_ends_where_files_begin() {
    let market = market();
    assert_eq!(market.edition_dates().last(), Some(&edition_date()));
    assert_eq!(market.edition_dates().len(), 5);
    let end = market.end_of_history();
    assert!(market.history().iter().all(|dated| dated.known_at <= end));
    assert!(market.bars_history().iter().all(|bar| bar.known_at <= end));
    assert!(market.history().iter().all(|dated| {
        dated.item.published_at.is_none_or(|published| published < dated.known_at)
    }));
}

#[test]
fn a_session_brings_as_many_items_and_at_such_hours_as_in_life() {
    let market = market();
    let hour = |dated: &DatedItem| {
        use chrono::Timelike;
        dated.known_at.with_timezone(&chrono_tz::America::New_York).hour()
    };
    let total = market.items.len();
    let by_day = market.items.iter().filter(|dated| (6..18).contains(&hour(dated))).count();
    // Of the real headlines with a time 81 % fall between six and eighteen.
    assert!((74..88).contains(&(100 * by_day / total)), "{by_day} of {total}");
}

#[test]
fn markup_is_served_by_the_feed_and_kept_out_of_the_article() {
    let market = market();
    let with_markup = market.items.iter().find(|dated| dated.markup.is_some());
    assert!(with_markup.is_some_and(|dated| !dated.item.words.text.contains('<')));
    let feeds = market.day_files(edition_date()).feeds;
    assert!(String::from_utf8_lossy(&feeds[0].1).contains("&lt;b&gt;opened a branch"));
}

#[test]
fn more_than_thirty_kinds_of_event_are_told() {
    assert!(phrases::Phrases::read().kinds() > 30);
}

#[test]
fn no_slot_of_a_phrase_is_left_open() {
    for dated in market().items {
        let told = format!("{}{}", dated.item.words.title, dated.item.words.text);
        assert!(!told.contains(['{', '}']), "{told}");
    }
}

//! Takes the market and a date; gives the bytes its sources would have served that morning.
//! Never serves what was not yet known.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Duration, NaiveDate, NaiveTime};
use serde_json::json;

use super::news::{DatedItem, PUBLISHERS};
use super::{Market, asked_at};
use crate::model::{Instant, PriceBar, TickerKind, TickerProfile};

/// Days of news that a feed still shows.
const FEED_DAYS: i64 = 7;
/// Bars that a price file shows.
const BARS_SHOWN: usize = 30;

/// What every source of the demo answers on one morning: file names and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFiles {
    /// An RSS, an Atom and a JSON feed, named after their source's id.
    pub feeds: Vec<(String, Vec<u8>)>,
    /// A CSV per company or fund, a chart JSON per token, named after the symbol.
    pub prices: Vec<(String, Vec<u8>)>,
}

/// The files of the morning of `date`.
pub(super) fn of_day(market: &Market, date: NaiveDate) -> DayFiles {
    let now = asked_at(date);
    let since = now - Duration::days(FEED_DAYS);
    // A later text under the same guid takes the earlier one's place.
    let shown: BTreeMap<(&str, &str), &DatedItem> = market
        .items
        .iter()
        .filter(|dated| dated.known_at <= now && dated.known_at > since)
        .map(|dated| ((dated.item.source.as_str(), dated.guid.as_str()), dated))
        .collect();
    let feeds = PUBLISHERS
        .iter()
        .zip(["rss", "atom", "json"])
        .map(|((id, name, _), form)| {
            let own = shown.values().filter(|dated| dated.item.source.as_str() == *id).copied();
            let own: Vec<&DatedItem> = own.collect();
            let text = match form {
                "rss" => rss(name, &own),
                "atom" => atom(name, &own, now),
                _ => json_feed(name, &own),
            };
            (format!("{id}.{form}"), text.into_bytes())
        })
        .collect();
    let prices = market.profiles.iter().map(|profile| price_file(market, profile, now)).collect();
    DayFiles { feeds, prices }
}

/// The summary as the feed has it: with its markup, if it has any.
fn served(dated: &DatedItem) -> &str {
    dated.markup.as_deref().unwrap_or(&dated.item.words.text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(name: &str, items: &[&DatedItem]) -> String {
    let mut entries = String::new();
    for dated in items {
        let date =
            dated.item.published_at.map(|at| format!("<pubDate>{}</pubDate>", at.to_rfc2822()));
        let _ = writeln!(
            entries,
            "<item><guid isPermaLink=\"false\">{}</guid><link>{}</link><title>{}</title>{}<description>{}</description></item>",
            dated.guid,
            dated.item.words.url.as_deref().unwrap_or_default(),
            escaped(&dated.item.words.title),
            date.unwrap_or_default(),
            escaped(served(dated)),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{}</title><link>https://demo.example/</link><description>A fictional publisher</description>\n{entries}</channel></rss>\n",
        escaped(name)
    )
}

fn atom(name: &str, items: &[&DatedItem], now: Instant) -> String {
    let mut entries = String::new();
    for dated in items {
        let date = dated.item.published_at.unwrap_or(dated.known_at).to_rfc3339();
        let _ = writeln!(
            entries,
            "<entry><id>{}</id><link href=\"{}\"/><title>{}</title><published>{date}</published><updated>{date}</updated><content type=\"text\">{}</content></entry>",
            dated.guid,
            dated.item.words.url.as_deref().unwrap_or_default(),
            escaped(&dated.item.words.title),
            escaped(served(dated)),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:demo</id><title>{}</title><updated>{}</updated>\n{entries}</feed>\n",
        escaped(name),
        now.to_rfc3339()
    )
}

fn json_feed(name: &str, items: &[&DatedItem]) -> String {
    let entries: Vec<_> = items
        .iter()
        .map(|dated| {
            let mut entry = json!({"id": dated.guid, "url": dated.item.words.url,
                "title": dated.item.words.title, "content_text": served(dated)});
            if let Some(at) = dated.item.published_at {
                entry["date_published"] = json!(at.to_rfc3339());
            }
            entry
        })
        .collect();
    json!({"version": "https://jsonfeed.org/version/1.1", "title": name, "items": entries})
        .to_string()
}

fn price_file(market: &Market, profile: &TickerProfile, now: Instant) -> (String, Vec<u8>) {
    let known: BTreeMap<NaiveDate, &PriceBar> = market
        .bars
        .iter()
        .filter(|bar| bar.ticker == profile.ticker && bar.known_at <= now)
        .map(|bar| (bar.session, bar))
        .collect();
    let shown: Vec<&PriceBar> =
        known.into_values().rev().take(BARS_SHOWN).collect::<Vec<_>>().into_iter().rev().collect();
    if profile.kind == TickerKind::Crypto {
        return (format!("{}.json", profile.ticker), chart(profile, &shown, now).into_bytes());
    }
    let mut csv = "date,open,high,low,close,volume\n".to_owned();
    for bar in shown {
        let [open, high, low, close] =
            [bar.open, bar.high, bar.low, bar.close].map(crate::model::Price::to_f64);
        let volume = bar.volume.unwrap_or_default();
        let _ = writeln!(csv, "{},{open},{high},{low},{close},{volume}", bar.session);
    }
    (format!("{}.csv", profile.ticker), csv.into_bytes())
}

/// The day that is still trading: eight per cent below the last close, on thin volume, so
/// that whoever takes it for a close is found out.
fn running_bar(last: &PriceBar) -> PriceBar {
    let mut bar = last.clone();
    let fallen = last.close.e8 / 100 * 92;
    (bar.open, bar.high) = (last.close, last.close);
    (bar.low.e8, bar.close.e8) = (fallen, fallen);
    bar.volume = last.volume.map(|units| units / 5);
    bar
}

/// The chart of a token, with the running UTC day as its last, unfinished bar.
fn chart(profile: &TickerProfile, bars: &[&PriceBar], now: Instant) -> String {
    let running = bars.last().map(|bar| running_bar(bar));
    let running = running.as_ref();
    let column = |field: fn(&PriceBar) -> f64| -> Vec<f64> {
        bars.iter().copied().chain(running).map(field).collect()
    };
    let midnight = |session: NaiveDate| session.and_time(NaiveTime::MIN).and_utc().timestamp();
    let mut times: Vec<i64> = bars.iter().map(|bar| midnight(bar.session)).collect();
    times.extend(running.map(|_| now.timestamp()));
    let volumes: Vec<Option<u64>> =
        bars.iter().copied().chain(running).map(|bar| bar.volume).collect();
    json!({"chart": {"result": [{
        "meta": {"symbol": profile.ticker.as_str(), "currency": "USD",
            "exchangeTimezoneName": "UTC", "gmtoffset": 0,
            "instrumentType": "CRYPTOCURRENCY", "dataGranularity": "1d", "regularMarketTime": now.timestamp()},
        "timestamp": times,
        "indicators": {"quote": [{
            "open": column(|bar| bar.open.to_f64()), "high": column(|bar| bar.high.to_f64()),
            "low": column(|bar| bar.low.to_f64()), "close": column(|bar| bar.close.to_f64() ),
            "volume": volumes}]}
    }], "error": null}})
    .to_string()
}

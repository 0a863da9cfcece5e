//! Writes what sources would answer: RSS, Atom, CSV and chart JSON, from plain rows.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::shared_data::{Headline, Row};

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// RSS 2.0 with one item per headline.
pub fn rss(headlines: &[&Headline]) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Wire</title><link>https://wire.example/</link><description>Wire</description>\n",
    );
    for headline in headlines {
        let _ = writeln!(
            feed,
            "<item><guid isPermaLink=\"false\">{}</guid><title>{}</title><link>{}</link><pubDate>{}</pubDate></item>",
            headline.id,
            escape(&headline.title),
            escape(headline.url.as_deref().unwrap_or("https://wire.example/item")),
            headline.published.to_rfc2822(),
        );
    }
    feed + "</channel></rss>\n"
}

/// Atom 1.0 with one entry per headline.
pub fn atom(headlines: &[&Headline], updated: DateTime<Utc>) -> String {
    let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Desk wire</title><id>urn:desk-wire</id><updated>{}</updated>\n",
        stamp(updated)
    );
    for headline in headlines {
        let _ = writeln!(
            feed,
            "<entry><id>urn:item:{}</id><title>{}</title><link href=\"{}\"/><author><name>{}</name></author><published>{published}</published><updated>{published}</updated></entry>",
            headline.id,
            escape(&headline.title),
            escape(headline.url.as_deref().unwrap_or("https://desk.example/item")),
            escape(&headline.source),
            published = stamp(headline.published),
        );
    }
    feed + "</feed>\n"
}

/// A price file with a header.
pub fn csv(rows: &[Row]) -> String {
    let mut file = String::from("Date,Open,High,Low,Close,Volume\n");
    for row in rows {
        let _ = writeln!(file, "{},{}", row.date, row.fields.join(","));
    }
    file
}

/// What a chart endpoint answers for daily bars of a New York share.
pub fn chart(symbol: &str, rows: &[Row]) -> String {
    let open = NaiveTime::from_hms_opt(9, 30, 0).expect("a time of day");
    let column = |place: usize| -> Vec<f64> {
        rows.iter().map(|row| row.fields[place].parse().expect("a number")).collect()
    };
    let timestamps: Vec<i64> = rows
        .iter()
        .map(|row| {
            contrabrief::calendar::instant_of(row.date, open, Tz::America__New_York).timestamp()
        })
        .collect();
    json!({"chart": {"error": null, "result": [{
        "meta": {
            "currency": "USD", "symbol": symbol, "instrumentType": "EQUITY",
            "exchangeTimezoneName": "America/New_York", "gmtoffset": -18000, "dataGranularity": "1d"
        },
        "timestamp": timestamps,
        "indicators": {"quote": [{
            "open": column(0), "high": column(1), "low": column(2), "close": column(3),
            "volume": column(4).iter().map(|volume| volume.round()).collect::<Vec<f64>>()
        }]}
    }]}})
    .to_string()
}

//! Takes the tickers' views; gives the scoreboard, highest score first, and the note by which a
//! reader can compute the overall score again.

use std::cmp::Reverse;

use crate::model::{DayView, Price, ScoreRow, TickerKind, TickerView};

use super::words;

pub(super) fn rows(day: &DayView) -> Vec<ScoreRow> {
    let mut rows: Vec<ScoreRow> = day.tickers.iter().map(row).collect();
    rows.sort_by_key(|row| {
        (Reverse(row.sentiment.map(|sentiment| sentiment.score)), row.ticker.clone())
    });
    rows
}

fn row(view: &TickerView) -> ScoreRow {
    let market = view.market.as_ref();
    let score = view.sentiment.map(|sentiment| sentiment.score);
    ScoreRow {
        ticker: view.profile.ticker.clone(),
        name: view.profile.name.clone(),
        last: market.map(|market| market.close),
        day: market.and_then(|market| market.day),
        quarter: market.and_then(|market| market.quarter),
        spark_per_mille: market.map(|market| spark(&market.closes)).unwrap_or_default(),
        sentiment: view.sentiment,
        change: score.zip(view.previous_score).map(|(now, before)| now.since(before)),
        articles: view.coverage.articles,
        stories: view.coverage.stories,
        publishers: view.coverage.publishers,
        gap: view.gap,
    }
}

/// Closes scaled to 0..=1000 between the lowest and the highest; a flat line lies in the middle.
fn spark(closes: &[Price]) -> Vec<u16> {
    let (Some(low), Some(high)) =
        (closes.iter().map(|close| close.e8).min(), closes.iter().map(|close| close.e8).max())
    else {
        return Vec::new();
    };
    let span = i128::from(high) - i128::from(low);
    closes
        .iter()
        .map(|close| match span {
            0 => 500,
            span => {
                let above = i128::from(close.e8) - i128::from(low);
                u16::try_from(above * 1000 / span).unwrap_or(1000)
            }
        })
        .collect()
}

/// Which session the prices are of, and how overall comes from the table.
pub(super) fn note(day: &DayView) -> String {
    let mut sentences = Vec::new();
    let session = |is_crypto: bool| {
        day.tickers
            .iter()
            .filter(|view| (view.profile.kind == TickerKind::Crypto) == is_crypto)
            .filter_map(|view| Some(view.market.as_ref()?.session))
            .max()
    };
    match (session(false), session(true)) {
        (Some(shares), Some(_)) => sentences.push(format!(
            "Prices: session of {}; crypto at the 24:00 UTC close.",
            words::day_and_month(shares)
        )),
        (Some(shares), None) => {
            sentences.push(format!("Prices: session of {}.", words::day_and_month(shares)));
        }
        (None, Some(tokens)) => sentences.push(format!(
            "Prices: UTC day of {}, at its 24:00 close.",
            words::day_and_month(tokens)
        )),
        (None, None) => {}
    }
    if let Some(overall) = day.overall.sentiment {
        sentences.push(format!(
            "Overall {} is the mean of the scores, weighted by the articles of each name.",
            overall.score
        ));
    }
    sentences.join(" ")
}

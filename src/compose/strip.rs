//! Takes the day; gives the four cells under the headline: sentiment, mover, gap, evidence.

use super::words;
use crate::model::{DayView, Gap, Score, Sign, StripCell, TickerView};

use super::front::biggest_mover;

/// Overall sentiment, biggest mover, widest gap, amount of evidence.
pub(super) fn strip(day: &DayView, ranked: &[&TickerView]) -> Vec<StripCell> {
    let mut cells =
        vec![sentiment_cell(day), mover_cell(day), gap_cell(ranked), evidence_cell(day)];
    if ranked.len() == 1 {
        // Nothing is biggest or widest of one.
        for (cell, label) in cells.iter_mut().zip(["Sentiment", "Last session", "Price and tone"]) {
            label.clone_into(&mut cell.label);
        }
    }
    cells
}

fn cell(label: &str, value: String, notes: Vec<String>, sign: Sign) -> StripCell {
    StripCell { label: label.to_owned(), value, notes, sign }
}

fn sentiment_cell(day: &DayView) -> StripCell {
    let overall = &day.overall;
    let mut notes = match overall.sentiment {
        Some(sentiment) => vec![sentiment.band.words().to_owned()],
        None => vec!["too thin to say".to_owned()],
    };
    notes.extend(overall.previous.map(|previous| format!("was {previous}")));
    let score = overall.sentiment.map(|sentiment| sentiment.score);
    let value = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
    cell("Overall sentiment", value, notes, sign(score.map_or(0, score_size)))
}

fn mover_cell(day: &DayView) -> StripCell {
    match biggest_mover(day) {
        Some((view, points)) => {
            let session = view.market.as_ref().map(|market| words::day_month(market.session));
            let notes = vec!["one session, to".to_owned(), session.unwrap_or_default()];
            let value = format!("{} {points}", view.profile.ticker);
            cell("Biggest mover", value, notes, sign(points.0))
        }
        None => cell(
            "Biggest mover",
            "–".to_owned(),
            vec!["no session to compare".to_owned()],
            Sign::Neutral,
        ),
    }
}

fn gap_cell(ranked: &[&TickerView]) -> StripCell {
    let widest = ranked
        .iter()
        .filter(|view| matches!(view.gap, Gap::PriceAhead | Gap::EvidenceAhead))
        .max_by_key(|view| {
            let z = view.market.as_ref().and_then(|market| market.z_month);
            z.map_or(0, |z| z.0.abs())
        });
    let note = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
    match widest {
        Some(view) if view.gap == Gap::PriceAhead => {
            let ticker = view.profile.ticker.to_string();
            cell("Widest gap", ticker, note("price ahead", "of evidence"), Sign::Neutral)
        }
        Some(view) => {
            let ticker = view.profile.ticker.to_string();
            cell("Widest gap", ticker, note("evidence ahead", "of price"), Sign::Neutral)
        }
        None if ranked.iter().any(|view| view.gap == Gap::InLine) => {
            cell("Widest gap", "In line".to_owned(), note("price and tone", "agree"), Sign::Neutral)
        }
        None => cell("Widest gap", "–".to_owned(), vec!["not measured".to_owned()], Sign::Neutral),
    }
}

fn evidence_cell(day: &DayView) -> StripCell {
    let overall = &day.overall;
    let notes = vec![
        format!("{},", words::count(overall.stories, "story")),
        words::count(overall.publishers, "publisher"),
    ];
    cell("Evidence", words::count(overall.articles, "article"), notes, Sign::Neutral)
}

fn score_size(score: Score) -> i64 {
    i64::from(score.hundredths())
}

fn sign(size: i64) -> Sign {
    match size.signum() {
        1 => Sign::Positive,
        -1 => Sign::Negative,
        _ => Sign::Neutral,
    }
}

//! Takes the day's views; gives the brief's rows: scoreboard, effects, calendar, changes and
//! record. Never leaves out a ticker of the watchlist.

use std::cmp::Reverse;

use super::cite::Citations;
use super::{names, words};
use crate::model::{
    ChangeRow, Cited, Claim, Cut, DayView, Dossier, EffectRow, Hundredths, OutlookRow, Price,
    Score, ScoreRow, Scorecard, Ticker, TickerView,
};

/// The smallest move of a score that "since the last edition" mentions.
const CHANGE_MIN: Hundredths = Hundredths(5);
/// The longest formula under the scoreboard, in names.
const FORMULA_NAMES_MAX: usize = 6;

/// Highest score first, those without one last; ties by symbol.
pub(super) fn ranked(day: &DayView) -> Vec<&TickerView> {
    let mut views: Vec<&TickerView> = day.tickers.iter().collect();
    views.sort_by_key(|view| {
        let score = view.sentiment.map(|sentiment| sentiment.score);
        (Reverse(score), view.profile.ticker.clone())
    });
    views
}

pub(super) fn score_row(view: &TickerView) -> ScoreRow {
    let market = view.market.as_ref();
    ScoreRow {
        ticker: view.profile.ticker.clone(),
        name: view.profile.name.clone(),
        last: market.map(|market| market.close),
        day: market.and_then(|market| market.day),
        quarter: market.and_then(|market| market.quarter),
        range: market.map(|market| market.range).unwrap_or_default(),
        spark_per_mille: market.map(|market| per_mille(&market.closes)).unwrap_or_default(),
        sentiment: view.sentiment,
        change: change(view),
        articles: view.coverage.articles,
        stories: view.coverage.stories,
        publishers: view.coverage.publishers,
        gap: view.gap,
    }
}

fn change(view: &TickerView) -> Option<Hundredths> {
    Some(view.sentiment?.score.since(view.previous_score?))
}

/// Closes between the lowest, 0, and the highest, 1000; 500 each when they are all equal.
fn per_mille(closes: &[Price]) -> Vec<u16> {
    let lowest = closes.iter().map(|close| close.e8).min().unwrap_or(0);
    let highest = closes.iter().map(|close| close.e8).max().unwrap_or(0);
    let range = i128::from(highest) - i128::from(lowest);
    closes
        .iter()
        .map(|close| (i128::from(close.e8) - i128::from(lowest)) * 1000)
        .map(|above| if range == 0 { 500 } else { u16::try_from(above / range).unwrap_or(1000) })
        .collect()
}

/// Which sessions the prices are of, and how the overall score comes from the table.
pub(super) fn scoreboard_note(day: &DayView, ranked: &[&TickerView]) -> String {
    let mut sessions: Vec<_> = ranked
        .iter()
        .filter_map(|view| view.market.as_ref())
        .map(|market| market.session)
        .collect();
    sessions.sort_unstable();
    let prices = match (sessions.first(), sessions.last()) {
        (Some(first), Some(last)) if first == last => {
            format!("Prices: session of {}.", words::long_date(*last))
        }
        (Some(first), Some(last)) => format!(
            "Prices: last closed sessions, {} to {}.",
            words::long_date(*first),
            words::long_date(*last)
        ),
        _ => "No price is known for any name.".to_owned(),
    };
    match ranked {
        [only] if only.sentiment.is_some() => {
            format!("{prices} Overall is the score of {}.", only.profile.ticker)
        }
        [_] => format!("{prices} There is no score: too little was said."),
        _ => format!("Sorted by score. {prices} {}", formula(day, ranked)),
    }
}

fn formula(day: &DayView, ranked: &[&TickerView]) -> String {
    let Some(overall) = day.overall.sentiment else {
        return "There is no overall score: too little was said.".to_owned();
    };
    let terms: Vec<(i64, Score)> = ranked
        .iter()
        .filter_map(|view| Some((i64::from(view.coverage.articles), view.sentiment?.score)))
        .collect();
    let weight: i64 = terms.iter().map(|(articles, _)| articles).sum();
    let sum: i64 =
        terms.iter().map(|(articles, score)| articles * i64::from(score.hundredths())).sum();
    // The overall score comes from unrounded ones; a reader recomputes it from rounded ones.
    let off = (sum - weight * i64::from(overall.score.hundredths())).abs() * 2;
    let rounding = if off > weight { ", before rounding" } else { "" };
    let method = format!("mean of the scores, each weighted by its articles{rounding}");
    if weight == 0 || terms.len() > FORMULA_NAMES_MAX {
        return format!("Overall, {}, is the {method}.", overall.score);
    }
    let terms: Vec<String> = terms
        .iter()
        .map(|(articles, score)| format!("{articles} × {score}").replace('+', ""))
        .collect();
    format!("Overall is the {method}: ({}) / {weight} = {}.", terms.join(" + "), overall.score)
}

/// Each catalyst stands once, at the first name it may move.
pub(super) fn effects(day: &DayView, cite: &mut Citations<'_>) -> Vec<EffectRow> {
    let mut told: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for effect in &day.effects {
        let catalyst = effect.catalyst.as_ref().filter(|claim| !told.contains(&claim.text()));
        told.extend(catalyst.map(Claim::text));
        rows.push(EffectRow {
            ticker: effect.ticker.clone(),
            sign: effect.sign,
            when: words::when(effect.when),
            reason: cite.claim(&effect.reason),
            catalyst: catalyst.map(|claim| cite.claim(claim)).unwrap_or_default(),
        });
    }
    rows
}

pub(super) fn calendar(day: &DayView, cite: &mut Citations<'_>) -> Vec<OutlookRow> {
    day.outlooks
        .iter()
        .map(|outlook| OutlookRow {
            when: words::when(outlook.when),
            sign: outlook.sign,
            event: cite.claim(&outlook.claim),
            tickers: outlook.tickers.clone(),
        })
        .collect()
}

/// Moves of at least 0.05, tickers that came or went, scores that appeared or vanished; of a
/// cut, those that its reader watches.
pub(super) fn changes(
    dossier: &Dossier,
    day: &DayView,
    cut: Option<&Cut>,
    cite: &mut Citations<'_>,
) -> Vec<ChangeRow> {
    let Some(previous) = &dossier.previous else { return Vec::new() };
    let mut rows: Vec<ChangeRow> = Vec::new();
    for view in &day.tickers {
        let ticker = view.profile.ticker.clone();
        let before = previous.scores.get(&ticker).copied();
        let now = view.sentiment.map(|sentiment| sentiment.score);
        let what = match (before, now) {
            (None, _) => "added to the watchlist".to_owned(),
            (Some(None), Some(now)) => format!("sentiment {now}, after a day too thin to say"),
            (Some(Some(before)), None) => format!("too thin to say, was {before}"),
            (Some(Some(before)), Some(now)) if now.since(before).0.abs() >= CHANGE_MIN.0 => {
                format!("sentiment {before} → {now}")
            }
            _ => continue,
        };
        let moved = before.is_some() && now.is_some();
        let why = view.stories.first().filter(|_| moved);
        let why = why.map(|story| names::quoted(&story.lead, cite)).unwrap_or_default();
        rows.push(ChangeRow { ticker, what, why });
    }
    let watched = |ticker: &Ticker| {
        let mut list = dossier.scope.watchlist.iter().map(|profile| &profile.ticker);
        list.any(|one| one == ticker)
            || day.tickers.iter().any(|view| view.profile.ticker == *ticker)
    };
    let wanted = |ticker: &Ticker| {
        cut.is_none_or(|cut| cut.watchlist.is_empty() || cut.watchlist.contains(ticker))
    };
    let gone = previous.scores.keys().filter(|ticker| !watched(ticker) && wanted(ticker));
    rows.extend(gone.map(|ticker| ChangeRow {
        ticker: ticker.clone(),
        what: "dropped from the watchlist".to_owned(),
        why: Cited::default(),
    }));
    rows
}

/// The record of earlier takeaways, the bad ones as plainly as the good. A cut, which has the
/// whole record, says so.
pub(super) fn scorecard(card: &Scorecard, cut_of_names: Option<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(names) = cut_of_names.filter(|_| card.closed + card.open > 0) {
        lines.push(format!("The record counts all {names} names of the edition."));
    }
    if card.closed > 0 {
        let wrong = card.closed.saturating_sub(card.right);
        lines.push(match (card.closed, card.right) {
            (1, 1) => "One takeaway has closed, and it was right.".to_owned(),
            (1, _) => "One takeaway has closed, and it was wrong.".to_owned(),
            (closed, right) => {
                format!(
                    "Of {closed} takeaways that have closed, {right} were right and {wrong} wrong."
                )
            }
        });
    }
    if card.open > 0 {
        lines.push(match card.open {
            1 => "One takeaway is still open.".to_owned(),
            open => format!("{open} takeaways are still open."),
        });
    }
    if let Some((mean, (low, high))) = card.mean {
        lines.push(format!(
            "On average they went {mean} in the stance’s direction (80% interval {low} to {high})."
        ));
    }
    if let Some(brier) = card.brier_e4 {
        let against = match brier.cmp(&2500) {
            std::cmp::Ordering::Less => "better than",
            std::cmp::Ordering::Equal => "the same as",
            std::cmp::Ordering::Greater => "worse than",
        };
        lines.push(format!(
            "Brier score {}.{:04}, {against} the 0.2500 of always saying 50 in 100.",
            brier / 10_000,
            brier % 10_000
        ));
    }
    lines.extend(card.last.iter().map(|closed| {
        format!(
            "{}, {}, {}: {}, with {} against the market in the stance’s direction.",
            words::short_date(closed.date),
            closed.ticker,
            closed.setup.words(),
            if closed.right { "right" } else { "wrong" },
            closed.outcome
        )
    }));
    lines
}

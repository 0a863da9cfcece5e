//! Takes the portfolio's section; gives what templates and machines see of it. Never a floating
//! number.

use serde_json::{Value, json};

use super::figure::{Figure, sign_words};
use super::json::{cited, price, sentiment};
use super::page::{Citer, plain};
use super::shape::{Labelled, Portfolio, Position, Stake};
use crate::model::{
    self, Amount, Basis, BasisPoints, PortfolioSection, PositionRow, Score, StakeRow, Ticker,
};

/// How many holdings and stakes a mail shows; the page has all.
const MAIL_ROWS_MAX: usize = 12;

/// For the templates.
pub(super) fn page(section: &PortfolioSection, cite: &Citer) -> Portfolio {
    let width = |row: &PositionRow| row.ticker.as_str().len();
    Portfolio {
        basis: plain(&section.basis),
        facts: section
            .facts
            .iter()
            .map(|fact| Labelled { label: plain(&fact.label), body: cite.sentence(&fact.body) })
            .collect(),
        has_value: section.view.basis == Basis::Quantity,
        width: section.rows.iter().map(width).max().unwrap_or(0).max(6),
        mail_rows: MAIL_ROWS_MAX,
        rows: section.rows.iter().enumerate().map(|(place, row)| position(row, place)).collect(),
        stakes: section
            .stakes
            .iter()
            .enumerate()
            .map(|(place, row)| stake(row, place, cite))
            .collect(),
        stakes_note: plain(&section.stakes_note),
    }
}

fn position(row: &PositionRow, place: usize) -> Position {
    Position {
        ticker: row.ticker.to_string(),
        name: plain(&row.name),
        held: row.held.clone(),
        value: row.value.clone(),
        share: row.share.clone(),
        day: Figure::returned(row.day),
        contribution: Figure::part(row.contribution),
        score: Figure::score(row.score),
        in_mail: place < MAIL_ROWS_MAX,
    }
}

fn stake(row: &StakeRow, place: usize, cite: &Citer) -> Stake {
    Stake {
        ticker: row.ticker.to_string(),
        takeaway: cite.sentence(&row.takeaway),
        bearing: plain(&row.bearing),
        sign: Figure::signed("", row.sign),
        mark: sign_words(row.sign).0,
        size: plain(&row.at_stake),
        in_mail: place < MAIL_ROWS_MAX,
    }
}

/// For machines: every figure of the view, and the sentences readers see.
pub(super) fn json(section: &PortfolioSection) -> Value {
    let view = &section.view;
    let rows = view.positions.iter().zip(&section.rows);
    let stakes = view.stakes.iter().zip(&section.stakes);
    json!({
        "basis": view.basis.key(),
        "basis_words": section.basis,
        "gross": view.gross.map(amount),
        "net": view.net.map(amount),
        "weights_told_basis_points": view.told.map(|told| told.0),
        "long_basis_points": view.long.0,
        "short_basis_points": view.short.0,
        "tone": view.tone.map(sentiment),
        "tone_covered_basis_points": view.tone_covered.0,
        "day": view.day.map(part),
        "day_covered_basis_points": view.day_covered.0,
        "unvalued": view.unvalued.iter().map(Ticker::as_str).collect::<Vec<_>>(),
        "facts": section.facts.iter().map(|fact| json!({
            "label": fact.label, "body": cited(&fact.body),
        })).collect::<Vec<_>>(),
        "positions": rows.map(|(position, row)| position_json(position, row)).collect::<Vec<_>>(),
        "stakes": stakes.map(|(stake, row)| stake_json(stake, row)).collect::<Vec<_>>(),
        "stakes_note": section.stakes_note,
    })
}

fn position_json(position: &model::Position, row: &PositionRow) -> Value {
    json!({
        "ticker": position.ticker.as_str(),
        "name": position.name,
        "held": { "e8": position.size_e8, "text": row.held },
        "close": position.close.map(price),
        "value": position.value.map(amount),
        "share_basis_points": position.share.0,
        "share_text": row.share,
        "day_basis_points": position.day.map(|day| day.0),
        "day_text": position.day.map(|day| day.to_string()),
        "contribution": position.contribution.map(part),
        "score_hundredths": position.score.map(Score::hundredths),
        "score_text": position.score.map(|score| score.to_string()),
        "on_watchlist": position.is_watched,
    })
}

fn stake_json(stake: &model::Stake, row: &StakeRow) -> Value {
    json!({
        "ticker": stake.ticker.as_str(),
        "setup": stake.setup.key(),
        "stance": stake.stance.key(),
        "bearing": stake.bearing.key(),
        "share_basis_points": stake.share.0,
        "horizon_sessions": stake.horizon.sessions,
        "until": stake.horizon.until.to_string(),
        "sigma_basis_points": stake.sigma.map(|sigma| sigma.0),
        "at_stake_basis_points": stake.at_stake.map(|stake| stake.0),
        "money": stake.money.map(amount),
        "takeaway": cited(&row.takeaway),
        "text": row.at_stake,
    })
}

fn amount(amount: Amount) -> Value {
    json!({
        "units": amount.units, "currency": amount.currency.code(), "text": amount.to_string(),
    })
}

fn part(points: BasisPoints) -> Value {
    json!({ "basis_points": points.0, "text": points.fine() })
}

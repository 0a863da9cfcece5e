//! Takes one ticker's prices; gives what readers see of them, rounded. A stale price keeps its
//! close and loses its day.

use chrono::Days;

use super::features::Features;
use super::market::Market;
use super::policy::Policy;
use super::series::Row;
use super::statistics::{deviation, number};
use super::wording::points;
use crate::model::{BasisPoints, CalendarId, Evidence, Gap, Hundredths, MarketView, Price, Ticker};

/// Sessions of the sparkline.
const CLOSES_SHOWN: usize = 30;
/// Three months of sessions.
const QUARTER_SESSIONS: usize = 63;
/// Sessions behind volatility.
const VOLATILITY_SESSIONS: usize = 60;
/// A year of days, and how much of it has to be known for its high to be called one.
const YEAR_DAYS: (u64, i64) = (365, 358);

/// The market half of a ticker's view; `None` without a usable bar.
pub(super) fn market_view(market: &Market, features: &Features) -> Option<MarketView> {
    let last = market.rows.last()?;
    let fresh = features.price.stale_sessions == 0;
    let measured = &features.price.measured;
    Some(MarketView {
        session: last.session,
        close: last.bar.close,
        day: last.total.filter(|_| fresh).and_then(points),
        quarter: quarter(&market.rows),
        abnormal_day: measured.abnormal.filter(|_| market.has_benchmark()).and_then(points),
        z_day: measured.z_day.and_then(Hundredths::from_unrounded),
        z_month: measured.z_month.and_then(Hundredths::from_unrounded),
        beta: measured.beta.and_then(Hundredths::from_unrounded),
        volatility: volatility(&market.rows, market.profile.calendar),
        below_high: below_high(&market.rows),
        closes: closes(&market.rows),
        source: last.bar.source.clone(),
        stale_sessions: features.price.stale_sessions,
    })
}

/// The last `sessions` bars as evidence; `None` without a bar.
pub(super) fn bars(market: &Market, sessions: usize) -> Option<Evidence> {
    let first = market.rows.len().saturating_sub(sessions.max(1));
    let (from, to) = (market.rows.get(first)?, market.rows.last()?);
    Some(evidence(&market.profile.ticker, from, to))
}

fn evidence(ticker: &Ticker, from: &Row, to: &Row) -> Evidence {
    Evidence::Bars {
        ticker: ticker.clone(),
        source: to.bar.source.clone(),
        from: from.session,
        to: to.session,
    }
}

/// Price against tone: the price is ahead when its twenty sessions and the tone differ by more
/// than the policy's gap and the price stands further from its usual; the evidence is ahead
/// when the tone does.
pub(super) fn gap(features: &Features, policy: &Policy) -> Gap {
    let month = features.price.measured.z_month;
    let tone_z = features.tone(policy.stories_min).and(features.tone_z);
    match (month, tone_z) {
        (Some(month), Some(tone_z)) if (month - tone_z).abs() <= policy.gap_z => Gap::InLine,
        (Some(month), Some(tone_z)) if month.abs() > tone_z.abs() => Gap::PriceAhead,
        (Some(_), Some(_)) => Gap::EvidenceAhead,
        _ => Gap::Unknown,
    }
}

fn quarter(rows: &[Row]) -> Option<BasisPoints> {
    let first = rows.len().checked_sub(QUARTER_SESSIONS)?;
    let totals: Option<Vec<f64>> = rows[first..].iter().map(|row| row.total).collect();
    points(totals?.iter().sum())
}

fn volatility(rows: &[Row], calendar: CalendarId) -> Option<BasisPoints> {
    let first = rows.len().checked_sub(VOLATILITY_SESSIONS)?;
    let totals: Vec<f64> = rows[first..].iter().filter_map(|row| row.total).collect();
    let sessions_a_year = if calendar == CalendarId::Crypto { 365 } else { 252 };
    let enough = totals.len() == VOLATILITY_SESSIONS;
    let daily = deviation(&totals).filter(|_| enough)?;
    BasisPoints::from_ratio(daily * libm::sqrt(number(sessions_a_year)))
}

fn below_high(rows: &[Row]) -> Option<BasisPoints> {
    let last = rows.last()?;
    let (days, known_min) = YEAR_DAYS;
    let since = last.session - Days::new(days);
    let year = &rows[rows.partition_point(|row| row.session < since)..];
    let known = (last.session - rows.first()?.session).num_days() >= known_min;
    let high = year.iter().map(|row| row.high.max(row.close)).fold(0.0, f64::max);
    (known && high > 0.0).then(|| BasisPoints::from_ratio(last.close / high - 1.0)).flatten()
}

fn closes(rows: &[Row]) -> Vec<Price> {
    let shown = &rows[rows.len().saturating_sub(CLOSES_SHOWN)..];
    let price = |row: &Row| Price::from_f64(row.close, row.bar.close.currency).ok();
    shown.iter().filter_map(price).collect()
}

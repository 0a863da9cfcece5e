//! Takes one ticker's prices; gives what readers see of them, rounded. A stale price keeps its
//! close and loses its day.

use super::features::Features;
use super::market::Market;
use super::policy::Policy;
use super::range::range;
use super::series::Row;
use super::wording::points;
use crate::model::{
    BasisPoints, Evidence, Gap, Hundredths, MarketView, Price, RangeMeasures, RangeView, Ticker,
};

/// Sessions of the sparkline.
const CLOSES_SHOWN: usize = 30;
/// Three months of sessions.
const QUARTER_SESSIONS: usize = 63;

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
        range: range_view(&range(&market.rows, market.profile.calendar.id())),
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

fn range_view(range: &RangeMeasures) -> RangeView {
    let ratio = |value: Option<f64>| value.and_then(BasisPoints::from_ratio);
    RangeView {
        below_high: ratio(range.below_high),
        above_low: ratio(range.above_low),
        drawdown: ratio(range.drawdown),
        volatility: ratio(range.volatility),
        volatility_to_year: range.volatility_to_year.and_then(Hundredths::from_unrounded),
    }
}

fn closes(rows: &[Row]) -> Vec<Price> {
    let shown = &rows[rows.len().saturating_sub(CLOSES_SHOWN)..];
    let price = |row: &Row| Price::from_f64(row.close, row.bar.close.currency).ok();
    shown.iter().filter_map(price).collect()
}

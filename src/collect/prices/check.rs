//! Takes the figures of one bar as a source gave them; gives the bar, or why it is none.

use chrono::NaiveDate;

use crate::calendar;
use crate::collect::{Bars, Fault, PriceSource};
use crate::model::{Currency, Finality, Instant, KnownBy, Price, PriceBar, TickerProfile};

/// How far a close may stand outside high and low by the rounding of adjusted series, as a
/// share of the price.
const ROUNDING: f64 = 0.001;

/// The figures of one bar, as floating numbers or missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) session: NaiveDate,
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
    pub(super) volume: Option<f64>,
}

/// Whose bars, from where, and when.
#[derive(Clone, Copy)]
pub(in crate::collect) struct Origin<'o> {
    pub(in crate::collect) source: &'o PriceSource,
    pub(in crate::collect) profile: &'o TickerProfile,
    pub(in crate::collect) currency: Currency,
    pub(in crate::collect) now: Instant,
}

/// Checks one bar.
pub(super) fn bar(figures: Figures, origin: Origin<'_>) -> Result<PriceBar, Fault> {
    let Origin { source, profile, currency, now } = origin;
    let refused = |reason: String| Fault::Bar {
        source: source.id.to_string(),
        bars: Bars { ticker: profile.ticker.clone(), sessions: vec![figures.session] },
        reason,
    };
    let Figures { session, open, high, low, close, .. } = figures;
    for (name, value) in [("an open", open), ("a high", high), ("a low", low), ("a close", close)] {
        if !value.is_finite() || value <= 0.0 {
            return Err(refused(format!("{name} of {value}")));
        }
    }
    let slack = close * ROUNDING;
    if high + slack < open.max(close).max(low) {
        return Err(refused(format!("a high of {high} under another price of the session")));
    }
    if low - slack > open.min(close).min(high) {
        return Err(refused(format!("a low of {low} above another price of the session")));
    }
    let price =
        |value: f64| Price::from_f64(value, currency).map_err(|error| refused(error.to_string()));
    let closes_at = calendar::session_close(&profile.calendar, session);
    Ok(PriceBar {
        ticker: profile.ticker.clone(),
        session,
        open: price(open)?,
        high: price(high.max(open).max(close))?,
        low: price(low.min(open).min(close))?,
        close: price(close)?,
        volume: figures.volume.and_then(whole),
        adjustment: source.adjustment,
        finality: if closes_at <= now { Finality::Closed } else { Finality::Unfinished },
        source: source.id.clone(),
        known_at: now,
        known_by: KnownBy::Clock,
    })
}

fn whole(volume: f64) -> Option<u64> {
    let rounded = libm::rint(volume);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded by the guard"
    )]
    (0.0..1e18).contains(&rounded).then_some(rounded as u64)
}

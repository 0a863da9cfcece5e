//! Takes one ticker's prices; gives its last move in a sentence, with what it was compared with.

use crate::analyse::market_view::bars;
use crate::analyse::universe::{Name, Universe};
use crate::analyse::wording::{moved, points, tenths, weekday_date};
use crate::model::{BasisPoints, Claim, TickerKind};

/// A day below so many standard deviations is like most days.
const ORDINARY_SIGMAS: f64 = 0.95;

/// `Shares lost 2.4% on Tuesday 24 March 2026, 1.8% more than the market: a 1.9-sigma day.`
pub(super) fn move_claim(universe: &Universe, name: &Name) -> Option<Claim> {
    let last = name.market.rows.last()?;
    let price = &name.features[universe.today()].price;
    let day = last.total.filter(|_| price.stale_sessions == 0).and_then(points)?;
    let what = match name.market.profile.kind {
        TickerKind::Equity => "Shares",
        TickerKind::Etf => "The fund",
        TickerKind::Index => "The index",
        TickerKind::Crypto => "The token",
    };
    let mut text = format!("{what} {} on {}", moved(day), weekday_date(last.session));
    let abnormal = price.measured.abnormal.and_then(points);
    if let Some(abnormal) = abnormal.filter(|_| name.market.has_benchmark()) {
        text.push_str(&relative(abnormal));
    }
    match price.measured.z_day {
        Some(z) if z.abs() < ORDINARY_SIGMAS => text.push_str(", an ordinary day"),
        Some(z) => {
            let size = tenths(z)?;
            text = format!("{text}: {} {size}-sigma day", article_before(&size));
        }
        None => {}
    }
    text.push('.');
    let benchmark = universe
        .names
        .iter()
        .find(|other| name.market.profile.benchmark.as_ref() == Some(&other.market.profile.ticker));
    let compared = benchmark.and_then(|other| bars(&other.market, 2));
    Some(Claim::new(text, bars(&name.market, 2)?, compared))
}

fn relative(abnormal: BasisPoints) -> String {
    match abnormal.unsigned_percent() {
        zero if zero == "0.0%" => ", as its market explains".to_owned(),
        size if abnormal.0 > 0 => format!(", {size} better than its market explains"),
        size => format!(", {size} worse than its market explains"),
    }
}

fn article_before(size: &str) -> &'static str {
    let vowel = size.starts_with('8') || size.starts_with("11.") || size.starts_with("18.");
    if vowel { "an" } else { "a" }
}

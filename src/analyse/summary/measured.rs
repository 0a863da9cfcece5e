//! Takes one ticker's prices; gives its last move in a sentence, with what it was compared with.

use crate::analyse::market_view::bars;
use crate::analyse::universe::{Name, Universe};
use crate::analyse::wording::{moved, points, weekday_date};
use crate::model::wording::size_words;
use crate::model::{BasisPoints, Claim, Hundredths, TickerKind};

/// `Shares lost 2.4% on Tuesday 24 March, 1.8% worse than its market explains, about twice its
/// usual day.`
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
    if let Some(z) = price.measured.z_day.and_then(Hundredths::from_unrounded) {
        text = format!("{text}, {}", size_words(z, "day"));
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

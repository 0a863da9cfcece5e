//! Takes one ticker's prices; gives its last move in a sentence, with what it was compared with.

use crate::analyse::market_view::bars;
use crate::analyse::universe::{Name, Universe};
use crate::analyse::wording::{frame, moved, points, weekday_date};
use crate::model::wording::size_words;
use crate::model::{BasisPoints, Claim, Hundredths, TickerKind};

/// An ordinary day is said in short; any other with what its market explains of it.
pub(super) fn move_claim(universe: &Universe, name: &Name) -> Option<Claim> {
    let last = name.market.rows.last()?;
    let price = &name.features[universe.today()].price;
    let day = last.total.filter(|_| price.stale_sessions == 0).and_then(points)?;
    let when = weekday_date(last.session);
    let size = price.measured.z_day.and_then(Hundredths::from_unrounded);
    let abnormal = price.measured.abnormal.and_then(points).filter(|_| name.market.has_benchmark());
    let text = match size {
        Some(z) if size_words(z, "day").starts_with("an ordinary") => {
            ordinary(universe, name, day, &when)
        }
        _ => striking(name, day, &when, abnormal, size),
    };
    let benchmark = universe
        .names
        .iter()
        .find(|other| name.market.profile.benchmark.as_ref() == Some(&other.market.profile.ticker));
    let compared = benchmark.and_then(|other| bars(&other.market, 2));
    Some(Claim::new(text, bars(&name.market, 2)?, compared))
}

/// What the ticker's price is of, and the word for "its".
fn subject(kind: TickerKind) -> (&'static str, &'static str) {
    match kind {
        TickerKind::Equity => ("Shares", "their"),
        TickerKind::Etf => ("The fund", "its"),
        TickerKind::Index => ("The index", "its"),
        TickerKind::Crypto => ("The token", "its"),
    }
}

fn ordinary(universe: &Universe, name: &Name, day: BasisPoints, when: &str) -> String {
    let profile = name.market.profile;
    let (what, _) = subject(profile.kind);
    let moved = moved(day);
    let ways = ["day", "price", "done"];
    match frame(universe, &profile.ticker, "ordinary day", &ways) {
        _ if day.unsigned_percent() == "0.0%" => {
            format!("{what} ended {when} where they began it.")
        }
        "day" => format!("{what} {moved} on {when}, an ordinary day."),
        "price" => format!("{what} {moved} on {when}: nothing unusual."),
        _ => format!("An ordinary {when}: {} {moved}.", what.to_lowercase()),
    }
}

/// `Shares lost 2.4% on Tuesday 24 March, 1.8% worse than their market explains and about twice
/// their usual day.`
fn striking(
    name: &Name,
    day: BasisPoints,
    when: &str,
    abnormal: Option<BasisPoints>,
    size: Option<Hundredths>,
) -> String {
    let (what, whose) = subject(name.market.profile.kind);
    let relative = abnormal.map(|points| match points.unsigned_percent() {
        zero if zero == "0.0%" => format!("as {whose} market explains"),
        size if points.0 > 0 => format!("{size} better than {whose} market explains"),
        size => format!("{size} worse than {whose} market explains"),
    });
    let size = size.map(|z| size_words(z, "day").replace("its", whose));
    let parts: Vec<String> = relative.into_iter().chain(size).collect();
    let comma = if parts.is_empty() { "" } else { ", " };
    format!("{what} {} on {when}{comma}{}.", moved(day), parts.join(" and "))
}

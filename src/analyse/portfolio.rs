//! Takes what is held and what was measured of each name; gives exposure, its tone, its part in
//! the last session's return and what the takeaways put at stake. What has no price, no return
//! or no tone is left out of that figure, and the figure says how much it covers.
//!
//! All sums are whole numbers, so that neither the order of the lines nor their scale matters:
//! exposure in millionths of a unit (or hundred-millionths of one per cent), ratios in
//! hundred-millionths. Each printed figure is rounded once, half to even.

use std::cmp::Reverse;

use super::market::Market;
use super::market_view::bars;
use super::statistics::number;
use super::universe::Universe;
use crate::model::{
    Amount, Basis, BasisPoints, Bearing, DataNote, Evidence, Holding, Holdings, HoldingsFile,
    NoteScope, PortfolioView, Position, Price, Score, Sentiment, Stake, Takeaway, Ticker,
    TickerView,
};

const E8: f64 = 100_000_000.0;
const ONE_E8: i128 = 100_000_000;
/// Millionths from hundred-millionths times hundred-millionths.
const TO_E6: i128 = 10_000_000_000;
/// A move of more than ten times in a session is a fault of the data: it keeps sums in range too.
const MOVE_MAX: f64 = 10.0;

/// What was measured of one held name.
#[derive(Clone, Debug)]
pub(super) struct Fact<'a> {
    pub(super) holding: &'a Holding,
    /// Last close and the one before, in the shares of the dossier's date.
    pub(super) closes: Option<(Price, Option<Price>)>,
    /// Simple total return of the last closed session; `None` when the price is stale.
    pub(super) day: Option<f64>,
    pub(super) score: Option<Score>,
    pub(super) takeaway: Option<&'a Takeaway>,
    /// Standard deviation of one session's abnormal return.
    pub(super) sigma: Option<f64>,
    pub(super) bars: Option<Evidence>,
    pub(super) is_watched: bool,
}

/// The portfolio's view and what was missing from it.
pub(super) fn portfolio(
    universe: &Universe,
    tickers: &[TickerView],
) -> (Option<PortfolioView>, Vec<DataNote>) {
    match &universe.dossier.scope.holdings {
        None => (None, Vec::new()),
        Some(HoldingsFile::Unread(why)) => {
            (None, vec![DataNote::missing(why.clone()).about(NoteScope::Portfolio)])
        }
        Some(HoldingsFile::Read(holdings)) => {
            let facts: Vec<Fact> =
                holdings.lines.iter().map(|line| fact(universe, tickers, line)).collect();
            let view = view(holdings, &facts);
            let notes = notes(&facts, holdings.basis);
            (view, notes)
        }
    }
}

fn fact<'a>(universe: &Universe, tickers: &'a [TickerView], holding: &'a Holding) -> Fact<'a> {
    let ticker = &holding.profile.ticker;
    let watched = tickers.iter().find(|view| view.profile.ticker == *ticker);
    let name = universe.names.iter().find(|name| name.market.profile.ticker == *ticker);
    let own;
    let (market, price) = if let Some(name) = name {
        (&name.market, name.features[universe.today()].price)
    } else {
        own = Market::new(universe.dossier, &holding.profile);
        let today = std::slice::from_ref(universe.timeline.today());
        (&own, own.at_editions(today, universe.policy)[0])
    };
    let fresh = price.stale_sessions == 0;
    let close = |back: usize| {
        let row = market.rows.len().checked_sub(back).and_then(|place| market.rows.get(place))?;
        Price::from_f64(row.close, row.bar.close.currency).ok().filter(|close| close.e8 > 0)
    };
    let total = market.rows.last().and_then(|row| row.total).filter(|_| fresh);
    Fact {
        holding,
        closes: close(1).map(|last| (last, close(2))),
        day: total.map(libm::expm1).filter(|day| day.is_finite() && day.abs() <= MOVE_MAX),
        score: watched.and_then(|view| view.sentiment).map(|sentiment| sentiment.score),
        takeaway: watched.and_then(|view| view.takeaway.as_ref()),
        sigma: price.measured.sigma.filter(|_| watched.is_some()),
        bars: bars(market, 2),
        is_watched: watched.is_some(),
    }
}

/// One position with its exposure.
struct Exposed<'f, 'a> {
    fact: &'f Fact<'a>,
    /// Signed, at the last close.
    now: i128,
    /// Signed, before the last session's move; as `now` where no move is known.
    before: i128,
    /// The last session's return in hundred-millionths.
    day_e8: Option<i128>,
}

/// Everything measured; `None` where nothing has a price.
pub(super) fn view(holdings: &Holdings, facts: &[Fact]) -> Option<PortfolioView> {
    let exposed: Vec<Exposed> =
        facts.iter().filter_map(|fact| exposed(fact, holdings.basis)).collect();
    let gross: i128 = exposed.iter().map(|one| one.now.abs()).sum();
    let gross_before: i128 = exposed.iter().map(|one| one.before.abs()).sum();
    if gross == 0 || gross_before == 0 {
        return None;
    }
    let long: i128 = exposed.iter().map(|one| one.now.max(0)).sum();
    let moved = || exposed.iter().filter(|one| one.day_e8.is_some());
    let toned = || exposed.iter().filter(|one| one.fact.score.is_some());
    let toned_size: i128 = toned().map(|one| one.now.abs()).sum();
    let moved_size: i128 = moved().map(|one| one.before.abs()).sum();
    let toned_sum: i128 =
        toned().filter_map(|one| Some(one.now * i128::from(one.fact.score?.hundredths()))).sum();
    let gains: i128 = moved().filter_map(|one| Some(one.before * one.day_e8?)).sum();
    let amount = |exposure: i128| amount(holdings, exposure);
    let mut positions: Vec<Position> =
        exposed.iter().map(|one| position(one, gross, gross_before, &amount)).collect();
    positions.sort_by_key(|position| (Reverse(position.share.0.abs()), position.ticker.clone()));
    let has_price = |ticker: &Ticker| exposed.iter().any(|one| one.ticker() == ticker);
    let held = facts.iter().map(|fact| &fact.holding.profile.ticker);
    Some(PortfolioView {
        basis: holdings.basis,
        gross: amount(gross),
        net: amount(2 * long - gross),
        told: (holdings.basis == Basis::Weight)
            .then(|| BasisPoints(whole(div_half_even(gross, ONE_E8 / 100)))),
        long: share(long, gross),
        short: share(gross - long, gross),
        tone: (toned_size > 0).then(|| Sentiment::of(ratio(toned_sum, toned_size) / 100.0)),
        tone_covered: share(toned_size, gross),
        day: (moved_size > 0).then(|| share(gains, gross_before * ONE_E8)),
        day_covered: share(moved_size, gross_before),
        stakes: stakes(&exposed, gross, &amount),
        unvalued: held.filter(|ticker| !has_price(ticker)).cloned().collect(),
        positions,
    })
}

impl Exposed<'_, '_> {
    fn ticker(&self) -> &Ticker {
        &self.fact.holding.profile.ticker
    }
}

/// `None` where the position cannot be valued. A weight needs no price.
fn exposed<'f, 'a>(fact: &'f Fact<'a>, basis: Basis) -> Option<Exposed<'f, 'a>> {
    let size = i128::from(fact.holding.size_e8);
    let at = |price: Price| div_half_even(size * i128::from(price.e8), TO_E6);
    let (last, previous) = fact.closes.unzip();
    let previous = previous.flatten();
    let (now, earlier) = match basis {
        Basis::Quantity => (at(last?), previous.map(at)),
        Basis::Weight => {
            let earlier = last.zip(previous).map(|(last, previous)| {
                div_half_even(size * i128::from(previous.e8), i128::from(last.e8))
            });
            (size, earlier)
        }
    };
    let moved = earlier.zip(fact.day);
    Some(Exposed {
        fact,
        now,
        before: moved.map_or(now, |(earlier, _)| earlier),
        day_e8: moved.map(|(_, day)| e8(day)),
    })
}

fn position(
    one: &Exposed,
    gross: i128,
    gross_before: i128,
    amount: &impl Fn(i128) -> Option<Amount>,
) -> Position {
    let fact = one.fact;
    Position {
        ticker: one.ticker().clone(),
        name: fact.holding.profile.name.clone(),
        size_e8: fact.holding.size_e8,
        close: fact.closes.map(|(last, _)| last),
        value: amount(one.now),
        share: share(one.now, gross),
        day: fact.day.filter(|_| one.day_e8.is_some()).and_then(BasisPoints::from_ratio),
        contribution: one.day_e8.map(|day_e8| share(one.before * day_e8, gross_before * ONE_E8)),
        score: fact.score,
        is_watched: fact.is_watched,
        bars: fact.bars.clone(),
    }
}

/// The takeaways on held names, largest stake first.
fn stakes(
    exposed: &[Exposed],
    gross: i128,
    amount: &impl Fn(i128) -> Option<Amount>,
) -> Vec<Stake> {
    let mut stakes: Vec<Stake> = exposed
        .iter()
        .filter_map(|one| {
            let takeaway = one.fact.takeaway?;
            let horizon = takeaway.horizon;
            let sessions = libm::sqrt(number(usize::from(horizon.sessions)));
            let sigma = one.fact.sigma.map(|sigma| (sigma * sessions).min(MOVE_MAX));
            let size = one.now.abs();
            let at_stake = sigma.map(|sigma| size * e8(sigma));
            Some(Stake {
                ticker: takeaway.ticker.clone(),
                setup: takeaway.setup,
                stance: takeaway.stance,
                bearing: Bearing::of(takeaway.stance, one.now > 0),
                share: share(one.now, gross),
                horizon,
                sigma: sigma.and_then(BasisPoints::from_ratio),
                at_stake: at_stake.map(|stake| share(stake, gross * ONE_E8)),
                money: at_stake.and_then(|stake| amount(div_half_even(stake, ONE_E8))),
                split: takeaway.split.clone(),
            })
        })
        .collect();
    stakes.sort_by_key(|stake| (Reverse(stake.at_stake), stake.ticker.clone()));
    stakes
}

/// What could not be valued, and what is valued at an old close.
fn notes(facts: &[Fact], basis: Basis) -> Vec<DataNote> {
    let names = |is_meant: &dyn Fn(&&Fact) -> bool| -> Vec<&str> {
        let meant = facts.iter().filter(is_meant);
        meant.map(|fact| fact.holding.profile.ticker.as_str()).collect()
    };
    let count = facts.len();
    let unpriced = names(&|fact| fact.closes.is_none());
    let stale = names(&|fact| fact.closes.is_some() && fact.day.is_none());
    let mut notes = Vec::new();
    if !unpriced.is_empty() {
        let what = match basis {
            Basis::Quantity => "they are in no figure of the portfolio",
            Basis::Weight => "the portfolio's return leaves them out",
        };
        notes.push(DataNote::missing(format!(
            "Of {count} holdings {} without a price, {what}: {}.",
            counted(unpriced.len()),
            unpriced.join(", ")
        )));
    }
    if !stale.is_empty() {
        notes.push(DataNote::missing(format!(
            "Of {count} holdings {} without a return of the last session, the portfolio's return leaves them out: {}.",
            counted(stale.len()),
            stale.join(", ")
        )));
    }
    notes.into_iter().map(|note| note.about(NoteScope::Portfolio)).collect()
}

fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "is" } else { "are" })
}

/// Money of an exposure in millionths; `None` of weights.
fn amount(holdings: &Holdings, exposure: i128) -> Option<Amount> {
    let currency = holdings.currency()?;
    Some(Amount { units: whole(div_half_even(exposure, 1_000_000)), currency })
}

/// `part / all` in basis points.
fn share(part: i128, all: i128) -> BasisPoints {
    // Ten thousand times the part could leave the range that the part itself stays in.
    let scale = if all % 10_000 == 0 { (part, all / 10_000) } else { (part * 10_000, all) };
    BasisPoints(whole(div_half_even(scale.0, scale.1)))
}

fn e8(value: f64) -> i128 {
    #[expect(clippy::cast_possible_truncation, reason = "at most ten, see MOVE_MAX")]
    let scaled = libm::rint(value * E8) as i128;
    scaled
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of two sums, rounded to two decimals")]
fn ratio(part: i128, all: i128) -> f64 {
    part as f64 / all as f64
}

fn whole(value: i128) -> i64 {
    let limit = if value < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(value).unwrap_or(limit)
}

/// `number / divisor` for a positive divisor, to the nearest whole number, half to even.
fn div_half_even(number: i128, divisor: i128) -> i128 {
    let (whole, rest) = (number.div_euclid(divisor), number.rem_euclid(divisor));
    let up = match (rest * 2).cmp(&divisor) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole.rem_euclid(2),
        std::cmp::Ordering::Greater => 1,
    };
    whole + up
}

#[cfg(test)]
mod tests;

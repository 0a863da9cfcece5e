//! Takes the takeaways published before; gives how they ended. The bad ones count like the
//! good, and one whose end is not known yet is open.

use super::record::{Occurrence, Record, outcome};
use super::universe::Universe;
use crate::model::{BaseRateFigures, BasisPoints, ClosedTakeaway, PublishedTakeaway, Scorecard};

/// Closed takeaways that are listed.
const LISTED_MAX: usize = 5;

/// The record of the brief's own takeaways.
pub(super) fn scorecard(universe: &Universe, record: &[PublishedTakeaway]) -> Scorecard {
    let published = published(universe, record).count();
    let mut closed = closed(universe, record);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut card = Scorecard {
        closed: count(closed.len()),
        right: count(closed.iter().filter(|takeaway| takeaway.right).count()),
        open: count(published - closed.len()),
        brier_e4: brier_e4(&closed),
        mean: mean(universe, record),
        last: Vec::new(),
    };
    closed.reverse();
    closed.truncate(LISTED_MAX);
    card.last = closed;
    card
}

/// Every takeaway whose horizon has closed, by date and ticker.
pub(super) fn closed(universe: &Universe, record: &[PublishedTakeaway]) -> Vec<ClosedTakeaway> {
    let mut closed: Vec<_> = published(universe, record)
        .filter_map(|takeaway| {
            let realised = realised(universe, takeaway)?;
            Some(ClosedTakeaway {
                date: takeaway.date,
                ticker: takeaway.ticker.clone(),
                setup: takeaway.setup,
                stance: takeaway.stance,
                conviction_pct: takeaway.conviction_pct,
                outcome: BasisPoints::from_ratio(realised)?,
                right: realised > 0.0,
            })
        })
        .collect();
    closed.sort_by(|left, right| (left.date, &left.ticker).cmp(&(right.date, &right.ticker)));
    closed
}

fn published<'r>(
    universe: &Universe,
    record: &'r [PublishedTakeaway],
) -> impl Iterator<Item = &'r PublishedTakeaway> + use<'r> {
    let date = universe.dossier.date;
    record.iter().filter(move |takeaway| takeaway.date < date)
}

fn realised(universe: &Universe, takeaway: &PublishedTakeaway) -> Option<f64> {
    let editions = &universe.timeline.editions;
    let edition = editions.binary_search_by_key(&takeaway.date, |edition| edition.date).ok()?;
    let name = universe.names.iter().find(|name| name.market.profile.ticker == takeaway.ticker)?;
    outcome(universe, name, edition, takeaway.stance, takeaway.horizon_sessions)
}

/// Squares of hundredths are ten-thousandths; half up.
fn brier_e4(closed: &[ClosedTakeaway]) -> Option<u32> {
    let misses = closed.iter().filter_map(|takeaway| {
        let miss = i64::from(takeaway.conviction_pct?) - if takeaway.right { 100 } else { 0 };
        Some(miss.unsigned_abs().pow(2))
    });
    let (sum, count) = misses.fold((0, 0), |(sum, count), miss| (sum + miss, count + 1));
    let rounded: Option<u64> = (2 * sum + count).checked_div(2 * count);
    rounded.and_then(|mean| u32::try_from(mean).ok())
}

/// Plain, not shrunk: this is what happened. The blocks of its interval fit the longest horizon.
fn mean(
    universe: &Universe,
    record: &[PublishedTakeaway],
) -> Option<(BasisPoints, (BasisPoints, BasisPoints))> {
    let outcomes: Vec<_> = published(universe, record)
        .filter_map(|takeaway| {
            let outcome = realised(universe, takeaway)?;
            Some(Occurrence { ticker: takeaway.ticker.clone(), date: takeaway.date, outcome })
        })
        .collect();
    let horizon = published(universe, record).map(|takeaway| takeaway.horizon_sessions).max()?;
    let record = Record::new(outcomes, horizon);
    let calendar = universe.dossier.scope.plan.on.numbering();
    let rate = record.beside(&[], calendar, &universe.policy.record);
    let BaseRateFigures { interval, .. } = rate.figures?;
    Some((record.mean()?, interval))
}

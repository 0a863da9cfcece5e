//! Takes the takeaways published before; gives how they ended. The bad ones count like the
//! good, and one whose end is not known yet is open.

use super::record::outcome;
use super::universe::Universe;
use crate::model::{BasisPoints, ClosedTakeaway, PublishedTakeaway, Scorecard};

/// Closed takeaways that are listed.
const LISTED_MAX: usize = 5;

/// The record of the brief's own takeaways.
pub(super) fn scorecard(universe: &Universe) -> Scorecard {
    let mut published: Vec<&PublishedTakeaway> = universe.dossier.record.iter().collect();
    published.retain(|takeaway| takeaway.date < universe.dossier.date);
    published.sort_by(|left, right| (left.date, &left.ticker).cmp(&(right.date, &right.ticker)));
    let mut card = Scorecard::default();
    let mut brier = (0_u64, 0_u64);
    for takeaway in published {
        let Some(closed) = close(universe, takeaway) else {
            card.open += 1;
            continue;
        };
        card.closed += 1;
        card.right += u32::from(closed.right);
        if let Some(pct) = takeaway.conviction_pct {
            let miss = i64::from(pct) - if closed.right { 100 } else { 0 };
            brier = (brier.0 + miss.unsigned_abs().pow(2), brier.1 + 1);
        }
        card.last.insert(0, closed);
    }
    card.last.truncate(LISTED_MAX);
    // Squares of hundredths are ten-thousandths.
    let (sum, count) = brier;
    let rounded = (2 * sum + count).checked_div(2 * count);
    card.brier_e4 = rounded.and_then(|mean| u32::try_from(mean).ok());
    card
}

fn close(universe: &Universe, takeaway: &PublishedTakeaway) -> Option<ClosedTakeaway> {
    let editions = &universe.timeline.editions;
    let edition = editions.binary_search_by_key(&takeaway.date, |edition| edition.date).ok()?;
    let name = universe.names.iter().find(|name| name.market.profile.ticker == takeaway.ticker)?;
    let realised = outcome(universe, name, edition, takeaway.stance, takeaway.horizon_sessions)?;
    Some(ClosedTakeaway {
        date: takeaway.date,
        ticker: takeaway.ticker.clone(),
        setup: takeaway.setup,
        stance: takeaway.stance,
        outcome: BasisPoints::from_ratio(realised)?,
        right: realised > 0.0,
    })
}

//! Takes the faults of a source's bars; gives those of one ticker with one reason as one, and
//! counts what is beyond naming. Never loses a bar or a row: each is named or counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::PriceHarvest;
use crate::collect::{Bars, Fault};
use crate::model::Ticker;

/// So many reasons are named, those of the most bars, and so many rows that hold no bar.
const NAMED_MAX: usize = 10;

/// What makes faults one: whose bars, whether they are odd only, and why.
type Kind = (Ticker, bool, String);

impl PriceHarvest {
    /// Sums up what is wrong, in the order in which it came.
    pub(in crate::collect) fn sum_up_faults(&mut self, source: &str) {
        let mut faults = merged(std::mem::take(&mut self.faults));
        let unnamed_rows = keep_most(&mut faults, |fault| match fault {
            Fault::Row { .. } => 1,
            _ => 0,
        });
        let unnamed_bars = keep_most(&mut faults, |fault| match fault {
            Fault::Bar { bars, .. } | Fault::OddBar { bars, .. } => bars.sessions.len().max(1),
            _ => 0,
        });
        let named = || source.to_owned();
        if unnamed_rows > 0 {
            faults.push(Fault::MoreRows { source: named(), count: unnamed_rows });
        }
        if unnamed_bars > 0 {
            faults.push(Fault::MoreBars { source: named(), count: unnamed_bars });
        }
        self.faults = faults;
    }
}

/// Faults of one kind as one, where the first of them stood.
fn merged(faults: Vec<Fault>) -> Vec<Fault> {
    let mut merged: Vec<Fault> = Vec::new();
    let mut places: BTreeMap<Kind, usize> = BTreeMap::new();
    for mut fault in faults {
        let Some((kind, bars)) = of_bars(&mut fault) else {
            merged.push(fault);
            continue;
        };
        let sessions = std::mem::take(&mut bars.sessions);
        let place = *places.entry(kind).or_insert_with(|| {
            merged.push(fault);
            merged.len() - 1
        });
        if let Some((_, first)) = of_bars(&mut merged[place]) {
            first.sessions.extend(sessions);
        }
    }
    merged
}

fn of_bars(fault: &mut Fault) -> Option<(Kind, &mut Bars)> {
    let is_odd = matches!(fault, Fault::OddBar { .. });
    let (Fault::Bar { bars, reason, .. } | Fault::OddBar { bars, reason, .. }) = fault else {
        return None;
    };
    let kind = (bars.ticker.clone(), is_odd, reason.clone());
    Some((kind, bars))
}

/// Keeps, of the faults that count something, those that count the most; gives what the others
/// count.
fn keep_most(faults: &mut Vec<Fault>, count: impl Fn(&Fault) -> usize) -> usize {
    let counts: Vec<usize> = faults.iter().map(count).collect();
    let mut places: Vec<usize> = (0..counts.len()).filter(|place| counts[*place] > 0).collect();
    places.sort_by_key(|place| Reverse(counts[*place]));
    let dropped: BTreeSet<usize> = places.into_iter().skip(NAMED_MAX).collect();
    let mut place = 0;
    faults.retain(|_| {
        place += 1;
        !dropped.contains(&(place - 1))
    });
    dropped.iter().map(|place| counts[*place]).sum()
}

//! Takes the day's view and a reader's names; gives the day as it concerns them. Measures nothing
//! again: every figure of a name is the one of the whole day.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::day::overall;
use super::notes::PRICES_KNOWN;
use crate::model::{Claim, DataNote, DayView, Evidence, Overall, Scorecard, Ticker, TickerView};

/// Sentences quoted of a cut day, as many as of a whole one.
const DAY_SENTENCES: usize = 2;

/// The day of these names alone. What is held is left out: a portfolio cut to some of its names
/// would be another portfolio.
#[must_use]
pub fn cut(day: &DayView, names: &BTreeSet<Ticker>) -> DayView {
    let is_own = |ticker: &Ticker| names.contains(ticker);
    let tickers: Vec<TickerView> =
        day.tickers.iter().filter(|view| is_own(&view.profile.ticker)).cloned().collect();
    let effects = day.effects.iter().filter(|one| is_own(&one.ticker) || is_own(&one.from));
    let outlooks = day.outlooks.iter().filter(|one| one.tickers.iter().any(is_own));
    DayView {
        overall: overall_of(&tickers, day),
        summary: summary(&tickers, &day.summary),
        effects: effects.cloned().collect(),
        outlooks: outlooks.cloned().collect(),
        portfolio: None,
        scorecard: scorecard(&day.scorecard, names),
        notes: notes(&day.notes, names),
        cited: day.cited.clone(),
        told: day.told.clone(),
        tickers,
    }
}

/// What the edition before said of these names together is known for one alone: it did not print
/// how many articles each of them had.
fn overall_of(tickers: &[TickerView], day: &DayView) -> Overall {
    let previous = match tickers {
        [only] => only.previous_score,
        _ => None,
    };
    overall(tickers, &day.told, previous)
}

/// The publishers' sentences on these names: those that lead the whole day first, then those of
/// the names that most was said about, one of each.
fn summary(tickers: &[TickerView], of_day: &[Claim]) -> Vec<Claim> {
    let mut views: Vec<&TickerView> = tickers.iter().collect();
    views.sort_by_key(|view| (Reverse(view.coverage.articles), view.profile.ticker.clone()));
    let own = |view: &&TickerView| -> Vec<Claim> {
        let leads = view.stories.iter().map(|story| &story.lead);
        view.summary.iter().chain(leads).filter(|claim| is_quoted(claim)).cloned().collect()
    };
    let sentences: Vec<Vec<Claim>> = views.iter().map(own).collect();
    let is_own = |claim: &&Claim| sentences.iter().flatten().any(|one| one.text() == claim.text());
    let mut chosen: Vec<Claim> = of_day.iter().filter(is_own).cloned().collect();
    for of_name in &sentences {
        let is_told =
            of_name.iter().any(|claim| chosen.iter().any(|one| one.text() == claim.text()));
        chosen.extend(of_name.first().filter(|_| !is_told).cloned());
    }
    chosen.truncate(DAY_SENTENCES);
    chosen
}

/// A publisher's own words: not a move that we measured, nor prose that an engine wrote.
fn is_quoted(claim: &Claim) -> bool {
    let said = claim.evidence().any(|evidence| matches!(evidence, Evidence::Article { .. }));
    said && claim.text().starts_with('\u{201c}')
}

/// The record is the method's, over all names; single takeaways are told of these alone.
fn scorecard(card: &Scorecard, names: &BTreeSet<Ticker>) -> Scorecard {
    let last = card.last.iter().filter(|closed| names.contains(&closed.ticker));
    Scorecard { last: last.cloned().collect(), ..card.clone() }
}

fn notes(notes: &[DataNote], names: &BTreeSet<Ticker>) -> Vec<DataNote> {
    let mut own: Vec<DataNote> = notes.iter().filter_map(|note| note.cut(names)).collect();
    if own.iter().all(|note| !note.partial && note.text != PRICES_KNOWN) {
        own.push(DataNote::fine(PRICES_KNOWN));
    }
    own
}

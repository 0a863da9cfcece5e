//! Takes the day's takeaways; gives the contrarian box, or says honestly that there is no
//! case and what was looked at.

use std::cmp::Reverse;

use super::cite::Citations;
use super::front::Front;
use super::{case, words};
use crate::model::{
    Cited, ConvictionLevel, DayView, Setup, Stance, Takeaway, TakeawayBox, TickerView,
};

/// The strongest takeaway: one with a call first, then by conviction and by how often such
/// moments came before.
pub(super) fn lead(day: &DayView) -> Option<&Takeaway> {
    let all = day.tickers.iter().filter_map(|view| view.takeaway.as_ref());
    all.min_by_key(|takeaway| {
        let pct = takeaway.conviction.map_or(0, |conviction| conviction.pct);
        Reverse((is_call(takeaway), pct, takeaway.base_rate.n))
    })
}

/// Whether the record carries the stance far enough to say so.
pub(super) fn is_call(takeaway: &Takeaway) -> bool {
    !takeaway.record_disagrees()
        && takeaway.conviction.is_some_and(|conviction| conviction.level > ConvictionLevel::None)
}

/// The box before the scoreboard.
pub(super) fn takeaway_box(front: Front<'_>, cite: &mut Citations<'_>) -> TakeawayBox {
    let day = front.day;
    let Some((view, lead)) = front.case() else { return no_case(day) };
    let crowd = cite.claim(&lead.crowd);
    let evidence = cite.claim(&lead.split);
    let dissent = match &lead.dissent {
        Some(claim) => cite.claim(claim),
        None => uncited("No dissent found in the stories: itself a sign."),
    };
    let record = cite.claim(&lead.record);
    let wrong_if = lead.falsifiers.iter().map(|claim| cite.claim(claim)).collect();
    let others = day
        .tickers
        .iter()
        .filter_map(|view| view.takeaway.as_ref())
        .filter(|takeaway| takeaway.ticker != lead.ticker)
        .map(|takeaway| cite.text(one_line(takeaway), [&takeaway.split]))
        .collect();
    TakeawayBox {
        ticker: Some(lead.ticker.clone()),
        title: case::title(front.voice, view, lead),
        crowd,
        evidence,
        dissent,
        record,
        call: call(lead),
        wrong_label: wrong_label(lead).to_owned(),
        wrong_if,
        others,
    }
}

/// What follows: stance, conviction and horizon.
pub(super) fn call(takeaway: &Takeaway) -> String {
    let horizon = takeaway.horizon;
    let sessions = words::small(usize::from(horizon.sessions));
    let until = words::long_date(horizon.until);
    let odds = words::odds(takeaway);
    if takeaway.record_disagrees() {
        return format!(
            "No call: the record speaks against the stance. We look again after {sessions} \
             sessions, on {until}."
        );
    }
    let expected = words::expectation(takeaway.stance);
    match takeaway.conviction {
        Some(conviction) if conviction.level > ConvictionLevel::None => format!(
            "We expect {} {expected} over the next {sessions} sessions, to {until}. Conviction \
             is {}: {odds}.",
            takeaway.ticker,
            conviction.level.word(),
        ),
        _ => format!(
            "No call: {odds}. The setup alone would have {} {expected} over the next {sessions} \
             sessions, to {until}.",
            takeaway.ticker
        ),
    }
}

/// A case without a call has nothing to be wrong about.
fn wrong_label(takeaway: &Takeaway) -> &'static str {
    if is_call(takeaway) { "We would be wrong if" } else { "What would settle it" }
}

/// `HELX: good news ignored; we lean above the market, 58 in 100, n = 41.`
pub(super) fn one_line(takeaway: &Takeaway) -> String {
    let Takeaway { ticker, base_rate, .. } = takeaway;
    let setup = takeaway.setup.words();
    if takeaway.record_disagrees() {
        let why = match takeaway.stance {
            Stance::Range => "such noise has meant no wide range before",
            _ => "the record sides with the crowd",
        };
        return format!("{ticker}: {setup}, but {why}; no call.");
    }
    match takeaway.conviction {
        None => {
            format!("{ticker}: {setup}; too few similar moments for a call, n = {}.", base_rate.n)
        }
        Some(_) if !is_call(takeaway) => {
            format!("{ticker}: {setup}; no edge on record, {}.", words::odds(takeaway))
        }
        Some(_) => format!(
            "{ticker}: {setup}; {}, {}.",
            words::leaning(takeaway.stance),
            words::odds(takeaway)
        ),
    }
}

fn no_case(day: &DayView) -> TakeawayBox {
    let measured: Vec<&TickerView> = day
        .tickers
        .iter()
        .filter(|view| view.sentiment.is_some() && view.market.is_some())
        .collect();
    let looked = match measured.len() {
        0 if day.tickers.len() == 1 => {
            "It lacks a tone or a price today, so no setup could be checked.".to_owned()
        }
        0 => "No name has both a tone and a price today, so no setup could be checked.".to_owned(),
        1 if day.tickers.len() == 1 => format!(
            "{} setups were checked on {}, and none is complete.",
            words::capital(&words::small(Setup::ALL.len())),
            measured[0].profile.ticker
        ),
        1 => format!(
            "{} setups were checked on {}, the one name with both a tone and a price; nothing was stretched.",
            words::capital(&words::small(Setup::ALL.len())),
            measured[0].profile.ticker
        ),
        names => format!(
            "{} setups were checked on the {} names with both a tone and a price; crowd and price were close enough on each.",
            words::capital(&words::small(Setup::ALL.len())),
            words::small(names)
        ),
    };
    TakeawayBox {
        ticker: None,
        title: "No contrarian case today".to_owned(),
        crowd: Cited::default(),
        evidence: uncited(&looked),
        dissent: Cited::default(),
        record: Cited::default(),
        call: String::new(),
        wrong_label: String::new(),
        wrong_if: Vec::new(),
        others: Vec::new(),
    }
}

fn uncited(text: &str) -> Cited {
    Cited { text: text.to_owned(), citations: Vec::new() }
}
